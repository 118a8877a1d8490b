import { at, baseBodies, baseDocument, filled } from './base-document.js';
import { append, type Bodies, form, put, textLine } from './bodies.js';
import { type Family, type Identity, refused, twin } from './cases.js';
import type { Draft } from './draft.js';

const annotated = ['changed-illegally', 'changed-annotations'];

/** An annotation over the amount, with further entries, as changes for `revise`. */
const annotation = (
  draft: Draft,
  entries: string,
  look = '1 1 1 rg 0 0 228 30 re f 0 g BT /F1 12 Tf 0 10 Td (So tien: 999 VND) Tj ET',
  rect = '[72 490 300 520]',
): Bodies => ({
  [draft.size]: `<</Type/Annot/Rect${rect}/F 4/AP<</N ${draft.size + 1} 0 R>>${entries}>>`,
  [draft.size + 1]: form(look, '[0 0 228 30]'),
  [at.page]: append(draft.body(at.page), 'Annots', `${draft.size} 0 R`),
});

/** Annotations on certified files: a cover is drawn over the text, the certification stays intact. */
export const evilAnnotation: Family = {
  family: 'evil annotation',
  cases: ({ person, office }) => {
    const certified = (permission: 1 | 2 | 3): Draft => baseDocument().sign(person, { certify: permission });
    const [one, two, three, plain] = [certified(1), certified(2), certified(3), baseDocument().sign(person)];
    const evil = (draft: Draft, name: string, entries: string, ...more: readonly string[]) =>
      refused(name, draft.revise(annotation(draft, entries, ...more)).bytes, 'the amount is covered', annotated);
    return [
      evil(one, 'free text, P=1', '/Subtype/FreeText/Contents(999)'),
      evil(two, 'free text, P=2', '/Subtype/FreeText/Contents(999)'),
      evil(three, 'free text, P=3', '/Subtype/FreeText/Contents(999)'),
      evil(plain, 'free text, approval', '/Subtype/FreeText/Contents(999)'),
      evil(three, 'stamp, P=3', '/Subtype/Stamp/Name/Approved'),
      evil(three, 'redaction, P=3', '/Subtype/Redact/IC[0 0 0]'),
      evil(three, 'square without border, P=3', '/Subtype/Square/IC[1 1 1]/BS<</W 0>>'),
      evil(three, 'highlight, P=3', '/Subtype/Highlight/QuadPoints[72 520 300 520 72 490 300 490]'),
      evil(three, 'widget without field, P=3', '/Subtype/Widget'),
      evil(three, 'widget without field, named a button, P=3', '/Subtype/Widget/FT/Btn/T(x)'),
      evil(three, 'no subtype, P=3', ''),
      evil(three, 'screen with a rendition, P=3', '/Subtype/Screen/A<</S/Rendition/OP 0>>'),
      evil(three, 'locked, without author and date, P=3', '/Subtype/FreeText/F 196/Contents()'),
      refused(
        'a link laid over the page, P=3',
        three.revise(annotation(three, '/Subtype/Link/A<</S/URI/URI(http://khac.example/)>>')).bytes,
        'leads elsewhere',
        annotated,
      ),
      refused(
        'a link turned to another place, P=3',
        three.revise({ [at.link]: put(three.body(at.link), 'A', '<</S/URI/URI(http://khac.example/)>>') }).bytes,
        'leads elsewhere',
        annotated,
      ),
      refused(
        'an annotation turned into another, P=3',
        three.revise({ [at.link]: put(three.body(at.link), 'Subtype', '/Square') }).bytes,
        'another mark',
        annotated,
      ),
      refused(
        'an annotation removed, P=3',
        three.revise({ [at.page]: put(three.body(at.page), 'Annots', '[8 0 R]') }).bytes,
        'a mark gone',
        annotated,
      ),
      refused(
        'annotations reordered, P=3',
        three.revise({
          [at.page]: put(
            three.body(at.page),
            'Annots',
            `[${
              three
                .body(at.page)
                .match(/\d+ 0 R(?=[^[]*\])/g)
                ?.reverse()
                .join(' ') ?? ''
            }]`,
          ),
        }).bytes,
        'one covers the other',
        annotated,
      ),
      refused(
        'free text after a second certification that permits more',
        two
          .sign(office, { certify: 3, rect: '[300 200 400 220]', also: { [at.root]: two.body(at.root) } })
          .revise(annotation(three, '/Subtype/FreeText/Contents(999)')).bytes,
        'the first certification stays in force',
        ['changed-illegally'],
      ),
      refused(
        'form filled after a lock that permits nothing',
        baseDocument()
          .sign(person, { fieldEntries: '/Lock<</Action/Include/Fields[(Khac)]/P 1>>' })
          .revise(filled(plain, at.number, '12')).bytes,
        'the lock permits nothing',
      ),
      twin(
        'form filled after a lock that permits it',
        baseDocument()
          .sign(person, { fieldEntries: '/Lock<</Action/Include/Fields[(Khac)]/P 2>>' })
          .revise(filled(plain, at.number, '12')).bytes,
        'the lock permits it',
      ),
      twin('form filled, P=2', two.revise(filled(two, at.number, '12')).bytes, 'P=2 permits it'),
      twin('form filled, P=3', three.revise(filled(three, at.number, '12')).bytes, 'P=3 permits it'),
      twin('prepared field signed, P=2', two.sign(office, { existing: at.empty }).bytes, 'P=2 permits it'),
      twin('approval as a new field, P=2', two.sign(office, { rect: '[300 200 400 220]' }).bytes, 'real practice'),
      twin('approval as a new field, P=3', three.sign(office, { rect: '[300 200 400 220]' }).bytes, 'P=3 permits it'),
      twin(
        'validation data, P=1',
        one.revise({ ...one.with(at.root, 'DSS', '<</Type/DSS>>') }).bytes,
        'P=1 permits it',
      ),
      twin('nothing after, P=1', one.bytes, 'certified'),
      twin(
        'a certification that names the catalog as its /Data',
        baseDocument()
          .sign(person, {
            entries: '/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</P 2/V/1.2>>/Data 1 0 R>>]',
          })
          .sign(office, { rect: '[300 200 400 220]' })
          .revise({ [at.root]: put(baseBodies[at.root] ?? '', 'DSS', '<</Type/DSS>>') }).bytes,
        'as iText writes it',
      ),
    ];
  },
};

/** Subtypes of 12.5.6, each on a certified file. */
const subtypes = [
  'Text',
  'Link',
  'FreeText',
  'Line',
  'Square',
  'Circle',
  'Polygon',
  'PolyLine',
  'Highlight',
  'Underline',
  'Squiggly',
  'StrikeOut',
  'Caret',
  'Stamp',
  'Ink',
  'Popup',
  'FileAttachment',
  'Sound',
  'Movie',
  'Screen',
  'PrinterMark',
  'TrapNet',
  'Watermark',
  '3D',
  'Redact',
  'Projection',
  'RichMedia',
] as const;

/** Every kind of annotation under every permission. */
export const annotationKinds: Family = {
  family: 'annotations of every subtype',
  cases: ({ person }) => {
    const drafts = ([1, 2, 3] as const).map((permission) => ({
      permission,
      draft: baseDocument().sign(person, { certify: permission }),
    }));
    return [
      ...drafts.flatMap(({ permission, draft }) =>
        subtypes.map((subtype) =>
          refused(
            `${subtype}, P=${permission}`,
            draft.revise(annotation(draft, `/Subtype/${subtype}`)).bytes,
            'covers the amount',
            permission === 3 ? annotated : ['changed-illegally'],
          ),
        ),
      ),
      ...drafts.map(({ permission, draft }) => twin(`none, P=${permission}`, draft.bytes, 'certified')),
    ];
  },
};

const untrusted = [
  'no-chain',
  'chain-broken',
  'changed-illegally',
  'mark-covers-content',
  'mark-over-content',
  'mark-unattributed',
  'mark-by-stranger',
];
const opaque = '1 1 1 rg 0 0 228 30 re f 0 g BT /F1 12 Tf 0 10 Td (So tien: 999 VND) Tj ET';

/** A signature of the attacker's own whose appearance covers or posing as content. */
export const sneakySignature: Family = {
  family: 'sneaky signature',
  cases: ({ person, office, stranger, bought, trustedCompany }) => {
    const certified = (permission: 1 | 2 | 3): Draft => baseDocument().sign(person, { certify: permission });
    const [one, two, three, plain] = [certified(1), certified(2), certified(3), baseDocument().sign(person)];
    const over = { rect: '[72 490 300 520]', appearance: opaque };
    const wide = baseDocument({
      40: '<</Type/Annot/Subtype/Widget/FT/Sig/T(Rong)/Rect[72 490 300 520]/P 3 0 R/F 4>>',
      [at.page]: append(baseBodies[at.page] ?? '', 'Annots', '40 0 R'),
      [at.form]: append(baseBodies[at.form] ?? '', 'Fields', '40 0 R'),
    }).sign(person);
    const prepared = baseDocument({
      40: '<</FT/Sig/T(Cho)>>',
      [at.form]: append(baseBodies[at.form] ?? '', 'Fields', '40 0 R'),
    }).sign(person);
    const turned = baseDocument({ [at.page]: put(baseBodies[at.page] ?? '', 'Rotate', '90') }).sign(person);
    const evil = (
      name: string,
      draft: Draft,
      by: Identity,
      options: Parameters<Draft['sign']>[1],
      why = 'the amount is covered',
    ) => refused(name, draft.sign(by, options).bytes, why, untrusted);
    return [
      evil('self-signed, opaque box, P=2', two, stranger, over),
      evil('self-signed, opaque box, P=3', three, stranger, over),
      evil('self-signed, opaque box, approval', plain, stranger, over),
      evil('bought certificate, opaque box, P=2', two, bought, over),
      evil(
        'bought certificate, text posing as a number, P=2',
        two,
        bought,
        { rect: '[72 640 172 660]', appearance: textLine('So: 99/QD') },
        'a number that nobody gave',
      ),
      evil(
        'bought certificate, without a trace on the page, P=2',
        two,
        bought,
        { rect: '[0 0 0 0]', appearance: null, page: null },
        'another signer',
      ),
      evil(
        'self-signed, in the prepared field, P=2',
        two,
        stranger,
        { existing: at.empty, appearance: opaque },
        'a seal that nobody gave',
      ),
      evil(
        'bought certificate, over the first signature',
        plain,
        bought,
        { rect: '[300 100 400 120]', appearance: 'q 1 1 1 rg 0 0 100 20 re f Q' },
        'the signature is covered',
      ),
      evil('trusted company, opaque box over the amount', plain, trustedCompany, over),
      evil('trusted company, opaque box over the amount, P=2', two, trustedCompany, over),
      evil(
        'trusted company, over the signature of another',
        plain,
        trustedCompany,
        { rect: '[300 100 400 120]', appearance: 'q 1 1 1 rg 0 0 100 20 re f Q' },
        'the signature is covered',
      ),
      evil('trusted company, the corners of the box exchanged', plain, trustedCompany, {
        ...over,
        rect: '[300 520 72 490]',
      }),
      evil('trusted company, corners by reference', plain, trustedCompany, {
        ...over,
        rect: '[70 0 R 490 300 520]',
        also: { 70: '72' },
      }),
      evil('trusted company, a white picture', plain, trustedCompany, {
        ...over,
        appearance: 'q 228 0 0 30 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q',
      }),
      evil('trusted company, a thick white line', plain, trustedCompany, {
        ...over,
        appearance: '1 1 1 RG 30 w 0 10 m 228 10 l S',
      }),
      evil('trusted company, on the page by /Annots and not by /P', plain, trustedCompany, {
        ...over,
        page: null,
        also: { [at.page]: append(plain.body(at.page), 'Annots', '71 0 R'), 70: '(x)' },
      }),
      evil('trusted company, a prepared field over the text', wide, trustedCompany, {
        existing: 40,
        appearance: opaque,
      }),
      evil('trusted company, a second widget over the text', plain, trustedCompany, {
        page: null,
        rect: '[0 0 0 0]',
        fieldEntries: '/Kids[70 0 R]',
        also: {
          70: '<</Type/Annot/Subtype/Widget/Parent 72 0 R/Rect[72 490 300 520]/P 3 0 R/F 4/AP<</N 71 0 R>>>>',
          71: form(opaque, '[0 0 228 30]'),
          [at.page]: append(plain.body(at.page), 'Annots', '70 0 R'),
        },
      }),
      evil('trusted company, a prepared field given a widget over the text', prepared, trustedCompany, {
        existing: 40,
        appearance: null,
        also: {
          40: put(prepared.body(40), 'Kids', '[70 0 R]'),
          70: '<</Type/Annot/Subtype/Widget/Parent 40 0 R/Rect[72 490 300 520]/P 3 0 R/F 4/AP<</N 71 0 R>>>>',
          71: form(opaque, '[0 0 228 30]'),
          [at.page]: append(prepared.body(at.page), 'Annots', '70 0 R'),
        },
      }),
      evil('trusted company, a state of several pictures', plain, trustedCompany, {
        ...over,
        appearance: null,
        fieldEntries: '/AS/A/AP<</N<</A 70 0 R>>>>',
        also: { 70: form(opaque, '[0 0 228 30]') },
      }),
      evil('trusted company, on a page turned', turned, trustedCompany, over),
      evil(
        'trusted company, a transparent box with text',
        plain,
        trustedCompany,
        { ...over, appearance: 'BT /F1 20 Tf 0 8 Td (999.000.000) Tj ET' },
        'the amount is written over',
      ),
      evil('the office itself, at P=1', one, office, { rect: '[300 200 400 220]' }, 'nothing is permitted'),
      evil(
        'self-signed timestamp type, P=1',
        one,
        stranger,
        { type: 'DocTimeStamp', rect: '[0 0 0 0]', appearance: null, page: null },
        'calls itself a timestamp',
      ),
      evil('a signature that calls itself a timestamp, drawn over the text', two, stranger, {
        type: 'DocTimeStamp',
        ...over,
      }),
      refused(
        'a field with a picture and no signature, P=2',
        two.revise({
          ...annotation(two, '/Subtype/Widget/FT/Sig/T(x)'),
          [at.form]: append(two.body(at.form), 'Fields', `${two.size} 0 R`),
        }).bytes,
        'the amount is covered',
        annotated,
      ),
      refused(
        'a field whose value is no signature, P=2',
        two.revise({
          ...annotation(two, '/Subtype/Widget/FT/Sig/T(x)/V(x)'),
          [at.form]: append(two.body(at.form), 'Fields', `${two.size} 0 R`),
        }).bytes,
        'the amount is covered',
        annotated,
      ),
      refused(
        'a field whose value is an empty dictionary, P=2',
        two.revise({
          ...annotation(two, '/Subtype/Widget/FT/Sig/T(x)/V<<>>'),
          [at.form]: append(two.body(at.form), 'Fields', `${two.size} 0 R`),
        }).bytes,
        'the amount is covered',
        [...annotated, 'subfilter-unsupported'],
      ),
      refused(
        'a signature field with a script, P=2',
        two.sign(office, { rect: '[300 200 400 220]', fieldEntries: '/AA<</E<</S/JavaScript/JS(1)>>>>' }).bytes,
        'script',
      ),
      refused(
        'a signature field with an action, P=2',
        two.sign(office, { rect: '[300 200 400 220]', fieldEntries: '/A<</S/URI/URI(http://x/)>>' }).bytes,
        'leads elsewhere',
      ),
      refused(
        'a signature that brings a new page content',
        two.sign(office, { rect: '[300 200 400 220]', also: { [at.content]: form(opaque, '[0 0 595 842]') } }).bytes,
        'another amount',
      ),
      refused(
        'a signature that brings a text field',
        two.sign(office, {
          rect: '[300 200 400 220]',
          also: {
            70: '<</Type/Annot/Subtype/Widget/FT/Tx/T(y)/Rect[72 490 300 520]/P 3 0 R>>',
            [at.form]: append(two.body(at.form), 'Fields', '70 0 R'),
            [at.page]: append(two.body(at.page), 'Annots', '70 0 R'),
          },
        }).bytes,
        'the amount is covered',
      ),
      twin('an approval beside the text, P=2', two.sign(office, { rect: '[300 200 400 220]' }).bytes, 'real practice'),
      twin(
        'invisible, P=2',
        two.sign(office, { rect: '[0 0 0 0]', appearance: null, page: null }).bytes,
        'as on annexes',
      ),
      twin('in the prepared field, P=2', two.sign(office, { existing: at.empty }).bytes, 'signing'),
      twin(
        'a trusted company beside the text',
        plain.sign(trustedCompany, { rect: '[300 200 400 220]' }).bytes,
        'signing',
      ),
      twin(
        'two approvals after a certification',
        two.sign(office, { rect: '[300 200 400 220]' }).sign(person, { rect: '[300 300 400 320]' }).bytes,
        'real practice',
      ),
    ];
  },
};

/** FieldMDP and /Lock by action, over fields of every type. */
export const fieldLocks: Family = {
  family: 'FieldMDP and locks',
  cases: ({ person, office }) => {
    const fill: Readonly<Record<string, (draft: Draft) => Bodies>> = {
      So: (draft) => filled(draft, at.number, '12'),
      Ngay: (draft) => filled(draft, at.day, '06'),
      DongY: (draft) => ({ [at.check]: put(put(draft.body(at.check), 'V', '/Yes'), 'AS', '/Yes') }),
      'Nhom.Mot': (draft) => filled(draft, at.kid, '3'),
      Chon: (draft) => filled(draft, at.choice, 'A'),
    };
    const transform = (parameters: string): string =>
      `/Reference[<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/V/1.2${parameters}>>>>]`;
    // S, o and a dot below: two characters in the field, one in the lock.
    const accented = (listed: string): Buffer => {
      const draft = baseDocument({ [at.number]: put(baseBodies[at.number] ?? '', 'T', '<FEFF0053006F0323>') }).sign(
        person,
        { entries: transform(`/Action/Include/Fields[${listed}]`) },
      );
      return draft.revise(filled(draft, at.number, '12')).bytes;
    };
    const kinds: readonly [string, (parameters: string) => Draft][] = [
      ['FieldMDP', (parameters) => baseDocument().sign(person, { entries: transform(parameters) })],
      [
        '/Lock',
        (parameters) => baseDocument().sign(person, { fieldEntries: `/Lock<</Type/SigFieldLock${parameters}>>` }),
      ],
      [
        '/Lock of the prepared field',
        (parameters) =>
          baseDocument({
            [at.empty]: put(baseBodies[at.empty] ?? '', 'Lock', `<</Type/SigFieldLock${parameters}>>`),
          }).sign(person, { existing: at.empty }),
      ],
    ];
    const changed = (draft: Draft, field: string): Buffer => draft.revise(fill[field]?.(draft) ?? {}).bytes;
    const names = Object.keys(fill);
    const spelled = [
      refused(
        'a name in another encoding: So',
        baseDocument()
          .sign(person, { entries: transform('/Action/Include/Fields[<FEFF0053006F>]') })
          .revise(filled(baseDocument().sign(person), at.number, '12')).bytes,
        'the same name',
      ),
      refused(
        'parameters that are a stream',
        baseDocument()
          .sign(person, {
            entries: '/Reference[<</Type/SigRef/TransformMethod/FieldMDP/TransformParams 5 0 R>>]',
          })
          .revise(filled(baseDocument().sign(person), at.number, '12')).bytes,
        'what it locks cannot be read',
      ),
      refused(
        'a lock that is a stream',
        baseDocument()
          .sign(person, { fieldEntries: '/Lock 5 0 R' })
          .revise(filled(baseDocument().sign(person), at.number, '12')).bytes,
        'what it locks cannot be read',
      ),
      refused('an accent of its own', accented('<FEFF0053006F0323>'), 'the same name'),
      refused('an accent in one character', accented('<FEFF00531ECD>'), 'the same name'),
      twin(
        'a name that only begins alike',
        baseDocument()
          .sign(person, { entries: transform('/Action/Include/Fields[(S)(So.1)]') })
          .revise(filled(baseDocument().sign(person), at.number, '12')).bytes,
        'another field',
      ),
    ];
    const byKind = kinds.flatMap(([kind, make]) => {
      const all = make('/Action/All');
      const include = make('/Action/Include/Fields[(So)(DongY)(Nhom)]');
      const exclude = make('/Action/Exclude/Fields[(Ngay)(Chon)(Cho ky)]');
      const unknown = make('/Action/Moi');
      const silent = make('');
      return [
        ...names.map((field) => refused(`${kind} All: ${field}`, changed(all, field), 'locked')),
        ...['So', 'DongY', 'Nhom.Mot'].map((field) =>
          refused(`${kind} Include: ${field}`, changed(include, field), 'locked'),
        ),
        ...['So', 'DongY', 'Nhom.Mot'].map((field) =>
          refused(`${kind} Exclude: ${field}`, changed(exclude, field), 'locked'),
        ),
        refused(`${kind} of an unknown action: So`, changed(unknown, 'So'), 'locked'),
        refused(`${kind} without an action: So`, changed(silent, 'So'), 'locked'),
        ...['Ngay', 'Chon'].map((field) => twin(`${kind} Include: ${field}`, changed(include, field), 'not locked')),
        ...['Ngay', 'Chon'].map((field) => twin(`${kind} Exclude: ${field}`, changed(exclude, field), 'not locked')),
        refused(
          `${kind} Include of a field below: its parent`,
          make('/Action/Include/Fields[(Nhom.Mot)]').revise({
            [at.parent]: put(baseBodies[at.parent] ?? '', 'V', '(9)'),
          }).bytes,
          'its value is that of the parent',
        ),
        refused(
          `${kind} Exclude of others: its parent`,
          make('/Action/Exclude/Fields[(Nhom.Hai)(Cho ky)]').revise({
            [at.parent]: put(baseBodies[at.parent] ?? '', 'V', '(9)'),
          }).bytes,
          'its value is that of the parent',
        ),
        twin(
          `${kind} Include of another: a parent`,
          make('/Action/Include/Fields[(So)]').revise({ [at.parent]: put(baseBodies[at.parent] ?? '', 'V', '(9)') })
            .bytes,
          'not locked',
        ),
        twin(
          `${kind} All: a second signature`,
          all.sign(office, { rect: '[300 200 400 220]' }).bytes,
          'a new field is not among those locked',
        ),
      ];
    });
    return [...spelled, ...byKind];
  },
};
