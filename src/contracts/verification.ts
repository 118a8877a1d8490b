/** What a verification says: of one signature, and of one file. Command line, window and reports show the same. */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';

export const verdictSchema = z.enum(['valid', 'invalid', 'indeterminate', 'unsigned']);
export type Verdict = z.infer<typeof verdictSchema>;

/** ETSI EN 319 102-1 clause 5.1.3, with the sub-indications this product can give. */
export const indicationSchema = z.enum(['TOTAL-PASSED', 'TOTAL-FAILED', 'INDETERMINATE']);
export const subIndicationSchema = z.enum([
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'REVOKED',
  'EXPIRED',
  'NOT_YET_VALID',
  'SIG_CONSTRAINTS_FAILURE',
  'CHAIN_CONSTRAINTS_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'NO_CERTIFICATE_CHAIN_FOUND',
  'OUT_OF_BOUNDS_NO_POE',
  'REVOKED_NO_POE',
  'TRY_LATER',
  'SIGNED_DATA_NOT_FOUND',
]);
export type SubIndication = z.infer<typeof subIndicationSchema>;

/** One sentence that explains a verdict; `code` is stable. */
export const reasonSchema = z.object({ code: z.string(), vi: z.string(), en: z.string() });
export type Reason = z.infer<typeof reasonSchema>;

export const signerSchema = z.object({
  commonName: z.string().nullable(),
  organization: z.string().nullable(),
  serial: z.string(),
  issuer: z.string(),
  /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
  fingerprint: z.string(),
});
export type SignerIdentity = z.infer<typeof signerSchema>;

export const signatureReportSchema = z.object({
  field: z.string().nullable(),
  kind: z.enum(['signature', 'timestamp']),
  verdict: z.enum(['valid', 'invalid', 'indeterminate']),
  indication: indicationSchema,
  subIndication: subIndicationSchema.nullable(),
  integrity: z.enum(['intact', 'broken', 'unknown']),
  coversWholeFile: z.boolean(),
  changesAfter: z.enum(['none', 'ltv', 'form', 'annotation', 'signature', 'illegal']),
  /** DocMDP permission (ISO 32000-2 table 257) where this signature certifies the document. */
  certification: z.union([z.literal(1), z.literal(2), z.literal(3)]).nullable(),
  level: z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA', 'CMS']),
  signer: signerSchema.nullable(),
  /** ISO 8601 with offset, from /M or signing-time; the signer's own clock, proves nothing. */
  claimedTime: z.string().nullable(),
  /**
   * ISO 8601 time of the earliest sound timestamp, in the signature or over the document with it; null where there is
   * none.
   */
  timestamp: z.string().nullable(),
  digest: z.string().nullable(),
  signatureAlgorithm: z.string().nullable(),
  trust: z.object({
    scheme: z.enum(['official-duty', 'public', 'user-added', 'training', 'none']),
    anchor: z.string().nullable(),
    revocation: z.enum(['good', 'revoked', 'unknown']),
  }),
  reasons: z.array(reasonSchema),
  warnings: z.array(reasonSchema),
});
export type SignatureReport = z.infer<typeof signatureReportSchema>;

export const fileReportSchema = z.object({
  file: z.string(),
  verdict: verdictSchema,
  warnings: z.array(reasonSchema),
  error: faultValueSchema.optional(),
  signatures: z.array(signatureReportSchema),
});
export type FileReport = z.infer<typeof fileReportSchema>;
