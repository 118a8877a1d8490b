/**
 * Draws thumbnails and measures pages away from the window's own thread: 500 documents are prepared while a person types.
 * pdf.js parses in a worker of its own below this one.
 */
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { getDocument, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.min.mjs';
import type { DrawingPlace, DrawingReply, DrawingRequest, DrawingTask } from './drawing-tasks.js';
import { measurePage, pixelFacts, sealDpi } from './red-seals.js';

type Opening = Exclude<Parameters<typeof getDocument>[0], undefined | string | URL | ArrayBuffer | ArrayBufferView>;

/** Where fonts are registered: a worker has them without a document. */
const fonts: unknown = Reflect.get(globalThis, 'fonts');

/** In place of the page's own elements, which a worker does not have. */
class Canvases {
  create(width: number, height: number) {
    const canvas = new OffscreenCanvas(width, height);
    return { canvas, context: canvas.getContext('2d', { willReadFrequently: true }) };
  }
  reset({ canvas }: { canvas: OffscreenCanvas }, width: number, height: number): void {
    canvas.width = width;
    canvas.height = height;
  }
  destroy({ canvas }: { canvas: OffscreenCanvas }): void {
    canvas.width = 0;
    canvas.height = 0;
  }
}

/** Filters are SVG elements; without them a page is drawn in its plain colours. */
class NoFilters {
  addFilter(): string {
    return 'none';
  }
  addHCMFilter(): string {
    return 'none';
  }
  addAlphaFilter(): string {
    return 'none';
  }
  addLuminosityFilter(): string {
    return 'none';
  }
  addHighlightHCMFilter(): string {
    return 'none';
  }
  destroy(): void {}
}

let place: DrawingPlace | null = null;
let parser: PDFWorker | null = null;

const parserOf = ({ parser: address }: DrawingPlace): PDFWorker => {
  parser ??= PDFWorker.create({ port: new Worker(address, { type: 'module' }) });
  return parser;
};

const open = async ({
  document,
  password,
}: DrawingTask): Promise<{ pdf: PDFDocumentProxy; close(): Promise<void> }> => {
  if (!place) throw new Error('the drawing worker was not told where it is');
  const response = await fetch(`app://doc/${document}`);
  if (!response.ok) throw new Error(`document answered ${response.status}`);
  const { assets } = place;
  const opening: Opening = {
    data: new Uint8Array(await response.arrayBuffer()),
    worker: parserOf(place),
    ...(password === undefined ? {} : { password }),
    isEvalSupported: false,
    enableXfa: false,
    useWorkerFetch: true,
    cMapUrl: `${assets}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${assets}standard_fonts/`,
    wasmUrl: `${assets}wasm/`,
    iccUrl: `${assets}iccs/`,
    CanvasFactory: Canvases,
    FilterFactory: NoFilters,
  };
  Object.assign(opening, { ownerDocument: { fonts } });
  const task = getDocument(opening);
  try {
    return { pdf: await task.promise, close: () => task.destroy() };
  } catch (thrown) {
    await task.destroy();
    throw thrown;
  }
};

/** @param scaleOf pixels a point, for a page that is so many points wide */
const draw = async (pdf: PDFDocumentProxy, number: number, scaleOf: (width: number) => number) => {
  const page = await pdf.getPage(number);
  const scale = scaleOf(page.getViewport({ scale: 1 }).width);
  const viewport = page.getViewport({ scale });
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.min(4096, Math.round(viewport.width))),
    Math.max(1, Math.min(4096, Math.round(viewport.height))),
  );
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  // As it would be printed: drawing for a screen waits for frames, which a worker has none of.
  const target: Parameters<PDFPageProxy['render']>[0] = { canvas: null, viewport, intent: 'print' };
  await page.render(Object.assign(target, { canvasContext: context })).promise;
  page.cleanup();
  return { canvas, context };
};

const perform = async (id: number, task: DrawingTask): Promise<DrawingReply> => {
  const { pdf, close } = await open(task);
  try {
    if (task.kind === 'thumbnail') {
      const { canvas } = await draw(pdf, 1, (width) => task.width / width);
      return { id, thumbnail: canvas.transferToImageBitmap() };
    }
    const measured = [];
    for (const page of task.pages) {
      const { canvas, context } = await draw(pdf, page, () => sealDpi / 72);
      measured.push(measurePage(context.getImageData(0, 0, canvas.width, canvas.height), page));
    }
    return { id, pixels: pixelFacts(measured) };
  } finally {
    await close();
  }
};

addEventListener('message', ({ data }: MessageEvent<DrawingPlace | DrawingRequest>): void => {
  if ('parser' in data) {
    place = data;
    return;
  }
  const { id, task } = data;
  perform(id, task).then(
    (reply) => postMessage(reply, { transfer: 'thumbnail' in reply ? [reply.thumbnail] : [] }),
    () => postMessage({ id, failed: true } satisfies DrawingReply),
  );
});
