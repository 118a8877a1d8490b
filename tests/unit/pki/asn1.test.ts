import { readdirSync, readFileSync } from 'node:fs';
import * as asn1js from 'asn1js';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import { Asn1, der, tags } from '../../../src/main/pki/asn1.js';
import { readCertificates } from '../../../src/main/pki/certificate.js';
import { readSignedData } from '../../../src/main/pki/cms/read.js';
import { parseCrl } from '../../../src/main/pki/crl.js';
import fc from '../../fast-check.js';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
const onlyFaults = (read: () => unknown): void => {
  try {
    read();
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
  }
};

describe('reading', () => {
  it('indefinite lengths, also nested, end where their end-of-contents stands', () => {
    const [inner, number] = Asn1.parse(bytes('3080 3080 0101ff 0000 020105 0000')).children;
    expect(inner?.children[0]?.boolean()).toBe(true);
    expect(number?.smallInteger()).toBe(5);
  });

  it('octet strings in segments', () => {
    expect(Asn1.parse(bytes('2480 040201 02 0401 03 0000')).octets()).toEqual(bytes('010203'));
  });

  it.each([
    ['a length beyond the data', '30 05 0201'],
    ['trailing bytes', '0500 00'],
    ['an indefinite primitive', '04 80 00 00'],
    ['an end-of-contents that never comes', '30 80 0500'],
    ['a length of five octets', '30 85 0000000001 00'],
    ['nothing', ''],
  ])('refuses %s', (_name, hex) => {
    expect(() => Asn1.parse(bytes(hex))).toThrow(Fault);
  });

  it('stops at nesting made to exhaust the stack', () => {
    const deep = new Uint8Array(200_000);
    for (let at = 0; at < deep.length; at += 2) deep.set([0x30, 0x80], at);
    expect(() => Asn1.parsePrefix(deep)).toThrow(Fault);
  });

  it.each([
    ['170d 3236303130323033303430355a', '2026-01-02T03:04:05.000Z'],
    ['170d 3530303130323033303430355a', '1950-01-02T03:04:05.000Z'],
    ['1813 32303236303130323033303430352e3132335a', '2026-01-02T03:04:05.123Z'],
  ])('time %s', (hex, iso) => {
    expect(Asn1.parse(bytes(hex)).time().toISOString()).toBe(iso);
  });

  it('refuses the 30th of February', () => {
    expect(() => Asn1.parse(bytes('170d 3236303233303033303430355a')).time()).toThrow(Fault);
  });
});

describe('beside asn1js', () => {
  it('every shipped certificate has the same structure and the same bytes', () => {
    const walk = (ours: Asn1, theirs: asn1js.BaseBlock): void => {
      expect(Buffer.from(theirs.valueBeforeDecodeView).equals(ours.bytes)).toBe(true);
      if (!(theirs instanceof asn1js.Sequence || theirs instanceof asn1js.Set)) return;
      expect(ours.children).toHaveLength(theirs.valueBlock.value.length);
      theirs.valueBlock.value.forEach((child, index) => {
        const own = ours.children[index];
        if (own !== undefined) walk(own, child as asn1js.BaseBlock);
      });
    };
    for (const name of readdirSync('resources/trust').filter((file) => file.endsWith('.pem'))) {
      for (const certificate of readCertificates(readFileSync(`resources/trust/${name}`))) {
        walk(Asn1.parse(certificate.der), asn1js.fromBER(Uint8Array.from(certificate.der)).result);
      }
    }
  });

  it('object identifiers are written alike', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 31 - 1), { minLength: 1, maxLength: 8 }), fc.nat(39), (arcs, second) => {
        const oid = ['1', second, ...arcs].join('.');
        expect(Buffer.from(der.oid(oid)).equals(Buffer.from(new asn1js.ObjectIdentifier({ value: oid }).toBER()))).toBe(
          true,
        );
        expect(Asn1.parse(der.oid(oid)).oid()).toBe(oid);
      }),
      { seed: 20261122, numRuns: 200 },
    );
  });
});

describe('object identifiers', () => {
  it.each([
    ['2.25.329800735698586629295641978511506172918', '0614 6983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776'],
    ['1.2.562949953421311.1', '0609 2affffffffffff7f01'],
    ['1.2.562949953421312.1', '060a 2a8180808080808000 01'],
    ['2.562949953421312', '0608 8180808080808050'],
    ['0.39', '0601 27'],
    ['1.0', '0601 28'],
    ['2.0', '0601 50'],
    ['2.999', '0602 8837'],
  ])('%s, of whatever size its numbers are', (oid, hex) => {
    expect(Asn1.parse(bytes(hex)).oid()).toBe(oid);
  });
});

describe('writing', () => {
  it('sets are in the order of their encodings', () => {
    const set = der.setOf([der.octetString(bytes('02')), der.integer(9), der.octetString(bytes('01'))]);
    expect(Asn1.parse(set).children.map((child) => Buffer.from(child.bytes).toString('hex'))).toEqual([
      '020109',
      '040101',
      '040102',
    ]);
  });

  it('lengths are the shortest there are', () => {
    expect(der.octetString(new Uint8Array(127))[1]).toBe(127);
    expect([...der.octetString(new Uint8Array(128)).subarray(0, 3)]).toEqual([tags.octetString, 0x81, 128]);
    expect([...der.octetString(new Uint8Array(256)).subarray(0, 4)]).toEqual([tags.octetString, 0x82, 1, 0]);
  });
});

describe('hostile bytes', () => {
  const sample = readCertificates(readFileSync('resources/trust/vgca-root-g2.pem'))[0]?.der ?? new Uint8Array();
  const readers = [
    (data: Uint8Array) => readSignedData(data),
    (data: Uint8Array) => readCertificates(data),
    (data: Uint8Array) => parseCrl(data),
  ];

  it('give a fault and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        for (const read of readers) onlyFaults(() => read(data));
      }),
      { seed: 20261122, numRuns: 1000 },
    );
  });

  it('one octet of a certificate set to anything gives a certificate or a fault', () => {
    fc.assert(
      fc.property(fc.nat(sample.length - 1), fc.nat(255), (at, octet) => {
        const changed = Uint8Array.from(sample);
        changed[at] = octet;
        onlyFaults(() => readCertificates(changed));
      }),
      { seed: 20261122, numRuns: 1500 },
    );
  });
});
