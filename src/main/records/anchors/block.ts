/** Authority, position and name of who signs (NĐ 30/2020 phụ lục I, ô 7a and 7b), and the room between them. */
import type { Anchor, Rect, SignatureBlock } from '../../../contracts/records-facts.js';
import type { Sentence } from '../../../contracts/verification.js';
import { folded, isCapitals } from '../page-text/folding.js';
import { type Stretch, spanning } from '../page-text/lines.js';
import type { PageText } from '../page-text/page-text.js';
import { anchorAt, certainty, recognised, rectOf } from './located.js';
import type { Vocabulary } from './vocabulary.js';

/** Of the page's width: where the middle of the block may stand. */
const FROM = 0.54;
/** Lines of the block are no farther apart, of their height; their middles no farther than this, in points. */
const LEADING = 1.9;
const ASIDE = 60;
const MOST_LINES = 6;
/** A line of the block has fewer characters. */
const LONGEST = 200;
/** `Nơi nhận` stands beside the block: from how far above its top to how far below, in points. */
const RECIPIENTS = [-70, 140] as const;
/** How far below the block its name is looked for, in points, and where it is taken to be when it is not found. */
const NAME = { below: 190, unread: 75, least: 30, half: 90 } as const;

const noName: Sentence = {
  vi: 'Không đọc được họ tên dưới chức vụ; vị trí là ước lượng.',
  en: 'The name under the position could not be read; the place is an estimate.',
};
const noRoom: Sentence = {
  vi: 'Giữa chức vụ và họ tên hầu như không còn chỗ để ký.',
  en: 'There is hardly any room for a signature between the position and the name.',
};
const nameOverleaf: Sentence = {
  vi: 'Họ tên người ký nằm ở trang sau.',
  en: 'The name of the signer stands on the next page.',
};
const lone: Sentence = {
  vi: 'Chức vụ đứng một mình: không thấy “Nơi nhận” bên cạnh và họ tên bên dưới.',
  en: 'The position stands alone: no “Nơi nhận” beside it, no name below.',
};

export interface BlockCandidate {
  readonly block: SignatureBlock;
  readonly recipients: Stretch | null;
  /** Not a position that a form or a heading happens to name. */
  readonly strong: boolean;
}

const middle = ({ box }: Stretch): number => (box.left + box.right) / 2;

/** Case and marks aside, the words alone. */
const plain = (text: string): string =>
  folded(text)
    .replace(/[^a-z. ]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Built once for each list. */
const patterns = new WeakMap<readonly string[], RegExp>();

const beginning = (list: readonly string[], end: string): RegExp => {
  const known =
    patterns.get(list) ?? new RegExp(`^(?:${list.map((one) => plain(one).replace(/\.$/, '')).join('|')})${end}`);
  patterns.set(list, known);
  return known;
};

const hasAuthority = (text: string, { authorities }: Vocabulary): boolean =>
  beginning(authorities, '(?:\\.| )\\s*\\S').test(plain(text));

const isPosition = (text: string, { positions }: Vocabulary): boolean =>
  beginning(positions, '(?: |$)').test(plain(text).replaceAll('.', ''));

const isSigning = (text: string, vocabulary: Vocabulary): boolean =>
  text.length < LONGEST && isCapitals(text) && (hasAuthority(text, vocabulary) || isPosition(text, vocabulary));

/** Ranks and titles, then two to six capitalised words. */
const isName = (text: string, { ranks }: Vocabulary): boolean => {
  let rest = text.trim();
  for (let found = true; found; ) {
    const rank = ranks.find((one) => folded(rest).startsWith(folded(one)));
    found = rank !== undefined;
    if (rank !== undefined) rest = rest.slice(rank.length).replace(/^[\s.,]+/, '');
  }
  const words = rest.split(/\s+/);
  return words.length >= 2 && words.length <= 6 && words.every((word) => /^\p{Lu}\p{Ll}*'?\p{Ll}*$/u.test(word));
};

const nameUnder = (segments: readonly Stretch[], last: Stretch, vocabulary: Vocabulary): Stretch | null =>
  segments.find(
    (one) =>
      one.box.top < last.box.bottom &&
      last.box.bottom - one.box.top < NAME.below &&
      Math.abs(middle(one) - middle(last)) < ASIDE + 20 &&
      isName(one.text, vocabulary),
  ) ?? null;

/** The lines of capitals from `first` on that belong to it. */
const blockLines = (first: Stretch, below: readonly Stretch[]): [Stretch, ...Stretch[]] => {
  const lines: [Stretch, ...Stretch[]] = [first];
  for (const line of below) {
    const last = lines.at(-1) ?? first;
    const apart = last.baseline - line.baseline;
    if (apart <= 0 || Math.abs(middle(line) - middle(first)) > ASIDE) continue;
    if (apart > LEADING * last.size || !isCapitals(line.text) || lines.length >= MOST_LINES) break;
    lines.push(line);
  }
  return lines;
};

/** Authority lines begin with their prefix; what stands below the last of them is the position. */
const roles = (lines: readonly Stretch[], vocabulary: Vocabulary): Pick<SignatureBlock, 'authority' | 'position'> => {
  const last = lines.map(({ text }) => hasAuthority(text, vocabulary)).lastIndexOf(true);
  const at = last === lines.length - 1 ? last : last + 1;
  const text = (part: readonly Stretch[]): string => part.map((line) => line.text).join('\n');
  return { authority: text(lines.slice(0, at)) || null, position: text(lines.slice(at)).replaceAll('\n', ' ') };
};

const roomUnder = (last: Stretch, name: Stretch | null, bottom: number): Rect => {
  const lowest = name ? name.box.top : Math.max(bottom, last.box.bottom - NAME.unread);
  const centre = name ? (middle(name) + middle(last)) / 2 : middle(last);
  const [left, right] = [centre - NAME.half, centre + NAME.half];
  return rectOf({ left, right, bottom: Math.min(lowest, last.box.bottom), top: last.box.bottom });
};

/** What stands at the lower edge of a sheet is no room for a signature, in points. */
const MARGIN = 40;

/**
 * The places on a page where somebody could sign, from top to bottom.
 * @param labels where the page says `Nơi nhận`
 * @param overleaf the page after, when it was looked at
 */
export const blockCandidates = (
  { facts, lines }: PageText,
  labels: readonly Stretch[],
  overleaf: PageText | null,
  vocabulary: Vocabulary,
): BlockCandidate[] => {
  const segments = lines.flatMap((line) => line.segments);
  const right = segments.filter((one) => middle(one) > FROM * facts.width);
  const candidates: BlockCandidate[] = [];
  let taken = Infinity;
  right.forEach((first, at) => {
    if (first.box.top > taken || !isSigning(first.text, vocabulary)) return;
    const block = blockLines(first, right.slice(at + 1));
    const last = block.at(-1) ?? first;
    taken = last.box.bottom;
    const recipients = labels.find(({ box }) => {
      const below = first.box.top - box.top;
      return below > RECIPIENTS[0] && below < RECIPIENTS[1];
    });
    const name = nameUnder(right, last, vocabulary);
    const later =
      name || !overleaf || last.box.bottom > NAME.below + MARGIN ? null : nameOnTop(overleaf, last, vocabulary);
    const anchor: Anchor | null = name ? anchorAt(facts.page, name, recognised(name)) : later;
    const strong = recipients !== undefined || anchor !== null;
    const tight = name !== null && last.box.bottom - name.box.top < NAME.least;
    const doubt = !strong ? lone : later ? nameOverleaf : !anchor ? noName : tight ? noRoom : null;
    const box = spanning(block.map((line) => line.box));
    candidates.push({
      block: {
        page: facts.page,
        box: rectOf(box),
        ...roles(block, vocabulary),
        name: anchor,
        area: roomUnder(last, name, MARGIN),
        ...certainty(doubt, recognised(last)),
      },
      recipients: recipients ?? null,
      strong,
    });
  });
  return candidates;
};

/** In the upper part of the next page, under where the block stands. */
const nameOnTop = ({ facts, lines }: PageText, last: Stretch, vocabulary: Vocabulary): Anchor | null => {
  const found = lines
    .flatMap(({ segments }) => segments)
    .find(
      (one) =>
        one.box.bottom > 0.6 * facts.height &&
        Math.abs(middle(one) - middle(last)) < ASIDE + 20 &&
        isName(one.text, vocabulary),
    );
  return found ? anchorAt(facts.page, found, nameOverleaf) : null;
};
