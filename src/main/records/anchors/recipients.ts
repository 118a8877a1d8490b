/** `Nơi nhận:` with its list (NĐ 30/2020 phụ lục I, ô 9b). */
import type { Recipients } from '../../../contracts/records-facts.js';
import { type Stretch, spanning } from '../page-text/lines.js';
import type { PageText } from '../page-text/page-text.js';
import { anchorAt, recognised } from './located.js';

const LABEL = /^noi nhan ?:?$|^noi nhan ?:/;
const MOST_LINES = 60;
/** Lines of the list are no farther apart, of their height. */
const LEADING = 2.4;

/** The places where it stands on a page, from top to bottom: more than one where forms are attached. */
export const recipientLabels = ({ facts, lines }: PageText): Stretch[] =>
  lines
    .flatMap(({ segments }) => segments)
    .filter(({ folded, box }) => LABEL.test(folded) && box.left < facts.width / 2);

/** @param label one of {@link recipientLabels} */
export const readRecipients = ({ facts, lines }: PageText, label: Stretch): Recipients => {
  const entries: Stretch[] = [];
  let last = label;
  for (const segment of lines.flatMap(({ segments }) => segments)) {
    const apart = last.baseline - segment.baseline;
    const inColumn = segment.box.left < facts.width / 2 && segment.box.left > label.box.left - 12;
    if (apart <= 0 || !inColumn) continue;
    if (apart > LEADING * Math.max(segment.size, 11) || entries.length >= MOST_LINES) break;
    entries.push(segment);
    last = segment;
  }
  const list: string[] = [];
  for (const { text } of entries) {
    const isNew = /^[-–+•*]/.test(text) || list.length === 0;
    const plain = text.replace(/^[-–+•*]\s*/, '').trim();
    if (isNew) list.push(plain);
    else list.push(`${list.pop() ?? ''} ${plain}`);
  }
  const box = spanning([label, ...entries].map((one) => one.box));
  const text = [label, ...entries].map((one) => one.text).join('\n');
  return { anchor: anchorAt(facts.page, { text, box }, recognised(label)), list: list.map(withoutEnd) };
};

const withoutEnd = (entry: string): string => entry.replace(/[;.]+$/, '').trim();
