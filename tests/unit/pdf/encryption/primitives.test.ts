import { describe, expect, it } from 'vitest';
import { ByteBuilder, latin1 } from '../../../../src/main/pdf/bytes.js';
import { Cursor } from '../../../../src/main/pdf/cursor.js';
import { aesDecrypt, aesEncrypt } from '../../../../src/main/pdf/encryption/aes.js';
import { aes256UserKey } from '../../../../src/main/pdf/encryption/aes256-keys.js';
import { mapStrings } from '../../../../src/main/pdf/encryption/object-cipher.js';
import { legacyPasswords, saslPrep, unicodePasswords } from '../../../../src/main/pdf/encryption/passwords.js';
import { rc4 } from '../../../../src/main/pdf/encryption/rc4.js';
import { PdfDict } from '../../../../src/main/pdf/objects.js';
import { Parser } from '../../../../src/main/pdf/parser.js';
import { serialize } from '../../../../src/main/pdf/serialize.js';
import { MemorySource } from '../../../../src/main/pdf/source.js';
import { bytesOf } from '../sample-pdf.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('RC4', () => {
  it.each([
    ['Key', 'Plaintext', 'bbf316e8d940af0ad3'],
    ['Wiki', 'pedia', '1021bf0420'],
    ['Secret', 'Attack at dawn', '45a01f645fc35b383552544b9bf5'],
  ])('the known answer for %s', (key, text, expected) => {
    expect(hex(rc4(bytesOf(key), bytesOf(text)))).toBe(expected);
  });

  it('the keystream of RFC 6229 for 40 bits', () => {
    expect(hex(rc4(Uint8Array.of(1, 2, 3, 4, 5), new Uint8Array(16)))).toBe('b2396305f03dc027ccc3524a0a1118a8');
  });
});

describe('AES', () => {
  const key = new Uint8Array(16).fill(7);

  it.each([0, 1, 15, 16, 17, 1000])('%d bytes come back, never under the same first block', (length) => {
    const data = new Uint8Array(length).fill(65);
    const encrypted = aesEncrypt(key, data);
    expect(encrypted.length).toBe(16 + (Math.floor(length / 16) + 1) * 16);
    expect(aesDecrypt(key, encrypted)).toEqual(data);
    expect(hex(aesEncrypt(key, data))).not.toBe(hex(encrypted));
  });

  it('data cut off, or too short for a first block, are read as far as they go', () => {
    const encrypted = aesEncrypt(key, bytesOf('0123456789abcdef0123456789'));
    expect(aesDecrypt(key, encrypted.subarray(0, 40))).toEqual(bytesOf('0123456789abcdef'));
    expect(aesDecrypt(key, encrypted.subarray(0, 31))).toEqual(new Uint8Array(0));
    expect(aesDecrypt(key, new Uint8Array(0))).toEqual(new Uint8Array(0));
  });
});

describe('the hash of revision 6 ends after the right round', () => {
  // /U strings that qpdf wrote, of passwords for which one round more or less gives another hash.
  it.each([
    ['u17', 'dbba59607f058b6f238a185824d8ac70d64567da79db6e3816561878a5acb28d65815afbc16da370f3901eae42a55f7c'],
    ['u83', '883c71c577c3832efbf20bb142c19c1a98d20aa62be5fde1a92f330c5149b3c8de9e0bfcc7ed446da39c54905e9ec881'],
    ['u15', 'ce73f56e312338bc9b5549784b9fa88ae5db45bf208cc8b55f04e0fed56311dfa6398010c4c7c558157961896cf279c2'],
    ['u67', 'ae87e32f43e901b74d4bab5d0705e1177c9123e1f89fb9f6e34d446fe7cc8a4536bd9cd1873d9416678f8ec8faa934da'],
  ])('%s', (password, user) => {
    const none = new Uint8Array(32);
    const data = { revision: 6, owner: none, ownerKey: none, userKey: none, perms: none } as const;
    const key = (given: string) => aes256UserKey({ ...data, user: Buffer.from(user, 'hex') }, bytesOf(given));
    expect(key(password)?.length).toBe(32);
    expect(key(`${password}x`)).toBeNull();
  });
});

describe('strings changed inside an object', () => {
  const text = '<</A(a)/B[<62>(c)]/C<</Contents(d)/D(e)>>/S<</ByteRange[0 1]/Contents<66>/R(g)>>>>';
  const parsed = new Parser(new Cursor(new MemorySource(bytesOf(text)), 0), true).object();

  it('keep their place in the file; those of a signature that are its /Contents stay as they are', () => {
    const changed = mapStrings(parsed, (bytes) => bytes.map((byte) => byte - 32));
    const out = new ByteBuilder();
    serialize(changed, out);
    expect(latin1(out.bytes()).replace(/\s/g, '')).toBe(
      '<</A(A)/B[<42>(C)]/C<</Contents(D)/D(E)>>/S<</ByteRange[01]/Contents<66>/R(G)>>>>',
    );
    if (!(changed instanceof PdfDict) || !(parsed instanceof PdfDict)) throw new Error('no dictionary');
    expect(changed.range).toEqual({ start: 0, end: text.length });
    expect(changed.get('A')).toMatchObject({ range: { start: 4, end: 7 } });
  });
});

describe('passwords', () => {
  it.each([
    ['I\u00adX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['\u00aa', 'a'],
    ['\u2168', 'IX'],
    ['\u0007', null],
    ['mật\u00a0khẩu', 'mật khẩu'],
    ['\ud800', null],
  ])('RFC 4013: %j', (text, prepared) => expect(saslPrep(text)).toBe(prepared));

  it('revision 6 takes the prepared form first and no more than 127 bytes', () => {
    expect(unicodePasswords('\u2168').map(hex)).toEqual(['4958', 'e285a8']);
    expect(unicodePasswords('khẩu'.normalize('NFD')).map(hex)[0]).toBe(hex(Buffer.from('khẩu')));
    expect(unicodePasswords('a'.repeat(500))[0]?.length).toBe(127);
  });

  it('older revisions take PDFDocEncoding, and UTF-8 where that has no such letter', () => {
    expect(legacyPasswords('é€').map(hex)).toEqual(['e9a0', 'c3a9e282ac']);
    expect(legacyPasswords('ẩ').map(hex)).toEqual(['e1baa9']);
  });
});
