/** The stack of văn thư: what was taken in, what the person chose, what is planned, and the rows made of it. */
import { startTransition, useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { usePresets } from '../settings/use-presets.js';
import { call } from '../ui/kyso.js';
import type { IntakeState } from '../ui/use-intake.js';
import { type Choices, choiceOf, chosen, type Decision, noChoices } from './choices.js';
import type { Drawings } from './drawings.js';
import { answering, type Planned, type PlanQuestion, Plans } from './plans.js';
import { inOrder, type Row, rowOf, sameRow, sorted } from './rows.js';
import { useDrawings } from './use-drawings.js';

export interface Stack {
  readonly choices: Choices;
  decide(decision: Decision): void;
  /** In the order in which they are shown. */
  readonly rows: readonly Row[];
  /** In the order of the stack. */
  readonly stacked: readonly Row[];
  /** Documents that are still being planned. */
  readonly pending: number;
  readonly drawings: Drawings;
  /** By the person. */
  select(id: string): void;
  /** The person has begun to work: from now on nothing else is shown by itself. */
  begin(): void;
  /** How often the stack was sorted and its first document shown. */
  readonly sortings: number;
}

const usePlans = (intake: IntakeState, drawings: Drawings): Plans => {
  const passwordOf = useRef(intake.passwordOf);
  useEffect(() => {
    passwordOf.current = intake.passwordOf;
  });
  const [plans] = useState(
    () =>
      new Plans({
        plan: (document, { operation, choice }, pixels) =>
          call('records:plan', { document, operation, choice, pixels }),
        measure: (document, pages, signal) =>
          drawings.measure(document, passwordOf.current(document), pages, signal).catch(() => null),
      }),
  );
  return plans;
};

/** Plans come faster than the page can be drawn: what is typed and clicked goes first. */
const usePlanned = (plans: Plans): ReadonlyMap<string, Planned> => {
  const [planned, setPlanned] = useState(plans.known);
  useEffect(() => {
    const take = (): void => startTransition(() => setPlanned(plans.known()));
    take();
    return plans.subscribe(take);
  }, [plans]);
  return planned;
};

/** Sorted when all is known, and not again before the stack or the operation changes: rows keep still under the hand. */
const useOrder = (
  rows: readonly Row[],
  pending: number,
  operation: string,
  onSorted: (first: string) => void,
): readonly string[] => {
  const [order, setOrder] = useState<readonly string[]>([]);
  const sortedFor = useRef('');
  const stack = `${operation}\n${rows.map(({ document }) => document.id).join('\n')}`;
  useEffect(() => {
    if (pending > 0 || rows.length === 0 || sortedFor.current === stack) return;
    sortedFor.current = stack;
    const next = sorted(rows);
    setOrder(next);
    if (next[0] !== undefined) onSorted(next[0]);
  }, [rows, pending, stack, onSorted]);
  return order;
};

/** Rows as they were wherever nothing of them changed: only what changed is drawn again. */
const useRows = (
  documents: readonly DocumentInfo[],
  planned: ReadonlyMap<string, Planned>,
  questions: ReadonlyMap<string, PlanQuestion>,
  choices: Choices,
): readonly Row[] => {
  const known = useRef<ReadonlyMap<string, Row>>(new Map());
  const rows = useMemo(
    () =>
      documents.map((document) => {
        const question = questions.get(document.id);
        const answer = question && answering(planned.get(document.id), question);
        const row = rowOf(document, answer, choices);
        const before = known.current.get(document.id);
        return before && sameRow(before, row) ? before : row;
      }),
    [documents, planned, questions, choices],
  );
  useEffect(() => {
    known.current = new Map(rows.map((row) => [row.document.id, row]));
  }, [rows]);
  return rows;
};

export const useStack = (intake: IntakeState): Stack => {
  const { documents, current } = intake;
  const [choices, decide] = useReducer(chosen, noChoices);
  const drawings = useDrawings();
  const plans = usePlans(intake, drawings);
  const questions = useMemo(
    () =>
      new Map(
        documents.flatMap(({ id, error }): [string, PlanQuestion][] =>
          error === null ? [[id, { operation: choices.operation, choice: choiceOf(choices, id) }]] : [],
        ),
      ),
    [documents, choices],
  );
  useEffect(() => plans.keep(questions), [plans, questions]);
  useEffect(() => plans.prefer(current?.id ?? null), [plans, current]);

  const latest = useRef(questions);
  useEffect(() => {
    latest.current = questions;
  });
  useEffect(() => window.kyso.on('trust:changed', () => plans.allAgain(latest.current)), [plans]);
  const { data: presets } = usePresets();
  const known = useRef(presets);
  useEffect(() => {
    if (known.current && presets !== known.current) plans.allAgain(latest.current);
    known.current = presets;
  }, [plans, presets]);

  const planned = usePlanned(plans);
  const stacked = useRows(documents, planned, questions, choices);
  const pending = stacked.reduce((sum, row) => sum + Number(row.pending), 0);
  // What needs a look stands first and is shown, unless the person has begun with something else.
  const { select } = intake;
  const touched = useRef(false);
  const emptied = documents.length === 0;
  useEffect(() => {
    if (emptied || choices.operation) touched.current = false;
  }, [emptied, choices.operation]);
  const [sortings, setSortings] = useState(0);
  const toFirst = useCallback(
    (first: string) => {
      if (touched.current) return;
      select(first);
      setSortings((before) => before + 1);
    },
    [select],
  );
  const order = useOrder(stacked, pending, choices.operation, toFirst);
  const rows = useMemo(() => inOrder(stacked, order), [stacked, order]);
  const begin = useCallback(() => {
    touched.current = true;
  }, []);
  const choose = useCallback(
    (id: string) => {
      begin();
      select(id);
    },
    [select, begin],
  );
  return {
    choices,
    decide: useCallback(decide, []),
    rows,
    stacked,
    pending,
    drawings,
    select: choose,
    begin,
    sortings,
  };
};
