import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberStateSchema, seriesOf } from '../../../../src/contracts/registers.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../../src/main/queue/open.js';
import {
  type NumberEvent,
  nextNumberState,
  numberTransitions,
} from '../../../../src/main/queue/registers/register-transitions.js';
import type { QueueOperations } from '../../../../src/main/queue/types.js';
import { seed } from '../../../seed.js';
import { day, hold, incoming, issue, key, numbersOf, outgoing, release, sha256Of } from '../register-samples.js';

let folder: string;
let databasePath: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-numbers-'));
  databasePath = join(folder, 'queue.db');
  database = openQueueDatabase({ databasePath });
  queue = database.operations;
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const fault = (code: string) => expect.objectContaining({ code });
const series = { direction: 'outgoing', series: 'di', year: 2026 } as const;
const holdShown = (document: string, number: number) =>
  queue.holdNumbers({
    direction: 'outgoing',
    user: 'vanthu',
    items: [{ series: 'di', documentSha256: sha256Of(document), date: day, number }],
  });
const warningsOf = (outcomes: ReturnType<typeof hold>): string[] =>
  outcomes.flatMap((one) => (one.outcome === 'held' ? one.warnings.map(({ code }) => code) : [one.error.code]));

describe('table of numbers', () => {
  it('allows exactly these steps', () => {
    const events = Object.keys(numberTransitions) as NumberEvent[];
    const allowed = events.flatMap((event) =>
      [null, ...numberStateSchema.options].flatMap((state) => {
        const next = nextNumberState(state, event);
        return next === null ? [] : [`${state ?? 'nothing'} --${event}--> ${next}`];
      }),
    );
    expect(allowed).toEqual([
      'nothing --number-held--> held',
      'free --number-held--> held',
      'held --number-redated--> held',
      'held --number-released--> free',
      'held --number-used--> used',
    ]);
  });
});

describe('the series of a type', () => {
  it('is the one that names it, else the one for all others', () => {
    const decisions = { id: 'qd', name: 'Quyết định', types: ['Quyết định', 'Chỉ thị'] };
    const others = { id: 'khac', name: 'Văn bản khác', types: [] };
    expect(seriesOf([others, decisions], 'QUYẾT ĐỊNH'.normalize('NFD'))).toBe(decisions);
    expect(seriesOf([decisions, others], 'Công văn')).toBe(others);
    expect(seriesOf([decisions], 'Công văn')).toBeNull();
  });
});

describe('numbers', () => {
  it('go on from 1 in the order of the table, each series and each year for itself', () => {
    expect(queue.nextNumber(series)).toBe(1);
    expect(numbersOf(hold(queue, ['a', 'b', 'c']))).toEqual([1, 2, 3]);
    expect(numbersOf(hold(queue, ['x'], day, 'qd'))).toEqual([1]);
    expect(numbersOf(hold(queue, ['d']))).toEqual([4]);
    expect(numbersOf(hold(queue, ['e'], '2027-01-01'))).toEqual([1]);
    const arrived = { series: 'di', documentSha256: sha256Of('a'), date: day };
    expect(numbersOf(queue.holdNumbers({ direction: 'incoming', user: 'vanthu', items: [arrived] }))).toEqual([1]);
    expect(queue.nextNumber(series)).toBe(5);
    expect(
      queue.heldNumbers().map(({ direction, series: name, year, number }) => [direction, name, year, number]),
    ).toEqual([
      ['incoming', 'di', 2026, 1],
      ['outgoing', 'di', 2026, 1],
      ['outgoing', 'di', 2026, 2],
      ['outgoing', 'di', 2026, 3],
      ['outgoing', 'di', 2026, 4],
      ['outgoing', 'qd', 2026, 1],
      ['outgoing', 'di', 2027, 1],
    ]);
  });

  it('stay with a document that failed and is tried again, on another day too', () => {
    hold(queue, ['a', 'b']);
    const entries = queue.verifyJournal();
    expect(hold(queue, ['b', 'c'])).toMatchObject([
      { held: { number: 2 }, kept: true },
      { held: { number: 3 }, kept: false },
    ]);
    expect(queue.verifyJournal()).toMatchObject({ entries: entries.intact ? entries.entries + 1 : 0 });
    expect(hold(queue, ['b'], '2026-03-05')).toMatchObject([{ held: { number: 2, date: '2026-03-05' }, kept: true }]);
    expect(queue.heldNumbers().map(({ date }) => date)).toEqual([day, '2026-03-05', day]);
    expect(() => queue.register(outgoing('b', 2))).toThrow(fault('registers.not-held'));
    queue.register(outgoing('b', 2, { date: '2026-03-05' }));
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('are not given twice to a document: not in another series, another year, or after it was registered', () => {
    issue(queue, 'a');
    hold(queue, ['b']);
    expect(numbersOf(hold(queue, ['a', 'b']))).toEqual(['registers.already-registered', 2]);
    expect(numbersOf(hold(queue, ['b'], day, 'qd'))).toEqual(['registers.holds-another']);
    expect(numbersOf(hold(queue, ['b'], '2027-01-02'))).toEqual(['registers.holds-another']);
    expect(numbersOf(holdShown('b', 7))).toEqual(['registers.holds-another']);
    expect(queue.nextNumber(series)).toBe(3);
    expect(queue.nextNumber({ ...series, series: 'qd' })).toBe(1);
  });

  it('that were given back go first to the next documents, the lowest first, and are journalled with the reason', () => {
    hold(queue, ['a', 'b', 'c', 'd']);
    queue.register(outgoing('c', 3));
    release(queue, 4, 2);
    expect(queue.integrityOf(series)).toMatchObject({ last: 3, held: [1], free: [2], used: 1 });
    expect(queue.nextNumber(series)).toBe(2);
    expect(numbersOf(hold(queue, ['e', 'f', 'g']))).toEqual([2, 4, 5]);
    const raw = new Database(databasePath);
    const reasons = raw.prepare("SELECT detail ->> 'reason' FROM journal WHERE event = 'number-released'").pluck();
    expect(reasons.all()).toEqual(['không ban hành', 'không ban hành']);
    raw.close();
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('are given back all or none, and neither a used one nor a free one', () => {
    issue(queue, 'a');
    hold(queue, ['b']);
    expect(() => release(queue, 2, 1)).toThrow(fault('registers.not-held'));
    expect(() => release(queue, 3)).toThrow(fault('registers.not-held'));
    expect(queue.heldNumbers()).toHaveLength(1);
    expect(() => queue.releaseNumbers({ numbers: [key(2)], reason: '  ', user: 'vanthu' })).toThrow(
      fault('registers.request-invalid'),
    );
    release(queue, 2);
    expect(() => release(queue, 2)).toThrow(fault('registers.not-held'));
  });

  it('stay with a document that is being signed, whose signature may show them already', () => {
    const original = { serverId: null, title: 'b', fileName: 'b.pdf', originalPath: '/b.pdf', size: 1 };
    const { job } = queue.add({ ...original, sha256: sha256Of('b') });
    hold(queue, ['a', 'b']);
    queue.check(job.id, { fit: true });
    queue.claim([job.id]);
    expect(() => release(queue, 1, 2)).toThrow(fault('registers.document-under-way'));
    expect(queue.heldNumbers()).toHaveLength(2);
    queue.advance(job.id, { event: 'released' });
    release(queue, 1, 2);
    expect(queue.heldNumbers()).toEqual([]);
  });

  it('that a page shows already are taken as they are; what was skipped is told, and the next ones go on behind', () => {
    expect(numbersOf(holdShown('scan-1', 57))).toEqual([57]);
    queue.startSeries({ ...series, first: 55, user: 'vanthu' });
    expect(numbersOf(hold(queue, ['a']))).toEqual([58]);
    expect(numbersOf(holdShown('scan-2', 57))).toEqual(['registers.number-taken']);
    expect(numbersOf(holdShown('scan-2', 54))).toEqual(['registers.number-before-first']);
    expect(queue.integrityOf(series)).toMatchObject({ first: 55, last: 58, missing: [{ from: 55, to: 56 }] });
    expect(numbersOf(holdShown('scan-2', 55))).toEqual([55]);
    expect(queue.integrityOf(series).missing).toEqual([{ from: 56, to: 56 }]);
    expect(numbersOf(holdShown('scan-3', 56))).toEqual([56]);
    expect(queue.integrityOf(series)).toMatchObject({ missing: [], held: [55, 56, 57, 58] });
  });

  it('that were typed wrongly and given back do not become the next one', () => {
    hold(queue, ['a']);
    holdShown('scan', 9_999_999);
    expect(queue.integrityOf(series).missing).toEqual([{ from: 2, to: 9_999_998 }]);
    release(queue, 9_999_999);
    expect(numbersOf(hold(queue, ['b']))).toEqual([2]);
    expect(queue.integrityOf(series)).toMatchObject({ last: 2, missing: [], free: [] });
  });

  it('begin where the office begins, which can be corrected until a number is held', () => {
    queue.startSeries({ ...series, first: 1500, user: 'vanthu' });
    queue.startSeries({ ...series, first: 150, user: 'vanthu' });
    expect(numbersOf(hold(queue, ['a', 'b']))).toEqual([150, 151]);
    expect(() => queue.startSeries({ ...series, first: 100, user: 'vanthu' })).toThrow(fault('registers.series-begun'));
    expect(() => queue.startSeries({ ...series, first: 200, user: 'vanthu' })).toThrow(fault('registers.series-begun'));
    release(queue, 150, 151);
    queue.startSeries({ ...series, first: 200, user: 'vanthu' });
    expect(numbersOf(hold(queue, ['a', 'b']))).toEqual([200, 201]);
    hold(queue, ['c'], day, 'qd');
    const behind = { ...series, series: 'qd', first: 2, user: 'vanthu' };
    expect(() => queue.startSeries(behind)).toThrow(fault('registers.series-begun'));
    expect(queue.integrityOf(series)).toEqual({
      first: 200,
      last: 201,
      used: 0,
      held: [200, 201],
      free: [],
      missing: [],
      unregistered: [],
    });
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('whose dates run backwards are given with a warning that names the other one', () => {
    expect(warningsOf(hold(queue, ['a', 'b']))).toEqual([]);
    expect(hold(queue, ['c'], '2026-02-27')).toMatchObject([
      {
        outcome: 'held',
        warnings: [{ code: 'registers.later-date-before', vi: expect.stringContaining('02/03/2026') }],
      },
    ]);
    release(queue, 1);
    expect(warningsOf(hold(queue, ['d'], '2026-03-09'))).toEqual(['registers.earlier-date-after']);
    expect(warningsOf(hold(queue, ['e'], '2026-03-09'))).toEqual([]);
  });

  it.each([
    ['2026-02-30', 'items.0.date'],
    ['1899-01-01', 'items.0.date'],
    ['today', 'items.0.date'],
  ])('are not given on %s', (date, field) => {
    expect(() => hold(queue, ['a'], date)).toThrow(
      expect.objectContaining({ code: 'registers.request-invalid', message: expect.stringContaining(field) }),
    );
  });
});

describe('two clerks at once, who hold, register, fail, try again, give back and crash', () => {
  const documents = Array.from({ length: 9 }, (_, index) => `document-${index}`);
  const clerk = fc.nat(1);
  const some = fc.subarray(documents, { minLength: 1, maxLength: 5 });
  const one = fc.constantFrom(...documents);
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('hold' as const), clerk, documents: some }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('register' as const), clerk, document: one }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), clerk, document: one }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), clerk }) },
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

  /** What must be true, kept by hand: who holds which number, who used one, and which were given back. */
  class Model {
    readonly held = new Map<string, number>();
    readonly used = new Map<string, number>();
    readonly free = new Set<number>();

    next(): number {
      const top = Math.max(0, ...this.held.values(), ...this.used.values());
      return Math.min(top + 1, ...this.free);
    }

    /** Numbers below the last one are each held, used or given back; none twice. */
    check(): void {
      const taken = [...this.held.values(), ...this.used.values()].sort((a, b) => a - b);
      expect(new Set(taken).size).toBe(taken.length);
      const last = taken.at(-1) ?? 0;
      const below = [...taken, ...this.free].filter((number) => number <= last).sort((a, b) => a - b);
      expect(below).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    }
  }

  const run = (clerks: OpenQueueDatabase[], path: string, model: Model, act: Step): void => {
    const queueOf = (index: number): QueueOperations => {
      const found = clerks[index];
      if (found === undefined) throw new Error('set-up');
      return found.operations;
    };
    switch (act.kind) {
      case 'hold': {
        const given = numbersOf(hold(queueOf(act.clerk), act.documents));
        for (const [index, document] of act.documents.entries()) {
          const expected = model.used.has(document)
            ? 'registers.already-registered'
            : (model.held.get(document) ?? model.next());
          expect(given[index]).toBe(expected);
          if (typeof expected === 'string') continue;
          model.held.set(document, expected);
          model.free.delete(expected);
        }
        return;
      }
      case 'register': {
        const number = model.held.get(act.document);
        const register = () => queueOf(act.clerk).register(outgoing(act.document, number ?? 1));
        if (number === undefined && model.used.get(act.document) !== 1) {
          expect(register).toThrow();
          return;
        }
        register();
        if (number === undefined) return;
        model.held.delete(act.document);
        model.used.set(act.document, number);
        return;
      }
      case 'release': {
        const number = model.held.get(act.document);
        if (number === undefined) return;
        release(queueOf(act.clerk), number);
        model.held.delete(act.document);
        model.free.add(number);
        return;
      }
      case 'crash':
        clerks[act.clerk]?.close();
        clerks[act.clerk] = openQueueDatabase({ databasePath: path });
    }
  };

  it(`never make a gap or a double (seed ${seed})`, { timeout: 120_000 }, () => {
    let runs = 0;
    const property = fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      runs += 1;
      const path = join(folder, `run-${runs}`, 'queue.db');
      const clerks = [openQueueDatabase({ databasePath: path }), openQueueDatabase({ databasePath: path })];
      try {
        const model = new Model();
        for (const act of steps) {
          run(clerks, path, model, act);
          model.check();
        }
        const [first] = clerks;
        const last = Math.max(0, ...model.held.values(), ...model.used.values());
        expect(first?.operations.integrityOf(series)).toEqual({
          first: 1,
          last: last === 0 ? null : last,
          used: model.used.size,
          held: [...model.held.values()].sort((a, b) => a - b),
          free: [...model.free].filter((number) => number < last).sort((a, b) => a - b),
          missing: [],
          unregistered: [],
        });
        expect(first?.operations.verifyJournal()).toMatchObject({ intact: true });
      } finally {
        for (const open of clerks) open.close();
      }
    });
    fc.assert(property, { seed, numRuns: 40, endOnFailure: true });
  });
});

describe('what SQLite itself refuses', () => {
  it('a second holder, a second number, and the loss of a used one', () => {
    issue(queue, 'a');
    hold(queue, ['b']);
    queue.holdNumbers({
      direction: 'incoming',
      user: 'vanthu',
      items: [{ series: 'den', documentSha256: sha256Of('m'), date: day }],
    });
    queue.register(incoming('m', 1));
    const raw = new Database(databasePath);
    const insert = (number: number, document: string) =>
      raw.exec(
        `INSERT INTO numbers VALUES ('outgoing', 'di', 2026, ${number}, 'held', '${sha256Of(document)}', '${day}', 'u', '')`,
      );
    expect(() => insert(2, 'c')).toThrow(/UNIQUE/);
    expect(() => insert(3, 'b')).toThrow(/UNIQUE/);
    expect(() => raw.exec("UPDATE numbers SET date = '2027-01-01' WHERE state = 'held'")).toThrow(/CHECK/);
    expect(() => raw.exec("UPDATE numbers SET state = 'free' WHERE number = 2")).toThrow(/CHECK/);
    expect(() => raw.exec("UPDATE numbers SET state = 'held' WHERE number = 1")).toThrow(/stays used/);
    expect(() => raw.exec('DELETE FROM numbers')).toThrow(/not deleted/);
    raw.close();
  });
});
