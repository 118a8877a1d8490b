/** Forms and pages made to keep the reader busy. Effort is counted in bytes read, not in seconds. */
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import { PdfDocument } from '../../../src/main/pdf/document.js';
import { LIMITS } from '../../../src/main/pdf/limits.js';
import { MemorySource } from '../../../src/main/pdf/source.js';
import { readForm, requireRoom } from '../../../src/main/signing/form-fields.js';
import { emptySignatureFields } from '../../../src/main/signing/widget-place.js';
import { formFields } from '../../../src/main/verification/fields.js';
import { bytesOf, classicPdf, open } from '../pdf/sample-pdf.js';

class CountingSource extends MemorySource {
  bytesRead = 0;

  override read(start: number, end: number): Uint8Array {
    this.bytesRead += end - start;
    return super.read(start, end);
  }
}

const many = (count: number, make: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => make(i));
const references = (count: number): string => many(count, (i) => `${i + 4} 0 R`).join(' ');

const formOf = (count: number, widget: string): string =>
  classicPdf([
    `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[${references(count)}]>>>>`,
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[${references(count)}]>>`,
    ...many(count, (i) => `<</Type/Annot/Subtype/Widget/FT/Sig/T(F${i})/Rect[0 ${i} 9 ${i + 1}]${widget}>>`),
  ]).text;

describe('hostile forms', () => {
  it.each([
    ['that name their page', '/P 3 0 R'],
    ['that no entry connects with their page', ''],
  ])('the page is read a few times for thousands of fields %s', (_name, widget) => {
    const bytes = bytesOf(formOf(3000, widget));
    const source = new CountingSource(bytes);
    const document = PdfDocument.open(source);
    const fields = emptySignatureFields(document, readForm(document));
    expect(fields).toHaveLength(3000);
    expect(fields[0]).toMatchObject({ field: { name: 'F2999' }, place: { page: { index: 0 } } });
    expect(source.bytesRead).toBeLessThan(100 * bytes.length);
  });

  it('a long name far up is refused before it is copied into thousands of fields', () => {
    const fields = 300;
    const text = classicPdf([
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R>>',
      `<</T(${'n'.repeat(100_000)})/Kids[${many(fields, (i) => `${i + 5} 0 R`).join(' ')}]>>`,
      ...many(fields, (i) => `<</FT/Sig/T(${i})>>`),
    ]).text;
    expect(() => readForm(open(text))).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
    expect(() => formFields(open(text))).toThrowError(expect.objectContaining({ code: 'verification.form-broken' }));
  });
});

describe('the limits of a form are the same before and after signing', () => {
  const withFields = (fields: string, ...more: string[]): PdfDocument =>
    open(
      classicPdf([
        `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[${fields}]>>>>`,
        '<</Type/Pages/Kids[3 0 R]/Count 1>>',
        '<</Type/Page/Parent 2 0 R>>',
        ...more,
      ]).text,
    );
  const read = (act: () => unknown): string => {
    try {
      act();
      return 'read';
    } catch (thrown) {
      return thrown instanceof Fault ? thrown.code : 'defect';
    }
  };
  const both = (document: PdfDocument): string[] => [read(() => readForm(document)), read(() => formFields(document))];
  const [READ, REFUSED] = [
    ['read', 'read'],
    ['pdf.limit', 'verification.form-broken'],
  ];
  const flat = (count: number): PdfDocument => withFields('<</T(a)/FT/Tx>>'.repeat(count));
  const widgets = (count: number): PdfDocument =>
    withFields('4 0 R', `<</T(a)/FT/Tx/Kids[${'<</Subtype/Widget>>'.repeat(count)}]>>`);
  const chain = (depth: number): PdfDocument =>
    withFields('4 0 R', ...many(depth, (i) => `<</T(a)/Kids[${i + 5} 0 R]>>`), '<</Subtype/Widget>>');
  const long = (kids: number): PdfDocument =>
    withFields('4 0 R', `<</T(${'n'.repeat(1024 * 1024)})/FT/Tx/Kids[${'<</Subtype/Widget>>'.repeat(kids)}]>>`);

  it.each([
    ['fields', flat(LIMITS.formFields), flat(LIMITS.formFields + 1)],
    ['widgets', widgets(LIMITS.formFields - 1), widgets(LIMITS.formFields)],
    ['fields inside each other', chain(LIMITS.formDepth), chain(LIMITS.formDepth + 1)],
    ['names, which widgets have too', long(15), long(16)],
  ])('%s', (_name, allowed, tooMany) => {
    expect(both(allowed)).toEqual(READ);
    expect(both(tooMany)).toEqual(REFUSED);
  });

  it('a field that would be one too many is not added', () => {
    const form = readForm(flat(LIMITS.formFields));
    expect(read(() => requireRoom(form, 1))).toBe('pdf.limit');
    expect(read(() => requireRoom(form, 0))).toBe('read');
  });
});
