import type { FileReport, Reason } from '../../contracts/verification.js';
import { sha256Hex } from '../pki/algorithms.js';
import { parseCertificate } from '../pki/certificate.js';
import type { FileEvidence, FileIdentity } from '../verification/file-evidence.js';
import type { Needs } from '../verification/needs.js';
import type { VerifiedFile } from '../verification/verify-file.js';
import type { DocumentWorkers } from './document-workers.js';
import type { CertificateNetwork } from './network/certificate-network.js';
import type { Failure } from './network/kept-answers.js';
import { noteOfKeptAnswer, noteOfOffline, notesOfFailures, unansweredOf } from './network/network-notes.js';

export interface VerifyOrder {
  /** Absolute. */
  readonly path: string;
  /** Opens an encrypted document. */
  readonly password?: string | undefined;
  /** File name for the report. */
  readonly name: string;
  /** Revocation lists at hand (PEM or DER). */
  readonly crls: readonly Uint8Array[];
  /** Time at which certificates and revocation lists are judged. */
  readonly at: Date;
  /** Say of each signature where it stands and what its verdict rests on. */
  readonly details?: boolean | undefined;
}

export interface KeptVerification {
  readonly report: FileReport;
  /** Null for a file that could not be read. */
  readonly kept: (FileIdentity & FileEvidence) | null;
}

/** Each round reads the whole file again. Issuers may take two, revocation one; the last one is for what they uncover. */
const maxRounds = 4;
/** Addresses of issuers stand in certificates that anybody can make. */
const maxIssuersPerRound = 3;
const maxIssuersPerFile = 8;

/** Material without repetition; says whether something was new. */
class Distinct {
  readonly #all = new Map<string, Uint8Array>();

  add(bytes: Uint8Array): boolean {
    const key = sha256Hex(bytes);
    if (this.#all.has(key)) return false;
    this.#all.set(key, bytes);
    return true;
  }

  get values(): Uint8Array[] {
    return [...this.#all.values()];
  }
}

/** What was fetched for one file, over all rounds. */
class Learned {
  readonly #crls = new Distinct();
  readonly #ocsps = new Distinct();
  readonly #certificates = new Distinct();
  readonly #asked = new Set<string>();
  #failures: Failure[] = [];
  #standsInSince: number | null = null;

  constructor(private readonly network: CertificateNetwork) {}

  get material() {
    return { crls: this.#crls.values, ocsps: this.#ocsps.values, certificates: this.#certificates.values };
  }

  /** Fetches what is needed; false where nothing new came of it. */
  async fetch(needs: Needs): Promise<boolean> {
    const news = await Promise.all([
      ...this.#issuersOf(needs).map((url) => this.#fetchIssuers(url)),
      ...needs.revocation.map((need) => this.#fetchRevocation(need)),
    ]);
    return news.includes(true);
  }

  /**
   * The report with what there is to say of the servers.
   * @param open what the last verification still lacks; of no interest where that would change nothing
   */
  annotate(report: FileReport, open: Needs): FileReport {
    const lacking = report.verdict === 'indeterminate' && open.issuers.length + open.revocation.length > 0;
    const notes: Reason[] = [
      ...notesOfFailures(this.#failures, lacking),
      ...(this.#standsInSince === null ? [] : [noteOfKeptAnswer(this.#standsInSince)]),
      ...(this.network.offline && lacking ? [noteOfOffline(hostsOf(open))] : []),
    ];
    const unanswered = unansweredOf(this.#failures, lacking);
    const warnings = [...report.warnings, ...notes];
    return { ...report, warnings, ...(unanswered.length > 0 && { unanswered }) };
  }

  #issuersOf({ issuers }: Needs): string[] {
    const left = Math.min(maxIssuersPerRound, maxIssuersPerFile - this.#asked.size);
    return issuers.filter((url) => !this.#asked.has(url)).slice(0, left);
  }

  async #fetchIssuers(url: string): Promise<boolean> {
    this.#asked.add(url);
    const { certificates, failures } = await this.network.issuers.at(url);
    this.#failures.push(...failures);
    return certificates.map((der) => this.#certificates.add(der)).includes(true);
  }

  async #fetchRevocation({ certificate, issuer }: Needs['revocation'][number]): Promise<boolean> {
    const found = await this.network.revocation.forCertificate(parseCertificate(certificate), parseCertificate(issuer));
    this.#failures.push(...found.failures);
    const isNew =
      (found.ocsp !== null && this.#ocsps.add(found.ocsp)) || (found.crl !== null && this.#crls.add(found.crl));
    if (isNew && found.standsInSince !== null) {
      this.#standsInSince = Math.min(this.#standsInSince ?? Number.POSITIVE_INFINITY, found.standsInSince);
    }
    return isNew;
  }
}

const hostOf = (url: string): string[] => {
  try {
    return [new URL(url).host];
  } catch {
    return [];
  }
};

const hostsOf = ({ issuers, revocation }: Needs): string[] => {
  const named = revocation.flatMap(({ certificate }) => {
    const { ocspUrls, crlUrls } = parseCertificate(certificate);
    return [...ocspUrls, ...crlUrls];
  });
  return [...new Set([...issuers, ...named].flatMap(hostOf))].slice(0, 8);
};

/**
 * Verifies one file in a worker, which has no network and says what it lacks; that is fetched here, and the file is
 * judged again, until nothing new is learned. Revocation is asked only of certificates that lead to a trust anchor;
 * issuers are fetched by addresses that anybody can have written, only from listed hosts and only a few for a file.
 * What could not be asked is told in the report.
 */
export const verifyDocument = async (
  workers: DocumentWorkers,
  order: VerifyOrder,
  network: CertificateNetwork,
): Promise<FileReport> => (await verifyInRounds(workers, order, network, false)).report;

/** {@link verifyDocument}, with what is to be kept: which bytes were verified, and what the result rests on. */
export const verifyForKeeping = async (
  workers: DocumentWorkers,
  order: VerifyOrder,
  network: CertificateNetwork,
): Promise<KeptVerification> => {
  const { report, kept = null } = await verifyInRounds(workers, order, network, true);
  return { report, kept };
};

const verifyInRounds = async (
  workers: DocumentWorkers,
  order: VerifyOrder,
  network: CertificateNetwork,
  keep: boolean,
): Promise<Omit<VerifiedFile, 'needs'>> => {
  const learned = new Learned(network);
  for (let round = 0; ; round += 1) {
    const { crls, ocsps, certificates } = learned.material;
    const request = { ...order, crls: [...order.crls, ...crls], ocsps, certificates, keep };
    const { report, needs, ...rest } = await workers.run('verify', request);
    if (round < maxRounds && (await learned.fetch(needs))) continue;
    return { ...rest, report: learned.annotate(report, needs) };
  }
};
