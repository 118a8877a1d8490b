/** Brings a backup back: everything is proved before anything on this computer changes. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';
import { freeName } from '../../queue/free-name.js';
import { type MaintenanceOptions, maintain } from '../../queue/maintenance.js';
import type { StoredFile } from '../../queue/maintenance-tasks.js';
import type { ApplicationFolders } from '../files/application-folders.js';
import { syncFolderWherePossible } from '../files/delivery.js';
import { chooseBackup, contentPath, copyProved, databaseName, hashOfFile, type StoredBackup } from './store.js';

export interface RestoreServices {
  /** Of the data folder that the backup is brought to. */
  readonly folders: ApplicationFolders;
  /** Of that folder's database. */
  readonly database: MaintenanceOptions;
  readonly now: () => Date;
  readonly abort: AbortSignal;
}

export interface Restored {
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly documents: number;
  /** Documents that were already missing when the backup was made. */
  readonly missing: number;
  /** Documents of the server that were not delivered then; what became of them since only the server knows. */
  readonly open: number;
  /** Numbers leased from a server that may have been given since, and are given to nobody any more. */
  readonly setAside: number;
  /** Where the former contents of the data folder are kept; null where there was nothing. */
  readonly kept: string | null;
}

class Restore {
  readonly #name: string;
  /** Files that are to get their place: from where in the staging folder, to where. */
  readonly #moves: { from: string; to: string; sha256: string }[] = [];

  constructor(
    private readonly services: RestoreServices,
    private readonly root: string,
    private readonly backup: StoredBackup,
    private readonly staging: string,
  ) {
    this.#name = basename(backup.folder);
  }

  async run(kept: string): Promise<Restored> {
    const { folders, database, abort } = this.services;
    const { manifest } = this.backup;
    const staged = join(this.staging, databaseName);
    await this.#take(join(this.backup.folder, databaseName), staged, manifest.database.sha256);
    const prepared = await maintain(database, 'prepareRestore', { staged, folders, backup: this.#name });
    const missing = new Set(manifest.missing);
    for (const file of prepared.files) {
      if (abort.aborted) throw new Fault('app.cancelled');
      if (!missing.has(file.sha256)) await this.#stage(file);
    }
    for (const { name, sha256 } of manifest.dataFiles)
      await this.#stage({ path: join(folders.data, ...name.split('/')), sha256 });
    const there = existsSync(folders.database);
    for (const move of this.#moves) await this.#place(move, kept);
    await maintain(database, 'switchDatabase', { staged, kept });
    return {
      madeAt: manifest.madeAt,
      documents: manifest.documents.length,
      missing: manifest.missing.length,
      open: prepared.open,
      setAside: prepared.setAside,
      kept: there || existsSync(kept) ? kept : null,
    };
  }

  /** A file of the backup, copied and proved. */
  async #take(source: string, target: string, sha256: string): Promise<void> {
    const damaged = (cause?: unknown): Fault =>
      new Fault('restore.damaged', { backup: this.#name, file: basename(source) }, { cause });
    if (!existsSync(source)) throw damaged();
    if ((await copyProved(source, target, sha256)) === null) throw damaged();
  }

  async #stage({ path, sha256 }: Pick<StoredFile, 'path' | 'sha256'>): Promise<void> {
    // What is here already with the right content stays where it is.
    if (existsSync(path) && (await hashOfFile(path)) === sha256) return;
    const from = join(this.staging, `${this.#moves.length}`);
    await this.#take(contentPath(this.root, sha256), from, sha256);
    this.#moves.push({ from, to: path, sha256 });
  }

  /** What stood there is kept. */
  async #place({ from, to }: { from: string; to: string }, kept: string): Promise<void> {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    if (existsSync(to)) {
      const aside = join(kept, basename(dirname(to)));
      await mkdir(aside, { recursive: true, mode: 0o700 });
      await rename(to, join(aside, basename(to)));
    }
    await rename(from, to);
    await syncFolderWherePossible(dirname(to));
  }
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

/**
 * Restores the backup `from` (absolute: a folder of backups, or one of them) into the data folder. What stood there is
 * kept in a folder beside it. Faults `restore.*`, `queue.newer-version`, `app.cancelled`.
 */
export const restore = async (services: RestoreServices, from: string): Promise<Restored> => {
  const { root, backup } = await chooseBackup(from);
  const { data } = services.folders;
  const staging = join(data, `restoring-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(staging, { recursive: true, mode: 0o700 });
    return await new Restore(services, root, backup, staging).run(
      freeName(join(data, 'before-restore'), services.now()),
    );
  } catch (cause) {
    if (cause instanceof Fault || codeOf(cause) === '') throw cause;
    throw new Fault('restore.failed', { dir: data, code: codeOf(cause) }, { cause });
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
};
