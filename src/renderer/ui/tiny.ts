/**
 * A screen of 1366 x 768 dots at 200 % and more: the whole page scrolls instead of its parts, one below the other.
 * Begins with a width, as Griffel orders overlapping rules by their text: this one has to come last.
 */
export const tiny = '@media (max-width: 640px), (max-height: 380px)';

/** One of 1366 x 768 dots at 150 %: everything closer together. Its text comes behind that of every narrow window. */
export const low = '@media (max-width: 1100px) and (max-height: 560px)';

/** In a style: out of sight, but there for screen readers. */
export const unseen = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
} as const;
