/** Compressed data of our own: whoever inflates them has read all of them. */
import { inflateSync } from 'node:zlib';
import type { PdfDocument } from '../../pdf/document.js';
import { LIMITS } from '../../pdf/limits.js';
import { isName, type PdfStream } from '../../pdf/objects.js';

/** Bytes that zlib took; the types of Node know of no `info`. */
const consumed = (result: unknown): number => {
  const engine = typeof result === 'object' && result !== null && 'engine' in result ? result.engine : null;
  const isEngine = typeof engine === 'object' && engine !== null && 'bytesWritten' in engine;
  return isEngine && typeof engine.bytesWritten === 'number' ? engine.bytesWritten : -1;
};

/**
 * Whether a stream is whole, and nothing stands behind the end of its compressed data (RFC 1950 2.2), where no reader
 * looks. True for streams that are not compressed so. @throws Fault `pdf.broken`
 */
export const hidesNothing = (document: PdfDocument, stream: PdfStream): boolean => {
  if (!isName(stream.dict.get('Filter'), 'FlateDecode')) return true;
  const raw = document.raw(stream);
  try {
    return consumed(inflateSync(raw, { info: true, maxOutputLength: LIMITS.streamBytes })) === raw.length;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return false;
    throw thrown;
  }
};
