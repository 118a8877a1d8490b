/** A server of numbers that was taken back to an earlier day, or refuses for good. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import { supplyNumbers } from '../../../src/main/jobs/number-supply.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import type { Queue, QueueOperations } from '../../../src/main/queue/types.js';

let folder: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-numbers-'));
  database = openQueueDatabase({ databasePath: join(folder, 'queue.sqlite') });
  queue = database.operations;
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});
const year = 2026;
const series = { direction: 'outgoing', series: 'chung' } as const;
const now = () => new Date('2026-06-01T00:00:00Z');
const port = (): Pick<
  Queue,
  'shownNumbers' | 'numberNeeds' | 'takeNumberLease' | 'numbersReturned' | 'numbersElsewhere'
> => ({
  shownNumbers: async (...args) => queue.shownNumbers(...args),
  numberNeeds: async (...args) => queue.numberNeeds(...args),
  takeNumberLease: async (...args) => queue.takeNumberLease(...args),
  numbersReturned: async (...args) => queue.numbersReturned(...args),
  numbersElsewhere: async (...args) => queue.numbersElsewhere(...args),
});
/** A server of an earlier version, which cannot be shown anything. */
const show = async () => {
  throw new Fault('sync.not-offered');
};
const hold = (count: number, from = 0) =>
  queue.holdNumbers({
    direction: 'outgoing',
    user: 'An',
    items: Array.from({ length: count }, (_, index) => ({
      series: 'chung',
      documentSha256: String(from + index).padStart(64, '0'),
      date: '2026-06-01',
    })),
  });

it('a server that was taken back gives no number twice, and gives new ones once it was mended', async () => {
  queue.serveSeries({ ...series, server: 's', user: 'An' });
  let last = 0;
  const given = new Map<string, { from: number; to: number }>();
  const numbers = {
    lease: async (_: string, count: number, key: string) => {
      const block = given.get(key) ?? { from: last + 1, to: last + count };
      if (!given.has(key)) last = block.to;
      given.set(key, block);
      return { ...block, expiresAt: '2099-01-01T00:00:00.000Z' };
    },
    giveBack: async () => undefined,
    show,
  };
  const supply = () => supplyNumbers({ queue: port(), server: { url: 's', numbers }, now });
  await supply();
  hold(40);
  // The server is restored from a backup of a day before it gave anything.
  last = 0;
  given.clear();
  await expect(supply()).rejects.toMatchObject({ code: 'sync.numbers-repeated' });
  expect(queue.nextNumbers({ ...series, year }, 10)).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
  expect(queue.verifyJournal()).toMatchObject({ intact: true });
  // Its administrator sets the next number right.
  last = 200;
  await supply();
  hold(10, 40);
  expect(queue.nextNumber({ ...series, year })).toBe(201);
  expect(queue.verifyJournal()).toMatchObject({ intact: true });
});

it('one register that the server does not run keeps no other from its numbers', async () => {
  queue.serveSeries({ ...series, server: 's', user: 'An' });
  queue.serveSeries({ direction: 'outgoing', series: 'mat', server: 's', user: 'An' });
  const numbers = {
    lease: async (name: string) => {
      if (name === 'chung-2026') throw new Fault('sync.forbidden');
      return { from: 1, to: 50, expiresAt: '2099-01-01T00:00:00.000Z' };
    },
    giveBack: async () => undefined,
    show,
  };
  await supplyNumbers({ queue: port(), server: { url: 's', numbers }, now }).catch(() => undefined);
  expect(queue.nextNumber({ direction: 'outgoing', series: 'mat', year })).toBe(1);
});

it('numbers that the server does not take back keep nobody from new ones', async () => {
  queue.serveSeries({ ...series, server: 's', user: 'An' });
  const numbers = {
    lease: async (_: string, __: number, key: string) =>
      key === first
        ? { from: 1, to: 50, expiresAt: '2026-06-02T00:00:00.000Z' }
        : { from: 51, to: 100, expiresAt: '2099-01-01T00:00:00.000Z' },
    giveBack: async () => {
      throw new Fault('sync.request-refused', { status: 404 });
    },
    show,
  };
  const first = queue.numberNeeds('s', year, now().toISOString()).leases[0]?.key ?? '';
  await supplyNumbers({ queue: port(), server: { url: 's', numbers }, now });
  const later = () => new Date('2026-07-01T00:00:00Z');
  for (let day = 0; day < 2; day += 1)
    await supplyNumbers({ queue: port(), server: { url: 's', numbers }, now: later }).catch(() => undefined);
  expect(queue.nextNumber({ ...series, year })).toBe(51);
});
