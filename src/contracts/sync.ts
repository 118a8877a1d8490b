/** How far a run with the document server is: what crosses to the window. */
import { z } from 'zod';

const countSchema = z.number().int().nonnegative();

export const syncProgressSchema = z.object({
  direction: z.enum(['download', 'upload']),
  title: z.string(),
  /** Bytes of the file under way, and of how many. */
  file: z.object({ moved: countSchema, size: countSchema }),
  /** Of this run in this direction: files that are over, and bytes. */
  all: z.object({ files: countSchema, ofFiles: countSchema, moved: countSchema, size: countSchema }),
});
export type SyncProgress = z.infer<typeof syncProgressSchema>;
