/**
 * How many PINs were sent to which token, by the window and `kyso` alike: an empty file for each in one folder. To begin
 * one is to make a file and then to look which others are there, so that of two processes at once at least one sees the
 * other; nothing is ever written over, and no process waits for another. A name holds a hash of what the token says of
 * itself, a random number and the process; nothing of a PIN.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuardedToken, NotedTry, TryEnd, TryMemory } from '../../token/try-memory.js';
import { writeDurably } from '../files/durable-file.js';

/** `token-number.process` from its beginning; `token-number.over` beside it once it has ended and counts. */
const tryName = /^([0-9a-f]{32})-([0-9a-f]{16})\.([0-9]{1,10}|over)$/;

/** One try: the endings that its files have. */
type Endings = Set<string>;

const keyOf = ({ manufacturer, model, serial, label }: GuardedToken): string =>
  createHash('sha256')
    .update(JSON.stringify([manufacturer, model, serial, label]))
    .digest('hex')
    .slice(0, 32);

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined);

/** What the file system says, null where it refuses; anything else is a defect. */
const orNull = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work;
  } catch (thrown) {
    if (codeOf(thrown) === undefined) throw thrown;
    return null;
  }
};

/** A process of another person is alive too, though it must not be signalled. */
const isAlive = (process_: number): boolean => {
  try {
    process.kill(process_, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) !== 'ESRCH';
  }
};

/** Numbers of the tries that this process has under way. */
const underWay = new Set<string>();

export class PinTries implements TryMemory {
  /** @param folder absolute; made when the first PIN is sent */
  constructor(private readonly folder: string) {}

  async count(token: GuardedToken): Promise<number | null> {
    return (await this.#tries(keyOf(token)))?.size ?? null;
  }

  async begin(token: GuardedToken): Promise<NotedTry | null> {
    const key = keyOf(token);
    const number = randomBytes(8).toString('hex');
    underWay.add(number);
    const written = await orNull(this.#write(key, number, String(process.pid)).then(() => true));
    const others = written ? await this.#tries(key) : null;
    if (!others?.delete(number)) {
      underWay.delete(number);
      return null;
    }
    const over = [...others].filter(([other, endings]) => this.#isOver(other, endings));
    return { before: others.size, end: (how) => this.#end(key, number, over, how) };
  }

  async #end(key: string, number: string, over: readonly (readonly [string, Endings])[], how: TryEnd): Promise<void> {
    underWay.delete(number);
    const own = [number, new Set([String(process.pid)])] as const;
    switch (how) {
      case 'counted':
        await orNull(this.#write(key, number, 'over'));
        return;
      case 'uncounted':
        await this.#remove(key, [own]);
        return;
      case 'forgotten':
        // One that another process has under way may reach the token only now: it stays.
        await this.#remove(key, [...over, own]);
    }
  }

  /** Whether the PIN cannot reach the token any more. */
  #isOver(number: string, endings: Endings): boolean {
    if (endings.has('over')) return true;
    const processes = [...endings].map(Number);
    return !processes.some((each) => (each === process.pid ? underWay.has(number) : isAlive(each)));
  }

  #write(key: string, number: string, ending: string): Promise<void> {
    return writeDurably(this.folder, `${key}-${number}.${ending}`, new Uint8Array());
  }

  async #remove(key: string, tries: readonly (readonly [string, Endings])[]): Promise<void> {
    for (const [number, endings] of tries)
      for (const ending of endings) await orNull(rm(join(this.folder, `${key}-${number}.${ending}`), { force: true }));
  }

  /** By number, those of one token; null where the folder cannot be read. */
  async #tries(key: string): Promise<Map<string, Endings> | null> {
    const names = await readdir(this.folder).catch((thrown: unknown) => {
      if (codeOf(thrown) === undefined) throw thrown;
      return codeOf(thrown) === 'ENOENT' ? [] : null;
    });
    if (!names) return null;
    const tries = new Map<string, Endings>();
    for (const name of names) {
      const [, of, number, ending] = tryName.exec(name) ?? [];
      if (of !== key || number === undefined || ending === undefined) continue;
      tries.set(number, (tries.get(number) ?? new Set()).add(ending));
    }
    return tries;
  }
}
