/** The marks of one document as they will be placed: the proposal, and over it what the person moved. */
import type { MarkPlace, RecordChoice, ShownPlan } from '../../contracts/records.js';
import type { Place } from './choices.js';

export interface Mark extends MarkPlace {
  /** By the person. */
  readonly moved: boolean;
}

export const marksOf = ({ marks }: ShownPlan, places: readonly Place[]): Mark[] =>
  marks.map((mark) => {
    const place = places.find(({ role }) => role === mark.role);
    return place ? { ...mark, page: place.page, rect: place.rect, moved: true } : { ...mark, moved: false };
  });

/** Marks that stand where the person put them on the last document of this template. */
export const rememberedOf = (marks: readonly Mark[]): Mark[] =>
  marks.filter(({ remembered, moved }) => remembered === true && !moved);

/** What a person's hand changed of the proposal, to be remembered for the template; undefined where it changed nothing. */
export const learnedOf = ({ template, marks }: ShownPlan, places: readonly Place[]): RecordChoice['learned'] => {
  const moved = marks.flatMap(({ role, correction }) =>
    correction && places.some((place) => place.role === role) ? [[role, correction] as const] : [],
  );
  return template === null || moved.length === 0 ? undefined : { template, marks: Object.fromEntries(moved) };
};

export const placeOf = ({ role, page, rect }: Mark): Place => ({ role, page, rect });

/** The page that is looked at first: of the first mark that is not sure, else of the first one. */
export const firstPage = (marks: readonly Mark[]): number =>
  (marks.find(({ sure, moved }) => !sure && !moved) ?? marks[0])?.page ?? 1;

/** Heights on which the text of a page stands, each once. */
export const baselines = ({ pages }: ShownPlan['facts'], page: number): readonly number[] =>
  pages.find((one) => one.page === page)?.lines ?? [];
