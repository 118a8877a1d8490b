/**
 * Everything that can go wrong, as a closed list. A fault has a stable code, a Vietnamese sentence that says what
 * happened and what to do now, its English twin, and (in the process where it arose) a cause.
 */
import { z } from 'zod';
import { appFaults } from './app.js';
import { backupFaults } from './backup.js';
import { contentFaults } from './content.js';
import { doctorFaults } from './doctor.js';
import { edxmlFaults } from './edxml.js';
import { pdfFaults } from './pdf.js';
import { pkiFaults } from './pki.js';
import { placementFaults } from './placement.js';
import { practiceFaults } from './practice.js';
import { presetsFaults } from './presets.js';
import { queueFaults } from './queue.js';
import { recordsFaults } from './records.js';
import { recordsOperationFaults } from './records-operations.js';
import { registerFaults } from './registers.js';
import { signingFaults } from './signing.js';
import { syncFaults } from './sync.js';
import { timestampFaults } from './timestamp.js';
import { tokenFaults } from './token.js';
import { tokenStateFaults } from './token-state.js';
import { trustFaults } from './trust.js';
import { verificationFaults } from './verification.js';

const table = {
  ...appFaults,
  ...pdfFaults,
  ...pkiFaults,
  ...tokenFaults,
  ...tokenStateFaults,
  ...signingFaults,
  ...contentFaults,
  ...verificationFaults,
  ...queueFaults,
  ...backupFaults,
  ...registerFaults,
  ...syncFaults,
  ...edxmlFaults,
  ...timestampFaults,
  ...trustFaults,
  ...presetsFaults,
  ...practiceFaults,
  ...doctorFaults,
  ...placementFaults,
  ...recordsFaults,
  ...recordsOperationFaults,
};

export type FaultCode = keyof typeof table;
export type FaultParams = Readonly<Record<string, string | number>>;

/** What crosses process borders: plain data, no stack, no cause. */
export interface FaultValue {
  readonly code: FaultCode;
  readonly vi: string;
  readonly en: string;
}

const codes = Object.keys(table) as [FaultCode, ...FaultCode[]];

export const faultCodeSchema = z.enum(codes);
export const faultValueSchema = z.object({ code: faultCodeSchema, vi: z.string(), en: z.string() });

const fill = (template: string, params: FaultParams): string =>
  template.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(params[name] ?? placeholder));

/** The two sentences of a fault with its parameters filled in. */
export const faultValue = (code: FaultCode, params: FaultParams = {}): FaultValue => ({
  code,
  vi: fill(table[code].vi, params),
  en: fill(table[code].en, params),
});

/** A fault on its way to the border of its process, where it becomes a {@link FaultValue}. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly value: FaultValue;

  constructor(
    readonly code: FaultCode,
    params: FaultParams = {},
    options?: { readonly cause?: unknown },
  ) {
    const value = faultValue(code, params);
    super(value.en, options);
    this.value = value;
  }

  /** Rebuilds a fault that came from another process, with the sentence it had there. */
  static from(value: FaultValue): Fault {
    const fault = new Fault(value.code);
    Object.assign(fault, { value, message: value.en });
    return fault;
  }
}

/** Any thrown thing as plain data; what is no {@link Fault} is a defect of ours and says so. */
export const toFaultValue = (thrown: unknown): FaultValue =>
  thrown instanceof Fault ? thrown.value : faultValue('app.internal');
