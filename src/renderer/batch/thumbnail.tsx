/** The first page of a document, small: drawn once its row rests in sight, and kept. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { DocumentPdfRegular } from '@fluentui/react-icons';
import { useEffect, useRef, useState } from 'react';
import type { Drawings } from './drawings.js';

const width = 38;
const height = 50;

const useStyles = makeStyles({
  frame: {
    width: `${width}px`,
    height: `${height}px`,
    display: 'grid',
    placeItems: 'center',
    overflow: 'hidden',
    flexShrink: 0,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: tokens.colorNeutralBackground3,
    color: tokens.colorNeutralForeground3,
    fontSize: '20px',
  },
  canvas: { width: '100%', height: '100%', objectFit: 'cover', objectPosition: 'top' },
  hidden: { display: 'none' },
});

/** Rows that a person only scrolls past are not drawn, in milliseconds. */
const rest = 150;

/** Pictures of the last rows that were in sight. */
const mostKept = 200;
const kept = new WeakMap<Drawings, Map<string, ImageBitmap>>();

const keptOf = (drawings: Drawings): Map<string, ImageBitmap> => {
  const known = kept.get(drawings) ?? new Map<string, ImageBitmap>();
  kept.set(drawings, known);
  return known;
};

const keep = (pictures: Map<string, ImageBitmap>, id: string, picture: ImageBitmap): void => {
  pictures.set(id, picture);
  const [oldest] = pictures.keys();
  if (pictures.size <= mostKept || oldest === undefined) return;
  pictures.get(oldest)?.close();
  pictures.delete(oldest);
};

interface ThumbnailProps {
  readonly drawings: Drawings;
  readonly document: string;
  readonly password: string | undefined;
}

/** Give it the document's id as its key. */
export function Thumbnail({ drawings, document, password }: ThumbnailProps) {
  const styles = useStyles();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    const pictures = keptOf(drawings);
    const paint = (picture: ImageBitmap): void => {
      const target = canvas.current;
      if (!target) return;
      target.width = picture.width;
      target.height = picture.height;
      target.getContext('2d')?.drawImage(picture, 0, 0);
      setDrawn(true);
    };
    const known = pictures.get(document);
    if (known) {
      paint(known);
      return undefined;
    }
    const ask = async (): Promise<void> => {
      const pixels = Math.ceil(width * window.devicePixelRatio);
      const picture = await drawings.thumbnail(document, password, pixels, abort.signal);
      if (!picture) return;
      keep(pictures, document, picture);
      if (!abort.signal.aborted) paint(picture);
    };
    const timer = setTimeout(() => void ask(), rest);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [drawings, document, password]);
  return (
    <span className={styles.frame} aria-hidden>
      <canvas ref={canvas} className={mergeClasses(styles.canvas, !drawn && styles.hidden)} />
      {!drawn && <DocumentPdfRegular />}
    </span>
  );
}
