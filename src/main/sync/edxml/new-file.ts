/** Files that others pick up: whole under their name, on the disk, or not there at all; none is ever replaced. */
import { randomUUID } from 'node:crypto';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Exclusive where the disk has links; elsewhere (FAT, some shares) after a look. */
const giveName = async (part: string, path: string): Promise<boolean> => {
  try {
    await link(part, path);
  } catch {
    if (await isThere(path)) return false;
    await rename(part, path);
  }
  return true;
};

/** Windows cannot and need not sync a folder, some shares cannot. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
};

type Piece = string | Uint8Array;
export type Pieces = Iterable<Piece> | AsyncIterable<Piece>;

/**
 * Writes pieces of text or bytes as a new file at `path` (absolute, its folder is there). Faults: `edxml.file-exists`,
 * `output.failed`; what the pieces throw passes through, and nothing is left.
 */
export const writeNewFile = async (path: string, pieces: Pieces): Promise<void> => {
  const folder = dirname(path);
  const part = join(folder, `.${randomUUID()}.part`);
  try {
    const file = await open(part, 'wx', 0o644);
    try {
      for await (const piece of pieces) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await giveName(part, path))) throw new Fault('edxml.file-exists', { file: basename(path) });
    await syncFolder(folder);
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown;
    throw new Fault('output.failed', { dir: folder }, { cause: thrown });
  } finally {
    await rm(part, { force: true }).catch(() => undefined);
  }
};
