/**
 * Who has which document in hand, and until when: two clerks do not sign the same one, nor do two computers of one clerk
 * (`holder` tells these apart).
 */
import { ApiError } from './errors.mjs';

export class Leases {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {{ documents: import('./documents.mjs').Documents, audit: import('./audit.mjs').Audit, clock: () => number }} parts
   */
  constructor(database, { documents, audit, clock }) {
    this.documents = documents;
    this.audit = audit;
    this.clock = clock;
    this.assigneeOf = database.prepare('SELECT assignee FROM documents WHERE id = ?').pluck();
    this.byDocument = database.prepare('SELECT user, holder, expires_at FROM leases WHERE document_id = ?');
    this.put = database.prepare(
      `INSERT INTO leases (document_id, user, holder, expires_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (document_id) DO UPDATE SET
         user = excluded.user, holder = excluded.holder, expires_at = excluded.expires_at`,
    );
    this.remove = database.prepare('DELETE FROM leases WHERE document_id = ? AND user = ? AND holder = ?');
    this.removeAny = database.prepare('DELETE FROM leases WHERE document_id = ?');
    this.grant = database.transaction(this.grantInside.bind(this)).immediate;
    this.release = database.transaction(this.releaseInside.bind(this)).immediate;
  }

  /**
   * Refuses where somebody else, or another computer, has the document in hand, or it is meant for somebody else alone. Faults: 409
   * `leased-elsewhere`.
   * @param {string} id
   * @param {import('./audit.mjs').Who} who
   */
  requireFree(id, { user, holder = '' }) {
    const assignee = this.assigneeOf.get(id);
    if (typeof assignee === 'string' && assignee !== user)
      throw new ApiError('leased-elsewhere', { facts: { holder: assignee } });
    const lease = this.byDocument.get(id);
    if (lease === undefined || lease.expires_at <= new Date(this.clock()).toISOString()) return;
    if (lease.user === user && lease.holder === holder) return;
    throw new ApiError('leased-elsewhere', { facts: { holder: lease.user, sameUser: lease.user === user } });
  }

  /**
   * Each document is granted or refused for itself; who has one already gets the new end.
   * @param {string[]} ids
   * @param {number} seconds
   * @param {import('./audit.mjs').Who} who
   */
  grantInside(ids, seconds, who) {
    const expiresAt = new Date(this.clock() + seconds * 1000).toISOString();
    const granted = [];
    const refused = [];
    for (const documentId of new Set(ids)) {
      try {
        const { version } = this.documents.requireOpen(documentId);
        this.requireFree(documentId, who);
        this.put.run(documentId, who.user, who.holder ?? '', expiresAt);
        granted.push({ documentId, expiresAt, version });
      } catch (thrown) {
        if (!(thrown instanceof ApiError)) throw thrown;
        refused.push({ documentId, code: thrown.code, ...thrown.facts });
      }
    }
    if (granted.length > 0)
      this.audit.record({
        who,
        action: 'leased',
        detail: { documents: granted.map((one) => one.documentId), expiresAt },
      });
    return { granted, refused };
  }

  /**
   * @param {string[]} ids those of somebody else, and unknown ones, stay as they are
   * @param {import('./audit.mjs').Who} who
   */
  releaseInside(ids, who) {
    const released = ids.filter((id) => this.remove.run(id, who.user, who.holder ?? '').changes > 0);
    if (released.length > 0) this.audit.record({ who, action: 'released', detail: { documents: released } });
  }

  /** @param {string} id of a document that is done with */
  drop(id) {
    this.removeAny.run(id);
  }
}
