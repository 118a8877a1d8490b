/** Fetches what tells whether certificates are revoked: OCSP responses (RFC 6960), else revocation lists. */
import { randomBytes } from 'node:crypto';
import { Fault } from '../../../contracts/faults/index.js';
import { toHex } from '../../pki/asn1.js';
import type { Certificate } from '../../pki/certificate.js';
import { readCrlHead } from '../../pki/crl.js';
import { ocspAnswer, ocspRequest, readOcspResponse } from '../../pki/ocsp.js';
import type { PathResult } from '../../pki/path.js';
import { NoAnswer } from './bounded-fetch.js';
import { firstAnswer, maxUrls } from './first-answer.js';
import type { GuardedNetwork } from './guarded-network.js';
import { type Asked, type Failure, KeptAnswers, type Outcome } from './kept-answers.js';

/** As it came, DER: OCSPResponse and CertificateList, for judging, for the DSS and for the CMS. */
export interface RevocationEvidence {
  readonly ocsps: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

/** What is to be had for one certificate: a response, or else a list. */
export interface RevocationOutcome {
  readonly ocsp: Uint8Array | null;
  readonly crl: Uint8Array | null;
  /** As {@link Outcome} says it, of whichever was had. */
  readonly standsInSince: number | null;
  readonly failures: readonly Failure[];
}

export interface RevocationSourceOptions {
  readonly network: GuardedNetwork;
  /** Default: memory only. */
  readonly kept?: KeptAnswers;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const unlessAborted = <T>(work: Promise<T>, abort: AbortSignal | undefined): Promise<T> => {
  if (abort === undefined) return work;
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new Fault('app.cancelled'));
    if (abort.aborted) cancel();
    abort.addEventListener('abort', cancel, { once: true });
    work.then(resolve, reject).finally(() => abort.removeEventListener('abort', cancel));
  });
};

const nothing: Outcome = { bytes: null, standsInSince: null, failures: [] };

export class RevocationSource {
  readonly #network: GuardedNetwork;
  readonly #now: () => number;
  readonly #kept: KeptAnswers;

  constructor({ network, now = Date.now, kept = new KeptAnswers({ folder: null, now }) }: RevocationSourceOptions) {
    this.#network = network;
    this.#now = now;
    this.#kept = kept;
  }

  /**
   * All that can be had for the certificates of a path; what cannot is left out, and judging says so. Nothing without
   * an anchor: addresses are taken only from certificates that lead to one, so that no document and no token makes this
   * computer call an address of its own choice. Fault `app.cancelled`.
   */
  async forPath(
    { path, anchor }: Pick<PathResult, 'path' | 'anchor'>,
    abort?: AbortSignal,
  ): Promise<RevocationEvidence> {
    if (anchor === null) return { ocsps: [], crls: [] };
    const found = path.map((certificate, index) =>
      this.forCertificate(certificate, path[index + 1] ?? anchor.certificate),
    );
    const all = await unlessAborted(Promise.all(found), abort);
    const distinct = (kind: 'ocsp' | 'crl'): Uint8Array[] => [
      ...new Set(all.flatMap((evidence) => (evidence[kind] === null ? [] : [evidence[kind]]))),
    ];
    return { ocsps: distinct('ocsp'), crls: distinct('crl') };
  }

  /**
   * What the servers that `certificate` names say of it. Only for one that leads to an anchor over `issuer`. A response
   * counts over a list, a new one of either over one that stands in.
   */
  async forCertificate(certificate: Certificate, issuer: Certificate): Promise<RevocationOutcome> {
    const key = `ocsp ${certificate.fingerprint} ${issuer.fingerprint}`;
    const ocsp =
      certificate.ocspUrls.length === 0
        ? nothing
        : await this.#kept.get(key, () =>
            firstAnswer(certificate.ocspUrls, (url) => this.#askResponder(url, certificate, issuer)),
          );
    if (ocsp.bytes !== null && ocsp.standsInSince === null) return { ...ocsp, ocsp: ocsp.bytes, crl: null };
    const list = await this.#anyList(certificate.crlUrls.slice(0, maxUrls));
    const failures = [...ocsp.failures, ...list.failures];
    const standsIn = list.bytes === null || list.standsInSince !== null;
    return ocsp.bytes !== null && standsIn
      ? { ocsp: ocsp.bytes, crl: null, standsInSince: ocsp.standsInSince, failures }
      : { ocsp: null, crl: list.bytes, standsInSince: list.standsInSince, failures };
  }

  /** A new list where one is to be had, else one that stands in. */
  async #anyList(urls: readonly string[]): Promise<Outcome> {
    let found = nothing;
    for (const url of urls) {
      const outcome = await this.#kept.get(`crl ${url}`, () => firstAnswer([url], () => this.#askForList(url)));
      const failures = [...found.failures, ...outcome.failures];
      found = { ...(found.bytes === null ? outcome : found), failures };
      if (outcome.bytes !== null && outcome.standsInSince === null) return { ...outcome, failures };
    }
    return found;
  }

  async #askForList(url: string): Promise<Omit<Asked, 'failures'>> {
    const list = readCrlHead(await this.#network.exchange({ url, limit: this.#network.limits.listBytes }));
    return { bytes: list.der, nextUpdate: list.nextUpdate?.getTime() ?? null };
  }

  /** A response that answers: fresh, signed by whom it should be, and about this certificate. */
  async #askResponder(url: string, certificate: Certificate, issuer: Certificate): Promise<Omit<Asked, 'failures'>> {
    const nonce = randomBytes(16);
    const bytes = await this.#network.exchange({
      url,
      limit: this.#network.limits.answerBytes,
      post: { contentType: 'application/ocsp-request', body: ocspRequest(certificate, issuer, nonce) },
    });
    const response = readOcspResponse(bytes);
    // Responders with responses made in advance repeat no nonce (RFC 8954 2); another one answers another question.
    if (response.nonce !== null && response.nonce !== toHex(nonce)) throw new NoAnswer('other nonce', false);
    const answer = ocspAnswer(response, certificate, issuer, new Date(this.#now()));
    if (answer.status === 'unknown') throw new NoAnswer(`OCSP: ${answer.why}`, false);
    return { bytes, nextUpdate: answer.status === 'good' ? answer.nextUpdate.getTime() : null };
  }
}
