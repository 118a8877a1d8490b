import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import { Asn1, der, tags } from '../../../src/main/pki/asn1.js';
import { CrlEntries } from '../../../src/main/pki/crl-entries.js';
import { oids } from '../../../src/main/pki/oids.js';

const hex = (text: string): Uint8Array => Buffer.from(text, 'hex');
const time = (text: string): Uint8Array => der.tlv(tags.utcTime, Buffer.from(text));
const march = time('260301120000Z');
const reason = (code: number, critical = false): Uint8Array =>
  der.sequence(
    der.sequence(
      der.oid(oids.crlReason),
      ...(critical ? [der.tlv(tags.boolean, hex('ff'))] : []),
      der.octetString(der.tlv(tags.enumerated, Uint8Array.of(code))),
    ),
  );
const entry = (serial: string, ...rest: Uint8Array[]): Uint8Array =>
  der.sequence(der.tlv(tags.integer, hex(serial)), ...rest);
const read = (...entries: Uint8Array[]): CrlEntries => CrlEntries.read(Asn1.parse(der.sequence(...entries)));
const fallback = new Date('2026-01-01T00:00:00Z');

describe('entries of a revocation list', () => {
  const entries = read(entry('0a01', march), entry('00f1e2', march, reason(1)), entry('0b', time('269901120000Z')));

  it('finds what is listed, with date and reason, and nothing else', () => {
    expect(entries.find('f1e2', fallback)).toEqual({ date: new Date('2026-03-01T12:00:00Z'), reason: 1 });
    expect(entries.find('0a01', fallback)).toMatchObject({ reason: 0 });
    for (const other of ['01', '0a', '0a0100', 'e2', 'f1e3', '00']) expect(entries.find(other, fallback)).toBeNull();
  });

  it('takes an entry for a revocation though its date is damaged', () => {
    expect(entries.find('0b', fallback)).toEqual({ date: fallback, reason: 0 });
  });

  it('finds a serial number that was written without its sign octet', () => {
    expect(read(entry('f1e2', march)).find('f1e2', fallback)).not.toBeNull();
  });

  it('is not to be used with a critical extension that is not known, wherever it stands', () => {
    const strange = der.sequence(
      der.sequence(der.oid(oids.certificateIssuer), der.tlv(tags.boolean, hex('ff')), der.octetString(hex('3000'))),
    );
    expect(entries.supported).toBe(true);
    expect(read(entry('01', march, reason(1, true)), entry('02', march)).supported).toBe(true);
    expect(read(entry('01', march, reason(1)), entry('02', march, strange)).supported).toBe(false);
  });

  it('are none in a list without entries, and a fault where an entry ends too late', () => {
    expect(CrlEntries.read(null).find('01', fallback)).toBeNull();
    for (const bad of ['30053003020101', '30040201013000', '3006300402010117'])
      expect(() => CrlEntries.read(Asn1.parsePrefix(hex(`${bad}0000000000`)))).toThrow(Fault);
  });
});
