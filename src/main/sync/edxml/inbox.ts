/** The folders that packages stand in: what is in them, read once for each state of each file. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EdxmlStatus, PackageFacts } from '../../../contracts/edxml.js';
import { Fault, type FaultValue, toFaultValue } from '../../../contracts/faults/index.js';
import type { Found, PackageReader, PdfFacts } from './look.js';

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

export interface InboxContent {
  /** Each content once: of the first folder, and the file whose name comes first. */
  readonly pdfs: ReadonlyMap<string, PackedPdf>;
  readonly packages: readonly PackedDocument[];
  readonly statuses: readonly EdxmlStatus[];
  readonly unreadable: readonly Unreadable[];
}

const isPackageName = (name: string): boolean => /^[^.].*\.(?:edxml|xml)$/i.test(name);

type Read = Found | { readonly kind: 'unreadable'; readonly error: FaultValue };
/** `state` tells whether a file is still the one that was read. */
interface Known {
  readonly state: string;
  readonly changedAt: string;
  readonly read: Read;
}

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
    this.#known = known;
    return contentOf(known);
  }

  async #look(path: string): Promise<Read> {
    try {
      return await this.reader.look(path);
    } catch (thrown) {
      // A file that is being copied in cannot be read yet; when it has grown it is looked at again.
      if (!(thrown instanceof Fault)) throw thrown;
      return { kind: 'unreadable', error: toFaultValue(thrown) };
    }
  }
}

/** By the program that writes it: it is let go without any change to the file. */
const isLocked = (read: Read): boolean => read.kind === 'unreadable' && read.error.code === 'file.unreadable';

const contentOf = (known: ReadonlyMap<string, Known>): InboxContent => {
  const pdfs = new Map<string, PackedPdf>();
  const packages: PackedDocument[] = [];
  const statuses: EdxmlStatus[] = [];
  const unreadable: Unreadable[] = [];
  for (const [file, { read, changedAt }] of known) {
    switch (read.kind) {
      case 'document': {
        const { facts } = read;
        const packed = read.pdfs.map((pdf) => ({ ...pdf, file, facts, arrivedAt: changedAt }));
        packages.push({ file, facts, arrivedAt: changedAt, pdfs: packed });
        for (const pdf of packed) if (!pdfs.has(pdf.id)) pdfs.set(pdf.id, pdf);
        break;
      }
      case 'status':
        statuses.push(read.status);
        break;
      case 'unreadable':
        unreadable.push({ file, changedAt, error: read.error });
        break;
    }
  }
  return { pdfs, packages, statuses, unreadable };
};
