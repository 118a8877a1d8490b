/** Small files that stand whole under their name or not at all, also after a power cut. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolderWherePossible } from './delivery.js';

const temporaryName = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** What processes left that died while they wrote; a day old, so that none is still being written. */
const sweepTemporaries = async (folder: string): Promise<void> => {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => temporaryName.test(one))) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > 86_400_000)
      await rm(path, { force: true }).catch(() => undefined);
  }
};

/** Writes `bytes` as `folder`/`name`, in place of what stood there. Rejects with what the file system says. */
export const writeDurably = async (folder: string, name: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, name));
    await syncFolderWherePossible(folder);
    await sweepTemporaries(folder);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
};

/** Removes the files of a folder, and their names from the disk. Rejects with what the file system says. */
export const removeDurably = async (folder: string, names: readonly string[]): Promise<void> => {
  for (const name of names) await rm(join(folder, name), { force: true });
  await syncFolderWherePossible(folder);
};
