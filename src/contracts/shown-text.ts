/**
 * The one way in which words of strangers (names in certificates, files, fields, reasons) are shown: nothing in them
 * hides, reverses or covers what stands beside them (Unicode TR 36 2.4, UAX 9 6.1).
 */

/**
 * Control, formatting, unassigned and private characters, line separators, letters that are drawn as nothing, and heaps
 * of marks.
 */
const hidden = /\p{C}|\p{Zl}|\p{Zp}|\p{Default_Ignorable_Code_Point}|\u2800|(?<=\p{M}{3})\p{M}/u;
const eachHidden = new RegExp(hidden.source, 'gu');

/** Words in letters that are written from right to left (UAX 9: R and AL), with what stands between them. */
const rightToLeft = String.raw`[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]`;
const eachToIsolate = new RegExp(
  `\u2068(${rightToLeft}+(?: +${rightToLeft}+)*)\u2069|(${rightToLeft}+(?: +${rightToLeft}+)*)|${hidden.source}`,
  'gu',
);

/** Whether a text holds a character that {@link spelledOut} would spell out. */
export const hasHidden = (text: string): boolean => hidden.test(text);

const codePoint = (letter: string): string =>
  `[U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;

const runIsolated = (run: string): string => `\u2068${run.replace(eachHidden, codePoint)}\u2069`;

/** The whole text with every hidden character spelled out as `[U+202E]`; for files, logs and the system's own dialogs. */
export const spelledOut = (text: string): string => text.replace(eachHidden, codePoint);

/**
 * {@link spelledOut} for a window: what is written from right to left stands isolated, so that it turns round nothing
 * beside it. Once more over its own result changes nothing.
 */
export const shownText = (text: string): string =>
  text.replace(eachToIsolate, (found: string, isolated?: string, run?: string) => {
    const inner = isolated ?? run;
    return inner === undefined ? codePoint(found) : runIsolated(inner);
  });

/** {@link shownText} for a sentence: line breaks within it are spaces. */
export const shownSentence = (text: string): string => shownText(text.replace(/[\t\n\v\f\r]+/g, ' '));
