import { at, baseBodies, baseDocument, filled } from './base-document.js';
import { append, form, put, stream, textLine } from './bodies.js';
import { type Family, refused, twin } from './cases.js';
import { beside, by, damaged } from './helpers.js';

/** The page tree: pages gone, added, in another order, or reached another way. */
export const pageTree: Family = {
  family: 'page tree tampering',
  cases: ({ person, office }) => {
    const signed = baseDocument().sign(person);
    const next = signed.size;
    const evil = by(signed);
    const inherited = baseDocument({
      [at.page]: put(put(baseBodies[at.page] ?? '', 'MediaBox', null), 'Resources', null),
      [at.pages]: '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]/Resources 30 0 R>>',
    }).sign(person);
    return [
      evil('a page left out', 'a page gone', signed.with(at.pages, 'Kids', '[3 0 R]')),
      evil('two pages exchanged', 'another order', signed.with(at.pages, 'Kids', '[4 0 R 3 0 R]')),
      evil('a page twice', 'a page more', signed.with(at.pages, 'Kids', '[3 0 R 4 0 R 4 0 R]')),
      evil('a page added', 'a page more', {
        ...signed.with(at.pages, 'Kids', `[3 0 R 4 0 R ${next} 0 R]`),
        [next]: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>',
      }),
      evil('a page put first', 'a page more', {
        ...signed.with(at.pages, 'Kids', `[${next} 0 R 3 0 R 4 0 R]`),
        [next]: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>',
      }),
      evil('the count lowered', 'readers that go by it lose a page', signed.with(at.pages, 'Count', '1')),
      evil('a page turned into a branch', 'other pages below it', {
        [at.secondPage]: `<</Type/Pages/Parent 2 0 R/Kids[${next} 0 R]/Count 1>>`,
        [next]: '<</Type/Page/Parent 4 0 R/MediaBox[0 0 9 9]>>',
      }),
      evil('the tree turned into a page', 'one page', {
        [at.pages]: '<</Type/Page/MediaBox[0 0 595 842]/Contents 6 0 R>>',
      }),
      evil('a page freed', 'a page gone', {}, { free: { [at.secondPage]: 1 } }),
      evil(
        'a page written under generation 1',
        'references to it find nothing',
        { [at.secondPage]: signed.body(at.secondPage) },
        { generations: { [at.secondPage]: 1 } },
      ),
      evil(
        'a page written under generation 1 with its annotations',
        'references to it find nothing',
        { [at.page]: append(signed.body(at.page), 'Annots') },
        { generations: { [at.page]: 1 } },
      ),
      evil('the parent of a page', 'inherits from another', {
        ...signed.with(at.page, 'Parent', `${next} 0 R`),
        [next]: '<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 90>>',
      }),
      by(inherited)('the inherited box', 'text cut off', inherited.with(at.pages, 'MediaBox', '[0 600 595 842]')),
      by(inherited)('the inherited resources', 'another font', inherited.with(at.pages, 'Resources', '<<>>')),
      by(inherited)('a rotation to inherit', 'reads otherwise', inherited.with(at.pages, 'Rotate', '90')),
      twin('the tree written again', signed.revise({ [at.pages]: signed.body(at.pages) }).bytes, 'nothing changed'),
      twin('a signature on the second page', signed.sign(office, { page: 4 }).bytes, 'signing'),
      twin('inherited entries and a signature', inherited.sign(office, beside).bytes, 'signing'),
    ];
  },
};

/** What marks look like: fonts, pictures, appearances of signatures. */
export const swaps: Family = {
  family: 'font, content and appearance swaps',
  cases: ({ person, office }) => {
    const signed = baseDocument().sign(person);
    const [field, value, look] = [31, 32, 33];
    const next = signed.size;
    const evil = by(signed);
    const two = signed.sign(office, beside);
    const font = {
      [at.font]:
        '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding 40 0 R/Widths 41 0 R/FirstChar 32/LastChar 33/ToUnicode 42 0 R>>',
      40: '<</Type/Encoding/Differences[49/one]>>',
      41: '[500 500]',
      42: stream('begincmap'),
    };
    const embedded = baseDocument(font).sign(person);
    return [
      evil('the appearance of the signature led elsewhere', 'another name shows', {
        [field]: put(signed.body(field), 'AP', `<</N ${next} 0 R>>`),
        [next]: form(textLine('GIAM DOC')),
      }),
      evil('the appearance of the signature in place', 'another name shows', { [look]: form(textLine('GIAM DOC')) }),
      evil('the appearance of the signature dropped', 'the mark is gone', {
        [field]: put(signed.body(field), 'AP', null),
      }),
      evil('the signature moved', 'stands at another name', {
        [field]: put(signed.body(field), 'Rect', '[72 490 300 520]'),
      }),
      evil('the signature hidden', 'the mark is gone', { [field]: put(signed.body(field), 'F', '2') }),
      evil('the signature renamed', 'another field', { [field]: put(signed.body(field), 'T', '(Khac)') }),
      evil('the signature on another page', 'stands elsewhere', { [field]: put(signed.body(field), 'P', '4 0 R') }),
      evil('a look for the mouse', 'shows at pointing', {
        [field]: put(signed.body(field), 'AP', `<</N ${look} 0 R/R ${next} 0 R>>`),
        [next]: form(textLine('x')),
      }),
      evil('a caption for the signature', 'drawn anew', { [field]: put(signed.body(field), 'MK', '<</CA(x)>>') }),
      by(two)('the appearance of the first of two', 'another name shows', { [look]: form(textLine('GIAM DOC')) }),
      by(two)('the appearance of the second of two', 'another name shows', {
        [two.size - 1]: form(textLine('GIAM DOC')),
      }),
      by(two)('the appearances of two exchanged', 'each under the other name', {
        [field]: put(two.body(field), 'AP', `<</N ${two.size - 1} 0 R>>`),
      }),
      by(embedded)('the encoding of the font', 'digits show otherwise', {
        40: '<</Type/Encoding/Differences[49/nine]>>',
      }),
      by(embedded)('the widths of the font', 'digits overlap', { 41: '[0 0]' }),
      by(embedded)('the Unicode map of the font', 'copies otherwise', { 42: stream('endcmap.x') }),
      by(embedded)('the encoding freed', 'digits show otherwise', {}, { free: { 40: 1 } }),
      evil('the font of the form replaced', 'fields read otherwise', {
        [at.form]: put(signed.body(at.form), 'DR', `<</Font<</Helv ${next} 0 R>>>>`),
        [next]: '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>',
      }),
      evil('the font of the form dropped', 'fields read otherwise', {
        [at.form]: put(signed.body(at.form), 'DR', '<<>>'),
      }),
      refused(
        'the signature dictionary given another name',
        signed.revise({ [value]: `<</Type/Sig/Name(Giam doc)>>` }).bytes,
        'another signer',
        ['subfilter-unsupported', 'range-shape', 'signature-removed', 'changed-illegally'],
      ),
      twin('the appearance written again', signed.revise({ [look]: signed.body(look) }).bytes, 'nothing changed'),
      twin('a second signature beside the first', two.bytes, 'signing'),
      twin('an embedded font and a second signature', embedded.sign(office, beside).bytes, 'signing'),
    ];
  },
};

/** Numbers used again for something else. */
export const recycling: Family = {
  family: 'object recycling',
  cases: ({ person, office }) => {
    const signed = baseDocument(
      { 40: '(free later)', 41: '<</Type/Annot/Subtype/Square/Rect[0 0 1 1]>>' },
      { free: { 42: 3 } },
    ).sign(person);
    const evil = (...args: Parameters<ReturnType<typeof by>>) => ({
      ...by(signed)(...args),
      codes: ['changed-illegally', 'signature-removed'],
    });
    const listed = baseDocument({
      60: '[8 0 R 12 0 R 14 0 R 26 0 R 27 0 R 28 0 R 17 0 R]',
      [at.page]: put(baseBodies[at.page] ?? '', 'Annots', '60 0 R'),
    }).sign(person, { page: null, rect: '[0 0 0 0]', appearance: null });
    const list = listed.body(60);
    return [
      evil('the font as a signature field', 'the font gone', {
        [at.font]: '<</Type/Annot/Subtype/Widget/FT/Sig/T(x)/Rect[0 0 0 0]>>',
        [at.form]: append(signed.body(at.form), 'Fields', '7 0 R'),
      }),
      evil('the second content as a signature field', 'the content gone', {
        [at.secondContent]: '<</Type/Annot/Subtype/Widget/FT/Sig/T(x)/Rect[0 0 0 0]>>',
        [at.form]: append(signed.body(at.form), 'Fields', '6 0 R'),
      }),
      evil('the content as an appearance', 'the content gone', { ...filled(signed, at.number, '12', at.content) }),
      evil('a text field as a signature field', 'the value gone', {
        [at.day]: '<</Type/Annot/Subtype/Widget/FT/Sig/T(Ngay)/Rect[200 600 300 620]/P 3 0 R>>',
      }),
      evil('a check box as a text field', 'another value', {
        [at.check]: put(put(signed.body(at.check), 'FT', '/Tx'), 'V', '(x)'),
      }),
      evil(
        'the picture as the information',
        'the picture gone',
        { [at.image]: '<</Title(x)>>' },
        { trailer: { Info: `${at.image} 0 R` } },
      ),
      evil('the picture as a certificate', 'the picture gone', {
        ...signed.with(at.root, 'DSS', '<</Certs[18 0 R]>>'),
        [at.image]: stream('x'),
      }),
      evil('the layer as validation data', 'the layer gone', {
        ...signed.with(at.root, 'DSS', '22 0 R'),
        [at.group]: '<</Type/DSS>>',
      }),
      evil('the names as a cross-reference stream', 'the names gone', {}, { xrefStream: at.names }),
      evil('the content as a cross-reference stream', 'the content gone', {}, { xrefStream: at.content }),
      evil(
        'the content as an object stream',
        'the content gone',
        { 90: '(x)' },
        { xrefStream: 91, objectStreams: { [at.content]: [90] } },
      ),
      evil(
        'the font under generation 1',
        'references find nothing',
        { [at.font]: signed.body(at.font) },
        { generations: { [at.font]: 1 } },
      ),
      evil(
        'the content under generation 1',
        'references find nothing',
        { [at.content]: signed.body(at.content) },
        { generations: { [at.content]: 1 } },
      ),
      evil(
        'the signature field under generation 1',
        'the signature gone',
        { 43: signed.body(43) },
        { generations: { 43: 1 } },
      ),
      evil(
        'the signature field under generation 1, found by the form',
        'the page loses its mark',
        { 43: signed.body(43), [at.form]: signed.body(at.form).replace('43 0 R', '43 1 R') },
        { generations: { 43: 1 } },
      ),
      evil(
        'the form under generation 1',
        'references find nothing',
        { [at.form]: signed.body(at.form) },
        { generations: { [at.form]: 1 } },
      ),
      by(listed)(
        'the list of annotations under generation 1',
        'all marks gone',
        { 60: list },
        { generations: { 60: 1 } },
      ),
      by(listed)('the list of annotations emptied', 'all marks gone', { 60: '[]' }),
      by(listed)('the list of annotations freed', 'all marks gone', {}, { free: { 60: 1 } }),
      evil(
        'an object in use freed by the list of free objects',
        'the font gone',
        {},
        { free: { 0: 65535, [at.font]: 65535 } },
      ),
      evil('an object in use with an entry at offset 0', 'the font gone', {}, { entries: { [at.font]: [0, 0, 'n'] } }),
      refused(
        'an entry that leads into the middle of an object',
        signed.revise({}, { entries: { [at.font]: [(signed.offsets[at.font] ?? 0) + 3, 0, 'n'] } }).bytes,
        'readers differ',
        damaged,
      ),
      refused(
        'an entry that leads to another number',
        signed.revise({}, { entries: { [at.font]: [signed.offsets[at.state] ?? 0, 0, 'n'] } }).bytes,
        'readers differ',
        damaged,
      ),
      twin('an unused number freed', signed.revise({}, { free: { 42: 4 } }).bytes, 'nothing refers to it'),
      twin(
        'a free number used again for a new signature',
        signed.revise({ 42: '(x)' }, { generations: { 42: 3 } }).sign(office, beside).bytes,
        'nothing refers to it',
      ),
      twin(
        'a list of annotations with one more of a signature',
        listed.revise({ 60: list }).sign(office, { ...beside, page: null }).bytes,
        'signing',
      ),
    ];
  },
};
