/**
 * Tells whether the process that claimed a job still lives. Each open queue holds an exclusive SQLite lock on a file
 * of its own; the operating system drops that lock with the process, however it dies. A process id would not do: ids
 * are used again.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { connect, type DatabaseLocation } from './database.js';

const folderOf = (location: DatabaseLocation): string => `${location.databasePath}.owners`;

const fileOf = (location: DatabaseLocation, id: string): string => join(folderOf(location), id);

const lockFile = (location: DatabaseLocation, id: string, timeout: number): Database.Database => {
  const database = connect({ ...location, databasePath: fileOf(location, id) }, { fileMustExist: true, timeout });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
};

/** Whether somebody has the queue open, or had it and did not come to an end. */
export const hasOwnersLeft = (location: DatabaseLocation): boolean =>
  existsSync(folderOf(location)) && readdirSync(folderOf(location)).length > 0;

export class Owner {
  private constructor(
    /** Random, 32 hexadecimal digits. */
    readonly id: string,
    private readonly location: DatabaseLocation,
    private readonly lock: Database.Database,
  ) {}

  /** Takes a new identity for this open queue. */
  static take(location: DatabaseLocation): Owner {
    mkdirSync(folderOf(location), { recursive: true, mode: 0o700 });
    const id = randomBytes(16).toString('hex');
    closeSync(openSync(fileOf(location, id), 'wx', 0o600));
    const owner = new Owner(id, location, lockFile(location, id, 5_000));
    owner.sweep();
    return owner;
  }

  /** Whether the owner `id` still runs. The file of a dead one is removed. */
  isAlive(id: string): boolean {
    if (id === this.id) return true;
    if (!existsSync(fileOf(this.location, id))) return false;
    try {
      discard(this.location, id, lockFile(this.location, id, 0));
      return false;
    } catch (thrown) {
      if (thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')) return true;
      throw thrown;
    }
  }

  /** Removes what processes that died without a job left; a day old, so that none is between creation and lock. */
  private sweep(): void {
    for (const id of readdirSync(folderOf(this.location))) {
      const found = statSync(fileOf(this.location, id), { throwIfNoEntry: false });
      if (found !== undefined && Date.now() - found.mtimeMs > 86_400_000) this.isAlive(id);
    }
  }

  release(): void {
    discard(this.location, this.id, this.lock);
  }
}

/** Removes the file while its lock is held; Windows allows that only after closing, when a new holder prevents it. */
const discard = (location: DatabaseLocation, id: string, lock: Database.Database): void => {
  const path = fileOf(location, id);
  if (process.platform !== 'win32') rmSync(path, { force: true });
  lock.close();
  if (process.platform === 'win32') {
    try {
      rmSync(path, { force: true });
    } catch {
      // Held by a process that checks the same owner; that process removes it.
    }
  }
};
