/** What we make proves: every kind of file, level and step. (Each file that other tests sign is proved by `signFile`.) */

import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Level } from '../../src/contracts/jobs.js';
import { upgradePlan } from '../../src/main/signing/level.js';
import { openProofBench, type ProofBench, refusal } from './proof-support.js';
import { AUTOMATIC, corpus, qpdf, RSA_SHA256, signFile, type TestSigner } from './signing-support.js';
import { sha256 } from './verification-support.js';

const SCAN = 'tests/corpus/documents/unsigned/scan-plan-753.pdf';

let bench: ProofBench;
let signer: TestSigner;
beforeAll(async () => {
  bench = await openProofBench();
  const { pki } = bench.lift.workshop;
  const certificates = [bench.person, bench.certificate(pki.sub), bench.certificate(pki.root)] as const;
  const key = createPrivateKey(readFileSync(pki.person.key));
  signer = { certificates, algorithm: RSA_SHA256, key, rootFile: pki.root.certificate };
});
afterAll(() => bench.close());

describe('every level', () => {
  it.each<Level>(['B-B', 'B-T', 'B-LT', 'B-LTA'])('%s, with the hash of the file that was read', (level) => {
    const file = bench.signed[level];
    expect(bench.prove(file, bench.declared({ level }))).toEqual({ sha256: sha256(file), brokenBefore: [] });
  });

  const lifted = (file: string, name: string, from: Level, to: Level): string => {
    const work = bench.lift.copy(file, name);
    for (const step of upgradePlan(from, to)) {
      if (step === 'document-timestamp') bench.lift.stamp(work);
      else bench.lift.store(work);
    }
    return work;
  };

  it.each<[Level, Level]>([
    ['B-B', 'B-T'],
    ['B-B', 'B-LT'],
    ['B-B', 'B-LTA'],
    ['B-T', 'B-LT'],
    ['B-T', 'B-LTA'],
    ['B-LT', 'B-LTA'],
    ['B-LTA', 'B-LTA'],
  ])('%s lifted to %s', (from, to) => {
    const work = lifted(bench.signed[from], 'lifted.pdf', from, to);
    const proof = bench.prove(work, { kind: 'upgrade', level: to }, bench.signed[from]);
    expect(proof).toEqual({ sha256: sha256(work), brokenBefore: [] });
  });

  it('lifted less far than declared, or not at all', () => {
    const upgrade = (file: string, level: Level): string | null =>
      refusal(() => bench.prove(file, { kind: 'upgrade', level }, bench.signed['B-B']));
    const stamped = lifted(bench.signed['B-B'], 'less.pdf', 'B-B', 'B-T');
    expect(upgrade(stamped, 'B-T')).toBeNull();
    expect(upgrade(stamped, 'B-LT')).toBe('verification.level-missed');
    expect(upgrade(bench.signed['B-B'], 'B-T')).toBe('verification.own-signature-missing');
  });
});

describe('every document of the corpus', () => {
  it.each(corpus())('%s', async (original) => {
    const work = bench.path('corpus.pdf');
    const done = await signFile(original, work, signer, AUTOMATIC).catch((thrown: { code?: string }) => thrown.code);
    // Some may not be signed; what is signed has been proved.
    if (typeof done === 'object') expect(done.workFile).toBe(work);
    else expect(done).toMatch(/^(signing|content|pdf)\./);
  });
});

describe('kinds of files, at the highest level', () => {
  it.each([
    ['object streams', ['--object-streams=generate']],
    ['linearised', ['--linearize']],
    ['PDF 2.0', ['--force-version=2.0']],
    ['encrypted with AES-256', ['--encrypt', '', 'chủ', '256', '--']],
    ['encrypted with RC4', ['--allow-weak-crypto', '--encrypt', '', 'chủ', '128', '--use-aes=n', '--']],
  ])('%s', async (name, options) => {
    const { lift, path, prove, declared } = bench;
    const original = path(`${name}.pdf`);
    qpdf(...options, SCAN, original);
    const work = await lift.workshop.sign(original, 'kind.pdf', lift.workshop.pki.person, { stamp: lift.token });
    lift.store(work);
    lift.stamp(work);
    expect(prove(work, declared({ level: 'B-LTA' }), original).sha256).toBe(sha256(work));
    const again = lift.copy(work, 'kind-again.pdf');
    lift.store(again);
    lift.stamp(again);
    expect(prove(again, { kind: 'upgrade', level: 'B-LTA' }, work).brokenBefore).toEqual([]);
  });

  it('a file whose cross-reference is wrong gets a section of its own for everything', async () => {
    const damaged = bench.path('damaged.pdf');
    const text = readFileSync(bench.plain).toString('latin1');
    writeFileSync(
      damaged,
      text.replace(/(?<=startxref\n)\d+/, (offset) => '7'.padStart(offset.length, '0')),
      'latin1',
    );
    const { workFile } = await signFile(damaged, bench.path('recovered.pdf'), signer, AUTOMATIC);
    expect(bench.prove(workFile, bench.declared(), damaged).sha256).toBe(sha256(workFile));
    // The same section over a file that needs no recovery is a way around everything older.
    const whole = Buffer.concat([readFileSync(bench.plain), readFileSync(workFile).subarray(text.length)]);
    const forged = bench.path('sound-recovered.pdf');
    writeFileSync(forged, whole);
    expect(refusal(() => bench.prove(forged, bench.declared()))).toBe('verification.cross-reference-wrong');
  });
});
