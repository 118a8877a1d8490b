/** The marks of one document as they will be placed: the proposal, and over it what the person moved. */
import type { MarkPlace, RecordPlan } from '../../contracts/records.js';
import type { OfficialFacts } from '../../contracts/records-facts.js';
import type { Place } from './choices.js';

export interface Mark extends MarkPlace {
  /** By the person. */
  readonly moved: boolean;
}

export const marksOf = ({ marks }: RecordPlan, places: readonly Place[]): Mark[] =>
  marks.map((mark) => {
    const place = places.find(({ role }) => role === mark.role);
    return place ? { ...mark, page: place.page, rect: place.rect, moved: true } : { ...mark, moved: false };
  });

export const placeOf = ({ role, page, rect }: Mark): Place => ({ role, page, rect });

/** The page that is looked at first: of the first mark that is not sure, else of the first one. */
export const firstPage = (marks: readonly Mark[]): number =>
  (marks.find(({ sure, moved }) => !sure && !moved) ?? marks[0])?.page ?? 1;

/** Heights on which the text of a page stands, each once. */
export const baselines = ({ pages, number, date }: OfficialFacts, page: number): number[] => {
  const found = pages.find((one) => one.page === page);
  const lines = (found?.occupied ?? []).map(({ y }) => y);
  const gaps = [number?.gap, date?.day, date?.month].flatMap((gap) => (gap && gap.page === page ? [gap.baseline] : []));
  return [...new Set([...gaps, ...lines].map((y) => Math.round(y * 10) / 10))];
};
