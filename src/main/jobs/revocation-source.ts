/** Fetches what tells whether certificates are revoked: OCSP responses (RFC 6960), else revocation lists. */
import { randomBytes } from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import { toHex } from '../pki/asn1.js';
import type { Certificate } from '../pki/certificate.js';
import { readCrlHead } from '../pki/crl.js';
import { ocspAnswer, ocspRequest, readOcspResponse } from '../pki/ocsp.js';
import type { PathResult } from '../pki/path.js';
import { type Fetch, fetchBounded, NoAnswer } from './bounded-fetch.js';
import { type Fetched, FreshCache } from './fresh-cache.js';
import { Gate } from './gate.js';

/** As it came, DER: OCSPResponse and CertificateList, for judging, for the DSS and for the CMS. */
export interface RevocationEvidence {
  readonly ocsps: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

export interface RevocationSourceOptions {
  readonly fetch: Fetch;
  /** Milliseconds for one request. */
  readonly deadlineMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const defaultDeadlineMs = 10_000;
const atOnce = 4;
/** Addresses of one kind in one certificate that are tried. */
const maxUrls = 3;
const largestResponse = 64 * 1024;
/** The national lists have a few MB. */
const largestList = 20 * 1024 * 1024;

const minute = 60_000;
/** An answer serves until its nextUpdate, but a CA may revoke in between: no longer than this. */
const longestKept = 60 * minute;
/** Without a nextUpdate in the future. */
const shortlyKept = 5 * minute;
/** A server that was down is asked again after this. */
const failureKept = minute;

const unlessAborted = <T>(work: Promise<T>, abort: AbortSignal | undefined): Promise<T> => {
  if (abort === undefined) return work;
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new Fault('app.cancelled'));
    if (abort.aborted) cancel();
    abort.addEventListener('abort', cancel, { once: true });
    work.then(resolve, reject).finally(() => abort.removeEventListener('abort', cancel));
  });
};

/** Network trouble and answers that cannot be read are no answer; anything else is a defect. */
const orNothing = async <T>(work: () => Promise<T>): Promise<T | null> => {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof NoAnswer || thrown instanceof Fault) return null;
    throw thrown;
  }
};

export class RevocationSource {
  readonly #fetch: Fetch;
  readonly #deadlineMs: number;
  readonly #now: () => number;
  readonly #gate = new Gate(atOnce);
  readonly #kept: FreshCache;

  constructor({ fetch, deadlineMs = defaultDeadlineMs, now = Date.now }: RevocationSourceOptions) {
    this.#fetch = fetch;
    this.#deadlineMs = deadlineMs;
    this.#now = now;
    this.#kept = new FreshCache(now);
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
      this.#forCertificate(certificate, path[index + 1] ?? anchor.certificate),
    );
    const all = await unlessAborted(Promise.all(found), abort);
    const distinct = (kind: 'ocsp' | 'crl'): Uint8Array[] => [
      ...new Set(all.flatMap((evidence) => (evidence[kind] === null ? [] : [evidence[kind]]))),
    ];
    return { ocsps: distinct('ocsp'), crls: distinct('crl') };
  }

  /**
   * The lists that could be had from `urls` (http or https), DER. Only for addresses from certificates that lead to an
   * anchor. One that could not be had, or is no list, is left out.
   */
  async lists(urls: readonly string[]): Promise<Uint8Array[]> {
    const lists = await Promise.all(urls.map((url) => this.#list(url)));
    return lists.filter((list) => list !== null);
  }

  async #forCertificate(
    certificate: Certificate,
    issuer: Certificate,
  ): Promise<{ ocsp: Uint8Array | null; crl: Uint8Array | null }> {
    const key = `${certificate.fingerprint} ${issuer.fingerprint}`;
    const ocsp = await this.#kept.get(key, () => this.#askResponders(certificate, issuer));
    if (ocsp !== null) return { ocsp, crl: null };
    for (const url of certificate.crlUrls.slice(0, maxUrls)) {
      const crl = await this.#list(url);
      if (crl !== null) return { ocsp: null, crl };
    }
    return { ocsp: null, crl: null };
  }

  /** The first response that answers: fresh, signed by whom it should be, and about this certificate. */
  async #askResponders(certificate: Certificate, issuer: Certificate): Promise<Fetched> {
    for (const url of certificate.ocspUrls.slice(0, maxUrls)) {
      const answered = await orNothing(() => this.#askResponder(url, certificate, issuer));
      if (answered !== null) return answered;
    }
    return { bytes: null, until: this.#now() + failureKept };
  }

  async #askResponder(url: string, certificate: Certificate, issuer: Certificate): Promise<Fetched | null> {
    const nonce = randomBytes(16);
    const bytes = await this.#exchange(url, largestResponse, {
      contentType: 'application/ocsp-request',
      body: ocspRequest(certificate, issuer, nonce),
    });
    const response = readOcspResponse(bytes);
    // Responders with responses made in advance repeat no nonce (RFC 8954 2); another one answers another question.
    if (response.nonce !== null && response.nonce !== toHex(nonce)) return null;
    const answer = ocspAnswer(response, certificate, issuer, new Date(this.#now()));
    if (answer.status === 'unknown') return null;
    return { bytes, until: this.#freshUntil(answer.status === 'good' ? answer.nextUpdate : null) };
  }

  #list(url: string): Promise<Uint8Array | null> {
    return this.#kept.get(url, async () => {
      const list = await orNothing(async () => readCrlHead(await this.#exchange(url, largestList)));
      if (list === null) return { bytes: null, until: this.#now() + failureKept };
      return { bytes: list.der, until: this.#freshUntil(list.nextUpdate) };
    });
  }

  #freshUntil(nextUpdate: Date | null): number {
    const now = this.#now();
    const end = nextUpdate?.getTime() ?? now;
    return end > now ? Math.min(end, now + longestKept) : now + shortlyKept;
  }

  #exchange(url: string, limit: number, post?: { contentType: string; body: Uint8Array }): Promise<Uint8Array> {
    const exchange = { url, limit, deadlineMs: this.#deadlineMs, ...(post === undefined ? {} : { post }) };
    return this.#gate.run(() => fetchBounded(this.#fetch, exchange));
  }
}
