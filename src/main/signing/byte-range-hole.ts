/** The hole for /Contents and the /ByteRange around it (ISO 32000-2 12.8.1), for signatures and document timestamps. */
import { Fault } from '../../contracts/faults/index.js';
import { type ByteSpan, type PdfArray, PdfString } from '../pdf/objects.js';
import type { SerializedRevision } from '../pdf/revision-writer.js';
import { readExactly, requireSize, withWorkFile, writeAll } from './work-file.js';

/** Ten digits each: room for every offset that a file may have. */
const UNKNOWN = 9_999_999_999;

/** The placeholders inside a dictionary, to be found again after it was written. */
export interface HoleTokens {
  readonly contents: PdfString;
  readonly byteRange: PdfArray;
}

/** Placeholders for a /Contents of up to `size` bytes. */
export const emptyHole = (size: number): HoleTokens => ({
  contents: new PdfString(new Uint8Array(size), true),
  byteRange: [0, UNKNOWN, UNKNOWN, UNKNOWN],
});

/** Offsets of a file whose /Contents is still empty. */
export interface Hole {
  readonly byteRange: readonly [number, number, number, number];
  /** The /Contents token with its delimiters, bytes of the work file. */
  readonly contentsHole: ByteSpan;
}

/** A revision to be appended after the first `base` bytes of a file. */
export interface RevisionWithHole extends Hole {
  readonly base: number;
  readonly bytes: Uint8Array;
}

/** Writes the real /ByteRange over its placeholder, padded to the same length (ISO 32000-2 12.8.1). */
export const fillByteRange = (
  { bytes, spanOf }: SerializedRevision,
  base: number,
  tokens: HoleTokens,
): RevisionWithHole => {
  const [contentsHole, placeholder] = [spanOf(tokens.contents), spanOf(tokens.byteRange)];
  const byteRange = [0, contentsHole.start, contentsHole.end, base + bytes.length - contentsHole.end] as const;
  const text = `[${byteRange.join(' ')}`.padEnd(placeholder.end - placeholder.start - 1);
  bytes.set(Buffer.from(`${text}]`, 'latin1'), placeholder.start - base);
  return { base, bytes, byteRange, contentsHole };
};

/** How many bytes the hole takes. */
export const holeCapacity = ({ contentsHole }: Hole): number => (contentsHole.end - contentsHole.start - 2) / 2;

/**
 * Writes `content` into the hole. May be repeated after a crash.
 * @throws Fault `signing.work-file-changed`, `output.failed`
 */
export const fillHole = (workFile: string, hole: Hole, content: Uint8Array): void => {
  const { byteRange, contentsHole } = hole;
  const capacity = holeCapacity(hole);
  if (content.length > capacity) throw new RangeError(`${content.length} bytes for a hole of ${capacity}`);
  withWorkFile(workFile, (descriptor) => {
    requireSize(descriptor, byteRange[2] + byteRange[3]);
    const found = readExactly(descriptor, contentsHole.start, contentsHole.end);
    if (found[0] !== 0x3c || found.at(-1) !== 0x3e) throw new Fault('signing.work-file-changed');
    const hex = Buffer.from(content)
      .toString('hex')
      .padEnd(capacity * 2, '0');
    writeAll(descriptor, Buffer.from(hex, 'latin1'), contentsHole.start + 1);
  });
};
