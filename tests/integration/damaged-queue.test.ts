/** Databases that a disk, a person or a power cut damaged: what can be found is found, and what was lost is said. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rebuiltSentences } from '../../src/main/jobs/rebuilt-sentences.js';
import { openQueue } from '../../src/main/queue/client.js';
import type { Rebuilt } from '../../src/main/queue/rebuild/types.js';
import type { Queue } from '../../src/main/queue/types.js';
import { seed } from '../seed.js';
import { day, key, outgoing, sha256Of } from '../unit/queue/register-samples.js';
import { type Bundle, bundle, temporaryFolder } from './queue-harness.js';

let worker: Bundle;
beforeAll(async () => {
  worker = await bundle('src/main/queue/worker.ts');
}, 60_000);
afterAll(() => worker.remove());

interface Place {
  readonly folder: string;
  readonly database: string;
  open(backup?: string): Promise<{ queue: Queue; rebuilt: Rebuilt | null }>;
}

const placeIn = (folder: string): Place => {
  const database = join(folder, 'queue.sqlite');
  return {
    folder,
    database,
    async open(backup) {
      let rebuilt: Rebuilt | null = null;
      const queue = await openQueue({
        workerPath: worker.path,
        databasePath: database,
        recovery: { originals: join(folder, 'originals'), signed: join(folder, 'signed'), backup: backup ?? null },
        onRebuilt: (report) => {
          rebuilt = report;
        },
      });
      return { queue, rebuilt };
    },
  };
};

const documents = 300;
const everything = { text: '', states: [], after: null, limit: 500 };

/** A queue with documents in several states, used and held numbers, and register entries; closed. */
const filled = async (folder: string): Promise<Place> => {
  const place = placeIn(folder);
  for (const name of ['originals', 'signed']) mkdirSync(join(folder, name));
  const { queue } = await place.open();
  const jobs: string[] = [];
  for (let index = 0; index < documents; index += 1) {
    const bytes = Buffer.from(`văn bản ${index}`);
    const originalPath = join(folder, 'originals', `vb-${index}.pdf`);
    writeFileSync(originalPath, bytes);
    const { job } = await queue.add({
      serverId: index % 2 === 0 ? `doc-${index}` : null,
      title: `Quyết định số ${index} về việc khen thưởng cán bộ có thành tích xuất sắc`,
      fileName: `quyet-dinh-${index}.pdf`,
      originalPath,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      size: bytes.length,
    });
    jobs.push(job.id);
    await queue.check(job.id, { fit: true });
  }
  await queue.startSeries({ direction: 'outgoing', series: 'di', year: 2026, first: 1, user: 'vanthu' });
  for (const id of jobs.slice(0, 40)) {
    await queue.claim([id]);
    await queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
    await queue.advance(id, { event: 'signature-made', pending: '{}' });
    await queue.advance(id, { event: 'embedded' });
    const signedPath = join(folder, 'signed', `${id}.signed.pdf`);
    writeFileSync(signedPath, `signed ${id}`);
    await queue.advance(id, { event: 'proved', signedPath, signedSha256: sha256Of(`signed ${id}`) });
  }
  for (let number = 1; number <= 20; number += 1) {
    const items = [{ series: key(number).series, documentSha256: sha256Of(`số ${number}`), date: day }];
    await queue.holdNumbers({ direction: 'outgoing', user: 'vanthu', items });
    if (number % 2 === 0) await queue.register(outgoing(`số ${number}`, number));
  }
  await queue.close();
  return place;
};

let template: string;
let whole: { total: number; counts: Readonly<Record<string, number>> };

beforeAll(async () => {
  template = join(temporaryFolderForAll(), 'queue');
  mkdirSync(template, { recursive: true });
  const { queue } = await (await filled(template)).open();
  const page = await queue.list(everything);
  whole = { total: page.total, counts: page.counts };
  await queue.close();
}, 120_000);

const made: string[] = [];
const temporaryFolderForAll = (): string => {
  const folder = join(tmpdir(), `kyso-damaged-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  made.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A copy of the filled queue, whose paths still name the template's files (which stay). */
const copy = (): Place => {
  const folder = join(temporaryFolder(), 'queue');
  cpSync(template, folder, { recursive: true });
  return placeIn(folder);
};

const pageSize = 4096;

const damaged = (database: string, change: (bytes: Buffer) => void): void => {
  const bytes = readFileSync(database);
  change(bytes);
  writeFileSync(database, bytes);
};

const random = (start: number): (() => number) => {
  let state = start >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** What has to hold whatever was damaged. */
const standsAgain = async ({ queue, rebuilt }: { queue: Queue; rebuilt: Rebuilt | null }, place: Place) => {
  if (rebuilt === null) throw new Error('the damage was not found');
  expect(existsSync(rebuilt.keptAs) || rebuilt.damage === 'lost').toBe(true);
  expect(rebuiltSentences(rebuilt).join(' ')).toContain(place.folder);
  expect(await queue.verifyJournal()).toMatchObject({ intact: true });
  const page = await queue.list(everything);
  expect(page.total).toBe(rebuilt.documents.found);
  return { page, rebuilt };
};

describe('a damaged queue', () => {
  it.each([
    ['the header is zeroed', (bytes: Buffer) => bytes.fill(0, 0, 100)],
    ['one byte of the header is flipped', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(3) ^ 0x10, 3)],
  ])('loses nothing when %s', async (_name, change) => {
    const place = copy();
    damaged(place.database, change);
    const opened = await place.open();
    const { page } = await standsAgain(opened, place);
    expect(page.total).toBe(whole.total);
    expect(page.counts).toEqual(whole.counts);
    expect(opened.rebuilt?.journal.found).toBe(opened.rebuilt?.journal.known);
    await opened.queue.close();
    // Told once: the next opening finds it sound.
    const again = await place.open();
    expect(again.rebuilt).toBeNull();
    await again.queue.close();
  });

  it.each([0x02, 0x05, 0x0a, 0x0d])('stands again after a page of type 0x%s is lost', async (type) => {
    const next = random(seed + type);
    const place = copy();
    const bytes = readFileSync(place.database);
    const pages = Array.from({ length: bytes.length / pageSize }, (_, index) => index).filter(
      (page) => page > 0 && bytes.readUInt8(page * pageSize) === type,
    );
    expect(pages.length).toBeGreaterThan(0);
    const victim = pages[Math.floor(next() * pages.length)] ?? 0;
    damaged(place.database, (all) => all.fill(0, victim * pageSize, (victim + 1) * pageSize));
    const opened = await place.open();
    const { page } = await standsAgain(opened, place);
    // Whatever page it was: rows, journal and files together know most of the documents.
    expect(page.total, `seed ${seed}, page ${victim}`).toBeGreaterThan(whole.total / 2);
    await opened.queue.close();
  });

  it('finds everything that the last backup has where the file is of no use', async () => {
    const place = copy();
    const backup = join(place.folder, 'backup.sqlite');
    const source = new Database(place.database);
    source.prepare('VACUUM INTO ?').run(backup);
    source.close();
    damaged(place.database, (bytes) => bytes.fill(0x41));
    const opened = await place.open(backup);
    const { page, rebuilt } = await standsAgain(opened, place);
    expect(rebuilt.usedBackup).toBe(true);
    expect(page.counts).toEqual(whole.counts);
    await opened.queue.close();
  });

  it('says so when the file is cut, and keeps what is before the cut', async () => {
    const place = copy();
    const size = readFileSync(place.database).length;
    truncateSync(place.database, Math.floor(size / pageSize / 2) * pageSize);
    const opened = await place.open();
    await standsAgain(opened, place);
    await opened.queue.close();
  });

  it('is never silently fresh: an empty or missing file is told', async () => {
    for (const lose of [(path: string) => truncateSync(path, 0), (path: string) => rmSync(path)]) {
      const place = copy();
      lose(place.database);
      const opened = await place.open();
      const { rebuilt } = await standsAgain(opened, place);
      expect(rebuilt.damage).toBe('lost');
      expect(rebuilt.journal.known).toBeGreaterThan(documents);
      expect(rebuilt.strayFiles).toBe(documents + 40);
      await opened.queue.close();
    }
  });

  it('notices that its write-ahead log was deleted, though SQLite finds nothing wrong', async () => {
    const place = copy();
    const { queue } = await place.open();
    const kept = readFileSync(place.database);
    await queue.add({
      serverId: 'doc-lost',
      title: 'mất',
      fileName: 'mat.pdf',
      originalPath: '/không/có.pdf',
      sha256: 'a'.repeat(64),
      size: 1,
    });
    await queue.close();
    writeFileSync(place.database, kept);
    for (const suffix of ['-wal', '-shm']) rmSync(`${place.database}${suffix}`, { force: true });
    const opened = await place.open();
    const { rebuilt } = await standsAgain(opened, place);
    expect(rebuilt.damage).toBe('behind');
    expect(rebuilt.journal.known - rebuilt.journal.found).toBe(1);
    await opened.queue.close();
  });

  it('never gives a used number again after the table of numbers is lost', async () => {
    const place = copy();
    const database = new Database(place.database);
    const root = database
      .prepare<[], number>(`SELECT rootpage FROM sqlite_master WHERE name = 'numbers'`)
      .pluck()
      .get();
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    damaged(place.database, (bytes) => bytes.fill(0, ((root ?? 1) - 1) * pageSize, (root ?? 1) * pageSize));
    const opened = await place.open();
    await standsAgain(opened, place);
    expect(await opened.queue.nextNumber({ direction: 'outgoing', series: 'di', year: 2026 })).toBe(21);
    await opened.queue.close();
  });

  it('keeps every damaged file, and leaves nothing half-made beside it', async () => {
    const place = copy();
    damaged(place.database, (bytes) => bytes.fill(0, 0, 100));
    const opened = await place.open();
    await opened.queue.close();
    const names = readdirSync(place.folder);
    expect(names.filter((name) => name.includes('.damaged-'))).toHaveLength(1);
    expect(names.filter((name) => /rebuilding|salvaging/.test(name))).toEqual([]);
  });
});

describe('a queue that is damaged while it is open', () => {
  it('says so, and is read as a whole at the next opening', async () => {
    const place = copy();
    const { queue } = await place.open();
    const stamps = ['.read', '.checked'].map((suffix) => `${place.database}${suffix}`);
    expect(stamps.map((path) => existsSync(path))).toEqual([true, true]);
    damaged(place.database, (bytes) => bytes.fill(0xff, pageSize));
    await expect(queue.list({ ...everything, text: 'khen' })).rejects.toMatchObject({ code: 'queue.corrupt' });
    await queue.close().catch(() => undefined);
    expect(stamps.map((path) => existsSync(path))).toEqual([false, false]);
  });
});

describe('a queue that was opened and never used', () => {
  it('is not taken for a damaged one at the next start', async () => {
    const place = placeIn(temporaryFolder());
    for (let start = 0; start < 2; start += 1) {
      const { queue, rebuilt } = await place.open();
      expect(rebuilt).toBeNull();
      await queue.close();
    }
    expect(readdirSync(place.folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});
