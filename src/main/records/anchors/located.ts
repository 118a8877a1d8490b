/** What locators hand on: an anchor with its certainty. */
import type { Anchor, Rect } from '../../../contracts/records-facts.js';
import type { Sentence } from '../../../contracts/verification.js';
import type { Box } from '../../pdf/pages.js';
import type { Stretch } from '../page-text/lines.js';

export const rectOf = ({ left, bottom, right, top }: Box): Rect => ({
  x: left,
  y: bottom,
  width: Math.max(0, right - left),
  height: Math.max(0, top - bottom),
});

/** Whether it is sure: the first of the reasons against it, or null. */
export const certainty = (...doubts: readonly (Sentence | null)[]): { sure: boolean; reason: Sentence | null } => {
  const reason = doubts.find((doubt) => doubt !== null) ?? null;
  return { sure: reason === null, reason };
};

export const anchorAt = (
  page: number,
  { text, box }: Pick<Stretch, 'text' | 'box'>,
  doubt: Sentence | null,
): Anchor => ({
  page,
  box: rectOf(box),
  text,
  ...certainty(doubt),
});

/** The text layer of a scan is what a machine took its letters for. */
export const recognised = ({ words }: Pick<Stretch, 'words'>): Sentence | null =>
  words.some(({ hidden }) => hidden)
    ? {
        vi: 'Chữ do máy nhận dạng từ bản quét, có thể sai.',
        en: 'The text was recognised from a scan and may be wrong.',
      }
    : null;
