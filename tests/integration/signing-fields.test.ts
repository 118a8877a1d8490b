/** Forms and fields in every shape, and every reason not to sign. Small files made by hand, judged by pdfsig. */
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultCode } from '../../src/contracts/faults/index.js';
import type { SigningIntent } from '../../src/contracts/jobs.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict, type PdfObject, PdfRef } from '../../src/main/pdf/objects.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { embedSignature } from '../../src/main/signing/embed.js';
import { prepareSignature } from '../../src/main/signing/prepare.js';
import { classicPdf, streamPdf } from '../unit/pdf/sample-pdf.js';
import {
  AUTOMATIC,
  FONT,
  inspectFile,
  keepsPrefix,
  makeSigner,
  opensslVerdict,
  pdfsig,
  pdfText,
  prepareFile,
  qpdfComplaints,
  SIGNING_TIME,
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
const write = (text: string, name = 'in.pdf'): string => {
  writeFileSync(at(name), text, 'latin1');
  return at(name);
};
const open = (file: string): PdfDocument => PdfDocument.open(new MemorySource(readFileSync(file)));

const CATALOG = '<</Type/Catalog/Pages 2 0 R>>';
const PAGES = '<</Type/Pages/Kids[3 0 R]/Count 1>>';
const page = (more = ''): string => `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]${more}>>`;
const catalog = (more: string): string => CATALOG.replace('>>', `${more}>>`);
const NOTE = '<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(n)>>';

const shapes: readonly (readonly [string, string, number])[] = [
  ['no form, no annotations', classicPdf([CATALOG, PAGES, page()]).text, 1],
  [
    'form and annotations inside their owners',
    classicPdf([catalog('/AcroForm<</Fields[]>>'), PAGES, page('/Annots[4 0 R]'), NOTE]).text,
    2,
  ],
  [
    'form an object, /Fields inside',
    classicPdf([catalog('/AcroForm 4 0 R'), PAGES, page(), '<</Fields[]/DA(/F 0 Tf)>>']).text,
    1,
  ],
  [
    'form, /Fields and /Annots objects of their own',
    classicPdf([catalog('/AcroForm 4 0 R'), PAGES, page('/Annots 6 0 R'), '<</Fields 5 0 R>>', '[]', '[7 0 R]', NOTE])
      .text,
    2,
  ],
  [
    'form inside the catalog, /Fields an object',
    classicPdf([catalog('/AcroForm<</Fields 4 0 R>>'), PAGES, page(), '[]']).text,
    1,
  ],
  ['form without /Fields', classicPdf([catalog('/AcroForm<</SigFlags 1>>'), PAGES, page()]).text, 1],
  [
    'form and annotations that lead nowhere',
    classicPdf([catalog('/AcroForm 9 0 R'), PAGES, page('/Annots 8 0 R')]).text,
    1,
  ],
  ['catalog and page in an object stream', streamPdf(), 1],
  [
    'form and arrays in an object stream',
    streamPdf('/W[1 4 2]/Size 6/Root 1 0 R', [catalog('/AcroForm<</Fields[]>>'), PAGES, page('/Annots[]')]),
    1,
  ],
];

const annotations = (document: PdfDocument): PdfObject[] => {
  const [first] = document.pages();
  return (first && document.array(first.dict, 'Annots')) ?? [];
};
const form = (document: PdfDocument): PdfDict => document.dict(document.catalog, 'AcroForm') ?? new PdfDict();

describe('a new field', () => {
  it.each(shapes)('%s', async (_name, text, annotationCount) => {
    const original = write(text);
    const { workFile, fieldName } = await signFile(original, at('out.pdf'), signer);
    expect(keepsPrefix(original, workFile)).toBe(true);
    expect(pdfsig(workFile)).toEqual([{ valid: true, total: true }]);
    expect(qpdfComplaints(workFile)).toEqual(qpdfComplaints(original));
    const document = open(workFile);
    expect(fieldName).toBe('Signature1');
    expect(annotations(document)).toHaveLength(annotationCount);
    expect(form(document).get('SigFlags')).toBe(3);
    expect(document.array(form(document), 'Fields')).toHaveLength(1);
    const widget = document.resolve(annotations(document).at(-1) ?? null);
    if (!(widget instanceof PdfDict)) throw new Error('no widget');
    expect(widget.get('F')).toBe(132);
    expect(widget.get('P')).toEqual(new PdfRef(3, 0));
  });

  it('takes a name that no field at the top has, signature or not', async () => {
    const fields = '/AcroForm<</Fields[4 0 R 5 0 R]>>';
    const text = classicPdf([catalog(fields), PAGES, page(), '<</FT/Tx/T(Signature1)>>', '<</FT/Sig/T(Signature2)>>']);
    expect((await signFile(write(text.text), at('out.pdf'), signer)).fieldName).toBe('Signature3');
  });

  it('touches neither /Info nor the metadata', async () => {
    const text = classicPdf(
      [catalog('/Metadata 4 0 R'), PAGES, page(), '<</Length 1>>\nstream\nx\nendstream', '<</Title(t)>>'],
      '/Info 5 0 R',
    ).text;
    const { workFile } = await signFile(write(text), at('out.pdf'), signer);
    const changed = [...(open(workFile).sections[0]?.objects ?? [])];
    expect(changed).not.toContain(4);
    expect(changed).not.toContain(5);
  });
});

const EMPTY = '/FT/Sig/T(Lãnh đạo)/Type/Annot/Subtype/Widget/Rect[100 100 300 160]/P 3 0 R';
const withField = (field: string, more: readonly string[] = [], formEntries = ''): string =>
  classicPdf([catalog(`/AcroForm<</Fields[4 0 R]${formEntries}>>`), PAGES, page('/Annots[4 0 R]'), field, ...more])
    .text;
const named = (field: string): SigningIntent => ({ ...AUTOMATIC, field });

describe('an empty field that is there', () => {
  const field = EMPTY.replace('Lãnh đạo', 'Boss');

  it('is signed where it stands', async () => {
    const original = write(withField(`<<${field}>>`));
    const { workFile, fieldName } = await signFile(original, at('out.pdf'), signer, named('Boss'));
    expect(fieldName).toBe('Boss');
    expect(pdfsig(workFile)).toEqual([{ valid: true, total: true }]);
    expect(annotations(open(workFile))).toHaveLength(1);
    expect(pdfText(workFile)).toContain('Người ký');
    expect(inspectFile(workFile).signatureFields).toEqual([{ name: 'Boss', signed: true }]);
  });

  it('is signed when its widget is an object of its own below a named parent', async () => {
    const widget = '<</Type/Annot/Subtype/Widget/Parent 5 0 R/Rect[100 100 300 160]/P 3 0 R>>';
    const bodies = [
      catalog('/AcroForm<</Fields[4 0 R]/SigFlags 3>>'),
      PAGES,
      page('/Annots[6 0 R]'),
      '<</T(form)/Kids[5 0 R]>>',
      '<</T(sig)/FT/Sig/Parent 4 0 R/Kids[6 0 R]>>',
      widget,
    ];
    const prepared = await signFile(write(classicPdf(bodies).text), at('out.pdf'), signer, named('form.sig'));
    // pdfsig 22.12 looks for /V in the widget and calls such a field not signed; openssl judges the signature itself.
    expect(opensslVerdict(prepared, signer, folder.path)).toContain('CAdES Verification successful');
    expect(inspectFile(prepared.workFile).signatureFields).toEqual([{ name: 'form.sig', signed: true }]);
    expect(pdfText(prepared.workFile)).toContain('Người ký');
  });

  it('keeps its text whole in a rectangle of 40 × 20 points', async () => {
    const small = field.replace('[100 100 300 160]', '[100 100 140 120]');
    const { workFile } = await signFile(write(withField(`<<${small}>>`)), at('out.pdf'), signer, named('Boss'));
    expect(pdfText(workFile).replace(/\s/g, '')).toContain('Thờigianký:2026-11-22T10:10:10+07:00');
  });

  it('with a lock gets a FieldMDP reference that names the same fields', async () => {
    const original = write(withField(`<<${field}/Lock<</Type/SigFieldLock/Action/Include/Fields[(A)(B)]>>>>`));
    const { workFile } = await signFile(original, at('out.pdf'), signer, named('Boss'));
    const text = readFileSync(workFile, 'latin1');
    expect(text).toMatch(/\/TransformMethod \/FieldMDP/);
    expect(text).toMatch(/\/Fields \[\(A\) \(B\)\]/);
    expect(pdfsig(workFile)).toEqual([{ valid: true, total: true }]);
  });
});

describe('what an earlier signature forbids', () => {
  const signed = (signature: string, fieldMore = ''): string =>
    withField(`<<${EMPTY.replace('Lãnh đạo', 'First')}/V 5 0 R${fieldMore}>>`, [signature]);
  const reference = (method: string, parameters: string): string =>
    `<</Type/Sig/Contents<00>/Reference[<</TransformMethod/${method}/TransformParams<<${parameters}>>>>]>>`;

  it.each<readonly [string, string, FaultCode | null]>([
    ['certification P=1', signed(reference('DocMDP', '/P 1')), 'signing.certified-no-changes'],
    ['certification P=2', signed(reference('DocMDP', '/P 2')), null],
    ['certification without /P means 2', signed(reference('DocMDP', '')), null],
    ['certification P=3', signed(reference('DocMDP', '/P 3')), null],
    [
      'a lock with P=1',
      signed('<</Type/Sig/Contents<00>>>', '/Lock<</Action/All/P 1>>'),
      'signing.certified-no-changes',
    ],
    ['FieldMDP over all fields', signed(reference('FieldMDP', '/Action/All')), 'signing.field-locked'],
    [
      'FieldMDP over this field',
      signed(reference('FieldMDP', '/Action/Include/Fields[(Signature1)]')),
      'signing.field-locked',
    ],
    ['FieldMDP over another field', signed(reference('FieldMDP', '/Action/Include/Fields[(Amount)]')), null],
    ['FieldMDP over all but this', signed(reference('FieldMDP', '/Action/Exclude/Fields[(Signature1)]')), null],
    [
      'FieldMDP over all but another',
      signed(reference('FieldMDP', '/Action/Exclude/Fields[(Amount)]')),
      'signing.field-locked',
    ],
  ])('%s', async (_name, text, code) => {
    const original = write(text);
    expect(inspectFile(original).refusal?.code ?? null).toBe(code);
    const attempt = prepareFile(original, at('out.pdf'), signer);
    if (code === null) await expect(attempt).resolves.toMatchObject({ fieldName: 'Signature1' });
    else await expect(attempt).rejects.toMatchObject({ code });
  });

  it('certification P=1 named by the catalog alone', async () => {
    const bodies = [catalog('/Perms<</DocMDP 4 0 R>>'), PAGES, page(), reference('DocMDP', '/P 1')];
    const attempt = prepareFile(write(classicPdf(bodies).text), at('out.pdf'), signer);
    await expect(attempt).rejects.toMatchObject({ code: 'signing.certified-no-changes' });
  });
});

describe('refusals', () => {
  const plain = classicPdf([CATALOG, PAGES, page()]).text;
  const rect = (change: object): SigningIntent => ({
    level: 'B-B',
    placement: { kind: 'rect', page: 1, rect: { x: 10, y: 10, width: 200, height: 40 }, ...change },
  });
  const boss = EMPTY.replace('Lãnh đạo', 'Boss');

  it.each<readonly [string, string, SigningIntent, FaultCode]>([
    ['another level', plain, { ...AUTOMATIC, level: 'B-T' }, 'signing.level-unsupported'],
    ['a field that is not there', plain, named('Boss'), 'signing.field-missing'],
    ['a field of another type', withField('<</FT/Tx/T(Boss)>>'), named('Boss'), 'signing.field-missing'],
    [
      'a field that is signed',
      withField(`<<${boss}/V 5 0 R>>`, ['<</Contents<00>>>']),
      named('Boss'),
      'signing.field-signed',
    ],
    [
      'a field with mandatory conditions',
      withField(`<<${boss}/SV<</Ff 1/Filter/Adobe.PPKMS>>>>`),
      named('Boss'),
      'signing.seed-unsupported',
    ],
    ['a page that is not there', plain, rect({ page: 2 }), 'signing.page-missing'],
    [
      'a rectangle off the page',
      plain,
      rect({ rect: { x: 500, y: 10, width: 200, height: 40 } }),
      'signing.rect-outside',
    ],
    [
      'a rectangle below the page',
      plain,
      rect({ rect: { x: 0, y: -30, width: 200, height: 40 } }),
      'signing.rect-outside',
    ],
    ['bytes before the header', `junk${plain}`, AUTOMATIC, 'pdf.leading-bytes'],
    [
      'a file encrypted for certificates',
      classicPdf([CATALOG, PAGES, page()], '/Encrypt<</Filter/Adobe.PubSec>>').text,
      AUTOMATIC,
      'pdf.encryption-unsupported',
    ],
    ['an empty file', '', AUTOMATIC, 'pdf.empty'],
    ['no PDF', 'Kính gửi', AUTOMATIC, 'pdf.not-pdf'],
    ['a file cut off', plain.slice(0, 60), AUTOMATIC, 'pdf.broken'],
  ])('%s, and no work file is left', async (_name, text, intent, code) => {
    rmSync(at('out.pdf'), { force: true });
    await expect(prepareFile(write(text), at('out.pdf'), signer, intent)).rejects.toMatchObject({ code });
    expect(existsSync(at('out.pdf'))).toBe(false);
  });

  const request = (original: string, workFile: string) => ({
    original,
    originalSha256: sha256(Buffer.from(plain)),
    workFile,
    intent: AUTOMATIC,
    certificates: signer.certificates,
    algorithm: signer.algorithm,
    timestampReserve: 0,
    training: false,
    signingTime: SIGNING_TIME,
    font: FONT,
  });

  it('a file that is not the one that was shown', async () => {
    const attempt = prepareSignature(request(write(`${plain}% later\n`), at('out.pdf')));
    await expect(attempt).rejects.toMatchObject({ code: 'file.changed' });
    expect(existsSync(at('out.pdf'))).toBe(false);
  });

  it('a missing file and a folder that cannot be written', async () => {
    const missing = prepareSignature(request(at('nowhere.pdf'), at('out.pdf')));
    await expect(missing).rejects.toMatchObject({ code: 'file.missing' });
    const unwritable = prepareSignature(request(write(plain), at('no-folder/out.pdf')));
    await expect(unwritable).rejects.toMatchObject({ code: 'output.failed' });
  });

  it('a work file that changed between the two halves', async () => {
    const prepared = await prepareFile(write(plain), at('out.pdf'), signer);
    const value = new Uint8Array(256);
    truncateSync(prepared.workFile, 400);
    const embed = (): void => embedSignature(prepared, { value, timestampToken: null }, signer.certificates);
    expect(embed).toThrowError(expect.objectContaining({ code: 'signing.work-file-changed' }));
  });
});
