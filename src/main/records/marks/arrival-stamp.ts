/** Dấu "ĐẾN" (NĐ 30/2020 PL IV, mẫu dấu "Đến": 35 mm × 50 mm). */
import type { Drawing, DrawnText } from '../../../contracts/jobs.js';
import type { FontFamily } from '../../appearance/drawing.js';
import { mm } from '../../appearance/units.js';
import { drawn, fittingSize, lineWidth, type MarkLook, shortened, wrapped } from './look.js';
import { digits } from './number-date.js';

export interface ArrivalStamp {
  /** Tên cơ quan, tổ chức. */
  readonly agency: string;
  /** What is null stays a line of dots, here and below. */
  readonly number: number | null;
  /** `22/11/2026`. */
  readonly date: string | null;
  /** Chuyển: to whom. */
  readonly forwardTo: string | null;
  /** Số và ký hiệu hồ sơ. */
  readonly file: string | null;
}

const WIDTH = mm(50);
const HEIGHT = mm(35);
const BORDER = 0.8;
/** Rows from the top down: agency, ĐẾN beside number and date, then two more. */
const ROWS = { agency: mm(9.5), arrival: mm(13.5) } as const;
/** Of the cell that says ĐẾN. */
const TITLE_WIDTH = mm(17);
const MARGIN = mm(1.5);
/** Of labels and values, of values in two lines, and the least. */
const SIZES = { most: 9.5, two: 8, least: 6 } as const;
/** Between label and value. */
const SPACE = 2.5;
/** Of two small lines beside one label. */
const LEADING = 8;

/** The stamp in the size of the annex, red, with its values in black; a smaller box shows all of it smaller. */
export const arrivalStamp = (stamp: ArrivalStamp, fonts: FontFamily): MarkLook => {
  const rowTop = HEIGHT - ROWS.agency;
  const rowBottom = rowTop - ROWS.arrival;
  const half = ROWS.arrival / 2;
  const number = stamp.number === null ? null : digits('number', stamp.number);
  const texts = [
    ...agencyLines(stamp.agency, fonts),
    centred('ĐẾN', TITLE_WIDTH / 2, rowBottom + half - 5.5, 16),
    ...entry('Số:', number, { left: TITLE_WIDTH, middle: rowTop - half / 2 }, fonts),
    ...entry('Ngày:', stamp.date, { left: TITLE_WIDTH, middle: rowBottom + half / 2 }, fonts),
    ...entry('Chuyển:', stamp.forwardTo, { left: 0, middle: rowBottom * 0.75 }, fonts),
    ...entry('Số và ký hiệu HS:', stamp.file, { left: 0, middle: rowBottom * 0.25 }, fonts),
  ];
  return drawn({ width: WIDTH, height: HEIGHT }, texts, {
    lines: [
      rule({ x: 0, y: rowTop }, { x: WIDTH, y: rowTop }),
      rule({ x: 0, y: rowBottom }, { x: WIDTH, y: rowBottom }),
      rule({ x: TITLE_WIDTH, y: rowTop }, { x: TITLE_WIDTH, y: rowBottom }),
    ],
    boxes: [
      {
        x: BORDER / 2,
        y: BORDER / 2,
        width: WIDTH - BORDER,
        height: HEIGHT - BORDER,
        thickness: BORDER,
        ink: 'red',
      },
    ],
  });
};

type Point = Drawing['lines'][number]['from'];

const rule = (from: Point, to: Point): Drawing['lines'][number] => ({ from, to, thickness: BORDER / 2, ink: 'red' });

const centred = (text: string, x: number, y: number, sizePt: number): DrawnText => ({
  text,
  x,
  y,
  align: 'center',
  sizePt,
  style: 'bold',
  ink: 'red',
});

/** In one line, or in two where it is long. */
const agencyLines = (agency: string, fonts: FontFamily): DrawnText[] => {
  const room = WIDTH - 2 * MARGIN;
  const name = agency.toLocaleUpperCase('vi');
  const inOne = lineWidth(name, SIZES.least + 1.5, 'bold', fonts) <= room;
  const lines = inOne ? [name] : halves(name, fonts);
  const sizePt = Math.min(
    ...lines.map((line) => fittingSize(line, 'bold', fonts, { width: room, most: SIZES.most, least: 4 })),
  );
  const leading = sizePt * 1.15;
  const middle = HEIGHT - ROWS.agency / 2;
  return lines.map((line, i) =>
    centred(line, WIDTH / 2, middle + ((lines.length - 1) / 2 - i) * leading - sizePt * 0.33, sizePt),
  );
};

/** Two lines of about the same length. */
const halves = (text: string, fonts: FontFamily): string[] => {
  const width = lineWidth(text, 1, 'bold', fonts);
  const longestWord = Math.max(...text.split(/\s+/u).map((word) => lineWidth(word, 1, 'bold', fonts)));
  const [first = '', ...rest] = wrapped(text, 1, 'bold', fonts, width / 2 + longestWord / 2);
  return rest.length === 0 ? [first] : [first, rest.join(' ')];
};

/** A label in red with what stands behind it: a second line for what is long, dots for what is not known. */
const entry = (
  label: string,
  value: string | null,
  { left, middle }: { readonly left: number; readonly middle: number },
  fonts: FontFamily,
): DrawnText[] => {
  const x = left + MARGIN;
  const y = middle - SIZES.most * 0.32;
  const start = x + lineWidth(label, SIZES.most, 'regular', fonts) + SPACE;
  const room = WIDTH - MARGIN - start;
  const text = (shown: string, sizePt: number, rest: Pick<DrawnText, 'x' | 'y' | 'ink'>): DrawnText => ({
    text: shown,
    align: 'left',
    style: 'regular',
    sizePt,
    ...rest,
  });
  const name = text(label, SIZES.most, { x, y, ink: 'red' });
  if (value === null) return [name, text(dots(room, fonts), SIZES.most, { x: start, y, ink: 'red' })];
  const { sizePt, first, second } = inTwoLines(value, room, fonts);
  if (second === null) return [name, text(first, sizePt, { x: start, y, ink: 'black' })];
  return [
    name,
    text(first, sizePt, { x: start, y: y + LEADING / 2, ink: 'black' }),
    text(second, sizePt, { x: start, y: y - LEADING / 2, ink: 'black' }),
  ];
};

/** In one line, else in two, smaller and smaller; the end of what is longer still gives way to an ellipsis. */
const inTwoLines = (
  value: string,
  room: number,
  fonts: FontFamily,
): { readonly sizePt: number; readonly first: string; readonly second: string | null } => {
  const inOne = fittingSize(value, 'regular', fonts, { width: room, most: SIZES.most, least: SIZES.two });
  if (lineWidth(value, inOne, 'regular', fonts) <= room) return { sizePt: inOne, first: value, second: null };
  for (let sizePt = SIZES.two; ; sizePt -= 0.5) {
    const [first = '', ...rest] = wrapped(value, sizePt, 'regular', fonts, room);
    const cut = (line: string): string => shortened(line, sizePt, 'regular', fonts, room);
    const second = cut(rest.join(' '));
    const isWhole = cut(first) === first && second === rest.join(' ');
    if (isWhole || sizePt <= SIZES.least) return { sizePt, first: cut(first), second: second || null };
  }
};

const dots = (room: number, fonts: FontFamily): string =>
  '…'.repeat(Math.max(0, Math.floor(room / lineWidth('…', SIZES.most, 'regular', fonts))));
