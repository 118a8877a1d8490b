/**
 * The part of the verification policy that is a choice: `resources/policy/verification.json` says for each constraint
 * whether not meeting it fails (the signature cannot be valid), warns, or informs. What leaves no choice is not in the
 * file: a broken digest or signature value, a chain that does not reach an anchor, a missing revocation answer, a change
 * that no rule allows, a training certificate.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Fault } from '../../contracts/faults/index.js';

const level = z.enum(['fail', 'warn', 'inform']);
export type PolicyLevel = z.infer<typeof level>;

export const policySchema = z.strictObject({
  constraints: z.strictObject({
    /** The signature's digest is SHA-1. */
    'sha1-digest': level,
    /** A shipped, pinned CA certificate of the path carries a SHA-1 signature. */
    'pinned-sha1-ca': level,
    /** ETSI.CAdES.detached without an ESS signing-certificate attribute (EN 319 142-1 6.3). */
    'signing-certificate-absent': level,
    /** The same in adbe.pkcs7.*, where nothing asks for it. */
    'signing-certificate-absent-cms': level,
    /** A timestamp is right in itself; the chain of its authority is not judged. */
    'timestamp-not-judged': level,
    'changed-annotations': level,
    'changed-form': level,
    'changed-signatures': level,
    'changed-ltv': level,
    'changed-metadata': level,
    /** White space or zero bytes after the last revision. */
    'trailing-blank-bytes': level,
    /** Bytes before %PDF. */
    'leading-bytes': level,
    'user-added-anchor': level,
    'claimed-time-outside-certificate': level,
    'no-timestamp': level,
  }),
});
export type Policy = z.infer<typeof policySchema>;
export type PolicyConstraint = keyof Policy['constraints'];

/** Reads the policy file. Fault `verification.policy-invalid`. */
export const loadPolicy = (path: string): Policy => {
  try {
    return policySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Fault('verification.policy-invalid', { file: path }, { cause });
  }
};
