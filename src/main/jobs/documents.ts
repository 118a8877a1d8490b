/** The documents that the window works with: private copies, each known by a random id and by its SHA-256. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault, toFaultValue } from '../../contracts/faults/index.js';
import type { DocumentInfo, Intake } from '../../contracts/ipc.js';
import type { KeptDocument } from './document-tasks.js';
import type { DocumentWorkers } from './document-workers.js';

export interface HeldDocument {
  readonly info: DocumentInfo;
  readonly kept: KeptDocument;
  /** Bytes to be shown behind those of the file, null for every sound one; see `Inspection.repair`. */
  readonly repair: Uint8Array | null;
}

/** Few enough to come within a moment, enough to keep the workers busy. */
const atOnce = 12;

export class Documents {
  readonly #held = new Map<string, HeldDocument>();
  /** Those whose file is a copy of ours, to be deleted with them. */
  readonly #copies = new Set<string>();

  /** What is left of stacks, by the id that asks for more. */
  readonly #left = new Map<string, readonly string[]>();

  private constructor(
    private readonly folder: string,
    private readonly workers: DocumentWorkers,
  ) {}

  /** Starts with an empty `folder` (absolute): copies of an earlier run have no owner any more. */
  static async open(folder: string, workers: DocumentWorkers): Promise<Documents> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new Documents(folder, workers);
  }

  /**
   * Takes in files by absolute path, in order; one that cannot be taken in is told and stops no other. Of a large stack
   * the first few come at once, the next by {@link more}: whoever drops 500 files sees them coming.
   */
  async add(paths: readonly string[]): Promise<Intake> {
    const taken = await Promise.all(paths.slice(0, atOnce).map((path) => this.#tryTo(path)));
    const intake = {
      documents: taken.flatMap((one) => ('id' in one ? [one] : [])),
      failures: taken.flatMap((one) => ('error' in one && !('id' in one) ? [one] : [])),
    };
    const left = paths.slice(atOnce);
    if (left.length === 0) return intake;
    const id = randomBytes(16).toString('hex');
    this.#left.set(id, left);
    return { ...intake, rest: { id, count: left.length } };
  }

  /** The next few of a stack; nothing where the id is unknown. */
  async more(id: string): Promise<Intake> {
    const left = this.#left.get(id) ?? [];
    this.#left.delete(id);
    return this.add(left);
  }

  /**
   * Shows a file that another part of the application keeps, without a copy: `path` is absolute, `name` is what the
   * person reads, `sha256` what its bytes must have. Faults: file.missing, file.unreadable, file.changed.
   */
  async show(path: string, name: string, sha256: string): Promise<DocumentInfo> {
    const kept = await this.workers.run('hash', { path, name });
    if (kept.sha256 !== sha256) throw new Fault('file.changed', { file: name });
    return this.#hold(randomBytes(16).toString('hex'), name, kept);
  }

  /** The document, or undefined when the id is unknown (removed, or invented). */
  get(id: string): HeldDocument | undefined {
    return this.#held.get(id);
  }

  /**
   * Opens an encrypted document: the password stays with it, in memory, until it is removed. Faults
   * `pdf.password-wrong` (the document is as it was), `file.missing` (the id is unknown).
   */
  async unlock(id: string, password: string): Promise<DocumentInfo> {
    const held = this.#held.get(id);
    if (!held) throw new Fault('file.missing', { file: id });
    const kept = { ...held.kept, password };
    const { info, repair } = await this.#inspect(id, held.info.name, kept);
    if (info.error?.code === 'pdf.password-wrong') throw Fault.from(info.error);
    if (this.#held.get(id) !== held) throw new Fault('file.missing', { file: held.info.name });
    this.#held.set(id, { info, kept, repair });
    return info;
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const held = this.#held.get(id);
      this.#held.delete(id);
      if (held && this.#copies.delete(id)) await rm(held.kept.path, { force: true });
    }
  }

  async #tryTo(path: string): Promise<DocumentInfo | Intake['failures'][number]> {
    try {
      return await this.#take(path);
    } catch (thrown) {
      return { name: basename(path), error: toFaultValue(thrown) };
    }
  }

  async #take(path: string): Promise<DocumentInfo> {
    const id = randomBytes(16).toString('hex');
    const kept = await this.workers.run('intake', { source: path, target: join(this.folder, id) });
    try {
      const info = await this.#hold(id, basename(path), kept);
      this.#copies.add(id);
      return info;
    } catch (thrown) {
      await rm(kept.path, { force: true });
      throw thrown;
    }
  }

  async #hold(id: string, name: string, kept: KeptDocument): Promise<DocumentInfo> {
    const held = await this.#inspect(id, name, kept);
    this.#held.set(id, held);
    return held.info;
  }

  async #inspect(id: string, name: string, kept: KeptDocument): Promise<HeldDocument> {
    const seen = await this.workers.run('inspect', { path: kept.path, password: kept.password });
    const { pages, signatures, refusal, warnings, repair } = seen;
    const { size, sha256 } = kept;
    const info = { id, name, size, sha256, pages, signatures, error: refusal, warnings: [...warnings] };
    return { info, kept, repair };
  }
}
