/** `Hà Nội, ngày      tháng      năm 2026` (NĐ 30/2020 phụ lục I, ô 4). */
import type { DatePlace } from '../../../contracts/records-facts.js';
import type { Line } from '../page-text/lines.js';
import { edgeAt, stretch } from '../page-text/lines.js';
import type { PageText } from '../page-text/page-text.js';
import { readGap } from './gap.js';
import type { Header } from './header.js';
import { anchorAt, recognised } from './located.js';

/** How far below tiêu ngữ it may stand, in points; from where on it stands at the right, of the page's width. */
const BELOW = 80;
const RIGHT = 0.3;
const WIDTH = [8, 80] as const;

const LONGEST_CITY = 100;
const DATE = /ngay(?<day>[\s\d.…_·/]*)thang(?<month>[\s\d.…_·/]*)nam\s*(?<year>\d{4})?/;
const VALUE = /\d{1,2}/;

/** The words of the line that stand in the right column. */
const column = ({ words }: Line, from: number): ReturnType<typeof stretch> | null => {
  const [first, ...rest] = words.filter(({ box }) => box.left > from);
  return first ? stretch([first, ...rest]) : null;
};

export const locateDate = (page: PageText, header: Header): DatePlace | null => {
  const { facts, lines } = page;
  for (const whole of lines) {
    if (whole.box.top > header.bottom + whole.size || whole.box.bottom < header.bottom - BELOW) continue;
    const line = column(whole, RIGHT * facts.width);
    const match = line && DATE.exec(line.folded);
    if (!line || !match || edgeAt(line, match.index) < RIGHT * facts.width) continue;
    const { day = '', month = '', year = null } = match.groups ?? {};
    const dayStart = match.index + 'ngay'.length;
    const monthStart = dayStart + day.length + 'thang'.length;
    const blank = (start: number, length: number) =>
      readGap(page, { line, start, end: start + length, value: VALUE, width: WIDTH, doubt: null });
    return {
      line: anchorAt(facts.page, line, recognised(line)),
      city: cityBefore(whole, edgeAt(line, match.index)),
      day: blank(dayStart, day.length),
      month: blank(monthStart, month.length),
      year,
    };
  }
  return null;
};

/** What stands before `ngày`, in its own stretch of the line. */
const cityBefore = ({ segments }: Line, left: number): string | null => {
  const segment = segments.filter(({ box }) => box.left <= left).at(-1);
  const text = segment?.text.slice(0, Math.max(0, segment.folded.lastIndexOf('ngay'))).slice(-LONGEST_CITY) ?? '';
  const [, city = null] = /(\p{Lu}[\p{L}.\s-]*?)\s*,?\s*$/u.exec(text) ?? [];
  return city;
};
