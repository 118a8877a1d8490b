/**
 * BER and DER (X.690), read without copying and with limits that hostile input cannot get past, and a DER writer.
 *
 * A reader of our own and not a library's object model, because signatures are computed over the encoded bytes, which
 * have to be had exactly as they stand in the file, and because a CRL with 100 000 entries is walked lazily.
 */
import { Fault } from '../../contracts/faults/index.js';

/** Identifier octets (X.690 8.1.2) of the universal types used in X.509 and CMS. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of a context-specific tag; `constructed` for EXPLICIT tags and implicitly tagged constructed types. */
export const contextTag = (number: number, constructed: boolean): number => 0x80 | (constructed ? 0x20 : 0) | number;

const constructedBit = 0x20;
/** Real structures nest to about 12 levels (a timestamp token inside a CMS); recursion stops well before the stack. */
const maxDepth = 40;
/** X.509 and CMS use no longer lists, but for CRL entries, which are walked by {@link Asn1.each}. */
const maxChildren = 4096;

const malformed = (detail: string): Fault => new Fault('pki.asn1-malformed', { detail });

interface Header {
  readonly tag: number;
  readonly contentStart: number;
  /** null for the indefinite form (X.690 8.1.3.6). */
  readonly length: number | null;
}

const readHeader = (bytes: Uint8Array, offset: number, end: number): Header => {
  const tag = offset < end ? bytes[offset] : undefined;
  const first = offset + 1 < end ? bytes[offset + 1] : undefined;
  if (tag === undefined || first === undefined) throw malformed('truncated');
  if ((tag & 0x1f) === 0x1f) throw malformed('multi-byte tag');
  const start = offset + 2;
  if (first < 0x80) return { tag, contentStart: start, length: first };
  if (first === 0x80) {
    if ((tag & constructedBit) === 0) throw malformed('indefinite length of a primitive');
    return { tag, contentStart: start, length: null };
  }
  const count = first & 0x7f;
  if (count > 4 || start + count > end) throw malformed('length');
  let length = 0;
  for (let index = 0; index < count; index += 1) length = length * 256 + (bytes[start + index] ?? 0);
  return { tag, contentStart: start + count, length };
};

/** Offset just after the value that begins at `offset`, and where its content ends. */
const extent = (
  bytes: Uint8Array,
  offset: number,
  end: number,
  depth: number,
): Header & { contentEnd: number; next: number } => {
  if (depth > maxDepth) throw malformed('nesting');
  const header = readHeader(bytes, offset, end);
  if (header.length !== null) {
    const next = header.contentStart + header.length;
    if (next > end) throw malformed('truncated');
    return { ...header, contentEnd: next, next };
  }
  let position = header.contentStart;
  while (!(bytes[position] === 0 && bytes[position + 1] === 0 && position + 2 <= end)) {
    position = extent(bytes, position, end, depth + 1).next;
  }
  return { ...header, contentEnd: position, next: position + 2 };
};

/**
 * Where the contents of the value at `offset` begin and where it ends, for walks over more values than objects should be
 * made for. Fault `pki.asn1-malformed` for another tag than `tag`, and for the indefinite form.
 */
export const extentOf = (
  bytes: Uint8Array,
  offset: number,
  end: number,
  tag?: number,
): { start: number; end: number } => {
  const header = readHeader(bytes, offset, end);
  if (tag !== undefined && header.tag !== tag) throw malformed(`tag ${header.tag.toString(16)}`);
  const next = header.contentStart + (header.length ?? Number.POSITIVE_INFINITY);
  if (next > end) throw malformed('truncated');
  return { start: header.contentStart, end: next };
};

/** One encoded value. `bytes` is the whole encoding, `content` its contents octets; both are views, not copies. */
export class Asn1 {
  private constructor(
    readonly tag: number,
    readonly bytes: Uint8Array,
    readonly content: Uint8Array,
    private readonly depth: number,
  ) {}

  private static at(bytes: Uint8Array, offset: number, end: number, depth: number): { value: Asn1; next: number } {
    const found = extent(bytes, offset, end, depth);
    const value = new Asn1(
      found.tag,
      bytes.subarray(offset, found.next),
      bytes.subarray(found.contentStart, found.contentEnd),
      depth,
    );
    return { value, next: found.next };
  }

  /** Reads exactly one value that fills `bytes`. Fault `pki.asn1-malformed`. */
  static parse(bytes: Uint8Array): Asn1 {
    const { value, next } = Asn1.at(bytes, 0, bytes.length, 0);
    if (next !== bytes.length) throw malformed('trailing bytes');
    return value;
  }

  /** Reads the value at the start of `bytes`, whatever follows it. */
  static parsePrefix(bytes: Uint8Array): Asn1 {
    return Asn1.at(bytes, 0, bytes.length, 0).value;
  }

  get constructed(): boolean {
    return (this.tag & constructedBit) !== 0;
  }

  /** Walks the values inside a constructed one, one at a time and without a limit on their number. */
  *each(): Generator<Asn1> {
    if (!this.constructed) throw malformed('primitive where a structure was expected');
    if (this.depth >= maxDepth) throw malformed('nesting');
    for (let offset = 0; offset < this.content.length; ) {
      const { value, next } = Asn1.at(this.content, offset, this.content.length, this.depth + 1);
      yield value;
      offset = next;
    }
  }

  get children(): readonly Asn1[] {
    const found: Asn1[] = [];
    for (const child of this.each()) {
      if (found.length >= maxChildren) throw malformed('too many elements');
      found.push(child);
    }
    return found;
  }

  expect(tag: number): this {
    if (this.tag !== tag) throw malformed(`tag ${this.tag.toString(16)}, expected ${tag.toString(16)}`);
    return this;
  }

  /** The children of a SEQUENCE, to be taken in order. */
  sequence(tag: number = tags.sequence): Asn1Cursor {
    return new Asn1Cursor(this.expect(tag).children);
  }

  oid(): string {
    return decodeOid(this.expect(tags.oid).content);
  }

  boolean(): boolean {
    const { content } = this.expect(tags.boolean);
    if (content.length !== 1) throw malformed('BOOLEAN');
    return content[0] !== 0;
  }

  /** A small non-negative INTEGER or ENUMERATED. */
  smallInteger(tag: number = tags.integer): number {
    const { content } = this.expect(tag);
    const first = content[0];
    if (first === undefined || content.length > 5 || first >= 0x80) throw malformed('INTEGER');
    return content.reduce((value, octet) => value * 256 + octet, 0);
  }

  /** The magnitude of an INTEGER in lower-case hexadecimal, without the sign octet. */
  integerHex(): string {
    const { content } = this.expect(tags.integer);
    if (content.length === 0 || content.length > 4096) throw malformed('INTEGER');
    return toHex(content).replace(/^(00)+(?=.)/, '');
  }

  /** The octets of an OCTET STRING, also where BER splits it into segments (X.690 8.7.3). */
  octets(): Uint8Array {
    if (this.tag === tags.octetString) return this.content;
    this.expect(tags.octetString | constructedBit);
    return concat(...this.children.map((segment) => segment.octets()));
  }

  /** The octets of a BIT STRING whose length is a whole number of octets, as keys and signatures have it. */
  bitOctets(): Uint8Array {
    const { content } = this.expect(tags.bitString);
    if (content[0] !== 0) throw malformed('BIT STRING');
    return content.subarray(1);
  }

  /** The set bits of a named-bit BIT STRING (X.680 22.7), bit 0 first; those that it calls unused are none. */
  bits(tag: number = tags.bitString): ReadonlySet<number> {
    const { content } = this.expect(tag);
    const [unused = 8] = content;
    const used = (content.length - 1) * 8 - unused;
    if (content.length > 9 || unused > 7 || used < 0) throw malformed('BIT STRING');
    const set = new Set<number>();
    content.subarray(1).forEach((octet, index) => {
      for (let bit = 0; bit < 8; bit += 1) if (octet & (0x80 >> bit)) set.add(index * 8 + bit);
    });
    return new Set([...set].filter((bit) => bit < used));
  }

  /** UTCTime or GeneralizedTime in UTC (RFC 5280 4.1.2.5; fractions as RFC 3161 2.4.2 allows them). */
  time(): Date {
    const text = latin1(this.content);
    if (this.tag === tags.utcTime) {
      const match = /^(\d\d)(\d{10})Z$/.exec(text);
      const year = Number(match?.[1]);
      return calendar(match ? `${year >= 50 ? '19' : '20'}${text.slice(0, -1)}` : '', '');
    }
    this.expect(tags.generalizedTime);
    const match = /^(\d{14})(?:\.(\d{1,9}))?Z$/.exec(text);
    return calendar(match?.[1] ?? '', match?.[2] ?? '');
  }
}

/** Takes the elements of a SEQUENCE one after another, optional ones by their tag. */
export class Asn1Cursor {
  private position = 0;

  constructor(private readonly items: readonly Asn1[]) {}

  next(): Asn1 {
    const item = this.items[this.position];
    if (item === undefined) throw malformed('missing element');
    this.position += 1;
    return item;
  }

  /** The next element if it carries one of these tags. */
  optional(...wanted: readonly number[]): Asn1 | null {
    const item = this.items[this.position];
    if (item === undefined || !wanted.includes(item.tag)) return null;
    this.position += 1;
    return item;
  }

  rest(): readonly Asn1[] {
    return this.items.slice(this.position);
  }
}

const calendar = (digits: string, fraction: string): Date => {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits);
  if (parts === null) throw malformed('time');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const sound =
    time.getUTCMonth() === month - 1 && time.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!sound) throw malformed('time');
  return new Date(time.getTime() + Number(`0.${fraction || '0'}`) * 1000);
};

const decodeOid = (content: Uint8Array): string => {
  const last = content[content.length - 1];
  if (last === undefined || last >= 0x80 || content.length > 64) throw malformed('OBJECT IDENTIFIER');
  const arcs: (number | bigint)[] = [];
  let start = 0;
  content.forEach((octet, index) => {
    if (octet >= 0x80) return;
    arcs.push(decodeArc(content.subarray(start, index + 1)));
    start = index + 1;
  });
  const [first = 0, ...others] = arcs;
  const root = first < 80 ? Math.floor(Number(first) / 40) : 2;
  return [root, typeof first === 'bigint' ? first - 80n : first - root * 40, ...others].join('.');
};

/** Numbers are exact up to seven octets, and faster; those of a UUID (X.667) take more. */
const decodeArc = (octets: Uint8Array): number | bigint =>
  octets.length <= 7
    ? octets.reduce((arc, octet) => arc * 128 + (octet & 0x7f), 0)
    : octets.reduce((arc, octet) => (arc << 7n) | BigInt(octet & 0x7f), 0n);

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Lower-case hexadecimal. */
export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

export const equalBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && Buffer.compare(left, right) === 0;

/** Runs a parser; whatever structure fault it meets becomes `code`, so that the sentence names the right thing. */
export const readingAs = <T>(
  code: 'pki.certificate-malformed' | 'pki.crl-malformed' | 'pki.cms-malformed' | 'pki.ocsp-malformed',
  parse: () => T,
): T => {
  try {
    return parse();
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'pki.asn1-malformed') throw new Fault(code, {}, { cause: thrown });
    throw thrown;
  }
};

/** DER writer: definite lengths, shortest form (X.690 10.1). */
export const der = {
  tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const digits: number[] = [];
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
    const header = length < 0x80 ? [tag, length] : [tag, 0x80 | digits.length, ...digits];
    const encoded = new Uint8Array(header.length + length);
    encoded.set(header);
    let at = header.length;
    for (const part of parts) {
      encoded.set(part, at);
      at += part.length;
    }
    return encoded;
  },
  sequence: (...parts: readonly Uint8Array[]): Uint8Array => der.tlv(tags.sequence, ...parts),
  /** SET OF, its elements in ascending order of their encodings (X.690 11.6). */
  setOf: (parts: readonly Uint8Array[], tag: number = tags.set): Uint8Array =>
    der.tlv(tag, ...[...parts].sort((left, right) => Buffer.compare(left, right))),
  octetString: (bytes: Uint8Array): Uint8Array => der.tlv(tags.octetString, bytes),
  null: (): Uint8Array => der.tlv(tags.null),
  /** A non-negative INTEGER below 128. */
  integer: (value: number): Uint8Array => der.tlv(tags.integer, Uint8Array.of(value)),
  /** A non-negative INTEGER of any size from its big-endian octets. */
  unsigned(octets: Uint8Array): Uint8Array {
    const first = octets.findIndex((octet) => octet !== 0);
    const magnitude = first < 0 ? Uint8Array.of(0) : octets.subarray(first);
    return der.tlv(tags.integer, ...((magnitude[0] ?? 0) >= 0x80 ? [Uint8Array.of(0)] : []), magnitude);
  },
  oid(dotted: string): Uint8Array {
    const [first = 0n, second = 0n, ...others] = dotted.split('.').map(BigInt);
    const octets = [first * 40n + second, ...others].flatMap((arc) => {
      const base128 = [Number(arc & 0x7fn)];
      for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) base128.unshift(0x80 | Number(rest & 0x7fn));
      return base128;
    });
    return der.tlv(tags.oid, Uint8Array.from(octets));
  },
} as const;
