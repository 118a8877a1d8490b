import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import { Asn1, der } from '../../../src/main/pki/asn1.js';
import { readOcspResponse } from '../../../src/main/pki/ocsp.js';
import { readTimestampResponse, timestampRequest } from '../../../src/main/pki/tsp.js';
import fc from '../../fast-check.js';

const imprint = new Uint8Array(32).fill(7);
const nonceOf = (bytes: number[]): string => {
  const [, , nonce] = Asn1.parse(timestampRequest(imprint, Uint8Array.from(bytes))).children;
  return Buffer.from(nonce?.bytes ?? []).toString('hex');
};

describe('the nonce of a timestamp request', () => {
  it('is a positive INTEGER in shortest form', () => {
    expect(nonceOf([0x80, 1])).toBe('0203008001');
    expect(nonceOf([0, 0, 0x7f])).toBe('02017f');
    expect(nonceOf([0, 0x80])).toBe('02020080');
    expect(nonceOf([0, 0])).toBe('020100');
  });
});

describe('what a server may send', () => {
  const code = (read: () => unknown): string => {
    try {
      read();
      return 'accepted';
    } catch (thrown) {
      if (thrown instanceof Fault) return thrown.code;
      throw thrown;
    }
  };
  const question = { imprint, nonce: new Uint8Array(8).fill(1) };
  const status = (value: number, ...rest: Uint8Array[]): Uint8Array =>
    der.sequence(der.sequence(der.integer(value), ...rest));

  it('is a fault of a known code, whatever the bytes', () => {
    const known = ['timestamp.malformed', 'timestamp.rejected', 'timestamp.not-now', 'timestamp.invalid'];
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.uint8Array({ maxLength: 40 }).map((inner) => der.sequence(der.sequence(der.integer(0)), inner)),
      fc.uint8Array({ maxLength: 40 }).map((inner) => status(2, inner)),
    );
    fc.assert(
      fc.property(bytes, (response) => {
        expect(known).toContain(code(() => readTimestampResponse(response, question)));
        expect(['pki.ocsp-malformed', 'pki.ocsp-refused']).toContain(code(() => readOcspResponse(response)));
      }),
    );
  });

  it('is granted only with a token', () => {
    expect(code(() => readTimestampResponse(status(0), question))).toBe('timestamp.malformed');
  });

  it('quotes the server on one line of limited length', () => {
    const text = der.sequence(der.tlv(0x0c, Buffer.from(`hết\nhạn ngạch ${'x'.repeat(500)}`)));
    try {
      readTimestampResponse(status(2, text), question);
    } catch (thrown) {
      const sentence = thrown instanceof Fault ? thrown.value.vi : '';
      expect(sentence).toContain('hết hạn ngạch xxx');
      expect(sentence.length).toBeLessThan(300);
    }
    expect.assertions(2);
  });
});
