import { describe, expect, it } from 'vitest';
import { type Choices, choiceOf, chosen, type Decision, noChoices } from '../../../../src/renderer/batch/choices.js';
import { dayOf, shownDay } from '../../../../src/renderer/batch/days.js';
import { assigned, numberQuestion, numberRange } from '../../../../src/renderer/batch/numbering.js';
import { needsPaper, orderOf } from '../../../../src/renderer/batch/order.js';
import {
  filtered,
  going,
  inOrder,
  nextToLookAt,
  type Row,
  rowCounts,
  rowOf,
  sorted,
} from '../../../../src/renderer/batch/rows.js';
import { documentInfo, fault } from '../support.js';
import { doubt, officialFacts, plan } from './stack.js';

const decided = (...decisions: Decision[]): Choices => decisions.reduce(chosen, noChoices);
const [first, second, third, fourth] = [1, 2, 3, 4].map((seed) => documentInfo(seed));
if (!first || !second || !third || !fourth) throw new Error('four documents');
const known = (made = plan()) => ({ plan: made, error: null, pending: false });
const refused = fault('records.leader-signature-missing', 'Chưa có chữ ký số của lãnh đạo.');

const stack = (choices = noChoices) => [
  rowOf(first, known(), choices),
  rowOf(second, known(plan({ look: [doubt] })), choices),
  rowOf(third, known(plan({ refusal: refused })), choices),
  rowOf(fourth, undefined, choices),
];
const ids = (rows: readonly { document: { id: string } }[]) => rows.map(({ document }) => document.id);

describe('the stack', () => {
  it('puts first what a person has to look at, then what cannot be done', () => {
    expect(stack().map(({ standing }) => standing)).toEqual(['ready', 'look', 'refused', 'waiting']);
    expect(sorted(stack())).toEqual([second.id, third.id, first.id, fourth.id]);
  });

  it('leaves a document where it was once it has been looked at', () => {
    const seen = decided({ kind: 'confirm', document: second.id, points: [doubt.vi] });
    expect(stack(seen)[1]).toMatchObject({ standing: 'ready', seen: true });
    expect(sorted(stack(seen))).toEqual(sorted(stack()));
    expect(ids(inOrder(stack(), [third.id, first.id]))).toEqual([third.id, first.id, second.id, fourth.id]);
  });

  it('asks for a look again where something else turns up after the first one', () => {
    const seen = decided({ kind: 'confirm', document: second.id, points: [doubt.vi] });
    const other = known(plan({ look: [doubt, fault('records.kind-open', 'Chưa rõ loại.')] }));
    expect(rowOf(second, other, seen).standing).toBe('look');
  });

  it('does not let a document go whose kind nobody has said', () => {
    const open = known(plan({ kind: { kind: 'unknown', sure: false, reasons: [] }, look: [doubt] }));
    const seen = decided({ kind: 'confirm', document: first.id, points: [doubt.vi] });
    expect(rowOf(first, open, seen)).toMatchObject({ standing: 'look', kindOpen: true });
    const said = decided(
      { kind: 'own', document: first.id, changes: { kind: 'scan' } },
      { kind: 'confirm', document: first.id, points: [doubt.vi] },
    );
    expect(rowOf(first, open, said).standing).toBe('ready');
  });

  it('wants a look at a mark whose place is not sure, even where the plan does not list it', () => {
    const [mark] = plan().marks;
    if (!mark) throw new Error('no mark');
    const row = rowOf(first, known(plan({ marks: [{ ...mark, sure: false, reason: doubt }] })), noChoices);
    expect(row).toMatchObject({ standing: 'look', points: [doubt] });
  });

  it('never takes along what is refused, left out, not looked at or not planned', () => {
    expect(ids(going(stack(), noChoices))).toEqual([first.id]);
    expect(going(stack(decided({ kind: 'include', documents: [first.id], included: false })), noChoices)).toEqual([]);
  });

  it('numbers first what needed no look, then what was looked at, in that order: nobody’s number moves', () => {
    const choices = decided(
      { kind: 'confirm', document: third.id, points: [doubt.vi] },
      { kind: 'confirm', document: second.id, points: [doubt.vi] },
    );
    const look = known(plan({ look: [doubt] }));
    const rows = [rowOf(second, look, choices), rowOf(third, look, choices), rowOf(first, known(), choices)];
    expect(ids(going(rows, choices))).toEqual([first.id, third.id, second.id]);
  });

  it('counts each document once, under what is said of it', () => {
    const rows = stack(decided({ kind: 'include', documents: [first.id], included: false }));
    expect(rowCounts(rows)).toEqual({ all: 4, look: 1, ready: 0, refused: 1, waiting: 1, excluded: 1 });
    expect(ids(filtered(rows, 'excluded'))).toEqual([first.id]);
  });

  it('goes on to the next one to look at behind the current one, and then from the beginning', () => {
    const rows = stack();
    expect(nextToLookAt(rows, first.id)?.document.id).toBe(second.id);
    expect(nextToLookAt(rows, third.id)?.document.id).toBe(second.id);
    expect(nextToLookAt(rows, second.id)).toBeNull();
  });
});

describe('what the person chose', () => {
  it('takes moves back one by one', () => {
    const place = (x: number) => ({ role: 'seal', page: 1, rect: { x, y: 0, width: 9, height: 9 } }) as const;
    const moves: Decision[] = [10, 20].map((x) => ({ kind: 'place', document: first.id, place: place(x) }));
    const undo: Decision = { kind: 'undo', document: first.id };
    expect(choiceOf(decided(...moves), first.id).places).toEqual([place(20)]);
    expect(choiceOf(decided(...moves, undo), first.id).places).toEqual([place(10)]);
    expect(choiceOf(decided(...moves, undo, undo, undo), first.id).places).toBeUndefined();
  });

  it('keeps the kind of a document through another operation, and neither its number nor its marks', () => {
    const choices = decided(
      { kind: 'own', document: first.id, changes: { kind: 'scan', number: 7 } },
      { kind: 'operation', operation: 'incoming' },
    );
    expect(choiceOf(choices, first.id)).toEqual({ kind: 'scan' });
  });

  it('says of the stack’s choice only what concerns the operation', () => {
    const common: Decision = {
      kind: 'common',
      changes: { leader: 'Trần Văn Đức', date: '2026-11-20', forwardTo: ' VP ' },
    };
    expect(choiceOf(decided(common), first.id)).toEqual({ date: '2026-11-20' });
    expect(choiceOf(decided(common, { kind: 'operation', operation: 'incoming' }), first.id)).toEqual({
      date: '2026-11-20',
      forwardTo: 'VP',
    });
    expect(choiceOf(decided(common, { kind: 'operation', operation: 'approve' }), first.id)).toEqual({
      leader: 'Trần Văn Đức',
    });
  });

  it('reads days as they are written, and refuses those that do not exist', () => {
    expect(dayOf(' 2/1/2026 ')).toBe('2026-01-02');
    expect(dayOf('31/02/2026')).toBeNull();
    expect(dayOf('2026-01-02')).toBeNull();
    expect(shownDay('2026-01-02')).toBe('02/01/2026');
  });
});

describe('numbers', () => {
  const series = [
    { id: 'qd', name: 'Quyết định', types: ['Quyết định'] },
    { id: 'khac', name: 'Khác', types: [] },
  ];
  const decision = (document: typeof first, choices = noChoices) => rowOf(document, known(), choices);
  const letter = (document: typeof first, choices = noChoices) =>
    rowOf(
      document,
      known(plan({ facts: officialFacts({ type: { name: 'Công văn', abbreviation: null, anchor: null } }) })),
      choices,
    );

  it('go on by series, and skip one that was typed for another document of the same series', () => {
    const choices = decided({ kind: 'own', document: third.id, changes: { number: 58 } });
    const rows = [
      decision(first, choices),
      letter(second, choices),
      decision(third, choices),
      decision(fourth, choices),
    ];
    expect(numberQuestion(rows).types).toEqual(['Quyết định', 'Công văn', 'Quyết định', 'Quyết định']);
    const given = assigned(rows, [57, 9, 58, 59], 'issue', series);
    expect([...given].sort()).toEqual(
      [
        [first.id, 57],
        [second.id, 9],
        [third.id, 58],
        [fourth.id, 59],
      ].sort(),
    );
  });

  it('are for nobody who has one from paper', () => {
    const scan = rowOf(first, known(plan({ kind: { kind: 'scan', sure: true, reasons: [] } })), noChoices);
    expect(scan.numbered).toBe(false);
    expect(assigned([scan], [], 'issue', series).size).toBe(0);
    expect(rowOf(first, known(), decided({ kind: 'operation', operation: 'copy' })).numbered).toBe(false);
  });

  it('are shown as stretches, below ten with a zero', () => {
    expect(numberRange([57, 58, 59])).toBe('57–59');
    expect(numberRange([9, 7, 8, 42])).toBe('07–09, 42');
    expect(numberRange([1, 3, 5, 7])).toBe('01, 03, 05…');
    expect(numberRange([])).toBe('');
  });

  it('and kinds are ordered as they were shown; paper is confirmed only where there is some', () => {
    const scan = rowOf(second, known(plan({ kind: { kind: 'scan', sure: true, reasons: [] } })), noChoices);
    const parts = {
      choices: noChoices,
      numbers: { of: new Map([[first.id, 57]]), date: '2026-12-31' },
      certificate: 'ab',
      paperConfirmed: true,
    };
    const words = { type: 'Quyết định', subject: 'Về việc phê duyệt dự án' };
    const shown = ({ plan }: Row) => plan?.marks.map(({ role, page, rect }) => ({ role, page, rect }));
    expect(orderOf({ ...parts, rows: [decision(first), scan] })).toEqual({
      operation: 'issue',
      certificate: 'ab',
      items: [
        {
          document: first.id,
          choice: { ...words, kind: 'electronic', number: 57, date: '2026-12-31', places: shown(decision(first)) },
        },
        { document: second.id, choice: { ...words, kind: 'scan', places: shown(scan) } },
      ],
      paperConfirmed: true,
    });
    expect(needsPaper(noChoices, [decision(first)])).toBe(false);
    expect(orderOf({ ...parts, rows: [decision(first)] }).paperConfirmed).toBe(false);
  });
});
