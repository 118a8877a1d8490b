/** Numbers and registers as the page “Sổ văn bản” asks for them and shows them; who asks is known to the main process. */
import { z } from 'zod';
import { entryAmendmentSchema, entryHistorySchema } from './register-history.js';
import {
  directionSchema,
  entryChangeSchema,
  heldNumberSchema,
  releaseRequestSchema,
  seriesConfirmationSchema,
  seriesIntegritySchema,
  seriesKeySchema,
  seriesStartSchema,
} from './registers.js';

export const registerYearSchema = z.object({ direction: directionSchema, year: seriesKeySchema.shape.year });
export type RegisterYear = z.infer<typeof registerYearSchema>;

/** A series of the office, or one that only its numbers tell of any more. */
export const shownSeriesSchema = z.object({
  id: seriesKeySchema.shape.series,
  /** Null where the office has given it none. */
  name: z.string().nullable(),
  /** What the next document would get; null where the server gives the numbers and none is left here. */
  next: z.number().int().nullable(),
  /** Steps are lost: nothing is given until a person has confirmed the next number. */
  unconfirmed: z.boolean(),
  integrity: seriesIntegritySchema,
});
export type ShownSeries = z.infer<typeof shownSeriesSchema>;

export const registerOverviewSchema = z.object({
  series: z.array(shownSeriesSchema),
  /** Tên loại of the documents in it. */
  types: z.array(z.string()),
});
export type RegisterOverview = z.infer<typeof registerOverviewSchema>;

/** Of the document, as it came; null where the queue knows it no more. */
const fileName = z.string().nullable();

export const shownHeldSchema = heldNumberSchema.extend({ fileName, seriesName: z.string().nullable() });
export type ShownHeld = z.infer<typeof shownHeldSchema>;

export const shownEntrySchema = entryHistorySchema.extend({
  fileName,
  /** That made the registered file; null where the queue knows it no more. */
  job: z.string().nullable(),
});
export type ShownEntry = z.infer<typeof shownEntrySchema>;

const [recall, correction, replacement] = entryChangeSchema.options;
export const entryChangeRequestSchema = z.discriminatedUnion('event', [
  recall.omit({ user: true }),
  correction.omit({ user: true }),
  replacement.omit({ user: true }),
]);
export type EntryChangeRequest = z.infer<typeof entryChangeRequestSchema>;

const [outgoingAmendment, incomingAmendment] = entryAmendmentSchema.options;
export const entryAmendmentRequestSchema = z.discriminatedUnion('direction', [
  outgoingAmendment.omit({ user: true }),
  incomingAmendment.omit({ user: true }),
]);
export type EntryAmendmentRequest = z.infer<typeof entryAmendmentRequestSchema>;

export const releaseOrderSchema = releaseRequestSchema.omit({ user: true });
export const seriesStartOrderSchema = seriesStartSchema.omit({ user: true });
export const seriesConfirmationOrderSchema = seriesConfirmationSchema.omit({ user: true });
export const registerExportSchema = registerYearSchema.extend({ series: seriesKeySchema.shape.series.nullable() });
