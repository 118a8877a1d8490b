/** Cross-reference sections as bytes (ISO 32000-2 7.5.4, 7.5.8). */
import { ByteBuilder } from './bytes.js';
import type { XrefEntry } from './object-table.js';

/** The entries of one section: ascending numbers in runs without gaps, and what each of them says. */
export interface SectionEntries {
  readonly runs: readonly NumberRun[];
  entry(num: number): XrefEntry;
}

export interface NumberRun {
  readonly first: number;
  readonly count: number;
}

/** Ascending numbers as runs without gaps. */
export const numberRuns = (numbers: Iterable<number>): NumberRun[] => {
  const runs: { first: number; count: number }[] = [];
  for (const num of numbers) {
    const last = runs.at(-1);
    if (last && last.first + last.count === num) last.count++;
    else runs.push({ first: num, count: 1 });
  }
  return runs;
};

/** Appends the table with its subsections, 20 bytes a line (7.5.4); its trailer is the caller's. */
export const writeTable = (section: SectionEntries, out: ByteBuilder): void => {
  const nextFree = freeList(section);
  out.ascii('xref\n');
  for (const run of section.runs) {
    out.ascii(`${run.first} ${run.count}\n`);
    for (const num of numbersOf(run)) {
      const entry = section.entry(num);
      if (entry.kind === 'compressed') throw new TypeError(`object ${num} has no place in a table`);
      const position = entry.kind === 'offset' ? entry.offset : (nextFree.get(num) ?? 0);
      out.ascii(`${digits(position, 10)} ${digits(entry.generation, 5)} ${entry.kind === 'offset' ? 'n' : 'f'} \n`);
    }
  }
};

/** The rows of a cross-reference stream, and the widths of their fields for /W (7.5.8.3, table 18). */
export const streamRows = (section: SectionEntries): { bytes: Uint8Array; widths: [number, number, number] } => {
  const nextFree = freeList(section);
  let [largest, largestDetail] = [0, 0xffff];
  for (const fields of rows(section, nextFree)) {
    largest = Math.max(largest, fields[1]);
    largestDetail = Math.max(largestDetail, fields[2]);
  }
  const widths: [number, number, number] = [1, byteWidth(largest), byteWidth(largestDetail)];
  const out = new ByteBuilder();
  for (const fields of rows(section, nextFree)) {
    for (const [i, width] of widths.entries()) bigEndian(out, fields[i] ?? 0, width);
  }
  return { bytes: out.bytes(), widths };
};

/** Each free number with the one after it; the last leads back to 0 (7.5.4). */
const freeList = ({ runs, entry }: SectionEntries): ReadonlyMap<number, number> => {
  const free = runs.flatMap((run) => [...numbersOf(run)].filter((num) => entry(num).kind === 'free'));
  return new Map(free.map((num, i) => [num, free[i + 1] ?? 0]));
};

function* numbersOf({ first, count }: NumberRun): Iterable<number> {
  for (let num = first; num < first + count; num++) yield num;
}

function* rows(section: SectionEntries, nextFree: ReadonlyMap<number, number>): Iterable<[number, number, number]> {
  for (const run of section.runs) {
    for (const num of numbersOf(run)) yield row(section.entry(num), nextFree.get(num) ?? 0);
  }
}

const row = (entry: XrefEntry, nextFree: number): [number, number, number] => {
  switch (entry.kind) {
    case 'free':
      return [0, nextFree, entry.generation];
    case 'offset':
      return [1, entry.offset, entry.generation];
    case 'compressed':
      return [2, entry.stream, entry.index];
  }
};

const digits = (value: number, count: number): string => String(value).padStart(count, '0');

/** Bytes that hold `value`; at least one. */
const byteWidth = (value: number): number => {
  let width = 1;
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) width++;
  return width;
};

const bigEndian = (out: ByteBuilder, value: number, width: number): void => {
  for (let i = width - 1; i >= 0; i--) out.push(Math.floor(value / 256 ** i) % 256);
};
