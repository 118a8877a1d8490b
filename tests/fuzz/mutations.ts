/** Damage of the kinds that files in the wild have, and of the kinds that only an attacker makes; all from one seed. */

export class Random {
  constructor(private state: number) {}

  /** An integer from 0 up to, not including, `bound` (mulberry32). */
  below(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}

type Mutation = (text: string, random: Random, other: string) => string;

const NUMBERS = ['0', '1', '-1', '3', '65535', '65536', '8388607', '8388608', '2147483648', '4294967296', '9999999999'];
const TOKENS = [
  ...['<<', '>>', '[', ']', '(', ')', 'obj', 'endobj', 'stream', 'endstream', 'xref', 'trailer', 'startxref', '%%EOF'],
  ...['null', '1 0 R', '2 0 R', '/Type', '/Kids[2 0 R]', '/Length 1 0 R', '/Prev 0', '/Filter/FlateDecode', '<', '>'],
  ...['/XRefStm 9', '/Type/ObjStm', '/Type/XRef', '/W[1 8 8]', '/Index[0 9999999]', '/Predictor 12', '/Columns 1'],
];

const replaceAt = (text: string, start: number, end: number, by: string): string =>
  text.slice(0, start) + by + text.slice(end);

/** Applies `change` to one of the matches of `pattern`. */
const oneOf = (text: string, pattern: RegExp, random: Random, change: (match: string) => string): string => {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const match = random.pick(matches);
  return replaceAt(text, match.index, match.index + match[0].length, change(match[0]));
};

/** Near the end stands what the reader looks at first. */
const position = (text: string, random: Random): number => {
  const reach = random.below(2) === 0 ? text.length : Math.min(text.length, 4096);
  return text.length - 1 - random.below(Math.max(1, reach));
};

const STRUCTURE =
  /obj|endobj|stream|endstream|xref|trailer|startxref|\/(?:Type|Prev|XRefStm|Root|Size|Kids|W|Index|N|First|Length|Filter)/g;

const mutations: readonly Mutation[] = [
  (text, random) => {
    const at = position(text, random);
    return replaceAt(text, at, at + 1, String.fromCharCode(text.charCodeAt(at) ^ (1 << random.below(8))));
  },
  (text, random) => replaceAt(text, position(text, random), text.length, ''),
  (text, random) => {
    const start = position(text, random);
    return replaceAt(text, start, start + random.below(200), '');
  },
  (text, random, other) => {
    const from = random.below(other.length);
    const start = position(text, random);
    return replaceAt(text, start, start, other.slice(from, from + random.below(3000)));
  },
  (text, random) => oneOf(text, /\d+/g, random, () => random.pick(NUMBERS)),
  (text, random) => oneOf(text, /\d+/g, random, (digits) => String(Number(digits) + random.below(21) - 10)),
  (text, random) =>
    oneOf(text, /\d{10} \d{5} [nf]/g, random, () => `${random.pick(NUMBERS).padStart(10, '0')} 00000 n`),
  (text, random) => {
    const at = position(text, random);
    return replaceAt(text, at, at, random.pick(TOKENS));
  },
  (text, random) => {
    const start = position(text, random);
    const part = text.slice(start, start + 1 + random.below(60));
    return replaceAt(text, start, start, part.repeat(1 + random.below(50)));
  },
  (text, random) => oneOf(text, STRUCTURE, random, () => random.pick(TOKENS)),
  (text, random) => oneOf(text, STRUCTURE, random, () => ''),
  (text) => text.replace(/startxref[\s\S]*$/, ''),
  (text) => text.replace(/xref\s[\s\S]*?trailer/, ''),
  (text, random) => text.replace(/startxref\s+\d+/g, () => `startxref\n${random.below(text.length)}`),
  (text, random) => `%PDF-1.7\n${'x'.repeat(random.below(50))}\n${text}`,
  (text, random) => `${text}${random.pick(TOKENS).repeat(random.below(2000))}`,
];

/** One to six mutations, one on the other. */
export const mutate = (text: string, random: Random, other: string): string => {
  let mutated = text;
  for (let rounds = 1 + random.below(6); rounds > 0 && mutated.length > 0; rounds--) {
    mutated = random.pick(mutations)(mutated, random, other);
  }
  return mutated;
};
