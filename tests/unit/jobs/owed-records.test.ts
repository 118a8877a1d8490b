/** A database that is in the way when a batch ends keeps no document in the hands of a process that goes on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Fault, faultValue } from '../../../src/contracts/faults/index.js';
import { queueItem, queueObserver, recordOwed } from '../../../src/main/jobs/batch/sign-queue.js';
import { openQueueDatabase } from '../../../src/main/queue/open.js';
import type { Queue } from '../../../src/main/queue/types.js';

const opened = () => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-owed-'));
  const { operations, close } = openQueueDatabase({ databasePath: join(folder, 'queue.sqlite') });
  onTestFinished(() => {
    close();
    rmSync(folder, { recursive: true, force: true });
  });
  const disk = { full: false };
  const calls = Object.entries(operations).map(([name, run]) => [
    name,
    async (...args: unknown[]) => {
      if (disk.full) throw new Fault('queue.disk-full');
      return (run as (...all: unknown[]) => unknown)(...args);
    },
  ]);
  const job = { serverId: null, title: 'a', fileName: 'a.pdf', originalPath: join(folder, 'a.pdf'), size: 1 };
  const { id } = operations.add({ ...job, sha256: 'a'.repeat(64) }).job;
  operations.check(id, { fit: true });
  const folders = { underway: folder, signed: folder };
  const queue = Object.fromEntries(calls) as Queue;
  return { queue, operations, disk, folders, item: queueItem(operations.get(id), folders), id };
};

it.each([
  ['not-signed', undefined, 'ready'],
  ['failed', faultValue('app.internal'), 'failed'],
] as const)('a document that was %s is free again once there is room', async (step, error, state) => {
  const { queue, operations, disk, folders, item, id } = opened();
  const observer = queueObserver(queue, folders);
  await observer.step(item, 'preparing');
  disk.full = true;
  await expect(observer.step(item, step, error)).rejects.toMatchObject({ code: 'queue.disk-full' });
  await expect(recordOwed(queue)).rejects.toMatchObject({ code: 'queue.disk-full' });
  disk.full = false;
  await recordOwed(queue);
  expect(operations.get(id).state).toBe(state);
  await recordOwed(queue);
  expect(operations.verifyJournal()).toMatchObject({ intact: true });
});

it('the next batch can sign a document that could not be given back', async () => {
  const { queue, operations, disk, folders, item, id } = opened();
  const former = queueObserver(queue, folders);
  await former.step(item, 'preparing');
  disk.full = true;
  await expect(former.step(item, 'not-signed')).rejects.toMatchObject({ code: 'queue.disk-full' });
  disk.full = false;
  await queueObserver(queue, folders).step(item, 'preparing');
  expect(operations.get(id).state).toBe('preparing');
});
