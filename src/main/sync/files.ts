/** Files of the store: written to the side, hashed, fsynced, renamed. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';

const partSuffix = '.part';

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

/**
 * Stores a stream at `path` (absolute) if its length (bytes) and SHA-256 are the expected ones; on any failure nothing
 * is left. Faults: `sync.download-damaged`, `sync.store-failed`; what the stream throws passes through.
 */
export const storeStream = async (
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  expected: { readonly size: number; readonly sha256: string },
): Promise<void> => {
  const part = `${path}.${randomBytes(8).toString('hex')}${partSuffix}`;
  const stored = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      throw new Fault('sync.store-failed', {}, { cause });
    });
  const file = await stored(open(part, 'wx', 0o600));
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > expected.size) throw new Fault('sync.download-damaged');
      hash.update(chunk);
      await stored(file.writeFile(chunk));
    }
    if (size !== expected.size || hash.digest('hex') !== expected.sha256) throw new Fault('sync.download-damaged');
    await stored(file.sync());
    await file.close();
    await stored(rename(part, path));
    await stored(syncFolder(dirname(path)));
  } catch (thrown) {
    await file.close().catch(() => {});
    await rm(part, { force: true }).catch(() => {});
    throw thrown;
  }
};

/** Makes the store's folder and clears what downloads that were killed a day ago or longer left in it. */
export const prepareStore = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(folder)).filter((entry) => entry.endsWith(partSuffix))) {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > 86_400_000) await rm(path, { force: true });
    }
  } catch (cause) {
    throw new Fault('sync.store-failed', {}, { cause });
  }
};
