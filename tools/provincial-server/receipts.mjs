/** Signed files that came back: what was received, once and for ever, and the server's signature under it. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { receiptText } from '../../src/contracts/receipt.ts';
import { ApiError } from './errors.mjs';

/**
 * The server's Ed25519 key out of its data folder; made at the first start.
 * @param {string} folder
 */
export const loadReceiptKey = async (folder) => {
  const path = join(folder, 'receipt-key.pem');
  const made = await readFile(path).catch((thrown) => {
    if (thrown.code !== 'ENOENT') throw thrown;
    return null;
  });
  if (made !== null) return createPrivateKey(made);
  const { privateKey } = generateKeyPairSync('ed25519');
  // A key that is half on the disk would make every receipt of tomorrow another server's.
  const part = `${path}.part`;
  await rm(part, { force: true });
  const file = await open(part, 'wx', 0o600);
  await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await file.sync();
  await file.close();
  await rename(part, path);
  return privateKey;
};

/** @param {import('node:crypto').KeyObject} privateKey @returns {string} SPKI, DER in base64 */
export const publicKeyOf = (privateKey) =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');

/**
 * @typedef {object} Upload
 * @property {string} id of the document
 * @property {string} key
 * @property {string} sha256
 * @property {number} size
 * @property {number | undefined} version that the client has signed
 * @property {{ seq: number, head: string } | null} journal
 * @property {import('./audit.mjs').Who} who
 */

export class Receipts {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {{ documents: import('./documents.mjs').Documents, leases: import('./leases.mjs').Leases,
   *   audit: import('./audit.mjs').Audit, key: import('node:crypto').KeyObject, origin: () => string,
   *   step: (name: string) => void, received: () => void }} parts
   */
  constructor(database, parts) {
    this.database = database;
    this.parts = parts;
    this.byKey = database.prepare('SELECT * FROM receipts WHERE idempotency_key = ?');
    this.newest = database.prepare('SELECT * FROM receipts WHERE document_id = ? ORDER BY number DESC LIMIT 1');
    this.byContent = database.prepare('SELECT 1 FROM receipts WHERE sha256 = ?').pluck();
    this.insert = database.prepare(
      `INSERT INTO receipts (idempotency_key, document_id, sha256, size, user, received_at, journal_seq, journal_head)
       VALUES (@key, @id, @sha256, @size, @user, @receivedAt, @journalSeq, @journalHead) RETURNING *`,
    );
  }

  /**
   * The receipt of an upload that was received before, null if it is new. Faults: 409 `key-reused`.
   * @param {Pick<Upload, 'id' | 'key' | 'sha256'>} upload
   */
  earlier({ id, key, sha256 }) {
    const used = this.byKey.get(key);
    if (used === undefined) return null;
    if (used.document_id !== id || used.sha256 !== sha256) throw new ApiError('key-reused');
    return this.receiptOf(used, true);
  }

  /**
   * Refuses what may not be done to a document now: closed, in other hands, or not the version that was signed.
   * @param {{ id: string, version: number | undefined, who: import('./audit.mjs').Who }} action
   */
  requireAllowed({ id, version, who }) {
    const document = this.parts.documents.requireOpen(id);
    this.parts.leases.requireFree(id, who);
    if (version !== undefined && version !== document.version)
      throw new ApiError('document-changed', { facts: { version: document.version } });
  }

  /**
   * Records a received file: receipt, status and audit entry in one transaction, after the file itself is safe.
   * @param {Upload} upload
   * @param {() => Promise<void>} keep puts the file in its place
   * @param {() => void} [also] part of the transaction
   */
  async take(upload, keep, also = () => {}) {
    // Asked before the rename too: a refused file leaves nothing behind.
    const before = this.earlier(upload);
    if (before !== null) return before;
    this.requireAllowed(upload);
    await keep();
    this.parts.step('file-kept');
    const receipt = this.database
      .transaction(() => {
        const earlier = this.earlier(upload);
        if (earlier === null) this.requireAllowed(upload);
        also();
        return earlier ?? this.record(upload);
      })
      .immediate();
    this.parts.step('receipt-stored');
    this.parts.received();
    return receipt;
  }

  /** @param {Upload} upload */
  record({ who, journal, ...upload }) {
    const { documents, leases, audit } = this.parts;
    const journalSeq = journal?.seq ?? null;
    const journalHead = journal?.head ?? null;
    const row = this.insert.get({ ...upload, user: who.user, receivedAt: documents.now, journalSeq, journalHead });
    documents.change(upload.id, { status: 'signed' });
    leases.drop(upload.id);
    const detail = { sha256: upload.sha256, receiptNumber: row.number };
    audit.record({ who, action: 'received', documentId: upload.id, detail });
    return this.receiptOf(row, false);
  }

  /** @param {string} id the newest receipt of a document */
  of(id) {
    this.parts.documents.get(id);
    const row = this.newest.get(id);
    if (row === undefined) throw new ApiError('receipt-missing');
    return this.receiptOf(row, true);
  }

  /** @param {string} sha256 whether a receipt speaks of this content */
  knows(sha256) {
    return this.byContent.get(sha256) !== undefined;
  }

  /**
   * Ed25519 is deterministic (RFC 8032 5.1.6): the same receipt has the same signature each time.
   * @param {any} row
   * @param {boolean} alreadyThere
   */
  receiptOf(row, alreadyThere) {
    const receipt = {
      documentId: row.document_id,
      sha256: row.sha256,
      receivedAt: row.received_at,
      alreadyThere,
      journal: row.journal_seq === null ? null : { seq: row.journal_seq, head: row.journal_head },
      receiptNumber: row.number,
    };
    const text = receiptText(receipt, this.parts.origin());
    return { ...receipt, signature: sign(null, Buffer.from(text, 'utf8'), this.parts.key).toString('base64') };
  }
}
