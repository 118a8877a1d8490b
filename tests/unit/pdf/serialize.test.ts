import { describe, expect, it } from 'vitest';
import { ByteBuilder } from '../../../src/main/pdf/bytes.js';
import { Cursor } from '../../../src/main/pdf/cursor.js';
import { Parser } from '../../../src/main/pdf/parser.js';
import { serialize } from '../../../src/main/pdf/serialize.js';
import { MemorySource } from '../../../src/main/pdf/source.js';
import { bytesOf } from './sample-pdf.js';

const read = (text: string) => new Parser(new Cursor(new MemorySource(bytesOf(text)), 0), false).object();
const written = (text: string): string => {
  const out = new ByteBuilder();
  serialize(read(text), out);
  return Buffer.from(out.bytes()).toString('latin1');
};

describe('a number that is rewritten reads back as the same', () => {
  it.each([
    '0',
    '-0',
    '0.1',
    '-12.5',
    '100000000000000000000001',
    `1${'0'.repeat(62)}`,
    '0.00000000012345678901234567',
    '-.00000000012345678901234567',
    `0.${'0'.repeat(26)}1`,
    `.${'0'.repeat(62)}1`,
    `-.${'0'.repeat(61)}1`,
  ])('%s', (text) => {
    expect(written(text)).not.toContain('e');
    expect(read(written(text))).toBe(Number(text) === 0 ? 0 : read(text));
  });
});
