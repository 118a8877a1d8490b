/** What a Windows library exports, and who signed it (PE format 3.3, 3.4, 5.7, 6.3). */
import type { FileBytes } from './file-bytes.js';

interface PeHeaders {
  /** Data directories: address (or, of the certificates, file offset) and size. */
  readonly directory: (index: number) => { readonly address: number; readonly size: number };
  readonly fileOffset: (address: number) => number;
}

const mostSections = 96;
/** Names in a sorted table of 2³² entries are found in as many steps. */
const mostSteps = 32;

const headers = async (file: FileBytes): Promise<PeHeaders> => {
  const start = (await file.read(0x3c, 4)).getUint32(0, true);
  const coff = await file.read(start, 24);
  const sectionCount = Math.min(coff.getUint16(6, true), mostSections);
  const optionalSize = coff.getUint16(20, true);
  const optional = await file.read(start + 24, optionalSize);
  const directories = optional.getUint16(0, true) === 0x20b ? 112 : 96;
  const directoryCount = optional.getUint32(directories - 4, true);
  const sections = await file.read(start + 24 + optionalSize, sectionCount * 40);
  return {
    directory: (index) => {
      const at = directories + 8 * index;
      if (index >= directoryCount || at + 8 > optionalSize) return { address: 0, size: 0 };
      return { address: optional.getUint32(at, true), size: optional.getUint32(at + 4, true) };
    },
    fileOffset: (address) => {
      for (let at = 0; at < sectionCount * 40; at += 40) {
        const [virtual, size, raw] = [12, 16, 20].map((field) => sections.getUint32(at + field, true));
        if (virtual === undefined || size === undefined || raw === undefined) continue;
        if (address >= virtual && address < virtual + size) return raw + address - virtual;
      }
      return Number.NaN;
    },
  };
};

/**
 * Whether the library exports the function by this name; a forwarder to another library counts, an export by ordinal alone
 * does not (GetProcAddress looks for the name).
 * @throws DamagedFile
 */
export const peExports = async (file: FileBytes, name: string): Promise<boolean> => {
  const { directory, fileOffset } = await headers(file);
  const { address, size } = directory(0);
  if (address === 0 || size === 0) return false;
  const table = await file.read(fileOffset(address), 40);
  const [functions, names] = [table.getUint32(20, true), table.getUint32(24, true)];
  const [functionTable, nameTable, ordinalTable] = [28, 32, 36].map((at) => fileOffset(table.getUint32(at, true)));
  if (functionTable === undefined || nameTable === undefined || ordinalTable === undefined) return false;
  // Sorted, as the loader itself wants it.
  for (let [low, high, steps] = [0, names, 0]; low < high && steps < mostSteps; steps++) {
    const middle = Math.floor((low + high) / 2);
    const at = (await file.read(nameTable + 4 * middle, 4)).getUint32(0, true);
    const found = await file.text(fileOffset(at));
    if (found === name) {
      const ordinal = (await file.read(ordinalTable + 2 * middle, 2)).getUint16(0, true);
      return ordinal < functions && (await file.read(functionTable + 4 * ordinal, 4)).getUint32(0, true) !== 0;
    }
    if (found < name) low = middle + 1;
    else high = middle;
  }
  return false;
};

/** The Authenticode signature (a CMS SignedData, DER), or null where there is none. @throws DamagedFile */
export const peSignature = async (file: FileBytes): Promise<Uint8Array | null> => {
  const { address, size } = (await headers(file)).directory(4);
  if (address === 0 || size < 8) return null;
  const header = await file.read(address, 8);
  const length = header.getUint32(0, true);
  // WIN_CERT_TYPE_PKCS_SIGNED_DATA.
  if (header.getUint16(6, true) !== 2 || length < 8 || length > size) return null;
  const view = await file.read(address + 8, length - 8);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
};
