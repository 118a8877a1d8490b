/** Sources of trust as the window and the command line show them: those that come with the product, and a person's own. */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';

/** SHA-256 of the certificate, lower-case hexadecimal. */
export const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/);

const sourceSchema = z.object({
  fingerprint: fingerprintSchema,
  /** Without characters that hide or turn others round. */
  commonName: z.string().nullable(),
  organization: z.string().nullable(),
  /** Lower-case hexadecimal. */
  serial: z.string(),
  /** ISO 8601, UTC. */
  notBefore: z.string(),
  notAfter: z.string(),
});
export type TrustSource = z.infer<typeof sourceSchema>;

/** A certificate that a person looks at before it is trusted. */
export const trustCandidateSchema = sourceSchema.extend({
  /** Why it cannot be added; empty where it can. */
  problems: z.array(faultValueSchema),
  /** What the person should know before adding it. */
  warnings: z.array(faultValueSchema),
});
export type TrustCandidate = z.infer<typeof trustCandidateSchema>;

export const addingWaySchema = z.enum(['window', 'command-line']);
export type AddingWay = z.infer<typeof addingWaySchema>;

export const ownSourceSchema = trustCandidateSchema.extend({
  /**
   * `waiting`: it lies in the folder, nobody has confirmed it, and it is not trusted. `missing`: confirmed, but its file
   * is gone or another one now, so it is not trusted either. `forbidden`: the policy keeps every own source out.
   */
  status: z.enum(['trusted', 'waiting', 'missing', 'forbidden']),
  /** Who confirmed it, when (ISO 8601, UTC) and by which way; null where nobody did. */
  added: z.object({ at: z.string(), user: z.string(), way: addingWaySchema }).nullable(),
});
export type OwnSource = z.infer<typeof ownSourceSchema>;

export const builtInSourceSchema = sourceSchema.extend({ scheme: z.enum(['official-duty', 'public']) });
export type BuiltInSource = z.infer<typeof builtInSourceSchema>;

export const trustStateSchema = z.object({
  /** Why sources of one's own cannot be added and are not used; null where they can. */
  forbidden: faultValueSchema.nullable(),
  builtIn: z.array(builtInSourceSchema),
  own: z.array(ownSourceSchema),
});
export type TrustState = z.infer<typeof trustStateSchema>;
