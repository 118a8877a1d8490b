/** A ZIP file written part by part, so that no document is held in memory. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, rmSync, writeSync } from 'node:fs';
import { Zip, ZipDeflate } from 'fflate';
import type { ByteSource } from '../../pdf/source.js';

/** Mode 0644 of a regular file, where ZIP keeps it (APPNOTE 4.4.15). */
const regularFile = (0o100644 << 16) >>> 0;

/** What was put in or made. */
export interface ZipPart {
  readonly name: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export class ZipFile {
  readonly #parts: ZipPart[] = [];
  readonly #hash = createHash('sha256');
  readonly #zip: Zip;

  private constructor(
    descriptor: number,
    private readonly time: Date,
  ) {
    this.#zip = new Zip((error, bytes) => {
      if (error) throw error;
      this.#hash.update(bytes);
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    });
  }

  /**
   * Makes the file at `path` (absolute) with what `fill` puts into it, all of the same `time`. Throws what `fill` and the
   * file system throw, and leaves no file then.
   */
  static make(path: string, time: Date, fill: (zip: ZipFile) => void): { sha256: string; size: number } {
    const descriptor = openSync(path, 'wx', 0o600);
    try {
      const zip = new ZipFile(descriptor, time);
      fill(zip);
      zip.#zip.end();
      return { sha256: zip.#hash.digest('hex'), size: fstatSync(descriptor).size };
    } catch (thrown) {
      rmSync(path, { force: true });
      throw thrown;
    } finally {
      closeSync(descriptor);
    }
  }

  /** What is in it so far, in order. */
  get parts(): readonly ZipPart[] {
    return this.#parts;
  }

  /** @param name with `/` between folders */
  add(name: string, bytes: Uint8Array): void {
    this.#put(name, 6, (push) => push(bytes));
  }

  /** The whole of `source`, as it is: documents are compressed already. */
  addSource(name: string, source: ByteSource): ZipPart {
    return this.#put(name, 0, (push) => source.stream(0, source.length, push));
  }

  #put(name: string, level: 0 | 6, feed: (push: (bytes: Uint8Array) => void) => void): ZipPart {
    const file = new ZipDeflate(name, { level });
    file.mtime = this.time;
    // Made under Unix: unzip then leaves the UTF-8 of names alone, also where the locale is not.
    file.os = 3;
    file.attrs = regularFile;
    this.#zip.add(file);
    const hash = createHash('sha256');
    feed((bytes) => {
      hash.update(bytes);
      file.push(bytes);
    });
    file.push(new Uint8Array(), true);
    const part = { name, sha256: hash.digest('hex') };
    this.#parts.push(part);
    return part;
  }
}
