/** Names of fields are one and the same before and after signing, and lead to one field (ISO 32000-2 12.7.4.2). */
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import type { PdfDocument } from '../../../src/main/pdf/document.js';
import { readForm } from '../../../src/main/signing/form-fields.js';
import { chosenField } from '../../../src/main/signing/widget-place.js';
import { allFields, formFields } from '../../../src/main/verification/fields.js';
import { classicPdf, open } from '../pdf/sample-pdf.js';

/** Object 4 and those after it are `more`. */
const withFields = (fields: string, ...more: string[]): PdfDocument =>
  open(
    classicPdf([
      `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[${fields}]>>>>`,
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
      ...more,
    ]).text,
  );
const empty = '/FT/Sig/Subtype/Widget/Rect[0 0 9 9]';
const code = (act: () => unknown): string => {
  try {
    act();
    return 'done';
  } catch (thrown) {
    return thrown instanceof Fault ? thrown.code : 'defect';
  }
};

describe('a field is called', () => {
  it.each([
    ['by its own name', withFields('4 0 R', `<</T(a)${empty}>>`), ['a']],
    ['after those above it', withFields('4 0 R', '<</T(a)/Kids[5 0 R]>>', `<</T(b)${empty}>>`), ['a.b']],
    ['by its own name below a nameless one', withFields('4 0 R', '<</Kids[5 0 R]>>', `<</T(b)${empty}>>`), ['b']],
    ['so below an empty name, too', withFields('4 0 R', '<</T()/Kids[5 0 R]>>', `<</T(b)${empty}>>`), ['b']],
    [
      'past a nameless one half-way',
      withFields('4 0 R', '<</T(a)/Kids[5 0 R]>>', '<</T()/Kids[6 0 R]>>', `<</T(c)${empty}>>`),
      ['a.c'],
    ],
    [
      'like the one above it, where its own name is empty',
      withFields('4 0 R', '<</T(a)/Kids[5 0 R]>>', `<</T()${empty}>>`),
      ['a'],
    ],
    ['nothing, where nothing is named', withFields('4 0 R', `<<${empty}>>`), ['']],
  ])('%s', (_how, document, names) => {
    expect(readForm(document).signatureFields.map(({ name }) => name)).toEqual(names);
    const verified = allFields(formFields(document)).filter(({ type }) => type === 'Sig');
    expect(verified.map(({ name }) => name)).toEqual(names);
  });
});

describe('a form is refused before anything is written, as it would be afterwards', () => {
  const widget = '<</Subtype/Widget/Rect[0 0 9 9]>>';
  it.each([
    ['a field listed twice', withFields('4 0 R 4 0 R', `<</T(a)${empty}>>`)],
    [
      'a field listed among the roots and below one',
      withFields('4 0 R 5 0 R', '<</T(a)/Kids[5 0 R]>>', `<</T(b)${empty}>>`),
    ],
    [
      'a widget of two fields',
      withFields('4 0 R 5 0 R', '<</T(a)/FT/Sig/Kids[6 0 R]>>', '<</T(b)/FT/Sig/Kids[6 0 R]>>', widget),
    ],
    ['a field inside itself', withFields('4 0 R', '<</T(a)/Kids[4 0 R]>>')],
  ])('%s', (_what, document) => {
    expect(code(() => readForm(document))).toBe('pdf.form-circular');
    expect(code(() => formFields(document))).toBe('verification.form-broken');
  });
});

describe('a chosen field', () => {
  const choose = (document: PdfDocument, wanted: string): string =>
    code(() => chosenField(document, readForm(document), wanted));

  it('without a name is not signed', () => {
    const document = withFields('4 0 R 5 0 R', `<<${empty}>>`, `<</T(b)${empty}>>`);
    expect(['', '#1', '#2', 'b'].map((wanted) => choose(document, wanted))).toEqual([
      'signing.field-nameless',
      'signing.field-nameless',
      'done',
      'done',
    ]);
  });

  it('is the first of its name, or none', () => {
    const twice = withFields('4 0 R 5 0 R', `<</T(a)${empty}>>`, `<</T(a)${empty}>>`);
    expect(['a', '#1', '#2'].map((wanted) => choose(twice, wanted))).toEqual([
      'done',
      'done',
      'signing.field-ambiguous',
    ]);
    const mixed = withFields('4 0 R 5 0 R', '<</T(a)/FT/Tx>>', `<</T(a)${empty}>>`);
    expect(choose(mixed, 'a')).toBe('signing.field-ambiguous');
  });
});
