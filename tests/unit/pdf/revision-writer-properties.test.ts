import { describe, expect, it } from 'vitest';
import { PdfDocument } from '../../../src/main/pdf/document.js';
import { type PdfObject, PdfRef } from '../../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../../src/main/pdf/source.js';
import { sameObject } from '../../../src/main/verification/changes/same-object.js';
import fc from '../../fast-check.js';
import { documents, kinds, objects, type RandomPdf } from './random-pdf.js';

/** One object changed or added; `which` picks among those that live. */
const step = fc.record({ add: fc.boolean(), which: fc.nat(), object: objects });
const revisions = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });

interface Expected {
  readonly ref: PdfRef;
  /** Undefined: freed. */
  readonly object: PdfObject | undefined;
}

const open = (bytes: Uint8Array, options = {}): PdfDocument => PdfDocument.open(new MemorySource(bytes), options);

const expectedOf = ({ slots }: RandomPdf): Map<number, Expected> =>
  new Map(slots.map(({ generation, object }, i) => [i + 1, { ref: new PdfRef(i + 1, generation), object }]));

const requireAll = (document: PdfDocument, expected: ReadonlyMap<number, Expected>): void => {
  for (const { ref, object } of expected.values()) {
    const read = document.get(ref);
    if (!sameObject({ document, object: read }, { document, object: object ?? null })) {
      throw new Error(`${ref.num} ${ref.gen} reads ${JSON.stringify(read)}, expected ${JSON.stringify(object)}`);
    }
    if (object === undefined) expect(document.entry(ref.num)?.kind).toBe('free');
    else expect(document.get(new PdfRef(ref.num, ref.gen + 1))).toBeNull();
  }
};

/** Appends one revision and records in `expected` what it makes of the objects. Returns the file and its changes. */
const revise = (
  bytes: Uint8Array,
  steps: readonly { add: boolean; which: number; object: PdfObject }[],
  expected: Map<number, Expected>,
  options = {},
): { bytes: Uint8Array; changed: Set<number>; added: PdfRef[] } => {
  const document = open(bytes, options);
  const writer = new RevisionWriter(document);
  const changed = new Set<number>();
  const added: PdfRef[] = [];
  for (const { add, which, object } of steps) {
    const living = [...expected.values()].filter((one) => one.object !== undefined && one.ref.num > 1);
    const ref = add ? writer.allocate() : (living[which % living.length]?.ref ?? writer.allocate());
    if (add) added.push(ref);
    writer.set(ref, object);
    expected.set(ref.num, { ref, object });
    changed.add(ref.num);
  }
  return { bytes: Buffer.concat([bytes, writer.serialize().bytes]), changed, added };
};

const requireSection = (document: PdfDocument, before: PdfDocument, changed: ReadonlySet<number>): void => {
  const [section] = document.sections;
  const named = [...(section?.objects ?? [])];
  const ownStream = document.xrefKind === 'stream' ? [Math.max(...named)] : [];
  expect(new Set(named)).toEqual(new Set([...changed, ...ownStream]));
  expect(named.length).toBe(new Set(named).size);
  expect(document.xrefKind).toBe(before.xrefKind);
  expect(document.trailer.get('Prev')).toBe(before.startXref);
  expect(document.trailer.get('XRefStm')).toBeNull();
  expect(document.trailer.get('Size')).toBeGreaterThan(Math.max(...document.objectNumbers()));
};

const requireTableLines = (text: string): void => {
  const table = /\nxref\n((?:\d+ \d+\n(?:\d{10} \d{5} [nf] \n)+)+)trailer\n/.exec(text);
  if (!table?.[1]) throw new Error(`no table of lines of 20 bytes: ${text}`);
};

describe.each(kinds)('any sequence of revisions: %s', (kind) => {
  it('leaves every byte and every object as expected, under numbers never used before', () => {
    fc.assert(
      fc.property(documents(kind), revisions, (pdf, all) => {
        const expected = expectedOf(pdf);
        const used = new Set(open(pdf.bytes).objectNumbers());
        let bytes = pdf.bytes;
        requireAll(open(bytes), expected);
        for (const steps of all) {
          const [before, former] = [open(bytes), new Map(expected)];
          const revised = revise(bytes, steps, expected);
          const document = open(revised.bytes);
          requireAll(document, expected);
          requireSection(document, before, revised.changed);
          requireAll(open(revised.bytes, { end: bytes.length }), former);
          for (const { num } of revised.added) expect(used.has(num)).toBe(false);
          for (const num of document.objectNumbers()) used.add(num);
          if (document.xrefKind === 'table') {
            requireTableLines(Buffer.from(revised.bytes.subarray(bytes.length)).toString('latin1'));
          }
          bytes = revised.bytes;
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** The same document with a `startxref` that leads nowhere. */
const misled = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(
    Buffer.from(bytes)
      .toString('latin1')
      .replace(/startxref\n\d+/, 'startxref\n7'),
    'latin1',
  );

describe.each(kinds)('a revision after recovery: %s', (kind) => {
  it('names every object that lives, so that the file opens strictly', () => {
    fc.assert(
      fc.property(documents(kind), fc.array(step, { minLength: 1, maxLength: 4 }), (pdf, steps) => {
        const expected = expectedOf(pdf);
        // Without its table nobody knows what was freed.
        for (const [num, { object }] of expected) if (object === undefined) expected.delete(num);
        const damaged = misled(pdf.bytes);
        const before = open(damaged, { recover: true });
        expect(before.recovery).not.toBeNull();
        const { bytes } = revise(damaged, steps, expected, { recover: true });
        const document = open(bytes);
        requireAll(document, expected);
        expect(document.trailer.get('Prev')).toBeNull();
        expect(document.sections).toHaveLength(1);
        expect(document.entry(0)).toEqual({ kind: 'free', generation: 65535 });
        expect(document.trailer.get('Size')).toBeGreaterThan(Math.max(...document.objectNumbers()));
      }),
      { numRuns: 100 },
    );
  });
});
