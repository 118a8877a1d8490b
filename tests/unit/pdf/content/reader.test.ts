import { describe, expect, it } from 'vitest';
import type { ContentItem, DrawnContent } from '../../../../src/main/pdf/content/items.js';
import { displayMatrix, transformed } from '../../../../src/main/pdf/content/matrix.js';
import { ContentReader } from '../../../../src/main/pdf/content/reader.js';
import { PdfStream } from '../../../../src/main/pdf/objects.js';
import type { Box } from '../../../../src/main/pdf/pages.js';
import { classicPdf, open, streamBody } from '../sample-pdf.js';

const FONTS = [
  '/F<</Subtype/Type1/FirstChar 65/Widths[500 600 700]/FontDescriptor<</MissingWidth 250>>>>',
  '/S<</Subtype/Type1/BaseFont/Helvetica>>',
  '/D<</Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[65/ecircumflexacute/uni01B0/dcroat/g17]>>>>',
  '/M<</Subtype/TrueType/BaseFont/Arial/Encoding/MacRomanEncoding>>',
  '/W<</Subtype/Type0/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</DW 900/W[1[400 500]3 9 600]>>]>>',
  '/T<</Subtype/Type3/FontMatrix[0.01 0 0 0.01 0 0]/FirstChar 65/Widths[100]/CharProcs<</box 7 0 R>>/Encoding<</Differences[65/box]>>>>',
].join('');
const CMAP = [
  '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
  '1 begincodespacerange <0000> <ffff> endcodespacerange',
  '1 beginbfchar <0001> <1EA4> endbfchar',
  '2 beginbfrange <0002> <0004> <0061> <0005> <0006> [<0074> <00680069>] endbfrange',
  'endcmap',
].join('\n');

const page = (content: string, more: readonly string[] = [], attributes = ''): DrawnContent => {
  const xObjects = more.map((_, i) => `/X${i} ${8 + i} 0 R`).join('');
  const states =
    '/Faint<</ca 0.5>>/Gone<</ca 0.001>>/Times<</BM/Multiply>>/Mask<</SMask<</S/Alpha>>>>/None<</SMask/None>>';
  const resources = `/Resources<</Font<<${FONTS}>>/XObject<<${xObjects}>>/ExtGState<<${states}>>>>`;
  const document = open(
    classicPdf([
      '<</Type/Catalog/Pages 2 0 R>>',
      `<</Type/Pages/Kids[3 0 R]${resources}>>`,
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 800]/Contents[4 0 R 5 0 R]${attributes}>>`,
      streamBody('', content.slice(0, Math.floor(content.length / 2))),
      streamBody('', content.slice(Math.floor(content.length / 2))),
      streamBody('', CMAP),
      streamBody('', '100 0 d0 0 0 80 80 re f'),
      ...more,
    ]).text,
  );
  const [first] = document.pages();
  if (!first) throw new Error('no page');
  return new ContentReader(document).page(first);
};
/** Streams of a page are joined with white space: these have none where they are cut. */
const items = (content: string, more: readonly string[] = []): readonly ContentItem[] =>
  page(` ${content}`.padEnd(2 * content.length + 2), more).items;

const box = ({ left, bottom, right, top }: Box): number[] =>
  [left, bottom, right, top].map((x) => Math.round(x * 100) / 100);
const texts = (content: string): string[] => items(content).flatMap((item) => (item.kind === 'text' ? item.text : []));

describe('text', () => {
  it('is as wide as its font says', () => {
    const [one] = items('BT /F 10 Tf 100 200 Td (ABC) Tj ET');
    expect(one && box(one.box)).toEqual([100, 197.8, 118, 207.5]);
    const [wide] = items('BT /W 10 Tf 1 0 0 1 50 60 Tm <000100030009> Tj ET');
    expect(wide && box(wide.box)).toEqual([50, 57.8, 66, 67.5]);
    const [standard] = items('BT /S 10 Tf (Wi) Tj ET');
    expect(standard && box(standard.box)).toEqual([0, 0, 11.66, 7.5]);
  });

  it('moves by spacing, scaling, rise and leading', () => {
    expect(items('BT /F 10 Tf 2 Tc 50 Tz 3 Ts 10 20 Td (AB) Tj ET').map((one) => box(one.box))).toEqual([
      [10, 20.8, 16.5, 30.5],
    ]);
    expect(
      items('BT /F 10 Tf 12 TL 50 60 Td (A) Tj (B) \' 4 0 (C) " T* (A) Tj ET').map((one) => box(one.box).slice(0, 2)),
    ).toEqual([
      [50, 57.8],
      [50, 45.8],
      [50, 33.8],
      [50, 21.8],
    ]);
    expect(items('BT /F 10 Tf 5 90 TD 0 -20 TD (A) Tj T* (A) Tj ET').length).toBe(2);
    expect(items('q 2 0 0 2 10 20 cm BT /F 10 Tf 0 1 -1 0 30 40 Tm (A) Tj ET Q').map((one) => box(one.box))).toEqual([
      [55, 100, 74.4, 110],
    ]);
  });

  it('is put together to words, however it is shown', () => {
    expect(texts('BT /S 10 Tf [(Qu) 20 (y) -10 (et) -400 (so)] TJ 60 0 Td (a b) Tj ET')).toEqual([
      'Quyet',
      'so',
      'a',
      'b',
    ]);
    expect(texts('BT /S 10 Tf (So:......../TTr) Tj ET')).toEqual(['So:.', '.......', '/TTr']);
  });

  it('is read by ToUnicode, by glyph names and by the usual encodings', () => {
    expect(texts('BT /W 10 Tf <000100020004> Tj 50 0 Td <00050006> Tj 50 0 Td <0777> Tj ET')).toEqual([
      'Ấac',
      'thi',
      '\ufffd',
    ]);
    expect(texts('BT /D 10 Tf (ABCD) Tj ET')).toEqual(['ếưđ\ufffd']);
    expect(texts('BT /M 10 Tf (\\216) Tj /S 10 Tf 20 0 Td (\\351) Tj ET')).toEqual(['é', 'é']);
  });

  it('that cannot be seen is told', () => {
    const seen = items('BT /S 10 Tf 3 Tr (a) Tj 0 Tr 20 0 Td (b) Tj /S 0 Tf 20 0 Td (c) Tj /Gone gs /S 9 Tf (d) Tj ET');
    expect(seen.map((one) => one.invisible)).toEqual([true, false, true]);
  });

  it('of a font that draws its glyphs is drawn, too', () => {
    expect(items('BT /T 10 Tf 100 200 Td (A) Tj ET').map((one) => [one.kind, ...box(one.box)])).toEqual([
      ['path', 100, 200, 108, 208],
      ['text', 100, 197.8, 110, 207.5],
    ]);
  });
});

describe('paths, images and forms', () => {
  const opaque = (content: string, more: readonly string[] = []): [string, boolean, ...number[]][] =>
    items(content, more).map((one) => [one.kind, one.opaque, ...box(one.box)]);

  it('surfaces hide what is under them, lines only where they run', () => {
    expect(opaque('10 20 100 50 re f 0 0 m 50 80 l 90 0 l f')).toEqual([
      ['path', true, 10, 20, 110, 70],
      ['path', false, 0, 0, 90, 80],
    ]);
    expect(
      opaque('4 w 10 20 100 50 re S').map(([, solid, left, bottom, right, top]) => [solid, left, bottom, right, top]),
    ).toEqual([
      [true, 8, 18, 112, 22],
      [true, 108, 18, 112, 72],
      [true, 8, 68, 112, 72],
      [true, 8, 18, 12, 72],
    ]);
    expect(opaque('0 0 90 90 re 10 10 70 70 re f*').map(([, solid]) => solid)).toEqual([false, false]);
  });

  it('transparency and blending let it shine through', () => {
    const content = '0 0 9 9 re f /Faint gs 0 0 9 9 re f Q';
    expect(items(content).map(({ alpha, opaque: solid }) => [alpha, solid])).toEqual([
      [1, true],
      [0.5, false],
    ]);
    expect(opaque('/Times gs 0 0 9 9 re f').map(([, solid]) => solid)).toEqual([false]);
    expect(opaque('/Mask gs 0 0 9 9 re f /None gs 0 0 9 9 re f').map(([, solid]) => solid)).toEqual([false, true]);
  });

  it('images fill the unit square', () => {
    const [plain, masked] = [streamBody('/Subtype/Image', 'x'), streamBody('/Subtype/Image/SMask 8 0 R', 'x')];
    expect(opaque('q 50 0 0 40 10 700 cm /X0 Do /X1 Do Q', [plain, masked])).toEqual([
      ['image', true, 10, 700, 60, 740],
      ['image', false, 10, 700, 60, 740],
    ]);
    expect(
      opaque('q 20 0 0 20 5 5 cm BI /W 1 ID )(<<[ \nEI Q BT /S 9 Tf 50 50 Td (a) Tj ET').map(([kind]) => kind),
    ).toEqual(['image', 'text']);
  });

  it('clipping cuts', () => {
    expect(opaque('q 0 0 30 30 re W n 10 10 100 100 re f Q 400 700 200 200 re f')).toEqual([
      ['path', true, 10, 10, 30, 30],
      ['path', true, 400, 700, 500, 800],
    ]);
    expect(opaque('0 0 10 10 re W n 50 50 9 9 re f')).toEqual([]);
  });

  it('the last word of a run is there where the next one is clipped to another place', () => {
    const runs = 'q BT /F 10 Tf 100 200 Td (AB) Tj ET Q q 300 190 9 20 re W n BT /F 10 Tf 300 200 Td ( ) Tj ET Q';
    expect(items(runs).map((item) => [item.kind === 'text' && item.text, ...box(item.box)])).toEqual([
      ['AB', 100, 197.8, 111, 207.5],
    ]);
  });

  it('a word that goes on under another clipping path is as wide as both leave it', () => {
    const parts = 'q BT /F 10 Tf 100 200 Td (A) Tj ET Q q 105 190 3 20 re W n BT /F 10 Tf 105 200 Td (B) Tj ET Q';
    expect(items(parts).map((item) => [item.kind === 'text' && item.text, ...box(item.box)])).toEqual([
      ['AB', 100, 197.8, 108, 207.5],
    ]);
    expect(texts('q 0 0 9 9 re W n BT /F 10 Tf 100 200 Td (A) Tj ET Q')).toEqual([]);
  });

  it('forms have a matrix, a clipping box, a state and resources of their own', () => {
    const inner = streamBody(
      '/Subtype/Form/Matrix[2 0 0 2 10 0]/BBox[0 0 20 20]',
      '0 0 50 5 re f BT /S 5 Tf (x) Tj ET',
    );
    expect(opaque('1 0 0 1 100 0 cm /X0 Do 0 0 1 1 re f', [inner])).toEqual([
      ['path', true, 110, 0, 150, 10],
      ['text', false, 110, 0, 115, 7.5],
      ['path', true, 100, 0, 101, 1],
    ]);
    const group = streamBody('/Subtype/Form/BBox[0 0 20 20]/Group<</S/Transparency>>', '0 0 9 9 re f');
    expect(items('/Faint gs /X0 Do', [group]).map(({ alpha }) => alpha)).toEqual([0.5]);
  });
});

describe('content that wants to hurt', () => {
  const endless = '/X0 Do '.repeat(10);

  it.each([
    ['forms in a circle', '/X0 Do', [streamBody('/Subtype/Form/BBox[0 0 9 9]', endless)]],
    [
      'forms that double at every step',
      '/X0 Do',
      Array.from({ length: 10 }, (_, i) => streamBody('/Subtype/Form/BBox[0 0 9 9]', `/X${i + 1} Do `.repeat(12))),
    ],
    ['states saved without end', 'q '.repeat(300_000), []],
    ['a path without end', `0 0 m ${'1 1 l '.repeat(200_000)} S`, []],
    ['a syntax error', 'BT /S 9 Tf (a) Tj ET ]]] 0 0 9 9 re f', []],
    ['a font that is not there', 'BT /Nothing 9 Tf (a) Tj ET', []],
    ['a filter that is not known', '/X0 Do', [streamBody('/Subtype/Form/BBox[0 0 9 9]/Filter/LZWDecode', 'x')]],
    ['boxes without end', '0 0 1 1 re f '.repeat(250_000) + '0 0 1 1 re f '.repeat(300_000), []],
  ])('%s: bounded, and said to be incomplete', (_name, content, more) => {
    const drawn = page(`${content} `.padEnd(2 * content.length + 2), more);
    expect(drawn.complete).toBe(false);
    expect(drawn.items.length).toBeLessThanOrEqual(300_000);
  });

  it('is complete where nothing is left out', () =>
    expect(page(' BT /S 9 Tf (a) Tj ET'.padEnd(80)).complete).toBe(true));

  it('widths and codes without end are cut off', () => {
    const widths = `/W[${'0 70000 500 '.repeat(20_000)}]`;
    const font = `<</Subtype/Type0/Encoding/Identity-H/DescendantFonts[<<${widths}>>]>>`;
    const form = streamBody(
      `/Subtype/Form/BBox[0 0 99 99]/Resources<</Font<</X ${font}>>>>`,
      'BT /X 9 Tf <0001> Tj ET',
    );
    expect(items('/X0 Do', [form]).length).toBe(1);
  });
});

describe('appearances', () => {
  const drawn = (dict: string, rect: Box): number[][] => {
    const document = open(
      classicPdf([
        '<</Type/Catalog/Pages 2 0 R>>',
        '<</Type/Pages/Kids[3 0 R]>>',
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 800]>>',
        streamBody(`/Subtype/Form${dict}`, '0 0 10 5 re f'),
      ]).text,
    );
    const stream = document.resolve(document.get({ num: 4, gen: 0 }));
    if (!(stream instanceof PdfStream)) throw new Error('stream');
    const [page] = document.pages();
    if (!page) throw new Error('page');
    return new ContentReader(document).appearance(stream, rect, page).items.map((one) => box(one.box));
  };
  const rect = { left: 100, bottom: 200, right: 140, top: 220 };

  it('fill the rectangle of their annotation, scaled and turned (12.5.5)', () => {
    expect(drawn('/BBox[0 0 20 10]', rect)).toEqual([[100, 200, 120, 210]]);
    expect(drawn('/BBox[-10 -10 10 10]', rect)).toEqual([[120, 210, 140, 215]]);
    expect(drawn('/BBox[0 0 10 20]/Matrix[0 1 -1 0 0 0]', rect)).toEqual([[130, 200, 140, 220]]);
  });

  it('without an area show nothing', () => expect(drawn('/BBox[0 0 0 10]', rect)).toEqual([]));
});

describe('the page as displayed', () => {
  it.each([
    [0, [10, 20, 30, 60]],
    [90, [20, 470, 60, 490]],
    [180, [470, 740, 490, 780]],
    [270, [740, 10, 780, 30]],
  ] as const)('turned by %s°', (rotate, expected) => {
    const cropBox = { left: 0, bottom: 0, right: 500, top: 800 };
    const document = open(classicPdf().text);
    const [first] = document.pages();
    if (!first) throw new Error('page');
    const turned = { ref: first.ref, dict: first.dict, index: 0, cropBox, rotate, userUnit: 1 };
    expect(box(transformed(displayMatrix(turned), { left: 10, bottom: 20, right: 30, top: 60 }))).toEqual(expected);
  });
});
