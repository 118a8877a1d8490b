/** What a verification rested on, for keeping with the file (NĐ 23/2025 Đ.17, TT 15/2025/TT-BKHCN). Judges nothing. */
import { createHash } from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import type { ByteSource } from '../pdf/source.js';
import { type Certificate, parseCertificate } from '../pki/certificate.js';
import { parseCrl, readCrlHead } from '../pki/crl.js';
import { sameName } from '../pki/name.js';
import { readOcspResponse } from '../pki/ocsp.js';
import { chainFor } from '../pki/path.js';
import type { TrustStore } from '../pki/trust.js';
import type { SignatureEvidence } from './evidence.js';
import type { ValidationMaterial } from './security-store.js';

/** DER, each once. */
export interface FileEvidence {
  /** Signers, timestamp authorities, their issuers up to the anchor, and what else the file brings along. */
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocsps: readonly Uint8Array[];
}

/** Which bytes were verified. */
export interface FileIdentity {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** What the caller brought along for the check. */
interface Brought {
  readonly trust: TrustStore;
  /** PEM or DER. */
  readonly crls: readonly Uint8Array[];
  readonly ocsps?: readonly Uint8Array[];
  readonly certificates?: readonly Uint8Array[];
}

/** Of those that cannot be read, nothing was taken into account. */
const readable = <T>(all: readonly Uint8Array[], read: (bytes: Uint8Array) => T[]): T[] =>
  all.flatMap((bytes) => {
    try {
      return read(bytes);
    } catch (thrown) {
      if (thrown instanceof Fault) return [];
      throw thrown;
    }
  });

const distinct = (all: readonly Uint8Array[]): Uint8Array[] => [
  ...new Map(all.map((bytes) => [createHash('sha256').update(bytes).digest('hex'), bytes])).values(),
];

const embeddedCertificates = ({ check }: SignatureEvidence): readonly Certificate[] => [
  ...(check?.facts.certificates ?? []),
  ...(check?.timestamp?.certificates ?? []),
];

const makers = ({ check }: SignatureEvidence): Certificate[] =>
  [check?.cms.signer ?? null, check?.timestamp?.cms.signer ?? null].filter((signer) => signer !== null);

/** Every certificate of the file, and the way from each signer and timestamp authority up to its anchor. */
const certificatesOf = (
  signatures: readonly SignatureEvidence[],
  inFile: readonly ValidationMaterial[],
  { trust, certificates }: Brought,
): Certificate[] => {
  const ofFile = [...signatures.flatMap(embeddedCertificates), ...inFile.flatMap((one) => one.certificates)];
  const given = readable(certificates ?? [], (der) => [parseCertificate(der)]);
  const pool = [...ofFile, ...given, ...trust.intermediates, ...trust.anchors.map(({ certificate }) => certificate)];
  return [...signatures.flatMap(makers).flatMap((maker) => chainFor(maker, pool)), ...ofFile];
};

/**
 * The certificates, revocation lists and OCSP responses that a verification took into account. Lists that were only at
 * hand, of other issuers than the file's, are left out.
 * @param inFile what document security store and CMS brought
 */
export const fileEvidence = (
  signatures: readonly SignatureEvidence[],
  inFile: readonly ValidationMaterial[],
  brought: Brought,
): FileEvidence => {
  const certificates = certificatesOf(signatures, inFile, brought);
  const lists = readable(brought.crls, (bytes) => {
    const { issuer } = parseCrl(bytes);
    return certificates.some((one) => sameName(one.issuer, issuer)) ? [readCrlHead(bytes).der] : [];
  });
  const responses = readable(brought.ocsps ?? [], (bytes) => {
    readOcspResponse(bytes);
    return [bytes];
  });
  return {
    certificates: distinct(certificates.map(({ der }) => der)),
    crls: distinct([...inFile.flatMap(({ raw }) => raw.crls), ...lists]),
    ocsps: distinct([...inFile.flatMap(({ raw }) => raw.ocsps), ...responses]),
  };
};

export const noEvidence: FileEvidence = { certificates: [], crls: [], ocsps: [] };

/** Hashes the very bytes that `source` verifies. */
export const identityOf = (source: ByteSource): FileIdentity => {
  const hash = createHash('sha256');
  source.stream(0, source.length, (part) => void hash.update(part));
  return { sha256: hash.digest('hex'), size: source.length };
};
