/**
 * Three client processes at once on one server, with one data folder for all and with one each: 60 documents, or
 * DRAIN=n. Documents per second are printed.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningServer, startServer } from '../../tools/provincial-server/server.mjs';
import { pin, sha256 } from '../integration/installation.js';
import { makeShared, type Shared } from './place.js';

const count = Number(process.env.DRAIN ?? 60);
const clients = 3;
const users = Array.from({ length: clients }, (_, index) => ({ username: `van-thu-${index}`, password: 'mật khẩu' }));
const lines: string[] = [];
let folder: string;
let shared: Shared;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-drain-'));
  shared = await makeShared(folder, count);
}, 120_000);
afterAll(() => {
  shared.workplace.remove();
  rmSync(folder, { recursive: true, force: true });
  console.log(lines.join('\n'));
}, 120_000);

interface Client {
  readonly data: string;
  readonly user: (typeof users)[number];
}

/** Runs the program; its exit code and what it said. */
const kyso = (
  words: readonly string[],
  input: string,
  client: Client,
): Promise<{ code: number | null; text: string }> =>
  new Promise((done, fail) => {
    const env = { ...process.env, ...shared.workplace.token.env, XDG_CONFIG_HOME: `${client.data}-config` };
    const child = spawn(process.execPath, [shared.program, ...words, '--data', client.data, '--json'], { env });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
    child.on('error', fail).on('close', (code) => done({ code, text }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${input}\n`);
  });

const sync = (server: RunningServer, client: Client) => {
  const { username, password } = client.user;
  return kyso(['sync', '--server', server.url, '--user', username, '--password-stdin'], password, client);
};

const signAll = (client: Client) => {
  const { modulePath, label } = shared.workplace.token;
  return kyso(['queue', 'run', '--module', modulePath, '--token', label, '--pin-stdin', '--offline'], pin, client);
};

const rows = <S extends z.ZodType>(path: string, sql: string, schema: S): z.output<S>[] => {
  const database = new Database(path, { readonly: true });
  try {
    return z.array(schema).parse(database.prepare(sql).all());
  } finally {
    database.close();
  }
};

const jobSchema = z.object({
  id: z.string(),
  server_id: z.string(),
  state: z.string(),
  error: z.string().nullable(),
  signed_sha256: z.string().nullable(),
});
const jobsOf = ({ data }: Client) =>
  rows(join(data, 'queue.sqlite'), 'SELECT id, server_id, state, error, signed_sha256 FROM jobs', jobSchema);

const signingsOf = ({ data }: Client): number =>
  rows(join(data, 'queue.sqlite'), `SELECT job_id FROM journal WHERE event = 'signature-made'`, z.unknown()).length;

/** Each document has one receipt and one file with one new signature; the server's jobs are those that were delivered. */
const expectOnServer = (serverData: string, expected: number, delivered: readonly z.output<typeof jobSchema>[]) => {
  const receipts = rows(
    join(serverData, 'server.db'),
    'SELECT document_id, sha256 FROM receipts',
    z.object({ document_id: z.string(), sha256: z.string() }),
  );
  const pairs = (all: readonly (readonly [string, string | null])[]) => all.map((pair) => pair.join(' ')).sort();
  expect(receipts).toHaveLength(expected);
  expect(new Set(receipts.map((one) => one.document_id)).size).toBe(expected);
  expect(pairs(receipts.map((one) => [one.document_id, one.sha256]))).toEqual(
    pairs(delivered.map((job) => [job.server_id, job.signed_sha256])),
  );
  const stored = readdirSync(join(serverData, 'signed'));
  expect(stored.sort()).toEqual(receipts.map((one) => `${one.sha256}.pdf`).sort());
  for (const name of stored) {
    const path = join(serverData, 'signed', name);
    expect(`${sha256(path)}.pdf`).toBe(name);
    expect(readFileSync(path, 'latin1').match(/\/ByteRange/g)).toHaveLength(1);
  }
};

const startPlace = async (name: string, documents: number) => {
  const serverData = join(folder, name, 'server');
  const seed = readdirSync(shared.documents).map((file) => join(shared.documents, file));
  const server = await startServer({ dataDir: serverData, seed: seed.slice(0, documents), users });
  /** A start clears files that came at the same moment as another of the same document, and were refused. */
  const restart = async (): Promise<void> => {
    await server.close();
    await (await startServer({ dataDir: serverData })).close();
  };
  return { server, serverData, restart, at: (client: string) => join(folder, name, client) };
};

/** All clients at once through one command; seconds. */
const together = async (all: readonly Client[], command: (client: Client) => Promise<{ code: number | null }>) => {
  const started = performance.now();
  const codes = (await Promise.all(all.map(command))).map(({ code }) => code);
  return { codes, seconds: (performance.now() - started) / 1000 };
};

const tell = (what: string, documents: number, seconds: number): void =>
  void lines.push(
    `${what}: ${(documents / seconds).toFixed(1)} documents/s (${seconds.toFixed(1)} s for ${documents})`,
  );

it(
  'three processes over one data folder sign and deliver each document once',
  async () => {
    const { server, serverData, restart, at } = await startPlace('shared', count);
    try {
      const data = at('client');
      mkdirSync(data, { recursive: true });
      const all = users.map((): Client => ({ data, user: users[0] ?? { username: '', password: '' } }));
      const [client] = all;
      if (client === undefined) throw new Error('no client');
      const received = await together(all, (one) => sync(server, one));
      expect(received.codes).toEqual([0, 0, 0]);
      expect(jobsOf(client)).toHaveLength(count);
      const signed = await together(all, signAll);
      expect(signed.codes).toEqual([0, 0, 0]);
      const sent = await together(all, (one) => sync(server, one));
      expect(sent.codes).toEqual([0, 0, 0]);
      const jobs = jobsOf(client);
      expect(new Set(jobs.map(({ state }) => state))).toEqual(new Set(['delivered']));
      expect(signingsOf(client)).toBe(count);
      await restart();
      expectOnServer(serverData, count, jobs);
      expect((await kyso(['journal', 'verify'], '', client)).code).toBe(0);
      tell('one data folder, received', count, received.seconds);
      tell('one data folder, signed', count, signed.seconds);
      tell('one data folder, sent', count, sent.seconds);
      tell('one data folder, all', count, received.seconds + signed.seconds + sent.seconds);
    } finally {
      await server.close().catch(() => undefined);
    }
  },
  count * 2_000 + 60_000,
);

it(
  'three clerks with a data folder each sign and deliver every document once; who has one in hand is told to the others',
  async () => {
    const { server, serverData, restart, at } = await startPlace('apart', count);
    try {
      const all = users.map((user): Client => ({ user, data: at(user.username) }));
      for (const { data } of all) mkdirSync(data, { recursive: true });
      const received = await together(all, (one) => sync(server, one));
      expect(received.codes).toEqual([0, 0, 0]);
      const signed = await together(all, signAll);
      for (const client of all) {
        const waiting = jobsOf(client).filter(({ state }) => state === 'ready');
        expect(signingsOf(client)).toBe(count - waiting.length);
        for (const { error } of waiting) expect(error).toContain('sync.leased-elsewhere');
        // What is not signed yet makes the exit code tell so.
        expect(signed.codes[all.indexOf(client)]).toBe(waiting.length > 0 ? 1 : 0);
      }
      expect(all.map(signingsOf).reduce((sum, one) => sum + one)).toBe(count);
      const sent = await together(all, (one) => sync(server, one));
      expect(sent.codes).toEqual([0, 0, 0]);
      const own = all.flatMap(jobsOf).filter(({ signed_sha256 }) => signed_sha256 !== null);
      expect(new Set(own.map(({ state }) => state))).toEqual(new Set(['delivered']));
      await restart();
      expectOnServer(serverData, count, own);
      for (const client of all) expect((await kyso(['journal', 'verify'], '', client)).code).toBe(0);
      lines.push(`one data folder each, signed by each: ${all.map(signingsOf).join(', ')}`);
      tell('one data folder each, received', count, received.seconds);
      tell('one data folder each, signed', count, signed.seconds);
      tell('one data folder each, sent', count, sent.seconds);
      tell('one data folder each, all', count, received.seconds + signed.seconds + sent.seconds);
    } finally {
      await server.close().catch(() => undefined);
    }
  },
  count * 4_000 + 60_000,
);
