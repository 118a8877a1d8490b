/** The lines that `kyso <verb> --json` writes to stdout, one JSON object a line, and its exit codes. */
import { z } from 'zod';
import { checkResultSchema, installedCertificateSchema } from './doctor.js';
import { faultValueSchema } from './faults/index.js';
import { jobSchema, levelSchema } from './jobs.js';
import { moduleReportSchema, tokenCertificateSchema, tokenSchema } from './token.js';
import { tokenStateSchema } from './token-state.js';
import { builtInSourceSchema, fingerprintSchema, ownSourceSchema, trustCandidateSchema } from './trust.js';
import { statedLevelSchema } from './verification.js';

export const exitCodes = { good: 0, failed: 1, indeterminate: 2, usage: 64, internal: 70 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** From the mildest to the gravest; a run ends with the worst of its lines. */
export const exitSeverity: readonly ExitCode[] = [
  exitCodes.good,
  exitCodes.indeterminate,
  exitCodes.failed,
  exitCodes.usage,
  exitCodes.internal,
];

export const signLineSchema = z.object({
  file: z.string(),
  out: z.string().nullable(),
  status: z.enum(['signed', 'failed']),
  level: statedLevelSchema,
  field: z.string().nullable(),
  /** SHA-256 of the signed file, lower-case hexadecimal. */
  sha256: z.string().nullable(),
  error: faultValueSchema.optional(),
  /** What the person should know although it was signed (content that can change its look, revocation unknown …). */
  warnings: z.array(faultValueSchema),
});
export type SignLine = z.infer<typeof signLineSchema>;

/** `kyso upgrade`. */
export const upgradeLineSchema = z.object({
  file: z.string(),
  out: z.string().nullable(),
  status: z.enum(['upgraded', 'already-there', 'failed']),
  level: levelSchema,
  sha256: z.string().nullable(),
  error: faultValueSchema.optional(),
});
export type UpgradeLine = z.infer<typeof upgradeLineSchema>;

/** `kyso token list`: the token without the certificates' bytes. */
export const tokenLineSchema = moduleReportSchema.extend({
  /** What matters most of this module and its tokens, with the one next step. */
  state: tokenStateSchema,
  tokens: z.array(tokenSchema.extend({ certificates: z.array(tokenCertificateSchema.omit({ der: true })) })),
});
export type TokenLine = z.infer<typeof tokenLineSchema>;

export const jobLineSchema = jobSchema.extend({
  /** What the person should know although it was signed; only from `kyso queue run`. */
  warnings: z.array(faultValueSchema).optional(),
});
export type JobLine = z.infer<typeof jobLineSchema>;

export const syncLineSchema = z.object({
  /** `rejection`: a decision not to sign, told to the server; `news`: what the server says of a document. */
  direction: z.enum(['download', 'upload', 'rejection', 'news']),
  serverId: z.string(),
  title: z.string(),
  /**
   * `acknowledged`: taken over by the server; `refused`: received by it and not accepted; `replaced`: another content
   * came under its id; `signed-there`: the server has a signed file that this computer did not know of;
   * `rejected-there`: somebody else rejected it.
   */
  status: z.enum([
    'done',
    'already-there',
    'failed',
    'acknowledged',
    'recalled',
    'replaced',
    'refused',
    'signed-there',
    'rejected-there',
  ]),
  error: faultValueSchema.optional(),
});
export type SyncLine = z.infer<typeof syncLineSchema>;

/** `kyso trust`: what is trusted, what is in a file that could be, or what was changed. */
export const trustLineSchema = z.union([
  builtInSourceSchema.extend({ source: z.literal('built-in') }),
  ownSourceSchema.extend({ source: z.literal('own') }),
  trustCandidateSchema.extend({ source: z.literal('candidate') }),
  z.object({
    source: z.literal('own'),
    change: z.enum(['added', 'removed', 'failed']),
    fingerprint: fingerprintSchema,
    error: faultValueSchema.optional(),
  }),
]);
export type TrustLine = z.infer<typeof trustLineSchema>;

/** `kyso doctor`: each check as soon as it is done, then each certificate, then the renewal list where one was asked for. */
export const doctorLineSchema = z.union([
  checkResultSchema,
  z.object({ certificate: installedCertificateSchema }),
  z.object({ renewals: z.object({ file: z.string(), count: z.number().int() }) }),
]);
export type DoctorLine = z.infer<typeof doctorLineSchema>;
