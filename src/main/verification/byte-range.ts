/** /ByteRange (ISO 32000-2 12.8.1, table 255): what it has to be, and the bytes it names as a stream. */
import { createHash } from 'node:crypto';
import type { PdfDocument } from '../pdf/document.js';
import { type PdfDict, type PdfObject, PdfString } from '../pdf/objects.js';
import type { ByteSource } from '../pdf/source.js';
import type { DigestAlgorithm, SignedBytes } from '../pki/algorithms.js';

/** The signed bytes are [0, gapStart) and [gapEnd, end), counted from `%PDF`. */
export interface SignedRange {
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly end: number;
  /** The string that stands in the gap. */
  readonly contents: Uint8Array;
}

/** Why a /ByteRange is refused. */
export type RangeProblem =
  | 'range-shape'
  | 'range-outside-file'
  | 'contents-misplaced'
  | 'gap-is-not-contents'
  | 'not-a-revision';

const offsets = (value: PdfObject): readonly [number, number, number, number] | null => {
  if (!Array.isArray(value) || value.length !== 4) return null;
  const [a, b, c, d] = value;
  const whole = (item: PdfObject | undefined): item is number =>
    typeof item === 'number' && Number.isSafeInteger(item) && item >= 0;
  return whole(a) && whole(b) && whole(c) && whole(d) ? [a, b, c, d] : null;
};

/** %%EOF and at most one end-of-line marker (7.5.5, 7.2.3), some writers a second one. */
const endsRevision = (source: ByteSource, end: number): boolean =>
  /%%EOF[\r\n\x20]{0,4}$/.test(Buffer.from(source.read(Math.max(0, end - 16), end)).toString('latin1'));

/**
 * The range of a signature dictionary if it is exact: the file up to the end of a revision but for the hexadecimal
 * string /Contents of this very dictionary, its delimiters included. Everything else leaves room for bytes that nobody
 * signed, and is refused.
 */
export const readRange = (document: PdfDocument, signature: PdfDict): SignedRange | RangeProblem => {
  // As /Contents, in the dictionary itself: a reference leads to what another revision may write.
  const range = offsets(signature.get('ByteRange'));
  if (range === null) return 'range-shape';
  const [start, gapStart, gapEnd, tail] = range;
  if (start !== 0 || gapStart === 0 || gapEnd <= gapStart || tail === 0) return 'range-shape';
  const end = gapEnd + tail;
  if (end > document.source.length) return 'range-outside-file';
  const contents = signature.get('Contents');
  // A string inside an object stream or reached by a reference has no place of its own in the file.
  if (!(contents instanceof PdfString) || !contents.hex || contents.range === undefined) return 'contents-misplaced';
  if (contents.range.start !== gapStart || contents.range.end !== gapEnd) return 'gap-is-not-contents';
  return endsRevision(document.source, end) ? { gapStart, gapEnd, end, contents: contents.bytes } : 'not-a-revision';
};

/**
 * What a dictionary says that it signed, where that does not fit the file: cut off at its end. Proves nothing, but that
 * these bytes are not the signed ones. null where it says nothing, or holds no signature.
 */
export const statedRange = (document: PdfDocument, signature: PdfDict): SignedRange | null => {
  const range = offsets(document.value(signature, 'ByteRange'));
  const contents = document.value(signature, 'Contents');
  if (range === null || !(contents instanceof PdfString)) return null;
  const [start, gapStart, gapEnd, tail] = range;
  if (start !== 0 || gapStart === 0 || gapEnd <= gapStart) return null;
  const within = (offset: number): number => Math.min(offset, document.source.length);
  return {
    gapStart: within(gapStart),
    gapEnd: within(gapEnd),
    end: within(gapEnd + tail),
    contents: contents.bytes,
  };
};

/** The signed bytes as a stream of chunks, and their digests, each computed once; memory stays flat. */
export const signedContent = (source: ByteSource, range: SignedRange): SignedBytes => {
  const digests = new Map<DigestAlgorithm, Uint8Array>();
  const stream = (sink: (chunk: Uint8Array) => void): void => {
    source.stream(0, range.gapStart, sink);
    source.stream(range.gapEnd, range.end, sink);
  };
  return {
    stream,
    digest: (algorithm) => {
      const known = digests.get(algorithm);
      if (known !== undefined) return known;
      const hash = createHash(algorithm);
      stream((chunk) => hash.update(chunk));
      const digest = new Uint8Array(hash.digest());
      digests.set(algorithm, digest);
      return digest;
    },
  };
};
