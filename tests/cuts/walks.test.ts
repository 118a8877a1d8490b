/**
 * Work that changes a data folder as a whole is cut at its operations and begun again: a seeded sample of all, or with
 * CUTS set every operation of each.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../src/main/queue/migrations/runner.js';
import { type Bundle, bundle } from '../integration/queue-harness.js';
import { seed } from '../seed.js';
import { randomFrom } from './choice.js';
import { recorder } from './recorder.js';
import { walkThrough } from './walk.js';
import { walks } from './walks.js';

const every = Number(process.env.CUTS ?? 0) > 0;
const only = process.env.WALK;
/** Of each walk. A sample ends by the clock; what it found is what counts. */
const sampleMs = 1_200;
/** Of the older versions of the schema; another sample has others. */
const sampledMigrations = 1;
const anHourMs = 3_600_000;
const lines: string[] = [];

let program: Bundle;
let worker: Bundle;
beforeAll(async () => {
  program = await bundle('tests/cuts/walk-program.ts');
  worker = await bundle('src/main/queue/worker.ts');
}, 60_000);
afterAll(() => {
  program.remove();
  worker.remove();
  console.log(lines.join('\n'));
});

const random = randomFrom(seed);
const shuffled = <T>(all: readonly T[]): T[] =>
  all
    .map((one) => ({ one, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one);

const names = ['rebuild', 'restore', 'backup', 'retention', 'numbers'];
const versions = migrations.slice(0, -1).map(({ version }) => `migration ${version}`);
const chosen = [...names, ...(every ? versions : shuffled(versions).slice(0, sampledMigrations))];

describe.runIf(process.platform === 'linux' && existsSync(recorder))('work that is cut at any operation', () => {
  it.each(chosen.filter((name) => only === undefined || name.startsWith(only)))(
    'is begun again, and nothing is lost, half or done twice: %s',
    async (name) => {
      const folder = mkdtempSync(join(tmpdir(), 'kyso-walk-'));
      try {
        const programs = { program: program.path, worker: worker.path };
        const walk = walks(programs)[[...names, ...versions].indexOf(name)];
        if (walk === undefined) throw new Error(`there is no ${name}`);
        const found = await walkThrough(
          walk,
          folder,
          programs,
          (instants) => (every ? instants : shuffled(instants)),
          every ? anHourMs : sampleMs,
        );
        lines.push(
          `${name}: ${found.cuts} cuts of ${found.instants} (${found.operations} operations), ${found.problems.length} problems`,
        );
        expect(found.problems, `SEED=${seed}`).toEqual([]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    every ? anHourMs : 120_000,
  );
});
