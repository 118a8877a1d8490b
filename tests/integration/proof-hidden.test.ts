/** What a reader passes over or takes another way, in a revision whose every object has its place. */
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PdfDocument } from '../../src/main/pdf/document.js';
import {
  PdfDict,
  PdfName,
  type PdfObject,
  PdfRef,
  PdfStream,
  PdfString,
  textString,
} from '../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { Asn1, der } from '../../src/main/pki/asn1.js';
import { tagWidget } from '../../src/main/signing/structure-tree.js';
import type { DeclaredSignature } from '../../src/main/verification/proof/proof.js';
import { classicPdf, streamBody } from '../unit/pdf/sample-pdf.js';
import { type Forgery, openProofBench, type ProofBench, refusal } from './proof-support.js';
import { qpdf } from './signing-support.js';

let bench: ProofBench;
beforeAll(async () => {
  bench = await openProofBench();
});
afterAll(() => bench.close());

const UNDECLARED = 'verification.undeclared-change';
const PAGE = new PdfRef(3, 0);
const AREA = [72, 72, 272, 132];

const prove = (forgery: Forgery, changes: Partial<DeclaredSignature> = {}, original = bench.plain): string | null => {
  const file = bench.forge('forged.pdf', forgery, original);
  return refusal(() => bench.prove(file, bench.declared({ visible: false, ...changes }), original));
};

type Objects = NonNullable<Forgery['objects']>;
type Entries = Readonly<Record<string, PdfObject>>;
const stream = (text: string, entries: Entries = {}): PdfStream =>
  new PdfStream(new PdfDict(Object.entries(entries)), { kind: 'memory', bytes: Buffer.from(text, 'latin1') });
const name = (value: string): PdfName => new PdfName(value);
const added = (writer: RevisionWriter, object: PdfObject): PdfRef => {
  const ref = writer.allocate();
  writer.set(ref, object);
  return ref;
};
const change = (writer: RevisionWriter, ref: PdfRef, entries: Entries): void => {
  const dict = writer.get(ref);
  if (!(dict instanceof PdfDict)) throw new Error('no dictionary');
  writer.set(ref, dict.with(entries));
};

/** A form that draws a line, with further entries. */
const form = (entries: Entries = {}, text = '0 0 m 9 9 l S'): PdfStream =>
  stream(text, {
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: [0, 0, 200, 60],
    Resources: new PdfDict(),
    ...entries,
  });

/** A visible field with this look. */
const looks =
  (look: (writer: RevisionWriter) => PdfObject): Objects =>
  (_document, writer, { field }) =>
    change(writer, field, { Rect: AREA, AP: new PdfDict([['N', look(writer)]]) });

describe('the look of a signature', () => {
  const visible = (look: (writer: RevisionWriter) => PdfObject): string | null =>
    prove({ objects: looks(look) }, { visible: true });

  it('may be a form with what it draws with', () => {
    expect(visible((writer) => added(writer, form()))).toBeNull();
    const font = new PdfDict([['Subtype', name('Type0')]]);
    const resources = (writer: RevisionWriter): PdfDict =>
      new PdfDict([['Font', new PdfDict([['F', added(writer, font)]])]]);
    expect(visible((writer) => added(writer, form({ Resources: resources(writer) })))).toBeNull();
  });

  it.each<[string, (writer: RevisionWriter) => PdfObject]>([
    ['is optional content', (writer) => added(writer, form({ OC: new PdfDict() }))],
    ['is a page of another file', (writer) => added(writer, form({ Ref: new PdfDict() }))],
    ['has a private dictionary', (writer) => added(writer, form({ PieceInfo: new PdfDict() }))],
    ['blends with the page', (writer) => added(writer, form({ Group: new PdfDict() }))],
    ['is PostScript', (writer) => added(writer, form({ Subtype: name('PS') }))],
    ['is no form', (writer) => added(writer, stream('x', { Subtype: name('Image') }))],
    [
      'has states of graphics',
      (writer) => added(writer, form({ Resources: new PdfDict([['ExtGState', new PdfDict()]]) })),
    ],
    [
      'shows an image that another replaces in print',
      (writer) => {
        const image = added(writer, stream('x', { Subtype: name('Image'), Alternates: [] }));
        return added(writer, form({ Resources: new PdfDict([['XObject', new PdfDict([['I', image]])]]) }));
      },
    ],
    [
      'leads to an object by a wrong generation, so that nothing does',
      (writer) => {
        const hidden = added(writer, new PdfDict([['Hidden', name('Type0')]]));
        const font = new PdfDict([['F', new PdfRef(hidden.num, 7)]]);
        return added(writer, form({ Resources: new PdfDict([['Font', font]]) }));
      },
    ],
    [
      'hides bytes behind its compressed data',
      (writer) => {
        const bytes = Buffer.concat([deflateSync('0 0 m 9 9 l S'), Buffer.from('hidden')]);
        return added(writer, new PdfStream(form({ Filter: name('FlateDecode') }).dict, { kind: 'memory', bytes }));
      },
    ],
  ])('%s', (_name, look) => {
    expect(visible(look)).toBe(UNDECLARED);
  });
});

describe('the new field', () => {
  it.each<[string, Entries]>([
    ['is described by something else than text', { TU: new PdfRef(10, 0) }],
    ['has no rectangle', { Rect: [0, 0, 100] }],
    ['has its rectangle elsewhere', { Rect: [new PdfRef(11, 0), 0, 0, 0] }],
    ['may be moved', { F: 4 }],
    ['is hidden', { F: 134 }],
    ['stands below another one', { Parent: new PdfRef(8, 0) }],
    ['does something', { A: new PdfDict() }],
    ['has colours', { MK: new PdfDict([['BG', [1, 0, 0]]]) }],
  ])('%s', (_name, entries) => {
    expect(prove({ objects: (_document, writer, { field }) => change(writer, field, entries) })).toBe(UNDECLARED);
  });

  it('is listed on its page by a wrong generation, so that nobody sees it', () => {
    const objects: Objects = (document, writer, own) => {
      looks((all) => added(all, form()))(document, writer, own);
      change(writer, PAGE, { Annots: [new PdfRef(8, 0), new PdfRef(own.field.num, 1)] });
    };
    expect(prove({ objects }, { visible: true })).toBe(UNDECLARED);
  });

  it('is shown by a node of the page tree, which shows nothing', () => {
    const original = bench.path('nodes.pdf');
    const node = '<</Type/Pages/Parent 4 0 R/Kids[3 0 R]/Count 1>>';
    const page = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>';
    const root = '<</Type/Pages/Kids[2 0 R]/Count 1>>';
    writeFileSync(original, classicPdf(['<</Type/Catalog/Pages 4 0 R>>', node, page, root]).text, 'latin1');
    const replaced =
      (from: string, to: string) =>
      (bytes: Buffer): Buffer =>
        Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');
    const forgery = {
      objects: looks((writer) => added(writer, form())),
      seen: replaced('/Type/Pages/Parent', '/Type/Page /Parent'),
      bytes: replaced('/Type /Page\n/Parent', '/Type/Pages\n/Parent'),
    };
    expect(prove(forgery, { visible: true }, original)).toBe(UNDECLARED);
    expect(readFileSync(bench.path('forged.pdf'), 'latin1')).toContain('/P 2 0 R');
  });
});

describe('a field prepared for a later step', () => {
  const empty = (writer: RevisionWriter): Entries => ({
    AP: new PdfDict([['N', added(writer, form({}, '/Tx BMC\nEMC'))]]),
  });
  const prepared = (entries: (writer: RevisionWriter) => Entries): string | null => {
    const objects: Objects = (_document, writer) => {
      const resources = new PdfDict([['TiRo', added(writer, new PdfDict([['Subtype', name('Type1')]]))]]);
      const field = added(
        writer,
        new PdfDict(
          Object.entries({
            Type: name('Annot'),
            Subtype: name('Widget'),
            FT: name('Tx'),
            T: textString('Ngày'),
            DA: new PdfString(Buffer.from('/TiRo 0 Tf 0 g')),
            Rect: AREA,
            F: 4,
            P: PAGE,
            ...entries(writer),
          }),
        ),
      );
      for (const [ref, key] of [
        [PAGE, 'Annots'],
        [new PdfRef(9, 0), 'Fields'],
      ] as const) {
        const dict = writer.get(ref);
        const items = dict instanceof PdfDict ? dict.get(key) : null;
        change(writer, ref, { [key]: [...(Array.isArray(items) ? items : []), field] });
      }
      change(writer, new PdfRef(9, 0), { DR: new PdfDict([['Font', resources]]) });
    };
    return prove({ objects }, { prepare: [{ kind: 'text', name: 'Ngày' }] });
  };

  it.each<[string, (writer: RevisionWriter) => Entries]>([
    ['that shows something', (writer) => ({ AP: new PdfDict([['N', added(writer, form())]]) })],
    [
      'that shows something in its resources',
      (writer) => {
        const resources = new PdfDict([['Font', new PdfDict()]]);
        return { AP: new PdfDict([['N', added(writer, form({ Resources: resources }, '/Tx BMC\nEMC'))]]) };
      },
    ],
    [
      'that a viewer draws with',
      (writer) => ({ ...empty(writer), DA: new PdfString(Buffer.from('/TiRo 0 Tf 0 g 0 0 m 9 9 l S')) }),
    ],
    ['with a value', (writer) => ({ ...empty(writer), V: textString('1') })],
    ['that calculates', (writer) => ({ ...empty(writer), AA: new PdfDict() })],
  ])('%s', (_name, entries) => {
    expect(prepared(empty)).toBeNull();
    expect(prepared(entries)).toBe(UNDECLARED);
  });
});

describe('the signature', () => {
  it('is by another name', () => {
    const named = (text: string): string | null =>
      prove({
        dictionary: (dict) => {
          const [contents, range] = [dict.get('Contents'), dict.get('ByteRange')];
          const first = [...dict.entries].filter(([key]) => key !== 'Contents' && key !== 'ByteRange');
          return new PdfDict([...first, ['Name', textString(text)], ['ByteRange', range], ['Contents', contents]]);
        },
      });
    expect(named(bench.person.subject.commonName ?? '')).toBeNull();
    expect(named('Chủ tịch')).toBe(UNDECLARED);
  });

  it('says more than was declared', () => {
    const commitment = der.sequence(der.oid('1.2.840.113549.1.9.16.2.16'), der.setOf([der.sequence()]));
    const attributes = (usual: Uint8Array): Uint8Array =>
      der.setOf([...Asn1.parse(usual).children.map(({ bytes }) => bytes), commitment]);
    expect(prove({ attributes: (usual) => usual })).toBeNull();
    expect(prove({ attributes })).toBe('verification.own-signature-broken');
  });
});

describe('a cross-reference stream', () => {
  /** Gives the section itself the number `num`. */
  const renumbered =
    (num: number) =>
    (revision: Buffer): Buffer => {
      const text = revision.toString('latin1');
      const start = text.lastIndexOf('\n', text.lastIndexOf(' 0 obj\n')) + 1;
      const section = text.slice(start);
      const own = Number.parseInt(section, 10);
      const [, listed = ''] = /\/Index \[([\d ]*)\]/.exec(section) ?? [];
      const [, widths = ''] = /\/W \[([\d ]*)\]/.exec(section) ?? [];
      const width = widths.split(' ').reduce((sum, one) => sum + Number(one), 0);
      const data = section.indexOf('stream\n') + 7;
      const runs = listed.split(' ').map(Number);
      const numbers = runs.flatMap((first, i) =>
        i % 2 === 0 ? Array.from({ length: runs[i + 1] ?? 0 }, (_none, k) => first + k) : [],
      );
      const rows = numbers
        .map((one, i) => ({
          num: one === own ? num : one,
          row: section.slice(data + i * width, data + (i + 1) * width),
        }))
        .sort((left, right) => left.num - right.num);
      const changed = section
        .replace(/^\d+/, String(num))
        .replace(/\/Index \[[\d ]*\]/, `/Index [${rows.map((one) => `${one.num} 1`).join(' ')}]`)
        .replace(/\/Size \d+/, `/Size ${own}`);
      const place = changed.indexOf('stream\n') + 7;
      const body = rows.map(({ row }) => row).join('');
      return Buffer.from(
        text.slice(0, start) + changed.slice(0, place) + body + changed.slice(place + body.length),
        'latin1',
      );
    };

  it('in the place of the contents of a page', () => {
    const original = bench.path('streams.pdf');
    qpdf('--object-streams=generate', bench.plain, original);
    const document = PdfDocument.open(new MemorySource(readFileSync(original)));
    const contents = document.pages()[1]?.dict.get('Contents');
    if (!(contents instanceof PdfRef)) throw new Error('no contents');
    expect(prove({}, {}, original)).toBeNull();
    const file = bench.forge('renumbered.pdf', { bytes: renumbered(contents.num) }, original);
    const after = PdfDocument.open(new MemorySource(readFileSync(file)));
    const now = after.get(contents);
    expect(now instanceof PdfStream ? now.dict.get('Type') : null).toEqual(name('XRef'));
    const declared = bench.declared({ visible: false });
    expect(refusal(() => bench.prove(file, declared, original))).toBe('verification.cross-reference-wrong');
  });
});

describe('the structure of a tagged document', () => {
  const tagged = (root: string): string => {
    const original = bench.path('tagged.pdf');
    const bodies = [
      '<</Type/Catalog/Pages 2 0 R/StructTreeRoot 4 0 R/MarkInfo<</Marked true>>>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/StructParents 0>>',
      `<</Type/StructTreeRoot/K[5 0 R]${root}>>`,
      '<</S/Document/P 4 0 R/K[]>>',
      '[5 0 R]',
    ];
    writeFileSync(original, classicPdf(bodies).text, 'latin1');
    return original;
  };
  const tag =
    (key: number | null): Objects =>
    (_document, writer, { field }) => {
      tagWidget(_document, writer, { ref: field, page: PAGE, description: 'x' });
      const root = writer.get(new PdfRef(4, 0));
      const tree = root instanceof PdfDict ? root.get('ParentTree') : null;
      const numbers = tree instanceof PdfDict ? tree.get('Nums') : null;
      if (key === null || !(tree instanceof PdfDict) || !Array.isArray(numbers)) return;
      const last = numbers.at(-1) ?? null;
      const changed = tree.with({ Nums: [...numbers.slice(0, -2), key, last] });
      change(writer, new PdfRef(4, 0), { ParentTree: changed, ParentTreeNextKey: key + 1 });
      change(writer, field, { StructParent: key });
    };

  it.each([
    ['a key that the contents of a page have', '/ParentTree<</Nums[0 6 0 R 4 6 0 R]>>', 0],
    ['the greatest key once more', '/ParentTree<</Nums[0 6 0 R 4 6 0 R]>>', 4],
    ['a key that was given away', '/ParentTree<</Nums[0 6 0 R]>>/ParentTreeNextKey 7', 3],
  ])('%s', (_name, root, key) => {
    expect(prove({ objects: tag(null) }, {}, tagged(root))).toBeNull();
    expect(prove({ objects: tag(key) }, {}, tagged(root))).toBe(UNDECLARED);
  });
});

describe('evidence', () => {
  it('hides bytes behind its compressed data', () => {
    const { signed, path, prove: proveFile, declared } = bench;
    const open = (file: string): PdfDocument => PdfDocument.open(new MemorySource(readFileSync(file)));
    const lasting = open(signed['B-LT']);
    /** The same store once more, with `hidden` behind the data of its streams. */
    const stored = (hidden: string): string => {
      const writer = new RevisionWriter(open(signed['B-T']));
      const revision = lasting.revisions().at(-1);
      const fresh = [...(revision?.added ?? [])].map(() => writer.allocate());
      for (const ref of [...fresh, ...[...(revision?.changed ?? [])].map((num) => new PdfRef(num, 0))]) {
        const object = lasting.get(ref);
        const bytes = object instanceof PdfStream ? Buffer.concat([lasting.raw(object), Buffer.from(hidden)]) : null;
        writer.set(
          ref,
          bytes && object instanceof PdfStream ? new PdfStream(object.dict, { kind: 'memory', bytes }) : object,
        );
      }
      const file = path('stored.pdf');
      writeFileSync(file, Buffer.concat([readFileSync(signed['B-T']), writer.serialize().bytes]));
      return file;
    };
    expect(refusal(() => proveFile(stored(''), declared({ level: 'B-LT' })))).toBeNull();
    expect(refusal(() => proveFile(stored('hidden'), declared({ level: 'B-LT' })))).toBe(UNDECLARED);
  });
});

describe('a stream in the original', () => {
  it('is no form of ours', () => {
    const content = streamBody('/Type/XObject/Subtype/Form/BBox[0 0 9 9]', '0 0 m 9 9 l S');
    const original = bench.path('look.pdf');
    const page = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>';
    writeFileSync(
      original,
      classicPdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', page, content]).text,
      'latin1',
    );
    expect(prove({ objects: looks(() => new PdfRef(4, 0)) }, { visible: true }, original)).toBe(UNDECLARED);
  });
});
