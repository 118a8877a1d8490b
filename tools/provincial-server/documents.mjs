/** Documents to be signed, in the order they came and in the order they changed. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ApiError } from './errors.mjs';

const selectDocument = `
  SELECT d.seq, d.change_seq, d.id, d.title, d.file_name, d.size, d.sha256, d.status, d.updated_at, d.version,
    d.operation, d.needs_approval, d.refusal_code, d.refusal_message, d.assignee, l.user AS holder, l.expires_at
  FROM documents d LEFT JOIN leases l ON l.document_id = d.id AND l.expires_at > @now`;

/** None reads more rows than it answers, however long the list is. */
export const pageSql = {
  all: `${selectDocument} WHERE d.seq > @after ORDER BY d.seq LIMIT @count`,
  ofStatus: `${selectDocument} WHERE d.status = @status AND d.seq > @after ORDER BY d.seq LIMIT @count`,
  changes: `${selectDocument} WHERE d.change_seq > @after ORDER BY d.change_seq LIMIT @count`,
};

/** The mark of the cursor before the first change. */
const beginning = '0'.repeat(16);

/** Why a document of this status is not to be signed any more. */
const closed = {
  signed: 'already-signed',
  accepted: 'already-signed',
  rejected: 'already-rejected',
  recalled: 'recalled',
};

/** An assigned document is in one person's hands until the office says otherwise. */
const never = '9999-12-31T23:59:59.999Z';

const leaseOf = (/** @type {any} */ row) => {
  if (row.assignee !== null) return { holder: row.assignee, expiresAt: never };
  return row.holder === null ? null : { holder: row.holder, expiresAt: row.expires_at };
};

/** As it is for this user; without one it is nobody's alone. */
const documentOf = (/** @type {any} */ row, /** @type {string | undefined} */ user) => ({
  id: row.id,
  title: row.title,
  fileName: row.file_name,
  size: row.size,
  sha256: row.sha256,
  status: row.status,
  updatedAt: row.updated_at,
  version: row.version,
  operation: row.operation,
  needsApproval: row.needs_approval === 1,
  refusal: row.refusal_code === null ? null : { code: row.refusal_code, message: row.refusal_message },
  lease: leaseOf(row),
  exclusive: row.assignee !== null && row.assignee === user,
});

const titleOf = (/** @type {string} */ fileName) => fileName.replace(/(\.signed)?\.pdf$/iu, '').replace(/[_-]+/gu, ' ');

/** @type {import('./audit.mjs').Who} */
const administrator = { user: 'administrator', address: 'local' };

export class Documents {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {{ originals: import('./files.mjs').FileStore, audit: import('./audit.mjs').Audit, clock: () => number }} parts
   */
  constructor(database, { originals, audit, clock }) {
    this.database = database;
    this.originals = originals;
    this.audit = audit;
    this.clock = clock;
    this.insert = database.prepare(
      `INSERT INTO documents (id, title, file_name, size, sha256, operation, needs_approval, assignee, status, change_seq,
         updated_at)
       VALUES (@id, @title, @fileName, @size, @sha256, @operation, @needsApproval, @assignee, 'waiting',
         (SELECT coalesce(max(change_seq), 0) + 1 FROM documents), @now)
       ON CONFLICT (id) DO NOTHING`,
    );
    this.byId = database.prepare(`${selectDocument} WHERE d.id = @id`);
    this.markOf = database.prepare('SELECT mark FROM changes WHERE seq = ?').pluck();
    this.pages = {
      all: database.prepare(pageSql.all),
      ofStatus: database.prepare(pageSql.ofStatus),
      changes: database.prepare(pageSql.changes),
    };
    this.update = database.prepare(
      `UPDATE documents SET status = @status, refusal_code = @code, refusal_message = @message, size = @size,
         sha256 = @sha256, title = @title, version = version + 1, change_seq = (SELECT max(change_seq) + 1 FROM documents), updated_at = @now
       WHERE id = @id`,
    );
  }

  get now() {
    return new Date(this.clock()).toISOString();
  }

  /**
   * Adds a document; one whose id is there already stays as it is.
   * @param {{ id: string, title: string, fileName: string, size: number, sha256: string, operation: string, needsApproval: boolean,
   *   assignee?: string | null }} document assignee: the one user who may sign it
   * @param {import('./audit.mjs').Who} who
   * @returns {boolean} whether it is new
   */
  add(document, who) {
    return this.database
      .transaction(() => {
        const { assignee = null, needsApproval, ...facts } = document;
        const row = { ...facts, assignee, needsApproval: needsApproval ? 1 : 0, now: this.now };
        if (this.insert.run(row).changes === 0) return false;
        this.audit.record({ who, action: 'added', documentId: document.id, detail: { sha256: document.sha256 } });
        return true;
      })
      .immediate();
  }

  /**
   * Takes in a PDF, every PDF of a folder, or those a `.json` file lists: `[{file, title?, operation?, needsApproval?,
   * assignee?}]`, each `file` relative to it. What is there already stays as it is.
   * @param {string} path
   * @param {{ title?: string, operation?: string, needsApproval?: boolean, assignee?: string }} [facts]
   */
  async seed(path, { title, operation = 'sign', needsApproval = false, assignee } = {}) {
    if ((await stat(path)).isDirectory()) {
      const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith('.pdf')).sort();
      for (const name of names) await this.seed(join(path, name));
      return;
    }
    if (path.toLowerCase().endsWith('.json')) {
      for (const { file, ...facts } of JSON.parse(await readFile(path, 'utf8')))
        await this.seed(resolve(dirname(path), file), facts);
      return;
    }
    const fileName = basename(path).normalize('NFC');
    const { sha256, size } = await this.originals.take(path);
    const id = createHash('sha256').update(`${fileName}\0${sha256}`).digest('hex').slice(0, 32);
    const document = {
      id,
      title: title ?? titleOf(fileName),
      fileName,
      size,
      sha256,
      operation,
      needsApproval,
      assignee,
    };
    this.add(document, administrator);
  }

  /**
   * @param {string} id
   * @param {string} [user] who asks
   */
  get(id, user) {
    const row = this.byId.get({ id, now: this.now });
    if (row === undefined) throw new ApiError('document-missing');
    return documentOf(row, user);
  }

  /**
   * The document if it may still be signed. Faults: 404, 409 `already-signed`, `already-rejected`, 410 `recalled`.
   * @param {string} id
   */
  requireOpen(id) {
    const document = this.get(id);
    const why = closed[document.status];
    if (why !== undefined) throw new ApiError(why);
    return document;
  }

  /**
   * @param {{ status?: string, after?: string, limit: number }} query `after`: the last seq already seen
   * @param {string} [user] who asks
   */
  list({ status, after, limit }, user) {
    const values = { after: Number(after ?? 0), count: limit + 1, now: this.now };
    const rows = status === undefined ? this.pages.all.all(values) : this.pages.ofStatus.all({ ...values, status });
    const shown = rows.slice(0, limit);
    const documents = shown.map((row) => documentOf(row, user));
    return { documents, next: rows.length > limit ? String(shown.at(-1).seq) : null };
  }

  /**
   * What changed behind a cursor, in the order of change: a document changed twice comes once, at its newest place.
   * Faults: 410 `cursor-unknown` for one that this database never gave: it was taken back to an earlier day since.
   * @param {{ after?: string, limit: number }} query
   * @param {string} [user] who asks
   */
  changes({ after, limit }, user) {
    const from = after === undefined ? 0 : this.seqOf(after);
    const rows = this.pages.changes.all({ after: from, count: limit + 1, now: this.now });
    const shown = rows.slice(0, limit);
    const cursor = this.cursorOf(shown.at(-1)?.change_seq ?? from);
    const documents = shown.map((row) => documentOf(row, user));
    return { documents, next: rows.length > limit ? cursor : null, cursor };
  }

  /** @param {number} seq */
  cursorOf(seq) {
    return `${seq}-${this.markOf.get(seq) ?? beginning}`;
  }

  /** @param {string} cursor */
  seqOf(cursor) {
    const seq = Number(cursor.split('-')[0]);
    if (!Number.isSafeInteger(seq) || cursor !== this.cursorOf(seq) || (seq > 0 && cursor.endsWith(`-${beginning}`)))
      throw new ApiError('cursor-unknown');
    return seq;
  }

  /**
   * Part of the caller's transaction: a new status, a new version, the newest place among the changes.
   * @param {string} id
   * @param {{ status: string, refusal?: { code: string, message: string } | null, size?: number, sha256?: string,
   *   title?: string }} change
   */
  change(id, { status, refusal = null, ...content }) {
    const { size, sha256, title } = this.get(id);
    const told = { code: refusal?.code ?? null, message: refusal?.message ?? null };
    this.update.run({ id, status, size, sha256, title, ...content, ...told, now: this.now });
  }

  /** @param {string} id taken back, in whatever state it is */
  recall(id) {
    this.database
      .transaction(() => {
        this.change(id, { status: 'recalled' });
        this.audit.record({ who: administrator, action: 'recalled', documentId: id });
      })
      .immediate();
  }

  /** @param {string} id @param {string} title its state stays */
  retitle(id, title) {
    this.database
      .transaction(() => {
        const { status, refusal, title: before } = this.get(id);
        if (title === before) return;
        this.change(id, { status, refusal, title });
        this.audit.record({ who: administrator, action: 'revised', documentId: id });
      })
      .immediate();
  }

  /**
   * Another content for a document that is not signed yet.
   * @param {string} id
   * @param {string} path
   */
  async revise(id, path) {
    const content = await this.originals.take(path);
    this.database
      .transaction(() => {
        this.requireOpen(id);
        this.change(id, { status: 'waiting', ...content });
        this.audit.record({
          who: administrator,
          action: 'revised',
          documentId: id,
          detail: { sha256: content.sha256 },
        });
      })
      .immediate();
  }

  /**
   * A file of another size than is on record is damaged: half of it would keep whoever asked waiting for the rest.
   * Faults: what the file system says, and 500.
   * @param {{ sha256: string, size: number }} content
   * @param {{ start: number, end: number }} [part] both included
   */
  async read({ sha256, size }, part) {
    const path = this.originals.path(sha256);
    const found = await stat(path);
    if (found.size !== size) throw new Error(`original ${sha256}: ${found.size} of ${size} bytes`);
    return createReadStream(path, part);
  }
}
