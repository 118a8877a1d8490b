/** A reference server with documents, a queue, and a client that does not wait long. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { SyncLine } from '../../src/contracts/cli.js';
import { openQueue } from '../../src/main/queue/client.js';
import type { Queue } from '../../src/main/queue/types.js';
import { ProvincialServer, type ProvincialServerOptions } from '../../src/main/sync/http/server.js';
import { type Intervention, type ServerOptions, startServer } from '../../tools/provincial-server/server.mjs';
import { type Bundle, bundle, temporaryFolder } from './queue-harness.js';

let worker: Bundle;
beforeAll(async () => {
  worker = await bundle('src/main/queue/worker.ts');
}, 60_000);
afterAll(() => worker.remove());

export const user = { username: 'van-thu', password: 'mật khẩu' };
export const everything = { text: '', states: [], after: null, limit: 500 };
export const collect = async (lines: AsyncIterable<SyncLine>): Promise<SyncLine[]> => {
  const all: SyncLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
};
export const statusOf = (lines: SyncLine[]) => lines.map((line) => line.error?.code ?? line.status);

/** A server with `count` documents whose answers a test may disturb, a queue, and a client that does not wait long. */
export const setUp = async (count = 3, serverOptions: Partial<ServerOptions> = {}) => {
  const folder = temporaryFolder();
  const seed = temporaryFolder();
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(seed, `Văn bản ${index}.pdf`), `%PDF-1.7\n% gốc ${index}\n`);
  const disturb: { with: (request: { method: string; url: string }) => Intervention | undefined } = {
    with: () => undefined,
  };
  const start = (port = 0) =>
    startServer({
      dataDir: join(folder, 'server'),
      port,
      seed: [seed],
      users: [user],
      intervene: (request) => disturb.with(request),
      ...serverOptions,
    });
  const server = await start();
  onTestFinished(() => server.close().catch(() => {}));
  const queue = await openQueue({ workerPath: worker.path, databasePath: join(folder, 'queue.db') });
  onTestFinished(() => queue.close());
  const accept: ProvincialServerOptions['accept'] = (identity) => queue.trustServer(identity);
  const connect = async (options: Partial<ProvincialServerOptions> = {}) => {
    const client = new ProvincialServer({ url: server.url, fetch, retryDelaysMs: [1, 1], accept, ...options });
    await client.signIn(user.username, user.password);
    return client;
  };
  const client = await connect();
  const storeDir = join(folder, 'store');
  return {
    folder,
    server,
    start,
    disturb,
    queue,
    client,
    connect,
    accept,
    storeDir,
    signedDir: join(folder, 'server', 'signed'),
  };
};

/** Takes every received job through signing; the "signed" file is the original with something appended. */
export const sign = async (queue: Queue, folder: string): Promise<void> => {
  const { jobs } = await queue.list({ ...everything, states: ['received', 'ready'] });
  for (const { id } of jobs) await queue.check(id, { fit: true });
  for (const {
    job: { id },
  } of await queue.claim(jobs.map((job) => job.id))) {
    const bytes = Buffer.concat([readFileSync((await queue.get(id)).originalPath), Buffer.from(`% ký ${id}\n`)]);
    const signedPath = join(folder, `${id}.signed.pdf`);
    writeFileSync(signedPath, bytes);
    await queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
    await queue.advance(id, { event: 'signature-made', pending: '{}' });
    await queue.advance(id, { event: 'embedded' });
    const signedSha256 = createHash('sha256').update(bytes).digest('hex');
    await queue.advance(id, { event: 'proved', signedPath, signedSha256 });
  }
};
export const counts = async (queue: Queue) => {
  const { counts: all } = await queue.list(everything);
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
};
