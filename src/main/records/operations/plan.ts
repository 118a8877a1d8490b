/** What would be done with a document, and what stands against it. Nothing is done here. */
import { Fault, type FaultValue, faultValue } from '../../../contracts/faults/index.js';
import type { MarkPlace, MarksWay, RecordPlan } from '../../../contracts/records.js';
import type { Deviation, Rect } from '../../../contracts/records-facts.js';
import { mm } from '../../appearance/units.js';
import { classifiedRefusal } from '../classification.js';
import { leaderSignature, marksPresent } from '../kind.js';
import { lintDocument, type PlacedPicture } from '../lint.js';
import type { ExistingField } from '../placement/existing.js';
import { placeMarks } from '../placement/place-marks.js';
import { sharedArea } from '../placement/rects.js';
import { templateKey } from '../placement/template-key.js';
import { type PlannedMark, plannedMarks } from './looks.js';
import { preparedFields, type Situation, taskOf, usesPreparedFields } from './situation.js';

export interface Planned {
  readonly plan: RecordPlan;
  readonly marks: readonly PlannedMark[];
}

export const planRecord = (situation: Situation): Planned => {
  const { facts, kind } = situation;
  const found = marksOf(situation);
  const refusal = classifiedRefusal(facts) ?? situation.refusal ?? refusalOf(situation) ?? found.refusal;
  const places = placed(situation, found.marks);
  return {
    marks: found.marks,
    plan: {
      facts,
      kind,
      way: refusal ? null : wayOf(situation),
      template: templateKey(facts),
      marks: places,
      refusal,
      look: refusal ? [] : looksAt(situation, places),
      remarks: remarksOn(situation, found.marks, places),
    },
  };
};

/** What is missing for the marks themselves is a refusal as any other. */
const marksOf = (situation: Situation): { marks: PlannedMark[]; refusal: FaultValue | null } => {
  try {
    return { marks: plannedMarks(situation), refusal: null };
  } catch (thrown) {
    if (thrown instanceof Fault) return { marks: [], refusal: thrown.value };
    throw thrown;
  }
};

/** Places that a person chose are sure. */
const placed = (situation: Situation, marks: readonly PlannedMark[]): MarkPlace[] => {
  const { facts, existing, office, choice, pixels } = situation;
  const usePrepared = taskOf(situation) === 'issue' && usesPreparedFields(situation);
  return placeMarks({
    facts,
    wanted: marks,
    existing,
    office,
    usePrepared,
    ink: pixels?.ink ?? null,
    chosen: choice.places,
  });
};

const wayOf = (situation: Situation): MarksWay => {
  if (taskOf(situation) !== 'issue') return 'one-signature';
  return usesPreparedFields(situation) ? 'prepared-fields' : 'own-signatures';
};

const refusalOf = (situation: Situation): FaultValue | null => {
  const { report } = situation;
  switch (taskOf(situation)) {
    case 'issue':
      return issueRefusal(situation);
    case 'incoming':
      return report?.verdict === 'invalid' ? faultValue('records.incoming-invalid') : null;
    case 'approve':
    case 'initial':
    case 'copy':
    case 'appendix':
    case 'urgency':
      return null;
  }
};

/** Only after the authorised person signed (NĐ 30/2020 Đ.32.2.d), and never a second number, date or seal. */
const issueRefusal = (situation: Situation): FaultValue | null => {
  const { facts, report, choice, kind, pixels, vocabulary } = situation;
  const [present] = marksPresent(facts, report?.marks ?? [], pixels);
  if (present) return present;
  const otherDate = otherDateRefusal(situation);
  if (otherDate) return otherDate;
  if ((choice.kind ?? kind.kind) === 'unnumbered-scan') return null;
  const leader = leaderSignature(facts, report?.signatures ?? [], vocabulary);
  if (!leader) return faultValue('records.leader-signature-missing');
  return leader.signature.verdict === 'valid' ? null : faultValue('records.leader-signature-not-valid');
};

/** The register and the page say one date (Đ.15, 16): what is printed of it cannot be changed any more. */
const otherDateRefusal = ({ facts: { date }, choice, today }: Situation): FaultValue | null => {
  const chosen = choice.date ?? today;
  const [year, month, day] = chosen.split('-').map(Number);
  const printed = [
    [date?.day.filled?.text, day],
    [date?.month.filled?.text, month],
    [date?.year, year],
  ] as const;
  const differs = printed.some(([text, part]) => /^\d{1,4}$/u.test(text?.trim() ?? '') && Number(text) !== part);
  if (!differs || !date) return null;
  return faultValue('records.date-differs', { printed: date.line.text, date: chosen.split('-').reverse().join('/') });
};

/** What a person should look at before it is done. */
const looksAt = (situation: Situation, places: readonly MarkPlace[]): FaultValue[] => [
  ...kindLooks(situation),
  ...incomingLooks(situation),
  ...preparedLooks(situation),
  ...places.flatMap(({ reason }) => reason ?? []),
];

const kindLooks = ({ operation, choice, kind }: Situation): FaultValue[] => {
  if (operation !== 'issue' || choice.kind !== undefined) return [];
  if (kind.kind === 'unknown') return [faultValue('records.kind-open')];
  return kind.sure ? [] : [...kind.reasons];
};

/** Points around the room of a value within which its prepared field belongs. */
const NEAR = 40;
/** How much a prepared seal field may be larger or smaller than the seal. */
const SEAL_SCALE = 0.25;

/** Whoever made the draft may have put fields of our names anywhere, in any size. */
const preparedLooks = (situation: Situation): FaultValue[] => {
  const { facts, office } = situation;
  const prepared = taskOf(situation) === 'issue' && office.marks === 'prepared-fields' && preparedFields(situation);
  if (!prepared) return [];
  const { number, date, block } = facts;
  const rooms = { number: number?.gap, day: date?.day, month: date?.month } as const;
  const strayed = prepared.lines.some(({ role, field }) => !isNear(field, rooms[role] ?? null));
  const { rect } = prepared.seal;
  const scale = office.seal && Math.min(rect.width, rect.height) / mm(office.seal.widthMm);
  const astray = !isNear(prepared.seal, block && { page: block.page, box: block.area });
  const resized = scale !== null && Math.abs(scale - 1) > SEAL_SCALE;
  return strayed || astray || resized ? [faultValue('records.prepared-astray')] : [];
};

const isNear = ({ page, rect }: ExistingField, room: { readonly page: number; readonly box: Rect } | null): boolean => {
  if (!room) return false;
  const { x, y, width, height } = room.box;
  const near = { x: x - NEAR, y: y - NEAR, width: width + 2 * NEAR, height: height + 2 * NEAR };
  return page === room.page && sharedArea(rect, near) > 0;
};

const incomingLooks = ({ operation, report }: Situation): FaultValue[] => {
  if (operation !== 'incoming') return [];
  switch (report?.verdict ?? 'unsigned') {
    case 'unsigned':
      return [faultValue('records.incoming-unsigned')];
    case 'indeterminate':
      return [faultValue('records.incoming-open')];
    case 'valid':
    case 'invalid':
      return [];
  }
};

const remarksOn = (situation: Situation, marks: readonly PlannedMark[], places: readonly MarkPlace[]): Deviation[] => {
  const { facts, choice, kind, report, pixels, vocabulary } = situation;
  return lintDocument({
    facts,
    kind: choice.kind ?? kind.kind,
    signatures: report?.signatures ?? [],
    marks: report?.marks ?? [],
    pictures: picturesOf(marks, places),
    signsAppendix: taskOf(situation) === 'appendix',
    pixels,
    vocabulary,
  });
};

const picturesOf = (marks: readonly PlannedMark[], places: readonly MarkPlace[]): PlacedPicture[] =>
  marks.flatMap(({ role, picture, sizes: [actual] }) => {
    const place = places.find((one) => one.role === role)?.rect;
    const isPicture = role === 'signature' || role === 'initials' || role === 'seal';
    return isPicture && picture && place ? [{ role, picture, actual, place }] : [];
  });
