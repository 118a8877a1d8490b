/**
 * Every real document, signed once more at level B-T: the signatures it had are as intact as before for every judge, and
 * what has changed since is a signature.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAILY } from '../matrix/combinations.js';
import { openHouse } from '../matrix/house.js';
import { type Judged, runMatrix, type Task } from '../matrix/matrix.js';
import { corpus } from './signing-support.js';

const tasks: Task[] = corpus().map((document) => ({
  kind: { name: basename(document), make: (file) => copyFileSync(document, file) },
  rounds: [DAILY],
}));

const judged = new Map<string, Judged>();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-corpus-'));
  const house = await openHouse(join(folder, 'pki'));
  try {
    await runMatrix(house, tasks, folder, (batch) => {
      for (const one of batch) judged.set(one.output.original.kind.name, one);
    });
  } finally {
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 3_600_000);

afterAll(() => {
  const all = [...judged.values()];
  const signatures = all.reduce((sum, { output }) => sum + output.original.own.length, 0);
  const found = all.reduce((sum, { findings }) => sum + findings.length, 0);
  say(`${all.length} documents with ${signatures} signatures signed once more, ${found} findings`);
});

describe('a further signature', () => {
  it.each(tasks.map(({ kind }) => kind.name))('%s', (name) => {
    expect(judged.get(name)?.findings).toEqual([]);
  });
});
