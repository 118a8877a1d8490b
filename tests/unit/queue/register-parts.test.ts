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
});
