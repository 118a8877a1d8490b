/** One page of a document on a canvas, sharp on scaled screens. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  canvas: { display: 'block', margin: '0 auto', backgroundColor: '#ffffff', boxShadow: tokens.shadow4 },
});

/** 'fit': as wide as the room; a number: CSS pixels per PDF point times 96/72. */
export type Zoom = 'fit' | number;

const cssPixelsPerPoint = 96 / 72;

interface PdfPageProps {
  readonly document: PDFDocumentProxy;
  readonly name: string;
  readonly page: number;
  readonly zoom: Zoom;
  /** Width of the room in CSS pixels. */
  readonly room: number;
  readonly onScale: (scale: number) => void;
  readonly onError: () => void;
}

export function PdfPage({ document, name, page, zoom, room, onScale, onError }: PdfPageProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    let stop: (() => void) | undefined;
    let gone = false;
    const draw = async (): Promise<void> => {
      const sheet = await document.getPage(page);
      const target = canvas.current;
      if (gone || !target || room <= 0) return;
      const natural = sheet.getViewport({ scale: cssPixelsPerPoint });
      const scale = zoom === 'fit' ? room / natural.width : zoom;
      const viewport = sheet.getViewport({ scale: scale * cssPixelsPerPoint });
      const density = window.devicePixelRatio;
      target.width = Math.floor(viewport.width * density);
      target.height = Math.floor(viewport.height * density);
      target.style.width = `${Math.floor(viewport.width)}px`;
      target.style.height = `${Math.floor(viewport.height)}px`;
      onScale(scale);
      const task = sheet.render({ canvas: target, viewport, transform: [density, 0, 0, density, 0, 0] });
      stop = () => task.cancel();
      await task.promise;
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

  return <canvas ref={canvas} className={styles.canvas} role="img" aria-label={t('preview.canvas', { page, name })} />;
}
