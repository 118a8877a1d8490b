/** Files of a folder of backups: what cannot be read harms nothing else, and what may be needed stays. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentPath, copyWhereReadable, thin } from '../../../../src/main/jobs/backup/store.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kyso-backup-store-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
const now = new Date('2026-11-20T00:00:00Z');

/** A document that a backup of days ago brought. */
const stored = (text: string): string => {
  const path = contentPath(root, sha256Of(text));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  utimesSync(path, new Date('2026-11-10T00:00:00Z'), new Date('2026-11-10T00:00:00Z'));
  return path;
};

const backup = (name: string, change: object): string => {
  const folder = join(root, 'backups', name);
  mkdirSync(folder, { recursive: true });
  const manifest = {
    ...{ format: 'kyso-backup', version: 1, madeAt: now.toISOString(), documents: [], missing: [], dataFiles: [] },
    ...{ database: { sha256: sha256Of(''), version: 1 }, journal: { seq: 1, head: sha256Of('') } },
    ...change,
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
};

it('what only a backup needs whose manifest cannot be read is not thinned out', async () => {
  const [needed, perhaps] = [stored('cần'), stored('của chương trình mới hơn')];
  const made = backup('a', { documents: [sha256Of('cần')] });
  const newer = backup('b', { version: 2 });
  await thin(root, now, made);
  expect([needed, perhaps].map((path) => existsSync(path))).toEqual([true, true]);
  rmSync(newer, { recursive: true });
  await thin(root, now, made);
  expect([needed, perhaps].map((path) => existsSync(path))).toEqual([true, false]);
});

it('a document that cannot be read to its end is left out, and nothing of it is there', async () => {
  const source = join(root, 'hỏng');
  // Opens, and fails when it is read, as a file on bad sectors does.
  mkdirSync(source);
  expect(await copyWhereReadable(source, join(root, 'files', 'x'), sha256Of(''))).toBe(false);
  expect(await copyWhereReadable(join(root, 'không có'), join(root, 'files', 'x'), sha256Of(''))).toBe(false);
  expect(readdirSync(join(root, 'files'))).toEqual([]);
});

it('a folder of backups that cannot be written to is no fault of a document', async () => {
  const source = join(root, 'a.pdf');
  writeFileSync(source, 'gốc');
  writeFileSync(join(root, 'files'), '');
  await expect(copyWhereReadable(source, join(root, 'files', 'x'), sha256Of('gốc'))).rejects.toThrow();
});
