/**
 * edXML packages (QCVN 102:2016) in and out. Packages are hostile until proven otherwise: the product's own `kyso edxml`
 * reads and writes them, in a process of its own with a deadline and a memory limit.
 */
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ApiError } from './errors.mjs';

const deadlineMs = 60_000;
const megabytes = 2048;

const hash = (/** @type {string | Uint8Array} */ content) => createHash('sha256').update(content).digest('hex');
const shortHash = (/** @type {string} */ content) => hash(content).slice(0, 32);

/** @typedef {import('../../src/contracts/edxml.ts').EdxmlReadLine} EdxmlReadLine */
/** @typedef {import('../../src/contracts/edxml.ts').PackageFacts} PackageFacts */
/** What is remembered of a package: what it says, and its documents by the names of their files.
 * @typedef {{ facts: PackageFacts, documents: Record<string, string> }} Kept */

/** Runs `kyso edxml …` and resolves with its last line of JSON. */
const kyso = async (/** @type {string} */ cli, /** @type {string[]} */ words) => {
  const child = spawn(process.execPath, [`--max-old-space-size=${megabytes}`, cli, 'edxml', ...words, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    signal: AbortSignal.timeout(deadlineMs),
    killSignal: 'SIGKILL',
  });
  const failed = new Promise((_resolve, reject) => child.once('error', reject));
  const output = async () => {
    let text = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) text += chunk;
    return JSON.parse(text.trim().split('\n').at(-1) ?? '');
  };
  return Promise.race([output(), failed]);
};

/** Written to the side, synced, renamed. */
const writeSafely = async (/** @type {string} */ path, /** @type {string} */ text) => {
  const part = join(dirname(path), `${randomUUID()}.part`);
  const file = await open(part, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(part, path);
};

export class Edxml {
  /**
   * @param {{ folder: string, cli: string | undefined, documents: import('./documents.mjs').Documents,
   *   originals: import('./files.mjs').FileStore, signedFiles: import('./files.mjs').FileStore,
   *   receipts: import('./receipts.mjs').Receipts, rejections: import('./rejections.mjs').Rejections,
   *   audit: import('./audit.mjs').Audit, maxBytes: number }} parts `cli`: the program; without it every call is 501
   */
  constructor(parts) {
    this.parts = parts;
  }

  async create() {
    const { folder } = this.parts;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // What a killed server was reading; its clients send again.
    for (const name of await readdir(folder))
      if (/\.(?:work|part)$/.test(name)) await rm(join(folder, name), { recursive: true, force: true });
    return this;
  }

  get cli() {
    if (this.parts.cli === undefined) throw new ApiError('edxml-unavailable');
    return this.parts.cli;
  }

  /**
   * Receives a package or status to the side, has it read, and gives what was read to `use`.
   * @template T
   * @param {AsyncIterable<Uint8Array>} body
   * @param {EdxmlReadLine['kind']} kind
   * @param {(line: any) => Promise<T>} use
   * @returns {Promise<T>}
   */
  async reading(body, kind, use) {
    const { cli } = this;
    const folder = join(this.parts.folder, `${randomUUID()}.work`);
    await mkdir(folder, { mode: 0o700 });
    try {
      const file = join(folder, 'package.edxml');
      await this.receive(body, file);
      const line = await kyso(cli, ['read', file, '--out', join(folder, 'files')]);
      if (line.kind !== kind) throw new ApiError('edxml-refused', { facts: { reason: line.error?.vi ?? '' } });
      return await use(line);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** @param {AsyncIterable<Uint8Array>} body @param {string} path */
  async receive(body, path) {
    const file = await open(path, 'wx', 0o600);
    let size = 0;
    try {
      for await (const chunk of body) {
        size += chunk.length;
        if (size > this.parts.maxBytes) throw new ApiError('too-large');
        await file.writeFile(chunk);
      }
    } finally {
      await file.close();
    }
  }

  /** @param {string} name @returns {Promise<Kept | null>} */
  async kept(name) {
    const text = await readFile(join(this.parts.folder, `${name}.json`), 'utf8').catch(() => null);
    return text === null ? null : JSON.parse(text);
  }

  /**
   * A package that came in: its PDFs become documents to be signed, or, where it answers to a package that is here, the
   * signed files of its documents. A recall takes documents back, an update changes them.
   * @param {AsyncIterable<Uint8Array>} body
   * @param {import('./audit.mjs').Who} who
   */
  take(body, who) {
    return this.reading(body, 'document', async ({ package: facts, attachments }) => {
      const { documentId, business } = facts;
      if (documentId === undefined) throw new ApiError('edxml-refused', { facts: { reason: 'DocumentId' } });
      const pdfs = attachments.filter((/** @type {any} */ { safeName }) => safeName.endsWith('.pdf'));
      if (business.kind === 'recall') return this.recall(facts, [business.documentId]);
      if (business.kind === 'update') return this.update(facts, business.documentId, pdfs, who);
      if (business.kind === 'replace')
        await this.recall(
          facts,
          business.replaced.map((/** @type {any} */ one) => one.documentId),
        );
      const before = await this.kept(shortHash(documentId));
      return before === null ? this.add(facts, pdfs, who) : this.takeSigned(before, documentId, pdfs, who);
    });
  }

  /**
   * Only who sent a package may take it back. What is not here is nothing to take back.
   * @param {PackageFacts} facts @param {string[]} documentIds
   */
  async recall({ from }, documentIds) {
    const recalled = [];
    for (const documentId of documentIds) {
      const kept = await this.kept(shortHash(documentId));
      if (kept === null || kept.facts.from.organId !== from.organId) continue;
      for (const id of Object.values(kept.documents)) {
        this.parts.documents.recall(id);
        recalled.push(id);
      }
    }
    if (recalled.length === 0) throw new ApiError('document-missing');
    return { documentId: documentIds[0] ?? '', documents: recalled, receipts: [] };
  }

  /**
   * Only who sent a package may change it: new words, other contents of files that are not signed yet, files besides.
   * @param {PackageFacts} facts @param {string} documentId @param {any[]} pdfs @param {import('./audit.mjs').Who} who
   */
  async update(facts, documentId, pdfs, who) {
    const { folder, documents } = this.parts;
    const kept = await this.kept(shortHash(documentId));
    if (kept === null || kept.facts.from.organId !== facts.from.organId) throw new ApiError('document-missing');
    const words = { ...facts, documentId, business: kept.facts.business };
    for (const { path, sha256 } of pdfs) {
      const id = kept.documents[basename(path)];
      if (id !== undefined && documents.get(id).sha256 !== sha256) await documents.revise(id, path);
    }
    for (const id of Object.values(kept.documents)) {
      if (facts.subject !== undefined) documents.retitle(id, facts.subject);
      await writeSafely(join(folder, `document-${id}.json`), JSON.stringify({ facts: words, documents: {} }));
    }
    const besides = pdfs.filter((/** @type {any} */ { path }) => kept.documents[basename(path)] === undefined);
    return this.add(words, besides, who, kept.documents);
  }

  /**
   * @param {PackageFacts} facts @param {any[]} pdfs @param {import('./audit.mjs').Who} who
   * @param {Record<string, string>} known documents that the package has already
   */
  async add(facts, pdfs, who, known = {}) {
    const { folder, documents, originals, maxBytes } = this.parts;
    const documentId = facts.documentId ?? '';
    const ids = { ...known };
    for (const { path, safeName } of pdfs) {
      const fileName = basename(path);
      const { sha256, size, keep } = await originals.receive(createReadStream(path), maxBytes);
      await keep();
      const id = shortHash(`${documentId}\0${safeName}\0${sha256}`);
      ids[fileName] = id;
      await writeSafely(join(folder, `document-${id}.json`), JSON.stringify({ facts, documents: {} }));
      const title = facts.subject ?? fileName;
      documents.add({ id, title, fileName, size, sha256, operation: 'sign', needsApproval: false }, who);
    }
    await writeSafely(join(folder, `${shortHash(documentId)}.json`), JSON.stringify({ facts, documents: ids }));
    return { documentId, documents: Object.values(ids), receipts: [] };
  }

  /**
   * Files of the names that were sent out, other contents: signed. The same package again gets the same receipts.
   * @param {Kept} kept @param {string} documentId @param {any[]} pdfs @param {import('./audit.mjs').Who} who
   */
  async takeSigned(kept, documentId, pdfs, who) {
    const { documents, signedFiles, receipts, maxBytes } = this.parts;
    const taken = [];
    for (const { path, sha256 } of pdfs) {
      const id = kept.documents[basename(path)];
      if (id === undefined || documents.get(id).sha256 === sha256) continue;
      const received = await signedFiles.receive(createReadStream(path), maxBytes);
      try {
        const { size, keep } = received;
        const key = shortHash(`${id}\0${sha256}`);
        taken.push(await receipts.take({ id, key, sha256, size, version: undefined, journal: null, who }, keep));
      } finally {
        await received.discard();
      }
    }
    return { documentId, documents: Object.values(kept.documents), receipts: taken };
  }

  /**
   * A status about a package that is here: 02 rejects its documents, 13 by its sender takes them back, the others are
   * recorded.
   * @param {AsyncIterable<Uint8Array>} body
   * @param {import('./audit.mjs').Who} who
   */
  takeStatus(body, who) {
    return this.reading(body, 'status', async ({ status }) => {
      const { code, responseFor, from, description = 'Từ chối tiếp nhận' } = status;
      const documentId = responseFor.documentId ?? '';
      const kept = await this.kept(shortHash(documentId));
      if (kept === null) throw new ApiError('document-missing');
      if (code === '13') await this.recall({ ...kept.facts, from }, [documentId]);
      for (const id of Object.values(kept.documents)) {
        const key = shortHash(`${id}\0${code}\0${status.at ?? ''}`);
        const reason = [...description].slice(0, 400).join('');
        if (code === '02') this.parts.rejections.reject({ id, key, reason, version: undefined, who });
        this.parts.audit.record({ who, action: 'edxml-status', documentId: id, detail: { code } });
      }
      return { documentId, code };
    });
  }

  /**
   * The package of a document that came in one, with the signed file once there is one. Its bytes.
   * @param {string} id
   */
  async give(id) {
    const { cli } = this;
    const { folder, documents, originals, signedFiles } = this.parts;
    const { fileName, sha256 } = documents.get(id);
    const kept = await this.kept(`document-${id}`);
    if (kept === null) throw new ApiError('edxml-missing');
    const signed = this.signedHash(id);
    const work = join(folder, `${randomUUID()}.work`);
    await mkdir(work, { mode: 0o700 });
    try {
      const { documentId: _id, trace: _trace, ...draft } = kept.facts;
      const [meta, file, out] = [join(work, 'meta.json'), join(work, fileName), join(work, 'package.edxml')];
      await writeFile(meta, JSON.stringify(draft));
      await symlink(signed === null ? originals.path(sha256) : signedFiles.path(signed), file);
      const line = await kyso(cli, ['write', '--meta', meta, '--attach', file, '--out', out]);
      if (line.error !== undefined) throw new ApiError('edxml-refused', { facts: { reason: line.error.vi } });
      return await readFile(out);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }

  /** @param {string} id */
  signedHash(id) {
    try {
      return this.parts.receipts.of(id).sha256;
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.code === 'receipt-missing') return null;
      throw thrown;
    }
  }
}
