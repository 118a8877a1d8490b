import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { FileSource } from '../../src/main/pdf/source.js';
import { inspectFile, qpdfComplaints } from './signing-support.js';

const folder = mkdtempSync(join(tmpdir(), 'kyso-truncated-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const original = readFileSync('tests/corpus/documents/unsigned/text-circular-02-2021.pdf');
const refusalOf = (bytes: Uint8Array): string | undefined => {
  const path = join(folder, 'cut.pdf');
  writeFileSync(path, bytes);
  return inspectFile(path).refusal?.code;
};

it('a file cut off before its trailer, with all its objects, can be signed', () => {
  const end = original.lastIndexOf('startxref');
  expect(refusalOf(original.subarray(0, end))).toBeUndefined();
});

it('what is shown of a damaged file is what signing reads of it, in any reader', () => {
  const end = original.lastIndexOf('startxref');
  const path = join(folder, 'damaged.pdf');
  writeFileSync(path, original.subarray(0, end));
  const { repair } = inspectFile(path);
  writeFileSync(path, Buffer.concat([original.subarray(0, end), repair ?? Buffer.alloc(0)]));
  // Opens without any recovery, ours and qpdf's.
  const source = new FileSource(path);
  expect(PdfDocument.open(source).pages()).toHaveLength(inspectFile(path).pages);
  source.close();
  expect(qpdfComplaints(path)).toEqual([]);
  expect(inspectFile(path).repair).toBeNull();
});

it.each([0.3, 0.5, 0.8])('a file of which only %d is left is refused: half a document must not be signed', (share) => {
  const cut = original.subarray(0, Math.floor(original.length * share));
  const outcome = (() => {
    try {
      return refusalOf(cut);
    } catch (thrown) {
      return thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
    }
  })();
  expect(['pdf.truncated', 'pdf.broken']).toContain(outcome);
});
