/** Symbols that an ELF library defines (System V gABI 5; DT_GNU_HASH as the GNU linker writes it). */
import type { FileBytes } from './file-bytes.js';

interface Elf {
  readonly file: FileBytes;
  readonly little: boolean;
  readonly wide: boolean;
}

const dynamicTags = { hash: 4, strings: 5, symbols: 6, gnuHash: 0x6ffffef5 } as const;
const loadable = 1;
const dynamic = 2;
/** More program headers or dynamic entries than any library has. */
const mostHeaders = 256;
const mostEntries = 1024;

/** An address or offset: 4 or 8 octets. */
const word = ({ little, wide }: Elf, view: DataView, offset: number): number =>
  wide ? Number(view.getBigUint64(offset, little)) : view.getUint32(offset, little);

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

const segments = async (elf: Elf): Promise<Segment[]> => {
  const { file, little, wide } = elf;
  const header = await file.read(0, wide ? 64 : 52);
  const start = word(elf, header, wide ? 32 : 28);
  const count = Math.min(header.getUint16(wide ? 56 : 44, little), mostHeaders);
  const entry = wide ? 56 : 32;
  const table = await file.read(start, count * entry);
  return Array.from({ length: count }, (_, index) => {
    const at = index * entry;
    return {
      type: table.getUint32(at, little),
      offset: word(elf, table, at + (wide ? 8 : 4)),
      address: word(elf, table, at + (wide ? 16 : 8)),
      size: word(elf, table, at + (wide ? 32 : 16)),
    };
  });
};

/** Where in the file the octet stands that is loaded to this address. */
const fileOffset = (all: readonly Segment[], address: number): number => {
  const segment = all.find(
    ({ type, address: start, size }) => type === loadable && address >= start && address < start + size,
  );
  return segment ? address - segment.address + segment.offset : Number.NaN;
};

const gnuHash = (name: string): number => {
  let hash = 5381;
  for (const char of name) hash = (Math.imul(hash, 33) + char.charCodeAt(0)) >>> 0;
  return hash;
};

/** gABI 5, "Hash Table". */
const systemHash = (name: string): number => {
  let hash = 0;
  for (const char of name) {
    hash = (hash * 16 + char.charCodeAt(0)) >>> 0;
    const high = hash & 0xf0000000;
    hash = (hash ^ (high >>> 24)) & ~high;
  }
  return hash >>> 0;
};

/** Indexes of the symbols in the bucket of `name`; a chain that does not end is cut. */
async function* gnuCandidates({ file, little, wide }: Elf, table: number, name: string): AsyncGenerator<number> {
  const header = await file.read(table, 16);
  const [buckets, first, bloom] = [0, 4, 8].map((at) => header.getUint32(at, little));
  if (!buckets || first === undefined || bloom === undefined) return;
  const hash = gnuHash(name);
  const bucketTable = table + 16 + bloom * (wide ? 8 : 4);
  const start = (await file.read(bucketTable + 4 * (hash % buckets), 4)).getUint32(0, little);
  if (start < first) return;
  for (let index = start; index < start + mostEntries; index++) {
    const chained = (await file.read(bucketTable + 4 * (buckets + index - first), 4)).getUint32(0, little);
    if ((chained | 1) >>> 0 === (hash | 1) >>> 0) yield index;
    if (chained & 1) return;
  }
}

async function* systemCandidates({ file, little }: Elf, table: number, name: string): AsyncGenerator<number> {
  const buckets = (await file.read(table, 8)).getUint32(0, little);
  if (buckets === 0) return;
  const at = (index: number): Promise<DataView> => file.read(table + 8 + 4 * index, 4);
  let index = (await at(systemHash(name) % buckets)).getUint32(0, little);
  for (let steps = 0; index !== 0 && steps < mostEntries; steps++) {
    yield index;
    index = (await at(buckets + index)).getUint32(0, little);
  }
}

/** Whether the library defines the symbol for others. @throws DamagedFile */
export const elfExports = async (file: FileBytes, name: string): Promise<boolean> => {
  const identity = await file.read(0, 16);
  const elf: Elf = { file, wide: identity.getUint8(4) === 2, little: identity.getUint8(5) === 1 };
  const { wide, little } = elf;
  const all = await segments(elf);
  const section = all.find(({ type }) => type === dynamic);
  if (!section) return false;
  const entry = wide ? 16 : 8;
  const count = Math.min(Math.floor(section.size / entry), mostEntries);
  const entries = await file.read(section.offset, count * entry);
  const table = (tag: number): number | null => {
    for (let at = 0; at < count * entry; at += entry) {
      if (word(elf, entries, at) === tag) return fileOffset(all, word(elf, entries, at + entry / 2));
    }
    return null;
  };
  const [symbols, strings] = [table(dynamicTags.symbols), table(dynamicTags.strings)];
  const [hash, system] = [table(dynamicTags.gnuHash), table(dynamicTags.hash)];
  if (symbols === null || strings === null) return false;
  const candidates =
    hash !== null ? gnuCandidates(elf, hash, name) : system !== null ? systemCandidates(elf, system, name) : [];
  for await (const index of candidates) {
    const size = wide ? 24 : 16;
    const symbol = await file.read(symbols + index * size, size);
    const [binding, home] = [symbol.getUint8(wide ? 4 : 12) >> 4, symbol.getUint16(wide ? 6 : 14, little)];
    // Defined here (st_shndx), and global or weak.
    const exported = home !== 0 && (binding === 1 || binding === 2);
    if (exported && (await file.text(strings + symbol.getUint32(0, little), name.length + 1)) === name) return true;
  }
  return false;
};
