/** CMaps: from character codes to characters (ISO 32000-2 9.10.3) or to CIDs (9.7.5). */
import { Fault } from '../../../contracts/faults/index.js';
import { isName, type PdfObject, PdfString } from '../objects.js';
import { operations } from './operations.js';

interface CodeSpace {
  readonly bytes: number;
  readonly low: number;
  readonly high: number;
}

/** Codes of all ranges together; a font has at most 65536. */
const MOST_CODES = 70_000;
const MOST_SPACES = 100;

/** What a CMap says. Where it is damaged or too large, what comes after is left out. */
export class CodeMap {
  readonly characters = new Map<number, string>();
  readonly cids = new Map<number, number>();
  /** Says of itself that it is for writing downwards, or is built on another that may (9.7.5.4). */
  isVertical = false;
  private readonly spaces: CodeSpace[] = [];
  private codes = 0;

  static read(bytes: Uint8Array): CodeMap {
    const map = new CodeMap();
    try {
      for (const { operator, operands } of operations(bytes)) {
        map.take(operator, operands);
        if (map.codes >= MOST_CODES) break;
      }
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
    }
    return map;
  }

  /** How many bytes the code at `at` has: 1 to 4; `fallback` where no code space holds it. */
  codeLength(text: Uint8Array, at: number, fallback: number): number {
    let code = 0;
    for (let bytes = 1; bytes <= 4 && at + bytes <= text.length; bytes++) {
      code = code * 256 + (text[at + bytes - 1] ?? 0);
      if (this.spaces.some((space) => space.bytes === bytes && code >= space.low && code <= space.high)) return bytes;
    }
    return fallback;
  }

  private take(operator: string, operands: readonly PdfObject[]): void {
    switch (operator) {
      case 'usecmap':
        this.isVertical = true;
        break;
      case 'def':
        if (isName(operands[0] ?? null, 'WMode') && operands[1] !== 0) this.isVertical = true;
        break;
      case 'endcodespacerange':
        this.inGroups(operands, 2, ([low, high]) => {
          if (low instanceof PdfString && high instanceof PdfString && this.spaces.length < MOST_SPACES)
            this.spaces.push({ bytes: low.bytes.length, low: codeOf(low), high: codeOf(high) });
        });
        break;
      case 'endbfchar':
        this.inGroups(operands, 2, ([code, to]) => this.range(code, code, to));
        break;
      case 'endbfrange':
        this.inGroups(operands, 3, ([low, high, to]) => this.range(low, high, to));
        break;
      case 'endcidchar':
        this.inGroups(operands, 2, ([code, to]) => this.range(code, code, to));
        break;
      case 'endcidrange':
        this.inGroups(operands, 3, ([low, high, to]) => this.range(low, high, to));
        break;
    }
  }

  private inGroups(operands: readonly PdfObject[], size: number, use: (group: readonly PdfObject[]) => void): void {
    for (let at = 0; at + size <= operands.length; at += size) use(operands.slice(at, at + size));
  }

  private range(from: PdfObject = null, to: PdfObject = null, target: PdfObject = null): void {
    if (!(from instanceof PdfString) || !(to instanceof PdfString)) return;
    const low = codeOf(from);
    for (let code = low; code <= codeOf(to) && this.codes < MOST_CODES; code++) {
      this.codes += 1;
      const step = code - low;
      const single = Array.isArray(target) ? (target[step] ?? null) : target;
      if (typeof single === 'number') this.cids.set(code, single + step);
      else if (single instanceof PdfString) this.characters.set(code, raised(single, Array.isArray(target) ? 0 : step));
    }
  }
}

const codeOf = ({ bytes }: PdfString): number => bytes.slice(0, 4).reduce((code, byte) => code * 256 + byte, 0);

/** UTF-16BE whose last unit is `step` higher (9.10.3). */
const raised = ({ bytes }: PdfString, step: number): string => {
  const units: number[] = [];
  for (let at = 0; at + 1 < bytes.length; at += 2) units.push((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0));
  if (bytes.length === 1) units.push(bytes[0] ?? 0);
  const last = units.length - 1;
  return String.fromCharCode(...units.slice(0, 16).map((unit, i) => (i === last ? (unit + step) & 0xffff : unit)));
};
