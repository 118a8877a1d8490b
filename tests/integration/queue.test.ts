import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobStateSchema } from '../../src/contracts/jobs.js';
import { openQueue } from '../../src/main/queue/client.js';
import { isOwned } from '../../src/main/queue/transitions.js';
import { type Bundle, bundle, newJob, temporaryFolder } from './queue-harness.js';

let worker: Bundle;
let killed: Bundle;

beforeAll(async () => {
  worker = await bundle('src/main/queue/worker.ts');
  killed = await bundle('tests/integration/queue-killed-process.ts');
}, 60_000);
afterAll(() => {
  worker.remove();
  killed.remove();
});

const open = (databasePath: string) => openQueue({ workerPath: worker.path, databasePath });
const everything = { text: '', states: [], after: null, limit: 500 };

describe('queue in its worker thread', () => {
  it('answers, carries faults with their sentence over the border, and opens again with what it had', async () => {
    const databasePath = join(temporaryFolder(), 'queue.db');
    const first = await open(databasePath);
    const { job } = await first.add(newJob('doc-1'));
    await expect(first.get('0'.repeat(32))).rejects.toMatchObject({
      code: 'queue.job-missing',
      value: { vi: expect.stringContaining('Không còn văn bản này') },
    });
    await first.close();
    const second = await open(databasePath);
    expect(await second.get(job.id)).toEqual(job);
    await second.close();
  });

  it('finishes running calls on close and refuses new ones', async () => {
    const queue = await open(join(temporaryFolder(), 'queue.db'));
    const running = Promise.all(Array.from({ length: 50 }, (_, index) => queue.add(newJob(`doc-${index}`))));
    const closing = queue.close();
    await expect(queue.list(everything)).rejects.toMatchObject({ code: 'queue.closing' });
    expect(await running).toHaveLength(50);
    await closing;
    await expect(queue.list(everything)).rejects.toMatchObject({ code: 'queue.stopped' });
  });

  it('says that its folder cannot be made, instead of opening it', async () => {
    const databasePath = join(temporaryFolder(), 'queue.db');
    writeFileSync(databasePath, '');
    await expect(open(join(databasePath, 'queue.db'))).rejects.toMatchObject({ code: 'queue.open-failed' });
  });

  it('says busy when another program holds the write lock, and works once it is gone', async () => {
    const databasePath = join(temporaryFolder(), 'queue.db');
    const queue = await open(databasePath);
    const other = new Database(databasePath);
    other.exec('BEGIN IMMEDIATE');
    await expect(queue.add(newJob('doc-1'))).rejects.toMatchObject({ code: 'queue.busy' });
    expect((await queue.list(everything)).total).toBe(0);
    other.exec('ROLLBACK');
    other.close();
    expect(await queue.add(newJob('doc-1'))).toMatchObject({ added: true });
    await queue.close();
  }, 20_000);

  it('gives each of 200 documents to exactly one of three queues that claim at once', async () => {
    const databasePath = join(temporaryFolder(), 'queue.db');
    const queues = await Promise.all([open(databasePath), open(databasePath), open(databasePath)]);
    const [first] = queues;
    if (first === undefined) throw new Error('set-up');
    const added = await Promise.all(Array.from({ length: 200 }, (_, index) => first.add(newJob(`doc-${index}`))));
    const ids = added.map(({ job }) => job.id);
    for (const id of ids) await first.check(id, { fit: true });
    const claims = await Promise.all(queues.flatMap((queue) => ids.map((id) => queue.claim([id]))));
    expect(
      claims
        .flat()
        .map(({ job }) => job.id)
        .sort(),
    ).toEqual([...ids].sort());
    expect(await first.verifyJournal()).toMatchObject({ intact: true, entries: 800 });
    await Promise.all(queues.map((queue) => queue.close()));
  }, 60_000);

  it('is created by five processes that open it at once, without a backup of half a migration', async () => {
    const folder = temporaryFolder();
    const queues = await Promise.all(Array.from({ length: 5 }, () => open(join(folder, 'queue.db'))));
    expect(readdirSync(folder).filter((name) => name.includes('.before-'))).toEqual([]);
    await Promise.all(queues.map((queue) => queue.close()));
    expect(readdirSync(join(folder, 'queue.db.owners'))).toEqual([]);
  });

  it('lists and searches 10,000 documents', async () => {
    const databasePath = join(temporaryFolder(), 'queue.db');
    const queue = await open(databasePath);
    // Durable commits one by one would measure the disk; the rows are the same.
    const raw = new Database(databasePath);
    const insert = raw.prepare(
      `INSERT INTO jobs (id, server_id, title, file_name, typed, folded, state, original_path, original_sha256, original_size,
       updated_at) VALUES (?, ?, ?, 'a.pdf', ?, ?, 'received', '/a', '${'a'.repeat(64)}', 1, '')`,
    );
    raw.transaction(() => {
      for (let index = 0; index < 10_000; index += 1) {
        const id = index.toString(16).padStart(32, '0');
        const title = `Quyết định số ${index}/QĐ-UBND`;
        insert.run(id, `doc-${index}`, title, title, `quyet dinh so ${index}/qd-ubnd doc-${index}`);
      }
    })();
    raw.close();
    const all = await queue.list({ ...everything, after: 11, limit: 100 });
    expect(all).toMatchObject({ total: 10_000, counts: { received: 10_000 } });
    expect(all.jobs).toHaveLength(10);
    const found = await queue.list({ ...everything, text: 'QĐ-UBND 4321/' });
    expect(found.jobs.map((job) => job.serverId)).toEqual(['doc-4321']);
    await queue.close();
  }, 60_000);
});

describe('a process killed in the middle of its writes', () => {
  it('leaves whole steps, an unbroken journal, and nothing it said was done undone', async () => {
    const databasePath = join(temporaryFolder(), 'queue.db');
    const delivered: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(process.execPath, [killed.path, worker.path, databasePath, `r${round}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exit = once(child, 'exit');
      let seen = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        delivered.push(line);
        seen += 1;
        // Somewhere inside one of the seven transactions of a later document.
        if (seen === 3 + round) setTimeout(() => child.kill('SIGKILL'), round * 3);
      }
      expect((await exit)[1]).toBe('SIGKILL');

      const queue = await open(databasePath);
      expect(await queue.verifyJournal()).toMatchObject({ intact: true });
      const { jobs, counts } = await queue.list(everything);
      const done = jobs.filter((job) => job.state === 'delivered').map((job) => job.serverId);
      expect(done).toEqual(expect.arrayContaining(delivered));
      for (const state of jobStateSchema.options.filter(isOwned)) expect(counts[state]).toBe(0);
      for (const job of jobs) {
        const history = await queue.history(job.id);
        expect(history.at(-1)?.to).toBe(job.state);
        expect(job.signedSha256 === null).toBe(!['proved', 'delivered'].includes(job.state));
      }
      expect((await queue.outbox()).length).toBe(counts.proved);
      await queue.close();
    }
    expect(delivered.length).toBeGreaterThanOrEqual(6 * 3);
    if (process.platform !== 'win32') expect(statSync(databasePath).mode & 0o777).toBe(0o600);
  }, 120_000);

  it('is noticed while this process runs: its documents come back at the next recovery', async () => {
    const databasePath = join(temporaryFolder(), 'queue.db');
    const queue = await open(databasePath);
    const other = spawn(process.execPath, [killed.path, worker.path, databasePath, 'held', 'hold'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(other, 'exit');
    await once(other.stdout, 'data');
    expect(await queue.recoverInterrupted()).toEqual([]);
    expect((await queue.list(everything)).jobs).toMatchObject([{ serverId: 'held-0', state: 'preparing' }]);
    other.kill('SIGKILL');
    await exit;
    expect(await queue.recoverInterrupted()).toMatchObject([{ serverId: 'held-0', state: 'ready' }]);
    expect(await queue.verifyJournal()).toMatchObject({ intact: true });
    await queue.close();
  }, 60_000);
});
