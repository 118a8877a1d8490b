import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Deleted,
  deleteDue,
  dueAt,
  loadRetentionPolicy,
  type RetentionRun,
} from '../../../src/main/jobs/retention.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import { dueSql } from '../../../src/main/queue/retention.js';
import type { QueueOperations } from '../../../src/main/queue/types.js';

let folder: string;
let databasePath: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-retention-'));
  databasePath = join(folder, 'queue.db');
  database = openQueueDatabase({ databasePath });
  queue = database.operations;
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const raw = <Value>(work: (database: Database.Database) => Value): Value => {
  const other = new Database(databasePath);
  try {
    return work(other);
  } finally {
    other.close();
  }
};

const received = (serverId: string | null): string => {
  const originalPath = join(folder, `goc-${serverId ?? 'tay'}.pdf`);
  writeFileSync(originalPath, 'nội dung');
  const sha256 = 'a'.repeat(64);
  const job = {
    serverId,
    title: `Bổ nhiệm ông Điệp ${serverId}`,
    fileName: 'bo-nhiem.pdf',
    originalPath,
    sha256,
    size: 9,
  };
  const { id } = queue.add({ ...job, recordOrder: '{"subject":"Bổ nhiệm ông Điệp"}' }).job;
  return queue.check(id, { fit: true }).id;
};

/** Signed and proved; its file stands beside the original. */
const proved = (serverId: string | null): string => {
  const id = received(serverId);
  const signedPath = join(folder, `${id}.signed.pdf`);
  writeFileSync(signedPath, 'nội dung đã ký');
  const signedSha256 = createHash('sha256').update(readFileSync(signedPath)).digest('hex');
  queue.claim([id]);
  queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
  queue.advance(id, { event: 'signature-made', pending: '{}' });
  queue.advance(id, { event: 'embedded' });
  queue.advance(id, { event: 'proved', signedPath, signedSha256 });
  return id;
};

/** Every state that a document may be left in, and whether it may be deleted. */
const cases = {
  waiting: () => received('s-waiting'),
  'cancelled, of the server': () => queue.cancel([received('s-cancelled')], 'vanthu')[0]?.id ?? '',
  'cancelled, added by hand': () => queue.cancel([received(null)], 'vanthu')[0]?.id ?? '',
  'cancelled after signing': () => queue.cancel([proved('s-signed')], 'vanthu')[0]?.id ?? '',
  'rejected, the server not told': () => queue.reject([received('s-untold')], 'Sai thể thức', 'vanthu')[0]?.id ?? '',
  'rejected, the server told': () => {
    const [job] = queue.reject([received('s-told')], 'Sai thể thức', 'vanthu');
    return queue.finishRejection(job?.id ?? '', { outcome: 'delivered' }).id;
  },
  'recalled before signing': () => queue.takeNews('', 's-recalled', { event: 'recalled' })?.id ?? '',
  proved: () => proved('s-proved'),
} as const;
const goes = [
  'cancelled, of the server',
  'cancelled, added by hand',
  'rejected, the server told',
  'recalled before signing',
];

const inAYear = new Date(Date.now() + 366 * 86_400_000);
const policy = { days: { acknowledged: 90, rejected: 90, recalled: 90, cancelled: 90, copies: 30 } };
const port = (): RetentionRun['queue'] => ({
  deleteDue: async (due) => queue.deleteDue(due),
  deleteCopies: async (copies) => queue.deleteCopies(copies),
  takeTime: async (now) => queue.takeTime(now),
  confirmClock: async (confirmation) => queue.confirmClock(confirmation),
  filesToDelete: async () => queue.filesToDelete(),
  filesDeleted: async (paths) => queue.filesDeleted(paths),
});
const run = (now: Date): Promise<Deleted> =>
  deleteDue({
    queue: port(),
    folders: { data: folder, database: databasePath },
    policy,
    now,
    abort: new AbortController().signal,
  });
const confirmClock = (now: Date): void => queue.confirmClock({ now: now.toISOString(), user: 'quan-tri' });
/** The clock has come there day by day. */
const runLater = (now: Date): Promise<Deleted> => {
  confirmClock(now);
  return run(now);
};

describe('personal data', () => {
  it.each(Object.entries(cases))('of a document that is %s', async (name, make) => {
    if (name.startsWith('recalled')) received('s-recalled');
    const id = make();
    const before = queue.get(id);
    expect(await run(new Date())).toMatchObject({ documents: 0 });
    expect(await runLater(inAYear)).toMatchObject({ documents: goes.includes(name) ? 1 : 0 });
    const after = queue.get(id);
    if (goes.includes(name)) {
      expect(after).toMatchObject({
        title: '',
        fileName: '',
        originalPath: '',
        recordOrder: null,
        rejectionReason: null,
      });
      expect(after).toMatchObject({ sha256: before.sha256, serverId: before.serverId, state: before.state });
      expect(existsSync(before.originalPath)).toBe(false);
      expect(queue.history(id).at(-1)).toMatchObject({ event: 'data-deleted', by: 'retention', to: before.state });
      expect(queue.list({ text: 'điệp', states: [], after: null, limit: 5 }).jobs).toEqual([]);
      // A server's list must not bring it back; a person may add it once more.
      const added = queue.add({ ...before, size: 9, recordOrder: '', serverVersion: 1 }).added;
      expect(added).toBe(before.serverId === null);
    } else {
      expect(after).toEqual(before);
      expect(existsSync(before.originalPath)).toBe(true);
    }
    expect(await runLater(inAYear)).toMatchObject({ documents: 0 });
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('of an acknowledged document goes with its signed file, and no word of it stays in the database', async () => {
    const id = proved('s-1');
    raw((other) => {
      // As the server would have it: the step itself needs a server's signed receipt.
      other.exec('DELETE FROM outbox');
      other.exec(`UPDATE jobs SET state = 'acknowledged'`);
    });
    const { signedPath, signedSha256 } = queue.get(id);
    expect(await runLater(inAYear)).toMatchObject({ documents: 1 });
    expect(existsSync(signedPath ?? '')).toBe(false);
    expect(queue.get(id)).toMatchObject({ signedSha256, title: '' });
    const words = raw((other) => {
      other.exec(`INSERT INTO job_words (job_words, rank) VALUES ('integrity-check', 1)`);
      return other.prepare(`SELECT CAST(block AS TEXT) FROM job_words_data`).pluck().all().join();
    });
    expect(words).not.toMatch(/nhi|điệp|diep/);
  });

  it('whose file a cut left on the disk goes at the next start', async () => {
    const { originalPath } = queue.get(cases['cancelled, of the server']());
    expect(queue.deleteDue(dueAt(policy, inAYear))).toBe(1);
    expect(existsSync(originalPath)).toBe(true);
    expect(await runLater(inAYear)).toMatchObject({ documents: 0 });
    expect(existsSync(originalPath)).toBe(false);
    expect(queue.filesToDelete()).toEqual([]);
  });

  it('that went without the journal is missed', () => {
    cases['cancelled, of the server']();
    raw((other) => other.exec(`UPDATE jobs SET title = '', data_deleted_at = '2026-01-01T00:00:00.000Z'`));
    expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'job-state' });
  });

  it('is found without reading all jobs', () => {
    const params = { state: 'acknowledged', before: '2026', limit: 9 };
    const plan = raw((other) =>
      other
        .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${dueSql}`)
        .all(params)
        .map(({ detail }) => detail),
    );
    expect(plan[0]).toMatch(/SEARCH jobs USING INDEX jobs_with_data \(state=\? AND updated_at<\?\)/);
  });
});

describe('copies of what others took the place of', () => {
  const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
  const make = (name: string, days: number, content = 'Bổ nhiệm ông Điệp'): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    for (let changed = path; changed !== folder; changed = dirname(changed))
      utimesSync(changed, daysAgo(days), daysAgo(days));
    return path;
  };
  const deletions = () =>
    queue.journalPage(0, 500).flatMap(({ event, by, detail }) => (event === 'copy-deleted' ? [{ by, detail }] : []));

  it('go with all that belongs to them when their time is up, and stand in the journal', async () => {
    const old = [
      'queue.db.before-180',
      'queue.db.damaged-2026-01-02T03-04-05Z',
      'queue.db.damaged-2026-01-02T03-04-05Z-wal',
      'queue.db.damaged-2026-01-02T03-04-05Z-2',
      'queue.db.salvaging',
      'before-restore-2026-01-02T03-04-05/queue.sqlite',
      'before-restore-2026-01-02T03-04-05Z-2/originals/a.pdf',
      'restoring-0123456789ab/0',
    ].map((name) => make(name, 31));
    const stay = ['queue.db.before-200', 'before-restore-2026-02-02T03-04-05Z/queue.sqlite'].map((name) =>
      make(name, 29),
    );
    stay.push(...['queue.db.head.old', 'settings.json', 'originals/a.pdf'].map((name) => make(name, 400)));
    expect(await run(new Date())).toEqual({ documents: 0, copies: 7 });
    expect(old.filter((path) => existsSync(path))).toEqual([]);
    expect(stay.filter((path) => !existsSync(path))).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith('restoring-'))).toEqual([]);
    expect(deletions()).toHaveLength(7);
    expect(deletions()).toContainEqual({ by: 'retention', detail: '{"name":"queue.db.before-180"}' });
    expect(await run(new Date())).toEqual({ documents: 0, copies: 0 });
    expect(deletions()).toHaveLength(7);
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('stay as long as the queue speaks of a document in them: a restore that was cut off left it there alone', async () => {
    const id = proved('s-1');
    const aside = 'before-restore-2026-01-02T03-04-05Z/signed/cua-no.pdf';
    const path = make(aside, 31, readFileSync(queue.get(id).signedPath ?? '', 'utf8'));
    expect(await run(new Date())).toMatchObject({ copies: 0 });
    expect(existsSync(path)).toBe(true);
    raw((other) => other.exec(`DELETE FROM outbox; UPDATE jobs SET state = 'acknowledged'`));
    expect(await runLater(inAYear)).toEqual({ documents: 1, copies: 1 });
    expect(existsSync(path)).toBe(false);
  });

  it('that another program holds open, or a cut left, go the next time', async () => {
    const path = make('queue.db.before-180', 31);
    expect(queue.deleteCopies([{ name: 'queue.db.before-180', paths: [path], documents: [] }])).toBe(1);
    expect(queue.deleteCopies([{ name: 'queue.db.before-180', paths: [path], documents: [] }])).toBe(1);
    expect(deletions()).toHaveLength(1);
    await run(new Date());
    expect(existsSync(path)).toBe(false);
    expect(queue.filesToDelete()).toEqual([]);
  });
});

describe('a clock that is far ahead of everything on record', () => {
  const ahead = expect.objectContaining({ code: 'queue.clock-ahead' });
  const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);

  it('deletes nothing, however often it is asked', async () => {
    const { originalPath } = queue.get(cases['cancelled, of the server']());
    await expect(run(inAYear)).rejects.toEqual(ahead);
    await expect(run(inAYear)).rejects.toEqual(ahead);
    expect(existsSync(originalPath)).toBe(true);
    // Set right, it is believed; the years ahead are not, though what it did meanwhile stands in the journal.
    expect(await run(new Date())).toMatchObject({ documents: 0 });
    raw((other) => {
      other.exec('DROP TRIGGER journal_no_update');
      other.prepare('UPDATE journal SET at = ?').run(inAYear.toISOString());
    });
    await expect(run(inAYear)).rejects.toEqual(ahead);
  });

  it('is believed once a person says that it is right, which stands in the journal', async () => {
    cases['cancelled, of the server']();
    await expect(run(inAYear)).rejects.toEqual(ahead);
    confirmClock(inAYear);
    expect(await run(inAYear)).toMatchObject({ documents: 1 });
    const said = queue.journalPage(0, 500).find(({ event }) => event === 'clock-confirmed');
    expect(said).toMatchObject({ by: 'person', detail: expect.stringContaining('"user":"quan-tri"') });
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('is believed where a server signed a time near it', async () => {
    cases['cancelled, of the server']();
    raw((other) =>
      other
        .prepare('INSERT INTO journal_witnesses VALUES (?, ?)')
        .run('https://van-ban.tinh.gov.vn', JSON.stringify({ witnessedAt: inDays(360).toISOString() })),
    );
    expect(await run(inAYear)).toMatchObject({ documents: 1 });
  });

  it('is none that goes on day by day, with holidays between', async () => {
    cases['cancelled, of the server']();
    for (const day of [0, 9, 30, 59, 88]) expect(await run(inDays(day))).toMatchObject({ documents: 0 });
    expect(await run(inDays(91))).toMatchObject({ documents: 1 });
  });
});

describe('the days that are set', () => {
  const shipped = 'resources/policy/retention.json';
  it('may be set otherwise for one state, or for ever', () => {
    const added = join(folder, 'retention.json');
    writeFileSync(added, '{"days":{"acknowledged":365,"cancelled":null}}');
    const { days } = loadRetentionPolicy({ shipped, added });
    expect(days).toEqual({ acknowledged: 365, rejected: 90, recalled: 90, cancelled: null, copies: 30 });
    expect(dueAt({ days }, new Date('2026-12-31T00:00:00Z'))).toMatchObject({
      acknowledged: '2025-12-31T00:00:00.000Z',
      cancelled: null,
    });
  });

  it.each(['{', '{"days":{"acknowledged":0}}', '{"days":{"proved":1}}', '{"tage":{}}'])('are refused: %s', (text) => {
    const added = join(folder, 'retention.json');
    writeFileSync(added, text);
    expect(() => loadRetentionPolicy({ shipped, added })).toThrow(
      expect.objectContaining({ code: 'queue.retention-invalid' }),
    );
  });
});
