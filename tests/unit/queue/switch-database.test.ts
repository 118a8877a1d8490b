/** A restored database takes the place of the queue's: cut off anywhere, the one or the other is there as a whole. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { maintenanceTasks } from '../../../src/main/queue/maintenance-tasks.js';
import { openQueueDatabase } from '../../../src/main/queue/open.js';

/** A file system beside the one of temporary files: nothing is renamed from the one to the other. */
const elsewhere = '/dev/shm';
const hasTwoDisks = existsSync(elsewhere) && statSync(elsewhere).dev !== statSync(tmpdir()).dev;

const folderIn = (place: string): string => {
  const folder = mkdtempSync(join(place, 'kyso-switch-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

it.skipIf(!hasTwoDisks)('what a killed process left in the log is not lost where the switch is cut off', () => {
  const folder = folderIn(tmpdir());
  const running = { databasePath: join(folder, 'queue.sqlite') };
  const killed = { databasePath: join(folder, 'killed', 'queue.sqlite') };
  const staged = join(folderIn(elsewhere), 'queue.sqlite');
  const { operations, close } = openQueueDatabase(running);
  const files = { originalPath: '/a.pdf', sha256: 'a'.repeat(64), size: 1 };
  const { id } = operations.add({ serverId: null, title: 'Tờ trình', fileName: 'a.pdf', ...files }).job;
  mkdirSync(dirname(killed.databasePath));
  for (const suffix of ['', '-wal', '.head'])
    cpSync(`${running.databasePath}${suffix}`, `${killed.databasePath}${suffix}`);
  maintenanceTasks.copy(running, { target: staged, earlier: [] });
  close();
  // The last step of the switch fails, as if the process had been killed before it.
  expect(() => maintenanceTasks.switchDatabase(killed, { staged, kept: join(folder, 'kept') })).toThrow(/EXDEV/);
  const after = openQueueDatabase(killed);
  onTestFinished(() => after.close());
  expect(after.rebuilt).toBeNull();
  expect(after.operations.get(id)).toMatchObject({ title: 'Tờ trình' });
});
