import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { faultValue } from '../../../../src/contracts/faults/index.js';
import { sweepUnderway } from '../../../../src/main/jobs/files/sweep-underway.js';
import { deleteDue } from '../../../../src/main/jobs/retention.js';
import { openQueueDatabase } from '../../../../src/main/queue/open.js';

it('nothing of a document that was recalled while it waited for its timestamp stays behind its deletion', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-underway-'));
  const { operations: queue, close } = openQueueDatabase({ databasePath: join(folder, 'queue.sqlite') });
  onTestFinished(() => {
    close();
    rmSync(folder, { recursive: true, force: true });
  });
  const underway = join(folder, 'underway');
  mkdirSync(underway);
  const waiting = (serverId: string): string => {
    const originalPath = join(folder, `${serverId}.pdf`);
    writeFileSync(originalPath, 'gốc');
    const job = { serverId, title: serverId, fileName: 'a.pdf', originalPath, sha256: 'a'.repeat(64), size: 1 };
    const { id } = queue.add(job).job;
    queue.check(id, { fit: true });
    queue.claim([id]);
    queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
    queue.advance(id, { event: 'signature-made', pending: '{}' });
    queue.advance(id, { event: 'timestamp-deferred', error: faultValue('app.internal') });
    for (const suffix of ['', '.step']) writeFileSync(join(underway, `${id}.pdf${suffix}`), 'đang ký');
    return id;
  };
  const [kept] = [waiting('s-1'), waiting('s-2')];
  queue.takeNews('', 's-2', { event: 'recalled' });
  writeFileSync(join(underway, `${'0'.repeat(32)}.pdf`), 'không rõ');
  const port = {
    deleteDue: async (...args: Parameters<typeof queue.deleteDue>) => queue.deleteDue(...args),
    deleteCopies: async () => 0,
    takeTime: async () => null,
    confirmClock: async () => undefined,
    filesToDelete: async () => queue.filesToDelete(),
    filesDeleted: async (paths: string[]) => queue.filesDeleted(paths),
  };
  const days = { acknowledged: 1, rejected: 1, recalled: 1, cancelled: 1, copies: null };
  const inAYear = new Date(Date.now() + 366 * 86_400_000);
  const { signal: abort } = new AbortController();
  const folders = { data: folder, database: join(folder, 'queue.db') };
  const due = deleteDue({ queue: port, folders, policy: { days }, now: inAYear, abort });
  expect(await due).toEqual({ documents: 1, copies: 0 });
  await sweepUnderway({ get: async (id) => queue.get(id) }, underway);
  expect(readdirSync(underway).sort()).toEqual([`${'0'.repeat(32)}.pdf`, `${kept}.pdf`, `${kept}.pdf.step`].sort());
});
