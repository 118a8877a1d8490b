/**
 * `npm run bench -- server-list`: what page 1 and page 500 of 50,000 documents cost on the reference server, over
 * HTTP on this machine. Prints a Markdown table; exit code 1 when the last page costs more than three times the first.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { startServer } from '../../tools/provincial-server/server.mjs';

const count = 50_000;
const limit = 100;
const rounds = 51;
const user = { username: 'van-thu', password: 'mật khẩu đo' };
const folder = mkdtempSync(join(tmpdir(), 'kyso-bench-'));
const server = await startServer({ dataDir: folder, users: [user] });

const fill = () => {
  const database = new Database(join(folder, 'server.db'));
  database.exec(`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO documents (seq, id, title, file_name, size, sha256, operation, needs_approval, status, change_seq, updated_at)
    SELECT i, 'd' || i, 'Văn bản số ' || i, i || '.pdf', 9, '${'a'.repeat(64)}', 'sign', 0, 'waiting',
      i * 7919 % 50021 + 1, '2026-03-02T01:00:00.000Z' FROM n`);
  const last = database.prepare(`SELECT seq || '-' || mark FROM changes ORDER BY seq DESC LIMIT 1 OFFSET ?`).pluck();
  const after = last.get(limit);
  database.close();
  return after;
};

const signIn = async () => {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(user) };
  const { token } = await (await fetch(`${server.url}/api/v1/sessions`, init)).json();
  return { authorization: `Bearer ${token}` };
};

const milliseconds = async (path, headers) => {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    const page = await (await fetch(`${server.url}/api/v1${path}`, { headers })).json();
    times.push(performance.now() - started);
    if (page.documents.length !== limit) throw new Error(`${path}: ${page.documents.length} documents`);
  }
  return times.sort((left, right) => left - right)[rounds >> 1];
};

try {
  const lastCursor = fill();
  const headers = await signIn();
  const lists = [
    ['/documents', count - limit],
    ['/documents?status=waiting', count - limit],
    ['/changes', lastCursor],
  ];
  console.log(`| ${count} documents, ${limit} a page | page 1 | page ${count / limit} |\n|---|---|---|`);
  for (const [path, after] of lists) {
    const mark = path.includes('?') ? '&' : '?';
    // Once unmeasured: statements are compiled, connections opened.
    await milliseconds(`${path}${mark}limit=${limit}`, headers);
    const first = await milliseconds(`${path}${mark}limit=${limit}`, headers);
    const last = await milliseconds(`${path}${mark}limit=${limit}&after=${after}`, headers);
    console.log(`| \`${path}\` | ${first.toFixed(1)} ms | ${last.toFixed(1)} ms |`);
    if (last > 3 * first) process.exitCode = 1;
  }
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
