/** One step of the database's schema. */
export interface Migration {
  /** Rises by tens, so that a fix can be put between. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
