/** SignedData made to cost memory or time; each is refused or read, and nothing else is thrown. */
import { describe, expect, it } from 'vitest';
import { der } from '../../../../src/main/pki/asn1.js';
import { readSignedData } from '../../../../src/main/pki/cms/read.js';
import { oids } from '../../../../src/main/pki/oids.js';

const repeated = (element: readonly number[], times: number): Uint8Array =>
  Uint8Array.from({ length: element.length * times }, (_, i) => element[i % element.length] ?? 0);
const NULL = [0x05, 0x00];
const EMPTY_SEGMENT = [0x04, 0x00];

const signedData = (content: Uint8Array, ...attributes: Uint8Array[]): Uint8Array => {
  const signer = der.sequence(
    der.integer(1),
    der.sequence(der.sequence(), der.integer(1)),
    der.sequence(der.oid(oids.sha256)),
    der.tlv(0xa0, der.sequence(der.oid(oids.contentType), der.setOf([der.oid(oids.data)])), ...attributes),
    der.sequence(der.oid(oids.rsaEncryption)),
    der.octetString(new Uint8Array(256)),
  );
  const encapsulated = der.sequence(der.oid(oids.data), der.tlv(0xa0, content));
  const inner = der.sequence(der.integer(1), der.setOf([]), encapsulated, der.setOf([signer]));
  return der.sequence(der.oid(oids.signedData), der.tlv(0xa0, inner));
};

const attribute = (value: Uint8Array): Uint8Array => der.sequence(der.oid('1.2.3.4'), der.setOf([value]));
const content = der.octetString(Uint8Array.of(1));
const malformed = expect.objectContaining({ code: 'pki.cms-malformed' });

describe('hostile SignedData', () => {
  it('a string in millions of segments', () => {
    const segmented = der.tlv(0x24, repeated(EMPTY_SEGMENT, 2_000_000));
    expect(() => readSignedData(signedData(segmented))).toThrowError(malformed);
  });

  it('an attribute with more elements than are taken apart, as a revocation list has, stands as it is', () => {
    const facts = readSignedData(signedData(content, attribute(der.sequence(repeated(NULL, 100_000)))));
    expect(facts.contentType).toBe(oids.data);
    expect(facts.signedAttributes?.contentType).toBe(oids.data);
  });

  it('a length of a gigabyte', () => {
    expect(() => readSignedData(Uint8Array.of(0x30, 0x84, 0x40, 0, 0, 0, 1))).toThrowError(malformed);
  });

  it('a million indefinite lengths inside one another', () => {
    expect(() => readSignedData(repeated([0x30, 0x80], 1_000_000))).toThrowError(malformed);
  });
});
