/** Text at the top right of page 1 that goes with an office's signature without its seal's image (NĐ 30/2020 PL I). */
import type { DrawnText, SigningTimeFormat } from '../../../contracts/jobs.js';
import type { CopyForm } from '../../../contracts/records.js';
import type { FontFamily } from '../../appearance/drawing.js';
import { signingTimeText } from '../../appearance/signing-time.js';
import { drawn, lineWidth, type MarkLook, type Size, wrapped } from './look.js';

/** Ô 14. */
const SIZE = 10;
const LEADING = 11;
/** From the base line of the last line down, and around all of it. */
const DESCENT = 2.4;
const MARGIN = 1;
/** Of the narrowest form, unless a word or the time is wider. */
const NARROW = 200;

type Line = Pick<DrawnText, 'text' | 'signingTime'>;

const FORMS = { 'sao-y': 'SAO Y', 'sao-luc': 'SAO LỤC', 'trich-sao': 'TRÍCH SAO' } as const satisfies Record<
  CopyForm,
  string
>;

/**
 * Form, agency and signing time of a copy (ô 14), from the narrowest to the flattest: as lines of their own, the form
 * beside the agency, and all in one line.
 * @param agency as it is to be read
 */
export const copyStrips = (
  form: CopyForm,
  agency: string,
  timeFormat: 'iso' | 'vietnamese',
  fonts: FontFamily,
): MarkLook[] => {
  const name = FORMS[form];
  const time: Line = { text: 'Thời gian ký: ', signingTime: timeFormat };
  const plain = (text: string): Line => ({ text });
  return [
    [plain(name), ...wrapped(agency, SIZE, 'regular', fonts, NARROW - 2 * MARGIN).map(plain), time],
    [plain(`${name}; ${agency}`), time],
    [{ ...time, text: `${name}; ${agency}; ${time.text}` }],
  ].map((lines) => strip(lines, fonts));
};

/**
 * Số và ký hiệu and signing time of an appendix in a file of its own (PL I, mẫu 2.2), in one line and in two.
 * @param notation `05/QĐ-UBND`
 */
export const appendixStrips = (notation: string, fonts: FontFamily): MarkLook[] =>
  [[line(`Số: ${notation}; `, 'vietnamese-parted')], [{ text: `Số: ${notation};` }, line('', 'vietnamese-parted')]].map(
    (lines) => strip(lines, fonts),
  );

const line = (text: string, signingTime: SigningTimeFormat): Line => ({ text, signingTime });

const strip = (lines: readonly Line[], fonts: FontFamily): MarkLook => {
  const height = (lines.length - 1) * LEADING + SIZE * 0.9 + DESCENT + 2 * MARGIN;
  const widths = lines.map(({ text, signingTime }) =>
    lineWidth(text + (signingTime ? signingTimeText(signingTime, new Date(0)) : ''), SIZE, 'regular', fonts),
  );
  return drawn(
    { width: Math.max(...widths) + 2 * MARGIN, height },
    lines.map((shown, i) => ({
      ...shown,
      x: MARGIN,
      y: MARGIN + DESCENT + (lines.length - 1 - i) * LEADING,
      align: 'left',
      sizePt: SIZE,
      style: 'regular',
      ink: 'black',
    })),
  );
};

/** Which of several forms of one mark a place of this size is for: the one that is drawn largest in it. */
export const formFor = (looks: readonly MarkLook[], { width, height }: Size): MarkLook | undefined => {
  const scale = (look: Size): number => Math.min(width / look.width, height / look.height);
  return [...looks].sort((a, b) => Math.min(1, scale(b)) - Math.min(1, scale(a)))[0];
};
