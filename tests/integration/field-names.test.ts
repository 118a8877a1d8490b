/** A field below a nameless one is signed, proved and verified under one name. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { classicPdf } from '../unit/pdf/sample-pdf.js';
import { openProofBench, type ProofBench, refusal } from './proof-support.js';
import { signatureOf } from './verification-support.js';

let bench: ProofBench;
beforeAll(async () => {
  bench = await openProofBench();
});
afterAll(() => bench.close());

it.each([
  ['below a nameless field', '<</Kids[5 0 R]>>', 'Ky', 'Ky'],
  ['below one whose name is empty', '<</T()/Kids[5 0 R]>>', 'Ky', 'Ky'],
  ['chosen by its number', '<</Kids[5 0 R]>>', '#1', 'Ky'],
  ['below a named one', '<</T(Trang)/Kids[5 0 R]>>', 'Trang.Ky', 'Trang.Ky'],
])('%s', async (how, parent, field, name) => {
  const original = bench.path(`${how}.pdf`);
  const { text } = classicPdf([
    '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[5 0 R]>>',
    parent,
    '<</Type/Annot/Subtype/Widget/FT/Sig/T(Ky)/Parent 4 0 R/P 3 0 R/Rect[50 50 250 120]/F 4>>',
  ]);
  writeFileSync(original, text, 'latin1');
  const { workshop } = bench.lift;
  const signed = await workshop.sign(original, 'signed.pdf', workshop.pki.person, { field });
  const declared = bench.declared({ fieldName: name, newField: false });
  expect(refusal(() => bench.prove(signed, declared, original))).toBeNull();
  expect(signatureOf(workshop.verify(signed))).toMatchObject({ field: name, verdict: 'valid' });
});
