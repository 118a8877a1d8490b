/** The series in which the office counts its documents. */
import type { Direction } from '../../contracts/registers.js';
import type { PresetsFile } from '../jobs/presets-file.js';

/** All incoming documents are numbered in one series. */
const incomingSeries = 'den';
/** Of outgoing documents for which the office has set none. */
const restSeries = 'chung';

export interface OfficeSeries {
  readonly id: string;
  /** Null where the office has given it none. */
  readonly name: string | null;
}

export const officeSeries = ({ office }: PresetsFile['value'], direction: Direction): OfficeSeries[] => {
  if (direction === 'incoming') return [{ id: incomingSeries, name: null }];
  const set = office.series.map(({ id, name }) => ({ id, name }));
  return office.series.some(({ types }) => types.length === 0) ? set : [...set, { id: restSeries, name: null }];
};
