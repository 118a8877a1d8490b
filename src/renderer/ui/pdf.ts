/** pdf.js, loaded when the first document is shown. */
import type { PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  close(): void;
}

export interface PdfSource {
  readonly id: string;
  /** Shows the document as it was signed: its first bytes, up to the end of a revision that its report names. */
  readonly end?: number | undefined;
  /** Of an encrypted document. */
  readonly password?: string | undefined;
}

const asset = (folder: string): string => new URL(`pdfjs/${folder}/`, document.baseURI).href;

/**
 * Opens a taken-in document for viewing; rejects with an AbortError when the person has gone on to another one.
 * @param source a signed revision of it, or the whole
 */
export const openPdf = async ({ id, end, password }: PdfSource, signal: AbortSignal): Promise<OpenPdf> => {
  const [pdfjs, response] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.min.mjs'),
    fetch(end === undefined ? `app://doc/${id}` : `app://doc/${id}?end=${end}`, { signal }),
  ]);
  if (!response.ok) throw new Error(`document answered ${response.status}`);
  const data = new Uint8Array(await response.arrayBuffer());
  signal.throwIfAborted();
  pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;
  const task = pdfjs.getDocument({
    data,
    ...(password === undefined ? {} : { password }),
    isEvalSupported: false,
    enableXfa: false,
    cMapUrl: asset('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: asset('standard_fonts'),
    wasmUrl: asset('wasm'),
    iccUrl: asset('iccs'),
  });
  const close = (): void => void task.destroy();
  signal.addEventListener('abort', close, { once: true });
  const opened = await task.promise;
  signal.removeEventListener('abort', close);
  return { document: opened, close };
};
