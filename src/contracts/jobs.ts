/** Signing work as it is asked for, and as it reports itself. */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';

export const levelSchema = z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA']);
export type Level = z.infer<typeof levelSchema>;

/**
 * Where the visible block goes. `rect` is in PDF points (1/72 inch), origin at the lower left corner of the page as it
 * is displayed (crop box, rotation applied). `automatic`: the first free margin of page 1.
 */
export const placementSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('invisible') }),
  z.object({ kind: z.literal('automatic') }),
  z.object({
    kind: z.literal('rect'),
    page: z.number().int().min(1),
    rect: z.object({ x: z.number(), y: z.number(), width: z.number().positive(), height: z.number().positive() }),
  }),
]);
export type Placement = z.infer<typeof placementSchema>;

/** What to do with each document of a batch. */
export const signingIntentSchema = z.object({
  level: levelSchema,
  placement: placementSchema,
  /** Sign this existing empty field instead of adding one. */
  field: z.string().min(1).optional(),
  reason: z.string().max(400).optional(),
  location: z.string().max(400).optional(),
});
export type SigningIntent = z.infer<typeof signingIntentSchema>;

export const signingStepSchema = z.enum([
  'waiting',
  'preparing',
  'signing',
  'embedding',
  'proving',
  'signed',
  'failed',
  'not-signed',
]);
export type SigningStep = z.infer<typeof signingStepSchema>;

/** One document's progress in a batch. */
export const signingProgressSchema = z.object({
  id: z.string(),
  name: z.string(),
  step: signingStepSchema,
  error: faultValueSchema.optional(),
});
export type SigningProgress = z.infer<typeof signingProgressSchema>;

/** States of a queued document; the table of transitions is `src/main/queue/transitions.ts`. */
export const jobStateSchema = z.enum([
  'received',
  'preparing',
  'signing',
  'signed',
  'proved',
  'uploading',
  'delivered',
  'failed',
  'cancelled',
]);
export type JobState = z.infer<typeof jobStateSchema>;

export const jobSchema = z.object({
  id: z.string(),
  serverId: z.string().nullable(),
  title: z.string(),
  fileName: z.string(),
  state: jobStateSchema,
  /** SHA-256 of the document as it came in, lower-case hexadecimal. */
  sha256: z.string(),
  signedSha256: z.string().nullable(),
  error: faultValueSchema.nullable(),
  updatedAt: z.string(),
});
export type Job = z.infer<typeof jobSchema>;
