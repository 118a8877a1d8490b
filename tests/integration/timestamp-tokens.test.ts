/** Timestamp tokens written by hand: what rests on SHA-1 in them, and times that cannot be. */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SignatureReport } from '../../src/contracts/verification.js';
import { contextTag, der, tags } from '../../src/main/pki/asn1.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { oids } from '../../src/main/pki/oids.js';
import { setSha1Module } from '../../src/main/pki/sha1.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';
import { type Issued, issue, publishCrl, timestamping } from '../../tools/test-pki/make.mjs';
import { sha1ModulePath } from '../sha1-module.js';
import { at } from './certificate-maker.js';
import { only, openWorkshop, plainPdf, signatureOf, type Workshop } from './verification-support.js';

/** The published collisions begin like no ASN.1 structure does; what the real detector cannot be shown carries this mark. */
const { mark } = vi.hoisted(() => ({ mark: 'a block of a collision attack' }));
vi.mock('../../src/main/pki/sha1.js', async (original) => {
  const actual = await original<typeof import('../../src/main/pki/sha1.js')>();
  const checkedBytes: typeof actual.checkedBytes = (signed) => {
    const checked = actual.checkedBytes(signed);
    const sha1Collision = (): boolean => {
      const parts: Uint8Array[] = [];
      signed.stream((part) => parts.push(Uint8Array.from(part)));
      return checked.sha1Collision() || Buffer.concat(parts).includes(mark);
    };
    return { ...checked, sha1Collision };
  };
  return { ...actual, checkedBytes };
});

const year = 365 * 86_400_000;
let workshop: Workshop;
let plain: string;
let tsa: Issued;
beforeAll(() => {
  workshop = openWorkshop();
  plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  tsa = issue(workshop.pki.root, {
    name: 'tsa-sha1',
    subject: [['CN', 'Dấu cũ THỬ NGHIỆM']],
    extensions: timestamping,
    notAfter: new Date(Date.now() + 9 * year),
  });
  publishCrl(workshop.pki.root, { nextUpdate: new Date(Date.now() + 9 * year) });
  publishCrl(workshop.pki.sub, { nextUpdate: new Date(Date.now() + 9 * year) });
});
afterAll(() => workshop.close());
afterEach(() => setSha1Module(sha1ModulePath));

type Digest = 'sha1' | 'sha256';
interface Wish {
  readonly token?: Digest;
  readonly imprint?: Digest;
  readonly ess?: Digest;
  readonly time?: Date;
  /** Put into the TSTInfo, as an extension that nobody knows. */
  readonly filler?: Uint8Array;
}

const digestOf = (name: Digest): Uint8Array => der.sequence(der.oid(oids[name]), der.null());
const attribute = (oid: string, value: Uint8Array): Uint8Array => der.sequence(der.oid(oid), der.setOf([value]));
const explicit = (value: Uint8Array): Uint8Array => der.tlv(contextTag(0, true), value);

/** A token over `value`, written by hand: openssl 3 makes none with SHA-1. */
const token =
  ({ token: own = 'sha256', imprint = 'sha256', ess = 'sha256', time = new Date(), filler }: Wish) =>
  (value: Uint8Array): Uint8Array => {
    const authority = only(readCertificates(readFileSync(tsa.certificate)));
    const key = createPrivateKey(readFileSync(tsa.key));
    const info = der.sequence(
      der.integer(1),
      der.oid('2.16.704.1.1.1.2'),
      der.sequence(digestOf(imprint), der.octetString(createHash(imprint).update(value).digest())),
      der.integer(7),
      at(time),
      ...(filler ? [der.tlv(contextTag(1, true), der.sequence(der.oid('1.2.3'), der.octetString(filler)))] : []),
    );
    const reference = der.sequence(der.sequence(der.octetString(createHash(ess).update(authority.der).digest())));
    const named = der.sequence(reference);
    const attributes = der.setOf([
      attribute(oids.contentType, der.oid(oids.tstInfo)),
      attribute(oids.messageDigest, der.octetString(createHash(own).update(info).digest())),
      attribute(ess === 'sha1' ? oids.signingCertificate : oids.signingCertificateV2, named),
    ]);
    const signer = der.sequence(
      der.integer(1),
      der.sequence(authority.issuer.der, der.unsigned(Buffer.from(authority.serial, 'hex'))),
      digestOf(own),
      Buffer.concat([Uint8Array.of(contextTag(0, true)), attributes.subarray(1)]),
      der.sequence(der.oid(oids.rsaEncryption), der.null()),
      der.octetString(sign(own, attributes, key)),
    );
    const signedData = der.sequence(
      der.integer(3),
      der.setOf([digestOf(own)]),
      der.sequence(der.oid(oids.tstInfo), explicit(der.tlv(tags.octetString, info))),
      der.tlv(contextTag(0, true), authority.der),
      der.setOf([signer]),
    );
    return der.sequence(der.oid(oids.signedData), explicit(signedData));
  };

const policy = loadPolicy('resources/policy/verification.json');
const judged = async (wish: Wish, { sunset = new Date(Date.now() + year) } = {}): Promise<SignatureReport> => {
  const path = await workshop.sign(plain, 'stamped.pdf', workshop.pki.person, { stamp: token(wish) });
  const { report } = verifyFile(path, {
    trust: loadTrust({ shipped: 'resources/trust', added: [workshop.pki.root.certificate] }),
    policy: { ...policy, sha1: { acceptedBefore: sunset.toISOString() } },
    crls: [workshop.pki.root.crl, workshop.pki.sub.crl].map((crl) => readFileSync(crl)),
    at: new Date(),
  });
  return signatureOf(report);
};
const whyNot = ({ warnings }: SignatureReport): string | undefined =>
  warnings.find(({ code }) => code === 'timestamp-untrusted')?.vi;

const past = new Date(Date.now() - 3_600_000);

describe('a timestamp', () => {
  it('with nothing of SHA-1 counts whatever the policy says of SHA-1', async () => {
    expect((await judged({}, { sunset: past })).provenTime).not.toBeNull();
  });

  it.each<[string, Wish]>([
    ['signed with SHA-1', { token: 'sha1' }],
    ['with all of it', { token: 'sha1', imprint: 'sha1', ess: 'sha1' }],
  ])('%s counts before the sunset and not after', async (_name, wish) => {
    expect((await judged(wish)).provenTime).not.toBeNull();
    const late = await judged(wish, { sunset: past });
    expect(late.provenTime).toBeNull();
    expect(whyNot(late)).toContain('thuật toán cũ (SHA-1)');
  });

  it('signed with SHA-1 cannot vouch for its own age once SHA-1 is over', async () => {
    const time = new Date(past.getTime() - 60_000);
    expect((await judged({ token: 'sha1', time }, { sunset: past })).provenTime).toBeNull();
  });

  it('whose imprint of a signature value alone is SHA-1 counts: the value is scanned', async () => {
    expect((await judged({ imprint: 'sha1' }, { sunset: past })).provenTime).not.toBeNull();
  });

  it('that names its authority by SHA-1 alone counts: the authority’s certificate is scanned', async () => {
    expect((await judged({ ess: 'sha1' }, { sunset: past })).provenTime).not.toBeNull();
  });

  it('out of a collision attack on its content does not count, and that is said', async () => {
    const colliding = await judged({ token: 'sha1', filler: Buffer.from(mark) });
    expect(colliding).toMatchObject({ provenTime: null, integrity: 'intact' });
    expect(whyNot(colliding)).toContain('mang dấu hiệu giả mạo thuật toán SHA-1');
    const innocent = await judged({ token: 'sha1', filler: Buffer.from(mark.toUpperCase()) });
    expect(innocent.provenTime).not.toBeNull();
  });

  it.each([
    ['older than its authority’s certificate', -2 * year, 'sớm hơn chứng thư của cơ quan cấp'],
    ['from tomorrow', 86_400_000, 'ở tương lai'],
  ])('%s proves nothing', async (_name, shift, words) => {
    const one = await judged({ time: new Date(Date.now() + shift) });
    expect(one).toMatchObject({ verdict: 'valid', provenTime: null });
    expect(whyNot(one)).toContain(words);
  });

  it('whose SHA-1 cannot be examined leaves the signature open', async () => {
    const path = await workshop.sign(plain, 'no-module.pdf', workshop.pki.person, { stamp: token({ token: 'sha1' }) });
    setSha1Module(workshop.path('absent.node'));
    const one = signatureOf(workshop.verify(path));
    expect(one.verdict).toBe('indeterminate');
    expect(one.reasons.map(({ code }) => code)).toContain('sha1-unavailable');
  });
});
