/**
 * Text as it is searched: lower case, without Vietnamese marks. `đ` is a letter of its own that NFD does not take
 * apart (Unicode 15.1 chapter 7.1), so it is folded by hand.
 */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd');

/** The folded words of a search; a document matches when it contains every one of them. */
export const searchWords = (text: string): string[] =>
  fold(text)
    .split(/\s+/u)
    .filter((word) => word !== '');
