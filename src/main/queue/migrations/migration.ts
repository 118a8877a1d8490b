import type { WritableDatabase } from '../database.js';

/** One step of the database's schema. */
export interface Migration {
  /** Rises by tens, so that a fix can be put between. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** What SQL cannot compute of the rows that are there; after `sql`, in the same transaction. */
  readonly fill?: (database: WritableDatabase) => void;
}
