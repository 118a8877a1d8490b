import { type FileHandle, open } from 'node:fs/promises';

/** Octets that are read of one file in all, and at once: tables of real libraries are far smaller. */
const budget = 16 << 20;
const largestRead = 1 << 20;

/** What a file says of itself leads outside it, or is larger than any library's. */
export class DamagedFile extends Error {}

/** Reads small pieces of a file that nobody vouches for; never more than it must. */
export class FileBytes {
  #left = budget;

  private constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {}

  /** Opens `path` for the time of `use`. Throws what the system throws, {@link DamagedFile}, and what `use` does. */
  static async with<T>(path: string, use: (file: FileBytes) => Promise<T>): Promise<T> {
    const handle = await open(path, 'r');
    try {
      return await use(new FileBytes(handle, (await handle.stat()).size));
    } finally {
      await handle.close();
    }
  }

  /** `length` octets from `offset`. */
  async read(offset: number, length: number): Promise<DataView> {
    const inside = Number.isSafeInteger(offset) && offset >= 0 && length >= 0 && offset + length <= this.size;
    if (!inside || length > largestRead || length > this.#left) throw new DamagedFile(`${offset}+${length}`);
    this.#left -= length;
    const { buffer, bytesRead } = await this.handle.read(Buffer.alloc(length), 0, length, offset);
    if (bytesRead !== length) throw new DamagedFile('shorter than it was');
    return new DataView(buffer.buffer, buffer.byteOffset, length);
  }

  /** As many octets as there are, `length` at most. */
  readUpTo(offset: number, length: number): Promise<DataView> {
    return this.read(offset, Math.max(0, Math.min(length, this.size - offset)));
  }

  /** A text that ends with NUL, of at most `longest` octets; a longer one is cut. */
  async text(offset: number, longest = 256): Promise<string> {
    const view = await this.readUpTo(offset, longest);
    const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
    const end = bytes.indexOf(0);
    return bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
  }
}
