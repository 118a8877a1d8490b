/** The title of an appendix in a file of its own (NĐ 30/2020 phụ lục I, ô 5 of the appendix). */
import type { Anchor } from '../../../contracts/records-facts.js';
import { isCapitals } from '../page-text/folding.js';
import type { PageText } from '../page-text/page-text.js';
import { anchorAt, recognised } from './located.js';

const TITLE = /^(?:phu luc|danh sach|bieu mau|mau so|bang|du thao|quy che|quy dinh|ke hoach|de an)\b/;
const ATTACHED = /^\(? ?(?:kem theo|ban hanh kem theo|dinh kem)\b/;
/** Titles stand in the upper part of the page, of its height from the bottom. */
const HEAD = 0.55;

/** On a first page that has no quốc hiệu: `PHỤ LỤC I`, or what says in brackets that it comes with another document. */
export const locateAppendix = ({ facts, lines }: PageText): Anchor | null => {
  const head = lines.flatMap(({ segments }) => segments).filter(({ box }) => box.bottom > HEAD * facts.height);
  const attached = head.some(({ folded }) => ATTACHED.test(folded));
  const title = head.find(
    ({ folded, text }) => isCapitals(text) && (folded.startsWith('phu luc') || (attached && TITLE.test(folded))),
  );
  return title ? anchorAt(facts.page, title, recognised(title)) : null;
};
