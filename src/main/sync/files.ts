/** Files of the store: written to the side, hashed, fsynced, renamed; what a cut leaves is gone on with. */
import { createHash, type Hash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';

const partSuffix = '.part';
const abandonedAfterMs = 7 * 86_400_000;

/** SHA-256 of a file, lower-case hexadecimal; null where it cannot be read. */
export const hashFile = async (path: string): Promise<string | null> => {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch {
    return null;
  }
  return hash.digest('hex');
};

/** A rename lasts only once its folder is on the disk; Windows cannot and need not sync a folder. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** A process of this number runs (it may be another one than the file's: numbers come again). */
const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
};

const stored = <T>(work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    throw new Fault('sync.store-failed', {}, { cause });
  });

/**
 * Fault `sync.store-failed` where so many bytes have no room on the disk of `folder` (absolute): a server that lists
 * what no disk holds does not fill this one. A file system that does not say how large it is has room.
 */
export const requireRoom = async (folder: string, bytes: number): Promise<void> => {
  const { blocks, bavail, bsize } = await stored(statfs(folder));
  if (blocks > 0 && bavail * bsize < bytes) throw new Fault('sync.store-failed');
};

/**
 * A download on its way. `<file>.part` is nobody's, `<file>.<process>-<random>.part` belongs to a process: whoever
 * renames one to his own name has it, so that two never write to the same.
 */
export class PartFile {
  #hash: Hash = createHash('sha256');
  #size = 0;

  private constructor(
    private readonly path: string,
    private readonly part: string,
    private readonly file: FileHandle,
  ) {}

  /**
   * What is there of the file at `path` (absolute) from an earlier try, or nothing yet. More than `longest` bytes are
   * none of it. Fault `sync.store-failed`.
   */
  static async claim(path: string, longest: number): Promise<PartFile> {
    const own = `${path}.${process.pid}-${randomBytes(8).toString('hex')}${partSuffix}`;
    const found = await stored(takeAbandoned(path, own));
    const part = new PartFile(path, own, await stored(open(own, found ? 'r+' : 'wx+', 0o600)));
    if (found) await stored(part.#readAgain(longest));
    return part;
  }

  /** Bytes that are there. */
  get size(): number {
    return this.#size;
  }

  /** Of what is there, lower-case hexadecimal. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Fault `sync.store-failed`. */
  async write(piece: Uint8Array): Promise<void> {
    // A disk that becomes full takes the beginning of a piece without an error.
    for (let done = 0; done < piece.length; ) {
      const { bytesWritten } = await stored(this.file.write(piece, done, piece.length - done, this.#size + done));
      done += bytesWritten;
    }
    this.#hash.update(piece);
    this.#size += piece.length;
  }

  /** Drops what is there. */
  async restart(): Promise<void> {
    await stored(this.file.truncate(0));
    this.#hash = createHash('sha256');
    this.#size = 0;
  }

  /** The file stands at its path, on the disk. Fault `sync.store-failed`. */
  async finish(): Promise<void> {
    await stored(this.file.sync());
    await stored(this.file.close());
    await stored(rename(this.part, this.path));
    await stored(syncFolder(dirname(this.path)));
  }

  /** Leaves it for a later try. */
  async keep(): Promise<void> {
    if (this.#size === 0) return this.discard();
    await this.file.close().catch(() => undefined);
    await rename(this.part, `${this.path}${partSuffix}`).catch(() => undefined);
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.part, { force: true }).catch(() => undefined);
  }

  async #readAgain(longest: number): Promise<void> {
    if ((await this.file.stat()).size > longest) return this.restart();
    for await (const chunk of this.file.createReadStream({ start: 0, autoClose: false })) {
      const piece: Uint8Array = chunk;
      this.#hash.update(piece);
      this.#size += piece.length;
    }
  }
}

/** Renames a part of `path` that nobody works on to `own`; false where there is none. */
const takeAbandoned = async (path: string, own: string): Promise<boolean> => {
  const [folder, name] = [dirname(path), basename(path)];
  const isFree = (entry: string): boolean => {
    if (!entry.startsWith(`${name}.`) || !entry.endsWith(partSuffix)) return false;
    const pid = /^\.(\d+)-[0-9a-f]{16}\.part$/.exec(entry.slice(name.length))?.[1];
    return entry === `${name}${partSuffix}` || (pid !== undefined && !runs(Number(pid)));
  };
  for (const entry of (await readdir(folder)).filter(isFree)) {
    const taken = await rename(join(folder, entry), own).then(
      () => true,
      () => false,
    );
    if (taken) return true;
  }
  return false;
};

/** Makes the store's folder and clears what downloads left in it that nobody went on with for a week. */
export const prepareStore = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(folder)).filter((entry) => entry.endsWith(partSuffix))) {
      const path = join(folder, name);
      // Another process may have finished it meanwhile.
      const found = await stat(path).catch(() => null);
      if (found !== null && Date.now() - found.mtimeMs > abandonedAfterMs) await rm(path, { force: true });
    }
  } catch (cause) {
    throw new Fault('sync.store-failed', {}, { cause });
  }
};
