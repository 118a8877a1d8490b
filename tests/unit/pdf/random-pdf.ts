/** Random small documents of every kind of cross-reference, with what each object in them has to be. */
import { deflateSync } from 'node:zlib';
import { ByteBuilder } from '../../../src/main/pdf/bytes.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from '../../../src/main/pdf/objects.js';
import { serialize } from '../../../src/main/pdf/serialize.js';
import fc from '../../fast-check.js';
import { rows, streamBody } from './sample-pdf.js';

const names = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 8 }).filter((text) => !text.includes('\0'));

/** Any object but a stream. */
export const values: fc.Arbitrary<PdfObject> = fc.letrec<{ object: PdfObject }>((tie) => ({
  object: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1000),
    names.map((value) => new PdfName(value)),
    fc.tuple(fc.uint8Array(), fc.boolean()).map(([bytes, hex]) => new PdfString(Uint8Array.from(bytes), hex)),
    fc.tuple(fc.nat(20), fc.nat(2)).map(([num, gen]) => new PdfRef(num, gen)),
    fc.array(tie('object'), { maxLength: 4 }),
    fc.array(fc.tuple(names, tie('object')), { maxLength: 4 }).map((entries) => new PdfDict(entries)),
  ),
})).object;

export const objects: fc.Arbitrary<PdfObject> = fc.oneof(
  { weight: 4, arbitrary: values },
  {
    weight: 1,
    arbitrary: fc
      .uint8Array({ maxLength: 60 })
      .map((bytes) => new PdfStream(new PdfDict([['Length', bytes.length]]), { kind: 'memory', bytes })),
  },
);

/** An object of the document: one that lives, or one that was freed (`object` undefined). */
export interface Slot {
  readonly generation: number;
  readonly object: PdfObject | undefined;
  /** In an object stream, where the kind has one. */
  readonly compressed: boolean;
}

export const kinds = ['table', 'stream', 'compressed', 'hybrid'] as const;
export interface RandomPdf {
  readonly kind: (typeof kinds)[number];
  readonly bytes: Uint8Array;
  /** By number, from 1. */
  readonly slots: readonly Slot[];
}

const catalog = new PdfDict([
  ['Type', new PdfName('Catalog')],
  ['Pages', new PdfRef(2, 0)],
]);
const page = new PdfDict([
  ['Type', new PdfName('Page')],
  ['Parent', new PdfRef(2, 0)],
  ['MediaBox', [0, 0, 595.303937007874, 842]],
]);
const pages = new PdfDict([
  ['Type', new PdfName('Pages')],
  ['Kids', [new PdfRef(3, 0)]],
  ['Count', 1],
]);
const skeleton = [catalog, pages, page].map((object): Slot => ({ generation: 0, object, compressed: false }));

const slots: fc.Arbitrary<Slot> = fc.oneof(
  fc.record({ generation: fc.nat(3), object: objects, compressed: fc.boolean() }),
  fc.record({
    generation: fc.constantFrom(1, 2, 65535),
    object: fc.constant(undefined),
    compressed: fc.constant(false),
  }),
);

/** What stands behind the last `%%EOF`. */
const endings = fc.constantFrom('\n', '', '\r\n', '\r', '\n\n  ', '\nrest of an old file');

export const documents = (kind: RandomPdf['kind']): fc.Arbitrary<RandomPdf> =>
  fc
    .tuple(fc.array(slots, { maxLength: 6 }), endings)
    .map(([extra, ending]) => build(kind, [...skeleton, ...extra.map((slot) => settled(kind, slot))], ending));

/** Streams, and everything in a table, cannot be compressed; what is compressed has generation 0 (7.5.7). */
const settled = (kind: RandomPdf['kind'], { generation, object, compressed }: Slot): Slot => {
  const possible = compressed && (kind === 'compressed' || kind === 'hybrid') && !(object instanceof PdfStream);
  return { generation: possible ? 0 : generation, object, compressed: possible };
};

type Row = readonly [number, number, number];

const textOf = (object: PdfObject): string => {
  const out = new ByteBuilder();
  serialize(object, out);
  return Buffer.from(out.bytes()).toString('latin1');
};

const objectStream = (members: readonly (readonly [number, Slot])[]): string => {
  let at = 0;
  let content = '';
  const header = members.map(([num, { object }]) => {
    const pair = `${num} ${at}`;
    const text = `${textOf(object ?? null)}\n`;
    at += text.length;
    content += text;
    return pair;
  });
  const head = `${header.join(' ')} `;
  const data = deflateSync(Buffer.from(head + content, 'latin1'));
  return streamBody(`/Type/ObjStm/N ${members.length}/First ${head.length}/Filter/FlateDecode`, data);
};

const build = (kind: RandomPdf['kind'], all: readonly Slot[], ending: string): RandomPdf => {
  let text = '%PDF-1.7\n';
  const table = new Map<number, Row>([[0, [0, 0, 65535]]]);
  const add = (num: number, generation: number, body: string): void => {
    table.set(num, [1, text.length, generation]);
    text += `${num} ${generation} obj\n${body}\nendobj\n`;
  };
  const members: [number, Slot][] = [];
  all.forEach((slot, i) => {
    if (slot.object === undefined) table.set(i + 1, [0, 0, slot.generation]);
    else if (slot.compressed) members.push([i + 1, slot]);
    else add(i + 1, slot.generation, textOf(slot.object));
  });
  let next = all.length + 1;
  const container = next;
  if (members.length > 0) add(next++, 0, objectStream(members));
  for (const [i, [num]] of members.entries()) table.set(num, [2, container, i]);
  const written = kind === 'table' || kind === 'hybrid' ? classicEnd : streamEnd;
  text = written(text, table, next, kind === 'hybrid' && members.length > 0);
  return { kind, bytes: Buffer.from(`${text}%%EOF${ending}`, 'latin1'), slots: all };
};

const index = (numbers: readonly number[]): string => `/Index[${numbers.map((num) => `${num} 1`).join(' ')}]`;

const xrefStream = (num: number, size: number, entries: readonly (readonly [number, Row])[]): string => {
  const data = rows(entries.map(([, row]) => row));
  const dict = `/Type/XRef/W[1 4 2]/Size ${size}/Root 1 0 R${index(entries.map(([entry]) => entry))}`;
  return `${num} 0 obj\n${streamBody(dict, data)}\nendobj\n`;
};

const streamEnd = (text: string, table: ReadonlyMap<number, Row>, next: number): string => {
  const entries: [number, Row][] = [...table, [next, [1, text.length, 0]]];
  return `${text}${xrefStream(next, next + 1, entries)}startxref\n${text.length}\n`;
};

/** Hidden objects are free in the table and stand in the stream of /XRefStm (7.5.8.4). */
const classicEnd = (before: string, table: ReadonlyMap<number, Row>, next: number, hybrid: boolean): string => {
  let text = before;
  let extra = '';
  let size = next;
  if (hybrid) {
    extra = `/XRefStm ${text.length}`;
    const hidden = [...table].filter(([, [type]]) => type === 2);
    text += xrefStream(next, next + 1, [...hidden, [next, [1, text.length, 0]]]);
    size = next + 1;
  }
  const line = (num: number): string => {
    const [type, second, third] = table.get(num) ?? [0, 0, 0];
    const used = type === 1;
    return `${String(used ? second : 0).padStart(10, '0')} ${String(type === 2 ? 0 : third).padStart(5, '0')} ${used ? 'n' : 'f'} \n`;
  };
  const lines = Array.from({ length: size }, (_, num) => line(num)).join('');
  return `${text}xref\n0 ${size}\n${lines}trailer\n<</Size ${size}/Root 1 0 R${extra}>>\nstartxref\n${text.length}\n`;
};
