import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import type { QueueOperations } from '../../../src/main/queue/types.js';
import { hold, incoming, issue, key, outgoing, sha256Of } from './register-samples.js';

let folder: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-register-parts-'));
  database = openQueueDatabase({ databasePath: join(folder, 'queue.db') });
  queue = database.operations;
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('what stands in a register of a year', () => {
  it('is every series that was begun, even one that no document was registered in, and the types of documents', () => {
    issue(queue, 'a');
    hold(queue, ['b'], '2026-03-02', 'quyet-dinh');
    hold(queue, ['c'], '2025-03-02', 'cu');
    queue.startSeries({ ...key(1, 'giua-nam'), first: 120, user: 'vanthu' });
    queue.register(
      outgoing('b', 1, { series: 'quyet-dinh', fields: { ...outgoing('b', 1).fields, typeName: 'Báo cáo' } }),
    );
    const parts = queue.registerParts({ direction: 'outgoing', year: 2026 });
    expect({ ...parts, series: [...parts.series].sort() }).toEqual({
      series: ['di', 'giua-nam', 'quyet-dinh'],
      types: ['Báo cáo', 'Quyết định'],
    });
    expect(queue.registerParts({ direction: 'incoming', year: 2026 })).toEqual({ series: [], types: [] });
  });

  it('keeps what is incoming apart', () => {
    queue.holdNumbers({
      direction: 'incoming',
      user: 'vanthu',
      items: [{ series: 'den', documentSha256: sha256Of('a'), date: '2026-03-02' }],
    });
    queue.register({ ...incoming('a', 1), direction: 'incoming', series: 'den' });
    expect(queue.registerParts({ direction: 'incoming', year: 2026 })).toEqual({
      series: ['den'],
      types: ['Công văn'],
    });
    expect(queue.registerParts({ direction: 'outgoing', year: 2026 })).toEqual({ series: [], types: [] });
  });
});

describe('the name of a document', () => {
  it('is that of its file in the queue, of two under one hash the newest, and of strangers none', () => {
    const original = { serverId: null, title: 'x', originalPath: '/a.pdf', size: 1 };
    queue.add({ ...original, fileName: 'cũ.pdf', sha256: sha256Of('a') });
    queue.add({ ...original, fileName: 'khác.pdf', sha256: sha256Of('b') });
    queue.add({ ...original, fileName: 'mới.pdf', sha256: sha256Of('a') });
    expect(queue.fileNamesOf([sha256Of('a'), sha256Of('c')])).toEqual([
      { documentSha256: sha256Of('a'), fileName: 'mới.pdf' },
    ]);
    expect(queue.fileNamesOf([])).toEqual([]);
  });

  it('is none once the data of the document is deleted', () => {
    const job = { serverId: 'VB-1', serverVersion: 1, title: 'x', fileName: 'a.pdf', originalPath: '/a.pdf', size: 1 };
    const { id } = queue.add({ ...job, sha256: sha256Of('a') }).job;
    queue.cancel([id], 'vanthu');
    expect(queue.fileNamesOf([sha256Of('a')]).length).toBe(1);
    const due = { acknowledged: null, rejected: null, recalled: null, cancelled: '2099-01-01T00:00:00.000Z' };
    expect(queue.deleteDue(due)).toBe(1);
    expect(queue.fileNamesOf([sha256Of('a')])).toEqual([]);
  });
});

describe('a document and its entry', () => {
  it('find each other: the entry by the document, the job by the registered file alone', () => {
    issue(queue, 'a', 'b');
    const add = () =>
      queue.add({
        ...{ serverId: null, title: 'x', fileName: 'a.pdf', originalPath: '/a.pdf', sha256: sha256Of('a'), size: 1 },
      }).job.id;
    const signed = add();
    queue.check(signed, { fit: true });
    queue.claim([signed]);
    queue.advance(signed, { event: 'prepared', prepared: '{}', again: false });
    queue.advance(signed, { event: 'signature-made', pending: '{}' });
    queue.advance(signed, { event: 'embedded' });
    const path = join(folder, 'a.signed.pdf');
    queue.advance(signed, { event: 'proved', signedPath: path, signedSha256: sha256Of('a signed') });
    add();
    expect(queue.outgoingEntryOf(sha256Of('b'))).toMatchObject({ number: 2, fields: { subject: 'Về việc b' } });
    expect(queue.outgoingEntryOf(sha256Of('c'))).toBeNull();
    expect(queue.jobOfEntry(outgoing('a', 1))).toBe(signed);
    expect(queue.jobOfEntry(outgoing('b', 2))).toBeNull();
    expect(queue.jobOfEntry({ documentSha256: sha256Of('a'), resultSha256: null })).toBeNull();
  });
});
