/** Files that go and come through cuts, pauses and dead processes. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestSinglePut, type ServerDocument } from '../../src/contracts/provincial-api.js';
import type { SyncProgress } from '../../src/contracts/sync.js';
import { Flow } from '../../src/main/sync/flow.js';
import type { FetchPort } from '../../src/main/sync/http/exchange.js';
import { push } from '../../src/main/sync/push.js';
import { receive } from '../../src/main/sync/run.js';
import { seed } from '../seed.js';
import { collect, everything, setUp, statusOf } from './sync-support.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes that no compression or repetition makes equal anywhere. */
const noise = (size: number): Buffer => {
  const parts: Buffer[] = [];
  for (let index = 0; index * 32 < size; index += 1) parts.push(createHash('sha256').update(`${index}`).digest());
  return Buffer.concat(parts).subarray(0, size);
};

/** Passes so many bytes on, then breaks. */
const breaking = (bytes: number): TransformStream<Uint8Array, Uint8Array> => {
  let left = bytes;
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) controller.error(new Error('cut'));
    },
  });
};

/** A network that breaks bodies of answers or requests to `path` after so many bytes, one after the other. */
const cutting = (path: string, cuts: number[]): { fetch: FetchPort; seen: Request[] } => {
  const seen: Request[] = [];
  const cut: FetchPort = async (url, init) => {
    if (!url.includes(path)) return fetch(url, init);
    seen.push(new Request(url, { method: init.method ?? 'GET', headers: init.headers ?? {} }));
    const bytes = cuts.shift();
    if (bytes === undefined) return fetch(url, init);
    if (init.body instanceof ReadableStream)
      return fetch(url, { ...init, body: init.body.pipeThrough(breaking(bytes)) });
    const response = await fetch(url, init);
    return new Response(response.body?.pipeThrough(breaking(bytes)) ?? null, response);
  };
  return { fetch: cut, seen };
};

const large = largestSinglePut + 5_000_000;

/** One document of `size` bytes that waits on the server. */
const waiting = async (size: number, options = {}) => {
  const all = await setUp(0);
  const path = join(all.folder, 'Tờ trình.pdf');
  const content = noise(size);
  writeFileSync(path, content);
  await all.server.close();
  const { startServer } = await import('../../tools/provincial-server/server.mjs');
  const { user } = await import('./sync-support.js');
  const server = await startServer({ dataDir: join(all.folder, 'server'), users: [user], seed: [path] });
  const { onTestFinished } = await import('vitest');
  onTestFinished(() => server.close());
  const client = await all.connect({ url: server.url, ...options });
  await mkdir(all.storeDir, { recursive: true });
  const { documents } = await client.changes(null);
  const document = documents[0] as ServerDocument;
  return { ...all, server, client, content, document, target: join(all.storeDir, `${document.sha256}.pdf`) };
};

describe('a download', () => {
  it('that was cut goes on where it was, in the same run and in the next', async () => {
    const { fetch: network, seen } = cutting('/content', [400_000, 700_000, 100_000]);
    const { connect, server, target, document, content } = await waiting(2_000_000);
    const first = await connect({ url: server.url, fetch: network, retryDelaysMs: [] });
    await expect(first.download(document, target)).rejects.toMatchObject({ code: 'sync.unreachable' });
    const second = await connect({ url: server.url, fetch: network, retryDelaysMs: [1] });
    await second.download(document, target);
    expect(seen.map((request) => request.headers.get('range') !== null)).toEqual([false, true, true, true]);
    expect(readFileSync(target).equals(content)).toBe(true);
    expect(readdirSync(join(target, '..'))).toHaveLength(1);
  });

  it('of a process that was killed is gone on with, that of a living one is left to it', async () => {
    const { fetch: network, seen } = cutting('/content', []);
    const { connect, server, target, document, content } = await waiting(300_000);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(`${target}.${dead}-${'a'.repeat(16)}.part`, content.subarray(0, 250_000));
    writeFileSync(`${target}.${process.ppid}-${'b'.repeat(16)}.part`, content.subarray(0, 290_000));
    const client = await connect({ url: server.url, fetch: network });
    await client.download(document, target);
    expect(seen.map(({ headers }) => headers.get('range'))).toEqual(['bytes=250000-']);
    expect(readFileSync(target).equals(content)).toBe(true);
    expect(readdirSync(join(target, '..'))).toHaveLength(2);
  });

  it('whose earlier part is damaged is taken from the beginning', async () => {
    const { client, target, document, content } = await waiting(300_000);
    for (const part of [Buffer.alloc(100_000), Buffer.alloc(300_000), Buffer.alloc(400_000)]) {
      writeFileSync(`${target}.part`, part);
      await client.download(document, target);
      expect(readFileSync(target).equals(content)).toBe(true);
    }
  });
});

it.each([
  ['is shorter than it was', (path: string) => truncateSync(path, 5)],
  ['is gone', (path: string) => rmSync(path)],
])('a file that %s in the server’s own store keeps no other from coming in', async (_, harm) => {
  const { folder, queue, connect, storeDir } = await setUp(2);
  // Slow enough for the server, and not for a silence.
  const client = await connect({ idleTimeoutMs: 3_000 });
  const originals = join(folder, 'server', 'originals');
  harm(join(originals, readdirSync(originals)[0] ?? ''));
  const lines = statusOf(await collect(receive({ queue, server: client, storeDir })));
  expect(lines.sort()).toEqual(['done', 'sync.server-error']);
});

describe('an upload of a large file', () => {
  const send = async (cuts: number[], options = {}) => {
    const { fetch: network, seen } = cutting('/uploads/', cuts);
    const all = await waiting(10, { fetch: network, ...options });
    const path = join(all.folder, 'signed.pdf');
    const content = noise(large);
    writeFileSync(path, content);
    const order = {
      serverId: all.document.id,
      version: all.document.version,
      original: all.document.sha256,
      path,
      sha256: sha256(content),
      idempotencyKey: 'c'.repeat(32),
      journal: { seq: 0, head: '0'.repeat(64) },
    };
    return { ...all, seen, order, content };
  };
  const offsets = (seen: Request[]) => seen.map(({ headers }) => Number(headers.get('upload-offset')));

  it('goes in pieces, each once', async () => {
    const { client, order, seen } = await send([]);
    const moved: number[] = [];
    const { receipt } = await client.upload(order, (bytes) => moved.push(bytes));
    expect(receipt).toMatchObject({ sha256: order.sha256, alreadyThere: false });
    expect(offsets(seen)).toEqual([0, 4, 8, 12].map((mib) => mib * 2 ** 20));
    expect(moved.at(-1)).toBe(large);
  });

  it('through cuts anywhere arrives whole and once, and sends no piece again that had arrived', async () => {
    const cut = fc.integer({ min: 1, max: 4 * 2 ** 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 4 }), async (cuts) => {
        const { client, order, seen, folder } = await send([...cuts], { retryDelaysMs: [1, 1, 1, 1] });
        const { receipt } = await client.upload(order);
        expect(receipt.sha256).toBe(order.sha256);
        const sent = offsets(seen);
        expect(sent).toEqual([...sent].sort((one, other) => one - other));
        expect(readFileSync(join(folder, 'server', 'signed', `${order.sha256}.pdf`)).length).toBe(large);
        expect((await client.upload(order)).receipt).toEqual({ ...receipt, alreadyThere: true });
      }),
      { seed, numRuns: 4 },
    );
  }, 120_000);

  it('is gone on with by another run, and its changed file is not sent', async () => {
    const { client, order, seen, connect, server, content } = await send([3_000_000], { retryDelaysMs: [] });
    await expect(client.upload(order)).rejects.toMatchObject({ code: 'sync.unreachable' });
    const next = await connect({ url: server.url });
    writeFileSync(order.path, Buffer.concat([content, Buffer.from('x')]));
    await expect(next.upload(order)).rejects.toMatchObject({ code: 'sync.signed-file-changed' });
    writeFileSync(order.path, content);
    const after = cutting('/uploads/', []);
    const last = await connect({ url: server.url, fetch: after.fetch });
    expect((await last.upload(order)).receipt.sha256).toBe(order.sha256);
    expect(offsets(seen)).toEqual([0]);
    expect(offsets(after.seen)[0]).toBeGreaterThan(0);
  });
});

describe('the person', () => {
  it('pauses a transfer in its middle, and it goes on from there', async () => {
    const { fetch: network, seen } = cutting('/content', []);
    const flow = new Flow();
    const { connect, server, target, document, content } = await waiting(3_000_000);
    const client = await connect({ url: server.url, fetch: network, flow, retryDelaysMs: [] });
    let paused = 0;
    await client.download(document, target, (bytes) => {
      if (paused > 0 || bytes < 1_000_000) return;
      paused = bytes;
      flow.pause();
      setTimeout(() => flow.resume(), 50);
    });
    expect(seen.map(({ headers }) => headers.get('range'))).toEqual([null, `bytes=${paused}-`]);
    expect(readFileSync(target).equals(content)).toBe(true);
  });

  it('sees how far a run is, file by file and in all', async () => {
    const { queue, client, storeDir } = await setUp(3);
    const told: SyncProgress[] = [];
    const progress = (one: SyncProgress): void => void told.push(one);
    expect(statusOf(await collect(receive({ queue, server: client, storeDir, progress })))).toHaveLength(3);
    const sizes = (await queue.list(everything)).jobs.length;
    expect(sizes).toBe(3);
    const last = told.at(-1);
    expect(last?.all).toEqual({ files: 3, ofFiles: 3, moved: last?.all.size, size: last?.all.size });
    const moved = told.map(({ all }) => all.moved);
    expect(moved).toEqual([...moved].sort((one, other) => one - other));
    expect(await collect(push({ queue, server: client, progress }))).toEqual([]);
  });
});
