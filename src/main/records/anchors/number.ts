/** `Số:      /TTr-SNV` (NĐ 30/2020 phụ lục I, ô 3). */
import type { NumberPlace } from '../../../contracts/records-facts.js';
import type { Sentence } from '../../../contracts/verification.js';
import { COLUMN, edgeAt, type Line, type Stretch, stretch } from '../page-text/lines.js';
import type { PageText } from '../page-text/page-text.js';
import { readGap } from './gap.js';
import type { Header } from './header.js';
import { anchorAt, recognised } from './located.js';

/** How far below tiêu ngữ it may stand, in points; and how far its line may be from that of the date. */
const BELOW = 80;
const SAME_LINE = 6;
const WIDTH = [12, 110] as const;

const LABEL = /^(?:(?:luat|phap lenh|lenh|nghi quyet|nghi dinh) )?so ?(?::|(?= ?[\d.…_/]))/;
/** Digits, with a letter behind them where a number was inserted later (`12a`), up to the slash of the notation. */
const VALUE = /\d(?:[\d ]*\d)?[a-zđ]?(?=\s*(?:[/-]|$))/iu;
const NOTATION = /\s*(?:\/|-(?=\s*\p{L}))\s*[\p{L}\d].*$/u;

const noNotation: Sentence = {
  vi: 'Không thấy ký hiệu (dấu “/”) sau chữ “Số:”.',
  en: 'No notation (a slash) follows “Số:”.',
};
const otherLine: Sentence = {
  vi: 'Dòng số không ngang với dòng ngày tháng.',
  en: 'The number does not stand at the height of the date.',
};
const noDate: Sentence = {
  vi: 'Không thấy dòng ngày tháng năm để đối chiếu.',
  en: 'No line with the date was found to compare with.',
};

/** What of the line belongs to the number: up to the right column. */
const column = ({ words }: Line, edge: number): Stretch | null => {
  const [first, ...rest] = words;
  if (!first) return null;
  const own = [first, ...rest].slice(0, 1) as [typeof first, ...typeof rest];
  for (const word of rest) {
    const before = own.at(-1) ?? first;
    const apart = word.box.left - before.box.right > COLUMN * word.size;
    const beyond = word.box.left >= edge;
    if (apart && (beyond || own.some(({ text }) => text.includes('/')))) break;
    own.push(word);
  }
  return stretch(own);
};

/** @param dateBaseline of the line with the date; null where there is none */
export const locateNumber = (page: PageText, header: Header, dateBaseline: number | null): NumberPlace | null => {
  for (const whole of page.lines) {
    if (whole.box.top > header.nation.box.y || whole.box.bottom < header.bottom - BELOW) continue;
    const line = column(whole, header.columnEdge);
    const label = line && LABEL.exec(line.folded);
    if (!line || !label || line.box.left > header.columnEdge) continue;
    return numberIn(page, line, label[0].trimEnd().length, dateBaseline);
  }
  return null;
};

const numberIn = (page: PageText, line: Stretch, labelEnd: number, dateBaseline: number | null): NumberPlace => {
  const rest = line.text.slice(labelEnd);
  const found = NOTATION.exec(rest);
  const end = labelEnd + (found ? found.index + found[0].search(/\S/) : rest.length);
  const apart = dateBaseline === null ? null : Math.abs(dateBaseline - line.baseline);
  const misplaced = apart === null ? noDate : apart > SAME_LINE ? otherLine : null;
  const doubt = found ? misplaced : noNotation;
  const gap = readGap(page, { line, start: labelEnd, end, value: VALUE, width: WIDTH, doubt });
  const box = { ...line.box, right: edgeAt(line, labelEnd, true) };
  const label = anchorAt(page.facts.page, { text: line.text.slice(0, labelEnd), box }, recognised(line));
  return { label, gap, notation: found ? found[0].replace(/\s+/g, '') : null };
};
