/** Whether a mark that came later covers what its page showed before, and what of that is lawful custom. */
import type { Budget } from '../../pdf/content/budget.js';
import type { ContentItem, DrawnContent, ImageItem, PathItem, TextItem } from '../../pdf/content/items.js';
import { displayMatrix, transformed } from '../../pdf/content/matrix.js';
import type { ContentReader } from '../../pdf/content/reader.js';
import { limitFault } from '../../pdf/limits.js';
import { type Box, intersection, type PdfPage } from '../../pdf/pages.js';
import { Ink, spanning } from './ink.js';
import type { Appearance, Listed } from './marks.js';
import { nameOf, quoted, type Wording } from './place.js';

/** What is on a page to be covered: its content, or an annotation. */
interface Layer {
  /** Object number of the annotation; null for none. */
  readonly annotation: number | null;
  readonly words: readonly TextItem[];
  /** Text that is drawn as shapes, as print drivers do; nobody knows what it says. */
  readonly letters: readonly PathItem[];
  readonly pictures: readonly Picture[];
}

/** A page before the mark came. */
export interface PageBefore {
  readonly layers: readonly Layer[];
  /** What of the page is a scan, of which nobody knows what stands there; null for a page of text. */
  readonly scan: Box | null;
  readonly complete: boolean;
}

interface Picture {
  readonly ink: Ink;
  /** A handwritten signature or a seal rather than text. */
  readonly isImage: boolean;
  readonly name: Wording;
}

/** What counts as covering. Shares are those of the ink, sampled over the boxes of words and pictures. */
const RULES = {
  /** Of a word, by letters: widths are known to a few points only, and a number may touch the `Số:` before it. */
  textOverText: 0.3,
  /** Of a word, by a picture: a few strokes of a signature that run into it do not make it another word. */
  pictureOverText: 0.12,
  /** Of a word, by paint that nothing shines through: from here on it can no longer be read. */
  hiddenText: 0.5,
  /** Of the smaller of two pictures: edges may touch, and two signatures stand side by side. */
  overPicture: 0.15,
  /** Of a signature, by paint that nothing shines through: beyond that the seal replaces it. */
  hiddenPicture: 0.6,
  /** Of a picture's own box: what is filled that far is no drawing, whatever its mask. */
  solid: 0.6,
  /** Of a seal, over the signature beside it: NĐ 30/2020 Đ.33 asks for about a third; this is where custom begins. */
  sealTouchesSignature: 0.02,
  /**
   * Top and bottom parts of a picture's height: a handwritten signature and a seal stand between the position and the
   * name of the signer, and run into both. Through its middle runs no line of print.
   */
  edge: 0.3,
  /** From the top, of a page's height: `dấu treo`, the seal over the head of an annex (NĐ 30/2020 Đ.33). */
  head: 0.25,
  /** Shapes that are filled, of the height and width of letters in points: from this many on they are text. */
  letter: { least: 3, most: 36, count: 3 },
  /** Images over more than this part of a page are its paper: a scan, in one piece or in strips. */
  background: 0.3,
  /** Words of a page that is a scan, such as a stamp of the scanner: with more of them it is text on a picture. */
  words: 5,
} as const;

/** Lines of dots to be filled in, and strokes without a meaning of their own. */
const isBlank = (text: string): boolean => /^[\s.…·‥․_\-–—:;,'|\\/]*$/u.test(text);

const areaOf = ({ left, bottom, right, top }: Box): number => (right - left) * (top - bottom);

const imagesOf = ({ items }: DrawnContent): ImageItem[] =>
  items.filter((item): item is ImageItem => item.kind === 'image' && !item.invisible);

const isPaper = (page: PdfPage, images: readonly ImageItem[]): boolean =>
  images.reduce((sum, { box }) => sum + areaOf(box), 0) >= RULES.background * areaOf(page.cropBox);

/** In one piece or in strips. */
const scanOf = (page: PdfPage, content: DrawnContent): Box | null => {
  const images = imagesOf(content);
  const isText = wordsOf(content.items).filter(({ invisible }) => !invisible).length > RULES.words;
  if (isText || !isPaper(page, images)) return null;
  return images.reduce<Box | null>((whole, { box }) => (whole ? spanning(whole, box) : box), null);
};

const printed = (page: PdfPage, content: DrawnContent, reader: ContentReader): Layer => {
  const images = imagesOf(content);
  const name = { vi: 'hình ảnh in trên trang', en: 'a picture printed on the page' };
  const pictures = isPaper(page, images)
    ? []
    : images.map((image) => ({ ink: new Ink([image], reader), isImage: true, name }));
  return { annotation: null, words: wordsOf(content.items), letters: content.items.filter(isLetter), pictures };
};

const isLetter = (item: ContentItem): item is PathItem => {
  if (item.kind !== 'path' || item.shape === 'rectangle' || !item.filled || item.invisible) return false;
  const { least, most } = RULES.letter;
  const [width, height] = [item.box.right - item.box.left, item.box.top - item.box.bottom];
  return Math.max(width, height) >= least && Math.max(width, height) <= most;
};

const shown = ({ number, appearance }: Listed, reader: ContentReader): Layer => {
  const { kind, ink } = appearance;
  const drawn = ink.items.filter((item) => item.kind !== 'text');
  const isPicture = kind === 'seal' || kind === 'image' || kind === 'mixed';
  const picture = { ink: new Ink(drawn, reader), isImage: kind !== 'mixed', name: nameOf(appearance) };
  return { annotation: number, words: wordsOf(ink.items), letters: [], pictures: isPicture ? [picture] : [] };
};

const wordsOf = (items: readonly ContentItem[]): TextItem[] =>
  items.filter((item): item is TextItem => item.kind === 'text' && !isBlank(item.text));

/** What a page showed: its content, read with `content.reader`, and its annotations, read with `reader`. */
export const pageBefore = (
  page: PdfPage,
  content: { readonly drawn: DrawnContent; readonly reader: ContentReader },
  annotations: readonly Listed[],
  reader: ContentReader,
): PageBefore => ({
  layers: [printed(page, content.drawn, content.reader), ...annotations.map((one) => shown(one, reader))],
  scan: scanOf(page, content.drawn),
  complete: content.drawn.complete && annotations.every(({ appearance }) => appearance.complete),
});

const MOST_NAMED = 5;

/**
 * What the mark covers of the page; null for nothing, or for what custom allows.
 * @param own object number of the mark's widget, which may cover what it showed itself
 * @throws Fault `pdf.limit`
 */
export const coveredBy = (mark: Appearance, own: number, before: PageBefore, budget: Budget): Wording | null => {
  const { box } = mark.ink;
  if (!box) return null;
  const layers = before.layers.filter(({ annotation }) => annotation !== own);
  const all = layers.flatMap((layer) => layer.pictures);
  const count = layers.reduce(
    (sum, layer) => sum + layer.words.length + layer.letters.length,
    layers.length + all.length,
  );
  if (!budget.spend('samples', count)) throw limitFault('marks');
  const pictures = all.filter((picture) => coversPicture(mark, picture));
  const near = layers.flatMap((layer) => layer.words.filter((word) => intersection(word.box, box)));
  const words = near.filter((word) => coversWord(mark, box, word, all));
  const hidden = layers.flatMap((layer) => layer.letters.filter((letter) => hidesLetter(mark, box, letter)));
  const letters = hidden.length >= RULES.letter.count ? [drawnLetters] : [];
  if (words.length === 0 && pictures.length === 0 && letters.length === 0) return null;
  const text = words.slice(0, MOST_NAMED).map((word) => word.text);
  const said = text.length > 0 ? quoted(`${text.join(' ')}${words.length > MOST_NAMED ? ' …' : ''}`) : null;
  const named = [...letters, ...pictures.slice(0, MOST_NAMED).map(({ name }) => name)];
  return {
    vi: [...(said ? [`chữ ${said}`] : []), ...named.map(({ vi }) => vi)].join(', '),
    en: [...(said ? [`the text ${said}`] : []), ...named.map(({ en }) => en)].join(', '),
  };
};

const drawnLetters: Wording = { vi: 'chữ vẽ bằng nét', en: 'text that is drawn as shapes' };

const hidesLetter = (mark: Appearance, box: Box, letter: PathItem): boolean =>
  intersection(letter.box, box) !== null && mark.ink.over(letter.box).hidden >= RULES.hiddenText;

const isPictorial = ({ kind }: Appearance): boolean => kind === 'seal' || kind === 'image';

const coversPicture = (mark: Appearance, { ink, isImage }: Picture): boolean => {
  const { ofThis, ofOther } = mark.ink.shared(ink);
  if (Math.max(ofThis, ofOther) < RULES.overPicture) return false;
  // Seal and handwritten signature belong over each other, whichever of them came first.
  const custom = isImage && isPictorial(mark);
  return !custom || (ink.box !== null && mark.ink.over(ink.box).hidden > RULES.hiddenPicture);
};

const coversWord = (mark: Appearance, box: Box, word: TextItem, pictures: readonly Picture[]): boolean => {
  const { touched, hidden } = mark.ink.over(word.box);
  // Text that is not shown is what was read off a scan: it says that something is printed there, though not how.
  if (word.invisible) return hidden >= RULES.hiddenText && mark.ink.items.some(({ opaque }) => opaque);
  if (hidden < RULES.hiddenText && touched < (isPictorial(mark) ? RULES.pictureOverText : RULES.textOverText))
    return false;
  if (!isPictorial(mark) || !isSheer(mark, box)) return true;
  return !(isAtEdge(mark.page, box, word.box) || hangsInHead(mark, box) || sealsSignature(mark, pictures));
};

/** How far letters of one line stand apart where something is to be filled in, and how high it is then, in their height. */
const LINE = { gap: 3, height: 2 } as const;

/** Whether the mark stands in a line of the page's text, as what fills in a blank does. */
export const standsInLine = ({ page, ink }: Appearance, before: PageBefore): boolean => {
  if (!ink.box) return false;
  const matrix = displayMatrix(page);
  const { left, right, bottom, top } = transformed(matrix, ink.box);
  return before.layers.some(({ words }) =>
    words.some((word) => {
      const line = transformed(matrix, word.box);
      const height = line.top - line.bottom;
      const shared = Math.min(top, line.top) - Math.max(bottom, line.bottom);
      const gap = Math.max(line.left - right, left - line.right);
      return top - bottom <= LINE.height * height && shared >= (top - bottom) / 2 && gap <= LINE.gap * height;
    }),
  );
};

/** Drawn in lines, as seals and handwriting are, with the page to be seen between them. */
const isSheer = (mark: Appearance, box: Box): boolean =>
  !mark.ink.items.some(({ opaque }) => opaque) && mark.ink.over(box).hidden < RULES.solid;

/** A picture over the signature of the signed revision: its block of position and name is part of that place. */
const sealsSignature = (mark: Appearance, pictures: readonly Picture[]): boolean =>
  pictures.some(({ ink, isImage }) => isImage && mark.ink.shared(ink).ofOther >= RULES.sealTouchesSignature);

/** On the page as displayed. */
const isAtEdge = (page: PdfPage, picture: Box, word: Box): boolean => {
  const matrix = displayMatrix(page);
  const { bottom, top } = transformed(matrix, picture);
  const line = transformed(matrix, word);
  const height = ((line.bottom + line.top) / 2 - bottom) / (top - bottom);
  return height <= RULES.edge || height >= 1 - RULES.edge;
};

const hangsInHead = ({ kind, page }: Appearance, box: Box): boolean => {
  const matrix = displayMatrix(page);
  const sheet = transformed(matrix, page.cropBox);
  return kind === 'seal' && transformed(matrix, box).bottom >= (1 - RULES.head) * (sheet.top - sheet.bottom);
};
