import { sign } from 'node:crypto';
import { appendFileSync, closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfRef } from '../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { FileSource } from '../../src/main/pdf/source.js';
import { embedSignature } from '../../src/main/signing/embed.js';
import { type PreparedSignature, prepareSignature } from '../../src/main/signing/prepare.js';
import { hashFile } from '../../src/main/signing/work-file.js';
import { declaredOutcome, proveOutput } from '../../src/main/verification/proof/proof.js';
import { makeLargePdf } from '../bench/large-pdf.mjs';
import {
  AUTOMATIC,
  FONT,
  makeSigner,
  pdfsig,
  qpdfComplaints,
  RSA_SHA256,
  SIGNING_TIME,
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

/** As `signFile`, for a file that does not fit into memory. */
const signLarge = async (original: string, originalSha256: string, workFile: string): Promise<PreparedSignature> => {
  const prepared = await prepareSignature({
    original,
    originalSha256,
    workFile,
    intent: AUTOMATIC,
    certificates: signer.certificates,
    algorithm: RSA_SHA256,
    timestampReserve: 0,
    training: false,
    signingTime: SIGNING_TIME,
    font: FONT,
  });
  const value = sign('sha256', prepared.signedAttributes, signer.key);
  embedSignature(prepared, { value, timestampToken: null }, signer.certificates);
  return prepared;
};

const prove = (length: number, sha256: string, { workFile, fieldName }: PreparedSignature): void => {
  const declared = declaredOutcome(AUTOMATIC, fieldName, signer.certificates[0].fingerprint);
  proveOutput(workFile, { original: { length, sha256 }, declared });
};

/** Writes one byte that differs from the zeros of the hole. */
const spoil = (path: string, position: number): void => {
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.of(1), 0, 1, position);
  closeSync(descriptor);
};

/** Signs a document whose objects all stand beyond `bytes`, and has everybody judge the result. */
const signAndJudge = async (bytes: number, kind: 'table' | 'stream'): Promise<void> => {
  const [original, workFile] = [at('original.pdf'), at('work.pdf')];
  makeLargePdf(original, { bytes: bytes + 1000, objects: 1, kind, sparse: true });
  const { size, sha256 } = hashFile(original, 'sha256');
  const prepared = await signLarge(original, sha256, workFile);
  const [, gap, rest, tail] = prepared.byteRange;
  expect(gap).toBeGreaterThan(bytes);
  expect(rest + tail).toBe(statSync(workFile).size);
  prove(size, sha256, prepared);
  expect(qpdfComplaints(workFile)).toEqual([]);
  expect(pdfsig(workFile)).toEqual([{ valid: true, total: true }]);
  // Deep inside, where 32 bits no longer reach the end.
  spoil(workFile, bytes - 5000);
  expect(() => prove(size, sha256, prepared)).toThrow(
    expect.objectContaining({ code: 'verification.original-altered' }),
  );
  for (const path of [original, workFile]) rmSync(path);
};

describe('signatures far behind the beginning', () => {
  it.each(['table', 'stream'] as const)('beyond 100,000,000 bytes: %s', (kind) => signAndJudge(100_000_000, kind));

  it('beyond 4,294,967,295 bytes', () => signAndJudge(4_294_967_295, 'table'), 600_000);
});

describe.each(['table', 'stream'] as const)('revisions beyond 4,294,967,295 bytes: %s', (kind) => {
  it('name offsets of ten digits and five bytes, again and again', () => {
    const path = at(`${kind}.pdf`);
    makeLargePdf(path, { bytes: 4_400_000_000, objects: 1, kind, sparse: true });
    for (const round of [1, 2, 3]) {
      const source = new FileSource(path);
      const document = PdfDocument.open(source);
      const writer = new RevisionWriter(document);
      const added = writer.allocate();
      writer.set(added, round);
      writer.set(document.catalogRef, document.catalog.with({ Round: added }));
      const { bytes } = writer.serialize();
      source.close();
      appendFileSync(path, bytes);
    }
    const source = new FileSource(path);
    const document = PdfDocument.open(source);
    expect(document.value(document.catalog, 'Round')).toBe(3);
    expect(document.sections.map((section) => section.kind)).toEqual([kind, kind, kind, kind]);
    expect(document.startXref).toBeGreaterThan(2 ** 32);
    expect(document.get(new PdfRef(4, 0))).toMatchObject({ data: { kind: 'file' } });
    source.close();
    expect(qpdfComplaints(path)).toEqual([]);
    rmSync(path);
  });
});
