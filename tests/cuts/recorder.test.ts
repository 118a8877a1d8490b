/** The recorder itself: what it logs is all that happens, and a cut is where it was asked for. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Disk } from './disk.js';
import { type Operation, readLog } from './log.js';
import { cutOf, type Recording, runRecorded } from './recorder.js';

const work = join(import.meta.dirname, 'recorder-work.mjs');

const place = (more: Partial<Recording> = {}): Recording => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'kyso-recorder-')));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  mkdirSync(join(base, 'folder'));
  return { folder: join(base, 'folder'), state: join(base, 'state'), log: join(base, 'log'), data: true, ...more };
};

/** Path → bytes of what stands in a folder, null for a folder. */
const treeOf = (folder: string): Map<string, Buffer | null> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.endsWith('-shm'))
      .map((path) => {
        const full = join(folder, path);
        return [path, statSync(full).isDirectory() ? null : readFileSync(full)];
      }),
  );

const replay = (operations: readonly Operation[]) => new Disk('minimal').apply(operations).after('everything', () => 0);

const expectSame = (found: Map<string, Buffer | null>, expected: Map<string, Buffer | null>): void => {
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
  const differing = [...expected].filter(([path, bytes]) => bytes !== null && !found.get(path)?.equals(bytes));
  expect(differing.map(([path]) => path)).toEqual([]);
};

describe('the recorder', () => {
  it('logs every change: the log replayed gives the folder byte for byte', async () => {
    const recording = place();
    const { stderr } = await runRecorded(process.execPath, [work, recording.folder], recording);
    expect(stderr).toBe('');
    const operations = readLog(recording.log);
    const tree = treeOf(recording.folder);
    expect(tree.size).toBeGreaterThan(12);
    expectSame(replay(operations), tree);
    const kinds = new Set(operations.map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['create', 'write', 'truncate', 'rename', 'link', 'unlink', 'mkdir', 'rmdir', 'fsync']),
    );
    expect(operations.map(({ seq }) => seq)).toEqual([...operations.map(({ seq }) => seq)].sort((a, b) => a - b));
  });

  it('logs nothing of other folders', async () => {
    const recording = place();
    const other = join(recording.folder, '..', 'other');
    mkdirSync(other);
    await runRecorded(process.execPath, [work, other], recording);
    expect(readLog(recording.log)).toEqual([]);
  });

  it.each([
    ['before', 'rename', 'a/b'],
    ['after', 'rename', 'a/d'],
  ])('cuts a run %s a rename, and what stands is what the log says', async (when, kind, standing) => {
    const recording = place({ cut: `${kind}:1:${when}` });
    const { signal } = await runRecorded(process.execPath, [work, recording.folder], recording);
    expect(signal).toBe('SIGKILL');
    expect(cutOf(recording)).toMatch(new RegExp(`^\\d+ ${when} rename a/d$`));
    const tree = treeOf(recording.folder);
    expect([...tree.keys()].filter((path) => /^a\/[bd]$/.test(path))).toEqual([standing]);
    expectSame(replay(readLog(recording.log)), tree);
  });

  it('cuts a run at the first of several operations that it comes to', async () => {
    const recording = place({
      cut: 'any:100000:before,create@=liên kế:1:before,rename@=*/d:1:after,rename@a/c:1:before',
    });
    await runRecorded(process.execPath, [work, recording.folder], recording);
    expect(cutOf(recording)).toMatch(/^\d+ after rename a\/d$/);
  });

  it('takes a cut at a whole path for that path alone, and a star for a name of digits', async () => {
    const recording = place({
      cut: 'mkdir@=:1:before,write@=liên:1:before,write@=bỏ/*:1:before,write@=main.sqlite:1:before',
    });
    await runRecorded(process.execPath, [work, recording.folder], recording);
    expect(cutOf(recording)).toMatch(/^\d+ before write main\.sqlite$/);
  });

  it('cuts a run in the middle of a write', async () => {
    const recording = place({ cut: 'write@ngắn:1:middle' });
    const { signal } = await runRecorded(process.execPath, [work, recording.folder], recording);
    expect(signal).toBe('SIGKILL');
    const { size } = statSync(join(recording.folder, 'ngắn'));
    expect([size % 512, size > 0, size < statSync(join(recording.folder, 'gốc.bin')).size]).toEqual([0, true, true]);
    expectSame(replay(readLog(recording.log)), treeOf(recording.folder));
  });
});

const operation = (kind: Operation['kind'], path: string, more: Partial<Operation> = {}): Operation => ({
  ...{ kind, seq: 0, path, other: '', offset: 0, length: 0, data: Buffer.alloc(0), at: 0 },
  ...more,
});
const bytes = (text: string) => ({ data: Buffer.from(text), length: text.length });

describe('a disk whose power goes', () => {
  const stored = [
    operation('create', 'a.part'),
    operation('write', 'a.part', bytes('whole')),
    operation('fsync', 'a.part'),
    operation('rename', 'a.part', { other: 'a' }),
  ];

  it('may lose a name that no sync of its folder covers, and keeps one that it covers', () => {
    const lost = new Disk('minimal').apply(stored).after('nothing', () => 0);
    expect([...lost.keys()]).toEqual([]);
    const kept = new Disk('minimal').apply([...stored, operation('fsync', '')]).after('nothing', () => 0);
    expect(kept.get('a')?.toString()).toBe('whole');
  });

  it('keeps its names in their order where it has a journal', () => {
    const kept = new Disk('ordered').apply(stored).after('nothing', () => 0);
    expect([...kept.keys()]).toEqual(['a.part']);
  });

  it('may hold any sector of what was not synced', () => {
    const long = operation('write', 'a', { data: Buffer.alloc(5000, 1), length: 5000 });
    const disk = new Disk('ordered').apply([operation('create', 'a'), operation('fsync', ''), long]);
    let turn = 0;
    const state = disk.after('random', () => [0, 0, 0.9, 0, 0.9, 0, 0.9][turn++ % 7] ?? 0);
    const held = state.get('a') ?? Buffer.alloc(0);
    expect(held.includes(1)).toBe(true);
    expect(held.includes(0)).toBe(true);
  });
});
