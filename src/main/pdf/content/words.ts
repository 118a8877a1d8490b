/** Glyphs one after the other, put together to words. */
import { type Box, intersection } from '../pages.js';
import { applied, type Matrix, transformed } from './matrix.js';

/** How far letters reach above and below the baseline, of the font size: ink, not the line's height. */
const ASCENT = 0.75;
export const DESCENT = 0.22;
/** What moves the next letter by nothing, or backwards, has ink all the same; of the font size. */
const LEAST_WIDTH = 0.5;
/** Letters of one word are no farther apart, of the font size. */
const GAP = 0.2;
const MOST_CHARACTERS = 4000;
/** Lines of dots or strokes that are there to be filled in. */
const LEADER = /^[.…·_]+$/u;

export interface Word {
  text: string;
  /** Of what the clipping path left of its letters, each as it was when the letter was shown. */
  box: Box;
  readonly size: number;
  readonly alpha: number;
  readonly hidden: boolean;
  readonly pale: boolean;
}

export interface PlacedGlyph {
  /** From the font size's square, its origin on the baseline, to default user space. */
  readonly matrix: Matrix;
  /** Of the font size. */
  readonly width: number;
  readonly text: string | null;
  /** Around the clipping path; null when nothing can be seen. */
  readonly clip: Box | null;
  readonly alpha: number;
  readonly hidden: boolean;
  readonly pale: boolean;
}

/** Nothing of it can be seen yet. */
type Pending = Omit<Word, 'box'> & { box: Box | null };

const union = (a: Box, b: Box): Box => ({
  left: Math.min(a.left, b.left),
  bottom: Math.min(a.bottom, b.bottom),
  right: Math.max(a.right, b.right),
  top: Math.max(a.top, b.top),
});

export class WordBuilder {
  private current: Pending | null = null;
  /** Where the next letter of the word would start, and in which direction. */
  private end: readonly [number, number] = [0, 0];
  private direction: Matrix = [1, 0, 0, 1, 0, 0];

  constructor(private readonly finished: (word: Word) => void) {}

  add(glyph: PlacedGlyph): void {
    const { matrix, width } = glyph;
    const text = glyph.text ?? '\ufffd';
    if (text.replaceAll('\0', '').trim() === '') {
      this.finish();
      return;
    }
    const size = Math.hypot(matrix[2], matrix[3]);
    const right = width > 0.1 || /^\p{M}+$/u.test(text) ? width : LEAST_WIDTH;
    const drawn = transformed(matrix, { left: Math.min(0, width), bottom: -DESCENT, right, top: ASCENT });
    const box = glyph.clip && intersection(glyph.clip, drawn);
    if (this.current && !isLeaderEdge(this.current.text, text) && this.continues(glyph, size, this.current)) {
      this.current.text += text;
      this.current.box = this.current.box && box ? union(this.current.box, box) : (this.current.box ?? box);
    } else {
      this.finish();
      this.current = { text, box, size, alpha: glyph.alpha, hidden: glyph.hidden, pale: glyph.pale };
    }
    this.end = applied(matrix, [width, 0]);
    this.direction = matrix;
  }

  finish(): void {
    const { current } = this;
    if (current?.box) this.finished({ ...current, box: current.box });
    this.current = null;
  }

  private continues({ matrix, alpha, hidden, pale }: PlacedGlyph, size: number, word: Pending): boolean {
    if (word.alpha !== alpha || word.pale !== pale || word.hidden !== hidden || word.text.length > MOST_CHARACTERS)
      return false;
    const [a, b] = this.direction;
    const turned = Math.abs(matrix[0] * b - matrix[1] * a) > 0.01 * Math.abs(matrix[0] * a + matrix[1] * b);
    if (turned || Math.abs(size - word.size) > 0.3 * size) return false;
    const distance = Math.hypot(matrix[4] - this.end[0], matrix[5] - this.end[1]);
    return distance <= GAP * size;
  }
}

/** Where a leader begins or ends, spaces or not: `Số:....../QĐ` are three words. */
const isLeaderEdge = (word: string, next: string): boolean => {
  const [inLeader, goesOn] = [LEADER.test(word), LEADER.test(next)];
  if (inLeader) return !goesOn && (word.length > 1 || word !== '.');
  return goesOn && (next !== '.' || word.endsWith('.'));
};
