import { describe, expect, it } from 'vitest';
import { PdfDict, PdfName, PdfRef, PdfStream } from '../../../src/main/pdf/objects.js';
import { classicPdf, MINIMAL, open, rows, streamBody, streamPdf, update } from './sample-pdf.js';

const text = (stream: unknown, document: ReturnType<typeof open>): string =>
  stream instanceof PdfStream ? Buffer.from(document.decode(stream)).toString('latin1') : 'no stream';

describe('opening documents', () => {
  it('reads a classic table', () => {
    const document = open(classicPdf().text);
    expect(document).toMatchObject({ xrefKind: 'table', size: 4, catalogRef: new PdfRef(1, 0), leadingBytes: 0 });
    expect(document.sections.map(({ objects }) => [...objects])).toEqual([[0, 1, 2, 3]]);
    expect(document.pages()).toMatchObject([{ index: 0, cropBox: { left: 0, bottom: 0, right: 595, top: 842 } }]);
  });

  it('reads a cross-reference stream and objects from an object stream, which have no span', () => {
    const document = open(streamPdf());
    expect(document).toMatchObject({ xrefKind: 'stream', size: 6 });
    expect(document.entry(3)).toEqual({ kind: 'compressed', stream: 4, index: 2 });
    expect(document.catalog.range).toBeUndefined();
    expect(document.pages()).toHaveLength(1);
  });

  it('reads a hybrid file: /XRefStm gives the objects that the table calls free', () => {
    const hidden = '<</Hidden true>>';
    const bodies = [...MINIMAL, streamBody('/Type/ObjStm/N 1/First 4', `6 0 ${hidden}`)];
    const base = classicPdf(bodies);
    const container = base.offsets[3] ?? 0;
    const streamOffset = base.text.length;
    const table = rows([[2, 4, 0]]).toString('latin1');
    const xref = `5 0 obj\n${streamBody('/Type/XRef/W[1 4 2]/Index[6 1]/Size 7', table)}\nendobj\n`;
    const startXref = streamOffset + xref.length;
    const hybrid = `${base.text}${xref}xref\n6 1\n0000000000 00000 f \ntrailer\n<</Size 7/Root 1 0 R/Prev ${base.startXref}/XRefStm ${streamOffset}>>\nstartxref\n${startXref}\n%%EOF\n`;
    const document = open(hybrid);
    expect(container).toBeGreaterThan(0);
    expect(document.get(new PdfRef(6, 0))).toEqual(new PdfDict([['Hidden', true]]));
  });

  it('lets the newest revision win, and opens the older one by its end', () => {
    const first = classicPdf();
    const second = update(first, { 3: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>' });
    expect(open(second.text).pages()[0]?.cropBox.right).toBe(100);
    expect(open(second.text, { end: first.text.length }).pages()[0]?.cropBox.right).toBe(595);
    expect(open(second.text).sections).toHaveLength(2);
  });

  it('believes the table, not an object that merely stands in the file (shadow object)', () => {
    const { text: honest } = classicPdf();
    const shadow = '3 0 obj\n<</Type/Page/MediaBox[0 0 1 1]>>\nendobj\n';
    expect(
      open(
        honest
          .replace('xref\n0 4', `${shadow}xref\n0 4`)
          .replace(/startxref\n\d+/, `startxref\n${honest.indexOf('xref\n0 4') + shadow.length}`),
      ).pages()[0]?.cropBox.right,
    ).toBe(595);
  });

  it('counts offsets from %PDF when other bytes come first', () => {
    const document = open(`junk that a mail gateway added\r\n${classicPdf().text}`);
    expect(document.leadingBytes).toBe(32);
    expect(document.pages()).toHaveLength(1);
  });

  it('gives null for objects that are missing, free, or of another generation', () => {
    const document = open(classicPdf().text);
    expect(document.get(new PdfRef(99, 0))).toBeNull();
    expect(document.get(new PdfRef(0, 65535))).toBeNull();
    expect(document.get(new PdfRef(3, 1))).toBeNull();
  });

  it('inherits page attributes and limits the crop box to the media box', () => {
    const bodies = [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R 4 0 R]/MediaBox[0 0 200 100]/Rotate -90>>',
      '<</Type/Page/CropBox[150 50 900 900]>>',
      '<</Type/Page/Rotate 450/MediaBox[10 10 0 0]/UserUnit 2>>',
    ];
    expect(open(classicPdf(bodies).text).pages()).toMatchObject([
      { cropBox: { left: 150, bottom: 50, right: 200, top: 100 }, rotate: 270, userUnit: 1 },
      { cropBox: { left: 0, bottom: 0, right: 10, top: 10 }, rotate: 90, userUnit: 2 },
    ]);
  });

  it('reads a stream whose /Length is an object of its own', () => {
    const body = '<</Length 5 0 R>>\nstream\r\nabc\r\nendstream';
    const document = open(classicPdf([...MINIMAL, body, '3']).text);
    expect(text(document.get(new PdfRef(4, 0)), document)).toBe('abc');
  });

  it('keeps names readable through the catalog', () => {
    expect(open(streamPdf()).catalog.get('Type')).toEqual(new PdfName('Catalog'));
  });

  it('what calls itself a page is one, with pages below it or not', () => {
    const page = '<</Type/Page/Parent 2 0 R/Kids[4 0 R]>>';
    const document = open(classicPdf([MINIMAL[0] ?? '', MINIMAL[1] ?? '', page, MINIMAL[2] ?? '']).text);
    expect(document.pages().map(({ ref }) => ref.num)).toEqual([3]);
  });
});
