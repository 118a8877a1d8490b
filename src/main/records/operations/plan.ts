/** What would be done with a document, and what stands against it. Nothing is done here. */
import { Fault, type FaultValue, faultValue } from '../../../contracts/faults/index.js';
import type { MarkPlace, MarksWay, RecordPlan } from '../../../contracts/records.js';
import type { Deviation } from '../../../contracts/records-facts.js';
import { classifiedRefusal } from '../classification.js';
import { leaderSignature, marksPresent } from '../kind.js';
import { lintDocument } from '../lint.js';
import { placeMarks } from '../placement/place-marks.js';
import { type PlannedMark, plannedMarks } from './looks.js';
import { type Situation, taskOf, usesPreparedFields } from './situation.js';

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
      marks: places,
      refusal,
      look: refusal ? [] : looksAt(situation, places),
      remarks: remarksOn(situation),
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

/** Only after the authorised person signed (NĐ 30/2020 Đ.33), and never a second number, date or seal. */
const issueRefusal = (situation: Situation): FaultValue | null => {
  const { facts, report, choice, kind, pixels, vocabulary } = situation;
  const [present] = marksPresent(facts, report?.marks ?? [], pixels);
  if (present) return present;
  if ((choice.kind ?? kind.kind) === 'unnumbered-scan') return null;
  const leader = leaderSignature(facts, report?.signatures ?? [], vocabulary);
  if (!leader) return faultValue('records.leader-signature-missing');
  return leader.signature.verdict === 'valid' ? null : faultValue('records.leader-signature-not-valid');
};

/** What a person should look at before it is done. */
const looksAt = (situation: Situation, places: readonly MarkPlace[]): FaultValue[] => [
  ...kindLooks(situation),
  ...incomingLooks(situation),
  ...places.flatMap(({ reason }) => reason ?? []),
];

const kindLooks = ({ operation, choice, kind }: Situation): FaultValue[] => {
  if (operation !== 'issue' || choice.kind !== undefined) return [];
  if (kind.kind === 'unknown') return [faultValue('records.kind-open')];
  return kind.sure ? [] : [...kind.reasons];
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

const remarksOn = ({ facts, choice, kind, report, pixels, vocabulary }: Situation): Deviation[] =>
  lintDocument({
    facts,
    kind: choice.kind ?? kind.kind,
    signatures: report?.signatures ?? [],
    marks: report?.marks ?? [],
    pixels,
    vocabulary,
  });
