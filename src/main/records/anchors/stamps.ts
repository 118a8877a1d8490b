/** Stamps as text: secrecy and urgency, ĐẾN, copies, strips of those who sign (NĐ 30/2020 phụ lục I, ô 10 to 14). */
import type { OfficialFacts, PrintedStamp } from '../../../contracts/records-facts.js';
import { folded } from '../page-text/folding.js';
import { type Line, linesOf, type Stretch, spanning } from '../page-text/lines.js';
import type { PageText } from '../page-text/page-text.js';
import type { Word } from '../page-text/words.js';
import { rectOf } from './located.js';
import type { Vocabulary } from './vocabulary.js';

/** What one field shows, or a stretch of print. */
interface Piece {
  readonly text: string;
  readonly box: Stretch['box'];
  readonly field: string | null;
}

const byField = (marks: readonly Word[]): Piece[] => {
  const fields = new Map<string, Word[]>();
  for (const word of marks) {
    const name = word.field ?? '';
    const words = fields.get(name) ?? [];
    words.push(word);
    fields.set(name, words);
  }
  return [...fields].map(([field, words]) => ({
    text: linesOf(words)
      .map((line) => line.text)
      .join('\n'),
    box: spanning(words.map(({ box }) => box)),
    field,
  }));
};

const segmentsOf = (lines: readonly Line[]): Piece[] =>
  lines.flatMap(({ segments }) => segments.map(({ text, box }) => ({ text, box, field: null })));

/** A stamp says little. */
const LONGEST = 40;

/** The letters of each line alone, however far apart: `M Ậ T`; longer lines are no stamps. */
const stampLines = (text: string): string[] =>
  text.split('\n').flatMap((line) => (line.length < LONGEST ? line.replace(/[^\p{L}]/gu, '') : []));

/** On other pages than the first a stamp stands in the upper part; a table says such words too. */
const UPPER = 0.7;

type Stamped<Level> = {
  readonly level: Level;
  readonly page: number;
  readonly box: OfficialFacts['stamps'][number]['box'];
  readonly text: string;
};

/** The gravest stamp of the list: capitals that stand by themselves, their tones counted. */
const stampOf = <Level>(
  pages: readonly PageText[],
  list: readonly { readonly level: Level; readonly text: string }[],
): Stamped<Level> | null => {
  const stamped = pages.flatMap(({ facts, lines, marks }) =>
    [...segmentsOf(lines), ...byField(marks)]
      .filter(({ box }) => facts.page === 1 || box.bottom > UPPER * facts.height)
      .map((piece) => ({ page: facts.page, piece, lines: stampLines(piece.text) })),
  );
  for (const { level, text } of list) {
    const [wanted] = stampLines(text);
    const found = stamped.find(({ lines }) => wanted !== undefined && lines.includes(wanted));
    if (found) return { level, page: found.page, box: rectOf(found.piece.box), text: found.piece.text };
  }
  return null;
};

export const locateSecrecy = (pages: readonly PageText[], { secrecy }: Vocabulary): OfficialFacts['secrecy'] =>
  stampOf(pages, secrecy);

export const locateUrgency = (pages: readonly PageText[], { urgency }: Vocabulary): OfficialFacts['urgency'] =>
  stampOf(pages, urgency);

const ISSUER = /^(?:nguoi ky|ky boi) ?:/m;
const TIME = /\d{1,2}:\d{2}/;

const kindOf = ({ text, field }: Piece, copies: readonly string[]): PrintedStamp['kind'] | null => {
  const words = folded(text);
  const isArrival = text
    .split('\n')
    .some((line) => /^(?:CÔNG VĂN )?ĐẾN(?:$|\s*(?:Số|SỐ|Ngày|NGÀY)\b)/u.test(line.trim()));
  if (isArrival) return 'arrival';
  if (copies.some((form) => text.split('\n').some((line) => line.trim().startsWith(form)))) return 'copy';
  if (ISSUER.test(words)) return 'issuer-strip';
  if (field !== null && /^so ?:/.test(words) && TIME.test(words)) return 'appendix';
  return null;
};

/** Where stamps of that kind stand on the first page, of its height from the bottom. */
const HEAD = 0.55;

/** On the first page. */
export const locateStamps = ({ facts, lines, marks }: PageText, { copies }: Vocabulary): PrintedStamp[] =>
  [...segmentsOf(lines), ...byField(marks)].flatMap((piece) => {
    if (piece.box.bottom < HEAD * facts.height) return [];
    const kind = kindOf(piece, copies);
    return kind ? [{ kind, page: facts.page, box: rectOf(piece.box), text: piece.text, field: piece.field }] : [];
  });
