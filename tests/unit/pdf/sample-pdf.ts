/** Small PDFs written by hand, so that each can be wrong in exactly one way. */
import { deflateSync } from 'node:zlib';
import { type OpenOptions, PdfDocument } from '../../../src/main/pdf/document.js';
import { MemorySource } from '../../../src/main/pdf/source.js';

export const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** The bodies of objects 1, 2, 3, …: catalog, page tree, page. */
export const MINIMAL: readonly string[] = [
  '<</Type/Catalog/Pages 2 0 R>>',
  '<</Type/Pages/Kids[3 0 R]/Count 1>>',
  '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
];

const line = (offset: number, type = 'n', generation = 0): string =>
  `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} ${type} \n`;

export interface Written {
  readonly text: string;
  readonly offsets: readonly number[];
  readonly startXref: number;
}

/** A file with a classic table. `trailer` is added to /Size and /Root. */
export const classicPdf = (bodies: readonly string[] = MINIMAL, trailer = '', head = '%PDF-1.7\n'): Written => {
  let text = head;
  const offsets = bodies.map((body, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const startXref = text.length;
  text += `xref\n0 ${bodies.length + 1}\n${line(0, 'f', 65535)}${offsets.map((offset) => line(offset)).join('')}`;
  text += `trailer\n<</Size ${bodies.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${startXref}\n%%EOF\n`;
  return { text, offsets, startXref };
};

/** Adds a revision with a classic table; `objects` maps numbers to bodies. */
export const update = (before: Written, objects: Readonly<Record<number, string>>, trailer = ''): Written => {
  let { text } = before;
  let table = 'xref\n';
  for (const [num, body] of Object.entries(objects)) {
    table += `${num} 1\n${line(text.length)}`;
    text += `${num} 0 obj\n${body}\nendobj\n`;
  }
  const startXref = text.length;
  const size = Math.max(...Object.keys(objects).map(Number), 3) + 1;
  text += `${table}trailer\n<</Size ${size}/Root 1 0 R/Prev ${before.startXref}${trailer}>>\n`;
  return { text: `${text}startxref\n${startXref}\n%%EOF\n`, offsets: before.offsets, startXref };
};

export const streamBody = (dict: string, data: Uint8Array | string): string => {
  const text = typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
  return `<<${dict}/Length ${text.length}>>\nstream\n${text}\nendstream`;
};

/** Cross-reference stream rows with fields of 1, 4 and 2 bytes. */
export const rows = (entries: readonly (readonly [number, number, number])[]): Buffer => {
  const bytes = Buffer.alloc(entries.length * 7);
  entries.forEach(([type, second, third], i) => {
    bytes.writeUInt8(type, i * 7);
    bytes.writeUInt32BE(second, i * 7 + 1);
    bytes.writeUInt16BE(third, i * 7 + 5);
  });
  return bytes;
};

/** Object 4 holds objects 1–3, object 5 is the cross-reference stream. `dict` overrides parts of its dictionary. */
export const streamPdf = (dict = '/W[1 4 2]/Size 6/Root 1 0 R', bodies: readonly string[] = MINIMAL): string => {
  let text = '%PDF-1.7\n';
  const joined = bodies.join('\n');
  let at = 0;
  const header = bodies.map((body, i) => {
    const pair = `${i + 1} ${at}`;
    at += body.length + 1;
    return pair;
  });
  const first = header.join(' ').length + 1;
  const container = text.length;
  const content = deflateSync(Buffer.from(`${header.join(' ')} ${joined}`, 'latin1'));
  text += `4 0 obj\n${streamBody(`/Type/ObjStm/N 3/First ${first}/Filter/FlateDecode`, content)}\nendobj\n`;
  const startXref = text.length;
  const table = rows([
    [0, 0, 65535],
    [2, 4, 0],
    [2, 4, 1],
    [2, 4, 2],
    [1, container, 0],
    [1, startXref, 0],
  ]);
  text += `5 0 obj\n${streamBody(`/Type/XRef${dict}/Filter/FlateDecode`, deflateSync(table))}\nendobj\n`;
  return `${text}startxref\n${startXref}\n%%EOF\n`;
};

export const open = (text: string, options: OpenOptions = {}): PdfDocument =>
  PdfDocument.open(new MemorySource(bytesOf(text)), options);
