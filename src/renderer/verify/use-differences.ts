import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { openPdf, type PdfSource } from '../ui/pdf.js';
import type { ShownSheet } from '../ui/pdf-preview.js';
import { differences, type Place, placeOfRegion } from './page-differences.js';

/** Wide enough to see a letter of an A4 page change. */
const comparedWidth = 900;
/** The same on a larger page: pixels for each point. */
const leastScale = 1.5;
/** Few enough to be drawn twice, and compared, beside the page in sight; no canvas has a longer side. */
const mostPixels = 3_000_000;
const longestSide = 16_000;

const scaleFor = ({ width, height }: { readonly width: number; readonly height: number }): number =>
  Math.min(
    Math.max(comparedWidth / width, leastScale),
    Math.sqrt(mostPixels / (width * height)),
    longestSide / Math.max(width, height),
  );

const draw = async (document: PDFDocumentProxy, page: number): Promise<ImageData> => {
  const proxy = await document.getPage(page);
  const natural = proxy.getViewport({ scale: 1 });
  const viewport = proxy.getViewport({ scale: scaleFor(natural) });
  const canvas = window.document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(viewport.width));
  canvas.height = Math.max(1, Math.round(viewport.height));
  await proxy.render({ canvas, viewport }).promise;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  return context.getImageData(0, 0, canvas.width, canvas.height);
};

export type Differences =
  | { readonly kind: 'comparing' | 'failed' | 'new-page' }
  | { readonly kind: 'compared'; readonly places: readonly Place[] };

type Page = Pick<ShownSheet, 'document' | 'page'>;

const compare = async (before: PdfSource, shown: Page, signal: AbortSignal): Promise<Differences> => {
  const earlier = await openPdf(before, signal);
  try {
    if (shown.page > earlier.document.numPages) return { kind: 'new-page' };
    const was = await draw(earlier.document, shown.page);
    signal.throwIfAborted();
    const is = await draw(shown.document, shown.page);
    return { kind: 'compared', places: differences(was, is).map((region) => placeOfRegion(region, is)) };
  } finally {
    earlier.close();
  }
};

/** Where the page in sight differs from the same page of the revision before; null where there is none before. */
export const useDifferences = (before: PdfSource | null, { document, page }: Page): Differences | null => {
  const [found, setFound] = useState<Differences | null>(null);
  const { id, end, password } = before ?? {};
  useEffect(() => {
    setFound(null);
    if (id === undefined) return;
    const abort = new AbortController();
    setFound({ kind: 'comparing' });
    compare({ id, end, password }, { document, page }, abort.signal).then(
      (differences) => !abort.signal.aborted && setFound(differences),
      () => !abort.signal.aborted && setFound({ kind: 'failed' }),
    );
    return () => abort.abort();
  }, [id, end, password, document, page]);
  return found;
};
