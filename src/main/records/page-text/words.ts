/** The words of a page. */
import type { ContentItem, TextItem } from '../../pdf/content/items.js';
import { displayMatrix, transformed } from '../../pdf/content/matrix.js';
import { DESCENT } from '../../pdf/content/words.js';
import type { Box, PdfPage } from '../../pdf/pages.js';

/** A word, or a line of dots to be filled in; in points of the page as displayed. */
export interface Word {
  /** Composed Unicode. */
  readonly text: string;
  readonly box: Box;
  readonly size: number;
  readonly baseline: number;
  /** Name of the field whose appearance it is; null for the page's own content. */
  readonly field: string | null;
  /** Not painted: the text layer of a scan. */
  readonly hidden: boolean;
}

/** Letters that run upwards or aslant are no part of a line. */
export const isUpright = ({ box, size, text }: Word): boolean => box.top - box.bottom < 1.6 * size || text.length === 1;

/** @param field whose appearance the items are; null for the page's own content */
export const wordsOf = (items: readonly ContentItem[], page: PdfPage, field: string | null): Word[] => {
  const matrix = displayMatrix(page);
  return items
    .filter((item): item is TextItem => item.kind === 'text')
    .map(({ text, box: drawn, size: drawnSize, invisible }) => {
      const box = transformed(matrix, drawn);
      const size = drawnSize * page.userUnit;
      const word = { text: text.normalize('NFC'), box, size, baseline: box.bottom + DESCENT * size };
      return { ...word, field, hidden: invisible };
    });
};
