/** Widths of the printable ASCII characters of the standard fonts (ISO 32000-2 9.6.2.2), in thousandths of the size. */

const runs = (text: string): readonly number[] =>
  text.split(' ').flatMap((part) => {
    const [width = '', count = '1'] = part.split('x');
    return Array.from({ length: Number(count) }, () => Number(width));
  });

const HELVETICA = runs(
  '278x2 355 556x2 889 667 191 333x2 389 584 278 333 278x2 556x10 278x2 584x3 556 1015 667x2 722x2 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667x2 611 278x3 469 556 333 556x2 500 556x2 278 556x2 222x2 500 222 833 556x4 333 500 278 556 500 722 500x3 334 260 334 584',
);
const TIMES = runs(
  '250 333 408 500x2 833 778 180 333x2 500 564 250 333 250 278 500x10 278x2 564x3 444 921 722 667x2 722 611 556 722x2 333 389 722 611 889 722x2 556 722 667 556 611 722x2 944 722x2 611 333 278 333 469 500 333 444 500 444 500 444 333 500x2 278x2 500 278 778 500x4 333 389 278 500x2 722 500x2 444 480 200 480 541',
);

/** Wide enough for most letters that are not ASCII. */
const OTHER = 560;

/** Of an upright standard font; the bold ones differ by little. Fonts of other names are taken for the nearest. */
export const standardWidth = (baseFont: string, character: string): number => {
  if (/courier|mono/i.test(baseFont)) return 600;
  const table = /times|serif|roman/i.test(baseFont) ? TIMES : HELVETICA;
  const plain = character.normalize('NFD').charCodeAt(0);
  return table[plain - 0x20] ?? OTHER;
};
