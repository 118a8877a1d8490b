/** Up to where a client's journal was seen here: whoever rewrites it later cannot have this signed again. */
import { sign } from 'node:crypto';
import { witnessText } from '../../src/contracts/receipt.ts';

export class JournalHeads {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {{ key: import('node:crypto').KeyObject, origin: () => string, clock: () => number }} parts
   */
  constructor(database, parts) {
    this.parts = parts;
    this.insert = database.prepare(
      'INSERT INTO journal_heads (user, seq, head, witnessed_at) VALUES (@user, @seq, @head, @at) RETURNING *',
    );
    this.known = database.prepare('SELECT * FROM journal_heads WHERE user = @user AND seq = @seq AND head = @head');
    this.witness = database.transaction(this.witnessInside.bind(this)).immediate;
  }

  /**
   * The same head gets the same answer; nothing is said of whether it follows from the one before.
   * @param {{ seq: number, head: string }} journal
   * @param {import('./audit.mjs').Who} who
   */
  witnessInside({ seq, head }, { user }) {
    const at = new Date(this.parts.clock()).toISOString();
    const known = this.known.get({ user, seq, head });
    const row = known ?? this.insert.get({ user, seq, head, at });
    const witness = { journal: { seq, head }, witnessedAt: row.witnessed_at, witnessNumber: row.number };
    const text = witnessText(witness, this.parts.origin());
    const signature = sign(null, Buffer.from(text, 'utf8'), this.parts.key).toString('base64');
    return { isNew: known === undefined, witness: { ...witness, signature } };
  }
}
