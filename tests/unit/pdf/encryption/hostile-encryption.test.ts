/** /Encrypt dictionaries that are wrong, foreign or made to do harm: a fault, at once, and nothing is decrypted. */
import { describe, expect, it } from 'vitest';
import { classicPdf, MINIMAL, open, streamPdf, update } from '../sample-pdf.js';

const hex = (length: number): string => `<${'41'.repeat(length)}>`;
const LEGACY = `/Filter/Standard/V 2/R 3/Length 128/P -4/O${hex(32)}/U${hex(32)}`;
const FILTERS = '/CF<</StdCF<</CFM/AESV2>>>>/StmF/StdCF/StrF/StdCF';
const V4 = `/Filter/Standard/V 4/R 4/P -4/O${hex(32)}/U${hex(32)}`;
const V5 = `/Filter/Standard/V 5/R 6/P -4/O${hex(48)}/U${hex(48)}/OE${hex(32)}/UE${hex(32)}/Perms${hex(16)}`;
const ID = `/ID[${hex(16)}${hex(16)}]`;

const encrypted = (entries: string, id = ID): string => classicPdf(MINIMAL, `/Encrypt<<${entries}>>${id}`).text;
const code = (text: string, options = {}) => {
  try {
    open(text, options);
    return 'opened';
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
  }
};

describe('an /Encrypt dictionary', () => {
  it.each([
    ['for certificates', '/Filter/Adobe.PubSec/V 4/SubFilter/adbe.pkcs7.s5', 'pdf.encryption-unsupported'],
    ['of an unknown handler', `/Filter/${'X'.repeat(4000)}/V 1`, 'pdf.encryption-unsupported'],
    ['of no handler', '', 'pdf.encryption-unsupported'],
    ['with a handler that is no name', '/Filter 1', 'pdf.encryption-unsupported'],
    ['of the unpublished version 3', LEGACY.replace('/V 2', '/V 3'), 'pdf.encryption-unsupported'],
    ['of a version to come', V5.replace('/V 5', '/V 6'), 'pdf.encryption-unsupported'],
    ['of a revision to come', V5.replace('/R 6', '/R 7'), 'pdf.encryption-unsupported'],
    ['with a revision that is no number', LEGACY.replace('/R 3', '/R/3'), 'pdf.encryption-unsupported'],
    ['with an unknown cipher', `${V4}${FILTERS.replace('AESV2', 'AESV9')}`, 'pdf.encryption-unsupported'],
    ['with a cipher of another version', `${V5}${FILTERS}`, 'pdf.encryption-unsupported'],
    ['with a crypt filter that is not defined', `${V4}/StmF/Other`, 'pdf.broken'],
    ['with crypt filters that are no dictionary', `${V4}/CF[]/StmF/StdCF`, 'pdf.broken'],
    ['without /O', LEGACY.replace('/O', '/X'), 'pdf.broken'],
    ['with a short /U', LEGACY.replace(/\/U<\w+>/, `/U${hex(31)}`), 'pdf.broken'],
    ['with /O of 1 MB', LEGACY.replace(/\/O<\w+>/, `/O${hex(1 << 20)}`), 'pdf.broken'],
    ['with a number as /U', LEGACY.replace(/\/U<\w+>/, '/U 7'), 'pdf.broken'],
    ['with a huge /Length', LEGACY.replace('128', '99999999999'), 'pdf.broken'],
    ['with a negative /Length', LEGACY.replace('128', '-128'), 'pdf.broken'],
    ['with a /Length of no whole bytes', LEGACY.replace('128', '127'), 'pdf.broken'],
    ['without /P', LEGACY.replace('/P -4', ''), 'pdf.broken'],
    ['with /P beyond 32 bits', LEGACY.replace('-4', '99999999999'), 'pdf.broken'],
    ['of AES-256 without /OE', V5.replace('/OE', '/X'), 'pdf.broken'],
    ['of AES-256 with a short /Perms', V5.replace(/\/Perms<\w+>/, `/Perms${hex(15)}`), 'pdf.broken'],
  ])('%s', (_name, entries, expected) => expect(code(encrypted(entries))).toBe(expected));

  it.each([
    ['RC4', LEGACY],
    ['AES-128', `${V4}${FILTERS}`],
    ['AES-256', V5],
  ])('%s that no password opens asks for one, then calls it wrong', (_name, entries) => {
    expect(code(encrypted(entries))).toBe('pdf.password-needed');
    expect(code(encrypted(entries, ''))).toBe('pdf.password-needed');
    expect(code(encrypted(entries), { password: 'x'.repeat(100_000) })).toBe('pdf.password-wrong');
  });
});

describe('encryption that is not one for the whole file', () => {
  const plain = classicPdf([...MINIMAL, `<<${LEGACY}>>`], '');
  const named = classicPdf([...MINIMAL, `<<${LEGACY}>>`, '<<>>'], `/Encrypt 4 0 R${ID}`);

  it.each([
    ['given up in a later revision', update(named, { 3: '<<>>' }).text],
    ['changed to another dictionary', update(named, { 3: '<<>>' }, '/Encrypt 5 0 R').text],
    ['changed from a direct to another direct dictionary', twoDirect()],
    ['that leads nowhere', classicPdf(MINIMAL, `/Encrypt 77 0 R${ID}`).text],
    ['that leads to a number', classicPdf([...MINIMAL, '7'], `/Encrypt 4 0 R${ID}`).text],
    [
      'inside an object stream, which would be encrypted itself',
      streamPdf('/W[1 4 2]/Size 6/Root 1 0 R/Encrypt 3 0 R', [...MINIMAL.slice(0, 2), `<<${LEGACY}>>`]),
    ],
    ['with an /ID that is no string', encrypted(LEGACY, '/ID[4 0 R 4 0 R]')],
  ])('%s is refused', (_name, text) => expect(code(text)).toBe('pdf.broken'));

  it('begun in a later revision counts for the whole file, as every reader has it', () => {
    expect(code(update(plain, { 3: '<<>>' }, `/Encrypt 4 0 R${ID}`).text)).toBe('pdf.password-needed');
  });
});

function twoDirect(): string {
  const first = classicPdf(MINIMAL, `/Encrypt<<${LEGACY}>>${ID}`);
  return update(first, { 3: '<<>>' }, `/Encrypt<<${LEGACY.replace(/\/U<\w+>/, `/U${hex(33)}`)}>>${ID}`).text;
}
