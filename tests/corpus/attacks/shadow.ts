import { at, baseBodies, baseDocument, evilContent, filled } from './base-document.js';
import { append, type Bodies, form, put, stream, textLine } from './bodies.js';
import { type Family, refused, twin } from './cases.js';
import type { Draft } from './draft.js';

/** Content that the attacker put under a cover before the signer signed, and uncovers afterwards. */
export const shadowHide: Family = {
  family: 'shadow attack: hide',
  cases: ({ person }) => {
    const cover = stream(
      '\xff',
      '/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8',
    );
    const shown = stream(
      'BT /F1 12 Tf 72 500 Td (So tien: 999 VND) Tj ET q 523 0 0 100 36 450 cm /Im0 Do Q BT /F1 12 Tf 72 480 Td (So tien: 100 VND) Tj ET',
    );
    const covered = baseDocument({ [at.content]: shown, [at.image]: cover }).sign(person);
    const annotated = baseDocument({
      [at.page]: put(append(baseBodies[at.page] ?? '', 'Annots', '40 0 R'), 'Contents', '5 0 R'),
      40: '<</Type/Annot/Subtype/FreeText/Contents(100)/Rect[72 490 300 520]/AP<</N 41 0 R>>/F 4>>',
      41: form('1 1 1 rg 0 0 300 30 re f', '[0 0 300 30]'),
    }).sign(person);
    const layered = baseDocument({
      [at.content]: stream('/OC /MC0 BDC 1 1 1 rg 0 450 595 100 re f EMC BT /F1 12 Tf 72 400 Td (x) Tj ET'),
    }).sign(person);
    const by = (draft: Draft, name: string, why: string, ...args: Parameters<Draft['revise']>) =>
      refused(name, draft.revise(...args).bytes, why);
    return [
      by(covered, 'the covering image freed', 'what it covered shows', {}, { free: { [at.image]: 1 } }),
      by(covered, 'the covering image replaced by null', 'what it covered shows', { [at.image]: 'null' }),
      by(covered, 'the covering image shrunk', 'what it covered shows', {
        [at.image]: stream('', '/Type/XObject/Subtype/Form/BBox[0 0 1 1]'),
      }),
      by(covered, 'the covering image masked', 'what it covered shows', {
        [at.image]: put(cover, 'SMask', `${covered.size} 0 R`),
        [covered.size]: stream(
          '\x00',
          '/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8',
        ),
      }),
      by(covered, 'its name taken out of the resources', 'what it covered shows', {
        [at.resources]: put(covered.body(at.resources), 'XObject', '<<>>'),
      }),
      by(covered, 'the graphics state made transparent', 'what it covered shows', {
        [at.state]: '<</Type/ExtGState/ca 0/CA 0>>',
      }),
      by(annotated, 'a covering annotation dropped', 'what it covered shows', {
        [at.page]: put(annotated.body(at.page), 'Annots', '[8 0 R]'),
      }),
      by(annotated, 'a covering annotation hidden', 'what it covered shows', { 40: put(annotated.body(40), 'F', '2') }),
      by(annotated, 'a covering annotation emptied', 'what it covered shows', { 41: form('', '[0 0 300 30]') }),
      by(annotated, 'a covering annotation freed', 'what it covered shows', {}, { free: { 40: 1 } }),
      by(layered, 'the covering layer switched off', 'what it covered shows', {
        [at.groups]: '<</OCGs[22 0 R]/D<</OFF[22 0 R]/ON[]/Order[22 0 R]>>>>',
      }),
      by(layered, 'the covering layer turned into another', 'what it covered shows', {
        [at.group]: '<</Type/OCG/Name(Lop)/Usage<</View<</ViewState/OFF>>>>>>',
      }),
      by(layered, 'the base state of the layers', 'what it covered shows', {
        [at.groups]: '<</OCGs[22 0 R]/D<</BaseState/OFF/Order[22 0 R]>>>>',
      }),
      twin('a cover left alone', covered.bytes, 'nothing changed'),
      twin('a cover written again as it was', covered.revise({ [at.image]: cover }).bytes, 'nothing changed'),
      twin(
        'a field filled beside an annotation',
        annotated.revise(filled(annotated, at.number, '12')).bytes,
        'form filling',
      ),
    ].map((one) =>
      one.name === 'a covering annotation hidden'
        ? { ...one, codes: ['changed-annotations', 'changed-illegally'] }
        : one,
    );
  },
};

/** Something overwritten that looks harmless to change. */
export const shadowReplace: Family = {
  family: 'shadow attack: replace',
  cases: ({ person, office }) => {
    const signed = baseDocument().sign(person);
    const next = signed.size;
    const prepared = (changes: Bodies): Draft => baseDocument(changes).sign(person);
    const catalogAsResources = prepared({
      [at.resources]: put(baseBodies[at.resources] ?? '', 'XObject', '1 0 R'),
      [at.content]: stream('/Metadata Do /Extensions gs'),
    });
    const catalogAsState = prepared({
      [at.resources]: put(baseBodies[at.resources] ?? '', 'ExtGState', '1 0 R'),
      [at.content]: stream('/Extensions gs BT /F1 12 Tf 72 500 Td (So tien: 100 VND) Tj ET'),
    });
    const fieldAsResources = prepared({
      [at.resources]: put(baseBodies[at.resources] ?? '', 'XObject', '8 0 R'),
      [at.content]: stream('q 1 0 0 1 72 500 cm /V Do Q'),
    });
    const pageAsResources = prepared({
      [at.resources]: put(baseBodies[at.resources] ?? '', 'XObject', '4 0 R'),
      [at.content]: stream('/Annots Do'),
    });
    const formAsResources = prepared({ [at.secondPage]: put(baseBodies[at.secondPage] ?? '', 'Resources', '9 0 R') });
    const picture = form('BT /F1 12 Tf 0 0 Td (So tien: 999 VND) Tj ET');
    const metadataAsContent = prepared({
      [at.metadata]: stream('BT /F1 12 Tf 72 500 Td (100) Tj ET', '/Type/Metadata/Subtype/XML'),
      [at.page]: put(baseBodies[at.page] ?? '', 'Contents', '10 0 R'),
    });
    const infoAsOther = prepared({
      [at.root]: put(baseBodies[at.root] ?? '', 'Lang', '11 0 R'),
      [at.day]: put(baseBodies[at.day] ?? '', 'MK', '11 0 R'),
    });
    const storeAsContent = prepared({
      40: '[5 0 R]',
      [at.page]: put(baseBodies[at.page] ?? '', 'Contents', '40 0 R'),
      [at.root]: put(baseBodies[at.root] ?? '', 'DSS', '<</Certs 40 0 R>>'),
    });
    const by = (draft: Draft, name: string, why: string, ...args: Parameters<Draft['revise']>) =>
      refused(name, draft.revise(...args).bytes, why);
    return [
      by(signed, 'the font replaced', 'every letter another', {
        [at.font]: '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>',
      }),
      by(signed, 'the font given another encoding', 'every digit another', {
        [at.font]: put(signed.body(at.font), 'Encoding', '<</Differences[48/nine/eight/seven]>>'),
      }),
      by(signed, 'the title of an outline', 'reads otherwise', {
        [at.outlineItem]: put(signed.body(at.outlineItem), 'Title', '(Phan hai)'),
      }),
      by(signed, 'the picture replaced', 'another seal', {
        [at.image]: stream(
          '\x00',
          '/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8',
        ),
      }),
      by(catalogAsResources, 'metadata that a page draws', 'content as metadata', {
        ...catalogAsResources.with(at.root, 'Metadata', `${next} 0 R`),
        [next]: picture,
      }),
      by(
        catalogAsState,
        'extensions that are a graphics state',
        'text made invisible',
        catalogAsState.with(at.root, 'Extensions', '<</Type/ExtGState/ca 0>>'),
      ),
      by(fieldAsResources, 'a field value that a page draws', 'content as form filling', {
        [at.number]: put(fieldAsResources.body(at.number), 'V', `${next} 0 R`),
        [next]: picture,
      }),
      by(pageAsResources, 'annotations of a page that another page draws', 'content as annotations', {
        [at.secondPage]: put(pageAsResources.body(at.secondPage), 'Annots', `${next} 0 R`),
        [next]: picture,
      }),
      by(formAsResources, 'fonts of the form that a page uses', 'another font', {
        [at.form]: put(formAsResources.body(at.form), 'Font', '<</F1<</Type/Font/Subtype/Type1/BaseFont/Symbol>>>>'),
      }),
      by(metadataAsContent, 'metadata that is page content', 'content as metadata', {
        [at.metadata]: stream('BT /F1 12 Tf 72 500 Td (999) Tj ET', '/Type/Metadata/Subtype/XML'),
      }),
      by(infoAsOther, 'file information that a field uses', 'caption as information', { [at.info]: '<</CA(khac)>>' }),
      by(storeAsContent, 'a list of certificates that is page content', 'content as validation data', {
        40: `[${next} 0 R]`,
        [next]: evilContent,
      }),
      by(
        signed,
        'a font as file information',
        'the font gone',
        { [at.font]: '<</Title(x)>>' },
        { trailer: { Info: '7 0 R' } },
      ),
      by(signed, 'a font as extensions', 'the font gone', {
        ...signed.with(at.root, 'Extensions', '7 0 R'),
        [at.font]: '<</BaseFont/Symbol>>',
      }),
      by(signed, 'the graphics state as validation data', 'the state gone', {
        ...signed.with(at.root, 'DSS', '19 0 R'),
        [at.state]: '<</Type/DSS/Certs[]>>',
      }),
      by(signed, 'page content as metadata', 'content gone', {
        ...signed.with(at.root, 'Metadata', '5 0 R'),
        [at.content]: stream('', '/Type/Metadata/Subtype/XML'),
      }),
      twin(
        'metadata replaced by a new stream',
        signed.revise({
          ...signed.with(at.root, 'Metadata', `${next} 0 R`),
          [next]: stream('<x/>', '/Type/Metadata/Subtype/XML'),
        }).bytes,
        'no page shows it',
      ),
      twin(
        'extensions stated',
        signed.revise(signed.with(at.root, 'Extensions', '<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>')).bytes,
        'a version, as signing at LTV level states',
      ),
      twin('the version stated', signed.revise(signed.with(at.root, 'Version', '/2.0')).bytes, 'a version'),
      twin(
        'information replaced by another',
        signed.revise({ [next]: '<</Producer(khac)>>' }, { trailer: { Info: `${next} 0 R` } }).bytes,
        'no page shows it',
      ),
      twin(
        'two signers and a filled field',
        signed.revise(filled(signed, at.number, '7')).sign(office, { existing: at.empty }).bytes,
        'signing',
      ),
      twin(
        'a page that draws what the catalog holds, left alone',
        catalogAsResources.sign(office, { rect: '[300 200 400 220]', page: 4, appearance: null, options: {} }).bytes,
        'odd, and unchanged but for its form',
      ),
    ];
  },
};

/** Whole second documents in the file, made current by a small change. */
export const shadowHideAndReplace: Family = {
  family: 'shadow attack: hide and replace',
  cases: ({ person, office }) => {
    const second: Bodies = {
      ...baseBodies,
      50: '<</Type/Page/Parent 51 0 R/MediaBox[0 0 595 842]/Resources 30 0 R/Contents 52 0 R>>',
      51: '<</Type/Pages/Kids[50 0 R]/Count 1>>',
      52: evilContent,
      53: '<</Type/Catalog/Pages 51 0 R/AcroForm 9 0 R>>',
      54: '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>',
    };
    const signed = baseDocument(second).sign(person);
    // Written before the signature, and known to no table of the signed revision.
    const unlisted = baseDocument(second, { unlisted: [50, 51, 52, 53] }).sign(person);
    const hiddenOffset = (num: number): number => unlisted.offsets[num] ?? 0;
    const place = (...numbers: readonly number[]) =>
      Object.fromEntries(numbers.map((num) => [num, [hiddenOffset(num), 0, 'n'] as const]));
    // The object that is current and, elsewhere in the signed bytes, another one of the same number.
    const twiceBase = baseDocument({}, { before: `5 0 obj\n${evilContent}\nendobj\n` });
    const twice = twiceBase.sign(person);
    const secondOffset = twice.bytes.indexOf('\n5 0 obj\n') + 1;
    // Numbers beyond /Size are missing for a reader that goes by 7.5.5.
    const beyond = baseDocument(
      {
        200: stream('BT /F1 12 Tf 72 480 Td (va 900 VND nua) Tj ET'),
        [at.secondPage]: put(baseBodies[at.secondPage] ?? '', 'Contents', '[6 0 R 200 0 R]'),
      },
      { size: 31 },
    );
    const shortSize = beyond.sign(person, { options: { size: 204 }, also: {} });
    const hiddenBySize = beyond.sign(person, { options: { size: 31 } });
    const by = (draft: Draft, name: string, why: string, ...args: Parameters<Draft['revise']>) =>
      refused(name, draft.revise(...args).bytes, why);
    const dangling = baseDocument({ [at.page]: put(baseBodies[at.page] ?? '', 'Contents', '[5 0 R 90 0 R]') }).sign(
      person,
    );
    const danglingResource = baseDocument({
      [at.resources]: put(baseBodies[at.resources] ?? '', 'Font', '<</F1 7 0 R/F2 90 0 R>>'),
    }).sign(person);
    const danglingKid = baseDocument({ [at.pages]: '<</Type/Pages/Kids[3 0 R 4 0 R 90 0 R]/Count 2>>' }).sign(person);
    const nulled = baseDocument({
      90: 'null',
      [at.page]: put(baseBodies[at.page] ?? '', 'Contents', '[5 0 R 90 0 R]'),
    }).sign(person);
    return [
      by(
        signed,
        'the trailer names the other catalog',
        'the other document shows',
        {},
        { trailer: { Root: '53 0 R' } },
      ),
      by(
        signed,
        'the catalog names the other pages',
        'the other document shows',
        signed.with(at.root, 'Pages', '51 0 R'),
      ),
      by(
        signed,
        'the tree names the other page',
        'the other page shows',
        signed.with(at.pages, 'Kids', '[50 0 R 4 0 R]'),
      ),
      by(
        signed,
        'the page names the other content',
        'the other content shows',
        signed.with(at.page, 'Contents', '52 0 R'),
      ),
      by(
        unlisted,
        'entries for hidden objects and another catalog',
        'the other document shows',
        {},
        { trailer: { Root: '53 0 R' }, entries: place(50, 51, 52, 53) },
      ),
      by(
        unlisted,
        'entries that turn a page into a hidden one',
        'the other page shows',
        unlisted.with(at.pages, 'Kids', '[50 0 R]'),
        { entries: place(50, 51, 52) },
      ),
      by(
        twice,
        'the entry led to a twin object in the signed bytes',
        'the other content shows',
        {},
        { entries: { 5: [secondOffset, 0, 'n'] } },
      ),
      by(
        twice,
        'the entry led there by a cross-reference stream',
        'the other content shows',
        {},
        { entries: { 5: [secondOffset, 0, 'n'] }, xrefStream: 90 },
      ),
      by(dangling, 'content supplied that a page waited for', 'text added', { 90: evilContent }),
      by(danglingResource, 'a font supplied that the resources waited for', 'another font', {
        90: '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>',
      }),
      by(danglingKid, 'a page supplied that the tree waited for', 'a page added', {
        90: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>',
      }),
      by(nulled, 'content in place of null', 'text added', { 90: evilContent }),
      by(
        shortSize,
        '/Size shrunk below the objects of a page',
        'readers that go by /Size lose them',
        { [at.info]: '<</Producer(x)>>' },
        { size: 31 },
      ),
      by(
        hiddenBySize,
        '/Size raised over an object that was beyond it',
        'readers that go by /Size gain it',
        { [at.info]: '<</Producer(x)>>' },
        { size: 300 },
      ),
      twin('two documents in one file, one of them unused', signed.bytes, 'nothing changed'),
      twin('the same with a second signature', signed.sign(office, { rect: '[300 200 400 220]' }).bytes, 'signing'),
      twin(
        'unlisted objects, and a field filled',
        unlisted.revise(filled(unlisted, at.number, '1')).bytes,
        'form filling',
      ),
      twin('a twin object never used', twice.sign(office, { rect: '[300 200 400 220]' }).bytes, 'signing'),
      twin(
        'a reference that stays without object',
        dangling.sign(office, { rect: '[300 200 400 220]' }).bytes,
        'signing',
      ),
      twin('/Size as it should be', shortSize.revise({ [at.info]: '<</Producer(x)>>' }).bytes, 'no page shows it'),
    ];
  },
};

/** Form values and appearances that disagree, brought to light after signing. */
export const appearanceAgainstValue: Family = {
  family: 'appearance that says other than /V',
  cases: ({ person }) => {
    const says = ['changed-illegally', 'appearance-differs', 'changed-form', 'mark-covers'];
    const signed = baseDocument().sign(person);
    const next = signed.size;
    // The value says one thing, the picture of it another.
    const hidden = baseDocument({ [at.day]: put(baseBodies[at.day] ?? '', 'V', '(31)') }).sign(person);
    const wide = baseDocument({ [at.number]: put(baseBodies[at.number] ?? '', 'Rect', '[60 480 500 520]') }).sign(
      person,
    );
    const push = baseDocument({
      [at.check]: put(
        put(put(put(baseBodies[at.check] ?? '', 'Ff', '65536'), 'V', null), 'AS', null),
        'AP',
        '<</N 15 0 R>>',
      ),
    }).sign(person);
    const by = (draft: Draft, name: string, why: string, changes: Bodies) =>
      refused(name, draft.revise(changes).bytes, why, says);
    return [
      by(hidden, 'appearances to be made anew', 'the hidden value shows', {
        [at.form]: put(hidden.body(at.form), 'NeedAppearances', 'true'),
      }),
      by(hidden, 'the appearance dropped', 'the hidden value shows', {
        [at.day]: put(hidden.body(at.day), 'AP', null),
      }),
      by(signed, 'a filled field whose picture says another number', 'value 12, picture 21', {
        ...filled(signed, at.number, '12'),
        [next]: form(`/Tx BMC q ${textLine('21')} Q EMC`),
      }),
      by(signed, 'the picture alone exchanged', 'value 05, picture 25', {
        [at.dayLook]: form(`/Tx BMC q ${textLine('25')} Q EMC`),
      }),
      by(signed, 'a new picture without a new value', 'value 05, picture 25', {
        [at.day]: put(signed.body(at.day), 'AP', `<</N ${next} 0 R>>`),
        [next]: form(textLine('25')),
      }),
      by(signed, 'a check box whose “off” shows a cross', 'not ticked, shows ticked', {
        [at.checkOff]: form(textLine('X'), '[0 0 20 20]'),
      }),
      by(signed, 'a check box whose state names no picture of it', 'ticked, shows nothing', {
        [at.check]: put(put(signed.body(at.check), 'V', '/Yes'), 'AS', '/Off'),
      }),
      by(wide, 'a field as wide as the text with an opaque picture', 'the text under it is covered', {
        ...filled(wide, at.number, '1'),
        [wide.size]: form(
          '1 1 1 rg 0 0 440 40 re f 0 g BT /F1 12 Tf 12 20 Td (So tien: 999 VND) Tj ET',
          '[0 0 440 40]',
        ),
      }),
      by(push, 'the picture of a push button', 'a picture exchanged', {
        [at.check]: put(push.body(at.check), 'AP', `<</N ${next} 0 R>>`),
        [next]: form('0 0 20 20 re f', '[0 0 20 20]'),
      }),
      by(signed, 'a choice whose picture says another option', 'A chosen, shows B', {
        [at.choice]: put(put(signed.body(at.choice), 'V', '(A)'), 'AP', `<</N ${next} 0 R>>`),
        [next]: form(textLine('B')),
      }),
      twin('value and picture together', signed.revise(filled(signed, at.number, '12')).bytes, 'form filling'),
      twin(
        'a check box ticked',
        signed.revise({ [at.check]: put(put(signed.body(at.check), 'V', '/Yes'), 'AS', '/Yes') }).bytes,
        'form filling',
      ),
      twin('a choice made', signed.revise(filled(signed, at.choice, 'A')).bytes, 'form filling'),
      twin('the field below a parent filled', signed.revise(filled(signed, at.kid, '3')).bytes, 'form filling'),
    ];
  },
};
