import { describe, expect, it } from 'vitest';
import { ByteBuilder } from '../../../src/main/pdf/bytes.js';
import { Cursor } from '../../../src/main/pdf/cursor.js';
import {
  PdfDict,
  PdfName,
  type PdfObject,
  PdfRef,
  PdfString,
  pdfText,
  textString,
} from '../../../src/main/pdf/objects.js';
import { Parser } from '../../../src/main/pdf/parser.js';
import { serialize } from '../../../src/main/pdf/serialize.js';
import { MemorySource } from '../../../src/main/pdf/source.js';
import fc from '../../fast-check.js';
import { bytesOf } from './sample-pdf.js';

const parse = (text: string, spans = false): PdfObject =>
  new Parser(new Cursor(new MemorySource(bytesOf(text)), 0), spans).object();
const stringOf = (text: string): string => {
  const object = parse(text);
  return object instanceof PdfString ? Buffer.from(object.bytes).toString('latin1') : 'no string';
};

describe('syntax of objects', () => {
  it.each([
    ['0', 0],
    ['-17', -17],
    ['+.5', 0.5],
    ['4.', 4],
    ['-.002', -0.002],
    ['true', true],
    ['false', false],
    ['null', null],
    ['% comment\n 12', 12],
  ])('reads %s', (text, value) => expect(parse(text)).toBe(value));

  it.each(['', '1e5', '--5', '1.2.3', 'xyz', '>>', ']', '<<', '[1 2', '(open', '<4', '<4g>', '<</A>>', '<<1 2>>'])(
    'refuses %j as broken',
    (text) => expect(() => parse(text)).toThrowError(expect.objectContaining({ code: 'pdf.broken' })),
  );

  it('tells references from numbers', () => {
    expect(parse('[1 0 R 2 0 3 0 R 4]')).toEqual([new PdfRef(1, 0), 2, 0, new PdfRef(3, 0), 4]);
  });

  it('reads names with escapes, and a lone # as itself', () => {
    expect(parse('/A#20B#')).toEqual(new PdfName('A B#'));
    expect(parse('/')).toEqual(new PdfName(''));
  });

  it('reads literal strings: escapes, nested parentheses, line ends, continuation', () => {
    expect(stringOf('(a(b)c\\)\\n\\101\\7x\\\r\nz\r\ny)')).toBe('a(b)c)\nA\u0007xz\ny');
  });

  it('reads hexadecimal strings longer than what is read ahead', () => {
    const bytes = Uint8Array.from({ length: 30_000 }, (_, i) => i * 7);
    const text = Buffer.from(bytes).toString('hex').replaceAll(/.{61}/g, '$&\n');
    expect(parse(`<${text}> 1`)).toMatchObject({ bytes });
    expect(() => parse(`<${text}`)).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
    expect(() => parse(`<${text}x>`)).toThrowError(expect.objectContaining({ code: 'pdf.broken' }));
  });

  it('reads hexadecimal strings alike wherever they begin', () => {
    const bytes = Uint8Array.from({ length: 6000 }, (_, i) => i * 7);
    const text = Buffer.from(bytes).toString('hex');
    const broken = `${text.slice(0, 4999)} \n${text.slice(4999)}`;
    for (let blanks = 0; blanks < 70; blanks += 1) {
      expect(parse(`${' '.repeat(blanks)}<${text}>`)).toMatchObject({ bytes });
      expect(parse(`${' '.repeat(blanks)}<${broken}>`)).toMatchObject({ bytes });
    }
  });

  it('reads hexadecimal strings with white space and an odd digit', () => {
    expect(stringOf('<48 65\n6c6C 6f7>')).toBe('Hellop');
  });

  it('keeps the span of strings and dictionaries of the file, with delimiters', () => {
    const dict = parse('  <</Contents <00ff> /B (x)>>', true);
    if (!(dict instanceof PdfDict)) throw new Error('no dictionary');
    expect(dict.range).toEqual({ start: 2, end: 29 });
    expect(dict.get('Contents')).toMatchObject({ range: { start: 14, end: 20 } });
  });

  it('refuses 100,000 nested arrays without exhausting the stack', () => {
    expect(() => parse('['.repeat(100_000))).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
    expect(() => parse('<</A'.repeat(100_000))).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
  });

  it('refuses an object with millions of values', () => {
    expect(() => parse(`[${'0 '.repeat(1_100_000)}]`)).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
  });
});

describe('text strings', () => {
  it('round-trips Vietnamese and composes it', () => {
    const decomposed = 'Nguyễn Văn Đức'.normalize('NFD');
    expect(pdfText(textString(decomposed))).toBe('Nguyễn Văn Đức'.normalize('NFC'));
  });

  it('reads UTF-8 and PDFDocEncoding', () => {
    expect(pdfText(new PdfString(Uint8Array.from([0xef, 0xbb, 0xbf, ...Buffer.from('Huế')])))).toBe('Huế');
    expect(pdfText(new PdfString(Uint8Array.from([0x41, 0xe9, 0x84, 0xa0, 0x18])))).toBe('Aé—€˘');
  });
});

describe('writing objects', () => {
  const names = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
  const objects = fc.letrec<{ object: PdfObject }>((tie) => ({
    object: fc.oneof(
      { maxDepth: 4 },
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1000),
      names.map((value) => new PdfName(value)),
      fc.tuple(fc.uint8Array(), fc.boolean()).map(([bytes, hex]) => new PdfString(Uint8Array.from(bytes), hex)),
      fc.tuple(fc.nat(8_388_607), fc.nat(65535)).map(([num, gen]) => new PdfRef(num, gen)),
      fc.array(tie('object'), { maxLength: 6 }),
      fc.array(fc.tuple(names, tie('object')), { maxLength: 6 }).map((entries) => new PdfDict(entries)),
    ),
  })).object;

  it('gives back every object that was written', () => {
    fc.assert(
      fc.property(objects, (object) => {
        const out = new ByteBuilder();
        serialize(object, out);
        const read = new Parser(new Cursor(new MemorySource(out.bytes()), 0), false).object();
        expect(read).toEqual(object);
      }),
    );
  });

  it('writes numbers without an exponent, and so that they read back the same', () => {
    const out = new ByteBuilder();
    serialize([1e-7, -1e-9, -1e-30, 1e10, 1e22, 595.303937007874], out);
    const text = Buffer.from(out.bytes()).toString();
    expect(text).toBe(
      `[.0000001 -.000000001 -.${'0'.repeat(29)}1 10000000000 10000000000000000000000 595.303937007874]`,
    );
  });
});
