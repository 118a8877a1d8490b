/** Files whose signature is right and that hold something that nobody declared, or lack what was. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict, PdfName, PdfRef, PdfStream, PdfString, textString } from '../../src/main/pdf/objects.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { appendValidationData } from '../../src/main/signing/validation-data.js';
import type { DeclaredSignature } from '../../src/main/verification/proof/proof.js';
import { classicPdf, MINIMAL } from '../unit/pdf/sample-pdf.js';
import { type Forgery, openProofBench, type ProofBench, refusal } from './proof-support.js';
import { patch } from './verification-support.js';

let bench: ProofBench;
beforeAll(async () => {
  bench = await openProofBench();
});
afterAll(() => bench.close());

const PAGE = new PdfRef(3, 0);
const INVISIBLE = { visible: false } as const;

const stream = (text: string): PdfStream =>
  new PdfStream(new PdfDict(), { kind: 'memory', bytes: Buffer.from(text, 'latin1') });

const pageOf = (writer: { get(ref: PdfRef): unknown }): PdfDict => {
  const page = writer.get(PAGE);
  if (!(page instanceof PdfDict)) throw new Error('no page');
  return page;
};

/** Inserts `text` before the last occurrence of `anchor`. */
const insert =
  (anchor: string, text: string) =>
  (revision: Buffer): Buffer => {
    const at = revision.lastIndexOf(anchor, undefined, 'latin1');
    return Buffer.concat([revision.subarray(0, at), Buffer.from(text, 'latin1'), revision.subarray(at)]);
  };

const replace =
  (from: string | RegExp, to: string) =>
  (revision: Buffer): Buffer => {
    const text = revision.toString('latin1');
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`no ${from}`);
    return Buffer.from(changed, 'latin1');
  };

/** Moves the section, and says so. */
const insertBeforeSection =
  (text: string) =>
  (revision: Buffer): Buffer =>
    replace(
      /startxref\n(\d+)/,
      `startxref\n${Number(/startxref\n(\d+)/.exec(revision.toString('latin1'))?.[1]) + text.length}`,
    )(insert('xref\n3 ', text)(revision));

const UNDECLARED = 'verification.undeclared-change';
const XREF = 'verification.cross-reference-wrong';
const BYTES = 'verification.undeclared-bytes';

describe('nothing forged', () => {
  it('proves', () => {
    const file = bench.forge('honest.pdf', {});
    expect(bench.prove(file, bench.declared(INVISIBLE)).brokenBefore).toEqual([]);
  });
});

const objects: readonly (readonly [string, Forgery, string])[] = [
  [
    'one object more that nothing leads to',
    { objects: (_document, writer) => writer.set(writer.allocate(), 1) },
    UNDECLARED,
  ],
  [
    'one object more in the hands of the signature dictionary',
    { dictionary: (dict) => dict.with({ Reason: new PdfRef(7, 0) }) },
    UNDECLARED,
  ],
  [
    'an action when the document is opened',
    {
      objects: (document, writer) => {
        const action = writer.allocate();
        writer.set(action, new PdfDict([['S', new PdfName('JavaScript')]]));
        writer.set(document.catalogRef, document.catalog.with({ OpenAction: action }));
      },
    },
    UNDECLARED,
  ],
  [
    'other content on the page',
    {
      objects: (_document, writer) => {
        const content = writer.allocate();
        writer.set(content, stream('BT ET'));
        writer.set(PAGE, pageOf(writer).with({ Contents: content }));
      },
    },
    UNDECLARED,
  ],
  [
    'the content stream itself replaced',
    { objects: (_document, writer) => writer.set(new PdfRef(5, 0), stream('BT ET')) },
    UNDECLARED,
  ],
  [
    'other resources on the page',
    { objects: (_document, writer) => writer.set(PAGE, pageOf(writer).with({ Resources: new PdfDict() })) },
    UNDECLARED,
  ],
  [
    'the font of the page replaced',
    { objects: (_document, writer) => writer.set(new PdfRef(7, 0), new PdfDict()) },
    UNDECLARED,
  ],
  [
    'a second page dressed with an annotation',
    {
      objects: (_document, writer, { field }) => {
        const page = writer.get(new PdfRef(4, 0));
        if (page instanceof PdfDict) writer.set(new PdfRef(4, 0), page.with({ Annots: [field] }));
      },
    },
    UNDECLARED,
  ],
  [
    'an annotation beside the field',
    {
      objects: (_document, writer) => {
        const note = writer.allocate();
        writer.set(note, new PdfDict([['Subtype', new PdfName('Stamp')]]));
        const page = pageOf(writer);
        const annotations = page.get('Annots');
        writer.set(PAGE, page.with({ Annots: [...(Array.isArray(annotations) ? annotations : []), note] }));
      },
    },
    UNDECLARED,
  ],
  [
    'an annotation of the page taken away',
    {
      objects: (_document, writer, { field }) => writer.set(PAGE, pageOf(writer).with({ Annots: [field] })),
    },
    UNDECLARED,
  ],
  [
    'an action in the field',
    {
      objects: (_document, writer, { field }) => {
        const dict = writer.get(field);
        if (dict instanceof PdfDict) writer.set(field, dict.with({ AA: new PdfDict() }));
      },
    },
    UNDECLARED,
  ],
  [
    'a look for an invisible field',
    {
      objects: (_document, writer, { field }) => {
        const form = writer.allocate();
        writer.set(form, stream(''));
        const dict = writer.get(field);
        if (dict instanceof PdfDict) writer.set(field, dict.with({ AP: new PdfDict([['N', form]]) }));
      },
    },
    UNDECLARED,
  ],
  [
    'a text field filled that nobody named',
    {
      objects: (_document, writer) => {
        const dict = writer.get(new PdfRef(8, 0));
        if (dict instanceof PdfDict) writer.set(new PdfRef(8, 0), dict.with({ V: textString('9') }));
      },
    },
    UNDECLARED,
  ],
  [
    'appearances that the viewer has to make',
    {
      objects: (_document, writer) => {
        const form = writer.get(new PdfRef(9, 0));
        if (form instanceof PdfDict) writer.set(new PdfRef(9, 0), form.with({ NeedAppearances: true }));
      },
    },
    UNDECLARED,
  ],
  ['metadata replaced', { objects: (_document, writer) => writer.set(new PdfRef(10, 0), stream('<x/>')) }, UNDECLARED],
  [
    'document information replaced',
    { objects: (_document, writer) => writer.set(new PdfRef(11, 0), new PdfDict([['Title', textString('x')]])) },
    UNDECLARED,
  ],
  [
    'a certification that nobody asked for',
    {
      dictionary: (dict) => dict.with({ Reference: [new PdfDict([['TransformMethod', new PdfName('DocMDP')]])] }),
    },
    'verification.permissions-undeclared',
  ],
  [
    'a lock that nobody asked for',
    {
      dictionary: (dict) => dict.with({ Reference: [new PdfDict([['TransformMethod', new PdfName('FieldMDP')]])] }),
    },
    'verification.permissions-undeclared',
  ],
  [
    'permissions in the catalog',
    {
      objects: (document, writer, { signature }) =>
        writer.set(document.catalogRef, document.catalog.with({ Perms: new PdfDict([['DocMDP', signature]]) })),
    },
    'verification.permissions-undeclared',
  ],
  ['another filter', { dictionary: (dict) => dict.with({ Filter: new PdfName('Other') }) }, UNDECLARED],
  [
    'a property dictionary of the build',
    { dictionary: (dict) => dict.with({ Prop_Build: new PdfDict() }) },
    UNDECLARED,
  ],
  [
    'a document timestamp by name',
    { dictionary: (dict) => dict.with({ Type: new PdfName('DocTimeStamp') }) },
    UNDECLARED,
  ],
];

const bytes: readonly (readonly [string, (revision: Buffer) => Buffer, string])[] = [
  ['a stale /XRefStm', insert('/Prev ', '/XRefStm 17\n'), XREF],
  ['an older /Prev', replace(/\/Prev \d+/, '/Prev 1'), XREF],
  ['no /Prev at all', replace(/\/Prev \d+/, ''), XREF],
  ['another /Root', replace('/Root 1 0 R', '/Root 2 0 R'), XREF],
  ['another /Info', replace('/Info 11 0 R', '/Info 10 0 R'), XREF],
  ['no /Info', replace('/Info 11 0 R', ''), XREF],
  ['an /Encrypt', insert('/Prev ', '/Encrypt 5 0 R\n'), XREF],
  ['a /Size too small', replace(/\/Size \d+/, '/Size 3'), XREF],
  ['a /Size too large', replace(/\/Size \d+/, '/Size 300'), XREF],
  ['an /ID where there was none', insert('/Prev ', '/ID [<00> <00>]\n'), XREF],
  ['a key that nobody knows', insert('/Prev ', '/Hidden 1\n'), XREF],
  ['a key twice in the trailer', insert('/Prev ', '/Prev 1\n'), BYTES],
  ['a comment in the trailer', insert('/Prev ', '%x\n'), BYTES],
  ['an entry for an object of before', replace('xref\n3 ', 'xref\n1 1\n0000000009 00000 n \n3 '), XREF],
  ['an entry for an object between objects', replace(/trailer\n/, '90 1\n0000000100 00000 n \ntrailer\n'), XREF],
  ['an object freed', replace('xref\n3 ', 'xref\n1 1\n0000000000 00001 f \n3 '), XREF],
  ['free object 0 once more', replace('xref\n3 ', 'xref\n0 1\n0000000000 65535 f \n3 '), XREF],
  ['an entry one byte off', replace(/(xref\n3 1\n\d{9})(\d)/, '$19'), XREF],
  ['an entry of another generation', replace(/(xref\n3 1\n\d{10}) 00000/, '$1 00001'), XREF],
  ['another generation in the object', replace(/^3 0 obj/, '3 1 obj'), XREF],
  ['an entry with other line ends', replace(/(xref\n3 1\n\d{10} \d{5} n) \n/, '$1\r\n'), BYTES],
  ['a comment before the section', insertBeforeSection('%hidden\n'), BYTES],
  ['an object without an entry before the section', insertBeforeSection('5 0 obj\n<<>>\nendobj\n'), XREF],
  ['bytes before the section', insertBeforeSection('hidden\n'), BYTES],
  ['a comment before startxref', insert('startxref', '%hidden\n'), BYTES],
  ['bytes behind the end', (revision) => Buffer.concat([revision, Buffer.from('\n')]), 'verification.undeclared-bytes'],
  ['two ends', (revision) => Buffer.concat([revision, Buffer.from('startxref\n9\n%%EOF\n')]), BYTES],
  [
    'startxref one byte before the section',
    (revision) =>
      replace(
        /startxref\n\d+/,
        `startxref\n${Number(/startxref\n(\d+)/.exec(revision.toString('latin1'))?.[1]) - 1}`,
      )(revision),
    BYTES,
  ],
];

describe('a right signature over a wrong revision is refused', () => {
  it.each(objects)('%s', (_name, forgery, code) => {
    const file = bench.forge('forged.pdf', forgery);
    expect(refusal(() => bench.prove(file, bench.declared(INVISIBLE)))).toBe(code);
  });

  it.each(bytes)('%s', (_name, tamper, code) => {
    const file = bench.forge('forged.pdf', { bytes: tamper });
    expect(refusal(() => bench.prove(file, bench.declared(INVISIBLE)))).toBe(code);
  });
});

describe('what was declared and is not so is refused', () => {
  it.each<[string, Partial<DeclaredSignature>, string]>([
    ['another field', { fieldName: 'Signature2' }, 'verification.own-signature-missing'],
    ['an existing field', { newField: false }, UNDECLARED],
    ['an invisible field', { visible: false }, UNDECLARED],
    ['another certificate', { certificateFingerprint: '00'.repeat(32) }, 'verification.own-signer-unexpected'],
    ['another /SubFilter', { subFilter: 'adbe.pkcs7.detached' }, UNDECLARED],
    ['another digest', { digest: 'sha512' }, 'verification.own-signature-broken'],
    ['a certification', { certify: 2 }, 'verification.permissions-undeclared'],
    ['a filled field', { fill: [{ field: 'So', value: '12' }] }, 'verification.fill-mismatch'],
    [
      'a field that is not there filled',
      { fill: [{ field: 'Nowhere', value: '12' }] },
      'verification.declared-missing',
    ],
    ['a prepared field', { prepare: [{ kind: 'text', name: 'Ngày' }] }, 'verification.declared-missing'],
    ['a timestamp', { level: 'B-T' }, 'verification.own-timestamp-missing'],
    ['evidence', { level: 'B-LT' }, 'verification.declared-missing'],
    ['an archive', { level: 'B-LTA' }, 'verification.declared-missing'],
  ])('%s', (_name, changes, code) => {
    expect(refusal(() => bench.prove(bench.signed['B-B'], bench.declared(changes)))).toBe(code);
  });

  it.each([
    ['B-T', 'B-B', 'verification.own-timestamp-missing'],
    ['B-LT', 'B-T', BYTES],
    ['B-LTA', 'B-LT', BYTES],
  ] as const)('%s where %s was declared', (made, level, code) => {
    expect(refusal(() => bench.prove(bench.signed[made], bench.declared({ level })))).toBe(code);
  });

  it('a store without an answer on revocation, or without the certificates', () => {
    const { lift, signed, prove, declared } = bench;
    for (const [name, kept] of [
      ['no-lists.pdf', { crls: [] }],
      ['no-certificates.pdf', { certificates: [] }],
    ] as const) {
      const file = lift.copy(signed['B-T'], name);
      const evidence = lift.evidence(file);
      const perSignature = evidence.perSignature.map((one) => ({ ...one, ...kept }));
      appendValidationData(file, { ...evidence, perSignature });
      expect(refusal(() => prove(file, declared({ level: 'B-LT' })))).toBe('verification.own-evidence-missing');
    }
  });

  it('a timestamp over another value', async () => {
    const { lift, plain, prove, declared } = bench;
    const { pki, sign } = lift.workshop;
    const file = await sign(plain, 'other-stamp.pdf', pki.person, { stamp: () => lift.token(Uint8Array.of(1)) });
    expect(refusal(() => prove(file, declared({ level: 'B-T' })))).toBe('verification.own-timestamp-missing');
  });
});

describe('mixed up', () => {
  it('the signature of another document of the batch, in a hole of the same size', async () => {
    const { lift, plain, path, signed, prove, declared } = bench;
    const other = path('other.pdf');
    patch(plain, other, (all) => all.write('900', all.indexOf('100 VND'), 'latin1'));
    const second = readFileSync(await lift.workshop.sign(other, 'other-signed.pdf', lift.workshop.pki.person));
    const [from, to] = [
      second.lastIndexOf('/Contents <'),
      second.lastIndexOf('>\n>>\nendobj', second.lastIndexOf('/FontFile2')),
    ];
    const swapped = patch(signed['B-B'], path('swapped.pdf'), (all) => {
      second.copy(all, all.lastIndexOf('/Contents <'), from, to);
    });
    expect(refusal(() => prove(swapped, declared()))).toBe('verification.own-signature-broken');
    expect(refusal(() => prove(signed['B-B'], declared(), other))).toBe('verification.original-altered');
  });

  it('one byte of the original changed, and the original alone', () => {
    const { plain, path, signed, prove, declared } = bench;
    const altered = patch(signed['B-B'], path('altered.pdf'), (all) =>
      all.write('9', all.indexOf('100 VND'), 'latin1'),
    );
    expect(refusal(() => prove(altered, declared()))).toBe('verification.original-altered');
    expect(refusal(() => prove(plain, declared()))).toBe('verification.own-signature-missing');
    const short = path('short.pdf');
    writeFileSync(short, readFileSync(plain).subarray(0, 500));
    expect(refusal(() => prove(short, declared()))).toBe('verification.original-altered');
  });
});

describe('earlier signatures', () => {
  const second = { fieldName: 'Signature2' };

  it('are told when they were broken before, and stay no worse', async () => {
    const { lift, path, signed, prove, declared } = bench;
    const broken = patch(signed['B-B'], path('broken.pdf'), (all) =>
      all.write('900', all.indexOf('100 VND'), 'latin1'),
    );
    const again = await lift.workshop.sign(broken, 'again.pdf', lift.workshop.pki.person);
    expect(prove(again, declared(second), broken).brokenBefore).toEqual(['Signature1']);
    const sound = await lift.workshop.sign(signed['B-B'], 'sound.pdf', lift.workshop.pki.person);
    expect(prove(sound, declared(second), signed['B-B']).brokenBefore).toEqual([]);
  });

  it('may not lose their value, their certification or their right to forbid', async () => {
    const { lift, plain, signed, prove, declared, forge } = bench;
    const emptied = forge(
      'emptied.pdf',
      {
        objects: (document, writer) => {
          const fields = document.array(document.dict(document.catalog, 'AcroForm') ?? new PdfDict(), 'Fields') ?? [];
          const own = fields.at(-1);
          const dict = own instanceof PdfRef ? document.get(own) : null;
          if (own instanceof PdfRef && dict instanceof PdfDict) writer.set(own, dict.with({ V: null }));
        },
      },
      signed['B-B'],
    );
    expect(refusal(() => prove(emptied, declared({ ...INVISIBLE, ...second }), signed['B-B']))).toBe(UNDECLARED);
    const certified = await lift.workshop.sign(plain, 'certified.pdf', lift.workshop.pki.person, { certify: 1 });
    const despite = forge('despite.pdf', {}, certified);
    const declaredDespite = declared({ ...INVISIBLE, ...second });
    expect(refusal(() => prove(despite, declaredDespite, certified))).toBe('verification.earlier-signature-damaged');
  });

  it('may not get an object that they had left open', async () => {
    const { lift, path, prove, declared, forge } = bench;
    // Numbers beyond /Size, in an object that nobody rewrites: what gets them comes to life for the earlier signature.
    const numbers = Array.from({ length: 40 }, (_none, i) => `${16 + i} 0 R`).join(' ');
    const open = path('open.pdf');
    const catalog = '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]>>>>';
    const page = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 4 0 R>>';
    writeFileSync(open, classicPdf([catalog, ...MINIMAL.slice(1, 2), page, `<</Hidden[${numbers}]>>`]).text, 'latin1');
    const first = await lift.workshop.sign(open, 'open-signed.pdf', lift.workshop.pki.person);
    const size = PdfDocument.open(new MemorySource(readFileSync(first))).size;
    const down = (num: string): string => String(Number(num) >= size ? Number(num) - 40 : num);
    const again = forge(
      'open-again.pdf',
      {
        bytes: (revision) =>
          Buffer.from(
            revision
              .toString('latin1')
              .replace(/\b(\d\d) 0 (obj|R)/g, (_all, num: string, word: string) => `${down(num)} 0 ${word}`)
              .replace(/\n(\d\d) (\d)\n/g, (_all, num: string, count: string) => `\n${down(num)} ${count}\n`)
              .replace(/\/Size \d+/, `/Size ${size}`),
            'latin1',
          ),
      },
      first,
    );
    expect(lift.workshop.verify(again).signatures.map((one) => one.changesAfter)).toEqual(['illegal', 'none']);
    const declaredAgain = declared({ ...INVISIBLE, ...second });
    expect(refusal(() => prove(again, declaredAgain, first))).toBe(UNDECLARED);
  });
});

describe('literal strings', () => {
  it('with brackets and escapes hide nothing', () => {
    const file = bench.forge('strings.pdf', {
      dictionary: (dict) => dict.with({ Reason: new PdfString(Buffer.from('a (b) \\ % >> <<', 'latin1')) }),
    });
    expect(refusal(() => bench.prove(file, bench.declared(INVISIBLE)))).toBeNull();
  });
});
