/** Certificates and lists made by hand, octet by octet, for what openssl will not write. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { Asn1, contextTag, der, tags } from '../../src/main/pki/asn1.js';
import { type Certificate, parseCertificate } from '../../src/main/pki/certificate.js';
import { oids } from '../../src/main/pki/oids.js';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly spki: Uint8Array;
}

export const newKey = (): KeyPair => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) };
};

const keyId = (spki: Uint8Array): Uint8Array => createHash('sha1').update(spki).digest();

/** The key identifiers (RFC 5280 4.2.1.1, 4.2.1.2): without them openssl takes what is self-issued for self-signed. */
export const keyIdentifiers = (own: Pick<KeyPair, 'spki'>, issuer: Pick<KeyPair, 'spki'>): Uint8Array[] => [
  extension(oids.subjectKeyIdentifier, der.octetString(keyId(own.spki))),
  extension(oids.authorityKeyIdentifier, der.sequence(der.tlv(contextTag(0, false), keyId(issuer.spki)))),
];

export const utf8 = (text: string): Uint8Array => der.tlv(tags.utf8String, Buffer.from(text));
export const printable = (text: string): Uint8Array => der.tlv(tags.printableString, Buffer.from(text));

/** A Name of one attribute a RDN. */
export const nameOf = (...attributes: readonly (readonly [oid: string, value: Uint8Array])[]): Uint8Array =>
  der.sequence(...attributes.map(([oid, value]) => der.setOf([der.sequence(der.oid(oid), value)])));
export const named = (commonName: string): Uint8Array => nameOf([oids.commonName, utf8(commonName)]);

export const bits = (octets: Uint8Array, unused = 0): Uint8Array =>
  der.tlv(tags.bitString, Uint8Array.of(unused), octets);
const yes = der.tlv(tags.boolean, Uint8Array.of(0xff));

export const extension = (oid: string, value: Uint8Array, critical = false): Uint8Array =>
  der.sequence(der.oid(oid), ...(critical ? [yes] : []), der.octetString(value));

export const keyUsage = (octet: number, unused: number): Uint8Array =>
  extension(oids.keyUsage, bits(Uint8Array.of(octet), unused), true);
export const forSigning = keyUsage(0xc0, 6);
export const forIssuing = keyUsage(0x06, 1);
export const caWith = (pathLength?: number): Uint8Array =>
  extension(
    oids.basicConstraints,
    der.sequence(yes, ...(pathLength === undefined ? [] : [der.integer(pathLength)])),
    true,
  );

export const at = (date: Date): Uint8Array => {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return der.tlv(tags.generalizedTime, Buffer.from(`${digits}Z`));
};
const day = 86_400_000;
const usualValidity = der.sequence(at(new Date(Date.now() - day)), at(new Date(Date.now() + 365 * day)));

export const ecdsaSha256 = der.sequence(der.oid(oids.ecdsaWithSha256));
let serials = 0;

export interface CertificateWish {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly key: Pick<KeyPair, 'spki'>;
  readonly by: Pick<KeyPair, 'privateKey'>;
  readonly extensions?: readonly Uint8Array[];
  /** A whole INTEGER. */
  readonly serial?: Uint8Array;
  readonly validity?: Uint8Array;
  /** 2 for version 3; null for version 1, which states none. */
  readonly version?: number | null;
  readonly algorithm?: Uint8Array;
  /** Makes the value over the tbsCertificate. */
  readonly sign?: (tbs: Uint8Array) => Uint8Array;
}

/** DER of a certificate. */
export const encodeCertificate = (wish: CertificateWish): Uint8Array => {
  serials += 1;
  const { version = 2, algorithm = ecdsaSha256, extensions = [] } = wish;
  const tbs = der.sequence(
    ...(version === null ? [] : [der.tlv(contextTag(0, true), der.integer(version))]),
    wish.serial ?? der.unsigned(Uint8Array.of(1 + (serials >> 8), serials & 0xff)),
    algorithm,
    wish.issuer,
    wish.validity ?? usualValidity,
    wish.subject,
    wish.key.spki,
    ...(extensions.length === 0 ? [] : [der.tlv(contextTag(3, true), der.sequence(...extensions))]),
  );
  const value = wish.sign?.(tbs) ?? sign('sha256', tbs, wish.by.privateKey);
  return der.sequence(tbs, algorithm, bits(value));
};

export interface Entity extends KeyPair {
  readonly name: Uint8Array;
  readonly certificate: Certificate;
}

type EntityWish = Partial<Omit<CertificateWish, 'issuer' | 'by' | 'key'>> & { readonly key?: KeyPair };

/** An entity with a key of its own (or `key`), issued by `issuer`, or by itself. */
export const entity = (
  commonName: string,
  issuer: Pick<Entity, 'name' | 'privateKey'> | null,
  wish: EntityWish,
): Entity => {
  const key = wish.key ?? newKey();
  const name = wish.subject ?? named(commonName);
  const by = issuer ?? { name, ...key };
  const encoded = encodeCertificate({ ...wish, subject: name, issuer: by.name, key, by });
  return { ...key, name, certificate: parseCertificate(encoded) };
};

export const pem = (encoded: Uint8Array, label = 'CERTIFICATE'): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(encoded)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;

/** One entry of a list: the serial number is that of `certificate`. */
export const revokedEntry = (
  certificate: Certificate,
  when: Date,
  extensions: readonly Uint8Array[] = [],
): Uint8Array => {
  const tbs = Asn1.parse(certificate.der).sequence().next().sequence();
  tbs.optional(contextTag(0, true));
  return der.sequence(tbs.next().bytes, at(when), ...(extensions.length === 0 ? [] : [der.sequence(...extensions)]));
};

export interface ListWish {
  readonly entries?: readonly Uint8Array[];
  readonly extensions?: readonly Uint8Array[];
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date;
}

/** DER of a certificate list by `issuer`. */
export const encodeCrl = (issuer: Pick<Entity, 'name' | 'privateKey'>, wish: ListWish = {}): Uint8Array => {
  const { entries = [], extensions = [] } = wish;
  const tbs = der.sequence(
    der.integer(1),
    ecdsaSha256,
    issuer.name,
    at(wish.thisUpdate ?? new Date(Date.now() - day / 24)),
    at(wish.nextUpdate ?? new Date(Date.now() + day)),
    ...(entries.length === 0 ? [] : [der.sequence(...entries)]),
    ...(extensions.length === 0 ? [] : [der.tlv(contextTag(0, true), der.sequence(...extensions))]),
  );
  return der.sequence(tbs, ecdsaSha256, bits(sign('sha256', tbs, issuer.privateKey)));
};
