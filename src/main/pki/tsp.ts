/** The time-stamp protocol (RFC 3161, RFC 5816): request, reply, and what makes a token worth embedding. */
import { Fault, type FaultValue, faultValue } from '../../contracts/faults/index.js';
import { inMemory, type SignatureAlgorithm } from './algorithms.js';
import { Asn1, der, equalBytes, tags } from './asn1.js';
import type { Certificate } from './certificate.js';
import { signerCertificate } from './cms/read.js';
import { readTimestamp, type TimestampFacts } from './cms/timestamp.js';
import { verifySignedData } from './cms/verify.js';
import type { Crl } from './crl.js';
import { directoryText } from './name.js';
import type { OcspResponse } from './ocsp.js';
import { oids } from './oids.js';
import { buildAndValidatePath, type PathResult } from './path.js';
import { holderName, ruleNames, type SignerOutcome, vietnameseDay, weighPath } from './signer-judgement.js';
import type { TrustStore } from './trust.js';

/** What a request asks about; the reply has to repeat both. */
export interface TimestampQuestion {
  /** SHA-256 (32 bytes) of what is to be stamped. */
  readonly imprint: Uint8Array;
  /** Random, 8 bytes; read as a non-negative INTEGER, big-endian. */
  readonly nonce: Uint8Array;
}

/**
 * TimeStampReq (2.4.1), DER. `certReq` is TRUE: the authority's certificate has to be in the token, since nobody will
 * find it years later. NULL beside SHA-256, as every client in the field writes it.
 */
export const timestampRequest = (imprint: Uint8Array, nonce: Uint8Array): Uint8Array =>
  der.sequence(
    der.integer(1),
    der.sequence(der.sequence(der.oid(oids.sha256), der.null()), der.octetString(imprint)),
    der.unsigned(nonce),
    der.tlv(tags.boolean, Uint8Array.of(0xff)),
  );

/** PKIFailureInfo bits of 2.4.2. */
const failures: Readonly<Record<number, string>> = {
  0: 'badAlg',
  2: 'badRequest',
  5: 'badDataFormat',
  14: 'timeNotAvailable',
  15: 'unacceptedPolicy',
  16: 'unacceptedExtension',
  17: 'addInfoNotAvailable',
  25: 'systemFailure',
};
/** PKIStatus 3, and the failures that pass by themselves. */
const waiting = 3;
const passing: ReadonlySet<number> = new Set([14, 25]);

/** Words of the server: untrusted, so one line of limited length. */
const readable = (text: Asn1 | null): string[] =>
  (text?.children ?? [])
    .slice(0, 4)
    .flatMap((part) => directoryText(part) ?? [])
    .map((part) => part.replace(/\p{Cc}+/gu, ' ').slice(0, 120));

const refusal = (status: number, text: Asn1 | null, failInfo: Asn1 | null): Fault => {
  const bits = [...(failInfo?.bits() ?? [])];
  const names = bits.map((bit) => failures[bit] ?? `failInfo ${bit}`);
  const detail = [`status ${status}`, ...names, ...readable(text)].join(', ');
  const transient = status === waiting || bits.some((bit) => passing.has(bit));
  return new Fault(transient ? 'timestamp.not-now' : 'timestamp.rejected', { detail });
};

/** TimeStampResp: granted (0) or grantedWithMods (1) with a token, else the refusal. */
const readReply = (response: Uint8Array): TimestampFacts & { token: Uint8Array } => {
  const cursor = Asn1.parse(response).sequence();
  const statusInfo = cursor.next().sequence();
  const status = statusInfo.next().smallInteger();
  const text = statusInfo.optional(tags.sequence);
  const failInfo = statusInfo.optional(tags.bitString);
  if (status > 1) throw refusal(status, text, failInfo);
  const token = Uint8Array.from(cursor.next().bytes);
  return { token, ...readTimestamp(token) };
};

const invalid = (detail: string): Fault => new Fault('timestamp.invalid', { detail });

const usesSha1 = (algorithm: SignatureAlgorithm | null): boolean =>
  algorithm !== null && algorithm.kind !== 'ed25519' && algorithm.digest === 'sha1';

/** 2.3: only for timestamps and marked critical; and in force when it stamped. */
const requireFit = (signer: Certificate, time: Date): void => {
  const purposes = signer.extendedKeyUsage;
  if (purposes?.length !== 1 || purposes[0] !== oids.timeStamping || !signer.extendedKeyUsageCritical)
    throw invalid('extendedKeyUsage');
  if (time < signer.notBefore || time > signer.notAfter) throw invalid('notBefore/notAfter');
};

const requireSound = (timestamp: TimestampFacts): void => {
  const { facts, time } = timestamp;
  const cms = verifySignedData(facts, inMemory(facts.content ?? new Uint8Array()));
  const [problem] = cms.problems;
  if (problem !== undefined || cms.integrity !== 'intact' || cms.signer === null) throw invalid(problem ?? 'signature');
  // 2.4.2: ESSCertID or ESSCertIDv2 (RFC 5816) MUST be there; without it another certificate of the key would do.
  if (cms.signingCertificate !== 'right') throw invalid('signing-certificate');
  if (usesSha1(facts.signatureAlgorithm)) throw invalid('SHA-1');
  requireFit(cms.signer, time);
};

/** A structure that cannot be read, whichever it is, is no timestamp. */
const readingReply = <T>(read: () => T): T => {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code.startsWith('pki.'))
      throw new Fault('timestamp.malformed', {}, { cause: thrown });
    throw thrown;
  }
};

/**
 * Checks a TimeStampResp against its question (2.2, 2.4.2) and returns the token (ContentInfo) as it stands in it:
 * imprint and nonce are ours, the signature is right by the certificate inside, which the signed attributes name and
 * which is for timestamps only. Who that authority is, is another question: {@link checkAuthority}.
 *
 * Faults `timestamp.rejected`, `timestamp.not-now`, `timestamp.malformed`, `timestamp.invalid`.
 */
export const readTimestampResponse = (response: Uint8Array, { imprint, nonce }: TimestampQuestion): Uint8Array => {
  const reply = readingReply(() => readReply(response));
  if (reply.imprint.digest !== 'sha256' || !equalBytes(reply.imprint.hash, imprint)) throw invalid('messageImprint');
  if (reply.nonce !== Asn1.parse(der.unsigned(nonce)).integerHex()) throw invalid('nonce');
  requireSound(reply);
  return reply.token;
};

export interface AuthorityOptions {
  readonly trust: TrustStore;
  /** The instant for which the authority's path has to be valid. */
  readonly at: Date;
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
}

export interface AuthorityCheck {
  /** `unknown`: no trusted root, or no answer about revocation. */
  readonly outcome: SignerOutcome;
  /** Empty for `good`. */
  readonly reasons: readonly FaultValue[];
  readonly path: PathResult;
  /** genTime of the token. */
  readonly time: Date;
}

/**
 * Who issued a token, against the trust store, with the purpose of timestamps. The token is one that
 * {@link readTimestampResponse} accepted or that a document holds; its signature is not checked again here.
 *
 * Faults `timestamp.malformed`, and `timestamp.invalid` where the signer's certificate is not in the token.
 */
export const checkAuthority = (token: Uint8Array, options: AuthorityOptions): AuthorityCheck => {
  const { facts, time } = readingReply(() => readTimestamp(token));
  const signer = signerCertificate(facts);
  if (signer === null) throw invalid('signer-missing');
  const path = buildAndValidatePath(signer, { ...options, pool: facts.certificates, purpose: 'timestamp' });
  const authority = holderName(signer);
  const weighed = weighPath(path, {
    problem: ({ code }) =>
      code === 'no-issuer'
        ? faultValue('timestamp.authority-unknown', { authority })
        : faultValue('timestamp.authority-unfit', { authority, detail: ruleNames[code] }),
    revoked: (_, date) => faultValue('timestamp.authority-revoked', { authority, date: vietnameseDay(date) }),
    unchecked: () => faultValue('timestamp.authority-unchecked', { authority }),
  });
  return { ...weighed, path, time };
};
