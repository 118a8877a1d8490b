import { describe, expect, it } from 'vitest';
import type { PdfDocument } from '../../../src/main/pdf/document.js';
import { PdfDict, PdfName, PdfRef, PdfStream, PdfString } from '../../../src/main/pdf/objects.js';
import type { RecoveryReason } from '../../../src/main/pdf/recovery.js';
import { RevisionWriter } from '../../../src/main/pdf/revision-writer.js';
import { bytesOf, classicPdf, MINIMAL, open, rows, streamBody, streamPdf, update } from './sample-pdf.js';

const good = classicPdf();
const changed = (text: string, from: string | RegExp, to: string): string => {
  const result = text.replace(from, to);
  if (result === text) throw new Error('nothing was replaced');
  return result;
};
const shifted = (text: string, by: number): string =>
  text.replace(/(\d{10})( \d{5} n )/g, (_, offset, rest) => `${String(Number(offset) + by).padStart(10, '0')}${rest}`);
const recover = (text: string): PdfDocument => open(text, { recover: true });
const width = (document: PdfDocument): number | undefined => document.pages()[0]?.cropBox.right;
const second = update(good, { 3: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 842]>>' });

const damages: readonly (readonly [string, string, RecoveryReason])[] = [
  ['startxref beyond the end', changed(good.text, /startxref\n\d+/, 'startxref\n99999'), 'startxref'],
  ['startxref into an object', changed(good.text, /startxref\n\d+/, 'startxref\n12'), 'startxref'],
  ['startxref at an object', changed(good.text, /startxref\n\d+/, `startxref\n${good.offsets[0]}`), 'startxref'],
  ['startxref without a number', changed(good.text, /startxref\n\d+/, 'startxref\nnone'), 'startxref'],
  [
    'startxref 0, as in half-written linearised files',
    changed(good.text, /startxref\n\d+/, 'startxref\n0'),
    'startxref',
  ],
  ['no startxref', changed(good.text, /startxref\n\d+\n%%EOF\n/, ''), 'truncated'],
  ['cut off in the table', good.text.slice(0, good.startXref + 40), 'truncated'],
  ['cut off behind the last object', good.text.slice(0, good.startXref), 'truncated'],
  ['no trailer', changed(good.text, 'trailer', 'trail'), 'xref'],
  ['a trailer without /Root', changed(good.text, '/Root 1 0 R', ''), 'xref'],
  ['a trailer without /Size', changed(good.text, '/Size 4', ''), 'xref'],
  ['a broken trailer', changed(good.text, '/Size 4', '/Size ('), 'xref'],
  ['a broken table', changed(good.text, '00000 n \n', '0x000 n \n'), 'xref'],
  ['/Prev to nowhere', changed(good.text, '/Size 4', '/Size 4/Prev 3'), 'xref'],
  ['/Prev in a circle', changed(good.text, '/Size 4', `/Size 4/Prev ${good.startXref}`), 'xref'],
  ['all offsets too small', shifted(good.text, -3), 'objects'],
  ['all offsets too large', shifted(good.text, 7), 'objects'],
  ['offsets of another file', shifted(good.text, 100_000), 'objects'],
  ['a table that begins with 1 instead of 0', changed(good.text, 'xref\n0 4', 'xref\n1 4'), 'objects'],
  ['one wrong offset', changed(good.text, String(good.offsets[2]).padStart(10, '0'), '0000000011'), 'objects'],
  ['two offsets exchanged', changed(good.text, /(\d{10})( 00000 n \n)(\d{10})/, '$3$2$1'), 'objects'],
  ['lines ended anew by a mail gateway', good.text.replaceAll('\n', '\r\n'), 'startxref'],
  ['PDF 1.0', changed(changed(good.text, '1.7', '1.0'), /startxref\n\d+/, 'startxref\n99999'), 'startxref'],
  ['PDF 2.0', changed(changed(good.text, '1.7', '2.0'), /startxref\n\d+/, 'startxref\n99999'), 'startxref'],
  ['garbage before the header', `garbage\n${changed(good.text, /startxref\n\d+/, 'startxref\n7')}`, 'startxref'],
  ['20 KB of garbage behind the end', good.text + '<!-- sent by a web server -->'.repeat(700), 'startxref'],
  ['2 MB of garbage behind the end', good.text + 'garbage\n'.repeat(270_000), 'truncated'],
];

describe('recovery', () => {
  it.each(damages)('%s', (_name, text, reason) => {
    const document = recover(text);
    expect(document.pages()).toHaveLength(1);
    expect(width(document)).toBe(595);
    expect(document.recovery).toEqual({ reason });
  });

  it.each(damages)('without being asked to, none of it: %s', (_name, text) => {
    expect(() => width(open(text))).toThrowError(expect.objectContaining({ name: 'Fault' }));
  });

  it.each([
    ['classic', good.text],
    ['cross-reference stream', streamPdf()],
    ['two revisions', second.text],
    ['garbage before the header', `garbage\r\n${good.text}`],
    ['a little garbage behind the end', `${good.text}\0\0\0\r\n<html>`],
  ])('leaves a good file as it is: %s', (_name, text) => {
    const document = recover(text);
    document.pages();
    expect(document.recovery).toBeNull();
    expect(document.sections).toEqual(open(text).sections);
    expect([...document.objectNumbers()].map((num) => document.entry(num))).toEqual(
      [...open(text).objectNumbers()].map((num) => open(text).entry(num)),
    );
  });

  it('lets the last object in file order win', () => {
    expect(width(recover(changed(second.text, /startxref/g, 'startyref')))).toBe(100);
    expect(width(recover(changed(second.text, /startxref\n\d+\n%%EOF\n$/, 'startxref\n7\n%%EOF')))).toBe(100);
  });

  it('opens a file whose last increment was cut off as of the one before, as every reader does', () => {
    const document = recover(changed(second.text, /startxref\n\d+\n%%EOF\n$/, ''));
    expect([width(document), document.recovery]).toEqual([595, null]);
  });

  it('takes the last increment of a file that was cut off before its table, though an older one can be read', () => {
    const large = `4 0 obj\n(${'x'.repeat(3000)})\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n`;
    const document = recover(good.text + large);
    expect([width(document), document.recovery]).toEqual([9, { reason: 'truncated' }]);
  });

  it('finds objects in object streams when the cross-reference stream is gone', () => {
    const text = streamPdf();
    const document = recover(text.slice(0, text.indexOf('5 0 obj')));
    expect(document.recovery).toEqual({ reason: 'truncated' });
    expect(document.entry(3)).toEqual({ kind: 'compressed', stream: 4, index: 2 });
    expect(document.catalogRef).toEqual(new PdfRef(1, 0));
    expect(width(document)).toBe(595);
  });

  it('lets an object that stands behind an object stream win over the one inside', () => {
    const text = streamPdf();
    const later = '3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 842]>>\nendobj\n';
    expect(width(recover(text.slice(0, text.indexOf('5 0 obj')) + later))).toBe(100);
    const earlier = text.replace('%PDF-1.7\n', `%PDF-1.7\n${later}`).replace(/startxref[\s\S]*/, '');
    expect(width(recover(earlier))).toBe(595);
  });

  it('does not take text inside a stream for an object', () => {
    const decoy = '\n3 0 obj\n<</Type/Page/MediaBox[0 0 1 1]>>\nendobj\ntrailer\n<</Root 9 0 R>>\n';
    const text = classicPdf([...MINIMAL, streamBody('', decoy), `<</Length 6 0 R>>\nstream\n${decoy}\nendstream`]);
    const indirect = classicPdf([...MINIMAL, String(decoy.length), `<</Length 4 0 R>>\nstream\n${decoy}\nendstream`]);
    for (const { text: whole } of [text, indirect]) {
      expect(width(recover(changed(whole, /startxref[\s\S]*/, '')))).toBe(595);
    }
  });

  it('does not take text inside a string for an object', () => {
    const bodies = [...MINIMAL, '(\n3 0 obj\n<</Type/Page/MediaBox[0 0 1 1]>>\nendobj\n)'];
    expect(width(recover(changed(classicPdf(bodies).text, /startxref[\s\S]*/, '')))).toBe(595);
  });

  it('believes the table where it leads to its object, not a shadow of it that stands later', () => {
    const bodies = [...MINIMAL, '(in place)', '(moved)'];
    const { text, offsets, startXref } = classicPdf(bodies);
    const shadows = '4 0 obj\n(shadow)\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 1 1]>>\nendobj\n';
    const moved = text
      .replace('xref\n0 6', `${shadows}xref\n0 6`)
      .replace(/startxref\n\d+/, `startxref\n${startXref + shadows.length}`);
    const document = recover(changed(moved, String(offsets[4]).padStart(10, '0'), '0000000010'));
    expect(document.get(new PdfRef(5, 0))).toMatchObject({ bytes: bytesOf('moved') });
    expect(document.recovery).toEqual({ reason: 'objects' });
    expect(document.get(new PdfRef(4, 0))).toMatchObject({ bytes: bytesOf('in place') });
    expect(width(document)).toBe(595);
  });

  it('believes a stream that says where its object is, not a shadow that stands behind it, wherever others are wrong', () => {
    const text = streamPdf('/W[1 4 2]/Index[0 6 9 1]/Size 10/Root 1 0 R');
    const wrong = rows([
      [0, 0, 65535],
      [2, 4, 0],
      [2, 4, 1],
      [2, 4, 2],
      [1, text.indexOf('4 0 obj'), 0],
      [1, 0, 0],
      [1, 3, 0],
    ]);
    const body = streamBody('/Type/XRef/W[1 4 2]/Index[0 6 9 1]/Size 10/Root 1 0 R', wrong);
    const shadow = '3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 1 1]>>\nendobj\n';
    const before = text.slice(0, text.indexOf('5 0 obj')) + shadow;
    const document = recover(`${before}5 0 obj\n${body}\nendobj\nstartxref\n${before.length}\n%%EOF`);
    expect([document.get(new PdfRef(9, 0)), document.recovery]).toEqual([null, { reason: 'objects' }]);
    expect([width(document), document.entry(3)]).toEqual([595, { kind: 'compressed', stream: 4, index: 2 }]);
  });

  it('an entry that leads nowhere, of an object that is nowhere, is no reason to search', () => {
    const dead = changed(good.text, 'xref\n0 4\n', 'xref\n9 1\n0000000002 00000 n \n0 4\n');
    const document = recover(dead);
    document.pages();
    expect(document.recovery).toBeNull();
    expect(() => document.get(new PdfRef(9, 0))).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
  });

  it('a cross-reference stream that calls its compressed objects by other numbers', () => {
    const text = streamPdf('/W[1 4 2]/Index[0 1 2 5]/Size 7/Root 2 0 R');
    expect(recover(text)).toMatchObject({ recovery: { reason: 'objects' }, catalogRef: new PdfRef(1, 0) });
  });

  it('finds the catalog when no trailer names one that is', () => {
    const text = changed(changed(good.text, '/Root 1 0 R', '/Root 2 0 R'), /startxref\n\d+/, 'startxref\n3');
    expect(recover(text).catalogRef).toEqual(new PdfRef(1, 0));
    expect(recover(classicPdf(MINIMAL, '').text.slice(0, good.startXref)).catalogRef).toEqual(new PdfRef(1, 0));
  });

  it('keeps /Info and /ID of the trailer for the writer', () => {
    const { text } = classicPdf([...MINIMAL, '<</Title(t)>>'], '/Info 4 0 R/ID[<01><02>]');
    const { trailer, size } = recover(changed(text, /startxref\n\d+/, 'startxref\n5'));
    expect(trailer.get('Info')).toEqual(new PdfRef(4, 0));
    expect(trailer.get('ID')).toMatchObject([{ bytes: bytesOf('\x01') }, { bytes: bytesOf('\x02') }]);
    expect([trailer.get('Size'), size]).toEqual([5, 5]);
  });

  it('does not make up the length of a stream: what is appended could not mend it', () => {
    const body = '<</Length 2>>\nstream\nabcdef\r\nendstream';
    const document = recover(changed(classicPdf([...MINIMAL, body]).text, /startxref\n\d+/, 'startxref\n5'));
    const stream = document.get(new PdfRef(4, 0));
    if (!(stream instanceof PdfStream)) throw new Error('no stream');
    expect(() => document.raw(stream)).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
  });

  it('has one revision, which is the whole file', () => {
    const document = recover(changed(second.text, /startxref/g, 'startyref'));
    const [only, ...others] = document.revisions();
    expect(others).toEqual([]);
    expect([...(only?.added ?? [])]).toEqual([1, 2, 3]);
    expect(only && document.at(only)).toBe(document);
  });

  it.each([
    ['objects', shifted(good.text, 3)],
    ['a stream file', `${streamPdf()}garbage `.repeat(1).replace(/startxref\n\d+/, 'startxref\n4')],
    ['a cut file', good.text.slice(0, good.startXref)],
  ])('what is appended to a recovered file makes it read without recovery: %s', (_name, text) => {
    const document = recover(text);
    const page = document.pages()[0];
    if (!page) throw new Error('no page');
    const writer = new RevisionWriter(document);
    writer.set(page.ref, page.dict.with({ Rotate: 90, Note: new PdfString(bytesOf('mine')) }));
    writer.set(writer.allocate(), new PdfDict([['Type', new PdfName('New')]]));
    const whole = text + Buffer.from(writer.serialize().bytes).toString('latin1');
    const after = open(whole);
    expect(after.sections).toHaveLength(1);
    expect(after.pages()).toMatchObject([{ rotate: 90, cropBox: { right: 595 } }]);
  });
});

describe('recovery of hostile files', () => {
  it.each([
    ['nothing but a header', '%PDF-1.7\n'],
    ['no catalog', '%PDF-1.7\n1 0 obj\n<</Type/Pages>>\nendobj'],
    ['a catalog without pages', '%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>'],
    ['a catalog that is its own page tree', '%PDF-1.7\n1 0 obj\n1 0 R\nendobj\ntrailer\n<</Root 1 0 R>>'],
  ])('%s', (_name, text) => {
    expect(() => recover(text)).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
  });

  it.each([
    ['strings that never end', '1 0 obj ('],
    ['arrays that never end', '1 0 obj ['],
    ['nesting without end', `1 0 obj ${'['.repeat(300)}`],
    ['streams that never end', '1 0 obj <<>> stream '],
    ['lengths that are never right', '1 0 obj 5 endobj 2 0 obj <</Length 1 0 R>> stream '],
    ['trailers', 'trailer <</Root 1 0 R /A ('],
    ['digits', '1 '],
  ])('a file made of the beginnings of %s ends soon', (_name, part) => {
    const text = `%PDF-1.7\n${part.repeat(Math.ceil(300_000 / part.length))}`;
    expect(() => recover(text)).toThrowError(expect.objectContaining({ name: 'Fault' }));
  });

  it('object numbers beyond every table are passed over', () => {
    const text = `${good.text.slice(0, good.startXref)}9999999999 0 obj 1 endobj 0 0 obj 1 endobj 5 99999 obj 1 endobj`;
    expect([...recover(text).objectNumbers()]).toEqual([1, 2, 3]);
  });

  it('an object stream that claims the number of its own container', () => {
    const text = `${good.text.slice(0, good.startXref)}4 0 obj\n${streamBody('/Type/ObjStm/N 1/First 4', '4 0 null')}\nendobj`;
    const document = recover(text);
    expect(document.get(new PdfRef(4, 0))).toBeInstanceOf(PdfStream);
    expect(width(document)).toBe(595);
  });

  it('a table whose rows were cut short', () => {
    const table = rows([[0, 0, 65535]]).toString('latin1');
    const text = `${good.text.slice(0, good.startXref)}9 0 obj\n${streamBody('/Type/XRef/W[1 4 2]/Size 90/Root 1 0 R', table)}\nendobj\n`;
    expect(recover(`${text}startxref\n${good.startXref}\n%%EOF`).recovery).toEqual({ reason: 'xref' });
  });
});
