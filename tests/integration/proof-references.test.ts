/** Originals that wait for what signing adds or changes: for a number of its own, or in a second place. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream } from '../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { tagWidget } from '../../src/main/signing/structure-tree.js';
import { classicPdf, streamBody, streamPdf } from '../unit/pdf/sample-pdf.js';
import { type Forgery, openProofBench, type ProofBench, refusal } from './proof-support.js';
import { qpdf } from './signing-support.js';

let bench: ProofBench;
beforeAll(async () => {
  bench = await openProofBench();
});
afterAll(() => bench.close());

const UNDECLARED = 'verification.undeclared-change';
const PAGES = '<</Type/Pages/Kids[3 0 R]/Count 1>>';
const catalog = (more = ''): string => `<</Type/Catalog/Pages 2 0 R${more}>>`;
const page = (more = ''): string => `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]${more}>>`;
const CONTENT = streamBody('', '1 0 0 rg 100 100 200 200 re f');

const write = (text: string): string => {
  writeFileSync(bench.path('original.pdf'), text, 'latin1');
  return bench.path('original.pdf');
};

/** How the proof ends for a signature, right in itself, over the forged revision of this original. */
const proved = (original: string, forgery: Forgery): string | null => {
  const file = bench.forge('forged.pdf', forgery, original);
  return refusal(() => bench.prove(file, bench.declared({ visible: false }), original));
};

/** References that lead nowhere until an object gets one of these numbers. */
const OPEN = Array.from({ length: 12 }, (_none, i) => `${5 + i} 0 R`).join(' ');

describe('a number that the original refers to', () => {
  it.each([
    ['in an object that nothing leads to', classicPdf([catalog(), PAGES, page(), `<</Hidden[${OPEN}]>>`]).text],
    ['in the annotations of the page', classicPdf([catalog(), PAGES, page(`/Annots[${OPEN}]`), 'null']).text],
    ['in the trailer', classicPdf([catalog(), PAGES, page(), 'null'], `/Hidden[${OPEN}]`).text],
    ['in an object that breaks the syntax', classicPdf([catalog(), PAGES, page(), `<</A[${OPEN}]/B>>`]).text],
    [
      'under a key that is given twice',
      classicPdf([catalog(), PAGES, page(`/Contents[${OPEN}]/Contents 4 0 R`), CONTENT]).text,
    ],
    ['in the dictionary of a stream', classicPdf([catalog(), PAGES, page(), streamBody(`/Hidden[${OPEN}]`, 'x')]).text],
    [
      'in an object stream',
      streamPdf('/W[1 4 2]/Size 6/Root 1 0 R', [catalog(), PAGES, page('/Annots[6 0 R 7 0 R 8 0 R 9 0 R]')]),
    ],
    [
      'in a file that has to be recovered',
      classicPdf([catalog(), PAGES, page(), `<</Hidden[${OPEN}]>>`]).text.replace(/startxref\n\d+/, 'startxref\n7'),
    ],
  ])('%s', (_name, text) => {
    expect(proved(write(text), { blind: true })).toBe(UNDECLARED);
    expect(proved(write(text), {})).toBeNull();
  });

  it('in the trailer of an older revision', () => {
    const first = classicPdf([catalog(), PAGES, page(), 'null'], `/Hidden[${OPEN}]`);
    const start = first.text.length;
    const section = `xref\n4 1\n${String(first.offsets[3] ?? 0).padStart(10, '0')} 00000 n \n`;
    const trailer = `trailer\n<</Size 5/Root 1 0 R/Prev ${first.startXref}>>\nstartxref\n${start}\n%%EOF\n`;
    const original = write(`${first.text}${section}${trailer}`);
    expect(proved(original, { blind: true })).toBe(UNDECLARED);
    expect(proved(original, {})).toBeNull();
  });

  it('in an encrypted file', () => {
    const hidden = '<</Type/Metadata/Hidden[1 0 R 1 0 R 1 0 R 1 0 R]>>';
    const plain = write(classicPdf([catalog('/Metadata 4 0 R'), PAGES, page(), hidden]).text);
    const encrypted = bench.path('encrypted.pdf');
    qpdf('--object-streams=disable', '--encrypt', '', 'chủ', '256', '--', plain, encrypted);
    const text = readFileSync(encrypted, 'latin1');
    const { size } = PdfDocument.open(new MemorySource(readFileSync(encrypted)));
    let next = size;
    const open = text.replace(/\/Hidden \[[^\]]*\]/, (list) => list.replaceAll('1 0 R', () => `${next++} 0 R`));
    expect(open.length).toBe(text.length);
    const original = write(open);
    expect(proved(original, { blind: true })).toBe(UNDECLARED);
    expect(proved(original, {})).toBeNull();
  });
});

describe('an object that is changed and has another use', () => {
  it.each([
    [
      'annotations that are the pages',
      [catalog(), '<</Type/Pages/Kids 5 0 R/Count 1>>', page('/Contents 4 0 R/Annots 5 0 R'), CONTENT, '[3 0 R]'],
    ],
    [
      'the same by way of another reference',
      [catalog(), '<</Type/Pages/Kids 4 0 R/Count 1>>', page('/Annots 5 0 R'), '[3 0 R]', '4 0 R'],
    ],
    ['annotations that are the contents', [catalog(), PAGES, page('/Contents 5 0 R/Annots 5 0 R'), CONTENT, '[4 0 R]']],
    [
      'annotations of two pages',
      [catalog(), '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>', page('/Annots 5 0 R'), page('/Annots 5 0 R'), '[]'],
    ],
    [
      'fields that are the crop box',
      [catalog('/AcroForm<</Fields 5 0 R>>'), PAGES, page('/Contents 4 0 R/CropBox 5 0 R'), CONTENT, '[0 0 300 300]'],
    ],
    [
      'a form that is the colour spaces of a page',
      [catalog('/AcroForm 4 0 R'), PAGES, page('/Resources<</ColorSpace 4 0 R>>'), '<</Fields[/CalGray]>>'],
    ],
  ])('%s', (_name, bodies) => {
    const original = write(classicPdf(bodies).text);
    expect(proved(original, { blind: true })).toBe(UNDECLARED);
    expect(proved(original, {})).toBeNull();
  });

  const LABELS = [
    catalog('/StructTreeRoot 4 0 R/PageLabels 6 0 R/MarkInfo<</Marked true>>'),
    PAGES,
    page(),
    '<</Type/StructTreeRoot/K[5 0 R]/ParentTree 6 0 R>>',
    '<</S/Document/P 4 0 R/K[]>>',
    '<</Nums[0<</S/r>>]>>',
  ];
  const tag: Forgery['objects'] = (document, writer, { field }) =>
    tagWidget(document, writer, { ref: field, page: new PdfRef(3, 0), description: 'x' });

  it('a parent tree that numbers the pages', () => {
    const original = write(classicPdf(LABELS).text);
    expect(proved(original, { objects: tag, blind: true })).toBe(UNDECLARED);
    expect(proved(original, { objects: tag })).toBeNull();
  });

  it('annotations of two pages, of which a signature has taken a copy, are those of one', async () => {
    const { lift, prove, declared } = bench;
    const pages = '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>';
    const original = write(classicPdf([catalog(), pages, page('/Annots 5 0 R'), page('/Annots 5 0 R'), '[]']).text);
    const { pki, sign } = lift.workshop;
    const work = await sign(original, 'shared.pdf', pki.person, { stamp: lift.token });
    lift.store(work);
    lift.stamp(work);
    expect(prove(work, declared({ level: 'B-LTA' }), original).brokenBefore).toEqual([]);
  });

  it('a store of evidence', () => {
    const { lift, signed, path, prove } = bench;
    const open = (file: string): PdfDocument => PdfDocument.open(new MemorySource(readFileSync(file)));
    const append = (file: string, name: string, change: (document: PdfDocument, writer: RevisionWriter) => void) => {
      const document = open(file);
      document.references = () => ({ highest: 0, isShared: () => false });
      const writer = new RevisionWriter(document);
      change(document, writer);
      writeFileSync(path(name), Buffer.concat([readFileSync(file), writer.serialize().bytes]));
      return path(name);
    };
    const grow = (file: string, name: string): string =>
      append(file, name, (document, writer) => {
        const place = document.catalog.get('DSS');
        const store = document.dict(document.catalog, 'DSS');
        const kept = document.resolve((store && document.array(store, 'Certs')?.[0]) ?? null);
        if (!(place instanceof PdfRef) || !store || !(kept instanceof PdfStream)) throw new Error('no store');
        const again = writer.allocate();
        const bytes = document.raw(kept);
        writer.set(
          again,
          new PdfStream(new PdfDict([['Filter', new PdfName('FlateDecode')]]), { kind: 'memory', bytes }),
        );
        writer.set(place, store.with({ Certs: [...(document.array(store, 'Certs') ?? []), again] }));
      });
    const upgrade = { kind: 'upgrade', level: 'B-LT' } as const;
    const lasting = lift.copy(signed['B-LT'], 'lasting.pdf');
    expect(refusal(() => prove(grow(lasting, 'grown.pdf'), upgrade, lasting))).toBeNull();
    const shared = append(lasting, 'shared.pdf', (document, writer) =>
      writer.set(writer.allocate(), new PdfDict([['Hidden', document.catalog.get('DSS')]])),
    );
    expect(refusal(() => prove(grow(shared, 'grown.pdf'), upgrade, shared))).toBe(UNDECLARED);
  });
});

describe('something else in the place of a dictionary', () => {
  const misspelt =
    (key: string): ((bytes: Buffer) => Buffer) =>
    (bytes) =>
      Buffer.from(bytes.toString('latin1').replace(`/${key} `, `/${key.slice(0, -1)}- `), 'latin1');
  const forgotten =
    (key: string): ((bytes: Buffer) => Buffer) =>
    (bytes) =>
      Buffer.from(
        bytes
          .toString('latin1')
          .replace(new RegExp(`/${key.slice(0, -1)}- [^\\n]*`), (entry) => ' '.repeat(entry.length)),
        'latin1',
      );

  it.each([
    ['an array', '[4 0 R]'],
    ['a stream', CONTENT],
    ['a number', '7'],
    ['a name', '/AcroForm'],
  ])('a form in the place of %s', (_name, body) => {
    const original = write(classicPdf([catalog('/AcroForm 4 0 R'), PAGES, page(), body]).text);
    expect(proved(original, { seen: misspelt('AcroForm'), bytes: forgotten('AcroForm') })).toBe(UNDECLARED);
  });

  it('the same trick in the place of nothing', () => {
    const original = write(classicPdf([catalog('/AcroForm 4 0 R'), PAGES, page(), 'null']).text);
    expect(proved(original, { seen: misspelt('AcroForm'), bytes: forgotten('AcroForm') })).toBeNull();
  });

  it('a certification in the place of an array', () => {
    const certify = (place: string): string | null => {
      const original = write(classicPdf([catalog(`/Perms ${place}`), PAGES, page(), '[]', '<<>>']).text);
      const parameters = new PdfDict([
        ['Type', new PdfName('TransformParams')],
        ['V', new PdfName('1.2')],
        ['P', 2],
      ]);
      const reference = new PdfDict([
        ['Type', new PdfName('SigRef')],
        ['TransformMethod', new PdfName('DocMDP')],
        ['TransformParams', parameters],
      ]);
      const file = bench.forge(
        'certified.pdf',
        {
          dictionary: (dict) => {
            const [contents, range] = [dict.get('Contents'), dict.get('ByteRange')];
            return new PdfDict(
              [...dict.with({ Reference: [reference] }).entries].filter(
                ([key]) => key !== 'Contents' && key !== 'ByteRange',
              ),
            ).with({ ByteRange: range, Contents: contents });
          },
          objects: (document, writer, { signature }) => {
            const now = writer.get(document.catalogRef);
            if (now instanceof PdfDict)
              writer.set(document.catalogRef, now.with({ Perms: new PdfDict([['DocMDP', signature]]) }));
          },
        },
        original,
      );
      return refusal(() => bench.prove(file, bench.declared({ visible: false, certify: 2 }), original));
    };
    expect(certify('5 0 R')).toBeNull();
    expect(certify('4 0 R')).toBe(UNDECLARED);
  });

  it('annotations in the place of the one that was there', () => {
    const note = '<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(n)>>';
    const original = write(classicPdf([catalog(), PAGES, page('/Annots 4 0 R'), note]).text);
    const list = (items: (field: PdfRef) => PdfObject[]): Forgery => ({
      objects: (_document, writer, { field }) => {
        writer.set(new PdfRef(4, 0), items(field));
        const before = writer.get(new PdfRef(3, 0));
        if (before instanceof PdfDict) writer.set(new PdfRef(3, 0), before.with({ Annots: new PdfRef(4, 0) }));
      },
    });
    expect(proved(original, {})).toBeNull();
    expect(
      proved(
        original,
        list((field) => [new PdfRef(4, 0), field]),
      ),
    ).toBe(UNDECLARED);
  });
});
