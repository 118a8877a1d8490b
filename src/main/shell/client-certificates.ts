/**
 * Certificates of this computer for the connection itself (mutual TLS): the person chooses one, once for a server and
 * a run of the application; nothing is ever chosen in silence, and nobody but the document server is answered.
 */
import { randomBytes } from 'node:crypto';
import type { CertificateQuestion } from '../../contracts/ipc.js';

/** What is looked at of one of Electron's. */
export interface StoredCertificate {
  readonly fingerprint: string;
  readonly subjectName: string;
  readonly issuerName: string;
  /** Seconds since 1970. */
  readonly validExpiry: number;
}

type Answer<C> = (certificate?: C) => void;

/** As Electron names one of `net`'s (`host:port`), or of a page (an address). */
const hostOf = (url: string): string => {
  if (!url.includes('://')) return url;
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'http:' ? '80' : '443')}`;
};

const shown = ({ fingerprint, subjectName, issuerName, validExpiry }: StoredCertificate) => ({
  fingerprint,
  subject: subjectName,
  issuer: issuerName,
  notAfter: new Date(validExpiry * 1000).toISOString(),
});

interface Asked<C> {
  readonly id: string;
  readonly certificates: readonly C[];
  /** A connection that was given up and tried again asks once more; the person is asked once. */
  readonly answers: Answer<C>[];
}

export interface CertificateParts {
  /** Address of the document server; null where none is known. */
  readonly server: () => string | null;
  readonly ask: (question: CertificateQuestion) => void;
}

export class ClientCertificates<C extends StoredCertificate> {
  readonly #asked = new Map<string, Asked<C>>();
  /** Fingerprints, by host. */
  readonly #chosen = new Map<string, string>();

  constructor(private readonly parts: CertificateParts) {}

  /** Electron's event `select-client-certificate`: without our answer it would take the first certificate. */
  readonly select = (
    event: { preventDefault(): void },
    _contents: unknown,
    url: string,
    certificates: readonly C[],
    answer: Answer<C>,
  ): void => {
    event.preventDefault();
    const host = hostOf(url);
    const server = this.parts.server();
    if (server === null || hostOf(server) !== host || certificates.length === 0) {
      answer();
      return;
    }
    const known = certificates.find(({ fingerprint }) => fingerprint === this.#chosen.get(host));
    if (known) answer(known);
    else this.#ask(host, certificates, answer);
  };

  #ask(host: string, certificates: readonly C[], answer: Answer<C>): void {
    const before = this.#asked.get(host);
    if (before) {
      before.answers.push(answer);
      return;
    }
    const id = randomBytes(16).toString('hex');
    this.#asked.set(host, { id, certificates, answers: [answer] });
    this.parts.ask({ id, server: host, certificates: certificates.map(shown) });
  }

  /** What the person chose; null: none. A question that is not open any more is passed over. */
  choose(id: string, fingerprint: string | null): void {
    for (const [host, asked] of this.#asked) {
      if (asked.id !== id) continue;
      this.#asked.delete(host);
      const chosen = asked.certificates.find((one) => one.fingerprint === fingerprint);
      if (chosen) this.#chosen.set(host, chosen.fingerprint);
      for (const answer of asked.answers) answer(chosen);
    }
  }

  /** The next connection asks again. */
  forget(): void {
    this.#chosen.clear();
  }
}
