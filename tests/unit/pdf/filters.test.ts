import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { applyFilters } from '../../../src/main/pdf/filters.js';
import { PdfDict } from '../../../src/main/pdf/objects.js';
import { bytesOf } from './sample-pdf.js';

const decode = (name: string, bytes: Uint8Array, parameters: [string, number][] = [], limit = 1e6): number[] => [
  ...applyFilters(bytes, [{ name, parameters: new PdfDict(parameters) }], limit),
];

describe('filters', () => {
  it('undoes every PNG predictor', () => {
    // Rows of four bytes, one byte a pixel: none, sub, up, average, Paeth.
    const encoded = [0, 1, 2, 3, 4, 1, 5, 1, 1, 1, 2, 1, 1, 1, 1, 3, 10, 0, 0, 0, 4, 1, 1, 1, 1];
    const expected = [1, 2, 3, 4, 5, 6, 7, 8, 6, 7, 8, 9, 13, 10, 9, 9, 14, 11, 11, 12];
    const parameters: [string, number][] = [
      ['Predictor', 15],
      ['Columns', 4],
    ];
    expect(decode('FlateDecode', deflateSync(Uint8Array.from(encoded)), parameters)).toEqual(expected);
  });

  it('undoes the TIFF predictor with three colours', () => {
    const parameters: [string, number][] = [
      ['Predictor', 2],
      ['Columns', 2],
      ['Colors', 3],
    ];
    const encoded = deflateSync(Uint8Array.from([1, 2, 3, 1, 1, 1, 9, 9, 9, 255, 0, 1]));
    expect(decode('FlateDecode', encoded, parameters)).toEqual([1, 2, 3, 2, 3, 4, 9, 9, 9, 8, 9, 10]);
  });

  it('decodes ASCIIHex and ASCII85', () => {
    expect(decode('ASCIIHexDecode', bytesOf('48 6 5 7>'))).toEqual([0x48, 0x65, 0x70]);
    expect(Buffer.from(decode('ASCII85Decode', bytesOf('87cURD]i,"Ebo80z~>'))).toString()).toBe('Hello World!\0\0\0\0');
  });

  it.each([
    ['deflate that is none', 'FlateDecode', 'not deflate', [], 'pdf.broken'],
    ['ASCII85 beyond 32 bits', 'ASCII85Decode', 'uuuuu', [], 'pdf.broken'],
    ['an unknown filter', 'JBIG2Decode', '', [], 'pdf.filter-unsupported'],
  ] as const)('refuses %s', (_title, name, text, parameters, code) => {
    expect(() => decode(name, bytesOf(text), [...parameters])).toThrowError(expect.objectContaining({ code }));
  });

  it('refuses a bomb of 50 MB before it is unpacked', () => {
    const bomb = deflateSync(new Uint8Array(50_000_000));
    expect(() => decode('FlateDecode', bomb, [], 1000)).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
    const text = bytesOf('z'.repeat(10_000));
    expect(() => decode('ASCII85Decode', text, [], 1000)).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
  });

  it('refuses predictor parameters that would need gigabytes', () => {
    const parameters: [string, number][] = [
      ['Predictor', 12],
      ['Columns', 2 ** 40],
    ];
    const encoded = deflateSync(new Uint8Array(8));
    expect(() => decode('FlateDecode', encoded, parameters)).toThrowError(
      expect.objectContaining({ code: 'pdf.limit' }),
    );
  });
});
