import { describe, expect, it } from 'vitest';
import { PdfDocument } from '../../../src/main/pdf/document.js';
import { ObjectMemory } from '../../../src/main/pdf/object-memory.js';
import { PdfRef } from '../../../src/main/pdf/objects.js';
import { MemorySource } from '../../../src/main/pdf/source.js';
import { classicPdf, MINIMAL } from './sample-pdf.js';

class CountedSource extends MemorySource {
  reads = 0;

  override read(start: number, end: number): Uint8Array {
    this.reads += 1;
    return super.read(start, end);
  }
}

const known = (memory: ObjectMemory, count: number): number =>
  Array.from({ length: count }, (_, num) => memory.get(num)).filter((object) => object !== undefined).length;

describe('objects that are remembered', () => {
  it('an object that is asked for again is not read again', () => {
    const source = new CountedSource(Buffer.from(classicPdf().text, 'latin1'));
    const document = PdfDocument.open(source);
    const page = document.get(new PdfRef(3, 0));
    const { reads } = source;
    expect(document.get(new PdfRef(3, 0))).toBe(page);
    expect(document.get(new PdfRef(3, 1))).toBeNull();
    expect(source.reads).toBe(reads);
  });

  it('two revisions of one file remember each its own', () => {
    const { text } = classicPdf([...MINIMAL, '1']);
    const later = `${text}4 0 obj\n2\nendobj\nxref\n4 1\n${String(text.length).padStart(10, '0')} 00000 n \ntrailer\n<</Size 5/Root 1 0 R/Prev ${text.lastIndexOf('xref\n0')}>>\nstartxref\n${text.length + '4 0 obj\n2\nendobj\n'.length}\n%%EOF\n`;
    const source = new MemorySource(Buffer.from(later, 'latin1'));
    const [now, before] = [PdfDocument.open(source), PdfDocument.open(source, { end: text.length })];
    const four = new PdfRef(4, 0);
    expect([now.get(four), before.get(four), now.get(four), before.get(four)]).toEqual([2, 1, 2, 1]);
  });

  it('a million objects leave no more than a few hundred behind', () => {
    const memory = new ObjectMemory();
    for (let num = 0; num < 1_000_000; num += 1) memory.add(num, num, 64);
    expect(known(memory, 1_000_000)).toBeLessThanOrEqual(512);
    expect(memory.get(999_999)).toBe(999_999);
  });

  it('large objects are few, or not kept at all', () => {
    const memory = new ObjectMemory();
    for (let num = 0; num < 500; num += 1) memory.add(num, num, 200 * 1024);
    expect(known(memory, 500)).toBeLessThanOrEqual(20);
    memory.add(500, 500, 300 * 1024);
    expect(memory.get(500)).toBeUndefined();
  });

  it('a file with hundreds of signatures has hundreds of documents, of which a few remember', () => {
    const memories = Array.from({ length: 100 }, () => new ObjectMemory());
    for (const memory of memories) memory.add(1, 1, 64);
    expect(memories.filter((memory) => memory.get(1) !== undefined)).toHaveLength(4);
    const [first] = memories;
    first?.add(1, 1, 64);
    expect(first?.get(1)).toBe(1);
  });
});
