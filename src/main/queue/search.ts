/**
 * What documents and entries are found by, in an FTS5 index of two columns: as it was written, and folded. Its tokenizer
 * (`unicode61`, `remove_diacritics 0`) takes letters and digits and parts words at everything else.
 */
import { fold, withMarks } from './fold.js';

/** The columns of a row from which triggers keep the index. */
export interface IndexedText {
  readonly typed: string;
  readonly folded: string;
}

export const indexedText = (words: readonly (string | null | undefined)[]): IndexedText => {
  const text = words.map((word) => word ?? '').join('\n');
  return { typed: withMarks(text), folded: fold(text) };
};

/** What a queued document is found by. */
export const jobText = (title: string, fileName: string, serverId: string | null): IndexedText =>
  indexedText([title, fileName, serverId]);

const tokens = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;

const tone = '\\u0300\\u0301\\u0303\\u0309\\u0323';
const wordEnd = '(?![\\p{L}\\p{M}])';
const toneFirst = new RegExp(`(o(?=[${tone}][ae])|u(?=[${tone}]y))([${tone}])([aey])${wordEnd}`, 'gu');
const toneLast = new RegExp(`(o(?=[ae][${tone}])|u(?=y[${tone}]))([aey])([${tone}])${wordEnd}`, 'gu');

/** `hòa` for `hoà`, `thuý` for `thúy`: both places of the tone are in use, and mean the same whole word. */
const otherSpellings = (phrase: string): string[] => {
  const apart = phrase.normalize('NFD');
  const others = [toneFirst, toneLast].map((pattern) => apart.replace(pattern, '$1$3$2').normalize('NFC'));
  return others.filter((other) => other !== phrase);
};

/**
 * What a person types, as a question to FTS5: every word occurs, the last part of each at least with its beginning. A
 * word with marks is found with these marks, one without them with any. `12/QĐ-UBND` is the phrase of its parts. Nothing
 * but letters and digits is taken over, so nothing typed is ever read as the language of FTS5.
 * @returns null where there is nothing to search for
 */
export const matchOf = (text: string): string | null => {
  const phrases = withMarks(text)
    .split(/\s+/u)
    .map((word) => (word.match(tokens) ?? []).join(' '))
    .filter((phrase) => phrase !== '');
  const questions = phrases.map((phrase) => {
    if (fold(phrase) === phrase) return `(folded : "${phrase}" *)`;
    return `(typed : (${[`"${phrase}" *`, ...otherSpellings(phrase).map((other) => `"${other}"`)].join(' OR ')}))`;
  });
  return questions.length === 0 ? null : questions.join(' AND ');
};

/** So many of what is found are counted; of more it is said that there are more. */
export const mostCounted = 5_000;

/** The number as it is told, and whether there are more; `found` counts one beyond {@link mostCounted}. */
export const boundedCount = (found: number): { total: number; more: boolean } => ({
  total: Math.min(found, mostCounted),
  more: found > mostCounted,
});
