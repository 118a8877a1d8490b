/** Whether the text of a page can be relied on. */
import type { PageFacts } from '../../../contracts/records-facts.js';
import type { Word } from './words.js';

/** Below these a layer is junk, a strip of the scanner, or written in a font without Unicode (measured over 202 files). */
const LEAST = { characters: 200, vietnamese: 0.12 } as const;

const ACCENTED = /[ăâđêôơưÀ-ỹ]/iu;

/** Of the page's own words. */
export const textQuality = (words: readonly Word[]): PageFacts['text'] => {
  const characters = words.reduce((sum, { text }) => sum + text.length, 0);
  const letters = words.flatMap(({ text }) => text.match(/\p{L}/gu) ?? []);
  const vietnamese = letters.length === 0 ? 0 : letters.filter((one) => ACCENTED.test(one)).length / letters.length;
  const hidden = words.filter((word) => word.hidden).length;
  return {
    characters,
    vietnamese,
    recognised: hidden > words.length / 2,
    usable: characters >= LEAST.characters && vietnamese >= LEAST.vietnamese,
  };
};
