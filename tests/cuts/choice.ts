/** Which cuts are made: every class of operation in turn, and between them any operation at all. */
import { classOf, instants, type Operation, patternOf } from './log.js';
import { type Part, parts } from './place.js';

export interface Cut {
  readonly part: Part;
  readonly className: string;
  /** As the recorder takes it. */
  readonly spec: string;
}

/** A random number, 0 … 1, from a seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

interface Class {
  readonly part: Part;
  readonly name: string;
  readonly count: number;
}

const classesOf = (logs: Readonly<Record<Part, readonly Operation[]>>): Class[] =>
  parts.flatMap((part) => {
    const counts = new Map<string, number>();
    for (const operation of logs[part]) {
      const name = classOf(operation);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].map(([name, count]) => ({ part, name, count }));
  });

const pick = <T>(from: readonly T[], random: () => number): T => {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('there is nothing to choose from');
  return one;
};

/** The two instants at which a signature could be made twice. */
export const decisive: readonly Cut[] = [
  { part: 'sign', className: 'sign', spec: 'sign:2:after' },
  { part: 'sign', className: 'rename signed/*.signed.pdf', spec: 'rename@signed/:1:after' },
];

/** Found something once: made first, in every run. */
export const known: readonly Cut[] = [
  // A work file came back beside the signed one and was never removed: its old folder was not synced.
  { part: 'send', className: 'connect', spec: 'connect:1:before' },
  // The file that tells how far the journal is was taken for a sign of damage.
  { part: 'receive', className: 'write queue.sqlite.head', spec: 'write@queue.sqlite.head$:3:before' },
];

/** An endless row of cuts, chosen from what one whole run did. */
export function* cutsOf(logs: Readonly<Record<Part, readonly Operation[]>>, random: () => number): Generator<Cut> {
  const classes = classesOf(logs);
  const all = classes.reduce((sum, { count }) => sum + count, 0);
  const weighted = (): Class => {
    let at = random() * all;
    for (const one of classes) {
      at -= one.count;
      if (at < 0) return one;
    }
    return pick(classes, random);
  };
  for (;;) {
    // In a new order each round, or a short run would know only the beginning.
    for (const one of classes.map((each) => ({ each, key: random() })).sort((a, b) => a.key - b.key)) {
      for (const { part, name, count } of [one.each, weighted()]) {
        const when = pick(instants(name), random);
        const number = 1 + Math.floor(random() * count);
        yield { part, className: name, spec: `${patternOf(name)}:${number}:${when}` };
      }
    }
  }
}
