/** What a file may ask of the reader. Far above real documents, far below what hurts the machine. */
import { Fault } from '../../contracts/faults/index.js';

export const LIMITS = {
  /** Arrays and dictionaries inside each other. */
  nesting: 100,
  /** Values in one indirect object; a container counts as {@link LIMITS.containerCost}. */
  values: 1_000_000,
  containerCost: 4,
  /** Bytes of one string; the /Contents of a signature is the longest that real documents have. */
  stringBytes: 16 * 1024 * 1024,
  nameBytes: 4096,
  /** Highest object number (ISO 32000-1 Annex C). */
  objectNumber: 8_388_607,
  /** Cross-reference entries over all sections. */
  xrefEntries: 10_000_000,
  xrefSections: 10_000,
  /** Of one decoded cross-reference stream. */
  xrefBytes: 128 * 1024 * 1024,
  /** Trailer dictionaries of all sections, as they stand in the file. */
  trailerBytes: 8 * 1024 * 1024,
  /** References that lead to references. */
  references: 32,
  /** Decoded bytes of one stream, and of all streams decoded from one document. */
  streamBytes: 64 * 1024 * 1024,
  decodedBytes: 1024 * 1024 * 1024,
  filters: 8,
  /** Encoded bytes of one stream that is read as a whole. */
  encodedBytes: 256 * 1024 * 1024,
  /** Objects in one object stream. */
  compressedObjects: 1_000_000,
  pages: 200_000,
  pageTreeDepth: 64,
  /** Of a box that is drawn into, in default user space units; larger ones lose what their decimals say. */
  coordinate: 100_000_000,
  /** Points in a unit of a page that is drawn on: the most that Acrobat takes. */
  userUnit: 75_000,
  /** Fields and their widgets, how deep they nest, and all their names: each holds those of the fields above it. */
  formFields: 20_000,
  formDepth: 32,
  formNameCharacters: 16 * 1024 * 1024,
  /** Where readers look for `%PDF` and, from the end, for `startxref`. */
  headerBytes: 1024,
  tailBytes: 2048,
  /** Blank bytes that a transport may have put behind the end, and that nobody counts. */
  blankTailBytes: 64 * 1024,
  /** Where recovery looks for it. */
  recoveryTailBytes: 1024 * 1024,
} as const;

/** The file exceeds a limit; `what` names it in the message. */
export const limitFault = (what: string): Fault => new Fault('pdf.limit', { limit: what });

/** The file breaks the syntax; `what` is for the log, the person reads one and the same sentence. */
export const broken = (what: string, cause?: unknown): Fault =>
  new Fault('pdf.broken', {}, { cause: new Error(what, { cause }) });

/** Whether bytes, not limits or the machine, are to blame. */
export const isDamage = (thrown: unknown): boolean =>
  thrown instanceof Fault && (thrown.code === 'pdf.broken' || thrown.code === 'pdf.truncated');
