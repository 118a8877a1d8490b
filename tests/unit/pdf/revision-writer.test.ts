import { describe, expect, it } from 'vitest';
import { importObjects } from '../../../src/main/pdf/copy.js';
import { PdfDocument } from '../../../src/main/pdf/document.js';
import { PdfDict, type PdfObject, PdfRef, PdfStream, PdfString } from '../../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../../src/main/pdf/source.js';
import { bytesOf, classicPdf, MINIMAL, open, streamBody, streamPdf, update } from './sample-pdf.js';

const appended = (text: string, change: (writer: RevisionWriter, document: PdfDocument) => void): string => {
  const document = open(text);
  const writer = new RevisionWriter(document);
  change(writer, document);
  return text + Buffer.from(writer.serialize().bytes).toString('latin1');
};

describe('incremental update', () => {
  it.each([
    ['table', classicPdf().text],
    ['stream', streamPdf()],
  ])('adds and replaces objects with a section of the same kind: %s', (kind, text) => {
    const result = appended(text, (writer, document) => {
      writer.set(new PdfRef(3, 0), document.pages()[0]?.dict.with({ Rotate: 90 }) ?? null);
      writer.set(writer.allocate(), [1, 2]);
    });
    const document = open(result);
    expect(document.xrefKind).toBe(kind);
    expect(document.sections.map((section) => section.kind)).toEqual([kind, kind]);
    expect(document.pages()[0]?.rotate).toBe(90);
    expect(document.get(new PdfRef(open(text).size, 0))).toEqual([1, 2]);
    expect(document.trailer.get('Prev')).toBe(open(text).startXref);
    expect(document.trailer.get('Size')).toBe(document.size);
  });

  it('begins on a new line when the file does not end with one', () => {
    const text = classicPdf().text.trimEnd();
    const result = appended(text, (writer) => writer.set(writer.allocate(), 7));
    expect(result.slice(text.length)).toMatch(/^\n4 0 obj\n7\nendobj\n/);
    expect(open(result).get(new PdfRef(4, 0))).toBe(7);
  });

  it('keeps generations', () => {
    const text = classicPdf()
      .text.replace('3 0 obj', '3 5 obj')
      .replace(/(\d{10}) 00000( n \ntrailer)/, '$1 00005$2');
    const result = appended(text, (writer) => writer.set(new PdfRef(3, 5), 'x'.length));
    expect(open(result).get(new PdfRef(3, 5))).toBe(1);
    expect(open(result).get(new PdfRef(3, 0))).toBeNull();
  });

  it('never hands out a number that an older revision used beyond its /Size', () => {
    const text = classicPdf().text.replace('/Size 4', '/Size 2');
    expect(new RevisionWriter(open(text)).allocate()).toEqual(new PdfRef(4, 0));
  });

  it('never hands out a number below the /Size of an older section', () => {
    const first = classicPdf();
    const text = update({ ...first, text: first.text.replace('/Size 4', '/Size 9') }, { 3: MINIMAL[2] ?? '' }).text;
    expect(open(text).size).toBe(4);
    expect(new RevisionWriter(open(text)).allocate()).toEqual(new PdfRef(9, 0));
  });

  it('brings no freed, undefined or older object to life', () => {
    const freed = classicPdf([...MINIMAL, '7']).text.replace(/\d{10} 00000 n( \ntrailer)/, '0000000000 00001 f$1');
    const writer = new RevisionWriter(open(freed));
    for (const ref of [new PdfRef(4, 0), new PdfRef(4, 1), new PdfRef(5, 0), new PdfRef(3, 1)]) {
      expect(() => writer.set(ref, 1)).toThrow(TypeError);
    }
  });

  it('gives no /ID to a document without one', () => {
    const document = open(appended(classicPdf().text, (writer) => writer.set(writer.allocate(), 7)));
    expect(document.trailer.get('ID')).toBeNull();
  });

  it('takes numbers beyond those that only a search finds', () => {
    // The entry of object 3 is wrong; object 5 stands in the file beyond /Size.
    const { text, offsets } = classicPdf([...MINIMAL, '<</Lost 5 0 R>>']);
    const lost = '5 0 obj\n(lost)\nendobj\n';
    const at = (offset: number): string => String(offset).padStart(10, '0');
    const damaged = text.replace('xref\n', `${lost}xref\n`).replace(at(offsets[2] ?? 0), at(20));
    const moved = damaged.replace(/startxref\n(\d+)/, (_, offset) => `startxref\n${Number(offset) + lost.length}`);
    const document = PdfDocument.open(new MemorySource(bytesOf(moved)), { recover: true });
    expect(document.recovery).toEqual({ reason: 'objects' });
    const writer = new RevisionWriter(document);
    expect(writer.allocate()).toEqual(new PdfRef(6, 0));
    writer.set(new PdfRef(4, 0), 1);
    const result = open(moved + Buffer.from(writer.serialize().bytes).toString('latin1'));
    expect(result.get(new PdfRef(5, 0))).toMatchObject({ bytes: bytesOf('lost') });
  });

  it('keeps the permanent /ID, changes the other, passes on /Info and unknown entries, drops /XRefStm', () => {
    const text = classicPdf([...MINIMAL, '<</Title(t)>>'], '/Info 4 0 R/ID[<aa><aa>]/Vendor 1').text;
    const document = open(appended(text, (writer) => writer.set(writer.allocate(), 7)));
    const [permanent, changing] = document.array(document.trailer, 'ID') ?? [];
    expect(permanent).toMatchObject({ bytes: Uint8Array.from([0xaa]) });
    expect(changing).toMatchObject({ bytes: expect.objectContaining({ length: 16 }) });
    expect(document.trailer.get('Info')).toEqual(new PdfRef(4, 0));
    expect(document.trailer.get('Vendor')).toBe(1);
  });

  it('tells where strings and arrays stand in the resulting file', () => {
    const { text } = classicPdf();
    const writer = new RevisionWriter(open(text));
    const contents = new PdfString(new Uint8Array(4), true);
    const range = [0, 1, 2, 3];
    writer.set(
      writer.allocate(),
      new PdfDict([
        ['R', range],
        ['C', contents],
      ] as [string, PdfObject][]),
    );
    const { bytes, spanOf } = writer.serialize();
    const result = text + Buffer.from(bytes).toString('latin1');
    const cut = ({ start, end }: { start: number; end: number }): string => result.slice(start, end);
    expect(cut(spanOf(contents))).toBe('<00000000>');
    expect(cut(spanOf(range))).toBe('[0 1 2 3]');
    expect(() => spanOf([])).toThrow(TypeError);
  });

  it('refuses to append after foreign leading bytes', () => {
    const document = open(`junk${classicPdf().text}`);
    expect(() => new RevisionWriter(document)).toThrowError(expect.objectContaining({ code: 'pdf.leading-bytes' }));
  });
});

describe('importing objects', () => {
  it('copies a graph with a circle once, streams included', () => {
    const from = open(
      classicPdf([...MINIMAL, '<</Self 4 0 R/Data 5 0 R/Again[5 0 R]>>', streamBody('/X 4 0 R', 'data')]).text,
    );
    const result = appended(classicPdf().text, (writer) => {
      const root = importObjects(from, new PdfRef(4, 0), writer);
      expect(root).toEqual(new PdfRef(4, 0));
    });
    const document = open(result);
    const root = document.get(new PdfRef(4, 0));
    expect(root).toEqual(
      new PdfDict(
        [
          ['Self', new PdfRef(4, 0)],
          ['Data', new PdfRef(5, 0)],
          ['Again', [new PdfRef(5, 0)]],
        ],
        expect.anything(),
      ),
    );
    const stream = document.get(new PdfRef(5, 0));
    if (!(stream instanceof PdfStream)) throw new Error('no stream');
    expect(document.raw(stream)).toEqual(bytesOf('data'));
    expect(document.size).toBe(6);
  });
});
