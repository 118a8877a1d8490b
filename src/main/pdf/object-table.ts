import { LIMITS, limitFault } from './limits.js';

/** Where an object is (ISO 32000-2 7.5.4, 7.5.8.3). */
export type XrefEntry =
  | { readonly kind: 'free'; readonly generation: number }
  | { readonly kind: 'offset'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'compressed'; readonly stream: number; readonly index: number };

/** Takes the entries of cross-reference sections one by one. */
export interface EntrySink {
  add(num: number, entry: XrefEntry): void;
}

const FREE = 1;
const OFFSET = 2;
const COMPRESSED = 3;

const BLOCK = 4096;
/** `high`: the kind in 2 bits, then 14 bits of an offset above its 32 low ones, then the generation; or 30 bits of index. */
const KIND_UNIT = 2 ** 30;
const HIGH_UNIT = 2 ** 16;
const LOW_UNIT = 2 ** 32;
const LARGEST_OFFSET = 2 ** 46 - 1;
const LARGEST_GENERATION = HIGH_UNIT - 1;

/** The entries of 4096 numbers. */
class Block {
  readonly low = new Uint32Array(BLOCK);
  readonly high = new Uint32Array(BLOCK);
}

/**
 * The cross-reference entries of a document, 8 bytes each. They stand in blocks, so that a table that grows leaves no
 * garbage behind, and a single high number costs no more than its block. A field beyond what is kept of it (offsets of
 * 70 TB, indexes of a thousand million) becomes the largest that is, and leads nowhere all the same.
 */
export class ObjectTable implements EntrySink {
  private readonly blocks: (Block | undefined)[] = [];
  private end = 0;

  /** Highest object number seen, plus one. */
  get size(): number {
    return this.end;
  }

  /** Takes the entry unless the number has one: sections are read from the newest to the oldest. */
  add(num: number, entry: XrefEntry): void {
    if (!this.has(num)) this.set(num, entry);
  }

  /** Takes the entry in place of what the number had. @throws Fault `pdf.limit` */
  set(num: number, entry: XrefEntry): void {
    if (num > LIMITS.objectNumber) throw limitFault('object number');
    this.end = Math.max(this.end, num + 1);
    switch (entry.kind) {
      case 'free':
        this.store(num, FREE, 0, Math.min(entry.generation, LARGEST_GENERATION));
        break;
      case 'offset': {
        const offset = Math.min(entry.offset, LARGEST_OFFSET);
        const generation = Math.min(entry.generation, LARGEST_GENERATION);
        this.store(num, OFFSET, offset % LOW_UNIT, Math.floor(offset / LOW_UNIT) * HIGH_UNIT + generation);
        break;
      }
      case 'compressed':
        this.store(num, COMPRESSED, Math.min(entry.stream, LOW_UNIT - 1), Math.min(entry.index, KIND_UNIT - 1));
        break;
    }
  }

  get(num: number): XrefEntry | undefined {
    const block = this.blocks[Math.floor(num / BLOCK)];
    const low = block?.low[num % BLOCK] ?? 0;
    const high = block?.high[num % BLOCK] ?? 0;
    const rest = high % KIND_UNIT;
    const generation = rest % HIGH_UNIT;
    switch (Math.floor(high / KIND_UNIT)) {
      case FREE:
        return { kind: 'free', generation };
      case OFFSET:
        return { kind: 'offset', offset: Math.floor(rest / HIGH_UNIT) * LOW_UNIT + low, generation };
      case COMPRESSED:
        return { kind: 'compressed', stream: low, index: rest };
      default:
        return undefined;
    }
  }

  *numbers(): Iterable<number> {
    for (let num = 0; num < this.end; num++) if (this.has(num)) yield num;
  }

  private has(num: number): boolean {
    return (this.blocks[Math.floor(num / BLOCK)]?.high[num % BLOCK] ?? 0) !== 0;
  }

  private store(num: number, kind: number, low: number, rest: number): void {
    const index = Math.floor(num / BLOCK);
    const block = this.blocks[index] ?? new Block();
    this.blocks[index] = block;
    block.low[num % BLOCK] = low;
    block.high[num % BLOCK] = kind * KIND_UNIT + rest;
  }
}
