/** Text without tones and case: how offices write the same words differs, and text layers lose marks. */

const TONES = /\p{M}/gu;

/** `Độc lập` becomes `doc lap`. As long as the text, which has to be composed (NFC). */
export const folded = (text: string): string =>
  Array.from(text, (letter) => {
    const plain = letter.normalize('NFD').replace(TONES, '').replace(/[đĐ]/, 'd').toLowerCase();
    return plain.length === letter.length ? plain : ' '.repeat(letter.length);
  }).join('');

/** Whether all of its letters are capitals, and it has some. */
export const isCapitals = (text: string): boolean => /\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text);
