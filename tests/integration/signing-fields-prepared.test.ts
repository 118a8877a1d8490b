/** Fields made for later steps, filled and sealed in one revision, judged by our verifier, pdfsig, qpdf and pdftotext. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultCode } from '../../src/contracts/faults/index.js';
import type { PreparedField, SigningIntent } from '../../src/contracts/jobs.js';
import type { SignatureReport } from '../../src/contracts/verification.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict, PdfStream, PdfString, pdfText as textOf } from '../../src/main/pdf/objects.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { readForm } from '../../src/main/signing/form-fields.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';
import { classicPdf } from '../unit/pdf/sample-pdf.js';
import {
  AUTOMATIC,
  DOCUMENTS,
  inspectFile,
  keepsPrefix,
  makeSigner,
  pdfsig,
  pdfText,
  prepareFile,
  qpdf,
  qpdfComplaints,
  signFile,
  type TestSigner,
  temporaryFolder,
} from './signing-support.js';

const folder = temporaryFolder();
let leader: TestSigner;
let clerk: TestSigner;

beforeAll(() => {
  leader = makeSigner(folder.path);
  clerk = makeSigner(folder.path, undefined, '/C=VN/O=Sở Nội vụ tỉnh Thử Nghiệm/CN=Sở Nội vụ tỉnh Thử Nghiệm');
});
afterAll(() => folder.remove());

const at = (name: string): string => join(folder.path, name);
const open = (file: string): PdfDocument => PdfDocument.open(new MemorySource(readFileSync(file)));
const DECREE = join(DOCUMENTS, 'unsigned', 'text-decree-65-2018.pdf');

const NUMBER = { kind: 'text', name: 'Số', page: 1, rect: { x: 90, y: 700, width: 80, height: 18 } } as const;
const DAY = { kind: 'text', name: 'Ngày', page: 1, rect: { x: 330, y: 680, width: 30, height: 16 } } as const;
const SEAL = { kind: 'signature', name: 'Con dấu', page: 1, rect: { x: 300, y: 80, width: 110, height: 110 } } as const;
const PREPARING: SigningIntent = { ...AUTOMATIC, prepare: [NUMBER, DAY, SEAL] };
const FILLING: SigningIntent = {
  ...AUTOMATIC,
  field: 'Con dấu',
  fill: [
    { field: 'Số', value: '1234/TTr-SNV' },
    { field: 'Ngày', value: '22' },
  ],
};

const reports = (file: string): SignatureReport[] =>
  verifyFile(file, {
    trust: loadTrust({ shipped: 'resources/trust', added: [leader.rootFile, clerk.rootFile] }),
    policy: loadPolicy('resources/policy/verification.json'),
    crls: [],
    at: new Date(),
  }).report.signatures;

/** The report of the signature in this field. */
const report = (file: string, field: string): SignatureReport => {
  const found = reports(file).find((candidate) => candidate.field === field);
  if (!found) throw new Error(`no signature ${field}`);
  return found;
};

const textIn = (file: string, name: string): string | null => {
  const field = readForm(open(file)).fields.find((candidate) => candidate.name === name);
  return field?.inherited.V instanceof PdfString ? textOf(field.inherited.V) : null;
};

const expectSound = (original: string, signed: string, count: number): void => {
  expect(keepsPrefix(original, signed)).toBe(true);
  expect(qpdfComplaints(signed)).toEqual(qpdfComplaints(original));
  // pdfsig lists empty fields too.
  const valid = pdfsig(signed).filter((judged) => judged.valid);
  expect(valid).toHaveLength(count);
  expect(valid.filter(({ total }) => total)).toHaveLength(1);
};

describe('fields prepared by the leader, filled and sealed by the office', () => {
  it.each<readonly [string, Partial<SigningIntent>]>([
    ['approval', {}],
    ['certification P=2', { certify: 2 }],
    ['certification P=3', { certify: 3 }],
  ])('%s: the leader’s signature sees form fill-in', async (name, more) => {
    const prepared = (await signFile(DECREE, at(`${name}-1.pdf`), leader, { ...PREPARING, ...more })).workFile;
    expectSound(DECREE, prepared, 1);
    expect(inspectFile(prepared)).toMatchObject({
      certification: more.certify ?? null,
      refusal: null,
      findings: [],
      signatureFields: [{ signed: true }, { name: 'Con dấu', signed: false }],
    });
    const sealed = await signFile(prepared, at(`${name}-2.pdf`), clerk, FILLING);
    expectSound(prepared, sealed.workFile, 2);
    const first = report(sealed.workFile, 'Signature1');
    expect(first).toMatchObject({ integrity: 'intact', changesAfter: 'form', certification: more.certify ?? null });
    expect(first.reasons.map(({ code }) => code)).not.toContain('changed-illegally');
    expect(report(sealed.workFile, 'Con dấu')).toMatchObject({ integrity: 'intact', changesAfter: 'none' });
    expect(textIn(sealed.workFile, 'Số')).toBe('1234/TTr-SNV');
    expect(pdfText(sealed.workFile, '-l', '1')).toContain('1234/TTr-SNV');
    expect(readFileSync(sealed.workFile, 'latin1').includes('NeedAppearances')).toBe(false);
  });

  it('after that the filled fields are locked, the others are not', async () => {
    const sealed = at('approval-2.pdf');
    const again = (fill: SigningIntent['fill']) =>
      prepareFile(sealed, at('out.pdf'), clerk, { ...AUTOMATIC, fill: fill ?? [] });
    await expect(again([{ field: 'Số', value: '9' }])).rejects.toMatchObject({ code: 'signing.field-locked' });
    const third = await signFile(sealed, at('approval-3.pdf'), clerk);
    expectSound(sealed, third.workFile, 3);
    expect(report(third.workFile, 'Con dấu').changesAfter).toBe('signature');
  });

  it('a seal as a new field is a further signature, certified or not', async () => {
    const sealed = await signFile(at('certification P=2-1.pdf'), at('new-seal.pdf'), clerk);
    expect(report(sealed.workFile, 'Signature1')).toMatchObject({ integrity: 'intact', changesAfter: 'signature' });
  });

  it('in an encrypted file', async () => {
    const encrypted = at('encrypted.pdf');
    qpdf('--encrypt', '', 'owner', '256', '--', DECREE, encrypted);
    const prepared = (await signFile(encrypted, at('encrypted-1.pdf'), leader, { ...PREPARING, certify: 2 })).workFile;
    const sealed = (await signFile(prepared, at('encrypted-2.pdf'), clerk, FILLING)).workFile;
    expectSound(prepared, sealed, 2);
    expect(textIn(sealed, 'Số')).toBe('1234/TTr-SNV');
    expect(pdfText(sealed, '-l', '1')).toContain('1234/TTr-SNV');
    expect(report(sealed, 'Signature1')).toMatchObject({ integrity: 'intact', changesAfter: 'form', certification: 2 });
  });

  it('with object streams and on a turned page', async () => {
    const turned = at('turned.pdf');
    qpdf('--object-streams=generate', '--rotate=90:1', DECREE, turned);
    const intent: SigningIntent = {
      ...AUTOMATIC,
      prepare: [{ ...NUMBER, rect: { x: 60, y: 60, width: 120, height: 18 } }, SEAL],
    };
    const prepared = (await signFile(turned, at('turned-1.pdf'), leader, intent)).workFile;
    const fill = [{ field: 'Số', value: 'Số: 7/QĐ-UBND' }];
    const sealed = (await signFile(prepared, at('turned-2.pdf'), clerk, { ...AUTOMATIC, field: 'Con dấu', fill }))
      .workFile;
    expectSound(prepared, sealed, 2);
    expect(report(sealed, 'Signature1').changesAfter).toBe('form');
    const [word] = pdfText(sealed, '-bbox', '-l', '1')
      .normalize('NFC')
      .match(/<word.*>7\/QĐ-UBND<\/word>/) ?? [''];
    const number = (key: string): number => Number(new RegExp(`${key}="([\\d.]+)"`).exec(word)?.[1]);
    // Upright where the box is displayed: wider than high, at the lower left.
    expect(number('xMax') - number('xMin')).toBeGreaterThan(number('yMax') - number('yMin'));
    expect(number('xMin')).toBeLessThan(190);
  });
});

describe('the number of a field', () => {
  const at3 = (name: string, page: number, y: number, x = 100) =>
    ({ kind: 'signature', name, page, rect: { x, y, width: 90, height: 40 } }) as const;

  it('counts empty fields page by page and from top to bottom', async () => {
    const prepare = [at3('d', 2, 500), at3('c', 1, 100), at3('b', 1, 300, 300), at3('a', 1, 300)];
    const first = (await signFile(DECREE, at('numbered.pdf'), leader, { ...AUTOMATIC, prepare })).workFile;
    expect(inspectFile(first).emptyFields.map(({ name, page }) => [name, page])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 1],
      ['d', 2],
    ]);
    expect(inspectFile(first).emptyFields[0]?.rect).toEqual({ x: 100, y: 300, width: 90, height: 40 });
    const second = await signFile(first, at('numbered-2.pdf'), clerk, { ...AUTOMATIC, field: '#2' });
    expect(second.fieldName).toBe('b');
    const third = await signFile(second.workFile, at('numbered-3.pdf'), clerk, { ...AUTOMATIC, field: '#3' });
    expect(third.fieldName).toBe('d');
    const none = prepareFile(third.workFile, at('out.pdf'), clerk, { ...AUTOMATIC, field: '#3' });
    await expect(none).rejects.toMatchObject({ code: 'signing.field-number-missing' });
  });
});

describe('certification', () => {
  it.each([1, 2, 3] as const)('P=%d is in the signature and in the catalog', async (certify) => {
    const { workFile } = await signFile(DECREE, at(`certified-${certify}.pdf`), leader, { ...AUTOMATIC, certify });
    expectSound(DECREE, workFile, 1);
    expect(report(workFile, 'Signature1').certification).toBe(certify);
    const document = open(workFile);
    const permissions = document.dict(document.catalog, 'Perms');
    expect(permissions?.get('DocMDP')).toEqual(readForm(document).fields[0]?.dict.get('V'));
    const next = prepareFile(workFile, at('out.pdf'), clerk);
    if (certify === 1) await expect(next).rejects.toMatchObject({ code: 'signing.certified-no-changes' });
    else await expect(next).resolves.toBeDefined();
  });

  it('stands beside the lock of what was filled', async () => {
    const file = at('form.pdf');
    const bodies = [
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>/Perms<</UR3 5 0 R>>>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[4 0 R]>>',
      '<</FT/Tx/T(So)/Type/Annot/Subtype/Widget/Rect[100 700 200 716]/P 3 0 R/RV(old)/V(old)>>',
      '<</Type/Sig>>',
    ];
    writeFileSync(file, classicPdf(bodies).text, 'latin1');
    const intent: SigningIntent = { ...AUTOMATIC, certify: 2, fill: [{ field: 'So', value: 'Tỷ lệ 12%' }] };
    const { workFile } = await signFile(file, at('form-signed.pdf'), leader, intent);
    expectSound(file, workFile, 1);
    const text = readFileSync(workFile, 'latin1');
    expect(text.match(/TransformMethod \/\w+/g)).toEqual(['TransformMethod /DocMDP', 'TransformMethod /FieldMDP']);
    expect(text.includes('/Perms <</UR3 5 0 R')).toBe(true);
    expect(pdfText(workFile).normalize('NFC')).toContain('Tỷ lệ 12%');
    const [field] = readForm(open(workFile)).fields;
    expect(field?.dict.get('RV')).toBeNull();
    expect(field?.dict.get('AP')).toBeInstanceOf(PdfDict);
  });
});

describe('fields of one name', () => {
  const field = (rect: string, page: number, more = ''): string =>
    `<</FT/Tx/T(So)/Type/Annot/Subtype/Widget/Rect[${rect}]/P ${page} 0 R${more}>>`;
  const twoPages = (...fields: readonly string[]): string =>
    classicPdf([
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R 6 0 R]>>>>',
      '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[5 0 R]>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[6 0 R]>>',
      ...fields,
    ]).text;
  const FILL: SigningIntent = { ...AUTOMATIC, fill: [{ field: 'So', value: '15/QĐ' }] };

  it('are filled all, each with its own look, and locked once', async () => {
    const file = at('one-name.pdf');
    writeFileSync(file, twoPages(field('100 700 200 716', 3), field('50 500 90 530', 4)), 'latin1');
    const { workFile } = await signFile(file, at('one-name-signed.pdf'), leader, FILL);
    expectSound(file, workFile, 1);
    const document = open(workFile);
    const boxes = readForm(document).fields.flatMap(({ name, dict, inherited: { V } }) => {
      if (name !== 'So') return [];
      const look = document.resolve(document.dict(dict, 'AP')?.get('N') ?? null);
      return [[V instanceof PdfString && textOf(V), look instanceof PdfStream && look.dict.get('BBox')]];
    });
    expect(boxes).toEqual([
      ['15/QĐ', [0, 0, 100, 16]],
      ['15/QĐ', [0, 0, 40, 30]],
    ]);
    for (const page of ['1', '2']) {
      expect(pdfText(workFile, '-f', page, '-l', page).normalize('NFC')).toContain('15/QĐ');
    }
    expect(readFileSync(workFile, 'latin1')).toContain('/Fields [(So)]');
  });

  it('keep each its background and border', async () => {
    const file = at('framed.pdf');
    const looks = ['/MK<</BC[1 0 0]/BG[0 1 0]>>/BS<</W 2/S/D>>', '/MK<</BG[0 0 1]>>'] as const;
    const [first, second] = [field('100 700 200 716', 3, looks[0]), field('50 500 90 530', 4, looks[1])];
    writeFileSync(file, twoPages(first, second), 'latin1');
    const { workFile } = await signFile(file, at('framed-signed.pdf'), leader, FILL);
    expectSound(file, workFile, 1);
    const text = readFileSync(workFile, 'latin1');
    expect(text).toContain('0 1 0 rg\n0 0 100 16 re f');
    expect(text).toContain('2 w\n1 0 0 RG\n[3] 0 d\n1 1 98 14 re S');
    expect(text).toContain('0 0 1 rg\n0 0 40 30 re f');
  });

  it.each<readonly [string, string, FaultCode]>([
    ['another type', field('50 500 90 530', 4).replace('/FT/Tx', '/FT/Ch'), 'signing.fields-differ'],
    ['another that is read-only', field('50 500 90 530', 4, '/Ff 1'), 'signing.field-read-only'],
    ['another that takes less', field('50 500 90 530', 4, '/MaxLen 2'), 'signing.value-too-long'],
  ])('are not filled in part: %s', async (_name, second, code) => {
    writeFileSync(at('in.pdf'), twoPages(field('100 700 200 716', 3), second), 'latin1');
    await expect(prepareFile(at('in.pdf'), at('out.pdf'), leader, FILL)).rejects.toMatchObject({ code });
  });
});

describe('what cannot be prepared, filled or certified', () => {
  const PAGES = '<</Type/Pages/Kids[3 0 R]/Count 1>>';
  const page = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>';
  const form = (field: string, more: readonly string[] = [], formMore = ''): string =>
    classicPdf([
      `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R]${formMore}>>>>`,
      PAGES,
      page,
      field,
      ...more,
    ]).text;
  const tx = (more = ''): string => `<</FT/Tx/T(So)/Rect[0 0 60 14]/Type/Annot/Subtype/Widget${more}>>`;
  const fill = (value = '1', field = 'So'): SigningIntent => ({ ...AUTOMATIC, fill: [{ field, value }] });
  const prepare = (name: string, rect: PreparedField['rect'] = SEAL.rect): SigningIntent => ({
    ...AUTOMATIC,
    prepare: [{ ...SEAL, name, rect }],
  });
  const signature = (reference: string): string =>
    `<</FT/Sig/T(First)/V<</Type/Sig/Contents<00>/Reference[${reference}]>>>>`;
  const mdp = (method: string, parameters: string): string =>
    `<</TransformMethod/${method}/TransformParams<<${parameters}>>>>`;

  it.each<readonly [string, string, SigningIntent, FaultCode]>([
    ['a field that is not there', form(tx()), fill('1', 'Nowhere'), 'signing.text-field-missing'],
    ['a signature field', form('<</FT/Sig/T(So)>>'), fill(), 'signing.field-not-text'],
    ['a password', form(tx(`/Ff ${1 << 13}`)), fill(), 'signing.field-not-text'],
    ['a read-only field', form(tx('/Ff 1')), fill(), 'signing.field-read-only'],
    [
      'a field whose parent is read-only',
      form('<</T(g)/FT/Tx/Ff 1/Kids[6 0 R]>>', ['null', '<</T(So)/Parent 4 0 R>>']),
      fill('1', 'g.So'),
      'signing.field-read-only',
    ],
    ['a value longer than the field takes', form(tx('/MaxLen 3')), fill('1234'), 'signing.value-too-long'],
    ['a value wider than its box', form(tx()), fill('x'.repeat(80)), 'signing.text-too-long'],
    ['a value of two lines', form(tx()), fill('a\nb'), 'signing.value-unprintable'],
    ['a character that the font has not', form(tx()), fill('公文'), 'signing.value-unprintable'],
    [
      'one field twice',
      form(tx()),
      { ...AUTOMATIC, fill: [...(fill('1').fill ?? []), ...(fill('2').fill ?? [])] },
      'signing.filled-twice',
    ],
    [
      'a field that a signature locked',
      form(tx(), [signature(mdp('FieldMDP', '/Action/Include/Fields[(So)]'))]),
      fill(),
      'signing.field-locked',
    ],
    [
      'a field below the one that was locked',
      form('<</T(g)/FT/Tx/Kids[6 0 R]>>', [
        signature(mdp('FieldMDP', '/Action/Include/Fields[(g)]')),
        '<</T(So)/Parent 4 0 R>>',
      ]),
      fill('1', 'g.So'),
      'signing.field-locked',
    ],
    ['after certification P=1', form(tx(), [signature(mdp('DocMDP', '/P 1'))]), fill(), 'signing.certified-no-changes'],
    [
      'after a certification with a permission that does not exist',
      form(tx(), [signature(mdp('DocMDP', '/P 0'))]),
      fill(),
      'signing.certified-no-changes',
    ],
    [
      'after certifications of which one is P=1',
      form(tx(), [signature(mdp('DocMDP', '/P 3') + mdp('DocMDP', '/P 1'))]),
      fill(),
      'signing.certified-no-changes',
    ],
    ['values of an XFA form', form(tx(), [], '/XFA(x)'), fill(), 'signing.xfa'],
    ['a name that is taken', form(tx()), prepare('So'), 'signing.field-name-taken'],
    ['a name with a full stop', form(tx()), prepare('a.b'), 'signing.field-name-invalid'],
    ['a box off the page', form(tx()), prepare('s', { ...SEAL.rect, x: 500 }), 'signing.rect-outside'],
    [
      'two new fields of one name',
      form(tx()),
      { ...AUTOMATIC, prepare: [SEAL, { ...SEAL, kind: 'text' }] },
      'signing.field-name-taken',
    ],
    [
      'a name that is taken, when an existing field is signed',
      form(tx(), ['<</FT/Sig/T(Boss)>>']),
      { ...prepare('So'), field: 'Boss' },
      'signing.field-name-taken',
    ],
    ['fields after a signature', form(tx(), [signature('')]), prepare('s'), 'signing.prepare-after-signature'],
    [
      'certification after a signature',
      form(tx(), [signature('')]),
      { ...AUTOMATIC, certify: 3 },
      'signing.certify-not-first',
    ],
    [
      'certification after one that only the catalog knows',
      classicPdf(['<</Type/Catalog/Pages 2 0 R/Perms<</DocMDP<<>>>>>>', PAGES, page]).text,
      { ...AUTOMATIC, certify: 3 },
      'signing.certify-not-first',
    ],
  ])('%s', async (_name, text, intent, code) => {
    writeFileSync(at('in.pdf'), text, 'latin1');
    await expect(prepareFile(at('in.pdf'), at('out.pdf'), leader, intent)).rejects.toMatchObject({ code });
  });
});
