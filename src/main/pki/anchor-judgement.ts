/** May a certificate that somebody hands over become a source of trust? And its facts, safe to be shown. */
import { type FaultValue, faultValue } from '../../contracts/faults/index.js';
import { hasHidden, spelledOut } from '../../contracts/shown-text.js';
import type { TrustSource } from '../../contracts/trust.js';
import { inMemory, verifySignature } from './algorithms.js';
import type { Certificate } from './certificate.js';
import { holderName, vietnameseDay } from './signer-judgement.js';
import type { TrustStore } from './trust.js';

const longestName = 200;

/** The text with every hidden character spelled out, and cut where it is longer than any real name. */
const shown = (text: string): string => {
  const letters = [...text];
  const cut = spelledOut(letters.slice(0, longestName).join(''));
  return letters.length > longestName ? `${cut}…` : cut;
};

/** What a person compares, safe to be shown anywhere. */
export const sourceFacts = ({ fingerprint, subject, serial, notBefore, notAfter }: Certificate): TrustSource => ({
  fingerprint,
  commonName: subject.commonName === null ? null : shown(subject.commonName),
  organization: subject.organization === null ? null : shown(subject.organization),
  serial: serial.slice(0, 64),
  notBefore: notBefore.toISOString(),
  notAfter: notAfter.toISOString(),
});

const deceptive = ({ subject: { commonName, organization, text } }: Certificate): boolean => {
  const names = [commonName, organization].filter((name) => name !== null);
  const told = [...names, text];
  return names.every((name) => name.trim() === '') || told.some((name) => hasHidden(name) || name.length > 1000);
};

/** What is too weak, or null. RFC 5280 asks nothing of an anchor's own signature; people do, and rightly. */
const weakness = ({ publicKey, signed: { algorithm } }: Certificate): string | null => {
  if (publicKey.kind === 'other') return publicKey.oid;
  if (publicKey.kind === 'rsa' && publicKey.bits < 2048) return `RSA ${publicKey.bits} bit`;
  if (algorithm === null) return 'MD5, DSA…';
  return algorithm.kind !== 'ed25519' && algorithm.digest === 'sha1' ? 'SHA-1' : null;
};

const signedByItself = ({ spki, signed: { algorithm, bytes, value } }: Certificate): boolean =>
  algorithm !== null && verifySignature(spki, algorithm, inMemory(bytes), value);

/** Without marks, case and spaces: what looks the same to a person in a hurry. */
const skeleton = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/đ/gu, 'd')
    .replace(/[^\p{L}\p{N}]/gu, '');

export interface AnchorJudgement {
  /** Why it cannot be a source of trust; empty where it can. */
  readonly problems: FaultValue[];
  readonly warnings: FaultValue[];
}

const standing = (certificate: Certificate, at: Date): FaultValue[] => {
  const { isCa, keyUsage, selfIssued, notBefore, notAfter } = certificate;
  const weak = weakness(certificate);
  const problems: (FaultValue | false)[] = [
    deceptive(certificate) && faultValue('trust.name-deceptive'),
    // RFC 5280 4.2.1.3, 4.2.1.9: without keyUsage every use is allowed.
    (!isCa || keyUsage?.has('keyCertSign') === false) && faultValue('trust.not-ca'),
    isCa && !selfIssued && faultValue('trust.not-root', { issuer: shown(issuerName(certificate)) }),
    weak !== null && faultValue('trust.weak', { detail: weak }),
    weak === null && selfIssued && !signedByItself(certificate) && faultValue('trust.self-signature-wrong'),
    notAfter < at && faultValue('trust.expired', { date: vietnameseDay(notAfter) }),
    notBefore > at && faultValue('trust.not-yet-valid', { date: vietnameseDay(notBefore) }),
  ];
  return problems.flatMap((problem) => (problem === false ? [] : [problem]));
};

const issuerName = ({ issuer }: Certificate): string => issuer.commonName ?? issuer.organization ?? issuer.text;

/** @param shipped what comes with the product; @param at the time of the person's decision */
export const judgeAnchor = (certificate: Certificate, shipped: TrustStore, at: Date): AnchorJudgement => {
  if (shipped.pinned.has(certificate.fingerprint)) return { problems: [faultValue('trust.built-in')], warnings: [] };
  const own = skeleton(holderName(certificate));
  const known = [...shipped.anchors.map((anchor) => anchor.certificate), ...shipped.intermediates];
  const twin = known.find((other) => skeleton(holderName(other)) === own);
  return {
    problems: standing(certificate, at),
    warnings: twin ? [faultValue('trust.resembles-built-in', { name: shown(holderName(twin)) })] : [],
  };
};
