/** Keys and certificates of a training token: a CA of its own, whose key is thrown away, a leader and the office's seal. */
import { createHash, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { contextTag, der, tags } from '../../pki/asn1.js';
import type { TrainingIdentity, TrainingTokenContent } from '../../token/training/token-file.js';

/** Marks every certificate for exercises: no verifier of ours calls a signature under it valid (`pki/trust.ts`). */
const organization = 'CƠ QUAN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ';
/** As printed under the sample letters. */
export const trainingLeader = 'Nguyễn Văn Thực Hành';
export const trainingOffice = 'CƠ QUAN TẬP HUẤN';

const year = 365 * 86_400_000;

const oids = {
  commonName: '2.5.4.3',
  country: '2.5.4.6',
  organization: '2.5.4.10',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  authorityKey: '2.5.29.35',
} as const;

const utf8 = (text: string): Uint8Array => der.tlv(tags.utf8String, Buffer.from(text.normalize('NFC'), 'utf8'));

const nameOf = (commonName: string): Uint8Array => {
  const attribute = (oid: string, value: Uint8Array): Uint8Array => der.setOf([der.sequence(der.oid(oid), value)]);
  return der.sequence(
    attribute(oids.country, der.tlv(tags.printableString, Buffer.from('VN'))),
    attribute(oids.organization, utf8(organization)),
    attribute(oids.commonName, utf8(commonName)),
  );
};

/** UTCTime until 2049, then GeneralizedTime (RFC 5280 4.1.2.5). */
const timeOf = (time: Date): Uint8Array => {
  const text = `${time.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return time.getUTCFullYear() < 2050
    ? der.tlv(tags.utcTime, Buffer.from(text.slice(2)))
    : der.tlv(tags.generalizedTime, Buffer.from(text));
};

const critical = der.tlv(tags.boolean, Uint8Array.of(0xff));
const extension = (oid: string, value: Uint8Array, marked: boolean): Uint8Array =>
  der.sequence(der.oid(oid), ...(marked ? [critical] : []), der.octetString(value));

/** Bits of KeyUsage (RFC 5280 4.2.1.3) in one octet, with how many of it are unused. */
const keyUsages = {
  ca: Uint8Array.of(1, 0x06),
  signing: Uint8Array.of(6, 0xc0),
} as const;

interface Holder {
  readonly name: Uint8Array;
  readonly publicKey: KeyObject;
}

const keyIdOf = (publicKey: KeyObject): Buffer =>
  createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();

interface Issuance {
  readonly subject: Holder;
  readonly issuer: Holder & { readonly privateKey: KeyObject };
  readonly ca: boolean;
  readonly now: Date;
}

const extensionsOf = ({ subject, issuer, ca }: Issuance): Uint8Array =>
  der.sequence(
    extension(oids.basicConstraints, ca ? der.sequence(critical, der.integer(0)) : der.sequence(), true),
    extension(oids.keyUsage, der.tlv(tags.bitString, ca ? keyUsages.ca : keyUsages.signing), true),
    extension(oids.subjectKey, der.octetString(keyIdOf(subject.publicKey)), false),
    extension(oids.authorityKey, der.sequence(der.tlv(contextTag(0, false), keyIdOf(issuer.publicKey))), false),
  );

/** A version 3 certificate (RFC 5280 4.1), DER. */
const issue = (issuance: Issuance): Uint8Array => {
  const { subject, issuer, now } = issuance;
  const algorithm = der.sequence(der.oid(oids.sha256WithRsa), der.null());
  const serial = randomBytes(16);
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  const body = der.sequence(
    der.tlv(contextTag(0, true), der.integer(2)),
    der.unsigned(serial),
    algorithm,
    issuer.name,
    der.sequence(timeOf(new Date(now.getTime() - 86_400_000)), timeOf(new Date(now.getTime() + 5 * year))),
    subject.name,
    new Uint8Array(subject.publicKey.export({ type: 'spki', format: 'der' })),
    der.tlv(contextTag(3, true), extensionsOf(issuance)),
  );
  const signature = sign('sha256', body, issuer.privateKey);
  return der.sequence(body, algorithm, der.tlv(tags.bitString, Uint8Array.of(0), signature));
};

const makeKeys = promisify(generateKeyPair);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * Makes everything that a fresh training token holds; takes about a second.
 * @param now from when the certificates are in force, for five years
 */
export const makeTrainingIdentities = async (
  now: Date,
): Promise<Pick<TrainingTokenContent, 'identities' | 'issuer'>> => {
  const [caKeys, leaderKeys, sealKeys] = await Promise.all(
    [0, 1, 2].map(() => makeKeys('rsa', { modulusLength: 2048 })),
  );
  if (!caKeys || !leaderKeys || !sealKeys) throw new RangeError('three pairs of keys');
  const ca = { name: nameOf('CA HUẤN LUYỆN'), ...caKeys };
  const holder = (label: string, commonName: string, { publicKey, privateKey }: typeof caKeys): TrainingIdentity => ({
    label,
    certificate: base64(issue({ subject: { name: nameOf(commonName), publicKey }, issuer: ca, ca: false, now })),
    key: base64(privateKey.export({ type: 'pkcs8', format: 'der' })),
  });
  return {
    identities: [
      holder('Chữ ký cá nhân (thực hành)', `HUẤN LUYỆN – ${trainingLeader}`, leaderKeys),
      holder('Con dấu cơ quan (thực hành)', `HUẤN LUYỆN – ${trainingOffice}`, sealKeys),
    ],
    issuer: base64(issue({ subject: ca, issuer: ca, ca: true, now })),
  };
};
