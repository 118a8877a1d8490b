/** What kind of document it is, and what it is about (NĐ 30/2020 phụ lục I, ô 5a and 5b). */
import type { Anchor, DocumentType, NumberPlace } from '../../../contracts/records-facts.js';
import type { Sentence } from '../../../contracts/verification.js';
import { folded, isCapitals } from '../page-text/folding.js';
import { type Stretch, spanning } from '../page-text/lines.js';
import type { PageText } from '../page-text/page-text.js';
import { anchorAt, recognised } from './located.js';
import type { Vocabulary } from './vocabulary.js';

export interface Title {
  readonly type: DocumentType | null;
  readonly subject: Anchor | null;
}

/** Where it is looked for: below the number and the date, in points. */
const BELOW = 190;
/** Of the page's width: the middle of a centred line, from where to where. */
const CENTRE = [0.36, 0.64] as const;
const MOST_LINES = 8;
/** Lines of one paragraph are no farther apart, of their height. */
const LEADING = 1.75;
/** Where the text itself begins; the second kind may be a subject as well, in a line that is not full. */
const BODY = /^(?:can cu |kinh gui|chuong |dieu \d|[ivx]+\.|\d+\.|-{3,}|_{3,})/;
const BODY_IN_FULL = /^(?:thuc hien|theo |xet|phan )/;
/** A full line, of the page's width. */
const FULL = 0.66;
const ABOUT = /^v ?\/ ?v\b|^ve viec\b/;

const isBody = ({ folded: words, box }: Stretch, width: number): boolean =>
  BODY.test(words) || (BODY_IN_FULL.test(words) && box.right - box.left > FULL * width);

const centred = ({ box }: Stretch, width: number): boolean => {
  const middle = (box.left + box.right) / 2 / width;
  return middle > CENTRE[0] && middle < CENTRE[1];
};

/** Lines that go on below `first` as one paragraph; `belongs` says which. */
const paragraph = (first: Stretch, below: readonly Stretch[], belongs: (line: Stretch) => boolean): Stretch[] => {
  const lines = [first];
  for (const line of below) {
    const last = lines.at(-1) ?? first;
    const apart = last.baseline - line.baseline;
    if (apart <= 0) continue;
    if (apart > LEADING * Math.max(last.size, line.size) || lines.length >= MOST_LINES || !belongs(line)) break;
    lines.push(line);
  }
  return lines;
};

const asAnchor = (page: number, lines: readonly Stretch[], doubt: Sentence | null): Anchor => {
  const text = lines.map((line) => line.text).join(' ');
  const words = lines.flatMap((line) => line.words);
  return anchorAt(page, { text, box: spanning(lines.map(({ box }) => box)) }, doubt ?? recognised({ words }));
};

const longSubject: Sentence = {
  vi: 'Trích yếu dài khác thường, cần xem lại.',
  en: 'The subject is unusually long and needs a look.',
};

/** The type that the notation of the number names: `/TTr-SNV`, `/2026/NĐ-CP`. */
const typeInNotation = (notation: string | null, { documentTypes }: Vocabulary): DocumentType | null => {
  const abbreviation = /\/(?:\d{4}\/)?(\p{L}+)-/u.exec(notation ?? '')?.[1] ?? null;
  const known = documentTypes.find((type) => type.abbreviation !== null && type.abbreviation === abbreviation);
  return known ? { ...known, anchor: null } : null;
};

/** Centred capitals that a type begins: `BÁO CÁO`, `BÁO CÁO KẾT QUẢ THỰC HIỆN`. */
const printedType = (line: Stretch, { documentTypes }: Vocabulary): Vocabulary['documentTypes'][number] | null => {
  if (!isCapitals(line.text)) return null;
  const words = line.folded.replace(/[^a-z ]/g, '').trim();
  return documentTypes.find(({ name }) => words === folded(name) || words.startsWith(`${folded(name)} `)) ?? null;
};

/** `V/v …` under the number, in its column. */
const letterSubject = (page: PageText, below: readonly Stretch[]): Anchor | null => {
  const at = below.findIndex((line) => ABOUT.test(line.folded) && line.box.right < 0.6 * page.facts.width);
  const first = below[at];
  if (!first) return null;
  const middle = (first.box.left + first.box.right) / 2;
  const lines = paragraph(first, below.slice(at + 1), (line) => {
    const [left, right] = [line.box.left, line.box.right];
    return left < middle && right > middle && right < 0.6 * page.facts.width && !isBody(line, page.facts.width);
  });
  return asAnchor(page.facts.page, lines, lines.length >= MOST_LINES ? longSubject : null);
};

/**
 * @param from top of the room below number and date
 * @param number whose notation may name the type where no line does
 */
export const locateTitle = (
  page: PageText,
  from: number,
  number: NumberPlace | null,
  vocabulary: Vocabulary,
): Title => {
  const { facts, lines } = page;
  const segments = lines.flatMap((line) => line.segments);
  const below = segments.filter(({ box }) => box.top <= from + 4 && box.bottom > from - BELOW);
  const found = below.flatMap((line, at) => {
    const type = centred(line, facts.width) ? printedType(line, vocabulary) : null;
    return type ? [{ type, line, at }] : [];
  })[0];
  if (!found) {
    const subject = letterSubject(page, below);
    const letter: DocumentType = { name: vocabulary.letter, abbreviation: null, anchor: null };
    return { type: typeInNotation(number?.notation ?? null, vocabulary) ?? (subject ? letter : null), subject };
  }
  const { type, line, at } = found;
  const anchor = anchorAt(facts.page, line, recognised(line));
  const [next, ...rest] = below.slice(at + 1).filter(({ box }) => box.top < line.box.top);
  const isSubject = (one: Stretch): boolean => centred(one, facts.width) && !isBody(one, facts.width);
  const lead = next && isSubject(next) && line.baseline - next.baseline < 2.5 * line.size ? next : null;
  const subject = lead && paragraph(lead, rest, isSubject);
  const doubt = subject && subject.length >= MOST_LINES ? longSubject : null;
  return { type: { ...type, anchor }, subject: subject && asAnchor(facts.page, subject, doubt) };
};
