/** The operators of the parts that a block consists of (ISO 32000-2 8.5, 8.8, 9.4). Boxes are in points of the form. */
import type { Box } from '../pdf/pages.js';
import { type BlockLayout, type BlockText, fitBlock, LINE_HEIGHT, PADDING } from './block-layout.js';
import type { FontSubset } from './font-subset.js';
import { numbers } from './form.js';
import { BLACK, BORDER, type Palette, WARNING } from './palette.js';

const BORDER_WIDTH = 0.5;
/** Distance of the base line from the top of its line, in font sizes; centres capitals with a mark above. */
const BASELINE = 0.93;
/** Where a box below this size is too small, the text is laid out for this one and drawn smaller: it is kept whole. */
const SMALLEST_BOX = { width: 80, height: 34 };

export interface PlacedText {
  readonly box: Box;
  /** Points of the form for one point of the layout. */
  readonly scale: number;
  readonly layout: BlockLayout;
}

/** The text as large as it can be in `box`, at most at `fontSizePt`; in a box below the `smallest` it is drawn smaller. */
export const placeText = (
  text: BlockText,
  box: Box,
  fontSizePt: number,
  font: Uint8Array,
  smallest: { readonly width: number; readonly height: number } = SMALLEST_BOX,
): PlacedText => {
  const width = box.right - box.left;
  const height = box.top - box.bottom;
  const drawnAt = (scale: number): PlacedText => {
    const room = { widthPt: width / scale, heightPt: height / scale, fontSizePt };
    return { box, scale, layout: fitBlock(text, room, font) };
  };
  const placed = drawnAt(1);
  return placed.layout.whole ? placed : drawnAt(Math.min(1, width / smallest.width, height / smallest.height));
};

/** The lines, vertically centred; the note in the colour of warnings. */
export const textOperators = (placed: PlacedText, font: FontSubset, palette: Palette): string[] => {
  const { box, scale, layout } = placed;
  const { fontSizePt: size } = layout;
  const lines = [...layout.note, ...layout.lines];
  const top = ((box.top - box.bottom) / scale + lines.length * size * LINE_HEIGHT) / 2;
  const shown = lines.flatMap((line, i) => [
    ...(i === 0 || i === layout.note.length ? [palette.fill(i < layout.note.length ? WARNING : BLACK)] : []),
    i === 0 ? `${numbers(PADDING, top - size * BASELINE)} Td` : `${numbers(0, -size * LINE_HEIGHT)} Td`,
    `${font.encode(line)} Tj`,
  ]);
  return [
    'q',
    `${numbers(scale, 0, 0, scale, box.left, box.bottom)} cm`,
    'BT',
    `/Text ${numbers(size)} Tf`,
    ...shown,
    'ET',
    'Q',
  ];
};

/** A thin frame; a training block has it in the colour of warnings. */
export const borderOperators = (widthPt: number, heightPt: number, warning: boolean, palette: Palette): string[] => [
  'q',
  `${numbers(BORDER_WIDTH)} w`,
  palette.stroke(warning ? WARNING : BORDER),
  `${numbers(BORDER_WIDTH / 2, BORDER_WIDTH / 2, widthPt - BORDER_WIDTH, heightPt - BORDER_WIDTH)} re S`,
  'Q',
];

/** The image `/Image` of the resources, filling `box`. */
export const imageOperators = (box: Box): string[] => [
  'q',
  `${numbers(box.right - box.left, 0, 0, box.top - box.bottom, box.left, box.bottom)} cm`,
  '/Image Do',
  'Q',
];
