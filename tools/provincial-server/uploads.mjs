/** Large files that come in pieces: what has arrived survives a cut, and the last piece brings the receipt. */
import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from './errors.mjs';

const keptMs = 7 * 86_400_000;

const hashOf = async (/** @type {string} */ path) => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
};

export class Uploads {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {{ folder: string, signedFiles: import('./files.mjs').FileStore, receipts: import('./receipts.mjs').Receipts,
   *   clock: () => number, maxBytes: number }} parts folder: on the volume of `signedFiles`
   */
  constructor(database, parts) {
    this.parts = parts;
    this.byKey = database.prepare('SELECT * FROM uploads WHERE idempotency_key = ?');
    this.byId = database.prepare('SELECT * FROM uploads WHERE id = ?');
    this.insert = database.prepare(
      `INSERT INTO uploads (id, idempotency_key, document_id, version, size, sha256, user, journal_seq, journal_head, touched_at)
       VALUES (@uploadId, @key, @id, @version, @size, @sha256, @user, @journalSeq, @journalHead, @now)
       ON CONFLICT (idempotency_key) DO UPDATE SET version = excluded.version, journal_seq = excluded.journal_seq,
         journal_head = excluded.journal_head, touched_at = excluded.touched_at
       RETURNING *`,
    );
    this.advance = database.prepare('UPDATE uploads SET offset = ?, touched_at = ? WHERE id = ?');
    this.remove = database.prepare('DELETE FROM uploads WHERE id = ?');
    this.removeStale = database.prepare('DELETE FROM uploads WHERE touched_at <= ?');
    /** @type {Map<string, { stop: () => void, ended: Promise<void> }>} the request that writes an upload now */
    this.writers = new Map();
  }

  get now() {
    return new Date(this.parts.clock()).toISOString();
  }

  /** @param {string} uploadId */
  path(uploadId) {
    return join(this.parts.folder, `${uploadId}.part`);
  }

  async create() {
    await mkdir(this.parts.folder, { recursive: true, mode: 0o700 });
    await this.dropStale();
    return this;
  }

  /** Uploads that nobody went on with for a week, and files that belong to none. */
  async dropStale() {
    this.removeStale.run(new Date(this.parts.clock() - keptMs).toISOString());
    for (const name of await readdir(this.parts.folder)) {
      const id = name.replace(/\.part$/, '');
      if (this.byId.get(id) === undefined) await rm(join(this.parts.folder, name), { force: true });
    }
  }

  /**
   * Begins an upload, or finds the one of this key again. Faults: 404, 409, 410, 413.
   * @param {import('./receipts.mjs').Upload} upload
   * @returns {Promise<{ receipt: object } | { created: boolean, uploadId: string, offset: number }>}
   */
  async begin(upload) {
    const { receipts, maxBytes } = this.parts;
    if (upload.size > maxBytes) throw new ApiError('too-large');
    const receipt = receipts.earlier(upload);
    if (receipt !== null) return { receipt };
    const before = this.byKey.get(upload.key);
    if (before !== undefined && !isSame(before, upload)) throw new ApiError('key-reused');
    receipts.requireAllowed(upload);
    const { who, journal, ...facts } = upload;
    const row = this.insert.get({
      ...facts,
      uploadId: randomUUID().replaceAll('-', ''),
      version: facts.version ?? null,
      user: who.user,
      journalSeq: journal?.seq ?? null,
      journalHead: journal?.head ?? null,
      now: this.now,
    });
    return { created: before === undefined, uploadId: row.id, offset: await this.offsetOf(row) };
  }

  /**
   * How many bytes of an upload have arrived for good. Faults: 404.
   * @param {string} uploadId
   * @param {import('./audit.mjs').Who} who
   */
  async offset(uploadId, who) {
    return this.offsetOf(this.rowOf(uploadId, who));
  }

  /**
   * Adds a piece; the receipt once everything is there, null before. What arrived of a piece that was cut counts.
   * Faults: 404, 409 `offset-mismatch`, 413, 422, and those of taking in.
   * @param {string} uploadId
   * @param {number} offset where the piece begins
   * @param {import('node:stream').Readable} stream
   * @param {import('./audit.mjs').Who} who
   */
  async append(uploadId, offset, stream, who) {
    // A client that comes back after a cut may be here before its old connection is known to be dead.
    for (let writer = this.writers.get(uploadId); writer !== undefined; writer = this.writers.get(uploadId)) {
      writer.stop();
      await writer.ended;
    }
    const work = this.write(uploadId, offset, stream, who);
    const ended = work.then(
      () => {},
      () => {},
    );
    this.writers.set(uploadId, { stop: () => stream.destroy(), ended });
    try {
      return await work;
    } finally {
      this.writers.delete(uploadId);
    }
  }

  /**
   * @param {string} uploadId
   * @param {number} offset
   * @param {import('node:stream').Readable} stream
   * @param {import('./audit.mjs').Who} who
   */
  async write(uploadId, offset, stream, who) {
    const row = this.rowOf(uploadId, who);
    const arrived = await this.offsetOf(row);
    if (offset !== arrived)
      throw new ApiError('offset-mismatch', {
        headers: { 'upload-offset': String(arrived) },
        facts: { offset: arrived },
      });
    const file = await open(this.path(uploadId), constants.O_RDWR | constants.O_CREAT, 0o600);
    let position = arrived;
    try {
      for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
        if (position + chunk.length > row.size) throw new ApiError('too-large');
        await file.write(chunk, 0, chunk.length, position);
        position += chunk.length;
      }
    } finally {
      // Only what is on the disk may be told to the client as arrived.
      await file.sync();
      await file.close();
      this.advance.run(position, this.now, uploadId);
    }
    return { offset: position, receipt: position === row.size ? await this.finish(row) : null };
  }

  /** @param {any} row of an upload whose bytes are all here */
  async finish(row) {
    const { receipts, signedFiles } = this.parts;
    const path = this.path(row.id);
    const drop = () => this.remove.run(row.id);
    if ((await hashOf(path)) !== row.sha256) {
      drop();
      await rm(path, { force: true });
      throw new ApiError('digest-mismatch');
    }
    const upload = {
      id: row.document_id,
      key: row.idempotency_key,
      sha256: row.sha256,
      size: row.size,
      version: row.version ?? undefined,
      journal: row.journal_seq === null ? null : { seq: row.journal_seq, head: row.journal_head },
      who: { user: row.user, address: row.address },
    };
    return receipts.take(upload, () => signedFiles.keep(path, row.sha256), drop);
  }

  /**
   * @param {string} uploadId
   * @param {import('./audit.mjs').Who} who
   */
  rowOf(uploadId, who) {
    const row = this.byId.get(uploadId);
    if (row === undefined || row.user !== who.user) throw new ApiError('upload-missing');
    return { ...row, address: who.address };
  }

  /** A file that was put in its place by a server killed before the transaction is sent again. */
  async offsetOf(/** @type {any} */ row) {
    const { size } = await stat(this.path(row.id)).catch(() => ({ size: 0 }));
    return Math.min(row.offset, size);
  }
}

const isSame = (/** @type {any} */ row, /** @type {import('./receipts.mjs').Upload} */ upload) =>
  row.document_id === upload.id &&
  row.sha256 === upload.sha256 &&
  row.size === upload.size &&
  row.user === upload.who.user;
