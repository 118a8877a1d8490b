/** What signing does to lists, forms and structure that are there already, judged by qpdf, pdfsig and pdfinfo. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SigningIntent } from '../../src/contracts/jobs.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict, type PdfObject, PdfRef } from '../../src/main/pdf/objects.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { contentPolicySchema, loadContentPolicy } from '../../src/main/signing/content-policy.js';
import { prepareSignature } from '../../src/main/signing/prepare.js';
import { examineAll } from '../../src/main/verification/verify-file.js';
import { classicPdf, streamBody } from '../unit/pdf/sample-pdf.js';
import {
  AUTOMATIC,
  DOCUMENTS,
  FONT,
  inspectFile,
  keepsPrefix,
  makeSigner,
  opensslVerdict,
  pdfsig,
  prepareFile,
  qpdf,
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
const changed = (file: string): number[] => [...(open(file).sections[0]?.objects ?? [])];
const expectSound = (original: string, signed: string): void => {
  expect(keepsPrefix(original, signed)).toBe(true);
  expect(qpdfComplaints(signed)).toEqual(qpdfComplaints(original));
  expect(pdfsig(signed).at(-1)).toEqual({ valid: true, total: true });
};

const DRAWN: SigningIntent = {
  level: 'B-B',
  placement: { kind: 'rect', page: 1, rect: { x: 100, y: 100, width: 200, height: 50 } },
};
const PREPARED = { kind: 'text', name: 'So', page: 1, rect: { x: 100, y: 700, width: 90, height: 16 } } as const;
const SECOND = { ...PREPARED, name: 'Ngay', rect: { x: 300, y: 700, width: 90, height: 16 } } as const;

describe('the logical structure of a tagged document', () => {
  const structure = (file: string): string => execFileSync('pdfinfo', ['-struct', file], { encoding: 'utf8' });
  const forms = (file: string): number => structure(file).split(/^\s*Form/m).length - 1;
  const page = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/StructParents 0>>';
  const tagged = (root: string, ...more: string[]): string =>
    classicPdf([
      '<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 4 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      page,
      `<</Type/StructTreeRoot${root}>>`,
      '<</Type/StructElem/S/Document/P 4 0 R>>',
      ...more,
    ]).text;

  const shapes: readonly (readonly [string, string, number])[] = [
    ['numbers in the root', tagged('/K 5 0 R/ParentTree<</Nums[0[]]>>/ParentTreeNextKey 1'), 1],
    ['numbers in an object of its own', tagged('/K[5 0 R]/ParentTree 6 0 R', '<</Nums[0[]7[]]>>'), 8],
    [
      'a tree with leaves',
      tagged('/K[5 0 R]/ParentTree 6 0 R/ParentTreeNextKey 3', '<</Kids[7 0 R]>>', '<</Limits[0 4]/Nums[0[]4[]]>>'),
      5,
    ],
    ['no parent tree', tagged('/K 5 0 R'), 0],
    ['several elements at the top', tagged('/K[5 0 R 6 0 R]/ParentTree<</Nums[]>>', '<</S/P/P 4 0 R>>'), 0],
    ['no elements at all', tagged(''), 0],
    ['an empty list of elements', tagged('/K[]/ParentTree<</Nums[]>>'), 0],
    ['elements in a list of its own', tagged('/K 6 0 R/ParentTree<</Nums[]>>', '[5 0 R]'), 0],
  ];

  it.each(shapes)('%s', async (_name, text, key) => {
    const original = write(text);
    const { workFile } = await signFile(original, at('out.pdf'), signer, { ...DRAWN, prepare: [PREPARED, SECOND] });
    expectSound(original, workFile);
    expect(forms(workFile)).toBe(3);
    const document = open(workFile);
    const widgets = document.array(document.pages()[0]?.dict ?? new PdfDict(), 'Annots') ?? [];
    const keys = widgets.map((widget) => (document.resolve(widget) as PdfDict).get('StructParent'));
    expect(keys).toEqual([key, key + 1, key + 2]);
    expect(keys.map((wanted) => parentOf(document, Number(wanted)))).toEqual(widgets);
  });

  /** The widget that the element under this key of the parent tree leads to. */
  const parentOf = (document: PdfDocument, key: number): PdfObject => {
    const root = document.dict(document.catalog, 'StructTreeRoot') ?? new PdfDict();
    const find = (node: PdfDict): PdfObject => {
      const numbers = document.array(node, 'Nums') ?? [];
      const found = numbers.findIndex((item, i) => i % 2 === 0 && item === key);
      if (found >= 0) return numbers[found + 1] ?? null;
      for (const kid of document.array(node, 'Kids') ?? []) {
        const below = find(document.resolve(kid) as PdfDict);
        if (below !== null) return below;
      }
      return null;
    };
    const element = document.resolve(find(document.dict(root, 'ParentTree') ?? new PdfDict())) as PdfDict;
    return document.dict(element, 'K')?.get('Obj') ?? null;
  };

  it.each([
    [
      'an invisible signature',
      tagged('/K 5 0 R/ParentTree<</Nums[]>>'),
      { ...DRAWN, placement: { kind: 'invisible' } },
    ],
    ['a parent tree that is none', tagged('/K 5 0 R/ParentTree<</Odd true>>'), DRAWN],
    ['a document that is not marked', tagged('/K 5 0 R').replace('/Marked true', '/Marked null'), DRAWN],
  ] as const)('is left alone by %s', async (_name, text, intent) => {
    const original = write(text);
    const { workFile } = await signFile(original, at('out.pdf'), signer, intent);
    expect(forms(workFile)).toBe(0);
    expect(changed(workFile)).not.toContain(4);
  });

  it('is left alone by the second signature, and the first stays as it was', async () => {
    const original = write(tagged('/K 5 0 R/ParentTree<</Nums[]>>'));
    const first = await signFile(original, at('first.pdf'), signer, DRAWN);
    const second = await signFile(first.workFile, at('second.pdf'), signer);
    expect(forms(second.workFile)).toBe(1);
    const document = open(second.workFile);
    expect(examineAll(document.source, document).map(({ integrity }) => integrity)).toEqual(['intact', 'intact']);
    expect(changed(second.workFile)).not.toContain(4);
  });

  it('of a real document of 82 pages', async () => {
    const original = join(DOCUMENTS, 'unsigned', 'text-draft-regulation-82p.pdf');
    const { workFile } = await signFile(original, at('real.pdf'), signer, DRAWN);
    expectSound(original, workFile);
    expect(forms(workFile)).toBe(forms(original) + 1);
  });
});

describe('lists that others use too', () => {
  const two = (annots: string, fields: string, ...more: string[]): string =>
    classicPdf([
      `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields ${fields}>>>>`,
      '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>',
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots ${annots}>>`,
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots 5 0 R>>',
      ...more,
    ]).text;
  const NOTE = '<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(n)>>';
  const annotations = (file: string): number[] =>
    open(file)
      .pages()
      .map(({ dict }) => open(file).array(dict, 'Annots')?.length ?? 0);

  it.each([
    ['annotations of two pages', two('5 0 R', '[]', '[6 0 R]', NOTE)],
    ['through a reference to a reference', two('7 0 R', '[]', '[6 0 R]', NOTE, '5 0 R')],
    ['annotations that are the fields as well', two('6 0 R', '6 0 R', '[7 0 R]', '[7 0 R]', NOTE)],
  ])('%s stay as they are', async (_name, text) => {
    const original = write(text);
    const { workFile } = await signFile(original, at('out.pdf'), signer, { ...DRAWN, prepare: [PREPARED] });
    expectSound(original, workFile);
    expect(annotations(workFile)).toEqual([3, 1]);
    expect(changed(workFile)).not.toContain(5);
    const form = open(workFile).dict(open(workFile).catalog, 'AcroForm') ?? new PdfDict();
    expect(
      open(workFile)
        .array(form, 'Fields')
        ?.filter((item) => item instanceof PdfRef).length,
    ).toBeGreaterThan(1);
  });

  it('resources of the form that a page uses are not changed', async () => {
    const original = write(
      classicPdf([
        '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/DR 4 0 R>>>>',
        '<</Type/Pages/Kids[3 0 R]/Count 1>>',
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 4 0 R>>',
        '<</Font 5 0 R>>',
        '<</F1 6 0 R>>',
        '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
      ]).text,
    );
    const { workFile } = await signFile(original, at('out.pdf'), signer, { ...DRAWN, prepare: [PREPARED] });
    expectSound(original, workFile);
    expect(changed(workFile).filter((num) => num >= 4 && num <= 6)).toEqual([]);
    const document = open(workFile);
    const form = document.dict(document.catalog, 'AcroForm') ?? new PdfDict();
    const fonts = document.dict(document.dict(form, 'DR') ?? new PdfDict(), 'Font');
    expect([...(fonts?.entries.keys() ?? [])]).toEqual(['F1', 'TiRo']);
  });
});

describe('XFA', () => {
  const xfa = (packet: string, catalogMore = ''): string =>
    classicPdf([
      `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA[(config)4 0 R]>>${catalogMore}>>`,
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
      streamBody('', packet),
    ]).text;
  const dynamic = '<config><acrobat><acrobat7><dynamicRender>required</dynamicRender></acrobat7></acrobat></config>';

  it.each([
    ['that lays out the pages', xfa(dynamic)],
    ['that has to be rendered', xfa('<config/>', '/NeedsRendering true')],
    ['that cannot be read', xfa('x').replace('<</Length 1>>', '<</Length 1/Filter/Foo>>')],
  ])('%s is refused', async (_name, text) => {
    expect(inspectFile(write(text)).refusal?.code).toBe('signing.xfa');
    await expect(prepareFile(at('in.pdf'), at('out.pdf'), signer)).rejects.toMatchObject({ code: 'signing.xfa' });
  });

  it('that lies over fixed pages is left as it is', async () => {
    const original = write(xfa('<config/>'));
    const { workFile } = await signFile(original, at('out.pdf'), signer);
    expectSound(original, workFile);
    const document = open(workFile);
    expect(document.dict(document.catalog, 'AcroForm')?.get('XFA')).not.toBeNull();
  });
});

describe('what a field demands', () => {
  const seeded = (seed: string): string =>
    classicPdf([
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[4 0 R]>>',
      `<</FT/Sig/T(Boss)/Type/Annot/Subtype/Widget/Rect[100 100 300 160]/P 3 0 R/SV<<${seed}>>>>`,
    ]).text;

  it('is what is signed: digest, format, reason, certification', async () => {
    const seed = '/Ff 74/DigestMethod[(SHA512)]/SubFilter[/adbe.pkcs7.detached]/Reasons[(Approved)]/MDP<</P 2>>';
    const original = write(seeded(seed));
    const prepared = await signFile(original, at('out.pdf'), signer, { ...AUTOMATIC, field: 'Boss' });
    expectSound(original, prepared.workFile);
    expect(prepared.algorithm).toEqual({ mechanism: 'rsa-pkcs1', digest: 'sha512' });
    expect(prepared.digest).toHaveLength(64);
    const text = readFileSync(prepared.workFile, 'latin1');
    expect(text.includes('/SubFilter /adbe.pkcs7.detached')).toBe(true);
    expect(text.includes('/Reason (Approved)')).toBe(true);
    expect(inspectFile(prepared.workFile).certification).toBe(2);
    expect(opensslVerdict(prepared, signer, folder.path)).toContain('CAdES Verification successful');
  });

  it('refuses the signature and leaves no file', async () => {
    const original = write(seeded('/TimeStamp<</Ff 1>>'));
    const attempt = prepareFile(original, at('refused.pdf'), signer, { ...AUTOMATIC, field: '#1' });
    await expect(attempt).rejects.toMatchObject({ code: 'signing.seed-timestamp' });
  });
});

describe('before signing', () => {
  const request = (original: string, more: object) => ({
    original,
    originalSha256: sha256(readFileSync(original)),
    workFile: at('out.pdf'),
    intent: AUTOMATIC,
    certificates: signer.certificates,
    algorithm: signer.algorithm,
    timestampReserve: 0,
    training: false,
    signingTime: SIGNING_TIME,
    font: FONT,
    ...more,
  });
  const policy = loadContentPolicy('resources/policy/signing.json');

  it('the policy stops what it says, and only that', async () => {
    const original = write(
      classicPdf([
        '<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(a)>>>>',
        '<</Type/Pages/Kids[3 0 R]/Count 1>>',
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
      ]).text,
    );
    await expect(prepareSignature(request(original, { contentPolicy: policy }))).resolves.toBeDefined();
    const strict = contentPolicySchema.parse({ ...policy, 'content.javascript': 'stop' });
    const stopped = prepareSignature(request(original, { contentPolicy: strict }));
    await expect(stopped).rejects.toMatchObject({ code: 'content.javascript' });
  });

  it('a damaged file says so', async () => {
    const plain = classicPdf().text;
    const original = write(plain.replace(/startxref\n\d+/, 'startxref\n7'));
    expect(inspectFile(original).findings.map(({ code }) => code)).toEqual(['content.recovered']);
    const { workFile } = await signFile(original, at('out.pdf'), signer);
    expect(keepsPrefix(original, workFile)).toBe(true);
    expect(pdfsig(workFile)).toEqual([{ valid: true, total: true }]);
    const strict = contentPolicySchema.parse({ ...policy, 'content.recovered': 'stop' });
    const stopped = prepareSignature(request(original, { contentPolicy: strict }));
    await expect(stopped).rejects.toMatchObject({ code: 'content.recovered' });
  });

  it('an encrypted file needs its password, and its author’s leave', async () => {
    const source = join(DOCUMENTS, 'unsigned', 'scan-plan-753.pdf');
    const original = at('encrypted.pdf');
    qpdf('--encrypt', 'user', 'owner', '256', '--', source, original);
    expect(() => inspectFile(original)).toThrowError(expect.objectContaining({ code: 'pdf.password-needed' }));
    expect(inspectFile(original, { password: 'user' })).toMatchObject({
      refusal: null,
      encryption: { algorithm: 'aes-256', owner: false },
    });
    await expect(prepareSignature(request(original, {}))).rejects.toMatchObject({ code: 'pdf.password-needed' });
    await expect(prepareSignature(request(original, { password: 'user' }))).resolves.toBeDefined();
    const closed = at('closed.pdf');
    qpdf('--encrypt', '', 'owner', '256', '--modify=none', '--', source, closed);
    expect(inspectFile(closed).refusal?.code).toBe('pdf.signing-not-permitted');
    await expect(prepareSignature(request(closed, {}))).rejects.toMatchObject({ code: 'pdf.signing-not-permitted' });
    await expect(prepareSignature(request(closed, { password: 'owner' }))).resolves.toBeDefined();
  });

  it('revocation data have no place in CAdES', async () => {
    const revocation = { crls: [], ocsps: [] };
    const attempt = prepareSignature(request(write(classicPdf().text), { revocation }));
    await expect(attempt).rejects.toMatchObject({ code: 'signing.revocation-subfilter' });
  });
});
