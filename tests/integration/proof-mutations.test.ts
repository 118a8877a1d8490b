/**
 * Every byte of what we append, changed: refused, or shown to say the same. A seeded sample of each class of bytes by
 * default, all of them with FULL_MUTATION=1; SEED repeats a run.
 */
import { closeSync, copyFileSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import type { Level } from '../../src/contracts/jobs.js';
import { seed } from '../seed.js';
import { openProofBench, type ProofBench } from './proof-support.js';

const FULL = process.env.FULL_MUTATION === '1';
/** Mutations of each class and level; one costs about three milliseconds. */
const SAMPLE = 60;

let bench: ProofBench;
beforeAll(async () => {
  console.info(`SEED=${seed}`);
  bench = await openProofBench();
});
afterAll(() => bench.close());

/** A small generator that a seed repeats (mulberry32). */
const generator = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

/** What a byte of an increment is, the first that fits. */
const CLASSES = [
  ['stream', /\nstream\n([\s\S]*?)\nendstream\n/dg],
  ['signature value', /\/Contents <([0-9a-f]*?)(?=0*>)/dg],
  ['padding of the hole', /\/Contents <[0-9a-f]*?(0{64,})>/dg],
  ['byte range', /\/ByteRange \[([^\]]*)\]/dg],
  ['second part of /ID', /\/ID \[<[0-9a-f]*> <([0-9a-f]*)>\]/dg],
  ['date of evidence', /\/TU \((D:[^)]*)\)/dg],
  ['object header', /^(\d+ \d+ obj)$/dgm],
  ['cross-reference entry', /^(\d{10} \d{5} n )$/dgm],
  ['subsection', /^(\d+ \d+)$/dgm],
  ['startxref', /startxref\n(\d+)\n%%EOF/dg],
  ['trailer', /\ntrailer\n([\s\S]*?>>)\nstartxref/dg],
  ['keyword', /(endobj|endstream|stream|xref|trailer|startxref|%%EOF)/dg],
  ['string', /(\([^)]*\)|<[0-9a-f]+>)/dg],
  ['name', /(\/[^\s/<>[\]()]+)/dg],
  ['reference', /(\d+ \d+ R)/dg],
  ['number', /(-?\d+(?:\.\d+)?)/dg],
  ['blank', /([ \n]+)/dg],
  ['delimiter', /([<>[\]()]+)/dg],
] as const;
type Kind = (typeof CLASSES)[number][0];

/** Positions in `text` of each class. */
const classify = (text: string): Map<Kind, number[]> => {
  const taken = new Uint8Array(text.length);
  const found = new Map<Kind, number[]>();
  let masked = text;
  for (const [kind, pattern] of CLASSES) {
    const positions: number[] = [];
    for (const match of masked.matchAll(pattern)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      for (let at = start; at < end; at++) {
        if (taken[at] === 0) positions.push(at);
        taken[at] = 1;
      }
    }
    found.set(kind, positions);
    // The bytes of a stream may look like anything.
    if (kind === 'stream') masked = Array.from(text, (character, at) => (taken[at] === 1 ? '_' : character)).join('');
  }
  expect(taken.indexOf(0)).toBe(-1);
  return found;
};

const BLANKS = ' \n\r';

/** Bytes that tell most about a reader's leniency, and any other. */
const replacements = (byte: number, random: (below: number) => number): number[] => {
  const chosen = [byte ^ 1, byte ^ 0x20, ...Buffer.from(' 0%/>'), random(256)];
  return [...new Set(chosen)].filter((other) => other !== byte);
};

interface Mutation {
  readonly kind: Kind;
  /** In the increments. */
  readonly at: number;
  readonly is: number;
}

/** What the compressed stream around `at` says. */
const inflated = (increments: Buffer, at: number): Buffer => {
  const start = increments.lastIndexOf('\nstream\n', at, 'latin1') + 8;
  return inflateSync(increments.subarray(start, increments.indexOf('\nendstream', at, 'latin1')));
};

const asLetter = (digits: string): string | null => {
  const text = Buffer.from(digits, 'hex').toString('utf8');
  return /^\p{L}$/u.test(text) ? text : null;
};

/** Whether a changed hexadecimal digit made a letter the same in capitals, or in small: so names are compared (RFC 5280 7.1). */
const sameLetter = (increments: Buffer, at: number, is: number): boolean => {
  const changed = Buffer.from(increments.subarray(at - 8, at + 8));
  changed[8] = is;
  const [was, now] = [increments.subarray(at - 8, at + 8).toString('latin1'), changed.toString('latin1')];
  for (const length of [4, 6]) {
    for (let start = 9 - length; start <= 8; start++) {
      const [before, after] = [was, now].map((text) => asLetter(text.slice(start, start + length)));
      if (before && after && before.toLowerCase() === after.toLowerCase()) return true;
    }
  }
  return false;
};

/**
 * What a change may leave as it was. Only where no signature covers the byte: a store has none until an archive
 * timestamp follows, and the value of a signature never has one of its own.
 */
const saysTheSame = (increments: Buffer, { kind, at, is }: Mutation): boolean => {
  const [before, after] = [String.fromCharCode(increments[at] ?? 0), String.fromCharCode(is)];
  switch (kind) {
    case 'signature value':
      // The name of the authority's issuer in a timestamp, which is not ours to write.
      if (sameLetter(increments, at, is)) return true;
      return /[a-f]/i.test(before) && before.toLowerCase() === after.toLowerCase();
    case 'string':
      // Digits of a hexadecimal string in capitals.
      return /[a-f]/i.test(before) && before.toLowerCase() === after.toLowerCase();
    case 'second part of /ID':
      // It names this state of the file by any bytes at all (14.4).
      return /[0-9a-f]/i.test(after);
    case 'date of evidence':
      // When the evidence was put together is nobody's to check, and the proof has seen that it still is a date.
      return true;
    case 'stream': {
      // Bits between the end of the compressed data and their checksum (RFC 1951 3.2.3).
      const mutant = Buffer.from(increments);
      mutant[at] = is;
      return inflated(mutant, at).equals(inflated(increments, at));
    }
    case 'blank':
    case 'reference':
    case 'trailer':
      return BLANKS.includes(before) && BLANKS.includes(after);
    default:
      return false;
  }
};

interface Survivor {
  readonly kind: Kind;
  readonly at: number;
  readonly was: string;
  readonly is: string;
  readonly around: string;
}

const hunt = async (
  level: Level,
  random: (below: number) => number,
): Promise<{ tried: number; survivors: Survivor[] }> => {
  const file = bench.path('mutant.pdf');
  copyFileSync(bench.signed[level], file);
  const bytes = readFileSync(file);
  const base = statSync(bench.plain).size;
  const increments = bytes.subarray(base);
  const text = increments.toString('latin1');
  const declared = bench.declared({ level });
  const descriptor = openSync(file, 'r+');
  const survivors: Survivor[] = [];
  let tried = 0;
  const attempt = (kind: Kind, at: number, is: number): void => {
    const was = bytes[base + at] ?? 0;
    writeSync(descriptor, Buffer.of(is), 0, 1, base + at);
    tried++;
    if (isProved(file, declared) && !saysTheSame(increments, { kind, at, is })) {
      const around = text.slice(Math.max(0, at - 30), at + 30);
      survivors.push({ kind, at, was: String.fromCharCode(was), is: String.fromCharCode(is), around });
    }
    writeSync(descriptor, Buffer.of(was), 0, 1, base + at);
  };
  for (const [kind, positions] of classify(text)) {
    const change = (at: number): void => {
      const choices = replacements(bytes[base + at] ?? 0, random);
      for (const is of FULL ? choices : [choices[random(choices.length)] ?? 0]) attempt(kind, at, is);
    };
    const count = FULL ? positions.length : Math.min(SAMPLE, positions.length);
    for (let i = 0; i < count; i++) {
      change(positions[FULL ? i : random(positions.length)] ?? 0);
      // What zlib held of a stream that it refused is let go only between turns of the event loop.
      if (i % 200 === 0) await turn();
    }
  }
  closeSync(descriptor);
  return { tried, survivors };
};

/** Anything but a fault is a defect, and ends the test. */
const isProved = (file: string, declared: ReturnType<ProofBench['declared']>): boolean => {
  try {
    bench.prove(file, declared);
    return true;
  } catch (thrown) {
    if (thrown instanceof Fault) return false;
    throw thrown;
  }
};

describe('one byte of the increment changed', () => {
  it.each<Level>(['B-B', 'B-T', 'B-LT', 'B-LTA'])(
    '%s: refused, or the same in other letters',
    async (level) => {
      expect(isProved(bench.signed[level], bench.declared({ level }))).toBe(true);
      const { tried, survivors } = await hunt(level, generator(seed));
      expect(survivors).toEqual([]);
      expect(tried).toBeGreaterThan(500);
    },
    FULL ? 3_600_000 : 120_000,
  );
});
