/** What a macOS library exports, and who signed it (mach-o/loader.h, mach-o/fat.h, mach-o/nlist.h; kern/cs_blobs.h). */
import type { FileBytes } from './file-bytes.js';

/** The part of a file for one processor. */
export interface MachImage {
  readonly cpu: number;
  readonly offset: number;
}

const commands = { symbols: 0x2, signature: 0x1d, info: 0x22, infoOnly: 0x80000022, trie: 0x80000033 } as const;
const mostImages = 16;
const mostCommandOctets = 1 << 20;
const mostTrieOctets = 1 << 20;
const mostSymbols = 1 << 16;

/** The images of a thin or a universal file; of anything else none. @throws DamagedFile */
export const machImages = async (file: FileBytes): Promise<MachImage[]> => {
  const header = await file.read(0, 8);
  const magic = header.getUint32(0);
  if (magic === 0xcffaedfe || magic === 0xcefaedfe) return [{ cpu: header.getUint32(4, true), offset: 0 }];
  const wide = magic === 0xcafebabf;
  if (!wide && magic !== 0xcafebabe) return [];
  const count = header.getUint32(4);
  // A Java class file has the same magic number; there the next word is its version.
  if (count > mostImages) return [];
  const entry = wide ? 32 : 20;
  const table = await file.read(8, count * entry);
  return Array.from({ length: count }, (_, index) => {
    const at = index * entry;
    const offset = wide ? Number(table.getBigUint64(at + 8)) : table.getUint32(at + 8);
    return { cpu: table.getUint32(at), offset };
  });
};

interface LoadCommand {
  readonly type: number;
  readonly body: DataView;
}

const loadCommands = async (file: FileBytes, { offset }: MachImage): Promise<LoadCommand[]> => {
  const header = await file.read(offset, 32);
  const start = header.getUint32(0) === 0xcffaedfe ? 32 : 28;
  const [count, size] = [header.getUint32(16, true), Math.min(header.getUint32(20, true), mostCommandOctets)];
  const table = await file.read(offset + start, size);
  const found: LoadCommand[] = [];
  for (let at = 0; found.length < count && at + 8 <= size; ) {
    const length = table.getUint32(at + 4, true);
    if (length < 8 || at + length > size) break;
    found.push({ type: table.getUint32(at, true), body: new DataView(table.buffer, table.byteOffset + at, length) });
    at += length;
  }
  return found;
};

/** Walks the trie of exported symbols: each edge is a piece of a name, each node says whether a name ends there. */
const inTrie = (trie: DataView, name: string): boolean => {
  const uleb = (at: number): [value: number, next: number] => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = trie.getUint8(at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80 || shift > 28) return [value, at];
    }
  };
  let [node, rest] = [0, name];
  for (let steps = 0; steps <= name.length; steps++) {
    const [terminal, body] = uleb(node);
    if (rest === '') return terminal > 0;
    let at = body + terminal;
    const children = trie.getUint8(at++);
    let next: number | null = null;
    for (let child = 0; child < children && next === null; child++) {
      let edge = '';
      for (let char = trie.getUint8(at++); char !== 0; char = trie.getUint8(at++)) edge += String.fromCharCode(char);
      const [target, after] = uleb(at);
      at = after;
      if (rest.startsWith(edge) && edge !== '') [next, rest] = [target, rest.slice(edge.length)];
    }
    if (next === null) return false;
    node = next;
  }
  return false;
};

/** The symbol table is read where a library has no trie, as those of old linkers have none. */
const inSymbols = async (file: FileBytes, image: MachImage, body: DataView, name: string): Promise<boolean> => {
  const [symbols, count, strings] = [8, 12, 16].map((at) => body.getUint32(at, true));
  if (symbols === undefined || count === undefined || strings === undefined) return false;
  const wide = (await file.read(image.offset, 4)).getUint32(0) === 0xcffaedfe;
  const size = wide ? 16 : 12;
  const table = await file.read(image.offset + symbols, Math.min(count, mostSymbols) * size);
  for (let at = 0; at + size <= table.byteLength; at += size) {
    const type = table.getUint8(at + 4);
    // External (N_EXT), no debugging entry (N_STAB), and defined in a section (N_SECT).
    if ((type & 0x01) === 0 || (type & 0xe0) !== 0 || (type & 0x0e) !== 0x0e) continue;
    const found = await file.text(image.offset + strings + table.getUint32(at, true), name.length + 1);
    if (found === name) return true;
  }
  return false;
};

/** Whether the image exports the C function. @throws DamagedFile, RangeError */
export const machExports = async (file: FileBytes, image: MachImage, name: string): Promise<boolean> => {
  const found = await loadCommands(file, image);
  const symbol = `_${name}`;
  for (const { type, body } of found) {
    const place = type === commands.trie ? 8 : type === commands.info || type === commands.infoOnly ? 40 : null;
    if (place === null || body.byteLength < place + 8) continue;
    const [offset, size] = [body.getUint32(place, true), body.getUint32(place + 4, true)];
    if (size > 0) return inTrie(await file.read(image.offset + offset, Math.min(size, mostTrieOctets)), symbol);
  }
  const table = found.find(({ type, body }) => type === commands.symbols && body.byteLength >= 24);
  return table ? inSymbols(file, image, table.body, symbol) : false;
};

/** The code signature's CMS (DER), or null where there is none or only a hash ("ad hoc"). @throws DamagedFile */
export const machSignature = async (file: FileBytes, image: MachImage): Promise<Uint8Array | null> => {
  const command = (await loadCommands(file, image)).find(({ type }) => type === commands.signature);
  if (!command || command.body.byteLength < 16) return null;
  const start = image.offset + command.body.getUint32(8, true);
  const index = await file.readUpTo(start, 12 + 8 * mostImages);
  // CSMAGIC_EMBEDDED_SIGNATURE; everything in it is big-endian.
  if (index.getUint32(0) !== 0xfade0cc0) return null;
  const count = Math.min(index.getUint32(8), mostImages);
  for (let at = 12; at < 12 + 8 * count; at += 8) {
    // CSSLOT_SIGNATURESLOT
    if (index.getUint32(at) !== 0x10000) continue;
    const blob = start + index.getUint32(at + 4);
    const length = (await file.read(blob, 8)).getUint32(4);
    if (length <= 8) return null;
    const view = await file.read(blob + 8, length - 8);
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  }
  return null;
};
