/** The signatures that the original brought: the same after our increments, and nothing done to them that they forbid. */
import { Fault } from '../../../contracts/faults/index.js';
import type { PdfDocument } from '../../pdf/document.js';
import { isName } from '../../pdf/objects.js';
import type { Certificate } from '../../pki/certificate.js';
import { readRange, type SignedRange } from '../byte-range.js';
import { laterChanges } from '../changes/later-changes.js';
import { sameObject } from '../changes/same-object.js';
import { type Checked, checkContents, type SubFilter, subFilters } from '../evidence.js';
import { type SignatureField, signatureFields } from '../fields.js';
import { type Permission, type Restrictions, readRestrictions } from '../mdp.js';
import type { Digests } from './digests.js';

export interface EarlierSignature {
  readonly field: SignatureField;
  readonly subFilter: SubFilter | null;
  /** null where /ByteRange names no sound range inside the original. */
  readonly range: SignedRange | null;
}

const maxSignatures = 256;

/**
 * The signatures of the original.
 * @throws Fault `pdf.limit`, `verification.form-broken`
 */
export const earlierSignatures = (before: PdfDocument): readonly EarlierSignature[] => {
  const fields = signatureFields(before);
  if (fields.length > maxSignatures) throw new Fault('pdf.limit', { limit: 'signatures' });
  return fields.map((field) => {
    const range = readRange(before, field.signature);
    const stated = before.value(field.signature, 'SubFilter');
    return {
      field,
      subFilter: subFilters.find((name) => isName(stated, name)) ?? null,
      range: typeof range === 'string' || range.end > before.end ? null : range,
    };
  });
};

export interface JudgedSignature {
  readonly field: string;
  readonly kind: 'signature' | 'timestamp';
  /** Its bytes and its value are what was signed; says nothing of what happened to the document since. */
  readonly intact: boolean;
  readonly signer: Certificate | null;
  /** The value of /Contents. */
  readonly contents: Uint8Array;
}

export const judgeEarlier = (earlier: readonly EarlierSignature[], digests: Digests): JudgedSignature[] =>
  earlier.map(({ field, subFilter, range }) => {
    const checked = subFilter !== null && range !== null ? check(subFilter, range, digests) : null;
    return {
      field: field.name,
      kind: subFilter === 'ETSI.RFC3161' ? 'timestamp' : 'signature',
      intact: checked !== null && isIntact(checked),
      signer: checked?.check.cms.signer ?? null,
      contents: range?.contents ?? new Uint8Array(),
    };
  });

const isIntact = ({ check, problems, broken }: Checked): boolean =>
  !broken && problems.length === 0 && check.cms.integrity === 'intact';

/** null where the CMS cannot be read. */
const check = (subFilter: SubFilter, range: SignedRange, digests: Digests): Checked | null => {
  try {
    return checkContents(subFilter, range.contents, digests.content(range));
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code.startsWith('pki.')) return null;
    throw thrown;
  }
};

/**
 * Each one stands in the result under its name and number, and the rules for later changes allow what we did.
 * @throws Fault `verification.earlier-signature-damaged`
 */
export const proveEarlier = (before: PdfDocument, after: PdfDocument, earlier: readonly EarlierSignature[]): void => {
  if (earlier.length === 0) return;
  const now = new Map(signatureFields(after).map((field) => [field.name, field] as const));
  for (const { field } of earlier) {
    const later = now.get(field.name);
    const same =
      later !== undefined &&
      later.signatureRef?.num === field.signatureRef?.num &&
      sameObject({ document: before, object: field.field }, { document: after, object: later.field }) &&
      sameObject({ document: before, object: field.signature }, { document: after, object: later.signature });
    if (!same) throw damaged(field.name);
  }
  // A file that had to be recovered has no revision that a verifier could compare with.
  if (before.recovery) return;
  const [last] = earlier.slice(-1);
  const { permission, locks } = inForce(before, earlier);
  const { changesAfter } = laterChanges({ revision: before, check: null }, after, permission, locks);
  if (changesAfter === 'illegal') throw damaged(last?.field.name ?? '');
};

const damaged = (field: string): Fault => new Fault('verification.earlier-signature-damaged', { field });

/** What any of them forbids: compared with the original as it was given, so that one comparison serves them all. */
const inForce = (
  before: PdfDocument,
  earlier: readonly EarlierSignature[],
): { permission: Permission | null; locks: Restrictions['locks'] } => {
  const stated = earlier.map(({ field }) => readRestrictions(before, field.signature, field.field));
  const permissions = stated.flatMap(({ certification, lockPermission }) => [certification, lockPermission]);
  const strictest = ([1, 2, 3] as const).find((permission) => permissions.includes(permission)) ?? null;
  return { permission: strictest, locks: stated.flatMap(({ locks }) => locks) };
};
