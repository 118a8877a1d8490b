/** Putting a damaged queue together again is cut by SIGKILL, and cut once more: it ends with what an uncut one finds. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueueDatabase } from '../../src/main/queue/open.js';
import { type Operation, readLog } from '../cuts/log.js';
import { cutOf, recorder, runRecorded } from '../cuts/recorder.js';
import { seed } from '../seed.js';
import { sha256Of } from '../unit/queue/register-samples.js';
import { type Bundle, bundle, newJob, temporaryFolder } from './queue-harness.js';

const canCut = process.platform === 'linux' && existsSync(recorder);
const pageSize = 4096;
const inLog = 5;
const inFile = 10;

let program: Bundle;
beforeAll(async () => {
  program = await bundle('tests/integration/rebuild-killed-process.ts');
}, 60_000);
afterAll(() => program.remove());

/** A queue whose last steps stand in the write-ahead log alone, and in whose file a page is lost. */
const damagedQueue = (folder: string): void => {
  const made = join(folder, 'made');
  const databasePath = join(made, 'queue.sqlite');
  let opened = openQueueDatabase({ databasePath });
  const add = (count: number, name: string): void => {
    for (let index = 0; index < count; index += 1) {
      const sha256 = sha256Of(`${name} ${index}`);
      const { job } = opened.operations.add({ ...newJob(`${name}-${index}`), sha256 });
      opened.operations.check(job.id, { fit: true });
      const items = [{ series: 'di', documentSha256: sha256, date: '2026-03-02' }];
      opened.operations.holdNumbers({ direction: 'outgoing', user: 'vanthu', items });
    }
  };
  add(inFile, 'cũ');
  opened.close();
  const raw = new Database(databasePath);
  raw.pragma('wal_checkpoint(TRUNCATE)');
  const root = Number(raw.prepare(`SELECT rootpage FROM sqlite_master WHERE name = 'evidence_packs'`).pluck().get());
  raw.close();
  opened = openQueueDatabase({ databasePath });
  add(inLog, 'mới');
  mkdirSync(join(folder, 'data'));
  // As a power cut leaves it: nothing was brought into the file.
  for (const suffix of ['', '-wal', '.head'])
    cpSync(`${databasePath}${suffix}`, join(folder, 'data', `queue.sqlite${suffix}`));
  opened.close();
  const bytes = readFileSync(join(folder, 'data', 'queue.sqlite'));
  bytes.fill(0, (root - 1) * pageSize, root * pageSize);
  writeFileSync(join(folder, 'data', 'queue.sqlite'), bytes);
};

interface Found {
  readonly rebuilt: { readonly journal: { readonly found: number; readonly known: number } } | null;
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly intact: boolean;
  readonly next: number;
}

let runs = 0;
const run = async (folder: string, cut?: string) => {
  runs += 1;
  const data = join(folder, 'data');
  const recording = {
    folder: realpathSync(data),
    state: join(folder, `state-${runs}`),
    log: join(folder, `log-${runs}`),
    ...(cut === undefined ? {} : { cut }),
  };
  const ended = await runRecorded(process.execPath, [program.path, join(data, 'queue.sqlite')], recording);
  return { ...ended, recording, cutAt: cutOf(recording) };
};

const foundBy = (stdout: string): Found => JSON.parse(stdout);

/** Where a rebuild changes names, and a few of everything else. */
const cutsOf = (operations: readonly Operation[]): number[] => {
  const first = operations.findIndex(({ path }) => path.includes('.damaged-'));
  const after = operations.slice(first);
  const renames = after.filter(({ kind, path }) => kind === 'rename' && path.includes('rebuilding'));
  const removals = after.filter(({ kind, path }) => kind === 'unlink' && /sqlite-wal$|\.head$/.test(path));
  const others = [0, 1, 2].map((index) => after[(seed + index * 7919) % after.length]);
  return [...renames, ...removals, ...others].flatMap((one) => (one ? [one.seq] : []));
};

describe.runIf(canCut)('a rebuild that is cut off', () => {
  it('is begun again and ends with all that was there', async () => {
    const folder = temporaryFolder();
    damagedQueue(folder);
    const place = (name: string): string => {
      const copy = join(folder, name);
      cpSync(join(folder, 'data'), join(copy, 'data'), { recursive: true });
      return copy;
    };
    const uncut = await run(place('uncut'));
    const expected = foundBy(uncut.stdout);
    expect(expected).toMatchObject({ total: inFile + inLog, intact: true, next: inFile + inLog + 1 });
    expect(expected.rebuilt?.journal.found).toBe(expected.rebuilt?.journal.known);
    const { rebuilt: _, ...facts } = expected;
    const cuts = cutsOf(readLog(uncut.recording.log));
    expect(cuts.length).toBeGreaterThan(4);
    for (const [index, at] of cuts.entries()) {
      const cut = place(`cut-${index}`);
      expect((await run(cut, `any:${at}:before`)).cutAt, `cut ${at}, seed ${seed}`).not.toBeNull();
      // And once more, early in the next try: what the first one had kept must not be lost to the second.
      await run(cut, 'close@.damaged-:1:before');
      const { rebuilt, ...found } = foundBy((await run(cut)).stdout);
      expect(found, `cut ${at}, seed ${seed}`).toEqual(facts);
      if (rebuilt) expect(rebuilt.journal.found).toBe(rebuilt.journal.known);
      expect(readdirSync(join(cut, 'data')).filter((name) => /rebuilding|salvaging/.test(name))).toEqual([]);
    }
  }, 120_000);
});
