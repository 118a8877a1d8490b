/** Later revisions by hand, each an attack on what a signature shows, with the innocent change beside it. */
import { describe, expect, it } from 'vitest';
import { PdfDocument } from '../../../../src/main/pdf/document.js';
import { MemorySource } from '../../../../src/main/pdf/source.js';
import { compareRevisions } from '../../../../src/main/verification/changes/changes.js';
import { bytesOf, classicPdf, streamBody, streamPdf, update, type Written } from '../../pdf/sample-pdf.js';

const kinds = (before: string, after: string): string[] => {
  const source = new MemorySource(bytesOf(after));
  const changes = compareRevisions(PdfDocument.open(source, { end: before.length }), PdfDocument.open(source));
  return [...new Set(changes.map(({ kind }) => kind))].sort();
};
const later = (before: Written, objects: Readonly<Record<number, string>>, trailer = ''): string[] =>
  kinds(before.text, update(before, objects, trailer).text);

const content = (text: string, dict = ''): string => streamBody(dict, `BT /F1 12 Tf 72 500 Td (${text}) Tj ET`);
const FONT = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>';
const OTHER_FONT = '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>';
const PAGE = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 5 0 R/Contents 4 0 R/Annots[8 0 R 9 0 R]>>';
const CATALOG = '<</Type/Catalog/Pages 2 0 R/AcroForm 7 0 R>>';

/** 4 page content, 5 resources, 6 font, 7 form, 8 a text field, 9 an empty signature field. */
const bodies = (changes: Readonly<Record<number, string>> = {}): string[] => {
  const plain = [
    CATALOG,
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    PAGE,
    content('100 VND'),
    '<</Font<</F1 6 0 R>>>>',
    FONT,
    '<</Fields[8 0 R 9 0 R]>>',
    '<</Type/Annot/Subtype/Widget/FT/Tx/T(So)/Rect[72 600 172 620]/P 3 0 R/F 4>>',
    '<</Type/Annot/Subtype/Widget/FT/Sig/T(Ky)/Rect[300 100 400 150]/P 3 0 R/F 4>>',
  ];
  for (const [num, body] of Object.entries(changes)) plain[Number(num) - 1] = body;
  return plain;
};
const base = classicPdf(bodies());
const form = (text: string): string => streamBody('/Type/XObject/Subtype/Form/BBox[0 0 400 50]', `BT (${text}) Tj ET`);
const SIGNED = '<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<00>/ByteRange[0 1 2 3]>>';

describe('an object of the page given another use', () => {
  it('resources named as the catalog’s /Extensions and overwritten', () =>
    expect(
      later(base, { 1: CATALOG.replace('>>', '/Extensions 5 0 R>>'), 5: '<</Font<</F1 10 0 R>>>>', 10: OTHER_FONT }),
    ).toContain('illegal'));

  it('resources overwritten by a form that takes the place of the old one', () =>
    expect(later(base, { 1: CATALOG.replace('7 0 R', '5 0 R'), 5: '<</Fields[8 0 R 9 0 R]/SigFlags 3>>' })).toContain(
      'illegal',
    ));

  it('a font named as an entry of the security store and overwritten', () => {
    const before = classicPdf(
      bodies({
        1: CATALOG.replace('>>', '/DSS<</VRI 10 0 R>>>>'),
        5: '<</Font<</CRL 6 0 R>>>>',
        10: '<</A 6 0 R>>',
      }),
    );
    expect(later(before, { 6: OTHER_FONT })).toContain('illegal');
  });

  it('page content that calls itself a cross-reference stream', () => {
    const before = classicPdf(bodies({ 4: content('100 VND', '/Type/XRef') }));
    expect(later(before, { 4: content('999 VND', '/Type/XRef') })).toContain('illegal');
  });

  it('an image that calls itself metadata, in resources of that name', () => {
    const before = classicPdf(
      bodies({
        1: CATALOG.replace('>>', '/Metadata 10 0 R>>'),
        5: '<</XObject 11 0 R>>',
        10: content('100 VND', '/Type/Metadata/Subtype/Form'),
        11: '<</Metadata 10 0 R>>',
      }),
    );
    expect(later(before, { 10: content('999 VND', '/Type/Metadata/Subtype/Form') })).toContain('illegal');
  });

  it('an object stream that is a field’s appearance too', () => {
    const field = '<</Subtype/Widget/FT/Tx/T(So)/Rect[0 0 9 9]/AP<</N 4 0 R>>>>';
    const text = streamPdf('/W[1 4 2]/Size 6/Root 1 0 R', [
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
    ]);
    const startXref = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    const before = update({ text, offsets: [], startXref }, { 6: field });
    const other = streamPdf('/W[1 4 2]/Size 6/Root 1 0 R', [
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 842]>>',
    ]);
    const container = other.slice(other.indexOf('<<', 9), other.indexOf('\nendobj'));
    expect(later(before, { 4: container, 6: field.replace('/AP', '/V(12)/AP') })).toContain('illegal');
  });

  it('twin: extensions of their own rewritten', () => {
    const before = classicPdf(bodies({ 1: CATALOG.replace('>>', '/Extensions 10 0 R>>'), 10: '<</ADBE<<>>>>' }));
    expect(later(before, { 10: '<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>' })).toEqual([]);
  });

  it('a list of the security store that something else uses, extended', () => {
    const before = classicPdf(
      bodies({
        1: CATALOG.replace('>>', '/DSS 10 0 R/Thing 12 0 R>>'),
        10: '<</Certs 11 0 R>>',
        11: '[]',
        12: '<</Certs 11 0 R>>',
      }),
    );
    expect(later(before, { 11: '[13 0 R]', 13: streamBody('', 'x') })).toContain('illegal');
  });

  it('twin: lists of the security store extended, an old store left lying about', () => {
    const before = classicPdf(
      bodies({ 1: CATALOG.replace('>>', '/DSS 10 0 R>>'), 10: '<</Certs 11 0 R>>', 11: '[]', 12: '<</Certs 11 0 R>>' }),
    );
    const first = update(before, { 11: '[13 0 R]', 13: streamBody('', 'x') });
    expect(kinds(before.text, first.text)).toEqual(['ltv']); // nothing refers to 12, so nothing shows it
    const own = classicPdf(bodies({ 1: CATALOG.replace('>>', '/DSS 10 0 R>>'), 10: '<</Certs 11 0 R>>', 11: '[]' }));
    const moved = { 1: CATALOG.replace('>>', '/DSS 12 0 R>>'), 12: '<</Certs 11 0 R/CRLs[]>>' };
    expect(later(own, { ...moved, 11: '[13 0 R]', 13: streamBody('', 'x') })).toEqual(['ltv']);
  });
});

describe('what the signed revision left open', () => {
  it('page content that did not exist when it was signed', () => {
    const before = classicPdf(bodies({ 3: PAGE.replace('/Contents 4 0 R', '/Contents[4 0 R 20 0 R]') }));
    expect(later(before, { 20: content('999 VND') })).toContain('illegal');
  });

  it('a number that was free and is referred to', () => {
    const free = classicPdf(bodies({ 5: '<</Font<</F1 6 0 R>>/XObject<</Im 10 0 R>>>>', 10: 'null' }));
    expect(later(free, { 10: form('999') })).toContain('illegal');
  });

  /** `body` placed so that it begins at `at`, inside a comment of the later revision's first object. */
  const landing = (before: Written, at: number, body: string): string => {
    const head = `${before.text}%`;
    const text = `${head.padEnd(at - 1)}\n${body}\n`;
    const tail = update({ ...before, text }, { 8: bodies()[7] ?? '' });
    return tail.text;
  };

  it('page content whose place lies behind the signed revision', () => {
    const text = base.text.replace(
      `${String(base.offsets[3]).padStart(10, '0')} 00000 n`,
      `${String(5000).padStart(10, '0')} 00000 n`,
    );
    const before = { ...base, text };
    expect(kinds(text, landing(before, 5000, `4 0 obj\n${content('999 VND')}\nendobj`))).toContain('illegal');
  });

  it('page content whose /Length leads behind the signed revision', () => {
    const long = classicPdf(bodies({ 4: content('100 VND').replace(/\/Length \d+/, '/Length 5000') }));
    const start = long.text.indexOf('stream\n', long.offsets[3]) + 'stream\n'.length;
    expect(kinds(long.text, landing(long, start + 5000, 'endstream\nendobj'))).toContain('illegal');
  });

  it('a dictionary that becomes a stream by what follows the revision', () => {
    const head = classicPdf(bodies({ 3: PAGE.replace('/Contents 4 0 R', '/Contents 20 0 R') })).text;
    const at = head.indexOf('xref\n0');
    const table = head.slice(at, head.indexOf('startxref')).replace('/Size 10', '/Size 21');
    // The last object stands behind its own table, so that only %%EOF and the later revision follow.
    const [rows = '', trailer = ''] = table.split('trailer');
    const build = (offset: number): string =>
      `${head.slice(0, at)}${rows}20 1\n${String(offset).padStart(10, '0')} 00000 n \ntrailer${trailer}startxref\n${at}\n20 0 obj\n<</Length 30>>\n%%EOF\n`;
    const text = build(build(0).indexOf('20 0 obj'));
    const evil = `${text}stream\n${'BT (999) Tj ET'.padEnd(30)}\nendstream\nendobj\n`;
    const after = update({ text: evil, offsets: [], startXref: at }, { 8: bodies()[7] ?? '' }, '');
    expect(kinds(text, after.text)).toContain('illegal');
  });

  it('twin: new numbers that nothing referred to', () =>
    expect(
      later(base, {
        8: '<</Type/Annot/Subtype/Widget/FT/Tx/T(So)/Rect[72 600 172 620]/P 3 0 R/F 4/V(12)>>',
        20: 'null',
        21: '(x)',
      }),
    ).toEqual(['form']));
});

describe('objects that vanish', () => {
  it('the same content under another generation, which no reference finds', () => {
    const { text } = update(base, { 4: content('100 VND') });
    const at = text.lastIndexOf('4 0 obj');
    const renamed = `${text.slice(0, at)}4 1 obj${text.slice(at + 7)}`;
    const row = renamed.lastIndexOf(' 00000 n');
    expect(kinds(base.text, `${renamed.slice(0, row)} 00001 n${renamed.slice(row + 8)}`)).toContain('illegal');
  });
});

describe('fields and annotations', () => {
  const [, , , , , , , text = '', empty = ''] = bodies();
  const addedField = (dict: string): Record<number, string> => ({
    3: PAGE.replace('9 0 R]', '9 0 R 20 0 R]'),
    7: '<</Fields[8 0 R 9 0 R 20 0 R]>>',
    20: `<</Type/Annot/Subtype/Widget/FT/Sig/T(Moi)/Rect[72 490 400 520]/P 3 0 R/F 4${dict}>>`,
    21: form('999 VND'),
  });

  it('a new signature field that nobody signed, drawn over the text', () =>
    expect(later(base, addedField('/AP<</N 21 0 R>>'))).toContain('annotation'));

  it('a new signature field whose value is no signature', () =>
    expect(later(base, addedField('/AP<</N 21 0 R>>/V(x)'))).toContain('annotation'));

  it('twin: a new signature field with a signature', () =>
    expect(later(base, { ...addedField('/AP<</N 21 0 R>>/V 22 0 R'), 22: SIGNED })).toEqual(['signature']));

  it('an empty signature field that gets a picture and no signature', () =>
    expect(later(base, { 9: empty.replace('/F 4', '/F 4/AP<</N 20 0 R>>'), 20: form('GIAM DOC') })).toContain(
      'annotation',
    ));

  it('twin: an empty signature field signed', () =>
    expect(
      later(base, { 9: empty.replace('/F 4', '/F 4/V 21 0 R/AP<</N 20 0 R>>'), 20: form('GIAM DOC'), 21: SIGNED }),
    ).toEqual(['signature']));

  it('annotations put in another order', () =>
    expect(later(base, { 3: PAGE.replace('[8 0 R 9 0 R]', '[9 0 R 8 0 R]') })).toContain('illegal'));

  it('a font of the form’s resources exchanged, wherever they stand', () => {
    const [resources, fonts, font] = ['<</Font 11 0 R>>', '<</Helv 12 0 R>>', FONT];
    const before = classicPdf(bodies({ 7: '<</Fields[8 0 R 9 0 R]/DR 10 0 R>>', 10: resources, 11: fonts, 12: font }));
    expect(later(before, { 12: OTHER_FONT })).toContain('illegal');
    expect(later(before, { 11: '<</Helv 13 0 R>>', 13: OTHER_FONT })).toContain('illegal');
    expect(later(before, { 10: '<</Font<</Helv 13 0 R>>>>', 13: OTHER_FONT })).toContain('illegal');
    const direct = classicPdf(bodies({ 7: '<</Fields[8 0 R 9 0 R]/DR<</Font<</Helv 10 0 R>>>>>>', 10: FONT }));
    expect(later(direct, { 10: OTHER_FONT })).toContain('illegal');
  });

  it('twin: a font added to the form’s resources', () => {
    const before = classicPdf(bodies({ 7: '<</Fields[8 0 R 9 0 R]/DR 10 0 R>>', 10: '<</Font<</Helv 6 0 R>>>>' }));
    expect(
      later(before, {
        10: '<</Font<</Helv 6 0 R/ZaDb 13 0 R>>>>',
        13: OTHER_FONT,
        8: text.replace('/F 4', '/F 4/V(1)'),
      }),
    ).toEqual(['form']);
  });
});

describe('hostile later revisions', () => {
  it('thirty thousand annotations exchanged for others end in a verdict', () => {
    const list = (from: number): string => `[${Array.from({ length: 30_000 }, (_, i) => from + i).join(' ')}]`;
    const before = classicPdf(bodies({ 3: PAGE.replace(/\/Annots\[.*\]/, `/Annots${list(1)}`) }));
    expect(later(before, { 3: PAGE.replace(/\/Annots\[.*\]/, `/Annots${list(200_000)}`) })).toContain('illegal');
  }, 10_000);
});
