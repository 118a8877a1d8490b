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

/** SHA-2 digests that are signed with; SHA-1 is read, never written. */
export const signingDigestSchema = z.enum(['sha256', 'sha384', 'sha512']);
export type SigningDigest = z.infer<typeof signingDigestSchema>;

/** /SubFilter of the signatures that are made (ISO 32000-2 12.8.3.3, table 260). */
export const subFilterSchema = z.enum(['ETSI.CAdES.detached', 'adbe.pkcs7.detached']);

/** DocMDP permission P of a certification: no change, forms and signatures, these and annotations (table 257). */
export const certificationSchema = z.union([z.literal(1), z.literal(2), z.literal(3)]);
export type Certification = z.infer<typeof certificationSchema>;

const imageSchema = z.object({
  /** PNG (with or without transparency) or JPEG. */
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  /** Drawn at this width, centred in the box; without it as large as the box allows. Never distorted. */
  widthMm: z.number().positive().optional(),
});

/** Points from the lower left corner of a drawing; no page is larger (ISO 32000-2 annex C.2). */
const coordinateSchema = z.number().min(0).max(14_400);
const thicknessSchema = z.number().positive().max(20);
const inkSchema = z.enum(['black', 'red']);

/** `2026-11-22T10:10:10+07:00`, `22/11/2026 10:10:10 +07:00`, `22/11/2026; 10:10:10 +07:00`. */
export const signingTimeFormatSchema = z.enum(['iso', 'vietnamese', 'vietnamese-parted']);
export type SigningTimeFormat = z.infer<typeof signingTimeFormatSchema>;

const drawnTextSchema = z.object({
  /** One line. */
  text: z.string().max(400),
  /** Follows the text: the time of this signature, known only when it is made. */
  signingTime: signingTimeFormatSchema.optional(),
  /** Where the line begins, has its middle or ends, and its base line. */
  x: coordinateSchema,
  y: coordinateSchema,
  align: z.enum(['left', 'center', 'right']),
  sizePt: z.number().positive().max(200),
  style: z.enum(['regular', 'bold', 'italic']),
  ink: inkSchema,
});
export type DrawnText = z.infer<typeof drawnTextSchema>;

/** Texts, lines and boxes in points, origin at the lower left corner; drawn as large as the box allows, never distorted. */
export const drawingSchema = z.object({
  width: coordinateSchema.positive(),
  height: coordinateSchema.positive(),
  texts: z.array(drawnTextSchema).max(100),
  lines: z
    .array(
      z.object({
        from: z.object({ x: coordinateSchema, y: coordinateSchema }),
        to: z.object({ x: coordinateSchema, y: coordinateSchema }),
        thickness: thicknessSchema,
        ink: inkSchema,
      }),
    )
    .max(100),
  /** Outlines; half of the thickness is outside. */
  boxes: z
    .array(
      z.object({
        x: coordinateSchema,
        y: coordinateSchema,
        width: coordinateSchema,
        height: coordinateSchema,
        thickness: thicknessSchema,
        ink: inkSchema,
      }),
    )
    .max(100),
});
export type Drawing = z.infer<typeof drawingSchema>;

/** What a visible signature shows; `text-image`: the image at the left, the text beside it. */
export const appearanceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text') }),
  z.object({ kind: z.literal('image'), image: imageSchema }),
  z.object({ kind: z.literal('text-image'), image: imageSchema }),
  z.object({ kind: z.literal('drawing'), drawing: drawingSchema }),
]);
export type SignatureAppearance = z.infer<typeof appearanceSchema>;

/** An empty field made for a later step; `rect` as in {@link placementSchema}, `page` from 1. */
export const preparedFieldSchema = z.object({
  kind: z.enum(['text', 'signature']),
  name: z.string().min(1).max(200),
  page: z.number().int().min(1),
  rect: z.object({ x: z.number(), y: z.number(), width: z.number().positive(), height: z.number().positive() }),
  /** Of a text field; without it a text is as large as its box allows. */
  fontSizePt: z.number().positive().max(100).optional(),
});
export type PreparedField = z.infer<typeof preparedFieldSchema>;

/** What to do with each document of a batch; all of it in one revision. */
export const signingIntentSchema = z.object({
  level: levelSchema,
  placement: placementSchema,
  /** Sign this existing empty field instead of adding one: its full name, or `#2` for the second empty one. */
  field: z.string().min(1).optional(),
  reason: z.string().max(400).optional(),
  location: z.string().max(400).optional(),
  subFilter: subFilterSchema.optional(),
  /** Default: what fits the key (SHA-384 for P-384, SHA-512 for P-521, else SHA-256). */
  digest: signingDigestSchema.optional(),
  /** Default: text. */
  appearance: appearanceSchema.optional(),
  /** Makes this the certification; only as the first signature of a document. */
  certify: certificationSchema.optional(),
  /** Text fields to fill; the signature then locks them (FieldMDP, 12.8.2.4). */
  fill: z
    .array(
      z.object({
        field: z.string().min(1),
        value: z.string().max(1000),
        /** Default: regular. */
        style: drawnTextSchema.shape.style.optional(),
      }),
    )
    .optional(),
  prepare: z.array(preparedFieldSchema).optional(),
  /** Puts CRLs and OCSP responses into the CMS itself (12.8.3.3.2); only with `adbe.pkcs7.detached`. */
  embedRevocation: z.boolean().optional(),
});
export type SigningIntent = z.infer<typeof signingIntentSchema>;

export const signingStepSchema = z.enum([
  'waiting',
  'preparing',
  'signing',
  'timestamping',
  /** Signed by the token; the timestamp could not be had yet. */
  'awaiting-timestamp',
  'embedding',
  'proving',
  'signed',
  'failed',
  'not-signed',
]);
export type SigningStep = z.infer<typeof signingStepSchema>;

/** As what a document stands in a register of this office. */
export const registeredSchema = z.object({
  direction: z.enum(['outgoing', 'incoming']),
  /** `05/TTr-SNV`; số đến for what came in. */
  number: z.string(),
  /** `yyyy-mm-dd` */
  date: z.string(),
  /** The series of numbers, and what the office calls it; null where it gave it no name. */
  series: z.string(),
  seriesName: z.string().nullable(),
});
export type Registered = z.infer<typeof registeredSchema>;

/** One document's progress in a batch. */
export const signingProgressSchema = z.object({
  id: z.string(),
  name: z.string(),
  step: signingStepSchema,
  error: faultValueSchema.optional(),
  /** What there is to know of it; only for a document that was not shown with it before. */
  warnings: z.array(faultValueSchema).optional(),
  /** Of a document of văn thư that got its number. */
  registered: registeredSchema.optional(),
});
export type SigningProgress = z.infer<typeof signingProgressSchema>;

/** States of a queued document; the table of transitions is `src/main/queue/transitions.ts`. */
export const jobStateSchema = z.enum([
  /** In the store, its hash right. */
  'received',
  /** Opened, and a signature can be added to it. */
  'checked',
  /** A person has to decide first. */
  'waiting-for-approval',
  'ready',
  'preparing',
  'signing',
  /** The signature value is made and goes into its file, with its timestamp where it gets one. */
  'timestamping',
  /** The signature value is made and waits, without the token, for a timestamp or its validation data. */
  'awaiting-timestamp',
  'signed',
  'proved',
  'uploading',
  /** The server has the file and gave its receipt. */
  'delivered',
  /** The server verified the signatures and took the document over. */
  'acknowledged',
  /** A person decided not to sign it. */
  'rejected',
  'failed',
  'cancelled',
  /** Its sender took it back. */
  'recalled',
]);
export type JobState = z.infer<typeof jobStateSchema>;

/** Why a person decides not to sign a document. */
export const longestRejectionReason = 400;
export const rejectionReasonSchema = z.string().trim().min(1).max(longestRejectionReason);

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
  /** Why a person decided not to sign it. */
  rejectionReason: z.string().nullable(),
  updatedAt: z.string(),
  /** When its title, names and files were deleted, their time being up (NĐ 13/2023). */
  dataDeletedAt: z.string().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

const unsigned: readonly JobState[] = [
  'received',
  'checked',
  'waiting-for-approval',
  'ready',
  'awaiting-timestamp',
  'failed',
];

/**
 * Whether a person may take it out of the queue: it was added by hand and its signed file is not there. What a server or a
 * package brought is rejected, with a reason, instead.
 */
export const canCancel = ({
  serverId,
  state,
}: {
  readonly serverId: string | null;
  readonly state: JobState;
}): boolean => serverId === null && unsigned.includes(state);
