/** All digests that the proof needs, from one pass over the file: whatever is hashed begins at its first byte. */
import { createHash, type Hash } from 'node:crypto';
import type { ByteSink, ByteSource } from '../../pdf/source.js';
import type { DigestAlgorithm, SignedBytes } from '../../pki/algorithms.js';
import { type SignedRange, signedContent } from '../byte-range.js';

export interface WantedDigest {
  readonly range: SignedRange;
  readonly algorithm: DigestAlgorithm;
}

export interface Digests {
  /** SHA-256 of the bytes before the boundary, lower-case hexadecimal. */
  readonly prefix: string;
  /** SHA-256 of the whole file, lower-case hexadecimal. */
  readonly file: string;
  /** The bytes of a range; another digest of them than was wanted costs a pass of its own. */
  content(range: SignedRange): SignedBytes;
}

/** The digest of one range: a copy of the running one is taken at the gap and goes on behind it. */
class RangeDigest {
  value: Uint8Array | null = null;
  private running: Hash | null = null;

  constructor(readonly wanted: WantedDigest) {}

  /** The bytes that follow are those from `at` on. */
  arrive(at: number, prefix: Hash | undefined): void {
    const { range } = this.wanted;
    if (at === range.gapStart) this.running = prefix?.copy() ?? null;
    if (at === range.end) this.value = this.running ? new Uint8Array(this.running.digest()) : null;
  }

  isOpen(at: number): boolean {
    return at >= this.wanted.range.gapEnd && at < this.wanted.range.end;
  }

  update(part: Uint8Array): void {
    this.running?.update(part);
  }
}

/** Hands out all bytes up to the last of `cuts`: to `sink` those before a cut, then the cut to `reached`. */
const streamCut = (source: ByteSource, cuts: number[], sink: ByteSink, reached: (cut: number) => void): void => {
  cuts.sort((left, right) => right - left);
  const end = cuts[0] ?? 0;
  let at = 0;
  const reachHere = (): void => {
    for (; cuts.at(-1) === at; cuts.pop()) reached(at);
  };
  reachHere();
  source.stream(0, end, (part) => {
    for (let rest = part; rest.length > 0; reachHere()) {
      const piece = rest.subarray(0, (cuts.at(-1) ?? end) - at);
      sink(piece);
      at += piece.length;
      rest = rest.subarray(piece.length);
    }
  });
};

/** @param boundary bytes of the original @throws Fault `pdf.broken` when the file is shorter, `file.*` */
export const digestOnce = (source: ByteSource, boundary: number, wanted: readonly WantedDigest[]): Digests => {
  const whole = createHash('sha256');
  const prefixes = new Map<DigestAlgorithm, Hash>([['sha256', whole]]);
  for (const { algorithm } of wanted) {
    if (!prefixes.has(algorithm)) prefixes.set(algorithm, createHash(algorithm));
  }
  const ranges = wanted.map((one) => new RangeDigest(one));
  const cuts = new Set([boundary, source.length]);
  for (const { range } of wanted) for (const cut of [range.gapStart, range.gapEnd, range.end]) cuts.add(cut);
  let prefix = '';
  let open: readonly RangeDigest[] = [];
  const reach = (cut: number): void => {
    if (cut === boundary) prefix = whole.copy().digest('hex');
    for (const range of ranges) range.arrive(cut, prefixes.get(range.wanted.algorithm));
    open = ranges.filter((range) => range.isOpen(cut));
  };
  const update = (part: Uint8Array): void => {
    for (const hash of prefixes.values()) hash.update(part);
    for (const range of open) range.update(part);
  };
  streamCut(source, [...cuts], update, reach);
  return {
    prefix,
    file: whole.digest('hex'),
    content: (range) => {
      const content = signedContent(source, range);
      const known = ranges.filter(({ wanted: one }) => one.range === range);
      return {
        stream: content.stream,
        digest: (algorithm) =>
          known.find(({ wanted: one }) => one.algorithm === algorithm)?.value ?? content.digest(algorithm),
      };
    },
  };
};
