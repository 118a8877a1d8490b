import { describe, expect, it } from 'vitest';
import { contextTag, der, tags } from '../../../src/main/pki/asn1.js';
import { readSignedData, type SignedDataFacts } from '../../../src/main/pki/cms/read.js';
import type { TimestampCheck } from '../../../src/main/pki/cms/timestamp.js';
import type { CmsCheck } from '../../../src/main/pki/cms/verify.js';
import { oids } from '../../../src/main/pki/oids.js';
import { isOutdated, sha1OfStamp } from '../../../src/main/verification/sha1-evidence.js';
import { shattered1, shattered2 } from '../../fixtures/sha1-collisions.js';

const cms: CmsCheck = { signer: null, integrity: 'intact', problems: [], signingCertificate: 'right' };

/** A token whose content and attributes are any bytes: what is hashed, whether or not it can be read. */
const stampOver = (digest: 'sha1' | 'sha256', content: Uint8Array, attributes?: Uint8Array): TimestampCheck => {
  const algorithm = der.sequence(der.oid(oids[digest]));
  const issuer = der.sequence();
  const signer = der.sequence(
    der.integer(1),
    der.sequence(issuer, der.integer(1)),
    algorithm,
    der.sequence(der.oid(oids.rsaEncryption), der.null()),
    der.octetString(Uint8Array.of(1)),
  );
  const encapsulated = der.sequence(
    der.oid(oids.tstInfo),
    der.tlv(contextTag(0, true), der.tlv(tags.octetString, content)),
  );
  const signedData = der.sequence(der.integer(3), der.setOf([algorithm]), encapsulated, der.setOf([signer]));
  const read = readSignedData(der.sequence(der.oid(oids.signedData), der.tlv(contextTag(0, true), signedData)));
  const facts: SignedDataFacts =
    attributes === undefined
      ? read
      : {
          ...read,
          signedAttributes: {
            encodings: [attributes],
            contentType: null,
            messageDigest: null,
            signingTime: null,
            signingCertificates: [],
            contentTimestamps: [],
            revocation: null,
          },
        };
  return { time: new Date(0), facts, imprintDigest: 'sha256', imprintMatches: true, cms, certificates: [] };
};

const collision = (timestamp: TimestampCheck): boolean | undefined =>
  sha1OfStamp({ subFilter: 'ETSI.CAdES.detached', facts: timestamp.facts, cms, timestamp })?.collision;

describe('a timestamp token', () => {
  it('by SHA-1 over either half of a collision is found out, by its content and by its attributes', () => {
    for (const half of [shattered1, shattered2]) {
      expect(collision(stampOver('sha1', half))).toBe(true);
      expect(collision(stampOver('sha1', Uint8Array.of(1), half))).toBe(true);
    }
  });

  it('by SHA-1 over anything else is not, nor by SHA-256 over a half', () => {
    const innocent = Buffer.from(shattered1);
    innocent.writeUInt8(innocent.readUInt8(300) ^ 1, 300);
    expect(collision(stampOver('sha1', innocent))).toBe(false);
    expect(collision(stampOver('sha256', shattered1))).toBe(false);
  });
});

describe('SHA-1 of a timestamp', () => {
  const [before, sunset, after] = [new Date('2026-01-01'), new Date('2027-01-01'), new Date('2028-01-01')];
  it.each([
    ['none', { token: false, imprint: false }, before, after, false],
    ['imprint, stamped in time', { token: false, imprint: true }, before, after, false],
    ['imprint, stamped too late', { token: false, imprint: true }, after, after, true],
    ['token, proven in time', { token: true, imprint: false }, before, before, false],
    ['token, proven too late', { token: true, imprint: false }, before, after, true],
  ])('%s', (_name, sha1, stated, known, outdated) => {
    expect(isOutdated({ ...sha1, collision: false }, stated, known, sunset)).toBe(outdated);
  });
});
