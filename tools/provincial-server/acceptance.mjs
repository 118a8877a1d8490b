/** Verification of what came in, by the product's own `kyso verify`: one file at a time, each to its end, restarts included. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** A verification that takes longer is given up and tried again with the next round. */
const deadlineMs = 300_000;
const retryMs = 60_000;

/**
 * The program, the folder that it keeps revocation answers in, the certificates to trust, and further words for it.
 * @typedef {{ cli: string, data: string, anchors: string[], words?: string[] }} Verification
 */

/** @type {import('./audit.mjs').Who} */
const verifier = { user: 'verifier', address: 'local' };

const refusals = {
  'original-changed': 'Tệp gửi về không phải là văn bản gốc được ký thêm: phần gốc đã bị thay đổi.',
  unreadable: 'Không đọc được tệp gửi về.',
  'no-new-signature': 'Tệp gửi về không có chữ ký số mới.',
  'signature-invalid': 'Chữ ký số mới trong tệp gửi về không hợp lệ.',
  'earlier-signature-broken': 'Chữ ký số có từ trước trong văn bản không còn nguyên vẹn.',
};

const refuse = (/** @type {keyof typeof refusals} */ code) => ({ code, message: refusals[code] });

/**
 * What the report of a signed file means for its document: null to take it over, else why not. Revocation that nobody
 * could ask about leaves a signature indeterminate; it is taken over, and the archive checks it again.
 * @param {import('../../src/contracts/verification.ts').FileReport} report
 * @param {number} originalSize bytes
 */
export const judge = (report, originalSize) => {
  if (report.error !== undefined) return refuse('unreadable');
  const isNew = (/** @type {{ coveredBytes: number | null }} */ one) => (one.coveredBytes ?? Infinity) > originalSize;
  const added = report.signatures.filter(isNew);
  if (!added.some(({ kind }) => kind === 'signature')) return refuse('no-new-signature');
  if (added.some(({ verdict }) => verdict === 'invalid')) return refuse('signature-invalid');
  const before = report.signatures.filter((one) => !isNew(one));
  if (before.some(({ changesAfter, integrity }) => changesAfter === 'illegal' || integrity === 'broken'))
    return refuse('earlier-signature-broken');
  return null;
};

const hashOfFirst = async (/** @type {string} */ path, /** @type {number} */ bytes) => {
  const hash = createHash('sha256');
  if (bytes > 0) for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk);
  return hash.digest('hex');
};

/**
 * Runs `kyso verify --json` in a process of its own. Rejects where it ends without a report.
 * @param {Verification} verification
 * @param {string} path
 * @param {AbortSignal} signal
 * @returns {Promise<import('../../src/contracts/verification.ts').FileReport>}
 */
const verifyFile = async ({ cli, data, anchors, words = [] }, path, signal) => {
  const trust = anchors.flatMap((anchor) => ['--trust', anchor]);
  const child = spawn(process.execPath, [cli, 'verify', '--json', '--data', data, ...trust, ...words, path], {
    stdio: ['ignore', 'pipe', 'ignore'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
    killSignal: 'SIGKILL',
  });
  const failed = new Promise((_resolve, reject) => child.once('error', reject));
  const output = async () => {
    let text = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) text += chunk;
    if (text === '') throw new Error(`no report of ${path}`);
    return JSON.parse(text);
  };
  return Promise.race([output(), failed]);
};

export class Acceptance {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {{ documents: import('./documents.mjs').Documents, signedFiles: import('./files.mjs').FileStore,
   *   audit: import('./audit.mjs').Audit, verification: Verification }} parts
   */
  constructor(database, parts) {
    this.database = database;
    this.parts = parts;
    this.next = database.prepare('SELECT * FROM receipts WHERE verdict IS NULL AND number > ? ORDER BY number LIMIT 1');
    this.setVerdict = database.prepare('UPDATE receipts SET verdict = ? WHERE number = ?');
    this.stop = new AbortController();
    this.isAsked = false;
    /** @type {Promise<void> | null} */
    this.work = null;
  }

  /** Begins a round, or lets the one under way see what came in. */
  wake() {
    this.isAsked = true;
    if (this.work !== null || this.stop.signal.aborted) return;
    this.work = this.rounds().finally(() => {
      this.work = null;
    });
  }

  async close() {
    this.stop.abort();
    clearTimeout(this.timer);
    await this.work;
  }

  async rounds() {
    let failed = false;
    while (this.isAsked && !this.stop.signal.aborted) {
      this.isAsked = false;
      failed = await this.round();
    }
    if (!failed || this.stop.signal.aborted) return;
    this.timer = setTimeout(() => this.wake(), retryMs);
    this.timer.unref();
  }

  /** One look at each file without a verdict, oldest first; true where one could not be verified. */
  async round() {
    let failed = false;
    for (let row = this.next.get(0); row !== undefined; row = this.next.get(row.number)) {
      try {
        const verdict = await this.examine(row);
        if (this.stop.signal.aborted) return false;
        this.settle(row, verdict);
      } catch (thrown) {
        if (this.stop.signal.aborted) return false;
        console.error(thrown);
        failed = true;
      }
    }
    return failed;
  }

  /** @param {any} row of receipts */
  async examine(row) {
    const { documents, signedFiles, verification } = this.parts;
    const original = documents.get(row.document_id);
    const path = signedFiles.path(row.sha256);
    if ((await hashOfFirst(path, original.size)) !== original.sha256) return refuse('original-changed');
    return judge(await verifyFile(verification, path, this.stop.signal), original.size);
  }

  /**
   * @param {any} row of receipts
   * @param {{ code: string, message: string } | null} refusal
   */
  settle(row, refusal) {
    const { documents, audit } = this.parts;
    const status = refusal === null ? 'accepted' : 'refused';
    this.database
      .transaction(() => {
        this.setVerdict.run(status, row.number);
        // Recalled meanwhile: the verdict stays with the receipt.
        if (documents.get(row.document_id).status === 'signed') documents.change(row.document_id, { status, refusal });
        const detail = { sha256: row.sha256, ...(refusal === null ? {} : { code: refusal.code }) };
        audit.record({ who: verifier, action: status, documentId: row.document_id, detail });
      })
      .immediate();
  }
}
