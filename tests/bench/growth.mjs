/**
 * `npm run bench -- growth`: how many bytes of database a document of the server leaves, from its arrival to its
 * acknowledgement, and after retention has deleted its name and files. Each step through the database worker, each
 * receipt signed. Prints a Markdown table. After `node tools/setup/run.mjs build`.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { receiptText } from '../../src/contracts/receipt.ts';

const count = 2_000;
const origin = 'https://van-ban.tinh.example';
const folder = mkdtempSync(join(tmpdir(), 'kyso-bench-'));
const databasePath = join(folder, 'queue.sqlite');
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const worker = new Worker(resolve('out/main/database-worker.cjs'), { workerData: { databasePath } });
const waiting = new Map();
let last = 0;
const reply = (seq) => new Promise((settle, fail) => waiting.set(seq, { settle, fail }));
worker.on('message', ({ seq, result }) => {
  const { settle, fail } = waiting.get(seq);
  if (result.ok) settle(result.value);
  else fail(new Error(JSON.stringify(result.error)));
});
const ask = (operation, ...args) => {
  last += 1;
  worker.postMessage({ seq: last, operation, args });
  return reply(last);
};

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const receiptKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

const receiptOf = async (documentId, signedSha256, receiptNumber) => {
  const { seq, head } = await ask('journalHead');
  const facts = { documentId, sha256: signedSha256, receivedAt: new Date().toISOString(), journal: { seq, head } };
  const receipt = { ...facts, alreadyThere: false, receiptNumber };
  return {
    ...receipt,
    signature: sign(null, Buffer.from(receiptText(receipt, origin)), privateKey).toString('base64'),
  };
};

/** The whole way of a document, with a file of a few bytes. */
const passThrough = async (server, index) => {
  const serverId = sha256(`van-ban-${index}`).slice(0, 32);
  const originalPath = join(folder, `${serverId}.pdf`);
  const title = `Quyết định số ${index}/QĐ-UBND về việc phê duyệt dự toán kinh phí năm 2026 của Sở Nội vụ`;
  const added = { server, serverId, serverVersion: 1, title, fileName: `${index}-qd-ubnd.pdf`, originalPath };
  const { job } = await ask('add', { ...added, sha256: sha256(serverId), size: 1 });
  await ask('check', job.id, { fit: true });
  await ask('claim', [job.id]);
  await ask('advance', job.id, { event: 'prepared', prepared: '{}', again: false, certificate: sha256('chứng thư') });
  await ask('advance', job.id, { event: 'signature-made', pending: '{}' });
  await ask('advance', job.id, { event: 'embedded' });
  const signedPath = join(folder, `${job.id}.signed.pdf`);
  writeFileSync(signedPath, job.id);
  await ask('advance', job.id, { event: 'proved', signedPath, signedSha256: sha256(job.id) });
  await ask('claimUpload', job.id);
  const receipt = await receiptOf(serverId, sha256(job.id), index + 1);
  await ask('finishUpload', job.id, { outcome: 'delivered', receipt, origin });
  await ask('takeNews', server, serverId, { event: 'acknowledged' });
};

const bytesEach = () => {
  const database = new Database(databasePath, { readonly: true });
  const [pages, size] = ['page_count', 'page_size'].map((name) => database.pragma(name, { simple: true }));
  database.close();
  return (pages * size) / count;
};

await reply(0);
try {
  const empty = bytesEach();
  const server = await ask('trustServer', { origin, receiptKey });
  for (let index = 0; index < count; index += 1) await passThrough(server, index);
  const before = bytesEach() - empty;
  const later = new Date(Date.now() + 86_400_000).toISOString();
  while ((await ask('deleteDue', { acknowledged: later, rejected: null, recalled: null, cancelled: null })) > 0)
    await ask('filesDeleted', await ask('filesToDelete'));
  const after = bytesEach() - empty;
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(`| database, a document (${count} of them) | |\n|---|---|`);
  console.log(`| acknowledged | ${kilobytes(before)} |\n| and its personal data deleted | ${kilobytes(after)} |`);
} finally {
  await ask('close');
  rmSync(folder, { recursive: true, force: true });
}
