/** Who did what, when, from where: append-only, each entry bound to the one before by its hash. */
import { createHash } from 'node:crypto';

/** @typedef {{ user: string, address: string, holder?: string }} Who holder: which of the user's computers; '' where it did not say */

const start = '0'.repeat(64);

const hashOf = (/** @type {any} */ row) =>
  createHash('sha256')
    .update(
      JSON.stringify([row.seq, row.at, row.actor, row.address, row.action, row.document_id, row.detail, row.previous]),
    )
    .digest('hex');

export class Audit {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {() => number} clock
   */
  constructor(database, clock) {
    this.clock = clock;
    this.database = database;
    this.last = database.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
    this.insert = database.prepare(
      `INSERT INTO audit (seq, at, actor, address, action, document_id, detail, previous, hash)
       VALUES (@seq, @at, @actor, @address, @action, @document_id, @detail, @previous, @hash)`,
    );
    const append = (
      /** @type {Omit<Entry, 'who'> & { who: Who }} */ { who, action, documentId = null, detail = {} },
    ) => {
      const last = this.last.get() ?? { seq: 0, hash: start };
      const row = {
        seq: last.seq + 1,
        at: new Date(this.clock()).toISOString(),
        actor: who.user,
        address: who.address,
        action,
        document_id: documentId,
        detail: JSON.stringify(detail),
        previous: last.hash,
      };
      this.insert.run({ ...row, hash: hashOf(row) });
    };
    this.append = database.transaction(append);
  }

  /**
   * Part of the caller's transaction where there is one: an effect and its entry come together.
   * @typedef {{ who: Who, action: string, documentId?: string, detail?: Record<string, unknown> }} Entry
   * @param {Entry} entry
   */
  record(entry) {
    if (this.database.inTransaction) this.append(entry);
    else this.append.immediate(entry);
  }
}

/**
 * Recomputes the chain. A log whose end was cut off is whole in itself: keep `head` and `entries` elsewhere.
 * @param {import('better-sqlite3').Database} database
 * @returns {{ intact: boolean, entries: number, head: string }} entries: how many are right, from the first
 */
export const verifyAudit = (database) => {
  let entries = 0;
  let head = start;
  for (const row of database.prepare('SELECT * FROM audit ORDER BY seq').iterate()) {
    if (row.seq !== entries + 1 || row.previous !== head || row.hash !== hashOf(row))
      return { intact: false, entries, head };
    entries += 1;
    head = row.hash;
  }
  return { intact: true, entries, head };
};
