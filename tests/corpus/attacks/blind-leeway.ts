/** What other software writes otherwise is let pass where it means the same: each leeway, used to change what is seen. */
import { at, baseBodies, baseDocument, filled } from './base-document.js';
import { append, type Bodies, form, put, stream, textLine } from './bodies.js';
import { type Family, refused, twin } from './cases.js';
import type { Draft } from './draft.js';
import { beside, damaged } from './helpers.js';

const says = [...damaged, 'changed-annotations'];

export const blindLeeway: Family = {
  family: 'leeway that is used',
  cases: ({ person, office }) => {
    const signed = baseDocument().sign(person);
    const next = 90;
    const on = (draft: Draft, name: string, why: string, ...args: Parameters<Draft['revise']>) =>
      refused(name, draft.revise(...args).bytes, why, says);
    const page = baseBodies[at.page] ?? '';
    const other = '<</Font<</F1 41 0 R>>>>';
    // The first page names a parent that holds it, but that no reader passes on its way down.
    const adopted = baseDocument({
      [at.page]: put(put(page, 'Parent', '40 0 R'), 'Resources', null),
      [at.pages]: put(baseBodies[at.pages] ?? '', 'Resources', '30 0 R'),
      40: `<</Type/Pages/Kids[3 0 R]/Count 1/Resources ${other}/MediaBox[0 0 595 600]>>`,
      41: '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>',
    }).sign(person);
    const boxed = baseDocument({
      [at.page]: put(put(page, 'Parent', '40 0 R'), 'MediaBox', null),
      [at.pages]: put(baseBodies[at.pages] ?? '', 'MediaBox', '[0 0 595 842]'),
      40: '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 450 595 842]>>',
    }).sign(person);
    const inherits = baseDocument({
      [at.page]: put(page, 'Resources', null),
      [at.pages]: put(baseBodies[at.pages] ?? '', 'Resources', '30 0 R'),
    }).sign(person);
    const look = (data: string): string => form(data, '[0 0 228 30]');
    const unseen = (flags: number): Draft =>
      baseDocument({
        [at.number]: put(
          put(put(baseBodies[at.number] ?? '', 'Rect', '[72 490 300 520]'), 'AP', '<</N 40 0 R>>'),
          'F',
          String(flags),
        ),
        40: look('1 1 1 rg 0 0 228 30 re f'),
      }).sign(person);
    const wide = (entries: string): Draft =>
      baseDocument({
        [at.number]: put(put(baseBodies[at.number] ?? '', 'Rect', '[72 490 300 520]'), 'MK', entries),
      }).sign(person);
    const named = baseDocument({
      [at.parent]: '<</T(Nhom)/Kids[26 0 R]>>',
      [at.kid]: put(put(put(baseBodies[at.kid] ?? '', 'FT', '/Tx'), 'DA', null), 'V', '(05)'),
    }).sign(person);
    const parent = named.body(at.parent);
    const ticked = { [at.check]: put(put(signed.body(at.check), 'V', '/Yes'), 'AS', '/Yes') };
    const drawn = (data: string): Bodies => ({
      [at.check]: put(ticked[at.check] ?? '', 'AP', `<</N<</Yes ${next} 0 R/Off 16 0 R>>>>`),
      [next]: form(data, '[0 0 20 20]'),
    });
    const again = (draft: Draft): Bodies => ({ [at.form]: put(draft.body(at.form), 'NeedAppearances', 'true') });
    const white = baseDocument({
      [at.day]: put(baseBodies[at.day] ?? '', 'DA', '(/Helv 12 Tf 1 g)'),
    }).sign(person);
    const empty = '<</Type/Annot/Subtype/Widget/FT/Sig/T(Trong)/Rect[72 490 300 520]/P 3 0 R/F 4';
    const added = (entries: string, more: Bodies = {}): Bodies => ({
      [next]: `${empty}${entries}>>`,
      [at.page]: append(signed.body(at.page), 'Annots', `${next} 0 R`),
      [at.form]: append(signed.body(at.form), 'Fields', `${next} 0 R`),
      ...more,
    });
    const packed = baseDocument(
      { [at.page]: put(page, 'CropBox', '45 0 R'), 45: '[0 450 595 842]' },
      { xrefStream: 47, objectStreams: { 46: [45] } },
    ).sign(person, { options: { xrefStream: 48 } });
    const borrowing = (look: string, more: Bodies = {}): Draft =>
      baseDocument({
        [at.page]: append(page, 'Annots', '40 0 R'),
        [at.form]: put(baseBodies[at.form] ?? '', 'DR', '30 0 R'),
        40: '<</Type/Annot/Subtype/Square/Rect[72 490 300 520]/F 4/AP<</N 41 0 R>>>>',
        41: look,
        ...more,
      }).sign(person);
    const borrowers: readonly (readonly [string, Draft])[] = [
      ['an appearance that does not say that it is a form', borrowing(stream('/Cho Do', '/BBox[0 0 228 30]'))],
      ['a form with resources that lack it', borrowing(form('/Cho Do', '[0 0 228 30]', '/Resources<<>>'))],
      ['a form within a form', borrowing(form('/Fm Do', '[0 0 228 30]', '/Resources<</XObject<</Fm 42 0 R>>>>'), { 42: form('/Cho Do', '[0 0 228 30]', '/Resources<<>>') })],
    ];
    return [
      on(adopted, 'resources of a parent that no reader passes', 'other letters', {
        [at.page]: put(adopted.body(at.page), 'Resources', other),
      }),
      on(boxed, 'the box of a parent that no reader passes', 'the rest of the page is gone', {
        [at.page]: put(boxed.body(at.page), 'MediaBox', '[0 450 595 842]'),
      }),
      on(signed, 'boxes moved step by step', 'the page shifted', {
        [at.page]: put(signed.body(at.page), 'MediaBox', '[0 0 595 841.99]'),
      }),
      on(unseen(32), 'a cover that only the printer shows', 'prints otherwise', {
        [at.number]: put(unseen(32).body(at.number), 'F', '36'),
      }),
      on(unseen(34), 'a hidden cover, with the printer’s flag', 'prints otherwise', {
        [at.number]: put(unseen(34).body(at.number), 'F', '36'),
      }),
      on(unseen(2), 'a hidden cover shown', 'the amount is covered', {
        [at.number]: put(unseen(2).body(at.number), 'F', '4'),
      }),
      on(wide('<</BG[1 1 1]>>'), 'backgrounds drawn anew', 'the amount is covered', again(wide('<</BG[1 1 1]>>'))),
      on(wide('<</BC[0 0 0]>>'), 'borders drawn anew', 'the amount is framed', {
        ...again(wide('<</BC[0 0 0]>>')),
      }),
      on(white, 'a value drawn anew in white', 'a value gone', again(white)),
      on(named, 'the look of a field without a type', 'a value gone', {
        [at.parent]: put(parent, 'DA', '(/Helv 12 Tf 1 g)'),
      }),
      on(named, 'a script of a field without a type', 'values change', {
        [at.parent]: put(parent, 'AA', '<</C<</S/JavaScript/JS(1)>>>>'),
      }),
      on(named, 'the alignment of a field without a type', 'values move', { [at.parent]: put(parent, 'Q', '2') }),
      on(signed, 'a tick of white letters and a drawing', 'ticked, shows a number', {
        ...drawn(`1 g BT /F1 12 Tf 2 5 Td (4) Tj ET 0 g 2 2 12 2 re 2 9 12 2 re f`),
      }),
      on(signed, 'a tick under a box', 'ticked, shows nothing', drawn(`${textLine('4')} 1 g 0 0 20 20 re f`)),
      on(signed, 'an empty field with a background', 'the amount is covered', added('/MK<</BG[1 1 1]>>')),
      on(signed, 'an empty field with a border', 'the amount is framed', added('/MK<</BC[0 0 0]>>/BS<</W 40>>')),
      on(
        signed,
        'an empty field whose background is an object of its own',
        'the amount is covered',
        added(`/MK ${next + 1} 0 R`, { [next + 1]: `<</BG ${next + 2} 0 R>>`, [next + 2]: '[1 1 1]' }),
      ),
      on(signed, 'an empty field with a state', 'the amount is covered', {
        ...added(`/AS/A/AP ${next + 1} 0 R`, {
          [next + 1]: `<</N<</A ${next + 2} 0 R>>>>`,
          [next + 2]: look('1 1 1 rg 0 0 228 30 re f'),
        }),
      }),
      on(signed, 'a size that hides a page’s content', 'the page is empty', {}, { size: 5 }),
      on(signed, 'a size that hides the catalog and shows the rest', 'readers repair the file', {
        [at.content]: stream('BT /F1 12 Tf 72 500 Td (So tien: 999 VND) Tj ET'),
      }, { size: 1 }),
      on(packed, 'an object stream of lists freed', 'what was cut off shows', {}, { free: { 46: 1 }, xrefStream: 95 }),
      ...borrowers.map(([name, draft]) =>
        on(draft, `resources added for ${name}`, 'what waited for them shows', {
          [at.resources]: put(
            draft.body(at.resources),
            'XObject',
            `<</Im0 18 0 R/Cho ${next} 0 R>>`,
          ),
          [next]: form('1 1 1 rg 0 0 228 30 re f', '[0 0 228 30]'),
        }),
      ),
      on(signed, 'information that draws', 'a picture', { 11: form('0 0 9 9 re f') }),
      twin('resources written into the page', inherits.revise({
        [at.page]: put(inherits.body(at.page), 'Resources', '30 0 R'),
      }).bytes, 'means the same'),
      twin('the printer’s flag of a field on the screen', signed.revise({
        ...filled(signed, at.number, '12', next),
        [at.number]: put(put(put(signed.body(at.number), 'V', '(12)'), 'AP', `<</N ${next} 0 R>>`), 'F', '4'),
      }).bytes, 'means the same'),
      twin('a tick drawn by software', signed.revise(drawn(textLine('4').replace('/F1', '/F1'))).bytes, 'form filling'),
      twin('signed after resources were written into the page', inherits.revise({
        [at.page]: put(inherits.body(at.page), 'Resources', '30 0 R'),
      }).sign(office, beside).bytes, 'signing'),
    ];
  },
};
