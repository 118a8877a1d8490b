/**
 * What is read off a Vietnamese official document (NĐ 30/2020, phụ lục I) before anything is placed on it. All places are
 * in points on the page as displayed (crop box, rotation applied), origin at its lower left corner; pages count from 1.
 */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';
import { sentenceSchema } from './verification.js';

export const rectSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().nonnegative(),
  height: z.number().nonnegative(),
});
export type Rect = z.infer<typeof rectSchema>;

/** `reason` says why it is not sure; null where it is. */
const certainty = { sure: z.boolean(), reason: sentenceSchema.nullable() };
const place = { page: z.number().int().positive(), box: rectSchema };

/** Something that was found printed on a page. */
export const anchorSchema = z.object({ ...place, text: z.string(), ...certainty });
export type Anchor = z.infer<typeof anchorSchema>;

/** Room in a printed line that is there to be filled in, or that is filled already. */
export const gapSchema = z.object({
  /**
   * Between the printed words on both sides, as high as the letters; around the value, where it is printed. Where no room
   * was left at all its width is 0, at the place where the value belongs.
   */
  ...place,
  /** Of the printed line: where its letters stand, and how large they are. */
  baseline: z.number(),
  size: z.number(),
  /** Dots are printed where the value belongs. */
  dotted: z.literal(true).optional(),
  /**
   * What stands there; `field` is the signature or text field that shows it (empty: an annotation of no field), null for
   * the page's own print. Without text: a picture.
   */
  filled: z.object({ text: z.string().nullable(), box: rectSchema, field: z.string().nullable() }).nullable(),
  ...certainty,
});
export type Gap = z.infer<typeof gapSchema>;

/** Ô 3 of the layout: `Số:     /TTr-SNV`. */
export const numberPlaceSchema = z.object({
  label: anchorSchema,
  gap: gapSchema,
  /** What stands behind the number, its slash included: `/TTr-SNV`; null where nothing does. */
  notation: z.string().nullable(),
});
export type NumberPlace = z.infer<typeof numberPlaceSchema>;

/** Ô 4: `Hà Nội, ngày    tháng    năm 2026`. */
export const datePlaceSchema = z.object({
  line: anchorSchema,
  /** Of issue, as it is printed; null where nothing stands before `ngày`. */
  city: z.string().nullable(),
  day: gapSchema,
  month: gapSchema,
  /** Four digits; null where they are not printed. */
  year: z.string().nullable(),
});
export type DatePlace = z.infer<typeof datePlaceSchema>;

/** Ô 5a, 5b: what kind of document it is. */
export const documentTypeSchema = z.object({
  /** As the list of NĐ 30/2020 phụ lục III spells it; `Công văn` for a letter, which states none. */
  name: z.string(),
  abbreviation: z.string().nullable(),
  /** null for a letter, and where the abbreviation in the number alone says it. */
  anchor: anchorSchema.nullable(),
});
export type DocumentType = z.infer<typeof documentTypeSchema>;

/** Ô 7a to 8: where the authorised person signs. */
export const signatureBlockSchema = z.object({
  /** Around the lines of authority and position. */
  ...place,
  /** `TM.`, `KT.`, `TL.`, `TUQ.`, `Q.` with what follows; null where the position stands alone. */
  authority: z.string().nullable(),
  position: z.string().nullable(),
  /** May stand on the page after. */
  name: anchorSchema.nullable(),
  /** Between the position and the name: where the handwritten signature and the seal go. */
  area: rectSchema,
  ...certainty,
});
export type SignatureBlock = z.infer<typeof signatureBlockSchema>;

export const recipientsSchema = z.object({ anchor: anchorSchema, list: z.array(z.string()) });
export type Recipients = z.infer<typeof recipientsSchema>;

/** Stamps that the document carries as text: in its print or as the appearance of a field. */
export const stampKindSchema = z.enum(['arrival', 'copy', 'appendix', 'issuer-strip']);
export const printedStampSchema = z.object({
  kind: stampKindSchema,
  ...place,
  text: z.string(),
  field: z.string().nullable(),
});
export type PrintedStamp = z.infer<typeof printedStampSchema>;

export const secrecySchema = z.enum(['mat', 'toi-mat', 'tuyet-mat']);
export type Secrecy = z.infer<typeof secrecySchema>;
export const urgencySchema = z.enum(['khan', 'thuong-khan', 'hoa-toc']);
export type Urgency = z.infer<typeof urgencySchema>;

export const imageColourSchema = z.enum(['bilevel', 'grey', 'colour', 'unknown']);

/** An image of a page, as its dictionary states it: nothing is decoded. */
export const pageImageSchema = z.object({
  box: rectSchema,
  pixelWidth: z.number().int().nonnegative(),
  pixelHeight: z.number().int().nonnegative(),
  /** The smaller of both directions; null for an inline image. */
  dpi: z.number().nullable(),
  bits: z.number().int().nullable(),
  colour: imageColourSchema,
  /** Whose appearance shows it, empty for an annotation of no field; null for the page's own content. */
  field: z.string().nullable(),
});
export type PageImage = z.infer<typeof pageImageSchema>;

export const pageFactsSchema = z.object({
  page: z.number().int().positive(),
  width: z.number(),
  height: z.number(),
  /** Of the page's own content, appearances left out. */
  text: z.object({
    characters: z.number().int(),
    /** Letters with Vietnamese diacritics among all letters, 0 to 1. */
    vietnamese: z.number(),
    /** Not painted: somebody recognised the letters of a scan. */
    recognised: z.boolean(),
    /** Enough of it, and Vietnamese: junk layers and old fonts without Unicode are not. */
    usable: z.boolean(),
  }),
  images: z.array(pageImageSchema),
  /** What share of the page its own images cover, 0 to 1. */
  imageCover: z.number(),
  /**
   * Stretches of text, lines and surfaces, but for what fills the page; images are in `images`. For finding free room:
   * of a drawing with very many of them the squares that they touch.
   */
  occupied: z.array(rectSchema),
  /** false where something on the page could not be read. */
  complete: z.boolean(),
});
export type PageFacts = z.infer<typeof pageFactsSchema>;

/** Everything that the locator found; null for what it did not find. */
export const officialFactsSchema = z.object({
  pdfVersion: z.string(),
  pageCount: z.number().int(),
  /** The first page, the one of the signature block, and the last three, ascending. */
  pages: z.array(pageFactsSchema),
  /** CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM. */
  nation: anchorSchema.nullable(),
  /** Độc lập - Tự do - Hạnh phúc. */
  motto: anchorSchema.nullable(),
  /** The issuing one, the lower of the two that may stand there. */
  agency: anchorSchema.nullable(),
  superiorAgency: z.string().nullable(),
  number: numberPlaceSchema.nullable(),
  date: datePlaceSchema.nullable(),
  type: documentTypeSchema.nullable(),
  /** Trích yếu. */
  subject: anchorSchema.nullable(),
  block: signatureBlockSchema.nullable(),
  recipients: recipientsSchema.nullable(),
  /** On the first page. */
  stamps: z.array(printedStampSchema),
  /** The title of an appendix in a file of its own. */
  appendix: anchorSchema.nullable(),
  secrecy: z.object({ level: secrecySchema, ...place, text: z.string() }).nullable(),
  urgency: z.object({ level: urgencySchema, ...place, text: z.string() }).nullable(),
});
export type OfficialFacts = z.infer<typeof officialFactsSchema>;

/** Ink on a drawn page, for finding free room on a scan: cells row by row from the top, 0 for paper. */
export const inkGridSchema = z.object({
  page: z.number().int().positive(),
  columns: z.number().int().positive().max(8000),
  rows: z.number().int().positive().max(8000),
  cells: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type InkGrid = z.infer<typeof inkGridSchema>;

/** What only a picture of the page says; measured where pages are drawn. */
export const pixelFactsSchema = z.object({
  redSeals: z.array(z.object(place)),
  /** Coloured pixels among all that are not paper, 0 to 1. */
  colourShare: z.number(),
  /** Of page 1; null where it was not measured. */
  ink: inkGridSchema.nullable(),
});
export type PixelFacts = z.infer<typeof pixelFactsSchema>;

/**
 * `electronic`: signed digitally by the leader, gets number, date and seal. `scan`: of a paper original that was signed,
 * numbered and sealed in ink, gets the office's signature alone. `unnumbered-scan`: signed in ink only.
 */
export const documentKindSchema = z.enum(['electronic', 'scan', 'unnumbered-scan', 'unknown']);
export type DocumentKind = z.infer<typeof documentKindSchema>;

export const kindProposalSchema = z.object({
  kind: documentKindSchema,
  /** Whether a clerk may take it without looking. */
  sure: z.boolean(),
  reasons: z.array(faultValueSchema),
});
export type KindProposal = z.infer<typeof kindProposalSchema>;

export const lintSeveritySchema = z.enum(['warning', 'information']);

/** A deviation from NĐ 30/2020. */
export const deviationSchema = faultValueSchema.extend({
  severity: lintSeveritySchema,
  /** Where the decree says so. */
  clause: z.string(),
});
export type Deviation = z.infer<typeof deviationSchema>;
