/** Periodic backups as the window and the command line know them. */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';

/** How a backup went. */
export const backupResultSchema = z.object({
  /** ISO 8601, UTC. */
  at: z.string().datetime(),
  documents: z.number().int(),
  /** Documents whose file is missing or altered on this computer. */
  missing: z.number().int(),
  error: faultValueSchema.nullable(),
});
export type BackupResult = z.infer<typeof backupResultSchema>;

export const backupPlanSchema = z.object({
  on: z.boolean().default(false),
  /** Absolute; where backups are written to. */
  folder: z.string().nullable().default(null),
  /** Of the day, local time, from which on it is made. */
  hour: z.number().int().min(0).max(23).default(12),
  last: backupResultSchema.nullable().default(null),
});
export type BackupPlan = z.infer<typeof backupPlanSchema>;
