/** A plan as the window gets it: 500 of them come while a person works, and taking them in costs the page its frames. */
import type { RecordPlan, ShownPlan } from '../../../contracts/records.js';
import type { OfficialFacts } from '../../../contracts/records-facts.js';

/** Heights in points on which the text of a page stands, each once. */
const linesOf = ({ number, date }: OfficialFacts, { page, occupied }: OfficialFacts['pages'][number]): number[] => {
  const gaps = [number?.gap, date?.day, date?.month].flatMap((gap) => (gap?.page === page ? [gap.baseline] : []));
  const heights = [...gaps, ...occupied.map(({ y }) => y)];
  return [...new Set(heights.map((y) => Math.round(y * 10) / 10))];
};

export const shownPlan = ({ facts, ...plan }: RecordPlan): ShownPlan => {
  const { number, date, type, subject } = facts;
  const pages = facts.pages.map((page) => ({
    page: page.page,
    imageCover: page.imageCover,
    lines: linesOf(facts, page),
  }));
  return { ...plan, facts: { number, date, type, subject, pages } };
};
