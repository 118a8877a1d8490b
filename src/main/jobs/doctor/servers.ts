/** Do the servers answer that signing needs: timestamps, revocation, documents? */
import type { CheckState } from '../../../contracts/doctor.js';
import { Fault, faultValue } from '../../../contracts/faults/index.js';
import { type Certificate, parseCertificate } from '../../pki/certificate.js';
import { readCrlHead } from '../../pki/crl.js';
import { sameName } from '../../pki/name.js';
import { ocspRequest, readOcspResponse } from '../../pki/ocsp.js';
import type { TrustStore } from '../../pki/trust.js';
import { readable } from '../batch/signer-check.js';
import { type Fetch, fetchBounded, NoAnswer } from '../network/bounded-fetch.js';
import type { GuardedNetwork } from '../network/guarded-network.js';
import type { JudgedIdentity } from './observations.js';
import { type Finding, type Outcome, outcome } from './outcome.js';
import { factOf, findingsOf, hostOf, type Probe, probe } from './probe.js';
import type { Stamp } from './stamp.js';

const hostsOf = (probes: readonly Probe[]): string => [...new Set(probes.map(({ url }) => hostOf(url)))].join(', ');

/** `some`: what is said where one of several servers fails and another does the same work. */
const judge = (probes: readonly Probe[], some: CheckState): Outcome => {
  const facts = probes.map(factOf);
  if (probes.length === 0)
    return outcome([{ state: 'not-applicable', sentence: faultValue('doctor.servers-none') }], facts);
  const good: Finding = { state: 'good', sentence: faultValue('doctor.servers-good', { hosts: hostsOf(probes) }) };
  const answered = probes.some(({ failure }) => failure === null);
  const [first, ...rest] = findingsOf(probes).map((finding) => (answered ? { ...finding, state: some } : finding));
  return outcome(first === undefined ? [good] : [first, ...rest], facts);
};

export const checkTimestampServers = (stamps: readonly Stamp[]): Outcome =>
  judge(
    stamps.map((stamp) => stamp.probe),
    'attention',
  );

/** A certificate that names servers, and its issuer, about whom they are asked. */
export interface Asked {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

/** Addresses are taken only from certificates that lead to an anchor: from the tokens, else those that are shipped. */
export const askedCertificates = (judged: readonly JudgedIdentity[], trust: TrustStore): Asked[] => {
  const anchored = judged.filter(({ check }) => check.scheme !== 'none' && check.scheme !== 'training');
  const own = anchored.flatMap(({ check }) => {
    const chain = readable(check.chain, parseCertificate);
    return chain.flatMap((certificate, index): Asked[] => {
      const issuer = chain[index + 1];
      return issuer === undefined ? [] : [{ certificate, issuer }];
    });
  });
  if (own.length > 0) return own;
  const anchors = trust.anchors.filter(({ scheme }) => scheme === 'official-duty').map((anchor) => anchor.certificate);
  return trust.intermediates.flatMap((certificate): Asked[] => {
    const issuer = anchors.find(({ subject }) => sameName(subject, certificate.issuer));
    return issuer === undefined || !trust.pinned.has(certificate.fingerprint) ? [] : [{ certificate, issuer }];
  });
};

/** More would be a certificate that lists them to no good end. */
const mostAddresses = 12;

const probesOf = (asked: readonly Asked[], network: GuardedNetwork, abort: AbortSignal, clock: () => number) => {
  const probes = new Map<string, () => Promise<Probe>>();
  for (const { certificate, issuer } of asked) {
    for (const url of certificate.ocspUrls) {
      const body = ocspRequest(certificate, issuer);
      const post = { contentType: 'application/ocsp-request', body };
      const ask = async () =>
        readOcspResponse(await network.exchange({ url, limit: network.limits.answerBytes, post, abort }));
      if (!probes.has(url)) probes.set(url, () => probe('ocsp', url, ask, clock));
    }
    for (const url of certificate.crlUrls) {
      const ask = async () => readCrlHead(await network.exchange({ url, limit: network.limits.listBytes, abort }));
      if (!probes.has(url)) probes.set(url, () => probe('crl', url, ask, clock));
    }
  }
  return [...probes.values()].slice(0, mostAddresses);
};

export const checkRevocationServers = async (
  asked: readonly Asked[],
  network: GuardedNetwork,
  abort: AbortSignal,
  clock: () => number,
): Promise<Outcome> =>
  judge(await Promise.all(probesOf(asked, network, abort, clock).map((start) => start())), 'attention');

export interface DocumentServerParts {
  /** As the person set it; null where there is none. */
  readonly url: string | null;
  readonly fetch: Fetch;
  readonly deadlineMs: number;
  readonly abort: AbortSignal;
  readonly clock: () => number;
}

const largestPage = 1024 * 1024;

/** Whatever a server says to a stranger (401, 404 …) shows that it is there; 5xx does not. */
const isThere = (thrown: unknown): boolean => thrown instanceof NoAnswer && /^HTTP [1-4]/.test(thrown.detail);

/** Nobody signs in for this: no name and no password is sent. */
export const checkDocumentServer = async (parts: DocumentServerParts): Promise<Outcome> => {
  const { url, fetch, deadlineMs, abort, clock } = parts;
  if (url === null) return outcome([{ state: 'not-applicable', sentence: faultValue('doctor.document-server-unset') }]);
  const address = `${url.replace(/\/+$/, '')}/api/v1/documents`;
  const ask = async (): Promise<void> => {
    await fetchBounded(fetch, { url: address, limit: largestPage, deadlineMs, abort }).catch((thrown: unknown) => {
      if (!isThere(thrown)) throw thrown;
    });
  };
  const asked = await probe('server', address, ask, clock);
  if (asked.failure instanceof Fault) throw asked.failure;
  const [finding] = findingsOf([asked]);
  const sentence = faultValue('doctor.document-server-good', { host: hostOf(address) });
  return outcome([finding ?? { state: 'good', sentence }], [factOf(asked)]);
};
