/** Revisions on documents of every make, judged by qpdf. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from '../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { sameObject } from '../../src/main/verification/changes/same-object.js';
import fc from '../fast-check.js';
import { documents, kinds, objects } from '../unit/pdf/random-pdf.js';
import { corpus, qpdf, qpdfComplaints, temporaryFolder } from './signing-support.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (name: string): string => join(folder.path, name);

type Open = (bytes: Uint8Array) => PdfDocument;
const plainly: Open = (bytes) => PdfDocument.open(new MemorySource(bytes));

/** Adds `object` and hangs it into the catalog. */
const revise = (bytes: Uint8Array, object: PdfObject, open: Open = plainly): Uint8Array => {
  const document = open(bytes);
  const writer = new RevisionWriter(document);
  const added = writer.allocate();
  writer.set(added, object);
  writer.set(document.catalogRef, document.catalog.with({ KysoTest: added }));
  return Buffer.concat([bytes, writer.serialize().bytes]);
};

const requireSame = (before: PdfDocument, after: PdfDocument, object: PdfObject): void => {
  const added = after.value(after.catalog, 'KysoTest');
  if (object instanceof PdfStream) {
    if (!(added instanceof PdfStream)) throw new Error('no stream');
    // Encrypted, it is longer.
    expect(Buffer.compare(after.raw(added), after.raw(object))).toBe(0);
  } else expect(sameObject({ document: after, object: added }, { document: after, object })).toBe(true);
  expect(after.xrefKind).toBe(before.xrefKind);
  expect(after.pages().map(({ ref }) => ref)).toEqual(before.pages().map(({ ref }) => ref));
};

/** An object that is nothing but a reference confuses qpdf's own parser. */
const added = fc.array(
  objects.filter((object) => !(object instanceof PdfRef)),
  { minLength: 3, maxLength: 3 },
);

const complaints = (path: string, bytes: Uint8Array): string[] => {
  writeFileSync(path, bytes);
  return qpdfComplaints(path);
};

const recovering: Open = (bytes) => PdfDocument.open(new MemorySource(bytes), { recover: true });

describe('random documents', () => {
  it.each(kinds)('%s: qpdf finds nothing in three revisions that it did not find before', (kind) => {
    const path = at(`${kind}.pdf`);
    fc.assert(
      fc.property(documents(kind), added, (pdf, three) => {
        const before = new Set(complaints(path, pdf.bytes));
        const after = complaints(
          path,
          three.reduce<Uint8Array>((bytes, object) => revise(bytes, object), pdf.bytes),
        );
        expect(after.filter((complaint) => !before.has(complaint))).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it.each(kinds)('%s: a revision mends a file whose startxref leads nowhere', (kind) => {
    const path = at(`mended-${kind}.pdf`);
    fc.assert(
      fc.property(documents(kind), added, (pdf, [object]) => {
        const before = new Set(complaints(path, pdf.bytes));
        const text = Buffer.from(pdf.bytes)
          .toString('latin1')
          .replace(/startxref\n\d+/, 'startxref\n7');
        const after = complaints(path, revise(Buffer.from(text, 'latin1'), object ?? null, recovering));
        expect(after.filter((complaint) => !before.has(complaint))).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });
});

const makes: readonly (readonly [name: string, options: readonly string[], password: string])[] = [
  ['linearised', ['--linearize'], ''],
  ['linearised with object streams', ['--linearize', '--object-streams=generate'], ''],
  ['object streams', ['--object-streams=generate'], ''],
  ['no object streams', ['--object-streams=disable'], ''],
  ['RC4, 40 bits', ['--allow-weak-crypto', '--encrypt', '', 'owner', '40', '--'], ''],
  [
    'RC4, 128 bits, with a password',
    ['--allow-weak-crypto', '--encrypt', 'user', 'owner', '128', '--use-aes=n', '--'],
    'user',
  ],
  ['AES-128', ['--allow-weak-crypto', '--encrypt', '', 'owner', '128', '--use-aes=y', '--'], ''],
  ['AES-256 with object streams', ['--object-streams=generate', '--encrypt', 'user', 'owner', '256', '--'], 'user'],
];

describe.each(makes)('%s', (_, options, password) => {
  it('takes three revisions', () => {
    const source = corpus().find((path) => path.includes('text-circular')) ?? '';
    const path = at(basename(source));
    qpdf(...options, source, path);
    const open: Open = (bytes) => PdfDocument.open(new MemorySource(bytes), { password });
    const before = open(readFileSync(path));
    let bytes: Uint8Array = readFileSync(path);
    const data = new PdfStream(new PdfDict([['Length', 4]]), { kind: 'memory', bytes: Buffer.from('data') });
    for (const object of ['x'.length, data, [true, null]]) {
      bytes = revise(bytes, object, open);
      requireSame(before, open(bytes), object);
    }
    writeFileSync(path, bytes);
    expect(qpdfComplaints(path, `--password=${password}`)).toEqual([]);
  });
});
