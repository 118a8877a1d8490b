import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultValue } from '../../../src/contracts/faults/index.js';
import type { JobState } from '../../../src/contracts/jobs.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import type { NewJob, QueueOperations } from '../../../src/main/queue/types.js';

let folder: string;
let databasePath: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-queue-'));
  databasePath = join(folder, 'queue.db');
  database = openQueueDatabase({ databasePath });
  queue = database.operations;
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const job = (serverId: string | null, title = 'Quyết định'): NewJob => ({
  serverId,
  title,
  fileName: 'van-ban.pdf',
  originalPath: join(folder, 'goc.pdf'),
  sha256: 'a'.repeat(64),
  size: 10,
});
/** A document that is ready to be signed. */
const added = (serverId: string | null, title?: string): string => {
  const { id } = queue.add(job(serverId, title)).job;
  return queue.check(id, { fit: true }).id;
};
const error = faultValue('app.cancelled');
const signedBytes = Buffer.from('%PDF-1.7 signed');
const signedSha256 = createHash('sha256').update(signedBytes).digest('hex');

/** Brings a new job to `state` by lawful steps. */
const inState = (state: JobState, serverId: string | null = `s-${Math.random()}`): string => {
  const id = added(serverId);
  const signedPath = join(folder, `${id}.signed.pdf`);
  writeFileSync(signedPath, signedBytes);
  const steps: [JobState, () => void][] = [
    ['ready', () => {}],
    ['preparing', () => queue.claim([id])],
    ['signing', () => queue.advance(id, { event: 'prepared', prepared: '{}', again: false })],
    ['timestamping', () => queue.advance(id, { event: 'signature-made', pending: '{}' })],
    ['signed', () => queue.advance(id, { event: 'embedded' })],
    ['proved', () => queue.advance(id, { event: 'proved', signedPath, signedSha256 })],
    ['uploading', () => queue.claimUpload(id)],
    ['delivered', () => queue.finishUpload(id, { outcome: 'delivered', receipt: receiptOf('s') })],
  ];
  for (const [reached, step] of steps) {
    step();
    if (reached === state) return id;
  }
  throw new Error(`no way to ${state}`);
};
const receiptOf = (documentId: string) => ({
  documentId,
  sha256: signedSha256,
  receivedAt: '2026-01-01T00:00:00Z',
  alreadyThere: false,
  journal: { seq: 1, head: 'c'.repeat(64) },
  receiptNumber: 1,
  signature: '',
});

describe('a signature value', () => {
  const pending = JSON.stringify({ value: 'ab' });
  const signedByToken = (): string => {
    const id = inState('signing');
    queue.advance(id, { event: 'signature-made', pending });
    return id;
  };

  it('waits for its timestamp in a state of its own, owned by nobody, and is handed out again as it was', () => {
    const id = signedByToken();
    expect(queue.claimPending([id])).toEqual([]);
    queue.advance(id, { event: 'timestamp-deferred', error });
    expect(queue.get(id)).toMatchObject({ state: 'awaiting-timestamp', error });
    expect(queue.claim([id])).toEqual([]);
    expect(queue.claimPending([id])).toMatchObject([{ job: { id, state: 'timestamping', error: null }, pending }]);
    expect(queue.claimPending([id])).toEqual([]);
    queue.advance(id, { event: 'embedded' });
    expect(queue.get(id).state).toBe('signed');
  });

  it('is forgotten with a document that is signed anew', () => {
    const id = signedByToken();
    queue.advance(id, { event: 'signing-failed', error });
    queue.retry([id], 'vanthu');
    queue.claim([id]);
    queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
    expect(queue.get(id).state).toBe('signing');
    queue.advance(id, { event: 'signature-made', pending: '{"value":"cd"}' });
    queue.advance(id, { event: 'timestamp-deferred', error });
    expect(queue.claimPending([id])[0]?.pending).toBe('{"value":"cd"}');
  });

  it('survives the process that waited for the timestamp', () => {
    const id = signedByToken();
    database.close();
    database = openQueueDatabase({ databasePath });
    queue = database.operations;
    expect(queue.get(id).state).toBe('awaiting-timestamp');
    expect(queue.claimPending([id])[0]?.pending).toBe(pending);
  });
});

describe('evidence of the certificate check', () => {
  const evidence = {
    checkedAt: '2026-01-01T00:00:00.000Z',
    outcome: 'good' as const,
    reasons: [],
    items: [
      { kind: 'certificate' as const, bytes: Buffer.from('leaf') },
      { kind: 'crl' as const, bytes: Buffer.from('list') },
    ],
  };

  const later = { ...evidence, outcome: 'unknown' as const, reasons: [error], items: evidence.items.slice(0, 1) };

  it('is kept with each job that is claimed with it and given back as it was', () => {
    const [first, second] = [added('doc-1'), added('doc-2')];
    expect(queue.evidenceOf(first)).toBeNull();
    const id = queue.keepEvidence(evidence);
    queue.claim([first], id);
    queue.claim([second], id);
    expect(queue.evidenceOf(second)).toEqual(evidence);
    queue.advance(second, { event: 'released' });
    queue.claim([second], queue.keepEvidence(later));
    expect(queue.evidenceOf(second)).toEqual(later);
    expect(queue.evidenceOf(first)).toEqual(evidence);
    expect(() => queue.evidenceOf('f'.repeat(32))).toThrow(expect.objectContaining({ code: 'queue.job-missing' }));
  });

  it('of a job that is held or signed is not touched by what others check or claim', () => {
    const mine = added('doc-1');
    queue.claim([mine], queue.keepEvidence(evidence));
    expect(queue.claim([mine], queue.keepEvidence(later))).toEqual([]);
    expect(queue.evidenceOf(mine)).toEqual(evidence);
  });

  it('for which nothing was claimed is gone a day later', () => {
    const old = queue.keepEvidence(evidence);
    queue.keepEvidence({ ...later, checkedAt: new Date().toISOString() });
    expect(() => queue.claim([added('doc-1')], old)).toThrow(/FOREIGN KEY/);
  });

  it('is stored once for all jobs and leaves the file with the last of them', () => {
    const jobs = [added('doc-1'), added('doc-2')];
    queue.claim(jobs, queue.keepEvidence(evidence));
    const count = (): unknown => {
      const reader = new Database(databasePath, { readonly: true });
      const found = reader.prepare('SELECT count(*) FROM evidence_bytes').pluck().get();
      reader.close();
      return found;
    };
    expect(count()).toBe(2);
    expect(queue.deleteEvidence(jobs.slice(0, 1))).toBe(1);
    expect(count()).toBe(2);
    expect(queue.deleteEvidence(jobs)).toBe(1);
    expect(count()).toBe(0);
    expect(queue.evidenceOf(jobs[0] ?? '')).toBeNull();
  });
});

describe('a job', () => {
  it('goes from received to delivered, one journal entry a step', () => {
    const id = inState('delivered', 'doc-1');
    expect(queue.get(id)).toMatchObject({ state: 'delivered', serverId: 'doc-1', signedSha256, error: null });
    expect(queue.history(id).map((entry) => `${entry.by}:${entry.to}`)).toEqual([
      'intake:received',
      'intake:checked',
      'intake:ready',
      'signer:preparing',
      'signer:signing',
      'signer:timestamping',
      'signer:signed',
      'signer:proved',
      'sync:uploading',
      'sync:delivered',
    ]);
    expect(queue.outbox()).toEqual([]);
  });

  it('of the same server document is queued once', () => {
    const first = queue.add(job('doc-1'));
    const second = queue.add(job('doc-1', 'Tên khác'));
    expect(second).toEqual({ job: first.job, added: false });
    expect(queue.knownDocuments('', ['doc-1', 'doc-2'])).toMatchObject([{ serverId: 'doc-1', state: 'received' }]);
  });

  it('refuses a step that the table does not list, and changes nothing', () => {
    const id = added('doc-1');
    const refused = expect.objectContaining({ code: 'queue.transition-refused' });
    expect(() => queue.advance(id, { event: 'embedded' })).toThrow(refused);
    expect(() => queue.finishUpload(id, { outcome: 'refused', error })).toThrow(refused);
    expect(queue.get(id).state).toBe('ready');
    expect(queue.history(id)).toHaveLength(3);
    expect(() => queue.get('f'.repeat(32))).toThrow(expect.objectContaining({ code: 'queue.job-missing' }));
  });

  it('added by hand is never offered to the server', () => {
    const id = inState('proved', null);
    expect(queue.outbox()).toEqual([]);
    expect(queue.claimUpload(id)).toBeNull();
  });

  it('keeps title and file name out of the journal', () => {
    const id = added('doc-1', 'Kỷ luật ông Nguyễn Văn A');
    queue.claim([id]);
    queue.advance(id, { event: 'signing-failed', error: faultValue('file.missing', { file: 'mat-123.pdf' }) });
    const journal = JSON.stringify(queue.history(id));
    expect(journal).not.toMatch(/Nguyễn|van-ban|mat-123/);
    expect(journal).toContain('file.missing');
  });
});

describe('failure, retry, cancel', () => {
  it('a failed signature says where it failed and is signed anew', () => {
    const id = inState('signing');
    queue.advance(id, { event: 'signing-failed', error });
    expect(queue.get(id)).toMatchObject({ state: 'failed', failedIn: 'signing', error });
    expect(queue.retry([id], 'vanthu')).toMatchObject([{ state: 'ready', error: null, failedIn: null }]);
  });

  it('a refused upload is sent again with the same signed file', () => {
    const id = inState('uploading');
    queue.finishUpload(id, { outcome: 'refused', error });
    expect(queue.retry([id], 'vanthu')).toMatchObject([{ state: 'proved', signedSha256 }]);
    expect(queue.outbox().map((entry) => entry.job.id)).toEqual([id]);
  });

  it('a deferred upload stays in the outbox with its error, behind those not yet tried', () => {
    const [first, second] = [inState('uploading'), inState('proved')];
    queue.finishUpload(first, { outcome: 'deferred', error });
    expect(queue.get(first)).toMatchObject({ state: 'proved', error });
    expect(queue.outbox().map((entry) => entry.job.id)).toEqual([second, first]);
  });

  it('cancels what waits, leaves what is under way or delivered', () => {
    const ids = (['ready', 'preparing', 'proved', 'uploading', 'delivered'] as const).map((state) => inState(state));
    expect(queue.cancel(ids, 'vanthu').map((cancelled) => cancelled.id)).toEqual([ids[0], ids[2]]);
    expect(ids.map((id) => queue.get(id).state)).toEqual([
      'cancelled',
      'preparing',
      'cancelled',
      'uploading',
      'delivered',
    ]);
    expect(queue.outbox()).toEqual([]);
  });
});

describe('two open queues on one file', () => {
  it('sign one document once: the second claim gets nothing and may not advance it', () => {
    const ids = [added('doc-1'), added('doc-2')];
    const other = openQueueDatabase({ databasePath });
    expect(queue.claim([ids[0] ?? '']).map((claimed) => claimed.job.id)).toEqual([ids[0]]);
    expect(other.operations.claim(ids).map((claimed) => claimed.job.id)).toEqual([ids[1]]);
    expect(() => other.operations.advance(ids[0] ?? '', { event: 'prepared', prepared: '{}', again: false })).toThrow(
      expect.objectContaining({ code: 'queue.not-owner' }),
    );
    other.close();
  });

  it('leave the work of a living owner alone and give back that of a closed one', () => {
    const other = openQueueDatabase({ databasePath });
    const [signing, uploading] = [inState('preparing'), inState('uploading')];
    expect(other.operations.recoverInterrupted()).toEqual([]);
    const mine = added('doc-1');
    other.operations.claim([mine]);
    other.close();
    expect(queue.recoverInterrupted()).toMatchObject([{ id: mine, state: 'ready' }]);
    expect([queue.get(signing).state, queue.get(uploading).state]).toEqual(['preparing', 'uploading']);
  });

  it('recover every interrupted state on opening, with the signed file of an upload kept', () => {
    const ids = (['preparing', 'signing', 'timestamping', 'signed', 'uploading'] as const).map((state) =>
      inState(state),
    );
    database.close();
    database = openQueueDatabase({ databasePath });
    queue = database.operations;
    expect(ids.map((id) => queue.get(id).state)).toEqual([
      'ready',
      'ready',
      'awaiting-timestamp',
      'awaiting-timestamp',
      'proved',
    ]);
    expect(queue.get(ids[4] ?? '')).toMatchObject({ signedSha256 });
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });
});

describe('the list', () => {
  const page = { text: '', states: [], after: null, limit: 50 };

  it('finds Vietnamese text typed without marks, đ among them, in any order of words', () => {
    const id = added('doc-1', 'Quyết định về việc điều động cán bộ tỉnh Đồng Tháp');
    added('doc-2', 'Thông báo lịch họp');
    for (const text of ['dieu dong', 'ĐIỀU ĐỘNG', 'thap dong', 'Điều động'.normalize('NFD'), 'doc-1'])
      expect(queue.list({ ...page, text }).jobs.map((found) => found.id)).toEqual([id]);
    expect(queue.list({ ...page, text: 'dieu hop' }).jobs).toEqual([]);
  });

  it('counts every state within the text, and pages newest first', () => {
    const ids = [added('a', 'Công văn một'), added('b', 'Công văn hai'), added('c', 'Tờ trình')];
    queue.claim([ids[1] ?? '']);
    const found = queue.list({ ...page, text: 'cong van', states: ['ready'] });
    expect(found.counts).toMatchObject({ ready: 1, preparing: 1, delivered: 0 });
    expect(found.total).toBe(1);
    const first = queue.list({ ...page, limit: 1 });
    expect(first).toMatchObject({ total: 3, more: false, jobs: [{ id: ids[2] }] });
    expect(queue.list({ ...page, after: first.next, limit: 1 })).toMatchObject({ total: 3, jobs: [{ id: ids[1] }] });
  });
});

describe('journal verification', () => {
  /** Changes the file behind the queue's back, as somebody with the file and SQLite would. */
  const tamper = (sql: string): void => {
    const raw = new Database(databasePath);
    raw.exec('DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete');
    raw.exec(sql);
    raw.close();
  };

  beforeEach(() => {
    inState('delivered', 'doc-1');
    inState('proved', 'doc-2');
  });

  it('accepts what the queue wrote', () => {
    expect(queue.verifyJournal()).toMatchObject({
      intact: true,
      entries: 18,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each([
    ['a changed time', "UPDATE journal SET at = '2020-01-01' WHERE seq = 3", { seq: 3, problem: 'hash' }],
    ['a changed detail', "UPDATE journal SET detail = '{}' WHERE seq = 5", { seq: 5, problem: 'hash' }],
    ['an entry taken out', 'DELETE FROM journal WHERE seq = 4', { seq: 4, problem: 'gap' }],
    ['the last entry cut off', 'DELETE FROM journal WHERE seq = 18', { seq: 17, problem: 'job-state' }],
    ['all entries cut off', 'DELETE FROM journal', { seq: 1, problem: 'job-state' }],
    [
      'a state set by hand',
      "UPDATE jobs SET state = 'proved' WHERE server_id = 'doc-1'",
      { seq: 10, problem: 'job-state' },
    ],
    [
      'a job removed',
      "DELETE FROM outbox; DELETE FROM prepared_signatures; DELETE FROM jobs WHERE server_id = 'doc-2'",
      { seq: 18, problem: 'job-state' },
    ],
  ])('notices %s', (_what, sql, expected) => {
    tamper(sql);
    expect(queue.verifyJournal()).toEqual({ intact: false, ...expected });
  });

  it('notices an entry with a right hash that leaves the table of transitions', () => {
    const last = queue
      .history(queue.list({ text: 'doc-1', states: [], after: null, limit: 1 }).jobs[0]?.id ?? '')
      .at(-1);
    const head = queue.verifyJournal();
    if (last === undefined || !head.intact) throw new Error('set-up');
    const fields = [19, last.at, last.jobId, 'claimed', 'signer', 'delivered', 'preparing', '{}', head.head];
    const hash = createHash('sha256').update(JSON.stringify(fields)).digest('hex');
    const values = [...fields, hash].map((value) => `'${value}'`).join();
    tamper(`INSERT INTO journal VALUES (${values}); UPDATE jobs SET state = 'preparing' WHERE id = '${last.jobId}'`);
    expect(queue.verifyJournal()).toEqual({ intact: false, seq: 19, problem: 'transition' });
  });
});

describe('evidence packs in the journal', () => {
  const [fileSha256, packSha256] = ['1'.repeat(64), '2'.repeat(64)];
  const place = { fileName: 'Tờ trình.pdf', path: '/ho-so/Tờ trình.evidence.zip', size: 12_345 };
  const made = { event: 'evidence-pack-made', fileSha256, packSha256, ...place } as const;
  const deleted = { event: 'evidence-pack-deleted', fileSha256, packSha256 } as const;
  const tamper = (sql: string): void => {
    const raw = new Database(databasePath);
    raw.exec('DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete');
    raw.exec(sql);
    raw.close();
  };

  it('stand in one chain with the steps of jobs', () => {
    inState('proved', 'doc-1');
    queue.recordPack(made);
    inState('ready', 'doc-2');
    queue.recordPack(deleted);
    expect(queue.verifyJournal()).toMatchObject({ intact: true, entries: 13 });
  });

  it('are known by their hash once they were made, and only then', () => {
    expect(queue.fileOfPack(packSha256)).toBeNull();
    queue.recordPack(deleted);
    expect(queue.fileOfPack(packSha256)).toBeNull();
    queue.recordPack(made);
    expect(queue.fileOfPack(packSha256)).toBe(fileSha256);
    expect(queue.fileOfPack(fileSha256)).toBeNull();
  });

  it('can be found again until they are deleted or forgotten, the newest first', () => {
    queue.recordPack(made);
    const second = { ...made, packSha256: '4'.repeat(64), path: '/ho-so/2.zip' };
    queue.recordPack(second);
    const { event: _event, ...kept } = made;
    expect(queue.packOf(packSha256)).toEqual({ ...kept, madeAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(queue.packs(1)).toMatchObject({ packs: [{ path: '/ho-so/2.zip' }], total: 2 });
    queue.recordPack(deleted);
    expect(queue.packOf(packSha256)).toBeNull();
    queue.forgetPack(second.packSha256);
    expect(queue.packs(10)).toEqual({ packs: [], total: 0 });
    expect(queue.fileOfPack(second.packSha256)).toBe(fileSha256);
    expect(queue.verifyJournal()).toMatchObject({ intact: true, entries: 3 });
  });

  it('leave no names or places in the journal', () => {
    queue.recordPack(made);
    const raw = new Database(databasePath, { readonly: true });
    expect(raw.prepare('SELECT detail FROM journal').pluck().all()).toEqual([
      JSON.stringify({ fileSha256, packSha256 }),
    ]);
    raw.close();
  });

  it.each([
    ['another pack put in its place', `UPDATE journal SET detail = replace(detail, '2222', '3333')`, 'hash'],
    ['one turned into the other', "UPDATE journal SET event = 'evidence-pack-deleted'", 'hash'],
  ])('are protected: %s', (_what, sql, problem) => {
    queue.recordPack(made);
    tamper(sql);
    expect(queue.verifyJournal()).toEqual({ intact: false, seq: 1, problem });
  });

  it.each(['claimed', 'evidence-pack-burnt', 'toString'])('do not let in an entry without a job called %s', (event) => {
    const zeros = '0'.repeat(64);
    const fields = [1, '2026-01-01', null, event, 'person', null, null, '{}', zeros];
    const hash = createHash('sha256').update(JSON.stringify(fields)).digest('hex');
    tamper(
      `INSERT INTO journal VALUES (1, '2026-01-01', NULL, '${event}', 'person', NULL, NULL, '{}', '${zeros}', '${hash}')`,
    );
    expect(queue.verifyJournal()).toEqual({ intact: false, seq: 1, problem: 'transition' });
  });
});

describe('sources of trust in the journal', () => {
  const source = {
    fingerprint: '3'.repeat(64),
    commonName: 'Root CA nội bộ',
    organization: null,
    serial: '01',
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2036-01-01T00:00:00.000Z',
    user: 'van-thu',
    way: 'window',
  } as const;
  const added = { event: 'trust-anchor-added', ...source } as const;
  const removed = { event: 'trust-anchor-removed', ...source } as const;
  const tamper = (sql: string): void => {
    const raw = new Database(databasePath);
    raw.exec('DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete');
    raw.exec(sql);
    raw.close();
  };

  it('stand in one chain with the steps of jobs, and count from their adding to their removal', () => {
    inState('ready', 'doc-1');
    expect(queue.confirmedAnchors()).toEqual([]);
    queue.recordAnchor(added);
    queue.recordAnchor({ ...added, fingerprint: '4'.repeat(64) });
    expect(queue.confirmedAnchors()).toMatchObject([source, { fingerprint: '4'.repeat(64) }]);
    queue.recordAnchor(removed);
    expect(queue.confirmedAnchors()).toMatchObject([{ fingerprint: '4'.repeat(64) }]);
    queue.recordAnchor(added);
    expect(queue.confirmedAnchors()).toHaveLength(2);
    expect(queue.verifyJournal()).toMatchObject({ intact: true, entries: 7 });
  });

  it('are not removed where they were never added, nor twice', () => {
    const unknown = expect.objectContaining({ code: 'trust.unknown' });
    expect(() => queue.recordAnchor(removed)).toThrow(unknown);
    queue.recordAnchor(added);
    queue.recordAnchor(removed);
    expect(() => queue.recordAnchor(removed)).toThrow(unknown);
    expect(queue.verifyJournal()).toMatchObject({ intact: true, entries: 2 });
  });

  it.each([
    ['another certificate put in its place', "UPDATE journal SET detail = replace(detail, '3333', '5555')"],
    ['a removal turned into an adding', "UPDATE journal SET event = 'trust-anchor-added' WHERE seq = 2"],
    ['emptied', "UPDATE journal SET detail = '{}'"],
  ])('count for nothing where an entry was altered: %s', (_what, sql) => {
    queue.recordAnchor(added);
    queue.recordAnchor(removed);
    queue.recordAnchor({ ...added, fingerprint: '4'.repeat(64) });
    tamper(sql);
    expect(queue.confirmedAnchors()).toEqual([]);
    expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'hash' });
  });

  it('are found without reading the journal through', () => {
    const raw = new Database(databasePath, { readonly: true });
    const plan = raw
      .prepare<[], { detail: string }>(
        `EXPLAIN QUERY PLAN SELECT seq FROM journal
         WHERE event IN ('trust-anchor-added', 'trust-anchor-removed') ORDER BY seq`,
      )
      .all();
    raw.close();
    expect(plan.map(({ detail }) => detail).join()).toContain('journal_of_anchors');
  });
});

describe('a file that is no queue', () => {
  it.each([
    ['garbage', Buffer.alloc(8192, 0x41)],
    ['a PDF', Buffer.from(`%PDF-1.7\n${'x'.repeat(4096)}`)],
  ])('is kept as it is beside the queue that is put together again, and told of: %s', (_what, bytes) => {
    const path = join(folder, 'other.db');
    writeFileSync(path, bytes);
    const opened = openQueueDatabase({ databasePath: path });
    opened.close();
    expect(opened.rebuilt?.keptAs).toMatch(/other\.db\.damaged-/);
    expect(readFileSync(opened.rebuilt?.keptAs ?? '')).toEqual(bytes);
  });
});

describe('what the token was about to sign', () => {
  const prepared = '{"digest":"ab"}';
  const reopened = (): void => {
    database.close();
    database = openQueueDatabase({ databasePath });
    queue = database.operations;
  };
  const cutWhileSigning = (): string => {
    const id = inState('preparing');
    queue.advance(id, { event: 'prepared', prepared, again: false });
    reopened();
    return id;
  };

  it('is handed out again after a cut, as often as it takes', () => {
    const id = cutWhileSigning();
    expect(queue.get(id).state).toBe('ready');
    expect(queue.claim([id])).toMatchObject([{ job: { id, state: 'preparing' }, prepared }]);
    reopened();
    expect(queue.claim([id])).toMatchObject([{ prepared }]);
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('is forgotten once the token has answered, the batch was stopped, or the document failed or was taken back', () => {
    const forgotten: ((id: string) => unknown)[] = [
      (id) => {
        queue.claim([id]);
        queue.advance(id, { event: 'released' });
        return queue.claim([id]);
      },
      (id) => {
        queue.claim([id]);
        queue.advance(id, { event: 'signing-failed', error });
        queue.retry([id], 'vanthu');
        return queue.claim([id]);
      },
    ];
    for (const lose of forgotten) expect(lose(cutWhileSigning())).toMatchObject([{ prepared: null }]);
  });
});

describe('a document that a person has to decide on', () => {
  const asked = (): string => {
    const { id } = queue.add({ ...job('doc-1'), needsApproval: true, serverVersion: 3 }).job;
    expect(queue.check(id, { fit: true }).state).toBe('waiting-for-approval');
    return id;
  };

  it('is signed by nobody before it is approved', () => {
    const id = asked();
    expect(queue.claim([id])).toEqual([]);
    expect(queue.approve([id], 'vanthu')).toMatchObject([{ id, state: 'ready' }]);
    expect(queue.claim([id])).toMatchObject([{ job: { id } }]);
  });

  it('goes back with its reason through the outbox, until the server knows', () => {
    const id = asked();
    expect(queue.reject([id], 'Sai số liệu', 'vanthu')).toMatchObject([
      { state: 'rejected', rejectionReason: 'Sai số liệu' },
    ]);
    expect(queue.outbox()).toMatchObject([{ job: { id }, kind: 'rejection', sha256: null }]);
    expect(queue.claimUpload(id)).toBeNull();
    queue.finishRejection(id, { outcome: 'deferred', error });
    expect(queue.outbox()).toHaveLength(1);
    queue.finishRejection(id, { outcome: 'delivered' });
    expect(queue.outbox()).toEqual([]);
    expect(queue.get(id).state).toBe('rejected');
    expect(JSON.stringify(queue.history(id))).not.toContain('Sai số liệu');
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('that cannot be opened fails, and is looked at again when it is retried', () => {
    const { id } = queue.add(job('doc-2')).job;
    expect(queue.check(id, { fit: false, error: faultValue('pdf.not-pdf', { file: 'a' }) })).toMatchObject({
      state: 'failed',
      failedIn: 'received',
    });
    expect(queue.retry([id], 'vanthu')).toMatchObject([{ state: 'received' }]);
  });
});

describe('what the server says of a document', () => {
  it('acknowledges what was delivered, and nothing else', () => {
    const [delivered] = [inState('delivered', 'doc-1'), inState('proved', 'doc-2')];
    expect(queue.takeNews('', 'doc-1', { event: 'acknowledged' })).toMatchObject({
      id: delivered,
      state: 'acknowledged',
    });
    expect(queue.takeNews('', 'doc-2', { event: 'acknowledged' })).toBeNull();
    expect(queue.takeNews('', 'doc-3', { event: 'acknowledged' })).toBeNull();
  });

  it('takes back what nobody works on; whoever signs it just now is told when it is sent', () => {
    const [ready, signing] = [inState('ready', 'doc-1'), inState('signing', 'doc-2')];
    expect(queue.takeNews('', 'doc-1', { event: 'recalled' })).toMatchObject({ id: ready, state: 'recalled' });
    expect(queue.takeNews('', 'doc-2', { event: 'recalled' })).toBeNull();
    expect(queue.get(signing).state).toBe('signing');
    const uploading = inState('uploading', 'doc-4');
    expect(queue.finishUpload(uploading, { outcome: 'recalled', error })).toMatchObject({ state: 'recalled' });
  });

  it('frees the id for another content of the same document', () => {
    const before = inState('proved', 'doc-1');
    queue.takeNews('', 'doc-1', { event: 'replaced' });
    expect(queue.get(before)).toMatchObject({ state: 'recalled', serverId: null });
    const { job: next, added: isNew } = queue.add({ ...job('doc-1'), sha256: 'b'.repeat(64) });
    expect([isNew, next.id === before]).toEqual([true, false]);
    expect(queue.outbox()).toEqual([]);
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('of a file that it refuses ends the job: no second file of it is ever made', () => {
    const id = inState('delivered', 'doc-1');
    queue.takeNews('', 'doc-1', { event: 'refused-after-delivery', error });
    expect(queue.get(id)).toMatchObject({ state: 'failed', error });
    expect(queue.retry([id], 'vanthu')).toEqual([]);
  });
});

describe('a signed file that is gone', () => {
  it('before it was ever sent is made again', () => {
    const id = inState('proved');
    writeFileSync(queue.get(id).signedPath ?? '', 'other bytes');
    expect(queue.fileLost(id, error)).toMatchObject({ error });
    expect(queue.retry([id], 'vanthu')).toMatchObject([{ state: 'ready', signedSha256: null }]);
  });

  it('after it may have reached the server stays as it is', () => {
    const id = inState('uploading');
    queue.finishUpload(id, { outcome: 'deferred', error });
    const signedPath = queue.get(id).signedPath ?? '';
    const signed = readFileSync(signedPath);
    writeFileSync(signedPath, 'other bytes');
    // What it says can be done: no new signature, but this very file again.
    expect(queue.fileLost(id, error)).toMatchObject({ state: 'failed', error: { code: 'sync.sent-file-lost' } });
    expect(queue.retry([id], 'vanthu')).toEqual([]);
    writeFileSync(signedPath, signed);
    expect(queue.retry([id], 'vanthu')).toMatchObject([{ state: 'proved' }]);
  });
});
