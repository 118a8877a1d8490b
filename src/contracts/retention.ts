/** How long personal data is kept, as its rules are written and shown. */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';

/** Days after the last change; null: for ever. */
const daysSchema = z.number().int().min(1).max(36_500).nullable();

/** By the state that a document ended in; `copies`: of databases and documents that others took the place of. */
export const retentionDaysSchema = z.strictObject({
  acknowledged: daysSchema,
  rejected: daysSchema,
  recalled: daysSchema,
  cancelled: daysSchema,
  copies: daysSchema,
});
export type RetentionDays = z.infer<typeof retentionDaysSchema>;

export const retentionStateSchema = z.object({
  days: retentionDaysSchema,
  /** Why nothing is deleted at present. */
  waiting: faultValueSchema.nullable(),
});
export type RetentionState = z.infer<typeof retentionStateSchema>;
