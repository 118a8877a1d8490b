import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Fault, type FaultCode } from '../../../src/contracts/faults/index.js';
import type { PdfDocument } from '../../../src/main/pdf/document.js';
import { PdfRef, PdfStream } from '../../../src/main/pdf/objects.js';
import { classicPdf, MINIMAL, open, rows, streamBody, streamPdf, update } from './sample-pdf.js';

const good = classicPdf();
const replaced = (from: string | RegExp, to: string): string => {
  const text = good.text.replace(from, to);
  if (text === good.text) throw new Error('nothing was replaced');
  return text;
};
const trailerOnly = (trailer: string): string => `%PDF-1.7\nxref\n0 0\ntrailer\n${trailer}\nstartxref\n9\n%%EOF`;
const xrefStream = (dict: string, data: Buffer): string =>
  `%PDF-1.7\n5 0 obj\n${streamBody(`/Type/XRef/Root 1 0 R/Filter/FlateDecode${dict}`, deflateSync(data))}\nendobj\nstartxref\n9\n%%EOF`;

const cases: readonly (readonly [string, string, FaultCode])[] = [
  ['an empty file', '', 'pdf.empty'],
  ['a Word document', 'PK\u0003\u0004 word/document.xml', 'pdf.not-pdf'],
  ['a file cut off in the middle', good.text.slice(0, good.startXref), 'pdf.truncated'],
  ['only a header', '%PDF-1.7\n', 'pdf.truncated'],
  ['startxref beyond the end', replaced(/startxref\n\d+/, 'startxref\n99999'), 'pdf.broken'],
  ['startxref without a number', replaced(/startxref\n\d+/, 'startxref\nabc'), 'pdf.broken'],
  ['startxref with a thousand digits', replaced(/startxref\n\d+/, `startxref\n${'9'.repeat(1000)}`), 'pdf.broken'],
  ['startxref at an object', replaced(/startxref\n\d+/, `startxref\n${good.offsets[0]}`), 'pdf.broken'],
  ['startxref into nothing', replaced(/startxref\n\d+/, 'startxref\n3'), 'pdf.broken'],
  ['no trailer', replaced('trailer', 'TRAILER'), 'pdf.broken'],
  ['no /Root', replaced('/Root 1 0 R', ''), 'pdf.broken'],
  ['a catalog that is no dictionary', classicPdf(['(text)']).text, 'pdf.broken'],
  ['a catalog that does not exist', replaced('/Root 1 0 R', '/Root 77 0 R'), 'pdf.broken'],
  ['a table entry that points at another object', replaced(/(\d{10})( 00000 n \n)(\d{10})/, '$3$2$1'), 'pdf.broken'],
  [
    'encryption named only in an older revision',
    update(classicPdf(MINIMAL, '/Encrypt 9 0 R'), { 4: '1' }).text,
    'pdf.broken',
  ],
  ['/Prev that leads to itself', trailerOnly('<</Size 1/Root 1 0 R/Prev 9>>'), 'pdf.broken'],
  ['negative /Prev', trailerOnly('<</Size 1/Root 1 0 R/Prev -9>>'), 'pdf.broken'],
  ['/XRefStm that leads to its own table', trailerOnly('<</Size 1/Root 1 0 R/XRefStm 9>>'), 'pdf.broken'],
  ['huge /Size', replaced('/Size 4', '/Size 99999999999'), 'pdf.limit'],
  ['a table that claims a billion entries', replaced('xref\n0 4', 'xref\n0 1000000000'), 'pdf.limit'],
  ['object numbers beyond every table', replaced('xref\n0 4', 'xref\n9000000 4'), 'pdf.limit'],
  ['a trailer nested too deep', trailerOnly(`<</A${'['.repeat(200)}`), 'pdf.limit'],
  ['a stream that claims 2^52 entries', xrefStream('/W[1 4 2]/Size 4503599627370496', rows([])), 'pdf.limit'],
  ['/W without an offset field', xrefStream('/W[1 0 0]/Size 1000', rows([])), 'pdf.broken'],
  ['huge /W', xrefStream('/W[1 99999999 2]/Size 6', rows([])), 'pdf.broken'],
  ['negative /W', xrefStream('/W[1 -4 2]/Size 6', rows([])), 'pdf.broken'],
  ['negative /Index', xrefStream('/W[1 4 2]/Index[-5 6]/Size 6', rows([])), 'pdf.broken'],
  ['a cross-reference stream shorter than its claim', xrefStream('/W[1 4 2]/Size 600', rows([])), 'pdf.broken'],
  ['a cross-reference stream that is a bomb', xrefStream('/W[1 4 2]/Size 6', Buffer.alloc(30_000_000)), 'pdf.limit'],
];

describe('hostile files', () => {
  it.each(cases)('%s', (_name, text, code) => {
    expect(() => open(text)).toThrowError(expect.objectContaining({ code }));
  });

  it('a loop of two sections', () => {
    const second = update(good, { 4: '1' });
    const looped = second.text.replace('/Root 1 0 R>>', `/Root 1 0 R/Prev ${second.startXref}>>`);
    expect(() => open(looped)).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
  });

  it.each([
    ['a page tree that contains itself', ['<</Type/Pages/Kids[2 0 R]>>'], 'pdf.broken'],
    ['a page given twice', ['<</Type/Pages/Kids[3 0 R 3 0 R]>>', '<</Type/Page>>'], 'pdf.broken'],
    ['a page that is no dictionary', ['<</Type/Pages/Kids[3 0 R]>>', '(page)'], 'pdf.broken'],
    ['a page that is no object', ['<</Type/Pages/Kids[<</Type/Page>>]>>'], 'pdf.broken'],
  ] as const)('%s', (_name, bodies, code) => {
    const document = open(classicPdf(['<</Type/Catalog/Pages 2 0 R>>', ...bodies]).text);
    expect(() => document.pages()).toThrowError(expect.objectContaining({ code }));
  });

  it('a page tree a thousand levels deep', () => {
    const levels = Array.from({ length: 1000 }, (_, i) => `<</Type/Pages/Kids[${i + 3} 0 R]>>`);
    const document = open(classicPdf(['<</Type/Catalog/Pages 2 0 R>>', ...levels, '<</Type/Page>>']).text);
    expect(() => document.pages()).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
  });

  it('references that lead in a circle', () => {
    const document = open(classicPdf([...MINIMAL, '5 0 R', '4 0 R']).text);
    expect(() => document.resolve(new PdfRef(4, 0))).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
  });

  it.each([
    ['/Length too short', '2'],
    ['/Length too long', '6'],
    ['/Length beyond the file', '99999999'],
    ['negative /Length', '-1'],
    ['/Length that is the stream itself', '4 0 R'],
  ])('%s', (_name, length) => {
    const document = open(classicPdf([...MINIMAL, `<</Length ${length}>>\nstream\nabc\nendstream`]).text);
    const stream = document.get(new PdfRef(4, 0));
    if (!(stream instanceof PdfStream)) throw new Error('no stream');
    expect(() => document.raw(stream)).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
  });

  it('an object stream whose /Length lies in that very stream', () => {
    const stream = streamPdf().replace(/(\/FlateDecode)\/Length \d+/, '$1/Length 1 0 R');
    expect(() => open(stream)).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
  });

  it('an object stream that calls its objects by other numbers', () => {
    const bodies = MINIMAL;
    const text = streamPdf('/W[1 4 2]/Index[0 1 2 5]/Size 7/Root 2 0 R', bodies);
    expect(() => open(text)).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
  });

  it('an object stream that cannot be decoded is not tried without end', () => {
    let text = '%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n';
    const container = text.length;
    text += `2 0 obj\n${streamBody('/Type/ObjStm/N 1/First 6/Filter/FlateDecode', 'no deflate')}\nendobj\n`;
    const compressed = Array.from({ length: 100 }, (): [number, number, number] => [2, 2, 0]);
    const table = deflateSync(rows([[0, 0, 65535], [1, 9, 0], [1, container, 0], ...compressed]));
    const startXref = text.length;
    text += `900 0 obj\n${streamBody('/Type/XRef/W[1 4 2]/Size 103/Root 1 0 R/Filter/FlateDecode', table)}\nendobj\n`;
    const document = open(`${text}startxref\n${startXref}\n%%EOF\n`);
    const codes = compressed.map((_, i) => {
      try {
        return document.get(new PdfRef(i + 3, 0));
      } catch (thrown) {
        return thrown instanceof Fault ? thrown.code : thrown;
      }
    });
    expect([codes[0], codes[99]]).toEqual(['pdf.broken', 'pdf.limit']);
  });

  it('object streams, each of which needs the next one for its /Length, are followed so far and no further', () => {
    const count = 5000;
    const containers = Array.from({ length: count }, (_, i) => {
      const content = `${10_000 + i} 0 6`;
      const dict = `<</Type/ObjStm/N 1/First ${content.length - 1}/Length ${10_001 + i} 0 R>>`;
      return `${dict}\nstream\n${content}\nendstream`;
    });
    const { text, offsets } = classicPdf([...MINIMAL, ...containers]);
    const compressed = containers.map((_, i): [number, number, number] => [2, i + 4, 0]);
    const plain = offsets.map((offset): [number, number, number] => [1, offset, 0]);
    const index = `/Index[1 ${plain.length} 10000 ${count}]`;
    const startXref = text.length;
    const xref = streamBody(`/Type/XRef/W[1 4 2]${index}/Size 20000/Root 1 0 R`, rows([...plain, ...compressed]));
    for (const recover of [false, true]) {
      const document = open(`${text}9000 0 obj\n${xref}\nendobj\nstartxref\n${startXref}\n%%EOF`, { recover });
      expect(() => document.get(new PdfRef(10_000, 0))).toThrowError(expect.objectContaining({ name: 'Fault' }));
    }
  });

  it('an object stream that is said to be inside itself', () => {
    const table = rows([
      [0, 0, 65535],
      [1, 9, 0],
      [2, 2, 0],
      [2, 4, 0],
      [2, 3, 0],
    ]);
    const head = '%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n';
    const xref = streamBody('/Type/XRef/W[1 4 2]/Size 5/Root 1 0 R', table);
    const text = `${head}9 0 obj\n${xref}\nendobj\nstartxref\n${head.length}\n%%EOF`;
    expect(() => open(text).pages()).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
    expect(() => open(text, { recover: true })).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
  });

  it('a page tree whose every level has very many pages', () => {
    const crowd = '9 0 R '.repeat(50_000);
    const levels = Array.from({ length: 6 }, (_, i) => `<</Kids[${i + 3} 0 R ${crowd}]>>`);
    const document = open(classicPdf(['<</Type/Catalog/Pages 2 0 R>>', ...levels, '<</Type/Page>>']).text);
    expect(() => document.pages()).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
  });

  it('a cross-reference stream of 200 MB in a file of 200 KB', () => {
    const count = 8_388_000;
    const text = xrefStream(`/W[8 8 8]/Size ${count}`, Buffer.alloc(count * 24));
    expect(() => open(text)).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
  });

  it('every file cut off at any byte, and every byte changed: a fault or a document, nothing else', () => {
    for (const text of [good.text, streamPdf(), update(good, { 3: MINIMAL[2] ?? '' }).text]) {
      for (let i = 0; i < text.length; i++) {
        attempt(() => open(text.slice(0, i)));
        attempt(() => open(text.slice(0, i), { recover: true }));
        attempt(() => open(`${text.slice(0, i)}${String.fromCharCode(text.charCodeAt(i) ^ 0x15)}${text.slice(i + 1)}`));
      }
    }
  });
});

const attempt = (work: () => PdfDocument): void => {
  try {
    const document = work();
    document.pages();
    for (const num of document.objectNumbers()) document.get(new PdfRef(num, 0));
  } catch (thrown) {
    expect(thrown).toMatchObject({ name: 'Fault' });
  }
};
