/** Documents made so that signing them would bring forth something else than what was shown. Judged by poppler. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SigningIntent } from '../../src/contracts/jobs.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { classicPdf, streamBody } from '../unit/pdf/sample-pdf.js';
import {
  AUTOMATIC,
  inspectFile,
  makeSigner,
  pdfsig,
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
const write = (text: string): string => {
  writeFileSync(at('in.pdf'), text, 'latin1');
  return at('in.pdf');
};
const sign = (original: string, intent: SigningIntent = INVISIBLE, output = at('out.pdf')) =>
  signFile(original, output, signer, intent);
const pagesOf = (file: string): number => PdfDocument.open(new MemorySource(readFileSync(file))).pages().length;

/** The pixels of one page. */
const look = (file: string, page: number): string =>
  execFileSync('pdftoppm', ['-r', '30', '-f', String(page), '-l', String(page), file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString('base64');

const INVISIBLE: SigningIntent = { level: 'B-B', placement: { kind: 'invisible' } };
const ON_PAGE_1: SigningIntent = {
  level: 'B-B',
  placement: { kind: 'rect', page: 1, rect: { x: 300, y: 20, width: 200, height: 60 } },
};

const CATALOG = '<</Type/Catalog/Pages 2 0 R>>';
const PAGES = '<</Type/Pages/Kids[3 0 R]/Count 1>>';
const catalog = (more: string): string => CATALOG.replace('>>', `${more}>>`);
const page = (more = ''): string => `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]${more}>>`;
const CONTENT = streamBody('', '1 0 0 rg 100 100 200 200 re f');
const numbers = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

describe('objects with two uses', () => {
  it.each([
    ['the annotations are the contents', [CATALOG, PAGES, page('/Contents 5 0 R/Annots 5 0 R'), CONTENT, '[4 0 R]']],
    [
      'the annotations are the pages',
      [CATALOG, '<</Type/Pages/Kids 5 0 R/Count 1>>', page('/Contents 4 0 R/Annots 5 0 R'), CONTENT, '[3 0 R]'],
    ],
    [
      'the fields are the crop box',
      [catalog('/AcroForm<</Fields 5 0 R>>'), PAGES, page('/Contents 4 0 R/CropBox 5 0 R'), CONTENT, '[0 0 300 300]'],
    ],
  ])('%s: pages look and number as before', async (_name, bodies) => {
    const original = write(classicPdf(bodies).text);
    await sign(original);
    expect(look(at('out.pdf'), 1)).toBe(look(original, 1));
    expect(pagesOf(at('out.pdf'))).toBe(1);
    expect(pdfsig(at('out.pdf'))).toEqual([{ valid: true, total: true }]);
  });
});

describe('something else in the place of the form', () => {
  it.each([
    ['the content of a page', [catalog('/AcroForm 4 0 R'), PAGES, page('/Contents 4 0 R'), CONTENT]],
    ['the list of its contents', [catalog('/AcroForm 5 0 R'), PAGES, page('/Contents 5 0 R'), CONTENT, '[4 0 R]']],
  ])('%s is not replaced', async (_name, bodies) => {
    await expect(sign(write(classicPdf(bodies).text))).rejects.toMatchObject({ code: 'pdf.broken' });
  });
});

describe('references that wait for the objects that signing adds', () => {
  const PAGES_2 = '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>';
  const refs = numbers(8, 12).map((num) => `${num} 0 R`);
  const named = numbers(8, 12).map((num) => `/N${num} ${num} 0 R`);
  const drawn = streamBody('', named.map((entry) => `${entry.split(' ')[0]} Do`).join('\n'));

  it.each([
    ['in the annotations of a page', [CATALOG, PAGES_2, page(), page(`/Annots[${refs.join(' ')}]`)]],
    [
      'in the resources of a page',
      [CATALOG, PAGES_2, page(), page(`/Contents 5 0 R/Resources<</XObject<<${named.join('')}>>>>`), drawn],
    ],
    [
      'in an object that only lenient readers read',
      [CATALOG, PAGES_2, page(), page('/Contents 5 0 R/Resources 6 0 R'), drawn, `<</XObject<<${named.join('')}>>/B>>`],
    ],
  ])('%s stay without one', async (_name, bodies) => {
    const filled = [...bodies, ...numbers(bodies.length, 7 - bodies.length).map(() => 'null')];
    const original = write(classicPdf(filled).text);
    const before = look(original, 2);
    await sign(original, ON_PAGE_1);
    expect(look(at('out.pdf'), 2)).toBe(before);
    expect(look(at('out.pdf'), 1)).not.toBe(look(original, 1));
  });

  it('as the contents of pages stay without one', async () => {
    const kids = numbers(3, 14).map((num) => `${num} 0 R`);
    const pages = `<</Type/Pages/Kids[${kids.join(' ')}]/Count 14>>`;
    const original = write(
      classicPdf([CATALOG, pages, page(), ...numbers(17, 13).map((num) => page(`/Contents ${num} 0 R`))]).text,
    );
    await sign(original, ON_PAGE_1);
    for (const number of numbers(2, 13)) expect(look(at('out.pdf'), number)).toBe(look(original, number));
  });
});

describe('damaged files that were signed before', () => {
  const damaged = (file: string, change: (text: string) => string = (text) => text): string => {
    const text = change(readFileSync(file, 'latin1'));
    return write(text.replaceAll(/startxref\n\d+/g, 'startxref\n7'));
  };

  it('are refused: the section of a recovered file names every object anew', async () => {
    await sign(write(classicPdf([CATALOG, PAGES, page()]).text), INVISIBLE, at('signed.pdf'));
    const original = damaged(at('signed.pdf'));
    await expect(sign(original)).rejects.toMatchObject({ code: 'signing.recovered-signed' });
    expect(inspectFile(original).refusal).toMatchObject({ code: 'signing.recovered-signed' });
  });

  it('are refused where no field leads to the signature any more', async () => {
    await sign(write(classicPdf([CATALOG, PAGES, page()]).text), INVISIBLE, at('signed.pdf'));
    const original = damaged(at('signed.pdf'), (text) => text.replaceAll('/AcroForm', '/AcroFurm'));
    await expect(sign(original)).rejects.toMatchObject({ code: 'signing.recovered-signed' });
  });

  it('are signed when they carry none', async () => {
    writeFileSync(at('plain.pdf'), classicPdf([CATALOG, PAGES, page()]).text);
    await sign(damaged(at('plain.pdf')));
    expect(pdfsig(at('out.pdf'))).toEqual([{ valid: true, total: true }]);
  });
});

describe('fields', () => {
  it('with a value that is no signature are not signed over', async () => {
    const field = '<</Type/Annot/Subtype/Widget/FT/Sig/T(A)/V(approved)/Rect[0 0 100 50]>>';
    const form = catalog('/AcroForm<</Fields[4 0 R]>>');
    const original = write(classicPdf([form, PAGES, page('/Annots[4 0 R]'), field]).text);
    await expect(sign(original, { ...INVISIBLE, field: 'A' })).rejects.toMatchObject({ code: 'signing.field-signed' });
  });

  it('find room beside one another, and come out invisible when the margins are full', async () => {
    const names = numbers(0, 10).map((i) => at(`${i}.pdf`));
    writeFileSync(names[0] ?? '', classicPdf([CATALOG, PAGES, page()]).text);
    for (const [i, name] of names.slice(1).entries()) await sign(names[i] ?? '', AUTOMATIC, name);
    expect(pdfsig(names.at(-1) ?? '').map(({ valid }) => valid)).toEqual(Array.from({ length: 9 }, () => true));
    expect(look(names.at(-1) ?? '', 1)).toBe(look(names.at(-2) ?? '', 1));
    expect(look(names[2] ?? '', 1)).not.toBe(look(names[1] ?? '', 1));
  });
});
