/** What a page is drawn from (ISO 32000-2 7.7.3.3 /Contents, /Resources). */
import { Fault } from '../../../contracts/faults/index.js';
import type { PdfDocument } from '../document.js';
import { LIMITS } from '../limits.js';
import { PdfDict, PdfStream } from '../objects.js';
import type { PdfPage } from '../pages.js';

export interface Content {
  readonly bytes: Uint8Array;
  /** Whether these are all of them. */
  readonly complete: boolean;
}

/** Decoded, of one page: a page of text has a hundredth of it. What comes after is left out. */
const MOST_CONTENT_BYTES = 4 * 1024 * 1024;
const MOST_CONTENT_STREAMS = 1000;
const SPACE = Uint8Array.of(0x20);

/** The content streams of a page as one, which they are (7.8.2). One that cannot be read is left out. */
export const pageContent = (document: PdfDocument, page: PdfPage): Content => {
  const contents = document.value(page.dict, 'Contents');
  const streams = Array.isArray(contents) ? contents : [contents];
  const parts: Uint8Array[] = [];
  let room = MOST_CONTENT_BYTES;
  let complete = streams.length <= MOST_CONTENT_STREAMS;
  for (const place of streams.slice(0, MOST_CONTENT_STREAMS)) {
    const bytes = decoded(document, place);
    if (bytes === null) complete = false;
    else {
      parts.push(bytes.subarray(0, room), SPACE);
      complete &&= bytes.length <= room;
      room -= Math.min(room, bytes.length);
    }
    if (room === 0) break;
  }
  return { bytes: Buffer.concat(parts), complete };
};

/** Nothing at all, null included, is drawn as nothing; null here stands for what should be there and cannot be read. */
const decoded = (document: PdfDocument, place: Parameters<PdfDocument['resolve']>[0]): Uint8Array | null => {
  try {
    const stream = document.resolve(place);
    return stream instanceof PdfStream ? document.decode(stream) : new Uint8Array();
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};

/** The page's own, or those that a node above it hands down (7.7.3.4); empty when nobody states any. */
export const pageResources = (document: PdfDocument, page: PdfDict): PdfDict => {
  let node: PdfDict | null = page;
  for (let depth = 0; node && depth <= LIMITS.pageTreeDepth; depth++) {
    const resources = document.dict(node, 'Resources');
    if (resources) return resources;
    node = document.dict(node, 'Parent');
  }
  return new PdfDict();
};
