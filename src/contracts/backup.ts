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
  /** Whether the journal in it stands by its own hashes, and the documents by it. */
  journalIntact: z.boolean().default(true),
  error: faultValueSchema.nullable(),
});
export type BackupResult = z.infer<typeof backupResultSchema>;

/** `never`: only when a person asks for it. */
export const backupRhythmSchema = z.enum(['day', 'week', 'never']);
export type BackupRhythm = z.infer<typeof backupRhythmSchema>;

export const backupPlanSchema = z.object({
  /** Absolute; where backups are written to. Null: none are made. */
  folder: z.string().nullable().default(null),
  every: backupRhythmSchema.default('day'),
  /** Of the day, local time, from which on it is made. */
  hour: z.number().int().min(0).max(23).default(12),
  /** When the folder was chosen (ISO 8601, UTC). */
  since: z.string().datetime().nullable().default(null),
  last: backupResultSchema.nullable().default(null),
  /** When the newest backup that can be restored was made. */
  lastGood: z.string().datetime().nullable().default(null),
});
export type BackupPlan = z.infer<typeof backupPlanSchema>;

/** What the window shows. */
export const backupStateSchema = backupPlanSchema
  .pick({ folder: true, every: true, hour: true, last: true, lastGood: true })
  .extend({
    running: z.boolean(),
    /** `old`: there was no good one for a week. */
    warning: z.enum(['folder-gone', 'old']).nullable(),
  });
export type BackupState = z.infer<typeof backupStateSchema>;
