/** What a finding about changeable content means: `resources/policy/signing.json` says for each whether it stops. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Fault, type FaultValue } from '../../contracts/faults/index.js';

const level = z.enum(['warn', 'stop']);

export const contentPolicySchema = z.strictObject({
  'content.javascript': level,
  'content.automatic-action': level,
  'content.optional-content': level,
  'content.external': level,
  'content.need-appearances': level,
  'content.unreferenced': level,
  'content.ambiguous': level,
  'content.recovered': level,
  'content.unexamined': level,
});
export type ContentPolicy = z.infer<typeof contentPolicySchema>;
export type ContentCode = keyof ContentPolicy;

/** Reads the policy file. @throws Fault `signing.policy-invalid` */
export const loadContentPolicy = (path: string): ContentPolicy => {
  try {
    return contentPolicySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Fault('signing.policy-invalid', { file: path }, { cause });
  }
};

/** The first finding that stops the signing, null when none does. Looks only if the policy stops anything. */
export const stoppingFinding = (policy: ContentPolicy, look: () => readonly FaultValue[]): FaultValue | null => {
  const levels = new Map<string, string>(Object.entries(policy));
  if (![...levels.values()].includes('stop')) return null;
  return look().find(({ code }) => levels.get(code) === 'stop') ?? null;
};
