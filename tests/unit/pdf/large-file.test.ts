/** Files beyond 4,294,967,295 bytes, nearly all of which is a hole that takes no room on the disk. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PdfDocument } from '../../../src/main/pdf/document.js';
import { PdfRef, PdfStream } from '../../../src/main/pdf/objects.js';
import { FileSource } from '../../../src/main/pdf/source.js';
import { MINIMAL, streamBody } from './sample-pdf.js';

const HOLE = 5 * 2 ** 30;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-large-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BODIES = [...MINIMAL, `<</Length ${HOLE}>>\nstream\n`];

/** Object 4 first, with the hole inside; the other three behind it. `section` gets the offsets of objects 1 to 4. */
const largeFile = (
  name: string,
  section: (offsets: readonly number[], at: number) => string,
  startXref?: number,
): string => {
  const file = join(folder, name);
  const head = `%PDF-1.7\n4 0 obj\n${BODIES[3]}`;
  let tail = '\nendstream\nendobj\n';
  const begin = head.length + HOLE;
  const offsets = MINIMAL.map((body, i) => {
    const at = begin + tail.length;
    tail += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const at = begin + tail.length;
  tail += `${section([...offsets, 9], at)}startxref\n${startXref ?? at}\n%%EOF\n`;
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, head);
  ftruncateSync(descriptor, begin);
  writeSync(descriptor, Buffer.from(tail, 'latin1'), 0, tail.length, begin);
  closeSync(descriptor);
  return file;
};

const classic = (offsets: readonly number[]): string =>
  `xref\n0 5\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size 5/Root 1 0 R>>\n`;

const stream = (offsets: readonly number[], at: number): string => {
  const table = Buffer.alloc(6 * 7);
  [0, ...offsets, at].forEach((offset, i) => {
    table.writeUInt8(i === 0 ? 0 : 1, i * 7);
    table.writeUIntBE(offset, i * 7 + 1, 5);
  });
  return `5 0 obj\n${streamBody('/Type/XRef/W[1 5 1]/Size 6/Root 1 0 R', table)}\nendobj\n`;
};

const withDocument = (file: string, recover: boolean, use: (document: PdfDocument) => void): void => {
  const source = new FileSource(file);
  try {
    use(PdfDocument.open(source, { recover }));
  } finally {
    source.close();
  }
};

describe('files of five gigabytes', () => {
  it.each([
    ['table', classic],
    ['stream', stream],
  ] as const)('read by a %s', (kind, section) => {
    withDocument(largeFile(`${kind}.pdf`, section), false, (document) => {
      expect(document.xrefKind).toBe(kind);
      expect(document.startXref).toBeGreaterThan(2 ** 32);
      expect(document.pages()).toMatchObject([{ cropBox: { right: 595 } }]);
      expect(document.revisions()).toMatchObject([{ end: document.end, startXref: document.startXref }]);
      const large = document.get(new PdfRef(4, 0));
      if (!(large instanceof PdfStream)) throw new Error('no stream');
      expect(large.dict.get('Length')).toBe(HOLE);
      expect(() => document.raw(large)).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
    });
  });

  it.each([
    ['table', classic],
    ['stream', stream],
  ] as const)('recovered without reading the hole: %s', (kind, section) => {
    withDocument(largeFile(`recovered-${kind}.pdf`, section, 17), true, (document) => {
      expect(document.recovery).toEqual({ reason: 'startxref' });
      expect(document.entry(1)).toMatchObject({ kind: 'offset', generation: 0 });
      expect(document.catalog.range?.start).toBeGreaterThan(2 ** 32);
      expect(document.pages()).toHaveLength(1);
    });
  });
});
