/** Random access to the bytes of a file, so that a document is never held in memory as a whole. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';

export interface ByteSource {
  readonly length: number;
  /** The bytes from `start` up to, not including, `end`: all of them, or a {@link Fault}. Not to be written to. */
  read(start: number, end: number): Uint8Array;
  close(): void;
}

const checkRange = (start: number, end: number, length: number): void => {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start || end > length) {
    throw new Fault('pdf.broken', {}, { cause: new Error(`bytes ${start}..${end} of ${length}`) });
  }
};

export class MemorySource implements ByteSource {
  readonly length: number;

  constructor(private readonly bytes: Uint8Array) {
    this.length = bytes.length;
  }

  read(start: number, end: number): Uint8Array {
    checkRange(start, end, this.length);
    return this.bytes.subarray(start, end);
  }

  close(): void {}
}

const BLOCK = 64 * 1024;
const CACHED_BLOCKS = 16;

/** A file read by position. Small reads go through a cache of 16 blocks of 64 KiB, larger ones straight to the file. */
export class FileSource implements ByteSource {
  readonly length: number;
  private readonly descriptor: number;
  private readonly blocks = new Map<number, Uint8Array>();

  private readonly name: string;

  /** @throws Fault `file.missing`, `file.unreadable` */
  constructor(path: string) {
    this.name = basename(path);
    try {
      this.descriptor = openSync(path, 'r');
    } catch (cause) {
      const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
      throw new Fault(missing ? 'file.missing' : 'file.unreadable', { file: this.name }, { cause });
    }
    const status = fstatSync(this.descriptor);
    if (!status.isFile()) {
      closeSync(this.descriptor);
      throw this.unreadable(new Error('not a regular file'));
    }
    this.length = status.size;
  }

  read(start: number, end: number): Uint8Array {
    checkRange(start, end, this.length);
    if (end - start > BLOCK) return this.load(start, end);
    const first = Math.floor(start / BLOCK);
    const block = this.block(first);
    const offset = start - first * BLOCK;
    const length = end - start;
    if (offset + length <= block.length) return block.subarray(offset, offset + length);
    const joined = new Uint8Array(length);
    const head = block.subarray(offset);
    joined.set(head);
    joined.set(this.block(first + 1).subarray(0, length - head.length), head.length);
    return joined;
  }

  close(): void {
    this.blocks.clear();
    closeSync(this.descriptor);
  }

  private block(index: number): Uint8Array {
    const cached = this.blocks.get(index);
    if (cached) {
      this.blocks.delete(index);
      this.blocks.set(index, cached);
      return cached;
    }
    const loaded = this.load(index * BLOCK, Math.min((index + 1) * BLOCK, this.length));
    this.blocks.set(index, loaded);
    for (const oldest of this.blocks.keys()) {
      if (this.blocks.size <= CACHED_BLOCKS) break;
      this.blocks.delete(oldest);
    }
    return loaded;
  }

  private load(start: number, end: number): Uint8Array {
    const bytes = new Uint8Array(end - start);
    let filled = 0;
    while (filled < bytes.length) {
      const count = this.readAt(bytes, filled, start + filled);
      // The file became shorter after it was opened.
      if (count === 0) throw this.unreadable(new Error('short read'));
      filled += count;
    }
    return bytes;
  }

  private readAt(target: Uint8Array, offset: number, position: number): number {
    try {
      return readSync(this.descriptor, target, offset, target.length - offset, position);
    } catch (cause) {
      throw this.unreadable(cause);
    }
  }

  private unreadable(cause: unknown): Fault {
    return new Fault('file.unreadable', { file: this.name }, { cause });
  }
}

/** Part of another source as a source of its own; positions count from `start`. Closing it leaves the other open. */
export class SourceView implements ByteSource {
  readonly length: number;

  constructor(
    private readonly source: ByteSource,
    private readonly start: number,
    end: number,
  ) {
    checkRange(start, end, source.length);
    this.length = end - start;
  }

  read(start: number, end: number): Uint8Array {
    checkRange(start, end, this.length);
    return this.source.read(this.start + start, this.start + end);
  }

  close(): void {}
}
