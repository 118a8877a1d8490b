/** Changes that pass as lawful ones: a form filled, a signature added, resources of the form; each says something else. */
import { at, baseBodies, baseDocument, filled } from './base-document.js';
import { append, type Bodies, form, put, stream, textLine } from './bodies.js';
import { type Family, refused, twin } from './cases.js';
import type { Draft } from './draft.js';
import { beside } from './helpers.js';

const says = ['changed-illegally', 'changed-annotations'];
const bars = '2 4 12 2 re 2 9 12 2 re 2 14 12 2 re 20 4 12 2 re 20 9 12 2 re 20 14 12 2 re f';

/** The field `So` filled with 12 by text that nobody sees, and something else drawn beside it. */
const fillings: readonly (readonly [name: string, content: string, resources?: string, also?: Bodies])[] = [
  ['white text, and bars that draw another number', `1 g ${textLine('12')} 0 g ${bars}`],
  ['text, and a pattern over it', `${textLine('12')} /Pattern cs /P1 scn 0 0 100 20 re f`, '/Resources<</Font<</F1 7 0 R>>/Pattern<</P1 91 0 R>>>>', {
    91: stream('0 g 2 4 12 2 re f', '/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 100 20]/XStep 100/YStep 20/Resources<<>>'),
  }],
  ['text under a box', `${textLine('12')} 1 g 0 0 100 20 re f 0 g ${bars}`],
  ['text whose font says other than it shows', textLine('98'), '/Resources<</Font<</F1 91 0 R>>>>', {
    91: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 92 0 R>>',
    92: stream('1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <39> <0031> <38> <0032> endbfchar'),
  }],
  ['text whose encoding names other glyphs', textLine('ab'), '/Resources<</Font<</F1 91 0 R>>>>', {
    91: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 92 0 R/Encoding<</Differences[97/nine/nine]>>>>',
    92: stream('1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <61> <0031> <62> <0032> endbfchar'),
  }],
  ['text drawn by a font of its own', textLine('12'), '/Resources<</Font<</F1 91 0 R>>>>', {
    91: '<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 92 0 R>>/Encoding<</Differences[49/a 50/a]>>/FirstChar 49/LastChar 50/Widths[.6 .6]/ToUnicode 93 0 R/Resources<<>>>>',
    92: stream('.6 0 d0 0 0 .5 .1 re 0 .3 .5 .1 re 0 .6 .5 .1 re f'),
    93: stream('1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <31> <0031> <32> <0032> endbfchar'),
  }],
];

export const blindStructure: Family = {
  family: 'lawful changes that say something else',
  cases: ({ person, office, trustedCompany }) => {
    const signed = baseDocument().sign(person);
    const next = 90;
    const evil = (name: string, why: string, ...args: Parameters<Draft['revise']>) =>
      refused(name, signed.revise(...args).bytes, why, says);
    const on = (draft: Draft, name: string, why: string, ...args: Parameters<Draft['revise']>) =>
      refused(name, draft.revise(...args).bytes, why, says);
    const fill = (content: string, resources?: string, also: Bodies = {}): Bodies => ({
      ...filled(signed, at.number, '12', next),
      [next]: form(content, '[0 0 100 20]', resources ?? '/Resources<</Font<</F1 7 0 R>>>>'),
      ...also,
    });
    const list = baseDocument({ [at.choice]: put(baseBodies[at.choice] ?? '', 'Ff', '0') }).sign(person);
    const rich = baseDocument({ [at.number]: put(baseBodies[at.number] ?? '', 'Ff', '33554432') }).sign(person);
    // A value that readers draw by themselves.
    const bare = baseDocument({
      [at.day]: put(put(baseBodies[at.day] ?? '', 'AP', null), 'DA', null),
    }).sign(person);
    const named = baseDocument({
      [at.day]: put(put(baseBodies[at.day] ?? '', 'AP', null), 'DA', '(/Chu 12 Tf 0 g)'),
    }).sign(person);
    const cover = form('1 1 1 rg 0 0 595 842 re f', '[0 0 595 842]');
    const pageAsPictures = baseDocument({
      [at.resources]: put(baseBodies[at.resources] ?? '', 'XObject', '40 0 R'),
      [at.content]: stream('BT /F1 12 Tf 72 500 Td (So tien: 999 VND) Tj ET /Annots Do'),
      40: '<</Type/Page/Annots 41 0 R>>',
      41: cover,
    }).sign(person);
    const pageAsColours = baseDocument({
      [at.resources]: put(baseBodies[at.resources] ?? '', 'ColorSpace', '40 0 R'),
      [at.content]: stream('BT /Annots cs 1 sc /F1 12 Tf 72 500 Td (So tien: 999 VND) Tj ET'),
      40: '<</Type/Page/Annots[/DeviceGray]>>',
    }).sign(person);
    const listAsColours = baseDocument({
      [at.resources]: put(baseBodies[at.resources] ?? '', 'ColorSpace', '40 0 R'),
      [at.content]: stream('BT /Annots cs 1 sc /F1 12 Tf 72 500 Td (So tien: 999 VND) Tj ET'),
      40: '<</Type/Page/Annots 41 0 R>>',
      41: '[/DeviceGray]',
    }).sign(person);
    const twice = baseDocument({
      40: '<</Type/Annot/Subtype/Widget/FT/Sig/T(Hai)/Rect[72 490 300 520]/F 4>>',
      [at.page]: append(baseBodies[at.page] ?? '', 'Annots', '40 0 R'),
      [at.secondPage]: put(baseBodies[at.secondPage] ?? '', 'Annots', '[40 0 R]'),
      [at.form]: append(baseBodies[at.form] ?? '', 'Fields', '40 0 R'),
      [at.content]: stream('BT /F1 12 Tf 72 300 Td (x) Tj ET'),
    }).sign(person);
    const ticked = { [at.check]: put(put(signed.body(at.check), 'V', '/Yes'), 'AS', '/Yes') };
    return [
      ...fillings.map(([name, content, resources, also]) =>
        evil(`filled: ${name}`, 'value 12, shows another', fill(content, resources, also)),
      ),
      evil('filled: another look under the pointer', 'value 12, shows another', {
        ...filled(signed, at.number, '12', next),
        [at.number]: put(put(signed.body(at.number), 'V', '(12)'), 'AP', `<</N ${next} 0 R/R 91 0 R>>`),
        91: form(textLine('99')),
      }),
      evil('filled: states of which none is chosen', 'value 12, shows another', {
        [at.number]: put(put(signed.body(at.number), 'V', '(12)'), 'AP', `<</N<</Off ${next} 0 R>>>>`),
        [next]: form(textLine('99')),
      }),
      evil('filled: a stream for a value', 'shows what is not told', {
        [at.number]: put(put(signed.body(at.number), 'V', `${next} 0 R`), 'AP', '<</N 91 0 R>>'),
        [next]: stream('99'),
        91: form(''),
      }),
      on(rich, 'filled: rich text that says otherwise', 'value 12, shows 99', {
        [at.number]: put(put(rich.body(at.number), 'V', '(12)'), 'RV', '(<body><p>99</p></body>)'),
      }),
      evil('a box ticked whose picture is replaced in place', 'ticked, shows a text', {
        ...ticked,
        [at.checkYes]: form('BT /F1 12 Tf 0 5 Td (999) Tj ET', '[0 0 20 20]'),
      }),
      evil('a box dated whose picture is replaced in place', 'not ticked, shows ticked', {
        [at.check]: put(signed.body(at.check), 'M', '(D:20260101000000Z)'),
        [at.checkOff]: form(textLine('X'), '[0 0 20 20]'),
      }),
      on(list, 'a list whose picture says another option', 'A chosen, shows C', {
        [at.choice]: put(put(list.body(at.choice), 'V', '(A)'), 'AP', `<</N ${next} 0 R>>`),
        [next]: form(textLine('C')),
      }),
      on(list, 'a list with an opaque picture', 'A chosen, shows a picture', {
        [at.choice]: put(put(list.body(at.choice), 'V', '(A)'), 'AP', `<</N ${next} 0 R>>`),
        [next]: form('100 0 0 20 0 0 cm /Im Do', '[0 0 100 20]', '/Resources<</XObject<</Im 18 0 R>>>>'),
      }),
      on(bare, 'the default look of the form made white', 'a value gone', {
        [at.form]: put(bare.body(at.form), 'DA', '(/Helv 12 Tf 1 g)'),
      }),
      on(named, 'a font under the name that a value waited for', 'a value reads otherwise', {
        [at.form]: put(named.body(at.form), 'DR', '<</Font<</Helv 7 0 R/Chu 90 0 R>>>>'),
        90: '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>',
      }),
      on(pageAsPictures, 'a page that is a list of pictures', 'what it covered shows', {
        40: '<</Type/Page>>',
      }),
      refused(
        'a page that is a list of colours',
        pageAsColours.sign(office, {
          ...beside,
          page: null,
          also: { 40: `<</Type/Page/Annots[${pageAsColours.size} 0 R/DeviceGray]>>` },
        }).bytes,
        'what was white shows',
        says,
      ),
      refused(
        'a list of annotations that is a colour',
        listAsColours.sign(office, { ...beside, page: null, also: { 41: `[${listAsColours.size} 0 R/DeviceGray]` } }).bytes,
        'what was white shows',
        says,
      ),
      refused(
        'a prepared field that stands on two pages',
        twice.sign(trustedCompany, { existing: 40, appearance: '1 1 1 rg 0 0 228 30 re f' }).bytes,
        'the second page is covered',
        says,
      ),
      twin('a box ticked', signed.revise(ticked).bytes, 'form filling'),
      twin(
        'filled on a background with a frame',
        signed.revise(fill(`1 1 .9 rg 0 0 100 20 re f 0 G .5 .5 99 19 re S 0 g ${textLine('12')}`)).bytes,
        'form filling',
      ),
      twin(
        'filled with a font that says what it shows',
        signed.revise(
          fill(textLine('12'), '/Resources<</Font<</F1 91 0 R>>>>', {
            91: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 92 0 R>>',
            92: stream(
              '1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <20> <7e> <0020> endbfrange',
            ),
          }),
        ).bytes,
        'form filling',
      ),
      twin(
        'an option of a list chosen',
        list.revise({
          [at.choice]: put(put(list.body(at.choice), 'V', '(A)'), 'AP', `<</N ${next} 0 R>>`),
          [next]: form(`.6 .75 .85 rg 0 10 100 10 re f 0 g BT /F1 8 Tf 2 12 Td (A) Tj 0 -10 Td (B) Tj ET`),
        }).bytes,
        'form filling',
      ),
      twin(
        'fonts of the form added to',
        bare.revise({
          [at.form]: put(bare.body(at.form), 'DR', '<</Font<</Helv 7 0 R/Chu 90 0 R>>>>'),
          90: '<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>',
        }).bytes,
        'nothing uses it',
      ),
      twin(
        'rich text that says the same',
        rich.revise({
          [at.number]: put(put(rich.body(at.number), 'V', '(12 &)'), 'RV', '(<body><p>1<b>2</b> &amp;</p></body>)'),
        }).bytes,
        'form filling',
      ),
      twin(
        'a list of annotations of its own',
        baseDocument({ [at.secondPage]: put(baseBodies[at.secondPage] ?? '', 'Annots', '41 0 R'), 41: '[]' })
          .sign(person)
          .sign(office, {
            page: null,
            rect: '[300 200 400 220]',
            also: { 41: '[45 0 R]' },
          }).bytes,
        'signing',
      ),
    ];
  },
};
