/** Text as it is indexed and searched: with its marks, and without them. */

/**
 * Lower case, without Vietnamese marks. `đ` is a letter of its own that NFD does not take apart (Unicode 15.1 chapter
 * 7.1), so it is folded by hand.
 */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd');

/** Lower case, with its marks, however they were encoded. */
export const withMarks = (text: string): string => text.normalize('NFC').toLowerCase();
