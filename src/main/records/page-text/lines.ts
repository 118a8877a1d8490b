/** Words put together to lines, and to the stretches of a line that belong together. */
import { standardWidth } from '../../pdf/content/standard-widths.js';
import type { Box } from '../../pdf/pages.js';
import { folded } from './folding.js';
import type { Word } from './words.js';

/** Text with the place of each of its characters. */
export interface Stretch {
  /** Words with single spaces between them. */
  readonly text: string;
  /** As long as {@link text}, without tones, in lower case. */
  readonly folded: string;
  readonly words: readonly Word[];
  readonly box: Box;
  readonly size: number;
  readonly baseline: number;
}

export interface Line extends Stretch {
  /** Columns, and what stands by itself. */
  readonly segments: readonly Stretch[];
}

/** Of the height of letters: pieces of one word are no farther apart; columns are at least this far apart. */
const JOINED = 0.12;
export const COLUMN = 1.6;

export const spanning = (boxes: readonly Box[]): Box => ({
  left: Math.min(...boxes.map(({ left }) => left)),
  bottom: Math.min(...boxes.map(({ bottom }) => bottom)),
  right: Math.max(...boxes.map(({ right }) => right)),
  top: Math.max(...boxes.map(({ top }) => top)),
});

const joinedText = (words: readonly Word[]): string =>
  words.reduce((text, word, i) => {
    const before = words[i - 1];
    const apart = before !== undefined && word.box.left - before.box.right > JOINED * word.size;
    return `${text}${apart ? ' ' : ''}${word.text}`;
  }, '');

/** @param words of one line, from left to right */
export const stretch = (words: readonly [Word, ...Word[]]): Stretch => {
  const text = joinedText(words);
  const largest = words.reduce((a, b) => (b.size > a.size ? b : a));
  const { size, baseline } = largest;
  return { text, folded: folded(text), words, box: spanning(words.map(({ box }) => box)), size, baseline };
};

const segmentsOf = (words: readonly Word[]): Stretch[] => {
  const groups: [Word, ...Word[]][] = [];
  for (const word of words) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && word.box.left - last.box.right <= COLUMN * Math.max(word.size, last.size)) group.push(word);
    else groups.push([word]);
  }
  return groups.map(stretch);
};

const middle = ({ box }: Word): number => (box.top + box.bottom) / 2;

/** From top to bottom. Words of one line have their middles at one height: their boxes may overlap those of the next. */
export const linesOf = (words: readonly Word[]): Line[] => {
  const groups: [Word, ...Word[]][] = [];
  for (const word of [...words].sort((a, b) => middle(b) - middle(a))) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (group && first && middle(first) - middle(word) < Math.min(first.size, word.size) / 2) group.push(word);
    else groups.push([word]);
  }
  return groups.map((group) => {
    group.sort((a, b) => a.box.left - b.box.left);
    return { ...stretch(group), segments: segmentsOf(group) };
  });
};

/** Where in its word, from left to right, the character at `index` of it begins, estimated by the widths of Times. */
const within = ({ text, box }: Word, index: number): number => {
  const width = (part: string): number => Array.from(part).reduce((sum, one) => sum + standardWidth('Times', one), 0);
  return box.left + ((box.right - box.left) * width(text.slice(0, index))) / Math.max(1, width(text));
};

/** The left edge of the character at `index` of a stretch's text, or with `end` the right edge of the one before it. */
export const edgeAt = ({ words, text }: Stretch, index: number, end = false): number => {
  let at = 0;
  for (const word of words) {
    const start = text.indexOf(word.text, at);
    at = start + word.text.length;
    if (end ? index <= at : index < at) return within(word, Math.max(0, index - start));
  }
  return words.at(-1)?.box.right ?? 0;
};
