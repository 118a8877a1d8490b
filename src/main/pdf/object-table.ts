import { LIMITS, limitFault } from './limits.js';

/** Where an object is (ISO 32000-2 7.5.4, 7.5.8.3). */
export type XrefEntry =
  | { readonly kind: 'free'; readonly generation: number }
  | { readonly kind: 'offset'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'compressed'; readonly stream: number; readonly index: number };

const FREE = 1;
const OFFSET = 2;
const COMPRESSED = 3;

/** The cross-reference entries of a document, 13 bytes each. The first entry given for a number stands. */
export class ObjectTable {
  private kinds = new Uint8Array(0);
  private positions = new Float64Array(0);
  private details = new Uint32Array(0);
  private end = 0;

  /** Highest object number seen, plus one. */
  get size(): number {
    return this.end;
  }

  add(num: number, entry: XrefEntry): void {
    if (num > LIMITS.objectNumber) throw limitFault('object number');
    this.reserve(num + 1);
    if (this.kinds[num] !== 0) return;
    this.end = Math.max(this.end, num + 1);
    switch (entry.kind) {
      case 'free':
        this.store(num, FREE, 0, entry.generation);
        break;
      case 'offset':
        this.store(num, OFFSET, entry.offset, entry.generation);
        break;
      case 'compressed':
        this.store(num, COMPRESSED, entry.stream, entry.index);
        break;
    }
  }

  get(num: number): XrefEntry | undefined {
    const position = this.positions[num] ?? 0;
    const detail = this.details[num] ?? 0;
    switch (this.kinds[num]) {
      case FREE:
        return { kind: 'free', generation: detail };
      case OFFSET:
        return { kind: 'offset', offset: position, generation: detail };
      case COMPRESSED:
        return { kind: 'compressed', stream: position, index: detail };
      default:
        return undefined;
    }
  }

  *numbers(): Iterable<number> {
    for (let num = 0; num < this.end; num++) if (this.kinds[num] !== 0) yield num;
  }

  private store(num: number, kind: number, position: number, detail: number): void {
    this.kinds[num] = kind;
    this.positions[num] = position;
    this.details[num] = detail;
  }

  private reserve(count: number): void {
    if (count <= this.kinds.length) return;
    const capacity = Math.min(LIMITS.objectNumber + 1, Math.max(count, this.kinds.length * 2, 256));
    const { kinds, positions, details } = this;
    this.kinds = new Uint8Array(capacity);
    this.kinds.set(kinds);
    this.positions = new Float64Array(capacity);
    this.positions.set(positions);
    this.details = new Uint32Array(capacity);
    this.details.set(details);
  }
}
