/** Text of a mark in the order in which it is read. */
import type { ContentItem } from '../../pdf/content/items.js';
import { displayMatrix, transformed } from '../../pdf/content/matrix.js';
import { type Box, intersection, type PdfPage } from '../../pdf/pages.js';

interface Piece {
  readonly text: string;
  readonly box: Box;
  readonly middle: number;
  readonly height: number;
}

/** Letters closer together than this belong to one word, of their height. */
const SPACE = 0.15;
const MOST_CHARACTERS = 10_000;

/** From top to bottom and from left to right on the page as displayed; null where there is none that can be read. */
export const linesOf = (page: PdfPage, items: readonly ContentItem[]): string | null => {
  const matrix = displayMatrix(page);
  const pieces = items.flatMap((item): Piece[] => {
    if (item.kind !== 'text') return [];
    const box = transformed(matrix, item.box);
    return [{ text: item.text, box, middle: (box.top + box.bottom) / 2, height: box.top - box.bottom }];
  });
  const lines: Piece[][] = [];
  for (const piece of pieces.sort((a, b) => b.middle - a.middle)) {
    const line = lines.at(-1);
    const first = line?.[0];
    if (line && first && first.middle - piece.middle < Math.min(first.height, piece.height) / 2) line.push(piece);
    else lines.push([piece]);
  }
  const text = lines.map(joined).join('\n').normalize('NFC').slice(0, MOST_CHARACTERS);
  return /[^\s\ufffd]/u.test(text) ? text : null;
};

/** Letters smaller than this part of the largest ones, or of fewer points, are there to be found, not to be read. */
const SMALL = { share: 0.4, points: 4 } as const;

/** What a person reads of a mark at a glance: neither pale nor tiny text, nor what something was painted over. */
export const legibleText = (page: PdfPage, items: readonly ContentItem[]): string | null => {
  const height = ({ box }: ContentItem): number => box.top - box.bottom;
  const largest = Math.max(0, ...items.map((item) => (item.kind === 'text' ? height(item) : 0)));
  const legible = items.filter(
    (item, index) =>
      item.kind === 'text' &&
      !item.invisible &&
      !item.pale &&
      height(item) >= Math.max(SMALL.points / page.userUnit, SMALL.share * largest) &&
      !items
        .slice(index + 1)
        .some((over) => over.kind !== 'text' && hasSurface(over) && intersection(over.box, item.box)),
  );
  return linesOf(page, legible);
};

const hasSurface = ({ box, alpha }: ContentItem): boolean =>
  alpha > 0.5 && Math.min(box.right - box.left, box.top - box.bottom) > 2;

const joined = (line: readonly Piece[]): string => {
  let text = '';
  let end = Infinity;
  for (const { text: word, box, height } of [...line].sort((a, b) => a.box.left - b.box.left)) {
    text += `${box.left - end > SPACE * height ? ' ' : ''}${word}`;
    end = box.right;
  }
  return text;
};
