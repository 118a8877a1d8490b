/** What a document of a million objects costs, in memory that stays as long as it is open. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { PdfDocument } from '../../../src/main/pdf/document.js';
import { PdfRef } from '../../../src/main/pdf/objects.js';
import { MemorySource } from '../../../src/main/pdf/source.js';
import { bytesOf, MINIMAL, streamBody } from './sample-pdf.js';

const COUNT = 1_000_000;
const HEAD = '%PDF-1.7\n';
const SIZES = MINIMAL.map((body, i) => `${i + 1} 0 obj\n${body}\nendobj\n`);
const OFFSETS = SIZES.map((_, i) => HEAD.length + SIZES.slice(0, i).join('').length);
/** All objects but the first three are one and the same place. */
const OTHERS = HEAD.length + SIZES.join('').length;
const offsetOf = (num: number): number => OFFSETS[num - 1] ?? OTHERS;
const BODY = `${HEAD}${SIZES.join('')}4 0 obj\n(four)\nendobj\n`;

const classic = (): string => {
  const rows = Array.from({ length: COUNT }, (_, i) => `${String(offsetOf(i + 1)).padStart(10, '0')} 00000 n \n`);
  return `${BODY}xref\n0 ${COUNT + 1}\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size ${COUNT + 1}/Root 1 0 R>>\n`;
};

const stream = (): string => {
  const table = Buffer.alloc((COUNT + 1) * 6);
  for (let num = 1; num <= COUNT; num++) {
    table.writeUInt8(1, num * 6);
    table.writeUInt32BE(offsetOf(num), num * 6 + 1);
  }
  return `${BODY}${COUNT + 1} 0 obj\n${streamBody(`/Type/XRef/W[1 4 1]/Size ${COUNT + 1}/Root 1 0 R`, table)}\nendobj\n`;
};

/** A section for every other object alone. */
const scattered = (): string => {
  const row = `${String(OTHERS).padStart(10, '0')} 00000 n \n`;
  const rows = Array.from({ length: COUNT / 2 }, (_, i) => `${i * 2 + 4} 1\n${row}`);
  const first = OFFSETS.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return `${BODY}xref\n1 3\n${first}${rows.join('')}trailer\n<</Size ${COUNT + 4}/Root 1 0 R>>\n`;
};

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const memory = (): number => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

describe('a million objects', () => {
  it.each([
    ['in a table', classic],
    ['in a stream', stream],
    ['in half a million subsections', scattered],
  ] as const)('%s cost at most 32 bytes each', (_name, make) => {
    const source = new MemorySource(bytesOf(`${make()}startxref\n${BODY.length}\n%%EOF\n`));
    const before = memory();
    const document = PdfDocument.open(source);
    const opened = memory();
    const [revision] = document.revisions();
    const added = revision?.added.length ?? 0;
    const listed = memory();
    expect(document.get(new PdfRef(4, 0))).toMatchObject({ bytes: bytesOf('four') });
    expect(added).toBe([...document.objectNumbers()].filter((num) => num > 0).length);
    expect(opened - before).toBeLessThan(COUNT * 32);
    expect(listed - before).toBeLessThan(COUNT * 32);
  });
});
