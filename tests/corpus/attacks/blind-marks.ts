/** Marks that paint over signed text in ways a reader of appearances may not see: the certificate is a trusted one. */
import { at, baseBodies, baseDocument } from './base-document.js';
import { type Bodies, form, put, stream } from './bodies.js';
import { type AttackCase, type Family, refused, twin } from './cases.js';
import type { Draft, SignOptions } from './draft.js';

const told = [
  'changed-illegally',
  'changed-annotations',
  'mark-covers-content',
  'mark-over-content',
  'mark-by-stranger',
  'mark-unattributed',
  'marks-unread',
];

const over = '[72 490 300 520]';
const opaque = '1 1 1 rg 0 0 228 30 re f';
const box = '[0 0 228 30]';
/** Triangles for letters. */
const outlined = Array.from({ length: 20 }, (_, i) => `${80 + i * 8} 500 m ${86 + i * 8} 500 l ${83 + i * 8} 509 l f`).join(' ');
const helvetica = '/Resources<</Font<</F1 7 0 R>>>>';
const mask = (data: string, entries: string): string =>
  stream(
    data,
    `/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8${entries}`,
  );
/** Content streams that paint the cover, though a careless reader finds nothing in them. */
const contents: readonly (readonly [name: string, content: string, resources?: string, also?: Bodies])[] = [
  ['drawn with thin bars', `0 g 0 8 228 2.9 re 0 12 228 2.9 re 0 16 228 2.9 re 0 20 228 2.9 re 0 24 228 2.9 re f`],
  ['drawn with thin lines', '2.9 w 0 9 m 228 9 l 0 12 m 228 12 l 0 15 m 228 15 l 0 18 m 228 18 l 0 21 m 228 21 l S'],
  ['operands before those that count', '500 500 1 1 0 0 228 30 re f'],
  ['operands too few for a matrix', `5 cm ${opaque}`],
  ['operands of the wrong kind for a matrix', `(a) 0 0 0 0 0 cm ${opaque}`],
  ['a clip without a path', `W n ${opaque}`],
  [
    'faint paint, many times',
    `/G gs ${'0 0 228 30 re f '.repeat(150)}`,
    '/Resources<</ExtGState<</G<</ca 0.04>>>>>>',
  ],
  [
    'a group that is none',
    '/G gs /Fm Do',
    '/Resources<</ExtGState<</G<</ca 0>>>>/XObject<</Fm 71 0 R>>>>',
    {
      71: form(
        `/H gs ${opaque}`,
        box,
        '/Group<</S/Khac>>/Resources<</ExtGState<</H<</ca 1>>>>>>',
      ),
    },
  ],
  [
    'an inline picture that holds its own end',
    `q .001 0 0 .001 0 0 cm BI /W 20 /H 1 /BPC 8 /CS /G ID aaaaaaaa EI (aaaaaaaaEI Q ${opaque} q (x) Tj`,
  ],
  [
    'an inline picture that ends without a blank',
    `q .001 0 0 .001 0 0 cm BI /W 20 /H 1 /BPC 8 /CS /G ID ${'a'.repeat(20)}EI Q ${opaque} q BT\nEI `,
  ],
  [
    'a soft mask that is decoded to nothing but ink',
    'q 228 0 0 30 0 0 cm /Im Do Q',
    '/Resources<</XObject<</Im 71 0 R>>>>',
    { 71: mask('\xff', '/SMask 72 0 R'), 72: mask('\x00', '/Decode[1 1]') },
  ],
  [
    'a stencil with a soft mask, which does not count',
    '1 1 1 rg q 228 0 0 30 0 0 cm /Im Do Q',
    '/Resources<</XObject<</Im 71 0 R>>>>',
    {
      71: stream('\x00', '/Type/XObject/Subtype/Image/Width 1/Height 1/ImageMask true/BitsPerComponent 1/SMask 72 0 R'),
      72: mask('\x00', ''),
    },
  ],
  [
    'a picture of the page',
    'q 228 0 0 30 0 0 cm /Im0 Do Q',
    '',
  ],
  [
    'a picture of the page, resources of its own beside',
    'q 228 0 0 30 0 0 cm /Im0 Do Q',
    helvetica,
  ],
  [
    'a drawn glyph of a tiny font',
    'BT /T3 0.0001 Tf (a) Tj ET',
    '/Resources<</Font<</T3 71 0 R>>>>',
    {
      71: '<</Type/Font/Subtype/Type3/FontBBox[0 0 228 30]/FontMatrix[10000 0 0 10000 0 0]/CharProcs<</a 72 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[0]/Resources<<>>>>',
      72: stream(`0 0 d0 ${opaque}`),
    },
  ],
  [
    'a drawn glyph in a mode that does not count',
    'BT 3 Tr /T3 1 Tf (a) Tj ET',
    '/Resources<</Font<</T3 71 0 R>>>>',
    {
      71: '<</Type/Font/Subtype/Type3/FontBBox[0 0 228 30]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 72 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[0]/Resources<<>>>>',
      72: stream(`0 0 d0 ${opaque}`),
    },
  ],
  [
    'letters that are said to have no width',
    `BT /W 40 Tf ${'32 0 Td (M) Tj '.repeat(7)}ET`,
    '/Resources<</Font<</W 71 0 R>>>>',
    { 71: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 77/LastChar 77/Widths[0]>>' },
  ],
  [
    'letters that are written downwards',
    'BT /V 30 Tf 0 60 Td <0001000100010001> Tj 30 0 Td <00010001> Tj ET',
    '/Resources<</Font<</V 71 0 R>>>>',
    {
      71: '<</Type/Font/Subtype/Type0/BaseFont/Khac/Encoding/Identity-V/DescendantFonts[72 0 R]>>',
      72: '<</Type/Font/Subtype/CIDFontType2/BaseFont/Khac/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 73 0 R>>',
      73: '<</Type/FontDescriptor/FontName/Khac/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/StemV 80>>',
    },
  ],
  ['a pen that is broad in one direction', 'q 300 0 0 .01 0 0 cm 1 w .4 0 m .4 3000 l S Q'],
  ['the tips of corners', '30 w 1000 M 500 14 m 400 15 l 500 16 l S'],
  ['a mode of text written as a real number', 'BT 3.0 Tr /F1 40 Tf 0 0 Td (MMMMMMM) Tj ET'],
];

const drawn = (
  draft: Draft,
  signer: Parameters<Draft['sign']>[0],
  content: string,
  resources = helvetica,
  also: Bodies = {},
  options: SignOptions = {},
): Buffer =>
  draft.sign(signer, {
    rect: over,
    appearance: null,
    ...options,
    fieldEntries: '/AP<</N 70 0 R>>',
    also: { 70: form(content, box, resources), ...also },
  }).bytes;

export const blindMarks: Family = {
  family: 'marks that are hard to see',
  cases: ({ person, trustedCompany }) => {
    const plain = baseDocument().sign(person);
    const evil = (name: string, file: Buffer, why = 'the amount is covered'): AttackCase =>
      refused(name, file, why, told);
    const sign = (name: string, options: SignOptions): AttackCase =>
      evil(name, plain.sign(trustedCompany, { rect: over, appearance: null, ...options }).bytes);
    const look = (draft: Draft, options: SignOptions = {}): Buffer =>
      draft.sign(trustedCompany, {
        rect: over,
        appearance: null,
        ...options,
        also: { 70: form(opaque, box), ...options.also },
      }).bytes;
    const number = baseDocument({
      [at.content]: stream('BT /F1 12 Tf 72 650 Td (So:             /QD-UBND) Tj ET'),
    }).sign(person);
    return [
      ...contents.map(([name, content, resources, also]) =>
        evil(name, drawn(plain, trustedCompany, content, resources, also)),
      ),
      evil('states without one that is chosen', look(plain, { fieldEntries: '/AP<</N<</Off 70 0 R>>>>' })),
      evil('one state, under any name', look(plain, { fieldEntries: '/AP<</N<</Khac 70 0 R>>>>' })),
      evil('shown under the pointer alone', look(plain, { fieldEntries: '/AP<</N 71 0 R/R 70 0 R>>', also: { 71: form('', box) } })),
      evil('shown when pressed', look(plain, { fieldEntries: '/AP<</N 71 0 R/D 70 0 R>>', also: { 71: form('', box) } })),
      sign('a background without an appearance', { fieldEntries: '/MK<</BG[1 1 1]>>' }),
      sign('a border without an appearance', { fieldEntries: '/MK<</BC[0 0 0]>>/BS<</W 40>>' }),
      evil(
        'a background where readers draw appearances anew',
        baseDocument({ [at.form]: put(baseBodies[at.form] ?? '', 'NeedAppearances', 'true') })
          .sign(person)
          .sign(trustedCompany, { rect: over, appearance: '', fieldEntries: '/MK<</BG[1 1 1]>>' }).bytes,
      ),
      evil('flags as a real number', look(plain, { flags: '2.0', fieldEntries: '/AP<</N 70 0 R>>' })),
      evil('flags beyond an integer', look(plain, { flags: '4294967298', fieldEntries: '/AP<</N 70 0 R>>' })),
      evil('a rectangle of five numbers', look(plain, { rect: '[72 490 300 520 0]', fieldEntries: '/AP<</N 70 0 R>>' })),
      evil(
        'on two pages, harmless on the first',
        baseDocument({ [at.secondContent]: stream('BT /F1 12 Tf 72 200 Td (Tong: 100 VND) Tj ET'), [at.content]: stream('BT /F1 12 Tf 72 700 Td (Mot) Tj ET') })
          .sign(person)
          .sign(trustedCompany, {
            rect: '[60 190 300 220]',
            appearance: opaque,
            also: { [at.secondPage]: put(baseBodies[at.secondPage] ?? '', 'Annots', `[${plain.size} 0 R]`) },
          }).bytes,
      ),
      evil(
        'a number as a picture',
        number.sign(trustedCompany, {
          rect: '[95 646 150 664]',
          appearance: null,
          fieldEntries: '/AP<</N 70 0 R>>',
          also: {
            70: form('q 55 0 0 18 0 0 cm /Im Do Q', '[0 0 55 18]', '/Resources<</XObject<</Im 71 0 R>>>>'),
            71: mask('\x00', '/SMask 72 0 R'),
            72: mask('\xff', ''),
          },
        }).bytes,
        'a number that nobody gave',
      ),
      evil(
        'over text that is drawn as shapes',
        baseDocument({ [at.content]: stream(outlined) })
          .sign(person)
          .sign(trustedCompany, { rect: over, appearance: '1 1 1 rg 0 0 100 20 re f' }).bytes,
      ),
      twin(
        'a picture beside text that is drawn as shapes',
        baseDocument({ [at.content]: stream(outlined) })
          .sign(person)
          .sign(trustedCompany, { rect: '[300 200 400 220]', appearance: '1 1 1 rg 0 0 100 20 re f' }).bytes,
        'covers nothing',
      ),
      twin(
        'a frame around an empty place',
        plain.sign(trustedCompany, { rect: '[300 200 400 220]', appearance: '0.5 0.5 99 19 re S' }).bytes,
        'covers nothing',
      ),
      twin(
        'a signature with a picture on empty paper',
        plain.sign(trustedCompany, {
          rect: '[300 200 400 220]',
          appearance: null,
          fieldEntries: '/AP<</N 70 0 R>>/MK<</BG[1 1 1]/BC[0 0 0]>>',
          also: {
            70: form('q 100 0 0 20 0 0 cm /Im Do Q', '[0 0 100 20]', '/Resources<</XObject<</Im 71 0 R>>>>'),
            71: mask('\x00', '/SMask 72 0 R'),
            72: mask('\x80', '/Decode[1 0]'),
          },
        }).bytes,
        'covers nothing',
      ),
      twin(
        'an inline picture on empty paper',
        plain.sign(trustedCompany, {
          rect: '[300 200 400 220]',
          appearance: 'q 20 0 0 20 0 0 cm BI /W 20 /H 1 /BPC 8 /CS /G ID aaaaaaaaaaaaaaaaaaaa EI Q',
        }).bytes,
        'covers nothing',
      ),
      twin(
        'states of which one is chosen, in the prepared field',
        baseDocument({
          [at.empty]: put(baseBodies[at.empty] ?? '', 'AS', '/A'),
        })
          .sign(person)
          .sign(trustedCompany, { existing: at.empty }).bytes,
        'covers nothing',
      ),
      twin(
        'a thin rule under a line of text',
        plain.sign(trustedCompany, { rect: over, appearance: '0 g 0 1 100 0.4 re f' }).bytes,
        'covers nothing',
      ),
      twin('a hidden field', look(plain, { rect: '[300 200 400 220]', flags: '2', fieldEntries: '/AP<</N 70 0 R>>' }), 'covers nothing'),
    ];
  },
};
