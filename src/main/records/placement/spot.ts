/** Where one mark goes, and what there is to doubt in it. */
import { type FaultCode, type FaultValue, faultValue } from '../../../contracts/faults/index.js';
import type { MarkRole, OfficePreset } from '../../../contracts/records.js';
import type { Anchor, OfficialFacts, Rect } from '../../../contracts/records-facts.js';
import type { Size } from '../marks/look.js';
import type { ExistingField } from './existing.js';
import type { PageRoom } from './page-rooms.js';

/** A mark that wants a place. */
export interface WantedMark {
  readonly role: MarkRole;
  /** Those that it may have, the best first, in points; that of a place says which one it is for. */
  readonly sizes: readonly [Size, ...Size[]];
  /** Of a number, day or month: how far its base line is above its lower edge. */
  readonly baseline?: number;
  /** Of an image: what of it is ink, in shares of its width and height. */
  readonly ink?: Rect | null;
}

export interface Spot {
  readonly page: number;
  readonly rect: Rect;
  /** null where it is sure. */
  readonly doubt: FaultValue | null;
}

export interface Surroundings {
  readonly facts: OfficialFacts;
  readonly existing: readonly ExistingField[];
  readonly arrivalStamp: OfficePreset['arrivalStamp'];
  room(page: number): PageRoom;
}

/** The first of these that is not null. */
export const doubtful = (...codes: readonly (FaultCode | null)[]): FaultValue | null => {
  const code = codes.find((one) => one !== null);
  return code ? faultValue(code) : null;
};

/** What whoever read the page doubts of an anchor. */
export const anchorDoubt = ({ sure, reason }: Pick<Anchor, 'sure' | 'reason'>): FaultValue | null => {
  if (sure) return null;
  const { code, vi, en } = faultValue('placement.anchor-unsure');
  return reason ? { code, vi: `${reason.vi} ${vi}`, en: `${reason.en} ${en}` } : { code, vi, en };
};
