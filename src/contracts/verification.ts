/** What a verification says: of one signature, and of one file. Command line, window and reports show the same. */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';
import { levelSchema } from './jobs.js';

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
  'REVOKED_CA_NO_POE',
  'TRY_LATER',
  'SIGNED_DATA_NOT_FOUND',
]);
export type SubIndication = z.infer<typeof subIndicationSchema>;

export const sentenceSchema = z.object({ vi: z.string(), en: z.string() });
export type Sentence = z.infer<typeof sentenceSchema>;

/** One sentence that explains a verdict; `code` is stable. */
export const reasonSchema = z.object({ code: z.string(), vi: z.string(), en: z.string() });
export type Reason = z.infer<typeof reasonSchema>;

/** What a signature is; `CMS`: of no PAdES level (`adbe.pkcs7.…`, or without what ETSI EN 319 142-1 wants of each). */
export const statedLevelSchema = z.enum([...levelSchema.options, 'CMS']);
export type StatedLevel = z.infer<typeof statedLevelSchema>;

export const signerSchema = z.object({
  commonName: z.string().nullable(),
  organization: z.string().nullable(),
  serial: z.string(),
  issuer: z.string(),
  /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
  fingerprint: z.string(),
});
export type SignerIdentity = z.infer<typeof signerSchema>;

export const certificateFactsSchema = z.object({
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  /** ISO 8601. */
  notBefore: z.string(),
  notAfter: z.string(),
  /** SHA-256 of the DER, lower-case hexadecimal. */
  fingerprint: z.string(),
});
export type CertificateFacts = z.infer<typeof certificateFactsSchema>;

/** What one list or response says of a certificate of the path. */
export const revocationFactsSchema = z.object({
  /** Fingerprint of the certificate that was asked about. */
  certificate: z.string(),
  source: z.enum(['crl', 'ocsp']),
  status: z.enum(['good', 'revoked', 'unknown']),
  /** Why it says nothing. */
  why: z.string().nullable(),
  thisUpdate: z.string().nullable(),
  nextUpdate: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export type RevocationFacts = z.infer<typeof revocationFactsSchema>;

/** Where a signature stands in the file, and what its verdict rests on, for those who check the check. */
export const signatureDetailsSchema = z.object({
  /** Object number of the signature dictionary; null where it stands directly in its field. */
  object: z.number().int().nullable(),
  subFilter: z.string().nullable(),
  /** As it stands in the file: offsets count from `%PDF`. */
  byteRange: z.array(z.number()),
  /** Place of /Contents in the file, delimiters included: bytes from the file's first one. */
  contents: z.object({ start: z.number().int(), end: z.number().int() }).nullable(),
  /** What ESS signing-certificate says; null where the CMS cannot be read. */
  signingCertificate: z.enum(['right', 'wrong', 'absent']).nullable(),
  /** The signer first, the anchor last; as far as the path could be built. */
  chain: z.array(certificateFactsSchema),
  timestamp: z
    .object({
      time: z.string(),
      authority: z.string().nullable(),
      imprintDigest: z.string().nullable(),
      imprintMatches: z.boolean(),
      trusted: z.boolean(),
    })
    .nullable(),
  revocation: z.array(revocationFactsSchema),
});
export type SignatureDetails = z.infer<typeof signatureDetailsSchema>;

export const signatureReportSchema = z.object({
  field: z.string().nullable(),
  kind: z.enum(['signature', 'timestamp']),
  verdict: z.enum(['valid', 'invalid', 'indeterminate']),
  indication: indicationSchema,
  subIndication: subIndicationSchema.nullable(),
  integrity: z.enum(['intact', 'broken', 'unknown']),
  coversWholeFile: z.boolean(),
  /** The signed revision ends before this byte of the file; null where the signature covers no revision. */
  coveredBytes: z.number().int().nullable(),
  changesAfter: z.enum(['none', 'ltv', 'form', 'annotation', 'signature', 'illegal']),
  /** DocMDP permission (ISO 32000-2 table 257) where this signature certifies the document. */
  certification: z.union([z.literal(1), z.literal(2), z.literal(3)]).nullable(),
  level: statedLevelSchema,
  signer: signerSchema.nullable(),
  /** Who signed, and under which scheme the certificate was issued: the line that stands first. */
  headline: sentenceSchema,
  /** ISO 8601 with offset, from /M or signing-time; the signer's own clock, proves nothing. */
  claimedTime: z.string().nullable(),
  /**
   * ISO 8601 time of the earliest sound timestamp, in the signature or over the document with it; null where there is
   * none.
   */
  timestamp: z.string().nullable(),
  /**
   * ISO 8601: since when a trusted timestamp, in the signature or over the document with it, proves that it exists; the
   * certificate is judged at this time. Null: it was judged at the time of the check.
   */
  provenTime: z.string().nullable(),
  /** Who issued the timestamp in the signature; for a document timestamp that is the signer. */
  timestampAuthority: z.string().nullable(),
  digest: z.string().nullable(),
  signatureAlgorithm: z.string().nullable(),
  trust: z.object({
    scheme: z.enum(['official-duty', 'public', 'user-added', 'training', 'none']),
    anchor: z.string().nullable(),
    revocation: z.enum(['good', 'revoked', 'unknown']),
  }),
  reasons: z.array(reasonSchema),
  warnings: z.array(reasonSchema),
  /** Only where they were asked for. */
  details: signatureDetailsSchema.optional(),
});
export type SignatureReport = z.infer<typeof signatureReportSchema>;

/** What a signature field or a filled text field shows: number, date, seal and signature of real documents. */
export const reportedMarkSchema = z.object({
  field: z.string(),
  /** From 1. */
  page: z.number().int().positive(),
  /** The field in points on the page as displayed, origin at its lower left corner. */
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  kind: z.enum(['seal', 'image', 'text', 'mixed', 'empty']),
  /** Line by line; null where it shows none that can be read. U+FFFD stands for letters whose font names no character. */
  text: z.string().nullable(),
});
export type ReportedMark = z.infer<typeof reportedMarkSchema>;

/** The file as it was after somebody signed, or after the last one did so: its first `end` bytes. */
export const reportedRevisionSchema = z.object({
  end: z.number().int().positive(),
  /** Names of the fields that were signed with it; empty for what was added behind the last signature. */
  signedBy: z.array(z.string()),
});
export type ReportedRevision = z.infer<typeof reportedRevisionSchema>;

/** An address out of a certificate that was to be asked and gave nothing, with the word of the system for why. */
export const unansweredSchema = z.object({ url: z.string(), detail: z.string() });
export type Unanswered = z.infer<typeof unansweredSchema>;

export const fileReportSchema = z.object({
  file: z.string(),
  verdict: verdictSchema,
  /** The verdict and the gravest reason for it, or who signed: one sentence for the whole file. */
  summary: sentenceSchema,
  /** What decides the verdict beyond the single signatures. */
  reasons: z.array(reasonSchema).default([]),
  warnings: z.array(reasonSchema),
  error: faultValueSchema.optional(),
  signatures: z.array(signatureReportSchema),
  marks: z.array(reportedMarkSchema).default([]),
  /** In the order in which they were made. */
  revisions: z.array(reportedRevisionSchema).default([]),
  /** Only where there are some; the warnings say the same in sentences. */
  unanswered: z.array(unansweredSchema).optional(),
});
export type FileReport = z.infer<typeof fileReportSchema>;
