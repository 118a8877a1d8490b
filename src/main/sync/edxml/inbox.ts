/** The folders that packages stand in: what is in them, read once for each state of each file. */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EdxmlStatus, PackageFacts } from '../../../contracts/edxml.js';
import { Fault, type FaultValue, toFaultValue } from '../../../contracts/faults/index.js';
import { type Found, foundSchema, type PackageReader, type PdfFacts } from './look.js';

/** A PDF in a package; packages are read again for its bytes. */
export interface PackedPdf extends PdfFacts {
  /** Absolute path of the package. */
  readonly file: string;
  /** ISO 8601 UTC. */
  readonly arrivedAt: string;
  readonly facts: PackageFacts;
}

export interface PackedDocument {
  readonly file: string;
  readonly arrivedAt: string;
  readonly facts: PackageFacts;
  readonly pdfs: readonly PackedPdf[];
}

export interface Unreadable {
  /** Absolute path. */
  readonly file: string;
  /** ISO 8601 UTC; a file that is being copied in has just been changed. */
  readonly changedAt: string;
  readonly error: FaultValue;
}

/** What one file holds. */
export interface ReadFile {
  /** Absolute path. */
  readonly file: string;
  /** ISO 8601 UTC. */
  readonly arrivedAt: string;
  readonly found: Found;
}

export interface InboxContent {
  /** Every file that could be read; below, files that say the same are one. */
  readonly files: readonly ReadFile[];
  /** Each content once: of the first folder, and the file whose name comes first. */
  readonly pdfs: ReadonlyMap<string, PackedPdf>;
  readonly packages: readonly PackedDocument[];
  readonly statuses: readonly EdxmlStatus[];
  readonly unreadable: readonly Unreadable[];
}

const isPackageName = (name: string): boolean => /^[^.].*\.(?:edxml|xml)$/i.test(name);

type Read =
  /** `says`: the same for files that say the same. */
  | { readonly kind: 'found'; readonly found: Found; readonly says: string }
  | { readonly kind: 'unreadable'; readonly error: FaultValue };
/** `state` tells whether a file is still the one that was read. */
interface Known {
  readonly state: string;
  readonly changedAt: string;
  readonly read: Read;
}

/** However the reader puts its facts in order. */
const saidBy = (found: Found): string =>
  createHash('sha256')
    .update(JSON.stringify(foundSchema.parse(found)))
    .digest('hex');

const namesIn = async (folder: string): Promise<string[]> => {
  try {
    return (await readdir(folder)).filter(isPackageName).sort();
  } catch (cause) {
    throw new Fault('file.unreadable', { file: folder }, { cause });
  }
};

export class Inbox {
  #known: ReadonlyMap<string, Known> = new Map();

  constructor(private readonly reader: PackageReader) {}

  /** Everything that stands in the folders (absolute) now. Fault `file.unreadable` where one cannot be read. */
  async content(folders: readonly string[]): Promise<InboxContent> {
    const known = new Map<string, Known>();
    for (const folder of folders) {
      for (const name of await namesIn(folder)) {
        const path = join(folder, name);
        const facts = await stat(path).catch(() => null);
        if (facts === null || !facts.isFile()) continue;
        const state = `${facts.size}:${facts.mtimeMs}`;
        const before = this.#known.get(path);
        const same = before?.state === state && !isLocked(before.read) ? before : null;
        known.set(path, same ?? { state, changedAt: facts.mtime.toISOString(), read: await this.#look(path) });
      }
    }
    // Of other folders it is still known what stood in them.
    const others = [...this.#known].filter(([path]) => !folders.includes(dirname(path)));
    this.#known = new Map([...others, ...known]);
    return contentOf(known);
  }

  async #look(path: string): Promise<Read> {
    try {
      const found = await this.reader.look(path);
      return { kind: 'found', found, says: saidBy(found) };
    } catch (thrown) {
      // A file that is being copied in cannot be read yet; when it has grown it is looked at again.
      if (!(thrown instanceof Fault)) throw thrown;
      return { kind: 'unreadable', error: toFaultValue(thrown) };
    }
  }
}

/** By the program that writes it: it is let go without any change to the file. */
const isLocked = (read: Read): boolean => read.kind === 'unreadable' && read.error.code === 'file.unreadable';

const packedOf = ({ file, arrivedAt }: ReadFile, { facts, pdfs }: Found & { kind: 'document' }): PackedDocument => ({
  ...{ file, facts, arrivedAt },
  pdfs: pdfs.map((pdf) => ({ ...pdf, file, facts, arrivedAt })),
});

const contentOf = (known: ReadonlyMap<string, Known>): InboxContent => {
  const files: ReadFile[] = [];
  const pdfs = new Map<string, PackedPdf>();
  const packages: PackedDocument[] = [];
  const statuses: EdxmlStatus[] = [];
  const unreadable: Unreadable[] = [];
  const said = new Set<string>();
  for (const [file, { read, changedAt }] of known) {
    if (read.kind === 'unreadable') {
      unreadable.push({ file, changedAt, error: read.error });
      continue;
    }
    const { found, says } = read;
    const one = { file, arrivedAt: changedAt, found };
    files.push(one);
    // What was taken in may still stand in the other program's folder: an update is not two of them.
    if (said.has(says)) continue;
    said.add(says);
    if (found.kind === 'status') {
      statuses.push(found.status);
      continue;
    }
    const packed = packedOf(one, found);
    packages.push(packed);
    for (const pdf of packed.pdfs) if (!pdfs.has(pdf.id)) pdfs.set(pdf.id, pdf);
  }
  return { files, pdfs, packages, statuses, unreadable };
};
