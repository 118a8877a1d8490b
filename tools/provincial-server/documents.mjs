/** Documents to be signed, and the signed files that came back. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ApiError } from './errors.mjs';

const columns = 'id, title, file_name AS fileName, size, sha256, status, updated_at AS updatedAt';

export class Documents {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {import('./files.mjs').FileStore} originals
   * @param {import('./files.mjs').FileStore} signedFiles
   */
  constructor(database, originals, signedFiles) {
    this.database = database;
    this.originals = originals;
    this.signedFiles = signedFiles;
    this.insert = database.prepare(
      `INSERT INTO documents (id, title, file_name, size, sha256, status, updated_at)
       VALUES (@id, @title, @fileName, @size, @sha256, 'waiting', @updatedAt) ON CONFLICT (id) DO NOTHING`,
    );
    this.byId = database.prepare(`SELECT ${columns} FROM documents WHERE id = ?`);
    this.page = database.prepare(`SELECT seq, ${columns} FROM documents WHERE seq > ? ORDER BY seq LIMIT ?`);
    this.pageOfStatus = database.prepare(
      `SELECT seq, ${columns} FROM documents WHERE status = ? AND seq > ? ORDER BY seq LIMIT ?`,
    );
    this.receiptByKey = database.prepare('SELECT * FROM receipts WHERE idempotency_key = ?');
    this.receiptByDocument = database.prepare('SELECT * FROM receipts WHERE document_id = ?');
    this.insertReceipt = database.prepare(
      `INSERT INTO receipts (idempotency_key, document_id, sha256, size, user, received_at)
       VALUES (@key, @id, @sha256, @size, @user, @receivedAt)`,
    );
    this.markSigned = database.prepare(`UPDATE documents SET status = 'signed', updated_at = ? WHERE id = ?`);
  }

  /**
   * Takes in a PDF, or every PDF of a folder; what is there already stays as it is.
   * @param {string} path
   */
  async seed(path) {
    if ((await stat(path)).isDirectory()) {
      const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith('.pdf')).sort();
      for (const name of names) await this.seed(join(path, name));
      return;
    }
    const fileName = basename(path).normalize('NFC');
    const { sha256, size, keep } = await this.originals.receive(createReadStream(path), Number.MAX_SAFE_INTEGER);
    await keep();
    const id = createHash('sha256').update(`${fileName}\0${sha256}`).digest('hex').slice(0, 32);
    const title = fileName.replace(/(\.signed)?\.pdf$/iu, '').replace(/[_-]+/gu, ' ');
    this.insert.run({ id, title, fileName, size, sha256, updatedAt: new Date().toISOString() });
  }

  /** @param {string} id */
  get(id) {
    const document = this.byId.get(id);
    if (document === undefined) throw new ApiError('document-missing');
    return document;
  }

  /** @param {{ status?: string, after?: string, limit: number }} query `after`: the last seq already seen */
  list({ status, after, limit }) {
    const seen = Number(after ?? 0);
    const rows = status === undefined ? this.page.all(seen, limit + 1) : this.pageOfStatus.all(status, seen, limit + 1);
    const shown = rows.slice(0, limit);
    const next = rows.length > limit ? String(shown.at(-1).seq) : null;
    return { documents: shown.map(({ seq: _seq, ...document }) => document), next };
  }

  /**
   * The receipt of an upload that was received before, null if it is new. Faults: 409.
   * @param {{ id: string, key: string, sha256: string }} upload
   */
  earlier({ id, key, sha256 }) {
    const used = this.receiptByKey.get(key);
    if (used !== undefined) {
      if (used.document_id !== id || used.sha256 !== sha256) throw new ApiError('key-reused');
      return receiptOf(used, true);
    }
    if (this.receiptByDocument.get(id) !== undefined) throw new ApiError('already-signed');
    return null;
  }

  /**
   * Records a received file: receipt and status in one transaction, after the file itself is safe on the disk.
   * @param {{ id: string, key: string, user: string, sha256: string, size: number, keep: () => Promise<void> }} upload
   */
  async accept({ keep, ...upload }) {
    // Asked before the rename too: a refused file leaves nothing behind.
    const before = this.earlier(upload);
    if (before !== null) return before;
    await keep();
    return this.database
      .transaction(() => {
        const earlier = this.earlier(upload);
        if (earlier !== null) return earlier;
        const receivedAt = new Date().toISOString();
        this.insertReceipt.run({ ...upload, receivedAt });
        this.markSigned.run(receivedAt, upload.id);
        return { documentId: upload.id, sha256: upload.sha256, receivedAt, alreadyThere: false };
      })
      .immediate();
  }

  /** @param {string} id */
  receipt(id) {
    this.get(id);
    const row = this.receiptByDocument.get(id);
    if (row === undefined) throw new ApiError('receipt-missing');
    return receiptOf(row, true);
  }
}

/**
 * @param {{ document_id: string, sha256: string, received_at: string }} row
 * @param {boolean} alreadyThere
 */
const receiptOf = (row, alreadyThere) => ({
  documentId: row.document_id,
  sha256: row.sha256,
  receivedAt: row.received_at,
  alreadyThere,
});
