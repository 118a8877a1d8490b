/**
 * A folder that a scanner writes into: what is whole there is taken in, each file once. Looked at again and again, because
 * shares over the network do not tell of changes.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface HotFolderPorts {
  /** Takes in files by absolute path, in the order in which they were scanned. */
  readonly take: (paths: readonly string[]) => Promise<void>;
  /** Between two looks; a file that did not change from one to the next is whole. */
  readonly paceMs: number;
  /** The folder cannot be read (a share that is away …); it is looked at again. Told once until it can be read again. */
  readonly unreadable: (cause: unknown) => void;
}

/** What a file looked like; another one of the same name is another scan. */
interface Sight {
  readonly path: string;
  readonly size: number;
  readonly changedAt: number;
}

const mark = ({ path, size, changedAt }: Sight): string => `${path}\n${size}\n${changedAt}`;
const isPdf = (name: string): boolean => /^[^.~].*\.pdf$/iu.test(name);

export class HotFolder {
  #seen = new Set<string>();
  readonly #taken = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;
  #away = false;

  /** @param folder absolute; files that lie in it already are taken in too */
  constructor(
    private readonly folder: string,
    private readonly ports: HotFolderPorts,
  ) {
    this.#next();
  }

  /** Resolves when nothing is taken in any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #next(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => this.#next());
    }, this.ports.paceMs);
  }

  async #look(): Promise<void> {
    try {
      const sights = await this.#sights();
      this.#away = false;
      const whole = sights.filter((sight) => this.#seen.has(mark(sight)) && !this.#taken.has(mark(sight)));
      this.#seen = new Set(sights.map(mark));
      if (whole.length > 0 && !this.#stopped) await this.ports.take(whole.map(({ path }) => path));
      // One that could not be taken in is whole at the next look too.
      for (const sight of whole) this.#taken.add(mark(sight));
    } catch (cause) {
      if (!this.#away) this.ports.unreadable(cause);
      this.#away = true;
    }
  }

  /** The PDF files that lie there, the oldest first. Empty ones are being written. */
  async #sights(): Promise<Sight[]> {
    const names = (await readdir(this.folder)).filter(isPdf);
    const sights = await Promise.all(names.map((name) => sightOf(join(this.folder, name))));
    return sights
      .filter((sight) => sight !== null)
      .sort((a, b) => a.changedAt - b.changedAt || (a.path < b.path ? -1 : 1));
  }
}

const sightOf = async (path: string): Promise<Sight | null> => {
  // Moved away in the meantime.
  const found = await stat(path).catch(() => null);
  return found?.isFile() && found.size > 0 ? { path, size: found.size, changedAt: found.mtimeMs } : null;
};
