/** A queue that was put together again gives nothing out twice and brings nothing back that had to go. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../../../src/contracts/provincial-api.js';
import { receiptText } from '../../../../src/contracts/receipt.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../../src/main/queue/open.js';
import type { QueueOperations } from '../../../../src/main/queue/types.js';
import { hold, outgoing, sha256Of } from '../register-samples.js';

const origin = 'https://van-ban.tinh.gov.vn';
const di = { direction: 'outgoing', series: 'di' } as const;
const year2026 = { ...di, year: 2026 };
const expiresAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
const pageSize = 4096;

let folder: string;
let databasePath: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;
let server: { publicKey: KeyObject; privateKey: KeyObject };

const open = (backup: string | null = null): void => {
  const recovery = { originals: join(folder, 'originals'), signed: join(folder, 'signed'), backup };
  database = openQueueDatabase({ databasePath, recovery });
  queue = database.operations;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-rebuild-'));
  databasePath = join(folder, 'queue.db');
  server = generateKeyPairSync('ed25519');
  open();
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const raw = <T>(work: (other: Database.Database) => T): T => {
  const other = new Database(databasePath);
  try {
    return work(other);
  } finally {
    other.close();
  }
};

/** Zeroes the first page of each table, as a bad disk does. */
const lose = (...tables: string[]): void => {
  database.close();
  const roots = raw((other) => {
    other.pragma('wal_checkpoint(TRUNCATE)');
    return tables.map((name) =>
      Number(other.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').pluck().get(name)),
    );
  });
  const bytes = readFileSync(databasePath);
  for (const root of roots) bytes.fill(0, (root - 1) * pageSize, root * pageSize);
  writeFileSync(databasePath, bytes);
};

/** A whole copy, as a backup has it. */
const copyNow = (): string => {
  const path = join(folder, `copy-${Math.random()}.sqlite`);
  raw((other) => other.prepare('VACUUM INTO ?').run(path));
  return path;
};

/** The database of an earlier moment in place of this one: the last steps are lost, SQLite finds nothing wrong. */
const takeBack = (copy: string): void => {
  database.close();
  for (const suffix of ['-wal', '-shm']) rmSync(`${databasePath}${suffix}`, { force: true });
  copyFileSync(copy, databasePath);
};

const rebuilt = () => {
  if (database.rebuilt === null) throw new Error('the damage was not found');
  const { found, known } = database.rebuilt.journal;
  const check = queue.verifyJournal();
  // The journal goes on saying what it lost.
  expect(check).toMatchObject({ intact: true });
  expect(check.intact && check.rebuilds.at(-1)).toMatchObject({ restored: false, found, known });
  return database.rebuilt;
};

const lease = (from: number, to: number): void => {
  const { leases } = queue.numberNeeds(origin, 2026, new Date().toISOString());
  queue.takeNumberLease(leases[0]?.key ?? '', { from, to, expiresAt });
};
const stateOfNumbers = () =>
  raw((other) => other.prepare('SELECT number, state FROM leased_numbers ORDER BY number').all()) as {
    number: number;
    state: string;
  }[];

describe('numbers that a server leased', () => {
  beforeEach(() => {
    queue.serveSeries({ ...di, server: origin, user: 'quan-tri' });
    lease(1, 8);
    hold(queue, ['một', 'hai']);
    queue.register(outgoing('một', 1));
  });

  it('are given on where the journal is whole, though their tables are lost', () => {
    lose('leased_numbers', 'number_leases', 'served_series', 'numbers');
    open();
    expect(rebuilt().setAside).toBe(0);
    expect(queue.servedSeries()).toEqual([{ ...di, server: origin }]);
    expect(queue.nextNumber(year2026)).toBe(3);
    expect(hold(queue, ['ba'])).toMatchObject([{ outcome: 'held', held: { number: 3 } }]);
  });

  it('do not go back to being open with a table of an earlier day', () => {
    const backup = copyNow();
    hold(queue, ['ba', 'bốn']);
    lose('leased_numbers', 'numbers');
    open(backup);
    expect(rebuilt().setAside).toBe(0);
    expect(queue.nextNumber(year2026)).toBe(5);
  });

  it('are given to nobody any more where steps are lost: they may have been', () => {
    const earlier = copyNow();
    hold(queue, ['ba', 'bốn']);
    takeBack(earlier);
    open();
    expect(rebuilt()).toMatchObject({ damage: 'behind', setAside: 6 });
    expect(queue.nextNumber(year2026)).toBeNull();
    // Neither do they go back to the server as unused, not even when the lease is over.
    const later = new Date(Date.now() + 60 * 86_400_000).toISOString();
    expect(queue.numberNeeds(origin, 2026, later).returns).toEqual([]);
    lease(51, 60);
    expect(hold(queue, ['năm'])).toMatchObject([{ outcome: 'held', held: { number: 51 } }]);
  });

  it('of a block that was asked for and is not known to have come are not asked for once more', () => {
    hold(queue, ['ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám']);
    const asked = queue.numberNeeds(origin, 2026, new Date().toISOString()).leases[0]?.key;
    const earlier = copyNow();
    queue.takeNumberLease(asked ?? '', { from: 9, to: 20, expiresAt });
    hold(queue, ['chín']);
    takeBack(earlier);
    open();
    rebuilt();
    expect(queue.numberNeeds(origin, 2026, new Date().toISOString()).leases[0]?.key).not.toBe(asked);
  });

  it('that were given back stay so', () => {
    const later = new Date(Date.now() + 60 * 86_400_000).toISOString();
    const backup = copyNow();
    queue.numberNeeds(origin, 2026, later);
    lose('leased_numbers');
    open(backup);
    rebuilt();
    expect(stateOfNumbers().filter(({ state }) => state === 'open')).toEqual([]);
    expect(queue.nextNumber(year2026)).toBeNull();
  });
});

let numbered = 0;
const deliver = (serverId: string): { id: string; receipt: Receipt } => {
  const bytes = Buffer.from(`%PDF-1.7 signed ${serverId}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const job = { server: trust(), serverId, title: `Bổ nhiệm ông Điệp ${serverId}`, fileName: 'a.pdf', size: 1 };
  const originalPath = join(folder, `${serverId}.pdf`);
  writeFileSync(originalPath, serverId);
  const { id } = queue.add({ ...job, originalPath, sha256: sha256Of(serverId), serverVersion: 1 }).job;
  const signedPath = join(folder, `${id}.signed.pdf`);
  writeFileSync(signedPath, bytes);
  queue.check(id, { fit: true });
  queue.claim([id]);
  queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
  queue.advance(id, { event: 'signature-made', pending: '{}' });
  queue.advance(id, { event: 'embedded' });
  queue.advance(id, { event: 'proved', signedPath, signedSha256: sha256 });
  queue.claimUpload(id);
  numbered += 1;
  const plain = {
    documentId: serverId,
    sha256,
    receivedAt: '2026-01-01T00:00:00.000Z',
    alreadyThere: false,
    journal: queue.journalHead(),
    receiptNumber: numbered,
  };
  const signature = sign(null, Buffer.from(receiptText(plain, origin)), server.privateKey).toString('base64');
  const receipt = { ...plain, signature };
  queue.finishUpload(id, { outcome: 'delivered', receipt, origin });
  return { id, receipt };
};
const trust = (): string =>
  queue.trustServer({
    origin,
    receiptKey: server.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  });

describe('documents of two servers', () => {
  it('of which only the journal tells go back to their own, though both have the same id', () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const identity = { origin: 'https://khac.gov.vn', receiptKey: other };
    const servers = [trust(), queue.trustServer(identity)] as const;
    const queued = servers.map((of, index) => {
      const originalPath = join(folder, `${index}.pdf`);
      writeFileSync(originalPath, `${index}`);
      const job = { serverId: 'a', title: 'a', fileName: 'a.pdf', originalPath, sha256: sha256Of(`${index}`), size: 1 };
      return queue.add({ ...job, server: of }).job.id;
    });
    lose('jobs');
    open();
    expect(rebuilt().documents).toMatchObject({ found: 2, untitled: 2 });
    expect(queued.map((id) => queue.get(id).server)).toEqual(servers);
    expect(queue.takeNews(servers[1], 'a', { event: 'recalled' })).toMatchObject({ id: queued[1] });
    expect(queued.map((id) => queue.get(id).state)).toEqual(['received', 'recalled']);
  });
});

describe('receipts', () => {
  it('come from the last backup; of those that nothing has any more the journal says that they are lost', () => {
    trust();
    deliver('a');
    const backup = copyNow();
    const { id, receipt } = deliver('b');
    lose('receipts');
    open(backup);
    rebuilt();
    expect(queue.verifyJournal()).toMatchObject({ intact: true, receipts: 1, lostReceipts: 1 });
    expect(queue.history(id).at(-1)).toMatchObject({ event: 'rebuilt', from: 'delivered', to: 'delivered' });
    // What is kept elsewhere still counts against the journal.
    expect(queue.verifyJournal([{ origin, receipt }])).toMatchObject({ intact: true });
    expect(queue.outbox()).toEqual([]);
  });

  it('that went without a word are missed as before', () => {
    trust();
    deliver('a');
    database.close();
    raw((other) => {
      other.exec('DROP TRIGGER receipts_no_delete');
      other.exec('DELETE FROM receipts');
    });
    open();
    expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'receipt' });
  });
});

const due = (day: string) => ({ acknowledged: day, rejected: day, recalled: day, cancelled: day });
const inAYear = new Date(Date.now() + 366 * 86_400_000).toISOString();

describe('personal data whose time was up', () => {
  it('do not come back with a backup, neither does the file stay', () => {
    trust();
    const { id } = deliver('a');
    queue.takeNews(trust(), 'a', { event: 'acknowledged' });
    const backup = copyNow();
    expect(queue.deleteDue(due(inAYear))).toBe(1);
    queue.filesDeleted(queue.filesToDelete());
    // The rows are lost, so that the backup's are taken; and with them the list of files.
    lose('jobs', 'receipts');
    open(backup);
    const { documents } = rebuilt();
    expect(documents).toMatchObject({ found: 1, untitled: 0, withoutFile: 0 });
    expect(queue.get(id)).toMatchObject({ title: '', fileName: '', originalPath: '', state: 'acknowledged' });
    expect(queue.get(id).dataDeletedAt).not.toBeNull();
    expect(queue.filesToDelete()).toContain(join(folder, 'a.pdf'));
    expect(queue.list({ text: 'điệp', states: [], after: null, limit: 5 }).jobs).toEqual([]);
  });

  it('stay gone where nothing has the row any more', () => {
    trust();
    const { id } = deliver('a');
    queue.takeNews(trust(), 'a', { event: 'acknowledged' });
    queue.deleteDue(due(inAYear));
    lose('jobs');
    open();
    expect(rebuilt().documents).toMatchObject({ found: 1, untitled: 0, withoutFile: 0 });
    expect(queue.get(id)).toMatchObject({ title: '', originalPath: '', state: 'acknowledged' });
  });
});

describe('a queue whose last steps are lost', () => {
  it('finishes nothing by itself that may have been finished and sent', () => {
    trust();
    const originalPath = join(folder, 'c.pdf');
    writeFileSync(originalPath, 'c');
    const job = { serverId: 'c', title: 'c', fileName: 'c.pdf', originalPath, sha256: sha256Of('c'), size: 1 };
    const { id } = queue.add(job).job;
    queue.check(id, { fit: true });
    queue.claim([id]);
    queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
    queue.advance(id, { event: 'signature-made', pending: '{}' });
    const earlier = copyNow();
    queue.advance(id, { event: 'embedded' });
    takeBack(earlier);
    open();
    rebuilt();
    expect(queue.get(id).state).toBe('ready');
    expect(queue.claimPending([id])).toEqual([]);
    expect(queue.claim([id])).toMatchObject([{ prepared: null }]);
  });
});

describe('a large queue', () => {
  /** Only the header of the page: nothing that is asked at each opening reads it. */
  const damagePages = (): void => {
    database.close();
    raw((other) => other.pragma('wal_checkpoint(TRUNCATE)'));
    const bytes = readFileSync(databasePath);
    for (let at = bytes.length - 200 * pageSize; at < bytes.length; at += pageSize) bytes.fill(0xff, at, at + 8);
    writeFileSync(databasePath, bytes);
  };
  const forget = (): void => rmSync(`${databasePath}.read`);

  beforeEach(() => {
    trust();
    deliver('a');
    raw((other) => {
      other.exec('CREATE TABLE filler (bytes BLOB)');
      const insert = other.prepare('INSERT INTO filler VALUES (zeroblob(900))');
      other.transaction(() => {
        for (let row = 0; row < 40_000; row += 1) insert.run();
      })();
    });
    database.close();
    open();
    expect(database.rebuilt).toBeNull();
  });

  it('is read once a day and not at each opening', () => {
    damagePages();
    open();
    expect(database.rebuilt).toBeNull();
    database.close();
    forget();
    open();
    expect(rebuilt().damage).toBe('unreadable');
  });

  it('is read at once where somebody who had it open did not come to an end', () => {
    damagePages();
    writeFileSync(join(`${databasePath}.owners`, 'f'.repeat(32)), '');
    open();
    expect(rebuilt().damage).toBe('unreadable');
  });
});
