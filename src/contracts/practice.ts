/** Practice mode as the windows know it. */
import { z } from 'zod';

export const practiceStateSchema = z.discriminatedUnion('active', [
  z.object({
    active: z.literal(false),
    /** A practice was begun and not ended: turning it on goes on with it. */
    kept: z.boolean(),
  }),
  z.object({
    active: z.literal(true),
    /** Of the training token; null once a person has changed it. */
    pin: z.string().nullable(),
    /** Address of the training server; null: no document server is contacted. */
    server: z.string().nullable(),
  }),
]);
export type PracticeState = z.infer<typeof practiceStateSchema>;
