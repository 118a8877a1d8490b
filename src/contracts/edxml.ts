/**
 * Document packages as offices exchange them (QCVN 102:2016/BTTTT, edXML), in our terms. Days are `yyyy-mm-dd`, times
 * ISO 8601 UTC with whole seconds; the packages themselves say `yyyy/MM/dd` and Vietnamese time. Every field may be
 * missing in what others send; what we send is held against {@link edxmlDraftSchema}.
 */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';

/** Whose documents from packages are, in whatever folder they came: the same content is one document. */
export const packageServer = 'edxml';

/** What XML 1.0 cannot carry (section 2.2). */
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Lengths are those of NĐ 30/2020 phụ lục VI. */
const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((value) => !unwritable.test(value));

/** Mã định danh: `000.00.02.H41` (QCVN 102:2016), or `H41.02.01` (QĐ 20/2020/QĐ-TTg). */
export const organIdSchema = z.string().regex(/^(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{2,3}){0,4})$/);

const daySchema = z.iso.date();
const timeSchema = z.iso.datetime();

export const organizationSchema = z.object({
  organId: z.string().optional(),
  /** Cơ quan chủ quản. */
  inCharge: z.string().optional(),
  name: z.string().optional(),
  address: z.string().optional(),
  email: z.string().optional(),
  telephone: z.string().optional(),
  fax: z.string().optional(),
  website: z.string().optional(),
});
export type Organization = z.infer<typeof organizationSchema>;

/** Văn bản liên quan: the document that is answered, or taken back. */
export const relatedDocumentSchema = z.object({
  organId: z.string().optional(),
  /** Số, ký hiệu: `05/TTr-SNV`. */
  code: z.string().optional(),
  issuedOn: daySchema.optional(),
  documentId: z.string().optional(),
});
export type RelatedDocument = z.infer<typeof relatedDocumentSchema>;

export const staffSchema = z.object({
  department: z.string().optional(),
  staff: z.string().optional(),
  mobile: z.string().optional(),
  email: z.string().optional(),
});
export type Staff = z.infer<typeof staffSchema>;

const businessBase = {
  reason: z.string().optional(),
  staff: staffSchema.optional(),
  /** Whether paper follows. */
  paper: z.boolean(),
};

/** Nghiệp vụ: what the package does; `BussinessDocType` 0 to 3. */
export const businessSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('new'), ...businessBase }),
  /** Thu hồi. */
  z.object({ kind: z.literal('recall'), ...businessBase, documentId: z.string() }),
  /** Cập nhật: of what the document says, or of who gets it. */
  z.object({
    kind: z.literal('update'),
    ...businessBase,
    documentId: z.string(),
    information: z.boolean(),
    receivers: z.array(z.object({ organId: z.string(), type: z.number().int().min(0).max(9) })),
  }),
  /** Thay thế: one document in the place of others, each for the offices named with it. */
  z.object({
    kind: z.literal('replace'),
    ...businessBase,
    replaced: z.array(z.object({ documentId: z.string(), organIds: z.array(z.string()) })),
  }),
]);
export type Business = z.infer<typeof businessSchema>;

export const attachmentFactsSchema = z.object({
  contentId: z.string(),
  /** As the package spells it: never a path to write to. */
  name: z.string(),
  contentType: z.string().optional(),
  description: z.string().optional(),
});
export type AttachmentFacts = z.infer<typeof attachmentFactsSchema>;

const number = z.number().int().nonnegative();

export const packageFactsSchema = z.object({
  from: organizationSchema,
  to: z.array(organizationSchema),
  /** Số, and ký hiệu without number and slash. */
  codeNumber: z.string().optional(),
  codeNotation: z.string().optional(),
  /** Địa danh, ngày ban hành. */
  place: z.string().optional(),
  issuedOn: daySchema.optional(),
  /** Loại văn bản: the number of the national list (18: công văn), tên loại, chi tiết. */
  type: z.object({ code: number.optional(), name: z.string().optional(), detail: z.string().optional() }),
  /** Trích yếu. */
  subject: z.string().optional(),
  content: z.string().optional(),
  /** Thẩm quyền (`KT.`, `TM.`), chức vụ, họ tên. */
  signer: z.object({
    competence: z.string().optional(),
    position: z.string().optional(),
    fullName: z.string().optional(),
  }),
  dueDate: daySchema.optional(),
  /** Nơi nhận, as the document prints them. */
  toPlaces: z.array(z.string()),
  /** Mức độ khẩn: 0 none, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc. */
  priority: number.optional(),
  /** Phạm vi lưu hành. */
  sphere: z.string().optional(),
  /** Ký hiệu người đánh máy. */
  typist: z.string().optional(),
  /** Số lượng bản, số trang. */
  copies: number.optional(),
  pages: number.optional(),
  /** Phụ lục. */
  appendixes: z.array(z.string()),
  responseFor: z.array(relatedDocumentSchema),
  /** Chỉ đạo, điều hành: a number of the sender's list. */
  steering: number.optional(),
  documentId: z.string().optional(),
  business: businessSchema,
  /** The offices that the package went through, with the times. */
  trace: z.array(z.object({ organId: z.string().optional(), at: timeSchema.optional() })),
});
export type PackageFacts = z.infer<typeof packageFactsSchema>;

const strictOrganization = organizationSchema.strict().extend({
  organId: organIdSchema,
  name: text(200),
  inCharge: text(200).optional(),
  address: text(500).optional(),
  email: text(100).optional(),
  telephone: text(50).optional(),
  fax: text(50).optional(),
  website: text(200).optional(),
});

/** What `kyso edxml write --meta` reads, and what any package of ours is made from; the rest is worked out. */
export const edxmlDraftSchema = packageFactsSchema
  .strict()
  .omit({ documentId: true, trace: true })
  .extend({
    from: strictOrganization,
    to: z.array(strictOrganization).min(1).max(2000),
    codeNumber: z.string().regex(/^[0-9]{1,7}[a-zđ]?$/u),
    codeNotation: text(30),
    place: text(100).optional(),
    issuedOn: daySchema,
    type: z.strictObject({ code: number.max(99), name: text(100), detail: text(100).optional() }),
    subject: text(500),
    content: text(500).optional(),
    signer: z.strictObject({
      competence: text(100).optional(),
      position: text(100).optional(),
      fullName: text(50),
    }),
    toPlaces: z.array(text(1000)).max(2000).default([]),
    priority: number.max(9).default(0),
    sphere: text(100).optional(),
    typist: text(100).optional(),
    copies: number.max(999).optional(),
    pages: number.max(999).optional(),
    appendixes: z.array(text(500)).max(200).default([]),
    responseFor: z
      .array(
        relatedDocumentSchema.extend({
          organId: organIdSchema,
          code: text(50),
          issuedOn: daySchema,
          documentId: text(200),
        }),
      )
      .max(500)
      .default([]),
    steering: number.max(9).default(0),
    business: businessSchema.default({ kind: 'new', paper: false }),
  });
export type EdxmlDraft = z.infer<typeof edxmlDraftSchema>;

/** A receiver's word about a document; the code is kept even where nobody knows it. */
export const edxmlStatusSchema = z.object({
  responseFor: relatedDocumentSchema,
  from: organizationSchema,
  code: z.string(),
  description: z.string().optional(),
  at: timeSchema.optional(),
  staff: staffSchema,
});
export type EdxmlStatus = z.infer<typeof edxmlStatusSchema>;

/** `kyso edxml read`: one line a package; `path` is where `--out` put an attachment. */
export const edxmlReadLineSchema = z.discriminatedUnion('kind', [
  z.object({
    file: z.string(),
    kind: z.literal('document'),
    package: packageFactsSchema,
    attachments: z.array(
      attachmentFactsSchema.extend({
        size: z.number().int(),
        sha256: z.string(),
        /** A name without folders that every system can store. */
        safeName: z.string(),
        path: z.string().nullable(),
      }),
    ),
    notes: z.array(faultValueSchema),
  }),
  z.object({
    file: z.string(),
    kind: z.literal('status'),
    status: edxmlStatusSchema,
    /** For a clerk. */
    line: z.object({ vi: z.string(), en: z.string() }),
    notes: z.array(faultValueSchema),
  }),
  z.object({ file: z.string(), kind: z.literal('failed'), error: faultValueSchema }),
]);
export type EdxmlReadLine = z.infer<typeof edxmlReadLineSchema>;

/** `kyso edxml write`. */
export const edxmlWriteLineSchema = z.object({
  out: z.string(),
  documentId: z.string(),
  size: z.number().int(),
  sha256: z.string(),
});
export type EdxmlWriteLine = z.infer<typeof edxmlWriteLineSchema>;
