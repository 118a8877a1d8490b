/** pdf.js, loaded when the first document is shown. */
import type { PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  close(): void;
}

const asset = (folder: string): string => new URL(`pdfjs/${folder}/`, document.baseURI).href;

/**
 * Opens a taken-in document for viewing; rejects with an AbortError when the person has gone on to another one.
 * @param password of an encrypted document
 */
export const openPdf = async (id: string, password: string | undefined, signal: AbortSignal): Promise<OpenPdf> => {
  const [pdfjs, response] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.min.mjs'),
    fetch(`app://doc/${id}`, { signal }),
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
  return { document: await task.promise, close };
};
