/**
 * Since when signatures are proven to exist (ETSI EN 319 102-1 5.6.2.3, POE extraction): what trusted timestamps say, the
 * newest first, as each older one is judged at the time that a newer one proves for it.
 */
import type { SignatureEvidence } from './evidence.js';
import { type DocumentStamp, documentStamps, type Stamp, soundStamp } from './stamps.js';
import { judgeTrust, type TrustOptions, type TrustResult } from './trust-findings.js';

/** A trusted proof that something existed by then. */
export interface Proof {
  readonly time: Date;
  readonly by: 'signature-timestamp' | 'document-timestamp';
}

export interface JudgedStamp extends Stamp {
  readonly trust: TrustResult;
  /** The authority's path was valid and not revoked when the token is proven to have existed. */
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

interface AcceptedStamp {
  readonly time: Date;
  readonly end: number;
}

class Proofs {
  private readonly accepted: AcceptedStamp[] = [];
  private readonly judged = new Map<SignatureEvidence, JudgedStamp>();

  constructor(
    all: readonly SignatureEvidence[],
    private readonly options: TrustOptions,
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
    const subject = { certificate: stamp.authority, pool: stamp.enclosed, purpose: 'timestamp' as const };
    const trust = judgeTrust(subject, { ...this.options, at, proven: existed !== null });
    const inTime = stamp.time.getTime() <= at.getTime() + clockSkew;
    // RFC 3161 2.4.2: without the attribute the token does not say whose key made it.
    return { ...stamp, trust, trusted: trust.valid && inTime && stamp.named };
  }
}

/** What proves the existence of each signature and timestamp; `options.at` is the time of the check. */
export const proofsOfExistence = (
  all: readonly SignatureEvidence[],
  options: TrustOptions,
): ReadonlyMap<SignatureEvidence, Existence> => {
  const proofs = new Proofs(all, options);
  return new Map(all.map((evidence) => [evidence, proofs.of(evidence)] as const));
};
