/**
 * Kinds of files × first, second and third signature × levels × algorithms, judged by pdfsig, qpdf, openssl, PDFBox with
 * BouncyCastle and our own verifier. By default any two values meet at least once, in files chosen by SEED;
 * FULL_MATRIX=1 (`npm run matrix`) signs every combination.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAILY, everyRounds, pairwise } from '../matrix/combinations.js';
import { type Finding, type Judge, makeOriginals } from '../matrix/findings.js';
import { type House, openHouse } from '../matrix/house.js';
import { KINDS, REFUSED } from '../matrix/kinds.js';
import { type Judged, judgeAll, runMatrix, type Task } from '../matrix/matrix.js';
import { addSignature, signInTurn } from '../matrix/outputs.js';
import { seed } from '../seed.js';

const full = process.env.FULL_MATRIX === '1';
const only = process.env.MATRIX_KIND;
const kinds = KINDS.filter(({ name }) => only === undefined || name.includes(only));

/** All kinds side by side, so that a long run soon has something to say of each. */
const tasks: Task[] = (() => {
  const names = kinds.map(({ name }) => name);
  const sample = full ? null : pairwise(names, seed);
  const chosen = kinds.map((kind) => ({ kind, all: sample?.get(kind.name) ?? everyRounds() }));
  const most = Math.max(...chosen.map(({ all }) => all.length));
  return Array.from({ length: most }, (_, index) =>
    chosen.flatMap(({ kind, all }) => all.slice(index, index + 1).map((rounds) => ({ kind, rounds }))),
  ).flat();
})();

const outputs = new Map<string, number>(kinds.map(({ name }) => [name, 0]));
const findings = new Map<string, Finding[]>(kinds.map(({ name }) => [name, []]));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const note = (judged: readonly Judged[]): void => {
  for (const { output, findings: found } of judged) {
    const { name } = output.original.kind;
    outputs.set(name, (outputs.get(name) ?? 0) + 1);
    findings.get(name)?.push(...found);
  }
  const done = [...outputs.values()].reduce((sum, count) => sum + count, 0);
  if (full) say(`${done} of ${tasks.length * 3} outputs judged, ${[...findings.values()].flat().length} findings`);
};

const summary = (): void => {
  say('\n| kind of file | outputs | findings |\n|---|---|---|');
  for (const [name, count] of outputs) {
    say(`| ${name} | ${count} | ${findings.get(name)?.length} |`);
  }
};

let folder: string;
let house: House;

beforeAll(async () => {
  say(`matrix: ${tasks.length} files, ${tasks.length * 3} outputs, ${full ? 'every combination' : `seed ${seed}`}`);
  folder = mkdtempSync(join(tmpdir(), 'kyso-matrix-'));
  house = await openHouse(join(folder, 'pki'));
  await runMatrix(house, tasks, folder, note);
}, 12 * 3_600_000);
afterAll(async () => {
  summary();
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('every judge agrees on every output', () => {
  it.each(kinds.map(({ name }) => name))('%s', (name) => {
    expect(findings.get(name)).toEqual([]);
    expect(outputs.get(name)).toBe(tasks.filter(({ kind }) => kind.name === name).length * 3);
  });
});

describe('what cannot be signed is refused with its reason, and leaves nothing behind', () => {
  it.each(REFUSED)('$name', async ({ make, code }) => {
    const [original, file] = [join(folder, 'refused.pdf'), join(folder, 'refused-out.pdf')];
    make(original);
    const options = { password: undefined, visible: true };
    await expect(addSignature(house, original, file, DAILY, options)).rejects.toMatchObject({ code });
    expect(existsSync(file)).toBe(false);
  });
});

/** Puts another digit there. */
const spoil = (bytes: Buffer, at: number): void => {
  bytes.write(bytes.toString('latin1', at, at + 1) === '1' ? '2' : '1', at, 'latin1');
};

/** Where the digest of the document stands in the last signature: behind the OID of message-digest and two headers. */
const digestIn = (bytes: Buffer): number => {
  const contents = bytes.lastIndexOf('/Contents <');
  const found = bytes.toString('latin1', contents).toLowerCase().indexOf('06092a864886f70d010904');
  return contents + found + 30;
};

/** Near the end of what the last /Contents holds before its padding: the value of the timestamp. */
const timestampIn = (bytes: Buffer): number => {
  const contents = bytes.lastIndexOf('/Contents <');
  const [hex = ''] = /<[0-9a-f]*?(?=0*>)/i.exec(bytes.toString('latin1', contents)) ?? [];
  return bytes.indexOf('<', contents) + hex.length - 40;
};

/** What is done to a sound file, and who has to notice. */
const spoilings: readonly [string, (bytes: Buffer) => number, readonly Judge[]][] = [
  ['nothing', () => -1, []],
  [
    'a digit on the page is another',
    (bytes) => bytes.indexOf('100 VND'),
    ['pdfsig', 'openssl', 'original', 'own', 'proof', 'PDFBox'],
  ],
  ['the digest in the signature is another', digestIn, ['pdfsig', 'openssl', 'own', 'proof', 'PDFBox']],
  // Poppler and openssl leave the timestamp inside a signature alone.
  ['the value of the timestamp is another', timestampIn, ['own', 'proof', 'PDFBox']],
  [
    'the last table is wrong',
    (bytes) => bytes.lastIndexOf('00000 n') - 2,
    ['pdfsig', 'qpdf', 'openssl', 'own', 'proof', 'PDFBox'],
  ],
];

describe('every judge can say no', () => {
  const objecting = new Map<string, Judge[]>();

  beforeAll(async () => {
    const kind = KINDS.find(({ name }) => name === 'classic table, PDF 1.7');
    if (!kind) throw new Error('no kind');
    const original = (await makeOriginals([kind], folder, house)).get(kind);
    const [sound] = original ? await signInTurn(house, original, [DAILY], folder) : [];
    if (!sound) throw new Error('no output');
    const outputs = spoilings.map(([name, place], index) => {
      const [bytes, file] = [readFileSync(sound.file), join(folder, `spoilt-${index}.pdf`)];
      const at = place(bytes);
      if (at >= 0) spoil(bytes, at);
      writeFileSync(file, bytes);
      return { ...sound, name, file };
    });
    for (const { output, findings: found } of await judgeAll(house, outputs)) {
      objecting.set(
        output.name,
        found.map(({ judge }) => judge),
      );
    }
  });

  it.each(spoilings)('%s', (name, _place, judges) => {
    expect(objecting.get(name)).toEqual(judges);
  });
});
