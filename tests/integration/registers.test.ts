import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RegisterEntry, SeriesKey } from '../../src/contracts/registers.js';
import { openQueue } from '../../src/main/queue/client.js';
import type { Queue } from '../../src/main/queue/types.js';
import { random } from '../corpus/twins/random.js';
import { seed } from '../seed.js';
import { type Bundle, bundle, temporaryFolder } from './queue-harness.js';

let worker: Bundle;
let clerk: Bundle;

beforeAll(async () => {
  worker = await bundle('src/main/queue/worker.ts');
  clerk = await bundle('tests/integration/registers-killed-process.ts');
}, 60_000);
afterAll(() => {
  worker.remove();
  clerk.remove();
});

const series: SeriesKey = { direction: 'outgoing', series: 'di', year: 2026 };
const open = (databasePath: string): Promise<Queue> => openQueue({ workerPath: worker.path, databasePath });
const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
const items = (clerkName: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    series: 'di',
    documentSha256: sha256Of(`${clerkName}-${index}`),
    date: '2026-03-02',
  }));

const allEntries = async (queue: Queue): Promise<RegisterEntry[]> => {
  const found: RegisterEntry[] = [];
  for (let after: number | null = null; ; ) {
    const filter = { direction: 'outgoing', year: 2026, series: 'di', types: [], states: [], text: '' } as const;
    const { entries, next } = await queue.registerPage({
      ...filter,
      types: [],
      states: [],
      after,
      limit: 500,
    });
    found.push(...entries);
    if (next === null) return found;
    after = next;
  }
};

describe('registers in the worker thread', () => {
  it('carry numbers, entries and faults over its border', async () => {
    const queue = await open(join(temporaryFolder(), 'queue.db'));
    const outcomes = await queue.holdNumbers({ direction: 'outgoing', user: 'vanthu', items: items('a', 2) });
    expect(outcomes).toMatchObject([{ held: { number: 1 } }, { held: { number: 2 } }]);
    expect(await queue.nextNumber(series)).toBe(3);
    await expect(queue.registerEntry({ ...series, number: 1 })).rejects.toMatchObject({
      code: 'registers.entry-missing',
      value: { vi: 'Không có văn bản số 01 năm 2026 trong sổ. Hãy làm mới danh sách.' },
    });
    await queue.close();
  });

  it('give three clerks who start 200 documents each at once 600 numbers without gap, in the order of each table', async () => {
    const databasePath = join(temporaryFolder(), 'queue.db');
    const queues = await Promise.all([open(databasePath), open(databasePath), open(databasePath)]);
    const batches = await Promise.all(
      queues.flatMap((queue, index) =>
        Array.from({ length: 10 }, (_, part) =>
          queue.holdNumbers({
            direction: 'outgoing',
            user: `clerk-${index}`,
            items: items(`clerk-${index}-${part}`, 20),
          }),
        ),
      ),
    );
    const given = batches.map((batch) => batch.map((one) => (one.outcome === 'held' ? one.held.number : 0)));
    for (const batch of given) expect(batch).toEqual([...batch].sort((a, b) => a - b));
    expect(given.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
    const [first] = queues;
    expect(await first?.verifyJournal()).toMatchObject({ intact: true, entries: 600 });
    await Promise.all(queues.map((queue) => queue.close()));
  }, 60_000);
});

interface Told {
  readonly what: string;
  readonly number: number;
  readonly document: string;
}

/** What a clerk's process said before it was killed, `lines` lines and `delay` milliseconds after its start. */
const killed = async (
  databasePath: string,
  name: string,
  lines: number,
  delay: number,
  chosen: number,
): Promise<Told[]> => {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(
    process.execPath,
    [clerk.path, worker.path, databasePath, name, String(chosen)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  const told: Told[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [what = '', number = '', document = ''] = line.split(' ');
    told.push({ what, number: Number(number), document });
    if (told.length === lines) setTimeout(() => child.kill('SIGKILL'), delay);
  }
  expect((await exit)[1]).toBe('SIGKILL');
  return told;
};

describe(`two clerks' processes killed at random moments (seed ${seed})`, () => {
  it('leave no gap, no double, and nothing undone that they saw done', async () => {
    const choice = random(seed);
    const databasePath = join(temporaryFolder(), 'queue.db');
    const used = new Map<number, string>();
    let triedAgain = 0;
    for (let round = 0; round < 6; round += 1) {
      const runs = ['an', 'binh'].map((name) =>
        killed(
          databasePath,
          `${name}-${round}`,
          choice.between(1, 25),
          choice.between(0, 12),
          choice.between(0, 2 ** 31),
        ),
      );
      const told = (await Promise.all(runs)).flat();
      const queue = await open(databasePath);
      expect(await queue.verifyJournal()).toMatchObject({ intact: true });
      const entries = await allEntries(queue);
      const held = await queue.heldNumbers();
      const integrity = await queue.integrityOf(series);
      expect(integrity).toMatchObject({ first: 1, missing: [], unregistered: [], used: entries.length });
      expect(integrity.held).toEqual(held.map(({ number }) => number));
      const documents = [...entries, ...held].map(({ documentSha256 }) => documentSha256);
      expect(new Set(documents).size).toBe(documents.length);

      for (const { what, number, document } of told) if (what === 'used') used.set(number, document);
      const registered = new Map(entries.map(({ number, documentSha256 }) => [number, documentSha256]));
      for (const [number, document] of used) expect(registered.get(number)).toBe(document);
      // Of each clerk the answer to one step may have come no more; every other held number is where it was seen.
      const numberOf = new Map([...entries, ...held].map(({ documentSha256, number }) => [documentSha256, number]));
      const last = [...new Map(told.map((line) => [line.document, line])).values()];
      const seen = last.filter(({ what }) => what === 'held');
      for (const { number, document } of seen) expect(numberOf.get(document) ?? number).toBe(number);
      expect(seen.filter(({ document }) => !numberOf.has(document)).length).toBeLessThanOrEqual(2);

      const items = held.map(({ documentSha256, date }) => ({ series: 'di', documentSha256, date }));
      const again = await queue.holdNumbers({ direction: 'outgoing', user: 'chi', items });
      expect(again).toEqual(held.map((one) => ({ outcome: 'held', held: one, kept: true, warnings: [] })));
      triedAgain += again.length;
      await queue.close();
    }
    expect(used.size).toBeGreaterThan(6);
    expect(triedAgain).toBeGreaterThan(0);
  }, 120_000);
});
