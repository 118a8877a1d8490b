/** How sentences name a mark, and where it is. */
import { displayMatrix, transformed } from '../../pdf/content/matrix.js';
import type { Box, PdfPage } from '../../pdf/pages.js';
import type { Appearance, MarkKind } from './marks.js';

export interface Wording {
  readonly vi: string;
  readonly en: string;
}

type Third = 0 | 1 | 2;

const third = (part: number): Third => (part < 1 / 3 ? 0 : part < 2 / 3 ? 1 : 2);

/** By thirds of the page as displayed: across from the left, down from the top. */
const PLACES: readonly (readonly [Wording, Wording, Wording])[] = [
  [
    { vi: 'góc trên bên trái', en: 'the upper left corner' },
    { vi: 'phía trên', en: 'the top' },
    { vi: 'góc trên bên phải', en: 'the upper right corner' },
  ],
  [
    { vi: 'bên trái', en: 'the left side' },
    { vi: 'giữa', en: 'the middle' },
    { vi: 'bên phải', en: 'the right side' },
  ],
  [
    { vi: 'góc dưới bên trái', en: 'the lower left corner' },
    { vi: 'phía dưới', en: 'the bottom' },
    { vi: 'góc dưới bên phải', en: 'the lower right corner' },
  ],
];

/** Where the middle of a box in default user space is on its page, as a person sees it. */
export const placeOf = (page: PdfPage, box: Box): Wording => {
  const matrix = displayMatrix(page);
  const sheet = transformed(matrix, page.cropBox);
  const { left, right, bottom, top } = transformed(matrix, box);
  const across = third((left + right) / 2 / (sheet.right - sheet.left));
  const down = third(1 - (bottom + top) / 2 / (sheet.top - sheet.bottom));
  const place = PLACES[down]?.[across] ?? { vi: '', en: '' };
  return { vi: `${place.vi} trang ${page.index + 1}`, en: `${place.en} of page ${page.index + 1}` };
};

const KINDS: Readonly<Record<MarkKind, Wording>> = {
  seal: { vi: 'con dấu', en: 'a seal' },
  image: { vi: 'hình ảnh', en: 'a picture' },
  text: { vi: 'dòng chữ', en: 'text' },
  mixed: { vi: 'hình ảnh kèm chữ', en: 'a picture with text' },
  empty: { vi: 'ô trống', en: 'an empty box' },
};

const MOST_CHARACTERS = 60;

export const quoted = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return `“${line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line}”`;
};

/** What a mark is, with what it says. */
export const nameOf = ({ kind, text }: Appearance): Wording => {
  const said = text === null ? '' : ` ${quoted(text)}`;
  return { vi: `${KINDS[kind].vi}${said}`, en: `${KINDS[kind].en}${said}` };
};
