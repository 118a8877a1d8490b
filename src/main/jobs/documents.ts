/** The documents that the window works with: private copies, each known by a random id and by its SHA-256. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { toFaultValue } from '../../contracts/faults/index.js';
import type { DocumentInfo, Intake } from '../../contracts/ipc.js';
import type { KeptDocument } from './document-tasks.js';
import type { DocumentWorkers } from './document-workers.js';

export interface HeldDocument {
  readonly info: DocumentInfo;
  readonly kept: KeptDocument;
}

export class Documents {
  readonly #held = new Map<string, HeldDocument>();

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

  /** Takes in files by absolute path, in order; one that cannot be taken in is told and stops no other. */
  async add(paths: readonly string[]): Promise<Intake> {
    const documents: DocumentInfo[] = [];
    const failures: Intake['failures'] = [];
    for (const path of paths) {
      try {
        documents.push(await this.#take(path));
      } catch (thrown) {
        failures.push({ name: basename(path), error: toFaultValue(thrown) });
      }
    }
    return { documents, failures };
  }

  /** The document, or undefined when the id is unknown (removed, or invented). */
  get(id: string): HeldDocument | undefined {
    return this.#held.get(id);
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const held = this.#held.get(id);
      this.#held.delete(id);
      if (held) await rm(held.kept.path, { force: true });
    }
  }

  async #take(path: string): Promise<DocumentInfo> {
    const id = randomBytes(16).toString('hex');
    const name = basename(path);
    const kept = await this.workers.run('intake', { source: path, target: join(this.folder, id) });
    const seen = await this.workers.run('inspect', { path: kept.path });
    const info: DocumentInfo = {
      id,
      name,
      size: kept.size,
      sha256: kept.sha256,
      pages: seen.pages,
      signatures: seen.signatures,
      error: seen.refusal,
    };
    this.#held.set(id, { info, kept });
    return info;
  }
}

