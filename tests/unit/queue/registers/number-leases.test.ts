import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { supplyNumbers } from '../../../../src/main/jobs/number-supply.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../../src/main/queue/open.js';
import type { Queue, QueueOperations } from '../../../../src/main/queue/types.js';
import type { ShownLease } from '../../../../src/main/sync/adapter.js';
import { Audit } from '../../../../tools/provincial-server/audit.mjs';
import { openDatabase } from '../../../../tools/provincial-server/database.mjs';
import { Numbers } from '../../../../tools/provincial-server/numbers.mjs';
import { hold, numbersOf, outgoing, release, sha256Of } from '../register-samples.js';

const serverId = 'https://van-ban.tinh.gov.vn';
const di = { direction: 'outgoing', series: 'di' } as const;
const year2026 = { ...di, year: 2026 };
const fault = (code: string) => expect.objectContaining({ code });

let folder: string;
let serverDatabase: Database.Database;
let numbers: Numbers;
let clock: number;
let opened: OpenQueueDatabase[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-leases-'));
  clock = Date.now();
  serverDatabase = openDatabase(join(folder, 'server.db'));
  numbers = new Numbers(serverDatabase, { audit: new Audit(serverDatabase, () => clock), clock: () => clock });
  serverDatabase.exec("INSERT INTO users (name) VALUES ('vanthu')");
  opened = [];
});
afterEach(() => {
  for (const one of opened) one.close();
  serverDatabase.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One computer with its queue. */
const computer = (name: string): QueueOperations => {
  const database = openQueueDatabase({ databasePath: join(folder, name, 'queue.db') });
  opened.push(database);
  return database.operations;
};
const who = { user: 'vanthu', address: '' };
const online = {
  lease: async (series: string, count: number, key: string) => numbers.lease({ series, count, key, who }),
  giveBack: async (series: string, some: readonly number[], key: string) =>
    numbers.giveBack({ series, key, numbers: [...some], who }),
  show: async (leases: readonly ShownLease[]) =>
    numbers.show({
      leases: leases.map((one) => ({ ...one, numbers: [...one.numbers], returned: [...one.returned] })),
      who,
    }),
};
const port = (
  queue: QueueOperations,
): Pick<Queue, 'shownNumbers' | 'numberNeeds' | 'takeNumberLease' | 'numbersReturned' | 'numbersElsewhere'> => ({
  shownNumbers: async (...args) => queue.shownNumbers(...args),
  numberNeeds: async (...args) => queue.numberNeeds(...args),
  takeNumberLease: async (...args) => queue.takeNumberLease(...args),
  numbersReturned: async (...args) => queue.numbersReturned(...args),
  numbersElsewhere: async (...args) => queue.numbersElsewhere(...args),
});
const at2026 = () => new Date(Date.UTC(2026, 2, 2));
const supply = (queue: QueueOperations, ways: typeof online = online, now = at2026): Promise<void> =>
  supplyNumbers({ queue: port(queue), server: { url: serverId, numbers: ways }, now });
const serve = (queue: QueueOperations): void => queue.serveSeries({ ...di, server: serverId, user: 'quan-tri' });

describe('a register whose numbers the server gives', () => {
  it('has none before the first block, and says so', () => {
    const queue = computer('a');
    serve(queue);
    expect(hold(queue, ['một'])).toMatchObject([{ outcome: 'refused', error: { code: 'registers.block-empty' } }]);
    expect(queue.nextNumber(year2026)).toBeNull();
    expect(() => queue.nextNumbers(year2026, 1)).toThrow(fault('registers.block-empty'));
    expect(() => queue.startSeries({ ...year2026, first: 5, user: 'vanthu' })).toThrow(
      fault('registers.series-served'),
    );
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('gives each of two computers numbers of its own, without a network, and no register shows a gap', async () => {
    const [first, second] = [computer('a'), computer('b')];
    for (const queue of [first, second]) {
      serve(queue);
      await supply(queue);
    }
    expect(numbersOf(hold(first, ['một', 'hai']))).toEqual([1, 2]);
    expect(numbersOf(hold(second, ['ba', 'bốn']))).toEqual([51, 52]);
    expect(second.nextNumbers(year2026, 2)).toEqual([53, 54]);
    second.register(outgoing('ba', 51));
    expect(second.integrityOf(year2026)).toMatchObject({ missing: [], held: [52], free: [], unregistered: [] });
    expect(second.verifyJournal()).toMatchObject({ intact: true });
  });

  it('runs out offline at the last number of the block, and not beyond it', async () => {
    const queue = computer('a');
    serve(queue);
    await supply(queue);
    const documents = Array.from({ length: 51 }, (_, index) => `văn bản ${index}`);
    const outcomes = hold(queue, documents);
    expect(outcomes.filter(({ outcome }) => outcome === 'held')).toHaveLength(50);
    expect(outcomes.at(-1)).toMatchObject({ outcome: 'refused', error: { code: 'registers.block-empty' } });
    await supply(queue);
    expect(numbersOf(hold(queue, ['thêm']))).toEqual([51]);
  });

  it('takes no number that the clerk wishes for and that is another computer’s', async () => {
    const queue = computer('a');
    serve(queue);
    await supply(queue);
    const wish = (number: number) =>
      queue.holdNumbers({
        direction: 'outgoing',
        user: 'vanthu',
        items: [{ series: 'di', documentSha256: sha256Of(`${number}`), date: '2026-03-02', number }],
      });
    expect(wish(51)).toMatchObject([{ outcome: 'refused', error: { code: 'registers.number-not-leased' } }]);
    expect(wish(7)).toMatchObject([{ outcome: 'held', held: { number: 7 } }]);
    expect(wish(7)).toMatchObject([{ outcome: 'held', kept: true }]);
    expect(numbersOf(hold(queue, ['sau']))).toEqual([1]);
  });

  it('gets the same block again when the answer to its request was lost', async () => {
    const queue = computer('a');
    serve(queue);
    const lost = {
      ...online,
      lease: async (series: string, count: number, key: string) => {
        await online.lease(series, count, key);
        throw new Error('cut off');
      },
    };
    await expect(supply(queue, lost)).rejects.toThrow('cut off');
    await supply(queue);
    expect(numbersOf(hold(queue, ['một']))).toEqual([1]);
    expect(serverDatabase.prepare('SELECT count(*) FROM number_leases').pluck().get()).toBe(1);
  });

  it('gives a number back to the documents here first, and unused ones to the server when the lease has ended', async () => {
    const queue = computer('a');
    serve(queue);
    await supply(queue);
    hold(queue, ['một', 'hai', 'ba']);
    queue.register(outgoing('một', 1));
    release(queue, 2);
    expect(queue.nextNumber(year2026)).toBe(2);
    const later = () => new Date(clock + 40 * 86_400_000);
    clock = later().getTime();
    const lost = { ...online, giveBack: async () => Promise.reject(new Error('cut off')) };
    await expect(supply(queue, lost, later)).rejects.toThrow('cut off');
    // On its way back it is given to nobody here, though the server has heard nothing yet.
    expect(hold(queue, ['bốn'])).toMatchObject([{ outcome: 'refused', error: { code: 'registers.block-empty' } }]);
    await supply(queue, online, later);
    const free = serverDatabase.prepare('SELECT number FROM numbers WHERE lease_key IS NULL').pluck().all();
    expect(free).not.toContain(1);
    expect(free).not.toContain(3);
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
    const other = computer('b');
    serve(other);
    await supply(other, online, later);
    expect(queue.integrityOf(year2026)).toMatchObject({ missing: [], free: [], held: [3] });
  });

  it('becomes one that is numbered here again, and its unused numbers go back', async () => {
    const queue = computer('a');
    serve(queue);
    await supply(queue);
    hold(queue, ['một']);
    queue.serveSeries({ ...di, server: null, user: 'quan-tri' });
    await supply(queue);
    expect(numbersOf(hold(queue, ['hai']))).toEqual([2]);
    expect(queue.servedSeries()).toEqual([]);
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('believes no server that gives more than it was asked for, or a number twice', () => {
    const queue = computer('a');
    serve(queue);
    const ask = () => queue.numberNeeds(serverId, 2026, '2026-03-02T00:00:00.000Z').leases[0]?.key ?? '';
    const expiresAt = '2126-01-01T00:00:00.000Z';
    const answers: [number, number][] = [
      [1, 51],
      [5, 4],
    ];
    for (const [from, to] of answers)
      expect(() => queue.takeNumberLease(ask(), { from, to, expiresAt })).toThrow(fault('sync.reply-malformed'));
    queue.takeNumberLease(ask(), { from: 1, to: 10, expiresAt });
    const repeated = ask();
    expect(queue.takeNumberLease(repeated, { from: 10, to: 20, expiresAt })).toBe(false);
    expect(ask()).not.toBe(repeated);
    expect(queue.nextNumbers(year2026, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(() => queue.nextNumbers(year2026, 11)).toThrow(fault('registers.block-empty'));
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('shows in the journal when numbers were slipped into the block, or the setting was changed behind its back', async () => {
    const queue = computer('a');
    serve(queue);
    await supply(queue);
    const raw = new Database(join(folder, 'a', 'queue.db'));
    raw.exec("INSERT INTO leased_numbers SELECT direction, series, year, 99, key, 'open' FROM leased_numbers LIMIT 1");
    expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'register' });
    raw.exec('DELETE FROM leased_numbers WHERE number = 99');
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
    raw.exec('DELETE FROM served_series');
    expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'register' });
    expect(numbersOf(hold(queue, ['một']))).toEqual([1]);
    raw.close();
  });

  it('shows in the journal when a number was given that no block has', async () => {
    const queue = computer('a');
    serve(queue);
    await supply(queue);
    const raw = new Database(join(folder, 'a', 'queue.db'));
    raw.exec("INSERT INTO leased_numbers SELECT direction, series, year, 99, key, 'open' FROM leased_numbers LIMIT 1");
    queue.holdNumbers({
      direction: 'outgoing',
      user: 'vanthu',
      items: [{ series: 'di', documentSha256: sha256Of('x'), date: '2026-03-02', number: 99 }],
    });
    raw.exec('DELETE FROM leased_numbers WHERE number = 99');
    raw.close();
    expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'transition' });
  });
});

describe('a server that was taken back to a day before it gave numbers', () => {
  /** Runs `work`, and then the server stands where it stood before. */
  const takenBackBefore = async (work: () => Promise<void>): Promise<void> => {
    const backup = join(folder, 'backup.db');
    serverDatabase.exec(`VACUUM INTO '${backup}'`);
    await work();
    serverDatabase.close();
    for (const suffix of ['-wal', '-shm']) rmSync(join(folder, `server.db${suffix}`), { force: true });
    copyFileSync(backup, join(folder, 'server.db'));
    serverDatabase = openDatabase(join(folder, 'server.db'));
    numbers = new Numbers(serverDatabase, { audit: new Audit(serverDatabase, () => clock), clock: () => clock });
  };
  const both = (): [QueueOperations, QueueOperations] => {
    const queues: [QueueOperations, QueueOperations] = [computer('a'), computer('b')];
    for (const queue of queues) serve(queue);
    return queues;
  };

  it('gives none of them twice once their holder has shown them, and takes back what came back', async () => {
    const [first, second] = both();
    await takenBackBefore(async () => {
      await supply(first);
      expect(numbersOf(hold(first, ['một', 'hai']))).toEqual([1, 2]);
    });
    await supply(first);
    await supply(second);
    expect(numbersOf(hold(second, ['ba']))).toEqual([51]);
    // Shown again, nothing changes; what ended unused goes back, and what is used stays given.
    await supply(first);
    const later = () => new Date(clock + 40 * 86_400_000);
    clock = later().getTime();
    await supply(first, online, later);
    const rows = `SELECT count(*) FROM numbers WHERE series = 'di-2026'`;
    expect(serverDatabase.prepare(rows).pluck().get()).toBe(100);
    expect(serverDatabase.prepare(`${rows} AND number < 3 AND lease_key IS NULL`).pluck().get()).toBe(0);
    expect(first.verifyJournal()).toMatchObject({ intact: true });
  });

  it('has what was given back before free again, so that no register gets a gap', async () => {
    const [first, second] = both();
    await takenBackBefore(async () => {
      await supply(first);
      hold(first, ['một']);
      first.serveSeries({ ...di, server: null, user: 'quan-tri' });
      await supply(first);
    });
    await supply(first);
    await supply(second);
    expect(numbersOf(hold(second, ['ba']))).toEqual([2]);
  });

  it('and has given them to somebody else meanwhile: what is unused is used by nobody here, what is used is told', async () => {
    const [first, second] = both();
    await takenBackBefore(async () => {
      await supply(first);
      hold(first, ['một', 'hai']);
    });
    await supply(second);
    await expect(supply(first)).rejects.toThrow(
      expect.objectContaining({ code: 'sync.numbers-given-twice', message: expect.stringContaining('1, 2') }),
    );
    expect(numbersOf(hold(second, ['ba']))).toEqual([1]);
    expect(numbersOf(hold(first, ['bốn']))).toEqual([51]);
    for (const queue of [first, second]) expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });
});
