/** The PAdES baseline level of each signature (ETSI EN 319 142-1 6.3), as the file itself bears it out. */
import type { SignatureReport } from '../../contracts/verification.js';
import type { PdfDocument } from '../pdf/document.js';
import type { Certificate } from '../pki/certificate.js';
import { chainFor } from '../pki/path.js';
import { type RevocationMaterial, revocationAnswer } from '../pki/revocation.js';
import type { TrustStore } from '../pki/trust.js';
import type { SignatureEvidence } from './evidence.js';
import { embeddedMaterial, readSecurityStore, type ValidationMaterial } from './security-store.js';
import { type DocumentStamp, documentStamps, type Stamp, soundStamp } from './stamps.js';

export interface LevelFacts {
  readonly level: SignatureReport['level'];
  /**
   * The earliest time that a sound timestamp, in the signature or over the document with it, states; null without one.
   * Whether its authority is to be believed is another question.
   */
  readonly stamped: Date | null;
}

/**
 * Whether the file holds every certificate from `leaf` up to a root or an anchor, and for each but that last one an
 * answer that was right at `at`. "Revoked" is an answer too: the level says what is there, the verdict what it means.
 */
const isComplete = (
  leaf: Certificate,
  enclosed: readonly Certificate[],
  material: RevocationMaterial,
  at: Date,
  trust: TrustStore,
): boolean => {
  const anchors = trust.anchors.map(({ certificate }) => certificate);
  const chain = chainFor(leaf, [...enclosed, ...anchors]);
  const trusted = new Set(anchors.map(({ fingerprint }) => fingerprint));
  const anchor = chain.findIndex(({ fingerprint }) => trusted.has(fingerprint));
  const top = anchor >= 0 ? anchor : chain.length - 1;
  if (anchor < 0 && !chain[top]?.selfIssued) return false;
  return chain.slice(0, top).every((certificate, index) => {
    const issuer = chain[index + 1];
    return issuer !== undefined && revocationAnswer(certificate, issuer, material, at).status !== 'unknown';
  });
};

/** One archive timestamp is enough, and the newest cover the most: older ones need not be tried without end. */
const maxArchives = 8;

class Levels {
  private readonly stamps: readonly DocumentStamp[];
  private readonly stores = new Map<PdfDocument, ValidationMaterial>();

  constructor(
    all: readonly SignatureEvidence[],
    private readonly document: PdfDocument,
    private readonly trust: TrustStore,
  ) {
    this.stamps = documentStamps(all);
  }

  factsOf(evidence: SignatureEvidence): LevelFacts {
    const stamps = this.stampsOver(evidence, Infinity);
    const times = stamps.map(({ time }) => time.getTime());
    const stamped = times.length === 0 ? null : new Date(Math.min(...times));
    return { level: this.levelOf(evidence, stamps), stamped };
  }

  private levelOf(evidence: SignatureEvidence, stamps: readonly Stamp[]): LevelFacts['level'] {
    const { check, range } = evidence;
    if (check?.subFilter !== 'ETSI.CAdES.detached' || check.cms.signingCertificate !== 'right') return 'CMS';
    if (stamps.length === 0) return 'B-B';
    const archives = this.stamps.filter(({ end }) => range !== null && end > range.end).slice(-maxArchives);
    const archived = archives.some(({ revision, end }) =>
      this.isLongTerm(evidence, revision, this.stampsOver(evidence, end)),
    );
    if (archived) return 'B-LTA';
    return this.isLongTerm(evidence, this.document, stamps) ? 'B-LT' : 'B-T';
  }

  /** The signature's own timestamp and the document timestamps over it that end before `limit`. */
  private stampsOver(evidence: SignatureEvidence, limit: number): Stamp[] {
    const { kind, range } = evidence;
    const own = soundStamp(evidence);
    const from = range?.end ?? Infinity;
    const later = kind === 'timestamp' ? [] : this.stamps.filter(({ end }) => end > from && end < limit);
    return [...(own === null ? [] : [own]), ...later];
  }

  /** The revision holds all that signer and one of the timestamps need (6.3, requirements on B-LT). */
  private isLongTerm(evidence: SignatureEvidence, revision: PdfDocument, stamps: readonly Stamp[]): boolean {
    const { check } = evidence;
    const signer = check?.cms.signer ?? null;
    if (check === null || signer === null) return false;
    const store = this.storeOf(revision);
    const own = embeddedMaterial(check);
    const material = { crls: [...store.crls, ...own.crls], ocsps: [...store.ocsps, ...own.ocsps] };
    const complete = (leaf: Certificate, given: readonly Certificate[], at: Date): boolean =>
      isComplete(leaf, [...given, ...store.certificates], material, at, this.trust);
    return stamps.some(
      ({ time, authority, enclosed }) =>
        complete(signer, own.certificates, time) && complete(authority, enclosed, time),
    );
  }

  private storeOf(revision: PdfDocument): ValidationMaterial {
    const known = this.stores.get(revision);
    if (known !== undefined) return known;
    const store = readSecurityStore(revision);
    this.stores.set(revision, store);
    return store;
  }
}

/** Level and proven time of every signature of the file; trusts no one but for where a chain may end. */
export const signatureLevels = (
  all: readonly SignatureEvidence[],
  document: PdfDocument,
  trust: TrustStore,
): ReadonlyMap<SignatureEvidence, LevelFacts> => {
  const levels = new Levels(all, document, trust);
  return new Map(all.map((evidence) => [evidence, levels.factsOf(evidence)] as const));
};
