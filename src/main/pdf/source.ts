/** Random access to the bytes of a file, so that a document is never held in memory as a whole. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';

export interface ByteSource {
  readonly length: number;
  /**
   * The bytes from `start` up to, not including, `end`: all of them, or a {@link Fault}. Not to be written to. Where a
   * copy has to be made it is made in `into`, if that is given; it must be long enough.
   */
  read(start: number, end: number, into?: Uint8Array): Uint8Array;
  /** Hands out the same bytes in order, in parts of at most 256 KiB, each valid only until its call returns. */
  stream(start: number, end: number, sink: ByteSink): void;
  close(): void;
}

export type ByteSink = (part: Uint8Array) => void;

const checkRange = (start: number, end: number, length: number): void => {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start || end > length) {
    throw new Fault('pdf.broken', {}, { cause: new Error(`bytes ${start}..${end} of ${length}`) });
  }
};

/** Large enough that calls cost nothing, small enough for the processor's cache. */
const PART = 256 * 1024;

export class MemorySource implements ByteSource {
  readonly length: number;

  constructor(private readonly bytes: Uint8Array) {
    this.length = bytes.length;
  }

  read(start: number, end: number): Uint8Array {
    checkRange(start, end, this.length);
    return this.bytes.subarray(start, end);
  }

  stream(start: number, end: number, sink: ByteSink): void {
    checkRange(start, end, this.length);
    for (let at = start; at < end; at += PART) sink(this.bytes.subarray(at, Math.min(at + PART, end)));
  }

  close(): void {}
}

const BLOCK = 64 * 1024;
const CACHED_BLOCKS = 16;

/** One for the whole thread: however many gigabytes are hashed, none of it becomes garbage. */
let sparePart: Uint8Array | null = null;

/** Lends the thread's buffer; a sink that reads a second file while the first one is lent gets one of its own. */
const withPart = (use: (part: Uint8Array) => void): void => {
  const part = sparePart ?? new Uint8Array(PART);
  sparePart = null;
  try {
    use(part);
  } finally {
    sparePart = part;
  }
};

/** Blocks of closed files, for the next one: to take a document's worth of fresh memory costs more than to read it. */
const spareBlocks: Uint8Array[] = [];

/** A file read by position. Small reads are copied from a cache of 16 blocks of 64 KiB, larger ones go to the file. */
export class FileSource implements ByteSource {
  readonly length: number;
  private readonly descriptor: number;
  private readonly blocks = new Map<number, Uint8Array>();

  /**
   * @param name what messages call the file
   * @throws Fault `file.missing`, `file.unreadable`
   */
  constructor(
    path: string,
    private readonly name: string = basename(path),
  ) {
    try {
      // A named pipe without a writer would hold this thread for ever; with this flag it opens, and is refused below.
      this.descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
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

  read(start: number, end: number, into?: Uint8Array): Uint8Array {
    checkRange(start, end, this.length);
    const bytes = into ? into.subarray(0, end - start) : new Uint8Array(end - start);
    if (bytes.length > BLOCK) this.fill(bytes, start);
    else for (let at = start; at < end; ) at += this.copyFromBlock(at, bytes, at - start);
    return bytes;
  }

  stream(start: number, end: number, sink: ByteSink): void {
    checkRange(start, end, this.length);
    withPart((part) => {
      for (let at = start; at < end; ) {
        const wanted = part.subarray(0, Math.min(part.length, end - at));
        this.fill(wanted, at);
        sink(wanted);
        at += wanted.length;
      }
    });
  }

  close(): void {
    spareBlocks.push(...[...this.blocks.values()].slice(0, CACHED_BLOCKS - spareBlocks.length));
    this.blocks.clear();
    closeSync(this.descriptor);
  }

  /** Copies from one block what `target` still lacks from `filled` on; returns how many bytes. */
  private copyFromBlock(position: number, target: Uint8Array, filled: number): number {
    const index = Math.floor(position / BLOCK);
    const offset = position - index * BLOCK;
    const count = Math.min(target.length - filled, BLOCK - offset);
    target.set(this.block(index).subarray(offset, offset + count), filled);
    return count;
  }

  private block(index: number): Uint8Array {
    const cached = this.blocks.get(index);
    if (cached) this.blocks.delete(index);
    const block = cached ?? this.loadBlock(index);
    this.blocks.set(index, block);
    return block;
  }

  /** Into the memory of the block that was not asked for longest: to read a whole file leaves no garbage. */
  private loadBlock(index: number): Uint8Array {
    const [oldest] = this.blocks;
    const full = oldest && this.blocks.size >= CACHED_BLOCKS;
    if (full) this.blocks.delete(oldest[0]);
    const block = full ? oldest[1] : (spareBlocks.pop() ?? new Uint8Array(BLOCK));
    const start = index * BLOCK;
    this.fill(block.subarray(0, Math.min(BLOCK, this.length - start)), start);
    return block;
  }

  private fill(target: Uint8Array, start: number): void {
    for (let filled = 0; filled < target.length; ) {
      const count = this.readAt(target, filled, start + filled);
      // The file became shorter after it was opened.
      if (count === 0) throw this.unreadable(new Error('short read'));
      filled += count;
    }
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

  read(start: number, end: number, into?: Uint8Array): Uint8Array {
    checkRange(start, end, this.length);
    return this.source.read(this.start + start, this.start + end, into);
  }

  stream(start: number, end: number, sink: ByteSink): void {
    checkRange(start, end, this.length);
    this.source.stream(this.start + start, this.start + end, sink);
  }

  close(): void {}
}
