/** Packages that were taken in, each content once: other programs may clear their folder, and what came with a file stays. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';
import { hashFile } from '../files.js';
import { writeOnce } from './folder-records.js';

async function* bytesOf(path: string, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) {
    const piece: Uint8Array = chunk;
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== sha256) throw new Fault('file.changed', { file: basename(path) });
}

/**
 * Copies a package (absolute path) into the store; false where its content is there already. Faults: `file.unreadable`,
 * `file.changed` (while it was copied), `output.failed`.
 */
export const storePackage = async (store: string, path: string): Promise<boolean> => {
  const hash = await hashFile(path);
  if (hash === null) throw new Fault('file.unreadable', { file: basename(path) });
  await mkdir(store, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new Fault('output.failed', { dir: store }, { cause });
  });
  return writeOnce(join(store, `${hash}.edxml`), bytesOf(path, hash));
};
