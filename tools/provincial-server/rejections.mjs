/** A person will not have a document signed, and says why. */
import { ApiError } from './errors.mjs';

const rejectionOf = (/** @type {any} */ row, /** @type {boolean} */ alreadyThere) => ({
  documentId: row.document_id,
  reason: row.reason,
  rejectedAt: row.rejected_at,
  alreadyThere,
});

export class Rejections {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {{ documents: import('./documents.mjs').Documents, leases: import('./leases.mjs').Leases,
   *   receipts: import('./receipts.mjs').Receipts, audit: import('./audit.mjs').Audit }} parts
   */
  constructor(database, parts) {
    this.parts = parts;
    this.byKey = database.prepare('SELECT * FROM rejections WHERE idempotency_key = ?');
    this.insert = database.prepare(
      `INSERT INTO rejections (idempotency_key, document_id, reason, user, rejected_at)
       VALUES (@key, @id, @reason, @user, @rejectedAt) RETURNING *`,
    );
    this.reject = database.transaction(this.rejectInside.bind(this)).immediate;
  }

  /**
   * Sent again with the same key and reason it gets the same answer. Faults: 404, 409, 410.
   * @param {{ id: string, key: string, reason: string, version: number, who: import('./audit.mjs').Who }} rejection
   */
  rejectInside({ id, key, reason, version, who }) {
    const { documents, leases, receipts, audit } = this.parts;
    const used = this.byKey.get(key);
    if (used !== undefined) {
      if (used.document_id !== id || used.reason !== reason) throw new ApiError('key-reused');
      return rejectionOf(used, true);
    }
    receipts.requireAllowed({ id, version, who });
    const row = this.insert.get({ id, key, reason, user: who.user, rejectedAt: documents.now });
    documents.change(id, { status: 'rejected' });
    leases.drop(id);
    audit.record({ who, action: 'rejected', documentId: id });
    return rejectionOf(row, false);
  }
}
