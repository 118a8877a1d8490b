import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../../src/main/pdf/cursor.js';
import { RC4_THROUGHOUT, readCryptFilters, streamMethod } from '../../../../src/main/pdf/encryption/crypt-filters.js';
import { mayBeSigned } from '../../../../src/main/pdf/encryption/document-cipher.js';
import { PdfDict as Dict, type PdfDict, type PdfObject } from '../../../../src/main/pdf/objects.js';
import { Parser } from '../../../../src/main/pdf/parser.js';
import { MemorySource } from '../../../../src/main/pdf/source.js';
import { bytesOf } from '../sample-pdf.js';

const dict = (text: string): PdfDict => {
  const object = new Parser(new Cursor(new MemorySource(bytesOf(text)), 0), false).object();
  if (!(object instanceof Dict)) throw new Error('no dictionary');
  return object;
};
const resolve = (object: PdfObject): PdfObject => object;

const CF = '/CF<</A<</CFM/AESV2>>/R<</CFM/V2>>>>';
const method = (encrypt: string, stream: string, metadata = true): string =>
  streamMethod(readCryptFilters(dict(`<<${CF}${encrypt}>>`), 4, metadata), dict(`<<${stream}>>`), resolve);

describe('the cipher of a stream', () => {
  it.each([
    ['is that of all streams', '/StmF/A/StrF/R', '', 'aes-128'],
    ['is none when none is named', '/StrF/A', '', 'identity'],
    ['is none when the file says so', '/StmF/Identity', '', 'identity'],
    ['is its own', '/StmF/A', '/Filter/Crypt/DecodeParms<</Name/R>>', 'rc4'],
    ['is its own, before others', '/StmF/A', '/Filter[/Crypt/FlateDecode]/DecodeParms[<</Name/R>>null]', 'rc4'],
    ['is none when its own names none', '/StmF/A', '/Filter[/Crypt/FlateDecode]', 'identity'],
    ['is none for cross-references', '/StmF/A', '/Type/XRef', 'identity'],
    ['of embedded files is theirs', '/EFF/A', '/Type/EmbeddedFile', 'aes-128'],
    ['of embedded files is that of all streams', '/StmF/A', '/Type/EmbeddedFile', 'aes-128'],
    ['of embedded files does not reach others', '/EFF/A', '/Type/XObject', 'identity'],
    ['of metadata is that of all streams', '/StmF/A', '/Type/Metadata', 'aes-128'],
  ])('%s', (_name, encrypt, stream, expected) => expect(method(encrypt, stream)).toBe(expected));

  it('is none for plain metadata', () => {
    expect(method('/StmF/A', '/Type/Metadata', false)).toBe('identity');
    expect(method('/StmF/A', '/Type/XObject', false)).toBe('aes-128');
  });

  it('is not what a /Crypt filter says before there were any', () => {
    expect(streamMethod(RC4_THROUGHOUT, dict('<</Filter/Crypt>>'), resolve)).toBe('rc4');
  });

  it('that is not defined is refused', () => {
    expect(() => method('/StmF/A', '/Filter/Crypt/DecodeParms<</Name/B>>')).toThrow(
      expect.objectContaining({ code: 'pdf.broken' }),
    );
  });
});

describe('signing', () => {
  const encryption = (permissions: number, owner = false) => ({ algorithm: 'rc4', permissions, owner }) as const;

  it.each([
    ['no encryption', null, true],
    ['the owner', encryption(-3904, true), true],
    ['everything permitted', encryption(-4), true],
    ['filling in and signing', encryption(-3904 | 256), true],
    ['annotating', encryption(-3904 | 32), true],
    ['modifying', encryption(-3904 | 8), true],
    ['nothing permitted', encryption(-3904), false],
    ['printing, copying, assembling', encryption(-3904 | 4 | 16 | 512 | 1024 | 2048), false],
  ])('%s', (_name, given, expected) => expect(mayBeSigned(given)).toBe(expected));
});
