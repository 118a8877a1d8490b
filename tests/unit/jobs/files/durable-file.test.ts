import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeDurably } from '../../../../src/main/jobs/files/durable-file.js';

const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

it('what a process left that was killed while it wrote goes with the next write, unless it may still be written', async () => {
  const folder = makeFolder();
  const [dead, alive] = ['7d4c4dbe-8a34-4d70-9a3c-1b1f1f6d3b11.tmp', '0b51f3a8-30a9-4b1e-8d6e-5a4f36cf7c02.tmp'];
  for (const name of [dead, alive, 'ghi chú.tmp']) writeFileSync(join(folder, name), 'half');
  const old = new Date(Date.now() - 2 * 86_400_000);
  for (const name of [dead, 'ghi chú.tmp']) utimesSync(join(folder, name), old, old);
  await writeDurably(folder, 'kept', Buffer.from('whole'));
  expect(readdirSync(folder).sort()).toEqual([alive, 'ghi chú.tmp', 'kept'].sort());
  expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('whole');
});
