/**
 * The sources of trust of a person's own. One counts while two things agree: the certificate lies in the folder under
 * its fingerprint, and the journal says that a person confirmed that fingerprint. Whatever else lies in the folder
 * (copied there by hand, swapped, half of a step that a power cut ended) is shown as waiting and not trusted. So the
 * file is written before the journal when one is added, and the journal before the file when one is removed.
 */
import { constants } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, faultValue } from '../../contracts/faults/index.js';
import type { AddingWay, BuiltInSource, OwnSource, TrustCandidate, TrustState } from '../../contracts/trust.js';
import { judgeAnchor, sourceFacts } from '../pki/anchor-judgement.js';
import type { Certificate } from '../pki/certificate.js';
import type { TrustStore } from '../pki/trust.js';
import type { ConfirmedAnchor, Queue } from '../queue/types.js';
import { readCandidates } from './files/candidate-file.js';
import { removeDurably, writeDurably } from './files/durable-file.js';
import type { TrustPolicy } from './trust-policy.js';

export interface UserAnchorsOptions {
  /** Absolute; made when something is first added. */
  readonly folder: string;
  readonly policy: TrustPolicy;
  /** What comes with the product, alone. */
  readonly shipped: () => TrustStore;
  readonly journal: Pick<Queue, 'recordAnchor' | 'confirmedAnchors'>;
  readonly way: AddingWay;
  /** As the operating system names the person. */
  readonly user: string;
}

const nameOf = (fingerprint: string): string => `${fingerprint}.cer`;
const ownName = /^[0-9a-f]{64}\.cer$/;
const certificateFile = /\.(pem|crt|cer|der)$/i;
/** A folder with more than these was not filled by a person: the rest is not looked at, and not trusted either way. */
const maxWaitingFiles = 64;

/** Nothing outside the folder is meant by what lies in it. Windows has no such flag: links there need an administrator. */
const noLink = constants.O_NOFOLLOW ?? 0;

interface Waiting {
  readonly name: string;
  readonly certificates: readonly Certificate[];
}

const orNothing = async <T>(work: Promise<T[]>): Promise<T[]> => {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof Fault || (thrown instanceof Error && 'code' in thrown)) return [];
    throw thrown;
  }
};

/** Whether a person ever added one: else nobody has to ask the journal. */
export const hasOwnAnchors = async (folder: string): Promise<boolean> =>
  (await orNothing(readdir(folder))).some((name) => ownName.test(name));

export class UserAnchors {
  /** What was looked at last, by fingerprint: nothing else can be added but what waits in the folder. */
  #seen = new Map<string, Certificate>();
  /** One step after the other. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: UserAnchorsOptions) {}

  /** The trusted certificates, DER; none where the policy forbids them. Faults `queue.*`. */
  async certificates(): Promise<Uint8Array[]> {
    if (this.#forbidden) return [];
    const confirmed = await this.options.journal.confirmedAnchors();
    const found = await Promise.all(confirmed.map(({ fingerprint }) => this.#kept(fingerprint)));
    return found.flatMap((certificate) => (certificate ? [certificate.der] : []));
  }

  /** Faults `queue.*`. */
  async state(): Promise<TrustState> {
    const confirmed = await this.options.journal.confirmedAnchors();
    const known = new Set(confirmed.map(({ fingerprint }) => fingerprint));
    const waiting = (await this.#waiting()).flatMap(({ certificates }) => certificates);
    const unknown = new Map(waiting.flatMap((one) => (known.has(one.fingerprint) ? [] : [[one.fingerprint, one]])));
    return {
      forbidden: this.#forbidden ? faultValue('trust.forbidden') : null,
      builtIn: this.#builtIn(),
      own: [
        ...(await Promise.all(confirmed.map((anchor) => this.#ownSource(anchor)))),
        ...[...unknown.values()].map(
          (one): OwnSource => ({
            ...this.#judged(one),
            status: this.#forbidden ? 'forbidden' : 'waiting',
            added: null,
          }),
        ),
      ],
    };
  }

  /**
   * What is in a file that the person chose; any of it can then be added.
   * @param path absolute. Faults: those of `readCandidates`, `trust.forbidden`, `queue.*`
   */
  async look(path: string): Promise<TrustCandidate[]> {
    this.#refuseForbidden();
    const certificates = await readCandidates(path);
    const trusted = new Set(
      (await this.state()).own.flatMap((one) => (one.status === 'trusted' ? [one.fingerprint] : [])),
    );
    this.#seen = new Map(certificates.map((certificate) => [certificate.fingerprint, certificate]));
    return certificates.map((certificate) => {
      const judged = this.#judged(certificate);
      const there = trusted.has(certificate.fingerprint);
      return there ? { ...judged, problems: [faultValue('trust.already-there')] } : judged;
    });
  }

  /**
   * Trusts the certificate with this fingerprint, which was looked at or waits in the folder.
   * Faults `trust.*`: what speaks against it; `trust.not-kept`, `queue.*`: nothing was added.
   */
  add(fingerprint: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#refuseForbidden();
      const certificate = this.#seen.get(fingerprint) ?? (await this.#waitingCertificate(fingerprint));
      if (!certificate) throw new Fault('trust.nothing-there', { fingerprint });
      const { folder, journal, shipped, user, way } = this.options;
      const [problem] = judgeAnchor(certificate, shipped(), new Date()).problems;
      if (problem) throw Fault.from(problem);
      const confirmed = (await journal.confirmedAnchors()).some((anchor) => anchor.fingerprint === fingerprint);
      if (confirmed && (await this.#kept(fingerprint))) throw new Fault('trust.already-there');
      await writeDurably(folder, nameOf(fingerprint), certificate.der).catch((cause: unknown) => {
        throw new Fault('trust.not-kept', { dir: folder }, { cause });
      });
      await journal.recordAnchor({ event: 'trust-anchor-added', ...sourceFacts(certificate), user, way });
    });
  }

  /** Trusts it no longer; allowed under any policy. Faults `trust.unknown`, `queue.*`. */
  remove(fingerprint: string): Promise<void> {
    return this.#inTurn(async () => {
      const { folder, journal, user, way } = this.options;
      const anchor = (await journal.confirmedAnchors()).find((one) => one.fingerprint === fingerprint);
      if (!anchor) throw new Fault('trust.unknown', { fingerprint });
      const { at: _, ...decided } = anchor;
      await journal.recordAnchor({ ...decided, event: 'trust-anchor-removed', user, way });
      const copies = (await this.#waiting()).flatMap(({ name, certificates: [first, ...others] }) =>
        first?.fingerprint === fingerprint && others.length === 0 ? [name] : [],
      );
      // A file that cannot be deleted is not trusted either: it waits to be confirmed again.
      await removeDurably(folder, [nameOf(fingerprint), ...copies]).catch(() => undefined);
    });
  }

  get #forbidden(): boolean {
    return this.options.policy.userAnchors === 'forbidden';
  }

  /** Those of official duty first, and of each kind the ones that serve longest. */
  #builtIn(): BuiltInSource[] {
    const all = this.options.shipped().anchors.map(({ certificate, scheme }): BuiltInSource => {
      return { ...sourceFacts(certificate), scheme: scheme === 'official-duty' ? scheme : 'public' };
    });
    return all.sort(
      (left, right) => left.scheme.localeCompare(right.scheme) || right.notAfter.localeCompare(left.notAfter),
    );
  }

  #refuseForbidden(): void {
    if (this.#forbidden) throw new Fault('trust.forbidden');
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.#before.then(step);
    this.#before = done.catch(() => undefined);
    return done;
  }

  #judged(certificate: Certificate): TrustCandidate {
    return { ...sourceFacts(certificate), ...judgeAnchor(certificate, this.options.shipped(), new Date()) };
  }

  async #ownSource({ user, way, at, ...facts }: ConfirmedAnchor): Promise<OwnSource> {
    const certificate = await this.#kept(facts.fingerprint);
    const judged = certificate ? this.#judged(certificate) : { ...facts, problems: [], warnings: [] };
    const status = certificate ? 'trusted' : 'missing';
    return { ...judged, status: this.#forbidden ? 'forbidden' : status, added: { at, user, way } };
  }

  /** The certificate in the file of this fingerprint, if it is that one. */
  async #kept(fingerprint: string): Promise<Certificate | null> {
    const found = await orNothing(readCandidates(join(this.options.folder, nameOf(fingerprint)), noLink));
    return found.length === 1 ? (found.find((one) => one.fingerprint === fingerprint) ?? null) : null;
  }

  async #waitingCertificate(fingerprint: string): Promise<Certificate | undefined> {
    return (await this.#waiting())
      .flatMap(({ certificates }) => certificates)
      .find((certificate) => certificate.fingerprint === fingerprint);
  }

  /** Whatever lies in the folder and can be read as certificates. */
  async #waiting(): Promise<Waiting[]> {
    const { folder } = this.options;
    const names = (await orNothing(readdir(folder))).filter((name) => certificateFile.test(name)).sort();
    const files = await Promise.all(
      names.slice(0, maxWaitingFiles).map(async (name) => {
        const path = join(folder, name);
        const plain = await lstat(path).then(
          (facts) => facts.isFile(),
          () => false,
        );
        return { name, certificates: plain ? await orNothing(readCandidates(path, noLink)) : [] };
      }),
    );
    return files.filter(({ certificates }) => certificates.length > 0);
  }
}
