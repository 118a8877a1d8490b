/** Looks at a driver's file before anything loads it, so that "error 126" becomes a sentence. */
import { isAbsolute } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import { elfExports } from './library/elf.js';
import { FileBytes } from './library/file-bytes.js';
import { machExports, machImages } from './library/mach-o.js';
import { peExports } from './library/pe.js';

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

/** Entries of a universal binary's header: 20 or 32 octets each, cputype first, big-endian. A handful at most. */
const universal = (header: DataView, entry: number): LibraryKind => {
  const count = Math.min(header.getUint32(4), 16);
  const archs = Array.from({ length: count }, (_, index) => named(machCpus, header.getUint32(8 + entry * index)));
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
        return universal(view, 20);
      case 0xcafebabf:
        return universal(view, 32);
      default:
        return view.getUint16(0) === 0x4d5a ? pe(view) : null;
    }
  } catch (error) {
    // A RangeError of DataView: the file ends inside its own header.
    if (error instanceof RangeError) return null;
    throw error;
  }
};

/** What every PKCS#11 library gives its functions by (PKCS#11 v2.40 5.4). */
const entryPoint = 'C_GetFunctionList';

const exportsEntryPoint = async (file: FileBytes, host: HostPlatform): Promise<boolean> => {
  switch (host.platform) {
    case 'win32':
      return peExports(file, entryPoint);
    case 'darwin': {
      const images = await machImages(file);
      const image = images.find(({ cpu }) => machCpus.get(cpu) === host.arch);
      return image ? machExports(file, image, entryPoint) : false;
    }
    default:
      return elfExports(file, entryPoint);
  }
};

const unreadable = (path: string, cause: unknown): Fault => {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  return new Fault(missing ? 'token.driver-missing' : 'token.driver-invalid', { module: path }, { cause });
};

const examine = async (file: FileBytes, path: string, host: HostPlatform): Promise<void> => {
  const header = await file.readUpTo(0, headerLength);
  const kind = libraryKind(new Uint8Array(header.buffer, header.byteOffset, header.byteLength));
  if (!kind || kind.platform !== host.platform) throw new Fault('token.driver-invalid', { module: path });
  if (kind.archs.includes(host.arch)) {
    if (!(await exportsEntryPoint(file, host))) throw new Fault('token.driver-invalid', { module: path });
    return;
  }
  if (kind.archs.every((arch) => arch === 'ia32' || arch === 'arm')) {
    throw new Fault('token.driver-32bit', { module: path });
  }
  throw new Fault('token.driver-architecture', { module: path, found: kind.archs.join(', '), needed: host.arch });
};

/**
 * Refuses a module file that this process could not load, or that is no PKCS#11 library; nothing of it is run.
 * @throws Fault `token.driver-path-relative`, `-missing`, `-invalid`, `-32bit`, `-architecture`
 */
export const examineLibrary = async (path: string, host: HostPlatform): Promise<void> => {
  if (!isAbsolute(path)) throw new Fault('token.driver-path-relative', { module: path });
  try {
    await FileBytes.with(path, (file) => examine(file, path, host));
  } catch (thrown) {
    throw thrown instanceof Fault ? thrown : unreadable(path, thrown);
  }
};
