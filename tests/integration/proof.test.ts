import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SigningIntent } from '../../src/contracts/jobs.js';
import { declaredOutcome, type Proof, proveOutput } from '../../src/main/verification/proof.js';
import {
  AUTOMATIC,
  corpus,
  makeSigner,
  sha256,
  signFile,
  type TestSigner,
  temporaryFolder,
} from './signing-support.js';

const folder = temporaryFolder();
let signer: TestSigner;
beforeAll(() => {
  signer = makeSigner(folder.path);
});
afterAll(() => folder.remove());

const at = (name: string): string => join(folder.path, name);

const prove = (original: string, workFile: string, fieldName: string, intent: SigningIntent): Proof =>
  proveOutput(workFile, {
    original: { length: statSync(original).size, sha256: sha256(readFileSync(original)) },
    declared: declaredOutcome(intent, fieldName, signer.certificates[0].fingerprint),
  });

describe('every document of the corpus', () => {
  it.each(corpus())('%s: what we sign proves', async (original) => {
    const done = await signFile(original, at('work.pdf'), signer).catch((thrown: { code?: string }) => thrown.code);
    if (typeof done !== 'object') return console.log(original, done);
    const proof = prove(original, at('work.pdf'), done.fieldName, AUTOMATIC);
    console.log(original, proof.brokenBefore);
    expect(proof.sha256).toBe(sha256(readFileSync(at('work.pdf'))));
  });
});
