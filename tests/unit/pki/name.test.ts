import { describe, expect, it } from 'vitest';
import { Asn1, der, tags } from '../../../src/main/pki/asn1.js';
import { readName, sameName, withinSubtree } from '../../../src/main/pki/name.js';
import { oids } from '../../../src/main/pki/oids.js';

const attribute = (oid: string, tag: number, value: Uint8Array): Uint8Array =>
  der.setOf([der.sequence(der.oid(oid), der.tlv(tag, value))]);
const utf8 = (oid: string, text: string): Uint8Array => attribute(oid, tags.utf8String, Buffer.from(text));
const name = (...rdns: Uint8Array[]) => readName(Asn1.parse(der.sequence(...rdns)));
const bmp = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('names in Vietnamese certificates', () => {
  it('decomposed Unicode is shown composed', () => {
    expect(name(utf8(oids.commonName, 'Nguyễn Thị Điệp'.normalize('NFD'))).commonName).toBe('Nguyễn Thị Điệp');
  });

  it('BMPString and TeletexString are read', () => {
    expect(name(attribute(oids.organization, tags.bmpString, bmp('Ủy ban nhân dân'))).organization).toBe(
      'Ủy ban nhân dân',
    );
    expect(
      name(attribute(oids.organization, tags.teletexString, Buffer.from('Cơ quan'.normalize('NFC'), 'latin1')))
        .organization,
    ).toContain('quan');
  });

  it('one line has the most specific part first and keeps the biggest unit first in the list', () => {
    const full = name(
      utf8('2.5.4.6', 'VN'),
      utf8(oids.organization, 'ỦY BAN, TỈNH'),
      utf8(oids.organizationalUnit, 'SỞ'),
      utf8(oids.organizationalUnit, 'PHÒNG'),
      utf8(oids.commonName, 'Lê Văn A'),
    );
    expect(full.text).toBe('CN=Lê Văn A, OU=PHÒNG, OU=SỞ, O=ỦY BAN\\, TỈNH, C=VN');
    expect(full.organizationalUnits).toEqual(['SỞ', 'PHÒNG']);
  });

  it('control characters cannot break a line of a report', () => {
    expect(name(utf8(oids.commonName, 'A\nverdict: valid')).text).toBe('CN=A verdict: valid');
  });
});

describe('comparison (RFC 5280 7.1)', () => {
  it('ignores case, runs of blanks and the kind of string', () => {
    const printable = name(attribute(oids.organization, tags.printableString, Buffer.from('Ban  Co yeu')));
    expect(sameName(printable, name(utf8(oids.organization, 'BAN CO YEU')))).toBe(true);
  });

  it('takes letters in a string of digits for no string, and no other way to write them', () => {
    const numeric = (text: string) => name(attribute('2.5.4.6', tags.numericString, Buffer.from(text)));
    expect(sameName(numeric('VN'), name(utf8('2.5.4.6', 'VN')))).toBe(false);
    expect(sameName(numeric('84 24'), name(utf8('2.5.4.6', '84 24')))).toBe(true);
  });

  it('tells names with and without diacritics apart', () => {
    expect(sameName(name(utf8(oids.organization, 'Ban Cơ yếu')), name(utf8(oids.organization, 'Ban Co yeu')))).toBe(
      false,
    );
  });

  it('a value cannot pose as two attributes', () => {
    const pair = (oid: string, text: string): Uint8Array =>
      der.sequence(der.oid(oid), der.tlv(tags.utf8String, Buffer.from(text)));
    const two = name(der.setOf([pair(oids.organization, 'A'), pair(oids.commonName, 'B')]));
    for (const separator of ['+', '","', ',']) {
      expect(sameName(name(utf8(oids.organization, `A${separator}${oids.commonName}=B`)), two)).toBe(false);
    }
  });

  it('a subtree holds itself and what is below', () => {
    const base = name(utf8('2.5.4.6', 'VN'), utf8(oids.organization, 'A'));
    expect(
      withinSubtree(name(utf8('2.5.4.6', 'VN'), utf8(oids.organization, 'A'), utf8(oids.commonName, 'x')), base),
    ).toBe(true);
    expect(withinSubtree(name(utf8('2.5.4.6', 'VN')), base)).toBe(false);
  });
});
