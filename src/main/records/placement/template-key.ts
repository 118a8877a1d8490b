/** What documents of one template have in common: corrections of a person are remembered by it. */
import type { OfficialFacts } from '../../../contracts/records-facts.js';

/** Pages of one template differ by less than this, in points. */
const SIZE_STEP = 10;
/** Of the names of agency and type. */
const LONGEST = 150;

/** Agency, type and size of page 1: `sở nội vụ|tờ trình|600x840`; null where no agency is read, as on scans without text. */
export const templateKey = ({ agency, type, pages }: OfficialFacts): string | null => {
  if (!agency) return null;
  const [first] = pages;
  const size = [first?.width ?? 0, first?.height ?? 0].map((side) => Math.round(side / SIZE_STEP) * SIZE_STEP);
  const named = [agency.text, type?.name ?? ''].map((text) =>
    text
      .normalize('NFC')
      .trim()
      .replace(/[\s|]+/gu, ' ')
      .toLocaleLowerCase('vi')
      .slice(0, LONGEST),
  );
  return [...named, size.join('x')].join('|');
};
