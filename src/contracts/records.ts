/**
 * Công tác văn thư (records work, NĐ 30/2020) as the window, the command line and `src/main/records` speak of it: what a
 * person asks to be done with a document, what the office has set, and what is proposed for each document.
 */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';
import { preparedFieldSchema } from './jobs.js';
import {
  deviationSchema,
  documentKindSchema,
  kindProposalSchema,
  officialFactsSchema,
  pageFactsSchema,
  pixelFactsSchema,
  urgencySchema,
} from './records-facts.js';

/**
 * `approve` ký duyệt, `initial` ký nháy, `issue` phát hành (a paper scan gets the office's copy strip instead of marks),
 * `copy` sao y, sao lục, trích sao, `appendix` phụ lục in a file of its own, `incoming` văn bản đến, `urgency` dấu mức độ khẩn.
 */
export const operationSchema = z.enum(['approve', 'initial', 'issue', 'copy', 'appendix', 'incoming', 'urgency']);
export type Operation = z.infer<typeof operationSchema>;

/** Hình thức sao (NĐ 30/2020 Đ.25): of the whole original, of a copy, of a part. */
export const copyFormSchema = z.enum(['sao-y', 'sao-luc', 'trich-sao']);
export type CopyForm = z.infer<typeof copyFormSchema>;

/** What is put onto a page. `signature` is the image of the handwritten signature, `strip` the text of a copy or an appendix. */
export const markRoleSchema = z.enum([
  'signature',
  'initials',
  'number',
  'day',
  'month',
  'seal',
  'strip',
  'arrival-stamp',
  'urgency-stamp',
]);
export type MarkRole = z.infer<typeof markRoleSchema>;

/**
 * How the mark of a role stood to where it was proposed: its lower left corner, in points, and how many times as wide and
 * high it was, where it was not as large; remembered for one template of documents.
 */
export const correctionSchema = z.object({
  dx: z.number(),
  dy: z.number(),
  width: z.number().min(0.05).max(20).optional(),
  height: z.number().min(0.05).max(20).optional(),
});
export type Correction = z.infer<typeof correctionSchema>;

/** Where a mark goes: by itself only where the anchors are `sure`; else a proposal that a person looks at. */
export const markPlaceSchema = z.object({
  role: markRoleSchema,
  page: preparedFieldSchema.shape.page,
  /** PDF points, origin at the lower left corner of the page as displayed (crop box, rotation applied). */
  rect: preparedFieldSchema.shape.rect,
  sure: z.boolean(),
  /** Why it is not sure. */
  reason: faultValueSchema.optional(),
  /** Of a mark that the person placed: how it stands to where it would be proposed, where that is the same page. */
  correction: correctionSchema.optional(),
  /** It stands as the person placed it on the last document of this template. */
  remembered: z.literal(true).optional(),
});
export type MarkPlace = z.infer<typeof markPlaceSchema>;

/** A PNG; `widthMm`: as wide as it is on paper. */
export const presetImageSchema = z.object({
  pngBase64: z.string().max(4_000_000),
  widthMm: z.number().min(5).max(120),
});
export type PresetImage = z.infer<typeof presetImageSchema>;

/** A series of numbers of its own within a year; `types`: names of document types, none for all that no other series has. */
export const seriesSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: z.string().min(1).max(200),
  types: z.array(z.string().max(100)).max(50),
});
export type Series = z.infer<typeof seriesSchema>;

export const templateCorrectionsSchema = z.partialRecord(markRoleSchema, correctionSchema);
export type TemplateCorrections = z.infer<typeof templateCorrectionsSchema>;

export const officePresetSchema = z.object({
  /** Tên cơ quan, as it stands in copy strips and in the ĐẾN stamp; empty until the office has set it. */
  agency: z.string().max(200),
  seal: presetImageSchema.nullable(),
  /**
   * How number, date and seal are written: into fields that were prepared before the first signature (where there are
   * any), or always as signature appearances of their own.
   */
  marks: z.enum(['prepared-fields', 'own-signatures']),
  /** Signing time in strips: `2026-11-22T08:05:09+07:00` or `22/11/2026 08:05:09 +07:00`. */
  timeFormat: z.enum(['iso', 'vietnamese']),
  /** Of 50 x 35 mm (NĐ 30/2020 PL IV); the ĐẾN stamp is made smaller down to `least` where it does not fit. */
  arrivalStamp: z.object({
    scale: z.number().min(0.4).max(1),
    least: z.number().min(0.4).max(1),
    place: z.enum(['under-number', 'free-room']),
  }),
  series: z.array(seriesSchema).max(50),
  /** By template key, then by role; the template that was corrected last stands last. */
  corrections: z.record(z.string(), templateCorrectionsSchema),
});
export type OfficePreset = z.infer<typeof officePresetSchema>;

export const leaderPresetSchema = z.object({
  /** Họ và tên, as printed under the signature. */
  name: z.string().min(1).max(100),
  signature: presetImageSchema.nullable(),
  initials: presetImageSchema.nullable(),
});
export type LeaderPreset = z.infer<typeof leaderPresetSchema>;

/** Everything that an office sets once; a file that is carried from one computer to the next. */
export const presetsSchema = z.object({
  version: z.literal(1),
  office: officePresetSchema,
  leaders: z.array(leaderPresetSchema).max(200),
});
export type Presets = z.infer<typeof presetsSchema>;

/** What a person decides for one document; what is missing is proposed. */
export const recordChoiceSchema = z.object({
  kind: documentKindSchema.exclude(['unknown']).optional(),
  /** Trích yếu, for the summary of the batch. */
  subject: z.string().max(2000).optional(),
  /** Tên loại; decides in which series the document is numbered. */
  type: z.string().max(100).optional(),
  /** Outgoing number, or number of arrival; without leading zeros. */
  number: z.number().int().min(1).max(9_999_999).optional(),
  /** Date of issue or of arrival, `yyyy-mm-dd`; default: today. */
  date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  /** Marks that were moved or resized by hand. */
  places: z.array(markPlaceSchema.pick({ role: true, page: true, rect: true })).optional(),
  /** What of the places is remembered for the template, once the document has its marks. */
  learned: z.object({ template: z.string().min(1).max(400), marks: templateCorrectionsSchema }).optional(),
  /** Số và ký hiệu of the main document, for an appendix; of the issued document otherwise, where none is printed. */
  notation: z.string().max(60).optional(),
  /** Name of the leader whose images are used. */
  leader: z.string().max(100).optional(),
  copyForm: copyFormSchema.optional(),
  urgency: urgencySchema.optional(),
  /** Chuyển (đơn vị, cá nhân), in the ĐẾN stamp. */
  forwardTo: z.string().max(200).optional(),
});
export type RecordChoice = z.infer<typeof recordChoiceSchema>;

/** How many signatures the operation makes, and how. */
export const marksWaySchema = z.enum(['prepared-fields', 'own-signatures', 'one-signature']);
export type MarksWay = z.infer<typeof marksWaySchema>;

/** What would be done with one document, before anything is done. */
export const recordPlanSchema = z.object({
  facts: officialFactsSchema,
  /** As proposed; a person may choose otherwise. */
  kind: kindProposalSchema,
  way: marksWaySchema.nullable(),
  /** The key of its template; null for a document that shows none. */
  template: z.string().nullable(),
  marks: z.array(markPlaceSchema),
  /** Why this cannot be done with this document at all. */
  refusal: faultValueSchema.nullable(),
  /** What a person should look at before; empty: it can go without a look. */
  look: z.array(faultValueSchema),
  /** Deviations from NĐ 30/2020; they stop nothing. */
  remarks: z.array(deviationSchema),
});
export type RecordPlan = z.infer<typeof recordPlanSchema>;

/** The same as the window gets it, with what it shows of the facts. */
export const shownPlanSchema = recordPlanSchema.extend({
  facts: officialFactsSchema.pick({ number: true, date: true, type: true, subject: true }).extend({
    pages: z.array(
      pageFactsSchema.pick({ page: true, imageCover: true }).extend({
        /** Heights in points on which its text stands, each once. */
        lines: z.array(z.number()),
      }),
    ),
  }),
});
export type ShownPlan = z.infer<typeof shownPlanSchema>;

export const planRequestSchema = z.object({
  operation: operationSchema,
  choice: recordChoiceSchema,
  /** What the window measured on the drawn pages, once it has. */
  pixels: pixelFactsSchema.nullable(),
});
export type PlanRequest = z.infer<typeof planRequestSchema>;

/** One document of a batch of văn thư, with all that a person decided of it. */
export const recordOrderSchema = z.object({
  operation: operationSchema,
  certificate: z.string().regex(/^[0-9a-f]{64}$/),
  items: z
    .array(z.object({ document: z.string().regex(/^[0-9a-f]{32}$/), choice: recordChoiceSchema }))
    .min(1)
    .max(10_000),
  /** The person confirms that the paper originals of the scans were signed by the authorised person. */
  paperConfirmed: z.boolean(),
});
export type RecordOrder = z.infer<typeof recordOrderSchema>;
