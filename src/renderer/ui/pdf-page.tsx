/** One page of a document on a canvas, sharp on scaled screens. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  sheet: { position: 'relative', width: 'fit-content', margin: '0 auto', boxShadow: tokens.shadow4 },
  canvas: { display: 'block', backgroundColor: '#ffffff' },
});

/** 'fit': as wide as the room; a number: CSS pixels per PDF point times 96/72. */
export type Zoom = 'fit' | number;

const cssPixelsPerPoint = 96 / 72;

/** A strip of three points is not blown up to the width of the window: it would be miles long. */
const widestFit = 3;

/** Pages may be 14 400 units wide and high (ISO 32000-2 table C.1): beyond this, a browser draws nothing at all. */
const mostPixels = 32_000_000;
const longestSide = 16_000;

/** As sharp as the screen, or as sharp as a canvas can be. */
const densityFor = ({ width, height }: { readonly width: number; readonly height: number }): number =>
  Math.min(window.devicePixelRatio, Math.sqrt(mostPixels / (width * height)), longestSide / Math.max(width, height));

const pixels = (length: number): number => Math.max(1, Math.floor(length));

/** A page that is drawn. */
export interface Sheet {
  readonly document: PDFDocumentProxy;
  readonly page: number;
  /** In points, as displayed. */
  readonly width: number;
  readonly height: number;
}

interface PdfPageProps {
  readonly document: PDFDocumentProxy;
  readonly name: string;
  readonly page: number;
  readonly zoom: Zoom;
  /** Width of the room in CSS pixels. */
  readonly room: number;
  readonly onScale: (scale: number) => void;
  readonly onError: () => void;
  /** What lies over the page once it is drawn. */
  readonly overlay?: (sheet: Sheet) => ReactNode;
}

/** Draws on a sheet of its own first where one of the same size is in sight: two revisions change without a white flash. */
const canvasFor = (shown: HTMLCanvasElement, width: number, height: number): HTMLCanvasElement => {
  if (shown.width === width && shown.height === height && shown.dataset['page'] !== undefined) {
    const hidden = window.document.createElement('canvas');
    hidden.width = width;
    hidden.height = height;
    return hidden;
  }
  shown.width = width;
  shown.height = height;
  return shown;
};

export function PdfPage({ document, name, page, zoom, room, onScale, onError, overlay }: PdfPageProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [sheet, setSheet] = useState<Sheet | null>(null);

  useEffect(() => {
    let stop: (() => void) | undefined;
    let gone = false;
    const draw = async (): Promise<void> => {
      const proxy = await document.getPage(page);
      const shown = canvas.current;
      if (gone || !shown || room <= 0) return;
      const { width, height } = proxy.getViewport({ scale: 1 });
      const scale = zoom === 'fit' ? Math.min(room / (width * cssPixelsPerPoint), widestFit) : zoom;
      const viewport = proxy.getViewport({ scale: scale * cssPixelsPerPoint });
      const density = densityFor(viewport);
      const samePage = shown.dataset['page'] === String(page);
      if (!samePage) delete shown.dataset['page'];
      const target = canvasFor(shown, pixels(viewport.width * density), pixels(viewport.height * density));
      shown.style.width = `${pixels(viewport.width)}px`;
      shown.style.height = `${pixels(viewport.height)}px`;
      onScale(scale);
      const task = proxy.render({ canvas: target, viewport, transform: [density, 0, 0, density, 0, 0] });
      stop = () => task.cancel();
      await task.promise;
      if (gone) return;
      if (target !== shown) shown.getContext('2d')?.drawImage(target, 0, 0);
      shown.dataset['page'] = String(page);
      setSheet({ document, page, width, height });
    };
    draw().catch((thrown: unknown) => {
      const cancelled = thrown instanceof Error && thrown.name === 'RenderingCancelledException';
      if (!gone && !cancelled) onError();
    });
    return () => {
      gone = true;
      stop?.();
    };
  }, [document, page, zoom, room, onScale, onError]);

  const current = sheet?.document === document && sheet.page === page ? sheet : null;
  return (
    <div className={styles.sheet}>
      <canvas ref={canvas} className={styles.canvas} role="img" aria-label={t('preview.canvas', { page, name })} />
      {current && overlay?.(current)}
    </div>
  );
}
