/** Files named by the SHA-256 of their content: written to the side, fsynced, renamed. */
import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from './errors.mjs';

export class FileStore {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  async create() {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // What a killed server was receiving; its clients send again.
    for (const name of await readdir(this.folder))
      if (name.endsWith('.part')) await rm(join(this.folder, name), { force: true });
    return this;
  }

  /** @param {string} sha256 */
  path(sha256) {
    return join(this.folder, `${sha256}.pdf`);
  }

  /**
   * Receives a stream to the side; `keep` puts the file in its place, `discard` removes it.
   * @param {AsyncIterable<Uint8Array>} stream
   * @param {number} limit bytes; one more is refused with 413
   */
  async receive(stream, limit) {
    const part = join(this.folder, `${randomUUID()}.part`);
    const hash = createHash('sha256');
    let size = 0;
    const discard = () => rm(part, { force: true });
    try {
      const file = await open(part, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
      try {
        for await (const chunk of stream) {
          size += chunk.length;
          if (size > limit) throw new ApiError('too-large');
          hash.update(chunk);
          await file.writeFile(chunk);
        }
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (thrown) {
      await discard();
      throw thrown;
    }
    const sha256 = hash.digest('hex');
    return { sha256, size, keep: () => this.keep(part, sha256), discard };
  }

  /**
   * Copies a file of this machine into the store.
   * @param {string} path
   */
  async take(path) {
    const { sha256, size, keep } = await this.receive(createReadStream(path), Number.MAX_SAFE_INTEGER);
    await keep();
    return { sha256, size };
  }

  /**
   * Puts a file that is whole and synced in its place.
   * @param {string} part on the same volume
   * @param {string} sha256 of its content
   */
  async keep(part, sha256) {
    await rename(part, this.path(sha256));
    await syncFolder(this.folder);
  }

  /**
   * Removes what nobody refers to: files whose transaction never came. Only while nothing is being received.
   * @param {(sha256: string) => boolean} isKnown
   */
  async sweep(isKnown) {
    for (const name of await readdir(this.folder)) {
      const sha256 = /^([0-9a-f]{64})\.pdf$/.exec(name)?.[1];
      if (sha256 !== undefined && !isKnown(sha256)) await rm(join(this.folder, name), { force: true });
    }
  }
}

/** A rename lasts only once its folder is on the disk; Windows cannot and need not sync a folder. */
const syncFolder = async (/** @type {string} */ folder) => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
};
