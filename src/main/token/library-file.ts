/** Looks at a driver's file before anything loads it, so that "error 126" becomes a sentence. */
import { open } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';

/** What this process can load. */
export interface HostPlatform {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

interface LibraryKind {
  readonly platform: NodeJS.Platform;
  /** Node's names; more than one in a universal Mach-O file. */
  readonly archs: readonly string[];
}

const headerLength = 4096;

type Processors = ReadonlyMap<number, string>;

/** e_machine of the ELF header (System V gABI 4.1). */
const elfMachines: Processors = new Map([
  [3, 'ia32'],
  [40, 'arm'],
  [62, 'x64'],
  [183, 'arm64'],
]);
/** Machine of the COFF header (PE format 3.3.1). */
const peMachines: Processors = new Map([
  [0x14c, 'ia32'],
  [0x1c4, 'arm'],
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);
/** cputype of the Mach-O header (mach/machine.h). */
const machCpus: Processors = new Map([
  [7, 'ia32'],
  [12, 'arm'],
  [0x01000007, 'x64'],
  [0x0100000c, 'arm64'],
]);

const named = (processors: Processors, value: number): string => processors.get(value) ?? `0x${value.toString(16)}`;

const elf = (header: DataView): LibraryKind => ({
  platform: 'linux',
  // EI_DATA at 5: 1 is little-endian.
  archs: [named(elfMachines, header.getUint16(18, header.getUint8(5) === 1))],
});

const pe = (header: DataView): LibraryKind | null => {
  const start = header.getUint32(0x3c, true);
  if (header.getUint32(start) !== 0x50450000) return null;
  return { platform: 'win32', archs: [named(peMachines, header.getUint16(start + 4, true))] };
};

const machO = (header: DataView): LibraryKind => ({
  platform: 'darwin',
  archs: [named(machCpus, header.getUint32(4, true))],
});

/** Entries of a universal binary's header: 20 bytes each, cputype first, big-endian. A handful at most. */
const universal = (header: DataView): LibraryKind => {
  const count = Math.min(header.getUint32(4), 16);
  const archs = Array.from({ length: count }, (_, index) => named(machCpus, header.getUint32(8 + 20 * index)));
  return { platform: 'darwin', archs };
};

/** What kind of library starts with these bytes; null when it is none. */
export const libraryKind = (header: Uint8Array): LibraryKind | null => {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  try {
    switch (view.getUint32(0)) {
      case 0x7f454c46:
        return elf(view);
      case 0xcefaedfe:
      case 0xcffaedfe:
        return machO(view);
      case 0xcafebabe:
        return universal(view);
      default:
        return view.getUint16(0) === 0x4d5a ? pe(view) : null;
    }
  } catch (error) {
    // A RangeError of DataView: the file ends inside its own header.
    if (error instanceof RangeError) return null;
    throw error;
  }
};

const readHeader = async (path: string): Promise<Uint8Array> => {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headerLength), 0, headerLength, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new Fault(missing ? 'token.driver-missing' : 'token.driver-invalid', { module: path }, { cause });
  }
};

/**
 * Refuses a module file that this process could not load anyway.
 * @throws Fault `token.driver-path-relative`, `-missing`, `-invalid`, `-32bit`, `-architecture`
 */
export const examineLibrary = async (path: string, host: HostPlatform): Promise<void> => {
  if (!isAbsolute(path)) throw new Fault('token.driver-path-relative', { module: path });
  const kind = libraryKind(await readHeader(path));
  if (!kind || kind.platform !== host.platform) throw new Fault('token.driver-invalid', { module: path });
  if (kind.archs.includes(host.arch)) return;
  if (kind.archs.every((arch) => arch === 'ia32' || arch === 'arm')) {
    throw new Fault('token.driver-32bit', { module: path });
  }
  throw new Fault('token.driver-architecture', { module: path, found: kind.archs.join(', '), needed: host.arch });
};
