/**
 * Numbers and registers of văn thư (NĐ 30/2020 Đ.14–18, 22; phụ lục IV and VI) as they are asked for and shown. Days are
 * `yyyy-mm-dd`, times ISO 8601 UTC, hashes and fingerprints SHA-256 in lower-case hexadecimal.
 */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';
import { type Series, seriesSchema } from './records.js';
import { urgencySchema } from './records-facts.js';

export const directionSchema = z.enum(['outgoing', 'incoming']);
export type Direction = z.infer<typeof directionSchema>;

export const daySchema = z.iso.date().refine((day) => day >= '1945-09-02');
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const idSchema = z.string().regex(/^[0-9a-f]{32}$/);
/** The person at this computer, as the operating system names them. */
export const userSchema = z.string().min(1).max(200);
/** Annex VI gives shorter lengths for exchange; a register keeps what the document says. */
export const textSchema = z.string().max(2000);
export const reasonSchema = z.string().trim().min(1).max(400);

/** One register of one year, in which numbers go on without gap from 1 January to 31 December (Đ.15, 22). */
export const seriesKeySchema = z.object({
  direction: directionSchema,
  series: seriesSchema.shape.id,
  year: z.number().int().min(1945).max(9999),
});
export type SeriesKey = z.infer<typeof seriesKeySchema>;

export const numberKeySchema = seriesKeySchema.extend({ number: z.number().int().min(1).max(9_999_999) });
export type NumberKey = z.infer<typeof numberKeySchema>;

/**
 * The series in which a type of document is numbered: the one that names it, else the one without types; null where
 * neither is set. Names are compared without regard to case and to how their marks are encoded.
 */
export const seriesOf = (series: readonly Series[], typeName: string): Series | null => {
  const plain = (name: string): string => name.normalize('NFC').trim().toLowerCase();
  return (
    series.find(({ types }) => types.some((type) => plain(type) === plain(typeName))) ??
    series.find(({ types }) => types.length === 0) ??
    null
  );
};

/** `held`: given to a document that is on its way; `used`: registered; `free`: given back, the next document gets it. */
export const numberStateSchema = z.enum(['held', 'used', 'free']);
export type NumberState = z.infer<typeof numberStateSchema>;

export const seriesStartSchema = seriesKeySchema.extend({
  /** The first number that is given here; those before it were given elsewhere. */
  first: numberKeySchema.shape.number,
  user: userSchema,
});
export type SeriesStart = z.infer<typeof seriesStartSchema>;

/** After steps were lost: with which number the series goes on. */
export const seriesConfirmationSchema = seriesKeySchema.extend({
  next: numberKeySchema.shape.number,
  user: userSchema,
});
export type SeriesConfirmation = z.infer<typeof seriesConfirmationSchema>;

export const holdRequestSchema = z.object({
  direction: directionSchema,
  user: userSchema,
  /** Numbered in this order. */
  items: z
    .array(
      z.object({
        series: seriesSchema.shape.id,
        documentSha256: sha256Schema,
        /** Of issue or arrival; its year is the number's year. */
        date: daySchema,
        /** The number that the page shows already, or that the clerk chose; default: the next one. */
        number: numberKeySchema.shape.number.optional(),
      }),
    )
    .max(10_000),
});
export type HoldRequest = z.infer<typeof holdRequestSchema>;

export const heldNumberSchema = numberKeySchema.extend({
  documentSha256: sha256Schema,
  date: daySchema,
  user: userSchema,
  heldAt: z.string(),
});
export type HeldNumber = z.infer<typeof heldNumberSchema>;

/** `kept`: the document held this number before. Warnings stop nothing. */
export const holdOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('held'),
    held: heldNumberSchema,
    kept: z.boolean(),
    warnings: z.array(faultValueSchema),
  }),
  z.object({ outcome: z.literal('refused'), documentSha256: sha256Schema, error: faultValueSchema }),
]);
export type HoldOutcome = z.infer<typeof holdOutcomeSchema>;

export const releaseRequestSchema = z.object({
  numbers: z.array(numberKeySchema).min(1).max(10_000),
  reason: reasonSchema,
  user: userSchema,
});
export type ReleaseRequest = z.infer<typeof releaseRequestSchema>;

/** A person's word that the paper originals of these scans were signed by the authorised person (Đ.32, 33). */
export const confirmationRequestSchema = z.object({
  user: userSchema,
  documents: z.array(sha256Schema).min(1).max(10_000),
});
export type ConfirmationRequest = z.infer<typeof confirmationRequestSchema>;

export const confirmationSchema = z.object({
  id: idSchema,
  at: z.string(),
  user: userSchema,
  count: z.number().int(),
  /** Of the documents' SHA-256 in their order, one a line, each line ended by LF. */
  listSha256: sha256Schema,
});
export type Confirmation = z.infer<typeof confirmationSchema>;

export const countSchema = z.number().int().min(0).max(1_000_000);

export const signerSchema = z.object({ fullName: textSchema, position: textSchema.optional() });
/** An agency or a person, with the agency's code where it is known. */
export const partySchema = z.object({ organId: textSchema.optional(), name: textSchema });

/** What both registers know of a document; numbers in brackets: the field of phụ lục VI. */
const commonFields = {
  /** Ký hiệu, without number and slash: `QĐ-UBND` (5). */
  notation: textSchema,
  /** Tên loại (3). */
  typeName: textSchema,
  /** Trích yếu (8). */
  subject: textSchema,
  /** Người ký (12). */
  signer: signerSchema.optional(),
  language: textSchema.optional(),
  pages: countSchema.optional(),
  urgency: urgencySchema.optional(),
  dueDate: daySchema.optional(),
  /** Mã hồ sơ (1): the issuing agency's code, the dossier's year and notation. */
  fileCode: z.object({ organId: textSchema, year: z.number().int(), notation: textSchema }).optional(),
  /** Ngày chuyển. */
  passedOn: daySchema.optional(),
  /** Ký nhận. */
  receivedBy: textSchema.optional(),
  /** Ghi chú, mô tả (11). */
  note: textSchema.optional(),
};

/** Sổ đăng ký văn bản đi, beside number and date. */
export const outgoingFieldsSchema = z.object({
  ...commonFields,
  organId: textSchema.optional(),
  organName: textSchema.optional(),
  /** Nơi nhận (13). */
  recipients: z.array(partySchema).max(2000),
  /** Đơn vị, người nhận bản lưu. */
  archivedBy: textSchema.optional(),
  /** Số lượng bản (15). */
  copies: countSchema.optional(),
});
export type OutgoingFields = z.infer<typeof outgoingFieldsSchema>;

/** Sổ đăng ký văn bản đến, beside số đến and ngày đến. */
export const incomingFieldsSchema = z.object({
  ...commonFields,
  /** Tác giả. */
  sender: partySchema,
  /** The sender's number as the document shows it. */
  codeNumber: textSchema,
  /** Ngày tháng văn bản. */
  issuedDate: daySchema.optional(),
  /** Đơn vị hoặc người nhận (16). */
  assignee: textSchema.optional(),
  /** Ý kiến phân phối, chỉ đạo (17). */
  opinion: textSchema.optional(),
});
export type IncomingFields = z.infer<typeof incomingFieldsSchema>;

const registrationBase = numberKeySchema.extend({
  /** As it was written on the document: it must be the date that is held with the number. */
  date: daySchema,
  documentSha256: sha256Schema,
  /** Certificates of the authorised person's and of the office's signature. */
  signerFingerprint: sha256Schema.nullable(),
  officeFingerprint: sha256Schema.nullable(),
  /** Where the authorised person signed on paper. */
  confirmationId: idSchema.nullable(),
  user: userSchema,
});

/** A held number becomes used: its proved file is kept, and the document stands in the register (Đ.14, 16). */
export const registrationSchema = z.discriminatedUnion('direction', [
  registrationBase.extend({
    direction: z.literal('outgoing'),
    resultSha256: sha256Schema,
    fields: outgoingFieldsSchema,
  }),
  registrationBase.extend({
    direction: z.literal('incoming'),
    /** null where nothing was stamped. */
    resultSha256: sha256Schema.nullable(),
    fields: incomingFieldsSchema,
  }),
]);
export type Registration = z.infer<typeof registrationSchema>;

/** `issued` (outgoing) and `received` (incoming) are in force, `corrected` still is; the others are not. */
export const entryStateSchema = z.enum(['issued', 'received', 'corrected', 'replaced', 'recalled']);
export type EntryState = z.infer<typeof entryStateSchema>;

const registered = { state: entryStateSchema, registeredAt: z.string() };
export const registerEntrySchema = z.discriminatedUnion('direction', [
  registrationSchema.options[0].extend(registered),
  registrationSchema.options[1].extend(registered),
]);
export type RegisterEntry = z.infer<typeof registerEntrySchema>;

const changeBase = { entry: numberKeySchema, reason: reasonSchema, user: userSchema };

/** Thu hồi, đính chính, thay thế (Đ.18): what becomes of a registered document; it stays in the register. */
export const entryChangeSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('document-recalled'),
    ...changeBase,
    /** The document that recalls it. */
    decision: z.object({ notation: z.string().trim().min(1).max(100), date: daySchema }),
  }),
  z.object({ event: z.literal('document-corrected'), ...changeBase, by: numberKeySchema }),
  z.object({ event: z.literal('document-replaced'), ...changeBase, by: numberKeySchema }),
]);
export type EntryChange = z.infer<typeof entryChangeSchema>;

export const registerFilterSchema = z.object({
  direction: directionSchema,
  year: seriesKeySchema.shape.year,
  /** One series by its numbers, or null for all of them in the order of registration; the newest first. */
  series: seriesSchema.shape.id.nullable(),
  /** Tên loại; none for all. */
  types: z.array(textSchema).max(100),
  states: z.array(entryStateSchema),
  text: z.string().max(200),
  /** `next` of the page before; null for the first. */
  after: z.number().int().min(1).nullable(),
  limit: z.number().int().min(1).max(500),
});
export type RegisterFilter = z.infer<typeof registerFilterSchema>;

export const registerPageSchema = z.object({
  entries: z.array(registerEntrySchema),
  /** Where the next page begins; null behind the last one. */
  next: z.number().int().nullable(),
  /** How many match; `more`: so many were counted, and there are more. */
  total: z.number().int(),
  more: z.boolean(),
});
export type RegisterPage = z.infer<typeof registerPageSchema>;

/** What stands between the first and the last number of a series; `missing` and `unregistered` must be empty. */
export const seriesIntegritySchema = z.object({
  first: z.number().int(),
  /** The highest number that is held or used; null where none is. */
  last: z.number().int().nullable(),
  used: z.number().int(),
  held: z.array(z.number().int()),
  /** Given back, and not given again yet. */
  free: z.array(z.number().int()),
  /**
   * Never given here: numbers of papers that were not recorded, while later ones were; and after lost steps those that
   * may have been given then. `to` is included.
   */
  missing: z.array(z.object({ from: z.number().int(), to: z.number().int() })),
  /** Used, without an entry. */
  unregistered: z.array(z.number().int()),
});
export type SeriesIntegrity = z.infer<typeof seriesIntegritySchema>;
