/** Where the marks of an operation go: by the anchors of the page, by fields that were prepared, by what a person corrected. */
import { faultValue } from '../../../contracts/faults/index.js';
import type {
  Correction,
  MarkPlace,
  MarkRole,
  OfficePreset,
  RecordChoice,
  TemplateCorrections,
} from '../../../contracts/records.js';
import type { InkGrid, OfficialFacts } from '../../../contracts/records-facts.js';
import { correctedRect, correctionOf } from './corrections.js';
import type { ExistingField } from './existing.js';
import { lineSpot } from './line-spots.js';
import { arrivalSpot, stripSpot, urgencySpot } from './margin-spots.js';
import { pageRoom } from './page-rooms.js';
import { preparedField } from './prepared-fields.js';
import { onPage } from './rects.js';
import {
  initialsSpot,
  placedInk,
  type SignatureInk,
  sealSpot,
  signatureInk,
  signatureSpot,
} from './signature-spots.js';
import type { Spot, Surroundings, WantedMark } from './spot.js';
import { templateKey } from './template-key.js';

export interface PlacementRequest {
  readonly facts: OfficialFacts;
  /** Each role once. */
  readonly wanted: readonly WantedMark[];
  readonly existing: readonly ExistingField[];
  readonly office: Pick<OfficePreset, 'arrivalStamp' | 'corrections'>;
  /** Whether fields that were prepared are to be used; then their place is the mark's. */
  readonly usePrepared: boolean;
  /** What is printed on page 1, measured on the drawn page: the only way to know it of a scan. */
  readonly ink: InkGrid | null;
  /** Places that a person gave to marks of this document; the seal follows the signature there. */
  readonly chosen?: RecordChoice['places'];
}

/** In the order of `wanted`. Places are on the page; none is refused, what is doubtful says why. */
export const placeMarks = (request: PlacementRequest): MarkPlace[] => {
  const around = surroundings(request);
  const corrections = correctionsFor(request);
  const settle = (role: MarkRole, proposed: Spot): SettledSpot =>
    chosenSpot(role, proposed, request) ?? corrected(proposed, corrections[role], around);
  const signature = request.wanted.find(({ role }) => role === 'signature');
  const own = signature && settle('signature', signatureSpot(signature, around));
  const hand = signature && own ? placedInk(signature, own) : signatureInk(around);
  return request.wanted.map((mark) => {
    const prepared = request.usePrepared ? inPreparedField(mark.role, request) : null;
    if (prepared) return prepared;
    const { doubt, ...place } = settle(mark.role, spotOf(mark, hand, around));
    around.room(place.page).map.block(place.rect);
    return { role: mark.role, ...place, sure: doubt === null, ...(doubt ? { reason: doubt } : {}) };
  });
};

/** A place with the word on what a person's hand did to it, on this document or on the last one of its template. */
type SettledSpot = Spot & Pick<MarkPlace, 'correction' | 'remembered'>;

const correctionsFor = ({ facts, office }: PlacementRequest): TemplateCorrections => {
  const template = templateKey(facts);
  return (template === null ? undefined : office.corrections[template]) ?? {};
};

/** Whoever chose it looked at it. */
const chosenSpot = (role: MarkRole, proposed: Spot, { chosen = [] }: PlacementRequest): SettledSpot | null => {
  const place = chosen.find((one) => one.role === role);
  if (!place) return null;
  const correction = correctionOf(proposed, place);
  return { page: place.page, rect: place.rect, doubt: null, ...(correction && { correction }) };
};

const surroundings = ({ facts, existing, office, ink }: PlacementRequest): Surroundings => {
  const rooms = new Map<number, ReturnType<typeof pageRoom>>();
  const room = (page: number) => {
    const known = rooms.get(page) ?? pageRoom(page, facts, existing, ink);
    rooms.set(page, known);
    return known;
  };
  return { facts, existing, arrivalStamp: office.arrivalStamp, room };
};

const inPreparedField = (role: MarkRole, { facts, existing }: PlacementRequest): MarkPlace | null => {
  if (role !== 'number' && role !== 'day' && role !== 'month' && role !== 'seal') return null;
  const field = preparedField(role, facts, existing);
  return field && { role, page: field.page, rect: field.rect, sure: true };
};

/** `hand`: the handwritten signature that the seal belongs to. */
const spotOf = (mark: WantedMark, hand: SignatureInk | null, around: Surroundings): Spot => {
  switch (mark.role) {
    case 'number':
    case 'day':
    case 'month':
      return lineSpot(mark.role, mark, around);
    case 'signature':
      return signatureSpot(mark, around);
    case 'seal':
      return sealSpot(mark, hand, around);
    case 'initials':
      return initialsSpot(mark, around);
    case 'strip':
      return stripSpot(mark, around);
    case 'arrival-stamp':
      return arrivalSpot(mark, around);
    case 'urgency-stamp':
      return urgencySpot(mark, around);
  }
};

/** Moved as a person moved it before; what then covers more than it did is looked at again. */
const corrected = (spot: Spot, correction: Correction | undefined, { room }: Surroundings): SettledSpot => {
  if (!correction) return spot;
  const page = room(spot.page);
  const rect = onPage(correctedRect(spot.rect, correction), page);
  const coversMore = page.print.covered(rect) > page.print.covered(spot.rect);
  const doubt = spot.doubt ?? (coversMore ? faultValue('placement.covers-print') : null);
  return { page: spot.page, rect, doubt, remembered: true };
};
