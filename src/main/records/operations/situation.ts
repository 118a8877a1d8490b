/** All that an operation is decided from: the document, what was found of its signatures, what the office set and the person chose. */
import type { FaultValue } from '../../../contracts/faults/index.js';
import type { LeaderPreset, OfficePreset, Operation, RecordChoice } from '../../../contracts/records.js';
import type { KindProposal, OfficialFacts, PixelFacts } from '../../../contracts/records-facts.js';
import type { FileReport } from '../../../contracts/verification.js';
import type { FontFamily } from '../../appearance/drawing.js';
import type { Vocabulary } from '../anchors/vocabulary.js';
import { type LineRole, lineSize } from '../marks/number-date.js';
import type { ExistingField } from '../placement/existing.js';
import { type PreparedRole, preparedField } from '../placement/prepared-fields.js';

export interface Situation {
  readonly operation: Operation;
  readonly choice: RecordChoice;
  readonly office: OfficePreset;
  readonly leaders: readonly LeaderPreset[];
  readonly facts: OfficialFacts;
  readonly kind: KindProposal;
  readonly existing: readonly ExistingField[];
  /** Names of all fields, of whatever kind and place: a new field can have none of them (ISO 32000-2 12.7.4.2). */
  readonly fieldNames: ReadonlySet<string>;
  /**
   * Names of fields that cannot be filled, or show nothing when they are: locked by an earlier signature (FieldMDP,
   * /Lock), read-only, hidden or not printed.
   */
  readonly closed: ReadonlySet<string>;
  /** Whether the document carries a signature. */
  readonly signed: boolean;
  /** Why no signature can be added at all (ISO 32000-2 12.8.2); null where one can. */
  readonly refusal: FaultValue | null;
  /** What verification found; null for a document without signatures. */
  readonly report: FileReport | null;
  /** What the window measured on the drawn pages; null where nobody did. */
  readonly pixels: PixelFacts | null;
  readonly vocabulary: Vocabulary;
  readonly fonts: FontFamily;
  /** `yyyy-mm-dd`, in Vietnam. */
  readonly today: string;
}

/** What is done with a document: phát hành of a scan is a copy to electronic form (NĐ 30/2020 Đ.25). */
export type Task = 'approve' | 'initial' | 'issue' | 'copy' | 'appendix' | 'incoming' | 'urgency';

export const taskOf = ({ operation, choice, kind }: Situation): Task =>
  operation === 'issue' && (choice.kind ?? kind.kind) === 'scan' ? 'copy' : operation;

/** Number, day and month of the operation; null where no number is given yet. */
export const dateOf = ({ choice, today }: Situation): { readonly day: number; readonly month: number } => {
  const [, month = '1', day = '1'] = (choice.date ?? today).split('-');
  return { day: Number(day), month: Number(month) };
};

/** Those whose images are used: as chosen, else whose name stands under the signature, else the only one. */
export const leaderOf = ({ choice, leaders, facts }: Situation): LeaderPreset | null => {
  const same = (a: string, b: string): boolean =>
    a.normalize('NFC').toLocaleLowerCase('vi') === b.normalize('NFC').toLocaleLowerCase('vi');
  const named = choice.leader ?? facts.block?.name?.text;
  const found = named === undefined ? undefined : leaders.find(({ name }) => same(name, named));
  if (found || choice.leader !== undefined) return found ?? null;
  return leaders.length === 1 ? (leaders[0] ?? null) : null;
};

/** Of number, day and month those that are not printed on the page. */
export const openLines = ({ facts }: Pick<Situation, 'facts'>): LineRole[] => {
  const printed = { number: facts.number?.gap, day: facts.date?.day, month: facts.date?.month };
  return (['number', 'day', 'month'] as const).filter((role) => !printed[role]?.filled);
};

/** Of number, day or month on this page, in points. */
export const lineSizeOf = (role: LineRole, { facts }: Pick<Situation, 'facts'>): number =>
  lineSize({ number: facts.number?.gap, day: facts.date?.day, month: facts.date?.month }[role]?.size);

export interface PreparedFields {
  readonly lines: readonly { readonly role: LineRole; readonly field: ExistingField }[];
  readonly seal: ExistingField;
}

/** The fields that an earlier step left and that can be filled; null where one that is needed is missing. */
export const preparedFields = (situation: Situation): PreparedFields | null => {
  const { facts, existing, closed } = situation;
  const find = (role: PreparedRole): ExistingField | null => {
    const field = preparedField(role, facts, existing);
    return field && !closed.has(field.name) ? field : null;
  };
  const open = openLines(situation);
  const lines = open.flatMap((role) => {
    const field = find(role);
    return field ? [{ role, field }] : [];
  });
  const seal = find('seal');
  return seal && lines.length === open.length ? { lines, seal } : null;
};

export const usesPreparedFields = (situation: Situation): boolean =>
  situation.office.marks === 'prepared-fields' && preparedFields(situation) !== null;
