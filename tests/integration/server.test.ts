import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  apiErrorSchema,
  documentPageSchema,
  receiptSchema,
  serverDocumentSchema,
  signInResponseSchema,
  uploadStateSchema,
} from '../../src/contracts/provincial-api.js';
import { type ServerOptions, startServer } from '../../tools/provincial-server/server.mjs';
import { told } from './provincial-server-support.js';
import { temporaryFolder } from './queue-harness.js';

const user = { username: 'van-thu', password: 'mật khẩu đúng' };
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const pdf = (text: string) => Buffer.from(`%PDF-1.7\n% ${text}\n`);
const digest = (bytes: Uint8Array) => `sha-256=:${sha256(bytes).toString('base64')}:`;

const start = async (options: Partial<ServerOptions> = {}, count = 3) => {
  const dataDir = join(temporaryFolder(), 'data');
  const seed = temporaryFolder();
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(seed, `Công_văn_${index}.pdf`), pdf(`gốc ${index}`));
  const server = await startServer({ dataDir, seed: [seed], users: [user], ...options });
  onTestFinished(() => server.close());
  const call = (path: string, init: RequestInit = {}) => fetch(`${server.url}/api/v1${path}`, init);
  const signIn = (credentials: object = user) =>
    call('/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    });
  const { token } = signInResponseSchema.parse(await (await signIn()).json());
  const authorization = `Bearer ${token}`;
  const get = (path: string) => call(path, { headers: { authorization } });
  const put = (id: string, bytes: Buffer, headers: Record<string, string> = {}) =>
    call(`/documents/${id}/signed`, {
      method: 'PUT',
      body: new Uint8Array(bytes),
      headers: {
        authorization,
        'content-type': 'application/pdf',
        'idempotency-key': 'a'.repeat(32),
        'content-digest': digest(bytes),
        ...told,
        ...headers,
      },
    });
  const list = async (query = '') => documentPageSchema.parse(await (await get(`/documents${query}`)).json());
  const firstId = (await list()).documents[0]?.id ?? '';
  return { server, dataDir, seed, call, signIn, get, put, list, firstId, authorization };
};

const refusal = async (response: Response) => ({
  status: response.status,
  code: apiErrorSchema.parse(await response.json()).code,
});

describe('sign-in', () => {
  it('refuses a wrong password and an unknown user alike, and stops listening after five', async () => {
    const { signIn, call } = await start();
    for (const credentials of [
      { ...user, password: 'sai' },
      { username: 'ai-do', password: 'sai' },
    ])
      expect(await refusal(await signIn(credentials))).toEqual({ status: 401, code: 'sign-in-refused' });
    for (let attempt = 0; attempt < 4; attempt += 1) await signIn({ ...user, password: 'sai' });
    const stopped = await signIn();
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refusal(stopped)).toEqual({ status: 429, code: 'too-many-attempts' });
    expect((await call('/documents')).status).toBe(401);
  });

  it('does not let guesses sent at once pass the limit together', async () => {
    const { signIn } = await start();
    const guesses = await Promise.all(Array.from({ length: 12 }, () => signIn({ ...user, password: 'sai' })));
    expect(guesses.filter((response) => response.status === 401)).toHaveLength(5);
  });

  it('keeps neither password nor token readable', async () => {
    const { dataDir, authorization } = await start();
    const stored = ['server.db', 'server.db-wal'].map((name) => readFileSync(join(dataDir, name)).toString('latin1'));
    expect(stored.join('')).toContain('van-thu');
    expect(stored.join('')).not.toContain(authorization.slice('Bearer '.length));
    expect(stored.join('')).not.toContain(Buffer.from(user.password).toString('latin1'));
  });

  it('ends a session when its time is over', async () => {
    const server = await startServer({ dataDir: temporaryFolder(), users: [user], sessionSeconds: -1 });
    onTestFinished(() => server.close());
    const signIn = await fetch(`${server.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(user),
    });
    const { token } = signInResponseSchema.parse(await signIn.json());
    const late = await fetch(`${server.url}/api/v1/documents`, { headers: { authorization: `Bearer ${token}` } });
    expect(await refusal(late)).toEqual({ status: 401, code: 'session-required' });
  });
});

describe('documents', () => {
  it('are listed page by page without loss or repetition, and by status', async () => {
    const { list } = await start({}, 7);
    const seen: string[] = [];
    let after: string | null = '';
    while (after !== null) {
      const page = await list(`?limit=3${after === '' ? '' : `&after=${after}`}`);
      seen.push(...page.documents.map((document) => document.fileName));
      after = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 7 }, (_, index) => `Công_văn_${index}.pdf`));
    expect((await list('?status=signed')).documents).toEqual([]);
  });

  it('are not doubled when the server starts again with the same seed', async () => {
    const { server, dataDir, seed } = await start();
    await server.close();
    const again = await start({ dataDir, seed: [seed] });
    expect((await again.list()).documents).toHaveLength(3);
  });

  it('come with their hash as ETag and Content-Digest', async () => {
    const { get, firstId } = await start();
    const response = await get(`/documents/${firstId}/content`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(response.headers.get('etag')).toBe(`"${sha256(bytes).toString('hex')}"`);
    expect(response.headers.get('content-digest')).toBe(digest(bytes));
    expect(Buffer.from(bytes).equals(pdf('gốc 0'))).toBe(true);
  });
});

describe('upload', () => {
  it('sent twice gives the same receipt and one stored file', async () => {
    const { put, get, firstId, dataDir } = await start();
    const bytes = pdf('đã ký');
    const first = await put(firstId, bytes);
    const receipt = receiptSchema.parse(await first.json());
    expect([first.status, receipt]).toMatchObject([201, { documentId: firstId, alreadyThere: false }]);
    const second = await put(firstId, bytes);
    expect([second.status, await second.json()]).toEqual([200, { ...receipt, alreadyThere: true }]);
    expect(await (await get(`/documents/${firstId}/receipt`)).json()).toEqual({ ...receipt, alreadyThere: true });
    const document = serverDocumentSchema.parse(await (await get(`/documents/${firstId}`)).json());
    expect(document.status).toBe('signed');
    expect(readdirSync(join(dataDir, 'signed'))).toEqual([`${receipt.sha256}.pdf`]);
  });

  it('sent at the same time many times is taken once', async () => {
    const { put, firstId, dataDir } = await start();
    const answers = await Promise.all(Array.from({ length: 10 }, () => put(firstId, pdf('đã ký'))));
    expect(answers.map((answer) => answer.status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect(readdirSync(join(dataDir, 'signed'))).toHaveLength(1);
  });

  it('with the same key and other bytes, of another document, or by another key is a conflict', async () => {
    const { put, list, firstId, dataDir } = await start();
    const otherId = (await list()).documents[1]?.id ?? '';
    await put(firstId, pdf('đã ký'));
    expect(await refusal(await put(firstId, pdf('khác')))).toEqual({ status: 409, code: 'key-reused' });
    expect(await refusal(await put(otherId, pdf('đã ký')))).toEqual({ status: 409, code: 'key-reused' });
    const otherKey = { 'idempotency-key': 'b'.repeat(32) };
    expect(await refusal(await put(firstId, pdf('khác'), otherKey))).toEqual({ status: 409, code: 'already-signed' });
    expect(readdirSync(join(dataDir, 'signed'))).toHaveLength(1);
  });

  it('whose bytes do not match the digest leaves nothing', async () => {
    const { put, firstId, list, dataDir } = await start();
    const wrong = { 'content-digest': digest(pdf('khác')) };
    expect(await refusal(await put(firstId, pdf('đã ký'), wrong))).toEqual({ status: 422, code: 'digest-mismatch' });
    expect(readdirSync(join(dataDir, 'signed'))).toEqual([]);
    expect((await list('?status=waiting')).documents).toHaveLength(3);
  });

  it('that is too large is refused with and without a declared length', async () => {
    const { put, firstId, server, authorization, dataDir } = await start({ maxUploadBytes: 100_000 });
    const large = Buffer.alloc(20_000_000, 0x20);
    expect(await refusal(await put(firstId, large))).toEqual({ status: 413, code: 'too-large' });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const chunked = httpRequest(`${server.url}/api/v1/documents/${firstId}/signed`, {
      agent,
      method: 'PUT',
      headers: {
        authorization,
        'content-type': 'application/pdf',
        'idempotency-key': 'c'.repeat(32),
        'content-digest': digest(large),
        ...told,
        'transfer-encoding': 'chunked',
      },
    });
    chunked.end(large);
    const [response] = await once(chunked, 'response');
    expect(response.statusCode).toBe(413);
    response.resume();
    // The refused body must not block the connection.
    const next = httpRequest(`${server.url}/api/v1/documents`, { agent, headers: { authorization } }).end();
    const [answer] = await once(next, 'response');
    expect(answer.statusCode).toBe(200);
    answer.resume();
    expect(readdirSync(join(dataDir, 'signed'))).toEqual([]);
  });

  it('without key, digest, PDF type or document is refused', async () => {
    const { put, firstId } = await start();
    const bytes = pdf('đã ký');
    expect((await put(firstId, bytes, { 'idempotency-key': 'short' })).status).toBe(400);
    expect((await put(firstId, bytes, { 'content-digest': 'md5=:AAAA:' })).status).toBe(400);
    expect((await put(firstId, Buffer.from('{}'), { 'content-type': 'application/json' })).status).toBe(415);
    expect((await put(firstId, bytes, { 'content-type': 'text/html' })).status).toBe(415);
    expect((await put('khong-co', bytes)).status).toBe(404);
    expect((await put(firstId, bytes, { authorization: 'Bearer x' })).status).toBe(401);
  });

  it('cut in its middle leaves no half file, and can be sent again', async () => {
    const { put, firstId, server, authorization, dataDir } = await start();
    const bytes = pdf('đã ký');
    const cut = httpRequest(`${server.url}/api/v1/documents/${firstId}/signed`, {
      method: 'PUT',
      headers: {
        authorization,
        'content-type': 'application/pdf',
        'idempotency-key': 'a'.repeat(32),
        'content-digest': digest(bytes),
        ...told,
        'content-length': bytes.length,
      },
    });
    cut.on('error', () => {});
    cut.write(bytes.subarray(0, 5));
    while (readdirSync(join(dataDir, 'signed')).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    cut.destroy();
    while (readdirSync(join(dataDir, 'signed')).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await put(firstId, bytes)).status).toBe(201);
  });
});

describe('docs/provincial-api.yaml', () => {
  /** The operations of the document, by its indentation: `  /path:`, `    method:`, `        'status':`. */
  const documented = () => {
    const operations = new Map<string, Set<number>>();
    let path = '';
    let statuses = new Set<number>();
    for (const line of readFileSync('docs/provincial-api.yaml', 'utf8').split('\n')) {
      path = /^ {2}(\/\S+):$/.exec(line)?.[1] ?? path;
      const method = /^ {4}(get|put|post|delete|patch|head):$/.exec(line)?.[1];
      if (method !== undefined) {
        statuses = new Set();
        operations.set(`${method.toUpperCase()} ${path}`, statuses);
      }
      const status = /^ {8}'(\d{3})':/.exec(line)?.[1];
      if (status !== undefined) statuses.add(Number(status));
    }
    return operations;
  };

  it('lists every route of the server and no other', async () => {
    const { server } = await start();
    expect([...documented().keys()].sort()).toEqual([...server.routes].sort());
  });

  it('knows every status that each operation answers when walked with good and bad requests', async () => {
    const { call, authorization, list } = await start({ maxUploadBytes: 1000 }, 4);
    const { documents } = await list();
    const [firstId = '', secondId = '', thirdId = '', fourthId = ''] = documents.map(({ id }) => id);
    const bytes = pdf('đã ký');
    const key = 'f'.repeat(32);
    const hex = sha256(bytes).toString('hex');
    const journal = { seq: 1, head: hex };
    const upload = { documentId: thirdId, version: 1, size: bytes.length, sha256: hex, idempotencyKey: key, journal };
    const begun = await call('/uploads', {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(upload),
    });
    const { uploadId } = uploadStateSchema.parse(await begun.json());
    const series = 'cong-van-2026';
    const good: Record<string, unknown> = {
      'POST /api/v1/sessions': user,
      'POST /api/v1/documents/{id}/rejection': { reason: 'sai thể thức' },
      'POST /api/v1/leases': { documents: [secondId], seconds: 60 },
      'DELETE /api/v1/leases': { documents: [secondId] },
      'POST /api/v1/uploads': { ...upload, documentId: fourthId, idempotencyKey: 'g'.repeat(32) },
      'POST /api/v1/journal-heads': { seq: 1, head: '0'.repeat(64) },
      'POST /api/v1/number-leases': { series, key, count: 3 },
      'PUT /api/v1/number-leases': {
        leases: [{ key, series, count: 3, expiresAt: '2026-01-01T00:00:00.000Z', numbers: [1], returned: [2] }],
      },
      'DELETE /api/v1/number-leases': { series, key, numbers: [1] },
    };
    // By certificate needs a token: provincial-server-sign-in.test.ts; packages need the program: provincial-server-edxml.test.ts.
    const neverGood = ['receipt', 'certificate', 'edxml', 'edxml/status'];
    for (const [operation, statuses] of documented()) {
      const [method = '', path = ''] = operation.split(' ');
      const ids = path.includes('/uploads/') ? [uploadId] : operation.endsWith('rejection') ? [secondId] : [firstId];
      const bodies = ['GET', 'HEAD'].includes(method)
        ? [undefined]
        : [undefined, '{}', JSON.stringify(good[operation] ?? {}), new Uint8Array(bytes), 'x'.repeat(80_000)];
      const seen = new Set<number>();
      for (const id of [...ids, 'khong-co', 'a%20b'])
        for (const auth of [authorization, 'Bearer x'])
          for (const body of bodies)
            for (const type of ['application/json', 'application/pdf', 'application/octet-stream', 'text/plain']) {
              const headers = {
                authorization: auth,
                'content-type': type,
                'idempotency-key': 'd'.repeat(32),
                'content-digest': digest(bytes),
                ...told,
                'upload-offset': '0',
              };
              const url = path.replace('/api/v1', '').replace('{id}', id);
              const response = await call(url, { method, headers, ...(body === undefined ? {} : { body }) });
              seen.add(response.status);
              const text = await response.text();
              if (!response.ok && method !== 'HEAD')
                expect(apiErrorSchema.parse(JSON.parse(text)).code).not.toBe('route-missing');
            }
      expect(
        [...seen].filter((status) => !statuses.has(status)),
        operation,
      ).toEqual([]);
      const isNeverGood = neverGood.some((ending) => operation.endsWith(ending));
      expect(Math.min(...seen), operation).toBeLessThan(isNeverGood ? 500 : 300);
    }
  });

  it('lists the error codes of the server', async () => {
    const codes = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]).sort();
    const inServer = codes(readFileSync('tools/provincial-server/errors.mjs', 'utf8'), /^ {2}'?([a-z-]+)'?: \[/gm);
    const inDocument = codes(readFileSync('docs/provincial-api.yaml', 'utf8'), /^ {12}- ([a-z-]+)$/gm);
    expect(inDocument).toEqual(inServer);
  });
});

describe('the server as a process', () => {
  const run = async (args: string[], environment: Record<string, string>) => {
    const child: ChildProcess = spawn(process.execPath, ['tools/provincial-server/main.mjs', ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = once(child, 'exit');
    return { child, exit };
  };

  it('prints its address, and keeps what it acknowledged when killed', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.pdf'), pdf('gốc'));
    const origin = 'https://van-ban.tinh.example';
    const args = ['--data', join(folder, 'data'), '--origin', origin, '--user', user.username, '--seed', folder];
    const environment = { PROVINCIAL_SERVER_PASSWORD: user.password };
    const bytes = pdf('đã ký');
    const key = 'e'.repeat(32);
    const upload = async () => {
      const { child, exit } = await run(args, environment);
      const line = await once(child.stdout ?? child, 'data');
      const { url } = JSON.parse(String(line[0]));
      const signIn = await fetch(`${url}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(user),
      });
      const headers = { authorization: `Bearer ${signInResponseSchema.parse(await signIn.json()).token}` };
      const list = documentPageSchema.parse(await (await fetch(`${url}/api/v1/documents`, { headers })).json());
      const response = await fetch(`${url}/api/v1/documents/${list.documents[0]?.id}/signed`, {
        method: 'PUT',
        body: new Uint8Array(bytes),
        headers: {
          ...headers,
          'content-type': 'application/pdf',
          'idempotency-key': key,
          'content-digest': digest(bytes),
          ...told,
        },
      });
      child.kill('SIGKILL');
      await exit;
      return receiptSchema.parse(await response.json());
    };
    const first = await upload();
    expect(await upload()).toEqual({ ...first, alreadyThere: true });
  });

  it('refuses to start with a user and no password', async () => {
    const { exit } = await run(['--data', temporaryFolder(), '--user', 'a'], { PROVINCIAL_SERVER_PASSWORD: '' });
    expect((await exit)[0]).toBe(64);
  });
});
