import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteDue, dueAt, loadRetentionPolicy } from '../../../src/main/jobs/retention.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import { dueSql } from '../../../src/main/queue/retention.js';
import type { Queue, QueueOperations } from '../../../src/main/queue/types.js';

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
  'cancelled, of the server': () => queue.cancel([received('s-cancelled')])[0]?.id ?? '',
  'cancelled, added by hand': () => queue.cancel([received(null)])[0]?.id ?? '',
  'cancelled after signing': () => queue.cancel([proved('s-signed')])[0]?.id ?? '',
  'rejected, the server not told': () => queue.reject([received('s-untold')], 'Sai thể thức')[0]?.id ?? '',
  'rejected, the server told': () => {
    const [job] = queue.reject([received('s-told')], 'Sai thể thức');
    return queue.finishRejection(job?.id ?? '', { outcome: 'delivered' }).id;
  },
  'recalled before signing': () => queue.takeNews('s-recalled', { event: 'recalled' })?.id ?? '',
  proved: () => proved('s-proved'),
} as const;
const goes = ['cancelled, of the server', 'rejected, the server told', 'recalled before signing'];

const inAYear = new Date(Date.now() + 366 * 86_400_000);
const policy = { days: { acknowledged: 90, rejected: 90, recalled: 90, cancelled: 90 } };
const port = (): Pick<Queue, 'deleteDue' | 'filesToDelete' | 'filesDeleted'> => ({
  deleteDue: async (due) => queue.deleteDue(due),
  filesToDelete: async () => queue.filesToDelete(),
  filesDeleted: async (paths) => queue.filesDeleted(paths),
});
const run = (now: Date): Promise<number> => deleteDue(port(), policy, now, new AbortController().signal);

describe('personal data', () => {
  it.each(Object.entries(cases))('of a document that is %s', async (name, make) => {
    if (name.startsWith('recalled')) received('s-recalled');
    const id = make();
    const before = queue.get(id);
    expect(await run(new Date())).toBe(0);
    expect(await run(inAYear)).toBe(goes.includes(name) ? 1 : 0);
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
      expect(queue.add({ ...before, size: 9, recordOrder: '', serverVersion: 1 }).added).toBe(false);
    } else {
      expect(after).toEqual(before);
      expect(existsSync(before.originalPath)).toBe(true);
    }
    expect(await run(inAYear)).toBe(0);
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
    expect(await run(inAYear)).toBe(1);
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
    expect(await run(inAYear)).toBe(0);
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

describe('the days that are set', () => {
  const shipped = 'resources/policy/retention.json';
  it('may be set otherwise for one state, or for ever', () => {
    const added = join(folder, 'retention.json');
    writeFileSync(added, '{"days":{"acknowledged":365,"cancelled":null}}');
    const { days } = loadRetentionPolicy({ shipped, added });
    expect(days).toEqual({ acknowledged: 365, rejected: 90, recalled: 90, cancelled: null });
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
