/** The folder that packages arrive in: what stands in it, read once for each state of each file. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EdxmlStatus, PackageFacts } from '../../../contracts/edxml.js';
import { Fault, type FaultValue, toFaultValue } from '../../../contracts/faults/index.js';
import { isPdf } from './attachment-name.js';
import type { EdxmlPackage } from './package.js';
import { type EdxmlFile, readEdxml } from './read.js';

/** A PDF in a package; packages are read again for its bytes. */
export interface PackedPdf {
  /** The same for the same content, in whatever package it comes. */
  readonly id: string;
  readonly file: string;
  readonly arrivedAt: string;
  readonly facts: PackageFacts;
  readonly contentId: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** What was found in one file; without the contents of attachments. */
type Found =
  | { readonly kind: 'document'; readonly facts: PackageFacts; readonly pdfs: readonly PackedPdf[] }
  | { readonly kind: 'status'; readonly status: EdxmlStatus }
  | { readonly kind: 'unreadable'; readonly error: FaultValue };

export interface InboxContent {
  /** Each content once: of the file whose name comes first. */
  readonly pdfs: ReadonlyMap<string, PackedPdf>;
  readonly packages: readonly PackageFacts[];
  readonly statuses: readonly EdxmlStatus[];
  readonly unreadable: readonly { readonly file: string; readonly error: FaultValue }[];
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk;
  } catch (cause) {
    throw new Fault('file.unreadable', { file: path }, { cause });
  }
}

const isPackageName = (name: string): boolean => /^[^.].*\.(?:edxml|xml)$/i.test(name);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const packed = (file: string, arrivedAt: string, { facts, attachments }: EdxmlPackage): PackedPdf[] =>
  attachments
    .filter(({ bytes }) => isPdf(bytes))
    .map(({ contentId, name, bytes }) => {
      const hash = sha256(bytes);
      const id = `edxml-${hash.slice(0, 40)}`;
      return { id, file, arrivedAt, facts, contentId, name, size: bytes.length, sha256: hash };
    });

const found = (file: string, arrivedAt: string, read: EdxmlFile): Found =>
  read.kind === 'status'
    ? { kind: 'status', status: read.status }
    : { kind: 'document', facts: read.package.facts, pdfs: packed(file, arrivedAt, read.package) };

/** By name; `state` tells whether a file is still the one that was read. */
type Known = Map<string, { readonly state: string; readonly found: Found }>;

export class Inbox {
  #known: Known = new Map();

  /** @param folder absolute path */
  constructor(private readonly folder: string) {}

  /** Everything that stands in the folder now. Fault `file.unreadable` where the folder cannot be read. */
  async content(): Promise<InboxContent> {
    const known: Known = new Map();
    for (const name of await this.#names()) {
      const facts = await stat(join(this.folder, name)).catch(() => null);
      if (facts === null || !facts.isFile()) continue;
      const state = `${facts.size}:${facts.mtimeMs}`;
      const before = this.#known.get(name);
      known.set(name, before?.state === state ? before : { state, found: await this.#look(name, facts.mtime) });
    }
    this.#known = known;
    return contentOf(known);
  }

  /** The package that a PDF came in. Faults: `file.unreadable`, `edxml.*`. */
  async open({ file }: PackedPdf): Promise<EdxmlPackage> {
    const read = await readEdxml(bytesOf(join(this.folder, file)));
    if (read.kind !== 'document') throw new Fault('edxml.other-xml');
    return read.package;
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.folder)).filter(isPackageName).sort();
    } catch (cause) {
      throw new Fault('file.unreadable', { file: this.folder }, { cause });
    }
  }

  async #look(name: string, modified: Date): Promise<Found> {
    try {
      return found(name, modified.toISOString(), await readEdxml(bytesOf(join(this.folder, name))));
    } catch (thrown) {
      // A file that is being copied in cannot be read yet; when it has grown it is looked at again.
      if (!(thrown instanceof Fault)) throw thrown;
      return { kind: 'unreadable', error: toFaultValue(thrown) };
    }
  }
}

const contentOf = (known: Known): InboxContent => {
  const pdfs = new Map<string, PackedPdf>();
  const packages: PackageFacts[] = [];
  const statuses: EdxmlStatus[] = [];
  const unreadable: { file: string; error: FaultValue }[] = [];
  for (const [file, { found: one }] of known) {
    switch (one.kind) {
      case 'document':
        packages.push(one.facts);
        for (const pdf of one.pdfs) if (!pdfs.has(pdf.id)) pdfs.set(pdf.id, pdf);
        break;
      case 'status':
        statuses.push(one.status);
        break;
      case 'unreadable':
        unreadable.push({ file, error: one.error });
        break;
    }
  }
  return { pdfs, packages, statuses, unreadable };
};
