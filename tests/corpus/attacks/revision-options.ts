/** How a revision is written: what its cross-reference says, and what stands around it. */

export interface RevisionOptions {
  /** Entries that replace or (null) drop those of the trailer. */
  readonly trailer?: Readonly<Record<string, string | null>>;
  readonly size?: number;
  /** null: no /Prev. */
  readonly prev?: number | null;
  /** Generations under which objects are written. */
  readonly generations?: Readonly<Record<number, number>>;
  /** Numbers that become free, with the generation of their entry. */
  readonly free?: Readonly<Record<number, number>>;
  /** Entries given as they are: offset, generation and letter. */
  readonly entries?: Readonly<Record<number, readonly [offset: number, generation: number, letter: 'n' | 'f']>>;
  /** Written before the objects, and between the objects and the cross-reference. */
  readonly before?: string;
  readonly behind?: string;
  /** Numbers written but without an entry. */
  readonly unlisted?: readonly number[];
  readonly startxref?: number;
  /** A cross-reference stream under this number instead of a table. */
  readonly xrefStream?: number;
  /** Members of an object stream, whose number is the key. Needs `xrefStream`, or `hybrid`. */
  readonly objectStreams?: Readonly<Record<number, readonly number[]>>;
  /** The number of the stream of /XRefStm that holds the entries of `hybridNumbers` and of the object streams. */
  readonly hybrid?: number;
  readonly hybridNumbers?: readonly number[];
  /** Whether the table says of hybrid numbers that they are free; default yes. */
  readonly hybridFree?: boolean;
  /** Instead of the usual end of the file. */
  readonly tail?: (startxref: number) => string;
}

export const row = (offset: number, generation: number, letter: string): string =>
  `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} ${letter}\r\n`;

export type Entry = readonly [kind: 0 | 1 | 2, second: number, third: number];

/** Subsections of consecutive numbers. */
export const runs = (numbers: readonly number[]): number[][] => {
  const found: number[][] = [];
  for (const num of [...numbers].sort((a, b) => a - b)) {
    const last = found[found.length - 1];
    if (last !== undefined && last[last.length - 1] === num - 1) last.push(num);
    else found.push([num]);
  }
  return found;
};

export const streamRows = (entries: ReadonlyMap<number, Entry>): { data: string; index: string } => {
  const groups = runs([...entries.keys()]);
  const bytes = Buffer.alloc(entries.size * 9);
  groups.flat().forEach((num, i) => {
    const [kind, second, third] = entries.get(num) ?? [0, 0, 0];
    bytes.writeUInt8(kind, i * 9);
    bytes.writeUInt32BE(second, i * 9 + 1);
    bytes.writeUInt32BE(third, i * 9 + 5);
  });
  return { data: bytes.toString('latin1'), index: groups.map((run) => `${run[0]} ${run.length}`).join(' ') };
};
