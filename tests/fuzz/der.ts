/** Damage to DER and BER that knows what it damages: lengths, tags, depth, numbers, indefinite forms; all from one seed. */
import type { Random } from './mutations.js';

interface Node {
  /** Identifier octets. */
  readonly tag: Uint8Array;
  /** Children of a constructed value that can be read as such; else null. */
  readonly children: readonly Node[] | null;
  readonly content: Uint8Array;
}

interface Head {
  readonly tag: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const readHead = (bytes: Uint8Array, at: number): Head | null => {
  let next = at + 1;
  if (((bytes[at] ?? 0) & 0x1f) === 0x1f) while (next < bytes.length && (bytes[next++] ?? 0) & 0x80);
  const first = bytes[next];
  if (first === undefined || first === 0x80) return null;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4) return null;
  let length = count === 0 ? first : 0;
  for (let index = 0; index < count; index += 1) length = length * 256 + (bytes[next + 1 + index] ?? 0);
  const start = next + 1 + count;
  return start + length > bytes.length ? null : { tag: bytes.subarray(at, next), start, end: start + length };
};

/** null where the bytes are no sequence of values of definite length. */
const readAll = (bytes: Uint8Array, depth = 0): Node[] | null => {
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = readHead(bytes, at);
    if (head === null || depth > 40) return null;
    const content = bytes.subarray(head.start, head.end);
    const constructed = ((head.tag[0] ?? 0) & 0x20) !== 0;
    nodes.push({ tag: head.tag, content, children: constructed ? readAll(content, depth + 1) : null });
    at = head.end;
  }
  return nodes;
};

const concat = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');

/** A length in as few octets as it takes, or in more. */
const lengthOctets = (length: number, padding = 0): Uint8Array => {
  if (length < 0x80 && padding === 0) return Uint8Array.of(length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  const all = [...new Array<number>(padding).fill(0), ...octets];
  return Uint8Array.of(0x80 | all.length, ...all);
};

const tlv = (tag: Uint8Array, content: Uint8Array): Uint8Array => concat(tag, lengthOctets(content.length), content);

const some = (random: Random, count: number): Uint8Array => Uint8Array.from({ length: count }, () => random.below(256));

const LENGTHS = [
  Uint8Array.of(0x80),
  Uint8Array.of(0xff),
  Uint8Array.of(0x84, 0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0x84, 0x7f, 0xff, 0xff, 0xff),
  Uint8Array.of(0x88, 0, 0, 0, 1, 0, 0, 0, 0),
  Uint8Array.of(0x83, 0, 0, 0),
  Uint8Array.of(0),
];
const TAGS = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x17, 0x18, 0x1e, 0x24, 0x30, 0x31, 0x80, 0xa0, 0xa3,
];
const TIMES = [
  '',
  '000000000000Z',
  '99999999999999Z',
  '491231235959Z',
  '20260230000000Z',
  '20261122000000.5Z',
  '260101000000+0700',
];

const nested = (depth: number, indefinite: boolean): Uint8Array => {
  if (indefinite)
    return concat(...new Array<Uint8Array>(depth).fill(Uint8Array.of(0x30, 0x80)), new Uint8Array(2 * depth));
  let inner: Uint8Array = new Uint8Array();
  // Each level anew costs the square of the depth: beyond this the outer ones say nothing more.
  for (let level = 0; level < Math.min(depth, 2000); level += 1) inner = tlv(Uint8Array.of(0x30), inner);
  return inner;
};

type Change = (node: Node, whole: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const changes: readonly Change[] = [
  (_node, whole, random) => {
    const copy = Uint8Array.from(whole);
    const at = random.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    return copy;
  },
  ({ content }, _whole, random) => tlv(Uint8Array.of(random.pick(TAGS)), content),
  ({ tag, content }, _whole, random) => concat(tag, random.pick(LENGTHS), content),
  ({ tag, content }, _whole, random) => concat(tag, lengthOctets(content.length, 1 + random.below(4)), content),
  ({ tag, content }) => concat(Uint8Array.of((tag[0] ?? 0) | 0x20), Uint8Array.of(0x80), content, new Uint8Array(2)),
  ({ tag, content }) => concat(tag, Uint8Array.of(0x80), content),
  ({ tag }) => tlv(tag, new Uint8Array()),
  () => new Uint8Array(),
  (_node, whole, random) => concat(...new Array<Uint8Array>(2 + random.below(3)).fill(whole)),
  (_node, whole, random) =>
    whole.length > 2000 ? whole : concat(...new Array<Uint8Array>(random.below(400)).fill(whole)),
  (_node, _whole, random) => nested(1 + random.below(100), random.below(2) === 0),
  (_node, _whole, random) => nested(1000 + random.below(60_000), true),
  (_node, _whole, random) => nested(2000, random.below(2) === 0),
  ({ tag }, _whole, random) => tlv(tag, some(random, random.below(80))),
  (_node, _whole, random) => tlv(Uint8Array.of(2), some(random, random.pick([1, 2, 9, 257, 2049, 100_000]))),
  (_node, _whole, random) => tlv(Uint8Array.of(2), new Uint8Array(random.pick([0, 1, 20, 4096]))),
  (_node, _whole, random) => tlv(Uint8Array.of(6), new Uint8Array(random.pick([1, 40, 20_000])).fill(0xff)),
  ({ tag }, _whole, random) => tlv(tag, text(random.pick(TIMES))),
  (_node, _whole, _random, other) => other,
  ({ content, tag }, _whole, random) => tlv(tag, content.subarray(0, random.below(content.length + 1))),
  ({ content, tag }, _whole, random) => tlv(tag, concat(content, some(random, 1 + random.below(8)))),
  ({ content, tag }, _whole, random) => {
    const middle = random.below(content.length + 1);
    const pieces = [content.subarray(0, middle), content.subarray(middle)].map((piece) => tlv(tag, piece));
    return concat(Uint8Array.of((tag[0] ?? 0) | 0x20, 0x80), ...pieces, new Uint8Array(2));
  },
];

const encode = (node: Node, target: Node, by: Uint8Array): Uint8Array => {
  if (node === target) return by;
  if (node.children === null) return tlv(node.tag, node.content);
  return tlv(node.tag, concat(...node.children.map((child) => encode(child, target, by))));
};

const listed = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [node, ...listed(node.children ?? [])]);

const plain = ({ tag, content }: Node): Uint8Array => tlv(tag, content);

/** One value of the tree is another; what is around it stays right, so that the damage is met deep inside. */
const mutateOnce = (bytes: Uint8Array, random: Random, other: Uint8Array): Uint8Array => {
  const roots = readAll(bytes);
  if (roots === null || roots.length === 0) {
    const copy = Uint8Array.from(bytes);
    for (let left = random.below(8); left >= 0 && copy.length > 0; left -= 1)
      copy[random.below(copy.length)] = random.below(256);
    return copy.subarray(0, random.below(4) === 0 ? random.below(copy.length + 1) : copy.length);
  }
  const target = random.pick(listed(roots));
  const foreign = listed(readAll(other) ?? roots);
  const by = random.pick(changes)(target, plain(target), random, plain(random.pick(foreign)));
  return concat(...roots.map((root) => encode(root, target, by)));
};

const LARGEST = 4 * 1024 * 1024;

/** One to four changes, one on the other. `other`: where foreign parts come from. */
export const mutateDer = (bytes: Uint8Array, random: Random, other: Uint8Array): Uint8Array => {
  let mutated = bytes;
  for (let rounds = 1 + random.below(4); rounds > 0 && mutated.length < LARGEST; rounds -= 1)
    mutated = mutateOnce(mutated, random, other);
  return mutated;
};
