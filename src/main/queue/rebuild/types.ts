/** What putting a damaged queue together again needs, and what it finds. */
import type { Damage } from '../health.js';

/** Absolute folders. */
export interface RecoverySources {
  readonly originals: string;
  readonly signed: string;
  /** The newest backup's database that can be reached, null where there is none. */
  readonly backup: string | null;
}

/** What was found when a damaged queue was put together again. */
export interface Rebuilt {
  readonly damage: Damage;
  /** Absolute path of the damaged file, kept with what SQLite had beside it. */
  readonly keptAs: string;
  /** Entries of the journal that are there again, and of how many it is known that there were. */
  readonly journal: { readonly found: number; readonly known: number };
  /** Documents that are there again; those of which only the journal tells (their title is lost); those whose original is gone. */
  readonly documents: { readonly found: number; readonly untitled: number; readonly withoutFile: number };
  /** Entries of the registers whose text is lost; their numbers stay used. */
  readonly lostEntries: number;
  /** Numbers leased from a server that are given to nobody any more: they may have been, in steps that are lost. */
  readonly setAside: number;
  /** Files in the folders that no document names. */
  readonly strayFiles: number;
  readonly usedBackup: boolean;
}
