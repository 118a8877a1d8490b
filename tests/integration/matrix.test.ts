/**
 * Kinds of files × first, second and third signature × levels × algorithms, judged by pdfsig, qpdf, openssl, PDFBox with
 * BouncyCastle and our own verifier. By default any two values meet at least once, in files chosen by MATRIX_SEED;
 * FULL_MATRIX=1 (`npm run matrix`) signs every combination.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyRounds, type Manner, pairwise } from '../matrix/combinations.js';
import { type Finding, type Judge, makeOriginal } from '../matrix/findings.js';
import { type House, openHouse } from '../matrix/house.js';
import { KINDS } from '../matrix/kinds.js';
import { type Judged, judgeAll, runMatrix, type Task } from '../matrix/matrix.js';
import { signInTurn } from '../matrix/outputs.js';

const full = process.env.FULL_MATRIX === '1';
const seed = Number(process.env.MATRIX_SEED ?? Math.floor(Math.random() * 1_000_000));
const only = process.env.MATRIX_KIND;
const kinds = KINDS.filter(({ name }) => only === undefined || name.includes(only));

const tasks: Task[] = (() => {
  const sample = full
    ? null
    : pairwise(
        kinds.map(({ name }) => name),
        seed,
      );
  return kinds.flatMap((kind) => (sample?.get(kind.name) ?? everyRounds()).map((rounds) => ({ kind, rounds })));
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

describe('every judge can say no', () => {
  it.each<[string, (bytes: Buffer) => void, Judge[]]>([
    [
      'a digit on the page is another',
      (bytes) => spoil(bytes, bytes.indexOf('100 VND')),
      ['pdfsig', 'openssl', 'original', 'own', 'proof', 'PDFBox'],
    ],
    [
      'the digest in the signature is another',
      (bytes) => spoil(bytes, digestIn(bytes)),
      ['pdfsig', 'openssl', 'own', 'proof', 'PDFBox'],
    ],
    // Poppler and openssl leave the timestamp inside a signature alone.
    ['the value of the timestamp is another', (bytes) => spoil(bytes, timestampIn(bytes)), ['own', 'proof', 'PDFBox']],
    [
      'the last table is wrong',
      (bytes) => spoil(bytes, bytes.lastIndexOf('00000 n') - 2),
      ['pdfsig', 'qpdf', 'openssl', 'own', 'proof', 'PDFBox'],
    ],
  ])('%s', async (name, change, judges) => {
    const kind = KINDS.find((one) => one.name === 'classic table, PDF 1.7');
    if (!kind) throw new Error('no kind');
    const original = await makeOriginal(kind, folder, house);
    const manner: Manner = { level: 'B-T', key: 'rsa2048', mechanism: 'rsa-pkcs1', digest: 'sha256' };
    const outputs = await signInTurn(house, original, [manner], 'spoilt');
    const [sound] = await judgeAll(house, outputs);
    expect(sound?.findings).toEqual([]);
    for (const { file } of outputs) {
      const bytes = readFileSync(file);
      change(bytes);
      writeFileSync(file, bytes);
    }
    const [spoilt] = await judgeAll(house, outputs);
    expect(spoilt?.findings.map(({ judge }) => judge)).toEqual(judges);
  });
});
