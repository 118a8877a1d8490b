/** Small files that stand whole under their name or not at all, also after a power cut. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolderWherePossible } from './delivery.js';

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
