/** Reads whatever it is sent, as far as the reader goes. Anything thrown that is no Fault is a defect. */
import { parentPort } from 'node:worker_threads';
import { Fault } from '../../src/contracts/faults/index.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfRef, PdfStream } from '../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../src/main/pdf/source.js';

const OBJECTS = 300;
const MEMORY = 512 * 1024 * 1024;

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Fault) return undefined;
    throw thrown;
  }
};

const take = <T>(items: Iterable<T>, count: number): T[] => {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length >= count) break;
    taken.push(item);
  }
  return taken;
};

const readObjects = (document: PdfDocument): void => {
  for (const num of take(document.objectNumbers(), OBJECTS)) {
    const entry = document.entry(num);
    const ref = new PdfRef(num, entry?.kind === 'offset' ? entry.generation : 0);
    const object = attempt(() => document.get(ref));
    if (object instanceof PdfStream) {
      attempt(() => document.raw(object));
      attempt(() => document.decode(object));
    }
  }
};

const readRevisions = (document: PdfDocument): void => {
  const revisions = document.revisions();
  for (const revision of take(revisions, 20)) attempt(() => take(revision.changed, OBJECTS));
  for (const revision of [...revisions.slice(0, 2), ...revisions.slice(-2)]) {
    attempt(() => document.at(revision).pages());
  }
};

/** What is appended to a recovered file has to make it readable as it stands. */
const appendTo = (document: PdfDocument, bytes: Uint8Array): void => {
  const increment = attempt(() => {
    const writer = new RevisionWriter(document);
    writer.set(document.catalogRef, document.catalog);
    return writer.serialize().bytes;
  });
  if (!increment) return;
  const after = attempt(() => PdfDocument.open(new MemorySource(Buffer.concat([bytes, increment]))));
  if (document.recovery && !after) throw new Error('what was appended to a recovered file cannot be read');
  const before = attempt(() => document.pages().length);
  if (after && before !== undefined && attempt(() => after.pages().length) !== before) throw new Error('pages differ');
};

const read = (bytes: Uint8Array): void => {
  for (const recover of [false, true]) {
    const document = attempt(() => PdfDocument.open(new MemorySource(bytes), { recover }));
    if (!document) continue;
    attempt(() => readRevisions(document));
    for (const page of attempt(() => document.pages().slice(0, 50)) ?? []) attempt(() => [page.cropBox, page.rotate]);
    readObjects(document);
    appendTo(document, bytes);
  }
  const { arrayBuffers } = process.memoryUsage();
  if (arrayBuffers > MEMORY) throw new Error(`${arrayBuffers} bytes in buffers`);
};

parentPort?.on('message', (bytes: Uint8Array) => {
  try {
    read(bytes);
    parentPort?.postMessage(null);
  } catch (thrown) {
    parentPort?.postMessage(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  }
});
