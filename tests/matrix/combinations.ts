/** Which combinations are signed: all of them, or so few that every two values still meet. */
import type { Level, SigningDigest } from '../../src/contracts/jobs.js';
import type { SignatureMechanism } from '../../src/contracts/token-host.js';
import { Random } from '../fuzz/mutations.js';

export const LEVELS = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const satisfies readonly Level[];
export const KEYS = ['rsa2048', 'rsa3072', 'rsa4096', 'ec', 'ec384', 'ec521'] as const;
export type KeyName = (typeof KEYS)[number];
const DIGESTS = ['sha256', 'sha384', 'sha512'] as const satisfies readonly SigningDigest[];

/** How one signature is made. */
export interface Manner {
  readonly level: Level;
  readonly key: KeyName;
  readonly mechanism: SignatureMechanism;
  readonly digest: SigningDigest;
}

/** First, second and third signature of one file. */
export type Rounds = readonly [Manner, Manner, Manner];

const mechanisms = (key: KeyName): readonly SignatureMechanism[] =>
  key.startsWith('ec') ? ['ecdsa'] : ['rsa-pkcs1', 'rsa-pss'];

const algorithms = KEYS.flatMap((key) =>
  mechanisms(key).flatMap((mechanism) => DIGESTS.map((digest) => ({ key, mechanism, digest }))),
);

/** Every level with every algorithm: 108. */
export const MANNERS: readonly Manner[] = LEVELS.flatMap((level) => algorithms.map((one) => ({ level, ...one })));

const at = <T>(items: readonly T[], index: number): T => {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('no items');
  return item;
};

/** As civil servants sign every day. */
export const DAILY: Manner = { level: 'B-T', key: 'rsa2048', mechanism: 'rsa-pkcs1', digest: 'sha256' };

/** Every manner once in each round; the shifts give one file three different ones. */
export const everyRounds = (): Rounds[] =>
  MANNERS.map((first, index) => [first, at(MANNERS, index + 41), at(MANNERS, index + 67)]);

/** Pairs of values that a signature of this kind of file in this round covers. */
const pairsOf = (kind: string, round: number, { level, key, mechanism, digest }: Manner): string[] => {
  const values = [kind, `round ${round}`, level, key, mechanism, digest];
  return values.flatMap((one, index) => values.slice(index + 1).map((other) => `${one} × ${other}`));
};

/** Files to sign so that any two of kind, round, level, key, mechanism and digest that can meet do meet. */
export const pairwise = (kinds: readonly string[], seed: number): Map<string, Rounds[]> => {
  const random = new Random(seed);
  const all = kinds.flatMap((kind) =>
    [1, 2, 3].flatMap((round) => MANNERS.flatMap((one) => pairsOf(kind, round, one))),
  );
  const open = new Set(all);
  const best = (kind: string, round: number): Manner => {
    const worth = (one: Manner): number => pairsOf(kind, round, one).filter((pair) => open.has(pair)).length;
    const start = random.below(MANNERS.length);
    const tried = [...MANNERS.slice(start), ...MANNERS.slice(0, start)].map((one) => ({ one, gain: worth(one) }));
    const most = Math.max(...tried.map(({ gain }) => gain));
    const chosen = tried.find(({ gain }) => gain === most)?.one ?? at(MANNERS, 0);
    for (const pair of pairsOf(kind, round, chosen)) open.delete(pair);
    return chosen;
  };
  const files = new Map<string, Rounds[]>(kinds.map((kind) => [kind, []]));
  const signOnce = (kind: string): void => void files.get(kind)?.push([best(kind, 1), best(kind, 2), best(kind, 3)]);
  for (const kind of kinds) {
    while ([...open].some((pair) => pair.startsWith(`${kind} × `))) signOnce(kind);
  }
  while (open.size > 0) signOnce(random.pick(kinds));
  return files;
};
