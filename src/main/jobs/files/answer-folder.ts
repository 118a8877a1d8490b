/**
 * Answers of revocation servers on disk, for the next run and for hours without a network. What lies there is believed
 * no more than what a server sends: it is signed, and judged anew by whoever uses it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Times in milliseconds since 1970. */
export interface KeptAnswer {
  readonly bytes: Uint8Array;
  /** When the server gave it. */
  readonly at: number;
  /** It serves no longer than this: nextUpdate. */
  readonly until: number;
}

const headerSchema = z.strictObject({
  at: z.number().int(),
  until: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const maxHeader = 512;
/** A list may have 20 MB. */
const maxFile = 21 * 1024 * 1024;
const maxFiles = 8192;
const answerName = /^[0-9a-f]{64}\.answer$/;
/** Half-written by a process that is gone. */
const staleTemporaryMs = 60 * 60_000;

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

/** A disk that is full, read-only or not there costs the cache and nothing else. */
const orNull = async <T>(work: () => Promise<T>): Promise<T | null> => {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return null;
    throw thrown;
  }
};

const parse = (file: Buffer): KeptAnswer | null => {
  const end = file.subarray(0, maxHeader).indexOf(0x0a);
  if (end < 0) return null;
  try {
    const { at, until, sha256: expected } = headerSchema.parse(JSON.parse(file.toString('utf8', 0, end)));
    const bytes = new Uint8Array(file.subarray(end + 1));
    return sha256(bytes) === expected ? { bytes, at, until } : null;
  } catch {
    return null;
  }
};

export class AnswerFolder {
  /** Bytes by file name, the oldest first; read from the disk once, before the first write. */
  #sizes: Map<string, number> | undefined;
  #before: Promise<unknown> = Promise.resolve();

  /**
   * @param folder absolute path; made when something is first written
   * @param maxBytes of all answers together; the oldest go first
   */
  constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
  ) {}

  /** What was kept for `key` and still serves at `now`; null also for what is damaged. */
  async read(key: string, now: number): Promise<KeptAnswer | null> {
    const path = join(this.folder, this.#name(key));
    const file = await orNull(async () => ((await stat(path)).size > maxFile ? null : await readFile(path)));
    const kept = file === null ? null : parse(file);
    // One from the future was made by another clock: nobody knows how old it is.
    return kept !== null && kept.until > now && kept.at <= now ? kept : null;
  }

  /** Keeps an answer, whole or not at all; never fails. One write at a time. */
  write(key: string, answer: KeptAnswer): Promise<void> {
    const written = this.#before.then(() => orNull(() => this.#write(this.#name(key), answer)));
    this.#before = written.catch(() => undefined);
    return written.then(() => undefined);
  }

  async #write(name: string, { bytes, at, until }: KeptAnswer): Promise<void> {
    const header = Buffer.from(`${JSON.stringify({ at, until, sha256: sha256(bytes) })}\n`);
    const size = header.length + bytes.length;
    if (size > Math.min(this.maxBytes, maxFile)) return;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    this.#sizes ??= await this.#look();
    const temporary = join(this.folder, `${randomUUID()}.tmp`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(Buffer.concat([header, bytes]));
      } finally {
        await file.close();
      }
      await rename(temporary, join(this.folder, name));
    } catch (thrown) {
      await rm(temporary, { force: true });
      throw thrown;
    }
    this.#sizes.delete(name);
    this.#sizes.set(name, size);
    await this.#shrink(this.#sizes);
  }

  async #look(): Promise<Map<string, number>> {
    const found: { name: string; size: number; at: number }[] = [];
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const facts = await orNull(() => stat(path));
      if (facts === null) continue;
      if (answerName.test(name)) found.push({ name, size: facts.size, at: facts.mtimeMs });
      else if (name.endsWith('.tmp') && Date.now() - facts.mtimeMs > staleTemporaryMs) await rm(path, { force: true });
    }
    return new Map(found.sort((left, right) => left.at - right.at).map(({ name, size }) => [name, size]));
  }

  async #shrink(sizes: Map<string, number>): Promise<void> {
    let total = 0;
    for (const size of sizes.values()) total += size;
    for (const [name, size] of sizes) {
      if (total <= this.maxBytes && sizes.size <= maxFiles) return;
      await rm(join(this.folder, name), { force: true });
      sizes.delete(name);
      total -= size;
    }
  }

  #name(key: string): string {
    return `${sha256(key)}.answer`;
  }
}
