/** Boxes and units as no document has them: put right where the standard says how, else refused with the reason. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultCode } from '../../src/contracts/faults/index.js';
import type { SigningIntent } from '../../src/contracts/jobs.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { LIMITS } from '../../src/main/pdf/limits.js';
import { PdfStream } from '../../src/main/pdf/objects.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { readForm } from '../../src/main/signing/form-fields.js';
import { prepareSignature } from '../../src/main/signing/prepare.js';
import { classicPdf } from '../unit/pdf/sample-pdf.js';
import {
  AUTOMATIC,
  FONT,
  makeSigner,
  pdfsig,
  prepareFile,
  SIGNING_TIME,
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
const A4 = '/MediaBox[0 0 595 842]';
const RECT = '100 100 300 150';
const write = (page: string, rect = RECT): string => {
  const bodies = [
    '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R]>>>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R${page}/Annots[4 0 R 5 0 R]>>`,
    `<</FT/Sig/T(Boss)/Type/Annot/Subtype/Widget/P 3 0 R/Rect[${rect}]>>`,
    `<</FT/Tx/T(So)/Type/Annot/Subtype/Widget/P 3 0 R/Rect[${rect}]>>`,
  ];
  writeFileSync(at('in.pdf'), classicPdf(bodies).text, 'latin1');
  return at('in.pdf');
};

const DRAWN: SigningIntent = {
  level: 'B-B',
  placement: { kind: 'rect', page: 1, rect: { x: 100, y: 120, width: 200, height: 50 } },
};
const INVISIBLE: SigningIntent = { level: 'B-B', placement: { kind: 'invisible' } };
const BOSS: SigningIntent = { ...AUTOMATIC, field: 'Boss' };
const FILL: SigningIntent = { ...INVISIBLE, fill: [{ field: 'So', value: '12' }] };

/** What the widget of a field shows: its /Rect, and the /BBox of its appearance. */
const shown = (file: string, name: string): unknown[] => {
  const document = PdfDocument.open(new MemorySource(readFileSync(file)));
  const field = readForm(document).fields.find((candidate) => candidate.name === name);
  const look = field && document.resolve(document.dict(field.dict, 'AP')?.get('N') ?? null);
  return [field?.dict.get('Rect'), look instanceof PdfStream ? look.dict.get('BBox') : null];
};

const signedAs = async (original: string, intent: SigningIntent, field: string): Promise<unknown[]> => {
  const { workFile } = await signFile(original, at('out.pdf'), signer, intent);
  expect(pdfsig(workFile).filter(({ valid }) => valid)).toHaveLength(1);
  return shown(workFile, field);
};

const BIG = '9'.repeat(30);
const LONGEST = `1${'0'.repeat(62)}`;

describe('a page is put right as other readers do', () => {
  const BBOX = [0, 0, 200, 50];
  it.each<readonly [string, string, unknown]>([
    ['corners in any order (7.9.5)', '/MediaBox[595 842 0 0]', [100, 120, 300, 170]],
    ['origin elsewhere', '/MediaBox[-595 -842 0 0]', [-495, -722, -295, -672]],
    ['no area', '/MediaBox[0 0 0 0]', [100, 120, 300, 170]],
    ['three numbers', '/MediaBox[0 0 595]', [100, 120, 300, 170]],
    ['no numbers', '/MediaBox[/a 0 1 1]', [100, 120, 300, 170]],
    ['crop box in any order', `${A4}/CropBox[500 800 10 10]`, [110, 130, 310, 180]],
    ['crop box outside', `${A4}/CropBox[1000 1000 2000 2000]`, [100, 120, 300, 170]],
    ['crop box beyond reason', `${A4}/CropBox[-${BIG} -${BIG} ${BIG} ${BIG}]`, [100, 120, 300, 170]],
    ['unit of nothing', `${A4}/UserUnit 0`, [100, 120, 300, 170]],
    ['negative unit', `${A4}/UserUnit -2`, [100, 120, 300, 170]],
    ['unit that is no number', `${A4}/UserUnit/a`, [100, 120, 300, 170]],
    ['ten points to a unit', `${A4}/UserUnit 10`, [10, 12, 30, 17]],
  ])('%s', async (_name, page, rect) => {
    expect(await signedAs(write(page), DRAWN, 'Signature1')).toEqual([rect, BBOX]);
  });

  it.each<readonly [string, string]>([
    ['smaller than any block', '/MediaBox[0 0 3 3]'],
    ['of a unit that cannot be seen', `${A4}/UserUnit 0.${'0'.repeat(26)}1`],
  ])('a page %s gets an invisible signature', async (_name, page) => {
    expect(await signedAs(write(page), AUTOMATIC, 'Signature1')).toEqual([[0, 0, 0, 0], null]);
  });
});

describe('a page that nothing can be placed on', () => {
  const pages: readonly (readonly [string, string])[] = [
    ['huge', `/MediaBox[0 0 ${BIG} ${BIG}]`],
    ['as large as a number can be', `/MediaBox[0 0 ${LONGEST} ${LONGEST}]`],
    ['far away', `/MediaBox[${BIG} ${BIG} ${BIG}1 ${BIG}1]`],
    ['of a huge unit', `${A4}/UserUnit ${BIG}`],
    ['of the greatest unit', `${A4}/UserUnit ${LONGEST}`],
  ];

  it.each(pages)('%s: the reason is told', async (_name, page) => {
    for (const intent of [DRAWN, AUTOMATIC, BOSS]) {
      const refused = prepareFile(write(page), at('out.pdf'), signer, intent);
      const code = 'pdf.page-geometry' satisfies FaultCode;
      await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(/^Page 1 /) });
    }
  });

  it.each(pages)('%s: an invisible signature needs no place', async (_name, page) => {
    expect(await signedAs(write(page), INVISIBLE, 'Signature1')).toEqual([[0, 0, 0, 0], null]);
  });
});

describe('the box of a field', () => {
  it.each<readonly [string, string, unknown]>([
    ['corners in any order', '300 150 100 100', [0, 0, 200, 50]],
    ['below the origin', '-300 -150 -100 -100', [0, 0, 200, 50]],
    ['beside the page', '10000 10000 10200 10050', [0, 0, 200, 50]],
    ['no area', '5 5 50 5', null],
    ['three numbers', '1 2 3', null],
    ['no numbers', '/a 1 2 3', null],
  ])('%s', async (_name, rect, bbox) => {
    const numbers = expect.arrayContaining([expect.anything()]);
    expect(await signedAs(write(A4, rect), BOSS, 'Boss')).toEqual([numbers, bbox]);
    expect(await signedAs(write(A4, rect), FILL, 'So')).toEqual([numbers, bbox]);
  });

  it.each([
    ['huge', `0 0 ${BIG} ${BIG}`],
    ['as large as numbers can be', `-${LONGEST} -${LONGEST} ${LONGEST} ${LONGEST}`],
    ['far away', `${BIG} 0 ${BIG}1 20`],
  ])('%s: the reason is told, and the rest of the document can be signed', async (_name, rect) => {
    const original = write(A4, rect);
    const code = 'signing.field-geometry' satisfies FaultCode;
    await expect(prepareFile(original, at('out.pdf'), signer, BOSS)).rejects.toMatchObject({ code });
    await expect(prepareFile(original, at('out.pdf'), signer, FILL)).rejects.toMatchObject({ code });
    const [rectangle] = await signedAs(original, DRAWN, 'Signature1');
    expect(rectangle).toEqual([100, 120, 300, 170]);
  });
});

describe('a form with as many fields as are read', () => {
  const crowded = (count: number): string => {
    const bodies = [
      `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[${'<</T(a)/FT/Tx>>'.repeat(count)}]>>>>`,
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      `<</Type/Page/Parent 2 0 R${A4}>>`,
    ];
    writeFileSync(at('in.pdf'), classicPdf(bodies).text, 'latin1');
    return at('in.pdf');
  };
  const PREPARED = { kind: 'signature', name: 'Sau', page: 1, rect: { x: 9, y: 9, width: 90, height: 40 } } as const;

  it('takes one more as long as it can be read again, and is refused before signing when it cannot', async () => {
    const code = 'pdf.limit' satisfies FaultCode;
    const full = crowded(LIMITS.formFields);
    await expect(prepareFile(full, at('out.pdf'), signer, INVISIBLE)).rejects.toMatchObject({ code });
    const last = crowded(LIMITS.formFields - 1);
    const refused = prepareFile(last, at('out.pdf'), signer, { ...INVISIBLE, prepare: [PREPARED] });
    await expect(refused).rejects.toMatchObject({ code });
    const archived = prepareSignature({
      original: last,
      originalSha256: null,
      workFile: at('out.pdf'),
      intent: { ...INVISIBLE, level: 'B-LTA' },
      certificates: signer.certificates,
      algorithm: signer.algorithm,
      timestampReserve: 8192,
      training: false,
      signingTime: SIGNING_TIME,
      font: FONT,
    });
    await expect(archived).rejects.toMatchObject({ code });
    expect(await signedAs(last, INVISIBLE, 'Signature1')).toEqual([[0, 0, 0, 0], null]);
  });
});
