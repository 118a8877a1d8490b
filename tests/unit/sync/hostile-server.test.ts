/** A server that answers wrongly, or never to the end: every call is over, and says what was wrong. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { largestSinglePut, type ServerDocument, type Session } from '../../../src/contracts/provincial-api.js';
import { ProvincialServer, type ProvincialServerOptions } from '../../../src/main/sync/http/server.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const session: Session = {
  token: 't',
  expiresAt: '9999-12-31T23:59:59Z',
  server: { origin: 'https://may-chu.gov.vn', receiptKey: 'AAAA' },
};
const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A client of a server that answers everything so. */
const clientOf = async (answer: Answer, options: Partial<ProvincialServerOptions> = {}) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.range ?? ''}`.trim());
    request.resume().on('end', () => answer(request, response));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kept = { session, server: 'x' };
  const client = new ProvincialServer({ url, fetch, kept, retryDelaysMs: [1], ...options });
  return { client, asked };
};

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'kyso-hostile-server-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

/** Longer than any pause between two drops on a busy computer. */
const impatient = { idleTimeoutMs: 400, retryDelaysMs: [] };

/** One byte again and again, sooner than anybody would call it silence. */
const drip: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 5);
  response.on('close', () => clearInterval(timer));
};

const document: ServerDocument = {
  ...{ id: 'VB-1', title: 'Tờ trình', fileName: 'a.pdf', status: 'waiting', updatedAt: '2026-01-01T00:00:00Z' },
  ...{ version: 1, operation: 'sign', needsApproval: false, refusal: null, lease: null },
  ...{ size: 1_000_000, sha256: 'a'.repeat(64) },
};

it('an answer of data that drips for ever is given up', async () => {
  const { client } = await clientOf(drip, impatient);
  await expect(client.changes(null)).rejects.toMatchObject({ code: 'sync.timeout' });
});

it('a refusal that drips for ever is given up', async () => {
  const { client } = await clientOf((request, response) => {
    response.statusCode = 409;
    drip(request, response);
  }, impatient);
  await expect(client.changes(null)).rejects.toMatchObject({ code: 'sync.timeout' });
});

it('an answer without end is given up', async () => {
  const { client } = await clientOf((_, response) => {
    const more = (): void => void response.write(Buffer.alloc(2 ** 20, ' '), () => setImmediate(more));
    more();
  });
  await expect(client.changes(null)).rejects.toMatchObject({ code: 'sync.reply-malformed' });
});

it('a file that drips is given up', async () => {
  const { client } = await clientOf(drip, impatient);
  const path = join(folder(), 'a.pdf');
  await expect(client.download(document, path)).rejects.toMatchObject({ code: 'sync.timeout' });
  expect(existsSync(path)).toBe(false);
});

it('a file that is shorter than the list says is no lost connection, and is asked for twice at most', async () => {
  const bytes = Buffer.alloc(1000, 'x');
  const { client, asked } = await clientOf((request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (start >= bytes.length) response.writeHead(416).end();
    else response.writeHead(200).end(bytes);
  });
  const store = folder();
  const listed = { ...document, sha256: sha256Of(bytes), size: 2000 };
  await expect(client.download(listed, join(store, 'a.pdf'))).rejects.toMatchObject({ code: 'sync.download-damaged' });
  expect(asked.length).toBeLessThanOrEqual(2);
  expect(readdirSync(store)).toEqual([]);
});

it('a file that is listed larger than any disk is not asked for', async () => {
  const { client, asked } = await clientOf((_, response) => response.end());
  const store = folder();
  const listed = { ...document, size: 2 ** 52 };
  await expect(client.download(listed, join(store, 'a.pdf'))).rejects.toMatchObject({ code: 'sync.store-failed' });
  expect([asked, readdirSync(store)]).toEqual([[], []]);
});

it('an upload of which everything has arrived and never a receipt comes is given up', async () => {
  const path = join(folder(), 'signed.pdf');
  const bytes = Buffer.alloc(largestSinglePut + 1);
  writeFileSync(path, bytes);
  const { client, asked } = await clientOf((request, response) => {
    if (request.method === 'POST') response.end(JSON.stringify({ uploadId: 'u', offset: bytes.length }));
    else response.writeHead(204, { 'upload-offset': String(bytes.length) }).end();
    if (asked.length > 20) request.socket.destroy();
  });
  const upload = {
    ...{ serverId: 'VB-1', version: 1, original: 'a'.repeat(64), path, sha256: sha256Of(bytes) },
    ...{ idempotencyKey: 'k', journal: { seq: 0, head: '0'.repeat(64) } },
  };
  await expect(client.upload(upload)).rejects.toMatchObject({ code: 'sync.reply-malformed' });
  expect(asked.length).toBeLessThanOrEqual(2);
});
