/** Certification paths, lists and answers made to be believed; each beside an innocent twin. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inMemory, verifySignature } from '../../src/main/pki/algorithms.js';
import { Asn1, contextTag, der, tags } from '../../src/main/pki/asn1.js';
import { type Certificate, parseCertificate } from '../../src/main/pki/certificate.js';
import { parseCrl, type RevocationAnswer, revocationStatus } from '../../src/main/pki/crl.js';
import { ocspAnswer, readOcspResponse } from '../../src/main/pki/ocsp.js';
import { oids } from '../../src/main/pki/oids.js';
import { buildAndValidatePath, type PathOptions, type PathResult } from '../../src/main/pki/path.js';
import {
  at,
  bits,
  caWith,
  type Entity,
  ecdsaSha256,
  encodeCertificate,
  encodeCrl,
  entity,
  extension,
  forIssuing,
  forSigning,
  type KeyPair,
  keyIdentifiers,
  keyUsage,
  type ListWish,
  named,
  nameOf,
  newKey,
  printable,
  revokedEntry,
  utf8,
} from './certificate-maker.js';

const hour = 3_600_000;
const from = (milliseconds: number): Date => new Date(Date.now() + milliseconds);
const ca = [caWith(), forIssuing];
const root = entity('Goc THU NGHIEM', null, { extensions: ca });
const sub = entity('CA cap hai', root, { extensions: ca });
const leaf = entity('Nguoi ky', sub, { extensions: [forSigning] });

const judge = (
  subject: Certificate,
  pool: readonly Certificate[],
  options: Partial<PathOptions> & { anchor?: Certificate } = {},
): PathResult =>
  buildAndValidatePath(subject, {
    pool,
    trust: {
      anchors: [{ certificate: options.anchor ?? root.certificate, scheme: 'user-added' }],
      intermediates: [],
      pinned: new Set(),
    },
    at: new Date(),
    crls: [],
    ...options,
  });
const problems = (...words: Parameters<typeof judge>): string[] => judge(...words).problems.map(({ code }) => code);
const signedBySub = (extensions: readonly Uint8Array[], wish: Parameters<typeof entity>[2] = {}): string[] =>
  problems(entity('Nguoi ky', sub, { extensions, ...wish }).certificate, [sub.certificate]);

it('the innocent path is good', () => {
  expect(problems(leaf.certificate, [sub.certificate])).toEqual([]);
});

describe('a directory-name constraint', () => {
  const base = (value: Uint8Array): Uint8Array => nameOf(['2.5.4.6', printable('VN')], [oids.organization, value]);
  const subtrees = (tag: 0 | 1, ...bases: readonly Uint8Array[]): Uint8Array =>
    extension(
      oids.nameConstraints,
      der.sequence(
        der.tlv(contextTag(tag, true), ...bases.map((one) => der.sequence(der.tlv(contextTag(4, true), one)))),
      ),
      true,
    );
  const bmp = (text: string): Uint8Array => der.tlv(tags.bmpString, Buffer.from(text, 'utf16le').swap16());
  const under = (constraint: Uint8Array, organization: Uint8Array): string[] => {
    const constrained = entity('CA gioi han', root, { extensions: [...ca, constraint] });
    const subject = nameOf(
      ['2.5.4.6', printable('VN')],
      [oids.organization, organization],
      [oids.commonName, utf8('A')],
    );
    const signer = entity('', constrained, { subject, extensions: [forSigning] });
    return problems(signer.certificate, [constrained.certificate]);
  };
  const spellings: readonly (readonly [string, Uint8Array])[] = [
    ['as it is', utf8('Cơ quan A')],
    ['in another case', utf8('CƠ QUAN a')],
    ['with other blanks', utf8('  Cơ   quan\u00a0A ')],
    ['decomposed', utf8('Cơ quan A'.normalize('NFD'))],
    ['in UTF-16', bmp('Cơ quan A')],
    ['in wide letters', utf8('Cơ quan Ａ')],
    ['with a soft hyphen and a zero-width blank', utf8('Cơ\u00ad quan\u200b A')],
    ['with a mark of direction', utf8('Cơ quan A\u200f')],
    ['with a NUL', utf8('Cơ quan\0 A')],
  ];
  it.each(spellings)('excludes the name written %s, and permits it', (_how, written) => {
    expect(under(subtrees(1, base(utf8('Cơ quan A'))), written)).toEqual(['name-constraint']);
    expect(under(subtrees(0, base(utf8('Cơ quan A'))), written)).toEqual([]);
  });

  it.each([
    ['another one', utf8('Cơ quan B')],
    ['a longer one', utf8('Cơ quan AB')],
    ['one that begins so in another attribute', utf8('Cơ quan')],
    ['no string at all', der.octetString(Buffer.from('Cơ quan A'))],
  ])('does not permit %s', (_how, written) => {
    expect(under(subtrees(0, base(utf8('Cơ quan A'))), written)).toEqual(['name-constraint']);
  });

  it('holds for the alternative names, too', () => {
    const constrained = entity('CA gioi han', root, { extensions: [...ca, subtrees(0, base(utf8('A')))] });
    const inside = base(utf8('A'));
    const alternative = (name: Uint8Array): string[] => {
      const also = extension(oids.subjectAltName, der.sequence(der.tlv(contextTag(4, true), name)));
      const signer = entity('', constrained, { subject: inside, extensions: [forSigning, also] });
      return problems(signer.certificate, [constrained.certificate]);
    };
    expect(alternative(inside)).toEqual([]);
    expect(alternative(base(utf8('B')))).toEqual(['name-constraint']);
  });

  it('of two CAs counts twice', () => {
    const outer = entity('CA ngoai', root, { extensions: [...ca, subtrees(0, base(utf8('A')))] });
    const subject = base(utf8('A'));
    const inner = entity('', outer, { subject, extensions: [...ca, subtrees(0, base(utf8('B')))] });
    const signer = entity('', inner, { subject: base(utf8('B')), extensions: [forSigning] });
    expect(problems(signer.certificate, [inner.certificate, outer.certificate])).toEqual(['name-constraint']);
  });
});

describe('a path', () => {
  it('of allowed length is not lengthened by self-issued certificates, and is by others', () => {
    const short = entity('CA ngan', root, { extensions: [caWith(0), forIssuing] });
    const key = newKey();
    const renewed = entity('', short, { subject: short.name, key, extensions: [...ca, ...keyIdentifiers(key, short)] });
    const signer = entity('Nguoi ky', renewed, { extensions: [forSigning, ...keyIdentifiers(newKey(), renewed)] });
    expect(problems(signer.certificate, [renewed.certificate, short.certificate])).toEqual([]);
    const deeper = entity('CA sau', renewed, { extensions: ca });
    const below = entity('Nguoi ky', deeper, { extensions: [forSigning] });
    expect(problems(below.certificate, [deeper.certificate, renewed.certificate, short.certificate])).toEqual([
      'path-length',
    ]);
  });

  it('over a version 1 CA, or one whose certificate does not say CA, is refused', () => {
    const ancient = entity('CA v1', root, { version: null });
    const signer = entity('Nguoi ky', ancient, { extensions: [forSigning] });
    expect(problems(signer.certificate, [ancient.certificate])).toEqual(['not-a-ca']);
    const silent = entity('CA im lang', root, { extensions: [forIssuing] });
    const other = entity('Nguoi ky', silent, { extensions: [forSigning] });
    expect(problems(other.certificate, [silent.certificate])).toEqual(['not-a-ca']);
    const denying = entity('CA false', root, {
      extensions: [extension(oids.basicConstraints, der.sequence(), true), forIssuing],
    });
    expect(
      problems(entity('Nguoi ky', denying, { extensions: [forSigning] }).certificate, [denying.certificate]),
    ).toEqual(['not-a-ca']);
  });

  it('of a signer who issued another signer is refused', () => {
    const other = entity('Nguoi khac', leaf, { extensions: [forSigning] });
    expect(problems(other.certificate, [leaf.certificate, sub.certificate])).toEqual(
      expect.arrayContaining(['not-a-ca', 'no-cert-sign']),
    );
  });

  it('through a certificate of the issuer’s name with another key identifier is none', () => {
    const wrong = entity('Nguoi ky', sub, { extensions: [forSigning, ...keyIdentifiers(newKey(), newKey())] });
    const marked = entity('CA cap hai', root, { key: sub, extensions: [...ca, ...keyIdentifiers(sub, root)] });
    expect(problems(wrong.certificate, [marked.certificate])).toEqual(['no-issuer']);
    const right = entity('Nguoi ky', sub, { extensions: [forSigning, ...keyIdentifiers(newKey(), sub)] });
    expect(problems(right.certificate, [marked.certificate])).toEqual([]);
  });

  it('of an impostor of the root’s name is none', () => {
    const impostor = entity('Goc THU NGHIEM', null, { extensions: ca });
    const signer = entity('Nguoi ky', impostor, { extensions: [forSigning] });
    expect(problems(signer.certificate, [impostor.certificate])).toEqual(['no-issuer']);
  });

  it('is found through CAs that certified each other in a ring', () => {
    const [a, b] = [entity('CA A', root, { extensions: ca }), entity('CA B', root, { extensions: ca })];
    const aByB = entity('CA A', b, { key: a, extensions: ca }).certificate;
    const bByA = entity('CA B', a, { key: b, extensions: ca }).certificate;
    const signer = entity('Nguoi ky', a, { extensions: [forSigning] }).certificate;
    expect(problems(signer, [aByB, bByA])).toEqual(['no-issuer']);
    expect(problems(signer, [aByB, bByA, b.certificate])).toEqual([]);
  });

  it('is searched for within limits among a hundred CAs of one name that all signed each other', () => {
    const key = newKey();
    const same = { name: named('CA trung ten'), ...key };
    const pool = Array.from(
      { length: 100 },
      () => entity('', same, { subject: same.name, key, extensions: ca }).certificate,
    );
    const signer = entity('Nguoi ky', same, { extensions: [forSigning] }).certificate;
    const found = judge(signer, pool);
    expect(found.anchor).toBeNull();
    expect(found.path.length).toBeLessThanOrEqual(8);
    const joined = entity('', root, { subject: same.name, key, extensions: ca }).certificate;
    expect(problems(signer, [joined, ...pool])).toEqual([]);
  });
});

describe('a signer’s certificate', () => {
  const eku = (oid: string, critical = false): Uint8Array =>
    extension(oids.extendedKeyUsage, der.sequence(der.oid(oid)), critical);

  it.each([
    ['any purpose', oids.anyExtendedKeyUsage, []],
    ['documents (RFC 9336)', '1.3.6.1.5.5.7.3.36', []],
    ['e-mail', '1.3.6.1.5.5.7.3.4', []],
    ['servers', '1.3.6.1.5.5.7.3.1', ['signer-purpose']],
    ['code', '1.3.6.1.5.5.7.3.3', ['signer-purpose']],
    ['OCSP', oids.ocspSigning, ['signer-purpose']],
    ['timestamps', oids.timeStamping, ['signer-purpose']],
  ])('for %s', (_what, oid, expected) => {
    expect(signedBySub([forSigning, eku(oid)])).toEqual(expected);
  });

  it.each<[string, Uint8Array[], string[]]>([
    ['critical and alone', [eku(oids.timeStamping, true)], []],
    ['not critical', [eku(oids.timeStamping)], ['signer-purpose']],
    ['any purpose instead', [eku(oids.anyExtendedKeyUsage, true)], ['signer-purpose']],
    ['none', [], ['signer-purpose']],
    [
      'beside another',
      [extension(oids.extendedKeyUsage, der.sequence(der.oid(oids.timeStamping), der.oid(oids.ocspSigning)), true)],
      ['signer-purpose'],
    ],
  ])('for timestamps: %s', (_what, purposes, expected) => {
    const tsa = entity('TSA', sub, { extensions: [forSigning, ...purposes] });
    expect(problems(tsa.certificate, [sub.certificate], { purpose: 'timestamp' })).toEqual(expected);
  });

  it.each<[string, Uint8Array, string[]]>([
    ['no bit', extension(oids.keyUsage, bits(new Uint8Array()), true), ['signer-key-usage']],
    ['zeros', keyUsage(0x00, 7), ['signer-key-usage']],
    ['encryption', keyUsage(0x20, 5), ['signer-key-usage']],
    // The bits called unused would be digitalSignature and nonRepudiation of the next octet: they are none.
    [
      'set bits that are called unused',
      extension(oids.keyUsage, bits(Uint8Array.of(0x20, 0xff), 7), true),
      ['signer-key-usage'],
    ],
    ['non-repudiation alone', keyUsage(0x40, 6), []],
  ])('with key usage of %s', (_what, usage, expected) => {
    expect(signedBySub([usage])).toEqual(expected);
  });

  it('does not get its usage out of bits that are called unused', () => {
    const ghost = extension(oids.keyUsage, der.tlv(tags.bitString, Uint8Array.of(7, 0x40)), true);
    expect(signedBySub([ghost])).toEqual(['signer-key-usage']);
  });

  it('with one extension twice is not read', () => {
    const twice = (): Entity => entity('Nguoi ky', sub, { extensions: [forSigning, forSigning] });
    expect(twice).toThrowError(expect.objectContaining({ code: 'pki.certificate-malformed' }));
  });

  it.each([
    ['two-digit years', Buffer.from('490101000000Z'), tags.utcTime, []],
    ['no seconds', Buffer.from('4901010000Z'), tags.utcTime, null],
    ['a local time', Buffer.from('20490101000000'), tags.generalizedTime, null],
    ['an offset', Buffer.from('20490101000000+0700'), tags.generalizedTime, null],
    ['the 31st of February', Buffer.from('20490231000000Z'), tags.generalizedTime, null],
    ['the year 50, which is 1950', Buffer.from('500101000000Z'), tags.utcTime, ['expired']],
  ])('whose validity ends in %s', (_what, text, tag, expected) => {
    const validity = der.sequence(at(from(-hour)), der.tlv(tag, text));
    const read = (): string[] => signedBySub([forSigning], { validity });
    if (expected === null) expect(read).toThrowError(expect.objectContaining({ code: 'pki.certificate-malformed' }));
    else expect(read()).toEqual(expected);
  });

  it('whose validity ends before it begins is never in force', () => {
    const validity = der.sequence(at(from(hour)), at(from(-hour)));
    expect(signedBySub([forSigning], { validity })).toEqual(['not-yet-valid', 'expired']);
  });

  it('names one signature algorithm outside and another inside: not read', () => {
    const encoded = encodeCertificate({ subject: leaf.name, issuer: sub.name, key: leaf, by: sub });
    const [tbs, , value] = Asn1.parse(encoded).children;
    const other = der.sequence(der.oid(oids.ecdsaWithSha384));
    const forged = der.sequence(tbs?.bytes ?? new Uint8Array(), other, value?.bytes ?? new Uint8Array());
    expect(() => parseCertificate(forged)).toThrowError(expect.objectContaining({ code: 'pki.certificate-malformed' }));
  });
});

describe('keys', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const modulus = Buffer.from(rsa.publicKey.export({ format: 'jwk' }).n ?? '', 'base64url');
  const rsaSpki = (exponent: number): Uint8Array =>
    der.sequence(
      der.sequence(der.oid(oids.rsaEncryption), der.null()),
      bits(der.sequence(der.unsigned(modulus), der.unsigned(Uint8Array.of(exponent >> 16, exponent >> 8, exponent)))),
    );
  const sha256Rsa = { kind: 'rsa-pkcs1', digest: 'sha256' } as const;
  const message = Buffer.from('van ban');
  const digestInfo = der.sequence(
    der.sequence(der.oid(oids.sha256), der.null()),
    der.octetString(createHash('sha256').update(message).digest()),
  );
  const padded = (filling: number, rest: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(filling, 0xff), Buffer.from([0]), rest]);

  it('RSA with exponent 1, under which everything is a signature, is weak and signs nothing', () => {
    const forged = padded(256 - 3 - digestInfo.length, digestInfo);
    expect(verifySignature(rsaSpki(1), sha256Rsa, inMemory(message), forged)).toBe(false);
    expect(signedBySub([forSigning], { key: { spki: rsaSpki(1), privateKey: rsa.privateKey } })).toEqual(['weak-key']);
    expect(signedBySub([forSigning], { key: { spki: rsaSpki(65_536), privateKey: rsa.privateKey } })).toEqual([
      'weak-key',
    ]);
    expect(signedBySub([forSigning], { key: { spki: rsaSpki(65_537), privateKey: rsa.privateKey } })).toEqual([]);
  });

  it('RSA with exponent 3: what only begins like a signature is none (Bleichenbacher 2006)', () => {
    const garbage = Buffer.alloc(256 - 3 - 8 - digestInfo.length, 0);
    const target = BigInt(`0x${padded(8, Buffer.concat([digestInfo, garbage])).toString('hex')}`);
    let [low, high] = [0n, 1n << 700n];
    while (low < high) {
      const middle = (low + high) >> 1n;
      if (middle ** 3n < target) low = middle + 1n;
      else high = middle;
    }
    const cube = (low ** 3n).toString(16).padStart(512, '0');
    // The cube root, rounded up, gives a block that begins with the padding and the whole DigestInfo.
    expect(cube.startsWith(padded(8, digestInfo).toString('hex'))).toBe(true);
    const forged = Buffer.from(low.toString(16).padStart(512, '0'), 'hex');
    expect(verifySignature(rsaSpki(3), sha256Rsa, inMemory(message), forged)).toBe(false);
  });

  const point = (edit: (octets: Buffer) => void): Uint8Array => {
    const spki = Buffer.from(newKey().spki);
    edit(spki);
    return spki;
  };
  it.each<[string, Uint8Array]>([
    [
      'a point off the curve',
      point((octets) => octets.writeUInt8(octets.readUInt8(octets.length - 1) ^ 1, octets.length - 1)),
    ],
    [
      'the point at infinity',
      der.sequence(der.sequence(der.oid(oids.ecPublicKey), der.oid(oids.prime256v1)), bits(Uint8Array.of(0))),
    ],
  ])('ECDSA with %s signs nothing', (_what, spki) => {
    const signer: KeyPair = { spki, privateKey: newKey().privateKey };
    const value = sign('sha256', message, signer.privateKey);
    expect(verifySignature(spki, { kind: 'ecdsa', digest: 'sha256' }, inMemory(message), value)).toBe(false);
  });

  it('ECDSA with parameters of its own instead of a named curve is weak (CVE-2020-0601)', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' });
    const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
    expect(signedBySub([forSigning], { key: { privateKey, spki } })).toEqual(['weak-key']);
    const issuer = entity('CA tham so', root, { key: { privateKey, spki }, extensions: ca });
    const signer = entity('Nguoi ky', issuer, { extensions: [forSigning] });
    expect(problems(signer.certificate, [issuer.certificate])).toContain('weak-key');
  });

  it.each(['secp256k1', 'secp224r1', 'brainpoolP256r1'])('ECDSA over %s is weak', (namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
    const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
    expect(signedBySub([forSigning], { key: { privateKey, spki } })).toEqual(['weak-key']);
  });
});

describe('a certificate signed with SHA-1', () => {
  const ecdsaSha1 = der.sequence(der.oid(oids.ecdsaWithSha1));
  const old = { algorithm: ecdsaSha1, sign: (tbs: Uint8Array) => sign('sha1', tbs, root.privateKey) };

  it('of a CA counts only where it is pinned', () => {
    const issuer = entity('CA cu', root, { extensions: ca, ...old });
    const signer = entity('Nguoi ky', issuer, { extensions: [forSigning] }).certificate;
    expect(problems(signer, [issuer.certificate])).toEqual(['weak-algorithm']);
    const trust = {
      anchors: [{ certificate: root.certificate, scheme: 'official-duty' as const }],
      intermediates: [issuer.certificate],
    };
    expect(problems(signer, [], { trust: { ...trust, pinned: new Set() } })).toEqual(['weak-algorithm']);
    const pinned = new Set([issuer.certificate.fingerprint]);
    expect(problems(signer, [], { trust: { ...trust, pinned } })).toEqual([]);
  });

  it('of a signer never counts', () => {
    const signer = entity('Nguoi ky', root, { extensions: [forSigning], ...old });
    expect(problems(signer.certificate, [])).toEqual(['weak-algorithm']);
  });
});

describe('a revocation list', () => {
  const point = (...parts: readonly Uint8Array[]): Uint8Array =>
    extension(oids.issuingDistributionPoint, der.sequence(...parts), true);
  const only = (number: number): Uint8Array => der.tlv(contextTag(number, false), Uint8Array.of(0xff));
  const uri = (text: string): Uint8Array => der.tlv(contextTag(6, false), Buffer.from(text));
  const fullName = (text: string): Uint8Array => der.tlv(contextTag(0, true), der.tlv(contextTag(0, true), uri(text)));
  const about = (subject: Certificate, issuer: Entity, wish: ListWish): string => {
    const answer: RevocationAnswer = revocationStatus(
      subject,
      issuer.certificate,
      [parseCrl(encodeCrl(issuer, wish))],
      new Date(),
    );
    return answer.status === 'unknown' ? answer.why : answer.status;
  };

  it('that is complete answers', () => {
    expect(about(leaf.certificate, sub, {})).toBe('good');
    expect(about(leaf.certificate, sub, { entries: [revokedEntry(leaf.certificate, from(-hour))] })).toBe('revoked');
  });

  it.each<[string, Uint8Array, string, string]>([
    ['for signers only', point(only(1)), 'good', 'missing'],
    ['for CAs only', point(only(2)), 'missing', 'good'],
    [
      'for some reasons only',
      point(der.tlv(contextTag(3, false), Uint8Array.of(1, 0x40))),
      'unsupported',
      'unsupported',
    ],
    ['of other issuers as well', point(only(4)), 'unsupported', 'unsupported'],
    ['for attribute certificates', point(only(5)), 'unsupported', 'unsupported'],
    ['of another place', point(fullName('http://noi.khac/a.crl')), 'missing', 'missing'],
    [
      'that only adds to another',
      extension(oids.deltaCrlIndicator, der.integer(1), true),
      'unsupported',
      'unsupported',
    ],
    [
      'that adds to another and does not say it is critical',
      extension(oids.deltaCrlIndicator, der.integer(1)),
      'unsupported',
      'unsupported',
    ],
    [
      'with a critical extension that nobody knows',
      extension('1.2.3.4', der.null(), true),
      'unsupported',
      'unsupported',
    ],
  ])('%s says so much of a signer and of a CA', (_what, one, ofSigner, ofCa) => {
    expect(about(leaf.certificate, sub, { extensions: [one] })).toBe(ofSigner);
    expect(about(sub.certificate, root, { extensions: [one] })).toBe(ofCa);
  });

  it('for the place that the certificate names speaks of it', () => {
    const address = 'http://crl.thu.nghiem/a.crl';
    const named = extension(oids.crlDistributionPoints, der.sequence(der.sequence(fullName(address))));
    const signer = entity('Nguoi ky', sub, { extensions: [forSigning, named] });
    expect(about(signer.certificate, sub, { extensions: [point(fullName(address))] })).toBe('good');
  });

  it('with an entry of another issuer among its own is not used', () => {
    const foreign = extension(oids.certificateIssuer, der.sequence(der.tlv(contextTag(4, true), root.name)), true);
    const entries = [revokedEntry(root.certificate, from(-hour), [foreign])];
    expect(about(leaf.certificate, sub, { entries })).toBe('unsupported');
  });

  it('of a CA whose key may not sign lists is not used', () => {
    const mute = entity('CA khong ky CRL', root, { extensions: [caWith(), keyUsage(0x04, 2)] });
    const signer = entity('Nguoi ky', mute, { extensions: [forSigning] });
    expect(about(signer.certificate, mute, {})).toBe('bad-signature');
  });
});

describe('an OCSP answer', () => {
  const wide = (number: number, ...parts: readonly Uint8Array[]): Uint8Array =>
    der.tlv(contextTag(number, true), ...parts);
  const keyBits = ({ spki }: Pick<KeyPair, 'spki'>): Uint8Array => {
    const cursor = Asn1.parse(spki).sequence();
    cursor.next();
    return cursor.next().bitOctets();
  };
  const sha1 = (octets: Uint8Array): Uint8Array => createHash('sha1').update(octets).digest();
  interface Wish {
    readonly issuer?: Entity;
    readonly responder?: Entity;
    readonly serial?: Uint8Array;
    readonly critical?: boolean;
  }
  const answer = ({ issuer = sub, responder = issuer, serial, critical = false }: Wish, subject = leaf.certificate) => {
    const id = der.sequence(
      der.sequence(der.oid(oids.sha1), der.null()),
      der.octetString(sha1(issuer.name)),
      der.octetString(sha1(keyBits(issuer))),
      serial ?? der.unsigned(Buffer.from(subject.serial, 'hex')),
    );
    const single = der.sequence(id, der.tlv(contextTag(0, false)), at(from(-hour)), wide(0, at(from(hour))));
    const strange = wide(1, der.sequence(extension('1.2.3.4', der.null(), true)));
    const tbs = der.sequence(
      wide(2, der.octetString(sha1(keyBits(responder)))),
      at(from(-hour / 2)),
      der.sequence(single),
      ...(critical ? [strange] : []),
    );
    const basic = der.sequence(
      tbs,
      ecdsaSha256,
      bits(sign('sha256', tbs, responder.privateKey)),
      wide(0, der.sequence(responder.certificate.der)),
    );
    const response = der.sequence(
      der.tlv(tags.enumerated, Uint8Array.of(0)),
      wide(0, der.sequence(der.oid(oids.ocspBasic), der.octetString(basic))),
    );
    const said = ocspAnswer(readOcspResponse(response), subject, issuer.certificate, new Date());
    return said.status === 'unknown' ? said.why : said.status;
  };
  const purpose = (oid: string): Uint8Array => extension(oids.extendedKeyUsage, der.sequence(der.oid(oid)));
  const noCheck = extension(oids.ocspNoCheck, der.null());
  const responder = (issuer: Entity, ...extensions: readonly Uint8Array[]): Entity =>
    entity('OCSP', issuer, { extensions: [forSigning, ...extensions] });

  it('of the issuer, or of a responder that it delegated, counts', () => {
    expect(answer({})).toBe('good');
    expect(answer({ responder: responder(sub, purpose(oids.ocspSigning), noCheck) })).toBe('good');
  });

  it.each<[string, () => Entity]>([
    ['without the purpose', () => responder(sub, noCheck)],
    ['for any purpose', () => responder(sub, purpose(oids.anyExtendedKeyUsage), noCheck)],
    ['that may be revoked itself', () => responder(sub, purpose(oids.ocspSigning))],
    ['delegated by the CA above', () => responder(root, purpose(oids.ocspSigning), noCheck)],
    [
      'delegated by one that it delegated',
      () => responder(responder(sub, purpose(oids.ocspSigning), noCheck), purpose(oids.ocspSigning), noCheck),
    ],
    ['that is another signer', () => leaf],
    [
      'with a critical extension that nobody knows',
      () => responder(sub, purpose(oids.ocspSigning), noCheck, extension('1.2.3.4', der.null(), true)),
    ],
    [
      'whose certificate has expired',
      () =>
        entity('OCSP', sub, {
          extensions: [forSigning, purpose(oids.ocspSigning), noCheck],
          validity: der.sequence(at(from(-48 * hour)), at(from(-hour))),
        }),
    ],
  ])('of a responder %s does not', (_what, make) => {
    expect(answer({ responder: make() })).toBe('bad-signature');
  });

  it('about the same number of another issuer says nothing', () => {
    const other = entity('CA khac', root, { extensions: ca });
    expect(answer({ issuer: other })).toBe('missing');
    expect(answer({ issuer: sub, responder: other })).toBe('bad-signature');
  });

  it('about a negative number says nothing of the positive one with its octets', () => {
    const serial = der.tlv(tags.integer, Uint8Array.of(0x00, 0xff));
    const negative = der.tlv(tags.integer, Uint8Array.of(0xff));
    const signer = entity('Nguoi ky', sub, { extensions: [forSigning], serial: negative });
    expect(answer({ serial }, signer.certificate)).toBe('missing');
    expect(answer({ serial: negative }, signer.certificate)).toBe('good');
  });

  it('with a critical extension that nobody knows is not used', () => {
    expect(answer({ critical: true })).toBe('unsupported');
  });
});
