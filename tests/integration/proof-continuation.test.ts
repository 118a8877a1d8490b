/** A file that grew by several signatures is proved once more, as a whole: still the original, with what that had. */
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PdfDict, PdfRef } from '../../src/main/pdf/objects.js';
import { proveContinuation } from '../../src/main/verification/proof/proof.js';
import { openProofBench, type ProofBench, refusal } from './proof-support.js';
import { sha256, sizeOf } from './verification-support.js';

let bench: ProofBench;
beforeAll(async () => {
  bench = await openProofBench();
}, 60_000);
afterAll(() => bench.close());

const continuation = (file: string, original: string): string | null =>
  refusal(() => proveContinuation(file, { original: { length: sizeOf(original), sha256: sha256(original) } }));
const signAgain = (file: string, name: string, wish = {}): Promise<string> =>
  bench.lift.workshop.sign(file, name, bench.lift.workshop.pki.person, wish);

it('is good behind an original that was signed or not, at every level', async () => {
  const { signed, plain, lift } = bench;
  for (const [level, original] of Object.entries(signed)) {
    const twice = await signAgain(await signAgain(original, `${level}-2.pdf`), `${level}-3.pdf`);
    lift.store(twice);
    lift.stamp(twice);
    expect([level, continuation(twice, original), continuation(twice, plain)]).toEqual([level, null, null]);
  }
});

it('is refused where one byte of the original is another, or one is missing', async () => {
  const { signed, plain, path } = bench;
  const other = path('other.pdf');
  const bytes = readFileSync(signed['B-B']);
  bytes.write('9', bytes.indexOf('100 VND'), 'latin1');
  writeFileSync(other, bytes);
  expect(continuation(other, plain)).toBe('verification.original-altered');
  const short = path('short.pdf');
  copyFileSync(plain, short);
  truncateSync(short, sizeOf(plain) - 1);
  expect(continuation(short, plain)).toBe('verification.original-altered');
});

it('is refused where a step between, right by itself, changed what an earlier signature stands for', async () => {
  const { signed, forge } = bench;
  const original = signed['B-B'];
  const moved = forge(
    'moved.pdf',
    {
      objects: (document, writer) => {
        const [page] = document.pages();
        if (page) writer.set(page.ref, page.dict.with({ MediaBox: [0, 0, 300, 300] }));
      },
    },
    original,
  );
  expect(continuation(await signAgain(moved, 'moved-2.pdf'), original)).toBe('verification.earlier-signature-damaged');
  const emptied = forge(
    'emptied.pdf',
    {
      objects: (document, writer) => {
        const fields = document.array(document.dict(document.catalog, 'AcroForm') ?? new PdfDict(), 'Fields') ?? [];
        const last = fields.at(-1);
        const dict = last instanceof PdfRef ? document.get(last) : null;
        if (last instanceof PdfRef && dict instanceof PdfDict) writer.set(last, dict.with({ V: null }));
      },
    },
    original,
  );
  expect(continuation(emptied, original)).toBe('verification.earlier-signature-damaged');
});

it('is refused behind a certification that allows no change', async () => {
  const { plain, forge } = bench;
  const certified = await signAgain(plain, 'certified.pdf', { certify: 1 });
  expect(continuation(forge('despite.pdf', {}, certified), certified)).toBe('verification.earlier-signature-damaged');
});
