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
  sha1: z.strictObject({
    /**
     * A SHA-1 signature in which no collision shows is accepted, with a warning, if a trusted timestamp proves that it
     * is older than this (ISO 8601 with offset).
     */
    acceptedBefore: z.iso.datetime({ offset: true }),
  }),
  constraints: z.strictObject({
    /** The signature's digest is SHA-1, and nothing trusted proves that it is old enough. */
    'sha1-digest': level,
    /** The signature's digest is SHA-1; a trusted timestamp is older than `sha1.acceptedBefore`. */
    'sha1-accepted': level,
    /** A shipped, pinned CA certificate of the path carries a SHA-1 signature. */
    'pinned-sha1-ca': level,
    /** ETSI.CAdES.detached without an ESS signing-certificate attribute (EN 319 142-1 6.3). */
    'signing-certificate-absent': level,
    /** The same in adbe.pkcs7.*, where nothing asks for it. */
    'signing-certificate-absent-cms': level,
    /** A timestamp is right in itself, but its authority's path is not. The time of the check counts instead. */
    'timestamp-untrusted': level,
    /** A certificate of the path expired after the time for which it was judged. */
    'expired-since': level,
    /** A certificate of the path was revoked after the time for which it was judged. */
    'revoked-since': level,
    'changed-annotations': level,
    'changed-form': level,
    'changed-signatures': level,
    /** Visible signature fields that were made after a certification; it permits signing. */
    'new-field-after-certification': level,
    'changed-ltv': level,
    'changed-metadata': level,
    /** White space or zero bytes after the last revision. */
    'trailing-blank-bytes': level,
    /** A page leads to the signature field, the form does not. */
    'field-outside-form': level,
    /** Bytes before %PDF. */
    'leading-bytes': level,
    /** An office's mark that nothing shines through, on a page that is a scan. */
    'mark-over-scan': level,
    /** Layers or scripts of the signed document change what is seen of it. */
    'content-varies': level,
    'user-added-anchor': level,
    'claimed-time-outside-certificate': level,
    /** The signer's clock and the timestamp disagree. */
    'claimed-time-differs': level,
    /** They disagree by seven hours: local time written as if it were UTC, or the reverse. */
    'claimed-time-shifted': level,
    /** The signing-time attribute is seven hours ahead of /M: local time written as if it were UTC. */
    'signing-time-zone': level,
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
