/** The head of a document: quốc hiệu and tiêu ngữ at the right, the agency at the left (NĐ 30/2020 phụ lục I, ô 1 and 2). */
import type { Anchor } from '../../../contracts/records-facts.js';
import type { Sentence } from '../../../contracts/verification.js';
import { folded, isCapitals } from '../page-text/folding.js';
import { edgeAt, type Line, type Stretch, spanning, stretch } from '../page-text/lines.js';
import type { PageText } from '../page-text/page-text.js';
import { anchorAt, recognised } from './located.js';
import type { Vocabulary } from './vocabulary.js';

export interface Header {
  readonly nation: Anchor;
  readonly motto: Anchor | null;
  /** What stands left of this belongs to the agency's column. */
  readonly columnEdge: number;
  /** The lowest baseline of quốc hiệu and tiêu ngữ. */
  readonly bottom: number;
}

const NATION = /cong ?hoa ?xa ?hoi ?chu ?nghia ?viet ?nam/;
const MOTTO = /doc ?lap ?[-–—]? ?tu ?do ?[-–—]? ?hanh ?phuc/;
/** Quốc hiệu stands in the upper part of its page. */
const TOP = 0.5;
/** Its middle without a tiêu ngữ under it, of the page's width. */
const RIGHT = 0.56;

const noMotto: Sentence = {
  vi: 'Không thấy tiêu ngữ dưới quốc hiệu.',
  en: 'No motto stands under the name of the nation.',
};

/** The part of a line that a pattern matches. */
const part = (line: Line, pattern: RegExp): Pick<Stretch, 'text' | 'box' | 'words'> | null => {
  const match = pattern.exec(line.folded);
  if (!match) return null;
  const [start, end] = [match.index, match.index + match[0].length];
  const { bottom, top } = line.box;
  const box = { left: edgeAt(line, start), right: edgeAt(line, end, true), bottom, top };
  return { text: line.text.slice(start, end), box, words: line.words };
};

const firstOf = <T>(lines: readonly Line[], find: (line: Line) => T | null): T | null => {
  for (const line of lines) {
    const found = find(line);
    if (found !== null) return found;
  }
  return null;
};

/** null on a page without quốc hiệu: an appendix, or a page that is not the first. */
export const locateHeader = ({ facts, lines }: PageText): Header | null => {
  const upper = lines.filter(({ box }) => box.bottom > TOP * facts.height);
  const nation = firstOf(upper, (line) => part(line, NATION));
  if (!nation || !isCapitals(nation.text)) return null;
  const below = upper.filter(({ box }) => box.bottom < nation.box.top);
  const motto = firstOf(below.slice(0, 4), (line) => part(line, MOTTO));
  // Covers of standards and books name the nation in their middle.
  if (!motto && (nation.box.left + nation.box.right) / 2 < RIGHT * facts.width) return null;
  const nationAnchor = anchorAt(facts.page, nation, recognised(nation) ?? (motto ? null : noMotto));
  return {
    nation: nationAnchor,
    motto: motto && anchorAt(facts.page, motto, recognised(motto)),
    columnEdge: nation.box.left,
    bottom: Math.min(nation.box.bottom, motto?.box.bottom ?? Infinity),
  };
};

/** How far above quốc hiệu the agency may begin, in points; and how far below tiêu ngữ it may go on. */
const AGENCY = { above: 30, below: 45 } as const;

/** The words of a line that stand in the left column. */
const leftOf = (line: Line, edge: number): Stretch | null => {
  const [first, ...rest] = line.words.filter(({ box }) => (box.left + box.right) / 2 < edge);
  return first ? stretch([first, ...rest]) : null;
};

const isHead = (line: Stretch, heads: readonly string[]): boolean =>
  heads.some((head) => line.folded === folded(head) || line.folded.startsWith(`${folded(head)} `));

/**
 * The agency and the one above it. A name may go on over several lines: what begins as the name of an agency begins a
 * new one, but for the place that follows `ỦY BAN NHÂN DÂN`.
 * @param until the top of the number's line, or of what ends the head
 */
export const locateAgency = (
  { facts, lines }: PageText,
  header: Header,
  until: number,
  { agencyHeads }: Vocabulary,
): { readonly agency: Anchor; readonly superior: string | null } | null => {
  const top = header.nation.box.y + header.nation.box.height + AGENCY.above;
  const names: Stretch[][] = [];
  for (const line of lines) {
    if (line.box.top > top || line.box.bottom < Math.max(until, header.bottom - AGENCY.below)) continue;
    const left = leftOf(line, header.columnEdge);
    if (!left || !isCapitals(left.text)) continue;
    const name = names.at(-1);
    if (name && !isHead(left, agencyHeads)) name.push(left);
    else names.push([left]);
  }
  const own = names.at(-1);
  if (!own) return null;
  const box = spanning(own.map((line) => line.box));
  const text = own.map((line) => line.text).join(' ');
  const words = own.flatMap((line) => line.words);
  const above = names.slice(0, -1).map((name) => name.map((line) => line.text).join(' '));
  return { agency: anchorAt(facts.page, { text, box }, recognised({ words })), superior: above.join(', ') || null };
};
