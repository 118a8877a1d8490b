/**
 * Since when signatures are proven to exist (ETSI EN 319 102-1 5.6.2.3, POE extraction): what trusted timestamps say, the
 * newest first, as each older one is judged at the time that a newer one proves for it.
 */
import type { SignatureEvidence } from './evidence.js';
import type { Policy } from './policy.js';
import { isOutdated } from './sha1-evidence.js';
import { type DocumentStamp, documentStamps, type Stamp, soundStamp } from './stamps.js';
import { judgeTrust, type TrustOptions, type TrustResult } from './trust-findings.js';

/** A trusted proof that something existed by then. */
export interface Proof {
  readonly time: Date;
  readonly by: 'signature-timestamp' | 'document-timestamp';
}

/**
 * `collision`: out of an attack on SHA-1; `future`: later than now; `before-authority`: older than the certificate that
 * made it; `outdated`: rests on SHA-1 and is not proven to be old enough for that; `unnamed`: no signed attribute says
 * whose key made it (RFC 3161 2.4.2).
 */
export type StampFlaw = 'collision' | 'future' | 'before-authority' | 'outdated' | 'unnamed';

export interface JudgedStamp extends Stamp {
  readonly trust: TrustResult;
  /** What is wrong with the token, whoever made it; null where nothing is. */
  readonly flaw: StampFlaw | null;
  /** It counts: the authority's path was valid and not revoked when the token is proven to have existed. */
  readonly trusted: boolean;
}

export interface Existence {
  /** The earliest one for the signature; null where nothing trusted proves more than that it exists now. */
  readonly proof: Proof | null;
  /** For a document timestamp itself: the proof by a newer one. */
  readonly proofOfStamp: Proof | null;
  /** The timestamp in the signature, or the document timestamp itself; null without a sound one. */
  readonly stamp: JudgedStamp | null;
}

/** A clock of an authority may be this much ahead of ours. */
const clockSkew = 5 * 60_000;

export interface ExistenceOptions extends TrustOptions {
  readonly policy: Pick<Policy, 'sha1'>;
}

interface AcceptedStamp {
  readonly time: Date;
  readonly end: number;
}

class Proofs {
  private readonly accepted: AcceptedStamp[] = [];
  private readonly judged = new Map<SignatureEvidence, JudgedStamp>();

  constructor(
    all: readonly SignatureEvidence[],
    private readonly options: ExistenceOptions,
  ) {
    for (const stamp of [...documentStamps(all)].sort((left, right) => right.end - left.end)) this.take(stamp);
  }

  of(evidence: SignatureEvidence): Existence {
    const covered = this.over(evidence.range?.end ?? Infinity);
    const byDocument: Proof | null = covered && { time: covered, by: 'document-timestamp' };
    const own = this.judged.get(evidence) ?? this.judgeOwn(evidence, covered);
    if (evidence.kind === 'timestamp' || own === null || !own.trusted) {
      return { proof: byDocument, proofOfStamp: byDocument, stamp: own };
    }
    const proof: Proof =
      covered !== null && covered <= own.time
        ? { time: covered, by: 'document-timestamp' }
        : { time: own.time, by: 'signature-timestamp' };
    return { proof, proofOfStamp: byDocument, stamp: own };
  }

  private take(stamp: DocumentStamp): void {
    const judged = this.judge(stamp, this.over(stamp.end));
    this.judged.set(stamp.evidence, judged);
    if (judged.trusted) this.accepted.push({ time: stamp.time, end: stamp.end });
  }

  /** The earliest accepted document timestamp over the first `end` bytes. */
  private over(end: number): Date | null {
    const times = this.accepted.filter((stamp) => stamp.end > end).map(({ time }) => time.getTime());
    return times.length === 0 ? null : new Date(Math.min(...times));
  }

  private judgeOwn(evidence: SignatureEvidence, existed: Date | null): JudgedStamp | null {
    const stamp = soundStamp(evidence);
    return stamp && this.judge(stamp, existed);
  }

  private judge(stamp: Stamp, existed: Date | null): JudgedStamp {
    const at = existed ?? this.options.at;
    const subject = {
      certificate: stamp.authority,
      pool: stamp.enclosed,
      purpose: 'timestamp' as const,
      stated: stamp.time,
    };
    const trust = judgeTrust(subject, { ...this.options, at, proven: existed !== null });
    const flaw = this.flawOf(stamp, at);
    return { ...stamp, trust, flaw, trusted: trust.valid && flaw === null };
  }

  /** @param known since when it is proven to exist, else the time of the check */
  private flawOf({ sha1, time, named, authority }: Stamp, known: Date): StampFlaw | null {
    if (sha1.collision) return 'collision';
    if (time.getTime() > known.getTime() + clockSkew) return 'future';
    if (time < authority.notBefore) return 'before-authority';
    if (isOutdated(sha1, time, known, new Date(this.options.policy.sha1.acceptedBefore))) return 'outdated';
    return named ? null : 'unnamed';
  }
}

/** What proves the existence of each signature and timestamp; `options.at` is the time of the check. */
export const proofsOfExistence = (
  all: readonly SignatureEvidence[],
  options: ExistenceOptions,
): ReadonlyMap<SignatureEvidence, Existence> => {
  const proofs = new Proofs(all, options);
  return new Map(all.map((evidence) => [evidence, proofs.of(evidence)] as const));
};
