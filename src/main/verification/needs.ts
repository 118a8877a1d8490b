/** What a verification without a network could not know, for a caller who has one and verifies again. */
import type { Certificate } from '../pki/certificate.js';
import type { RevocationAnswer } from '../pki/crl.js';
import type { PathResult } from '../pki/path.js';

/** Whether this certificate is revoked. It leads to a trust anchor, so that the addresses in it may be asked. DER. */
export interface RevocationNeed {
  readonly certificate: Uint8Array;
  readonly issuer: Uint8Array;
}

export interface Needs {
  readonly revocation: readonly RevocationNeed[];
  /** http(s) addresses of issuers, out of certificates that lead nowhere yet: anybody's. */
  readonly issuers: readonly string[];
}

export const noNeeds: Needs = { revocation: [], issuers: [] };

const hasAddresses = ({ ocspUrls, crlUrls }: Certificate): boolean => ocspUrls.length + crlUrls.length > 0;

/** Whoever signs chooses what he encloses: an answer from just before his certificate was revoked may still be in force. */
const freshFor = 60 * 60_000;

const isSettled = (answer: RevocationAnswer | undefined, judgedNow: Date | null): boolean => {
  if (answer?.status !== 'good' || judgedNow === null) return answer?.status !== 'unknown';
  return judgedNow.getTime() - answer.thisUpdate.getTime() <= freshFor;
};

/**
 * Of one path: its missing issuer, or the revocation answers that are missing where it reached an anchor.
 * @param judgedNow the time of the check where nothing proves an earlier one: then a newer answer than the one at hand may
 * be had, and settle it otherwise
 */
export const needsOf = ({ path, anchor, revocation }: PathResult, judgedNow: Date | null): Needs => {
  if (anchor === null) {
    const top = path[path.length - 1] ?? path[0];
    return { revocation: [], issuers: top.selfIssued ? [] : top.issuerUrls };
  }
  const open = path.flatMap((certificate, index) => {
    const issuer = path[index + 1] ?? anchor.certificate;
    const open = !isSettled(revocation[index], judgedNow);
    return open && hasAddresses(certificate) ? [{ certificate: certificate.der, issuer: issuer.der }] : [];
  });
  return { revocation: open, issuers: [] };
};

/** All of them, each once. */
export const mergeNeeds = (all: readonly Needs[]): Needs => {
  const seen = new Map<string, RevocationNeed>();
  for (const need of all.flatMap(({ revocation }) => revocation)) {
    const key = [need.certificate, need.issuer].map((der) => Buffer.from(der).toString('base64')).join(' ');
    seen.set(key, need);
  }
  return { revocation: [...seen.values()], issuers: [...new Set(all.flatMap(({ issuers }) => issuers))] };
};
