/** The stack as the table shows it: one row a document, what stands in its way, and in which order they are looked at. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { DocumentInfo } from '../../contracts/ipc.js';
import type { Operation, ShownPlan } from '../../contracts/records.js';
import type { DocumentKind } from '../../contracts/records-facts.js';
import type { Bilingual } from '../i18n/index.js';
import { sentenceOf } from '../ui/kyso.js';
import type { Choices } from './choices.js';
import type { Planned } from './plans.js';

/** `waiting`: being looked at by the machine; `look`: a person has to; `refused`: this cannot be done with it. */
export type Standing = 'waiting' | 'look' | 'ready' | 'refused';

export interface Row {
  readonly document: DocumentInfo;
  readonly plan: ShownPlan | null;
  readonly standing: Standing;
  /** Being planned, perhaps anew. */
  readonly pending: boolean;
  /** Why it is refused. */
  readonly refusal: Bilingual | null;
  /** What a person should look at, seen or not. */
  readonly points: readonly FaultValue[];
  /** A person has looked at all of them. */
  readonly seen: boolean;
  readonly included: boolean;
  /** As chosen by the person, else as proposed. */
  readonly kind: DocumentKind;
  /** What kind it is must be said before it goes. */
  readonly kindOpen: boolean;
  /** Gets a number of its own by this operation. */
  readonly numbered: boolean;
  /** Typed by the person. */
  readonly number: number | null;
}

/** The plan's own points, and marks whose place is not sure, each sentence once. */
const pointsOf = ({ look, marks }: ShownPlan): FaultValue[] => {
  const reasons = marks.flatMap(({ sure, reason }) => (!sure && reason ? [reason] : []));
  return [...new Map([...look, ...reasons].map((point) => [point.vi, point])).values()];
};

/** A scan shows the number that its paper original got. */
const isNumbered = (operation: Operation, kind: DocumentKind): boolean => {
  switch (operation) {
    case 'incoming':
      return true;
    case 'issue':
      return kind !== 'scan';
    case 'copy':
    case 'appendix':
    case 'approve':
    case 'initial':
    case 'urgency':
      return false;
  }
};

export const rowOf = (
  document: DocumentInfo,
  planned: Omit<Planned, 'question'> | undefined,
  choices: Choices,
): Row => {
  const plan = planned?.plan ?? null;
  const own = choices.own.get(document.id);
  const kind = own?.kind ?? plan?.kind.kind ?? 'unknown';
  const points = plan ? pointsOf(plan) : [];
  const confirmed = choices.confirmed.get(document.id);
  const kindOpen = plan !== null && choices.operation === 'issue' && kind === 'unknown';
  const seen = !kindOpen && points.every(({ vi }) => confirmed?.has(vi));
  const refusal = document.error ?? (planned?.error ? sentenceOf(planned.error) : (plan?.refusal ?? null));
  const standing = refusal ? 'refused' : !plan ? 'waiting' : seen ? 'ready' : 'look';
  return {
    document,
    plan,
    standing,
    pending: document.error === null && (planned?.pending ?? true),
    refusal,
    points,
    seen: seen && points.length > 0,
    included: !choices.excluded.has(document.id) && refusal === null,
    kind,
    kindOpen,
    numbered: refusal === null && isNumbered(choices.operation, kind),
    number: own?.number ?? null,
  };
};

/** Nothing that is shown of the one differs from the other. */
export const sameRow = (a: Row, b: Row): boolean =>
  a.document === b.document &&
  a.plan === b.plan &&
  a.standing === b.standing &&
  a.pending === b.pending &&
  a.seen === b.seen &&
  a.included === b.included &&
  a.kind === b.kind &&
  a.kindOpen === b.kindOpen &&
  a.numbered === b.numbered &&
  a.number === b.number &&
  a.refusal?.vi === b.refusal?.vi;

export const standings = ['look', 'ready', 'refused', 'waiting'] as const;
export type RowFilter = 'all' | 'excluded' | Standing;
export const rowFilters: readonly RowFilter[] = ['all', ...standings, 'excluded'];

const isLeftOut = ({ included, standing }: Row): boolean => !included && standing !== 'refused';

export const rowCounts = (rows: readonly Row[]): Readonly<Record<RowFilter, number>> => {
  const counts = { all: rows.length, look: 0, ready: 0, refused: 0, waiting: 0, excluded: 0 };
  for (const row of rows) {
    if (isLeftOut(row)) counts.excluded += 1;
    else counts[row.standing] += 1;
  }
  return counts;
};

export const filtered = (rows: readonly Row[], filter: RowFilter): readonly Row[] => {
  if (filter === 'all') return rows;
  if (filter === 'excluded') return rows.filter(isLeftOut);
  return rows.filter((row) => row.standing === filter && !isLeftOut(row));
};

/** A document that was looked at stays where it was: nothing moves away under the hand. */
const rank = ({ standing, points }: Row): number => {
  if (standing === 'refused') return 1;
  return points.length > 0 ? 0 : 2;
};

/** Ids with those that need a person first, then those that cannot be done, then the rest; each in the stack's order. */
export const sorted = (rows: readonly Row[]): string[] =>
  rows
    .map((row, index) => ({ id: row.document.id, rank: rank(row), index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ id }) => id);

/** Rows in a remembered order; those that came since stand at the end. */
export const inOrder = (rows: readonly Row[], order: readonly string[]): Row[] => {
  const places = new Map(order.map((id, index) => [id, index]));
  const placeOf = ({ document }: Row): number => places.get(document.id) ?? order.length;
  return rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => placeOf(a.row) - placeOf(b.row) || a.index - b.index)
    .map(({ row }) => row);
};

/** What an order takes: whole plans of included documents, first those that needed no look, then as they were looked at. */
export const going = (rows: readonly Row[], { confirmed }: Choices): Row[] => {
  const turns = new Map([...confirmed.keys()].map((id, index) => [id, index + 1]));
  const turnOf = ({ seen, document }: Row): number => (seen ? (turns.get(document.id) ?? 0) : 0);
  return rows
    .filter(({ included, standing }) => included && standing === 'ready')
    .map((row, index) => ({ row, index }))
    .sort((a, b) => turnOf(a.row) - turnOf(b.row) || a.index - b.index)
    .map(({ row }) => row);
};

/** The next row that a person has to look at, behind `after` and then from the beginning; null where there is none. */
export const nextToLookAt = (rows: readonly Row[], after: string | null): Row | null => {
  const at = rows.findIndex(({ document }) => document.id === after);
  const round = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
  return round.find(({ standing, included }) => standing === 'look' && included) ?? null;
};
