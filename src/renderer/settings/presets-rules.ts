/** What is typed on the page of the office's presets, and what is wrong with it before it is saved. */
import type { LeaderPreset, OfficePreset, PresetImage, Presets, Series } from '../../contracts/records.js';

/** A width is kept as it is typed. */
export interface DraftImage {
  readonly pngBase64: string;
  readonly width: string;
}

export interface DraftSeries {
  readonly id: string;
  readonly name: string;
  /** Names of types, as one line. */
  readonly types: string;
}

export interface DraftLeader {
  readonly key: string;
  readonly name: string;
  readonly signature: DraftImage | null;
  readonly initials: DraftImage | null;
}

export interface PresetsDraft extends Pick<OfficePreset, 'agency' | 'marks' | 'timeFormat' | 'arrivalStamp'> {
  readonly seal: DraftImage | null;
  readonly series: readonly DraftSeries[];
  readonly leaders: readonly DraftLeader[];
  /** Null: those that are kept when this is saved. */
  readonly corrections: OfficePreset['corrections'] | null;
}

export const narrowestMm = 5;
export const widestMm = 120;
export const mostSeries = 50;
export const mostLeaders = 200;

const mm = (value: number): string => String(value).replace('.', ',');

const draftImage = (image: PresetImage | null): DraftImage | null =>
  image && { pngBase64: image.pngBase64, width: mm(image.widthMm) };

/** Millimetres as people here type them; null where it is no number. */
export const millimetres = (typed: string): number | null =>
  /^\d{1,3}([.,]\d{1,2})?$/.test(typed.trim()) ? Number(typed.trim().replace(',', '.')) : null;

const splitTypes = (typed: string): string[] => {
  const names = typed.split(/[,;\n]/).map((name) => name.trim().replace(/\s+/g, ' ').normalize('NFC'));
  return [...new Set(names.filter((name) => name !== ''))];
};

/** A name that never changes: registers go by it, whatever the series is called later. */
const freshId = (): string => `day-${crypto.randomUUID().slice(0, 8)}`;

/** @param corrections null: those in force stay */
export const draftOf = (
  { office, leaders }: Presets,
  corrections: OfficePreset['corrections'] | null = null,
): PresetsDraft => ({
  agency: office.agency,
  marks: office.marks,
  timeFormat: office.timeFormat,
  arrivalStamp: office.arrivalStamp,
  seal: draftImage(office.seal),
  series: office.series.map(({ id, name, types }) => ({ id, name, types: types.join(', ') })),
  leaders: leaders.map(({ name, signature, initials }, index) => ({
    key: `kept-${index}`,
    name,
    signature: draftImage(signature),
    initials: draftImage(initials),
  })),
  corrections,
});

export const freshImage = draftImage;
export const freshSeries = (): DraftSeries => ({ id: freshId(), name: '', types: '' });
export const freshLeader = (): DraftLeader => ({ key: freshId(), name: '', signature: null, initials: null });

export type SeriesProblem = 'name-empty' | 'name-twice' | 'types-twice' | 'rest-twice' | 'types-too-many';
export type LeaderProblem = 'name-empty' | 'name-twice';

const sameName = (one: string, other: string): boolean =>
  one.trim().toLocaleLowerCase('vi') === other.trim().toLocaleLowerCase('vi');

/** Whether the width is one that a mark may have. */
export const widthFits = (image: DraftImage | null): boolean => {
  if (image === null) return true;
  const width = millimetres(image.width);
  return width !== null && width >= narrowestMm && width <= widestMm;
};

export const seriesProblem = (all: readonly DraftSeries[], index: number): SeriesProblem | null => {
  const series = all[index];
  if (!series) return null;
  const before = all.slice(0, index);
  const types = splitTypes(series.types);
  if (series.name.trim() === '') return 'name-empty';
  if (before.some(({ name }) => sameName(name, series.name))) return 'name-twice';
  if (types.length > 50 || types.some((type) => type.length > 100)) return 'types-too-many';
  const others = before.map((other) => splitTypes(other.types));
  if (types.length === 0) return others.some((one) => one.length === 0) ? 'rest-twice' : null;
  return types.some((type) => others.flat().some((other) => sameName(type, other))) ? 'types-twice' : null;
};

export const leaderProblem = (all: readonly DraftLeader[], index: number): LeaderProblem | null => {
  const leader = all[index];
  if (!leader) return null;
  if (leader.name.trim() === '') return 'name-empty';
  return all.slice(0, index).some(({ name }) => sameName(name, leader.name)) ? 'name-twice' : null;
};

export const canBeSaved = ({ seal, series, leaders }: PresetsDraft): boolean =>
  [seal, ...leaders.flatMap(({ signature, initials }) => [signature, initials])].every(widthFits) &&
  series.every((_, index) => seriesProblem(series, index) === null) &&
  leaders.every((_, index) => leaderProblem(leaders, index) === null);

const presetImage = (image: DraftImage | null): PresetImage | null =>
  image && { pngBase64: image.pngBase64, widthMm: millimetres(image.width) ?? narrowestMm };

/** What is kept of a draft that {@link canBeSaved}. */
export const presetsOf = (draft: PresetsDraft, kept: Presets): Presets => ({
  version: 1,
  office: {
    agency: draft.agency.trim(),
    seal: presetImage(draft.seal),
    marks: draft.marks,
    timeFormat: draft.timeFormat,
    arrivalStamp: draft.arrivalStamp,
    series: draft.series.map(({ id, name, types }): Series => ({ id, name: name.trim(), types: splitTypes(types) })),
    corrections: draft.corrections ?? kept.office.corrections,
  },
  leaders: draft.leaders.map(
    ({ name, signature, initials }): LeaderPreset => ({
      name: name.trim(),
      signature: presetImage(signature),
      initials: presetImage(initials),
    }),
  ),
});
