/** A backup that is restored beside a server that has gone on: nothing is signed or sent a second time with other bytes. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { backUp } from '../../src/main/jobs/backup/backup.js';
import { restore } from '../../src/main/jobs/backup/restore.js';
import { applicationFolders } from '../../src/main/jobs/files/application-folders.js';
import { openQueue } from '../../src/main/queue/client.js';
import { deliver, receive } from '../../src/main/sync/run.js';
import { type Bundle, bundle, temporaryFolder } from './queue-harness.js';
import { collect, counts, everything, setUp, sign, statusOf } from './sync-support.js';

let worker: Bundle;
beforeAll(async () => {
  worker = await bundle('src/main/queue/worker.ts');
}, 60_000);
afterAll(() => worker.remove());

/** An office with documents of the server, and what brings its backup to another computer. */
const office = async () => {
  const place = await setUp(3);
  const { folder, queue, client, storeDir } = place;
  await collect(receive({ queue, server: client, storeDir }));
  const to = temporaryFolder();
  const folders = { ...applicationFolders(folder), database: join(folder, 'queue.db'), work: join(folder, 'work') };
  const services = { folders, now: () => new Date(), abort: new AbortController().signal };
  const database = { workerPath: worker.path, databasePath: folders.database };
  return {
    ...place,
    backUp: () => backUp({ ...services, database }, to),
    async restored() {
      const other = applicationFolders(join(temporaryFolder(), 'máy khác'));
      mkdirSync(other.data, { recursive: true });
      const there = { workerPath: worker.path, databasePath: other.database };
      const done = await restore({ ...services, folders: other, database: there }, to);
      const second = await openQueue(there);
      onTestFinished(() => second.close());
      const server = await place.connect({ accept: (identity) => second.trustServer(identity) });
      return { done, queue: second, server, storeDir: other.originals, folder: other.data };
    },
  };
};

it('what was signed and sent after the backup is learned from the server, and not offered for signing', async () => {
  const { folder, queue, client, storeDir, backUp, restored, signedDir } = await office();
  await backUp();
  await sign(queue, folder);
  const [kept] = (await queue.outbox()).slice(-1);
  // One of the three is signed and has not left the computer that is lost.
  const all = deliver({ queue, server: client, storeDir });
  for (let sent = 0; sent < 2; sent += 1) await all.next();
  const sentFiles = readdirSync(signedDir).map((name) => readFileSync(join(signedDir, name)));
  expect(sentFiles).toHaveLength(2);
  const after = await restored();
  expect(after.done).toMatchObject({ open: 3 });
  expect(await counts(after.queue)).toEqual({ received: 3 });
  expect(statusOf(await collect(receive(after)))).toEqual(['signed-there', 'signed-there']);
  expect(await counts(after.queue)).toEqual({ delivered: 2, received: 1 });
  const { jobs } = await after.queue.list({ ...everything, states: ['delivered'] });
  for (const job of jobs) {
    const last = (await after.queue.history(job.id)).at(-1);
    expect(last).toMatchObject({ event: 'found-delivered', by: 'sync' });
    expect(JSON.parse(String(last?.detail))).toMatchObject({
      sha256: expect.any(String),
      receiptNumber: expect.any(Number),
    });
    await expect(after.queue.claim([job.id])).resolves.toEqual([]);
  }
  // The third is signed once more, as nobody has its file; then the server has one of each.
  await sign(after.queue, after.folder);
  expect(statusOf(await collect(deliver(after)))).toEqual(['done']);
  expect(readdirSync(signedDir)).toHaveLength(3);
  for (const bytes of sentFiles)
    expect(readdirSync(signedDir).some((name) => readFileSync(join(signedDir, name)).equals(bytes))).toBe(true);
  expect(await after.queue.verifyJournal()).toMatchObject({ intact: true });
  expect(kept?.kind).toBe('signed-file');
});

it('what was signed before the backup and sent after it goes out as the very same file', async () => {
  const { folder, queue, client, storeDir, backUp, restored, signedDir } = await office();
  await sign(queue, folder);
  await backUp();
  expect(statusOf(await collect(deliver({ queue, server: client, storeDir })))).toEqual(['done', 'done', 'done']);
  const files = () => readdirSync(signedDir).map((name) => readFileSync(join(signedDir, name)).toString('latin1'));
  const before = files();
  const after = await restored();
  expect(statusOf(await collect(deliver(after)))).toEqual(['already-there', 'already-there', 'already-there']);
  expect(files()).toEqual(before);
  expect(await counts(after.queue)).toEqual({ delivered: 3 });
  expect(await after.queue.verifyJournal()).toMatchObject({ intact: true, receipts: 3, ofOtherJournal: 3 });
});

it('what was under way at the backup is not finished by itself', async () => {
  const { queue, backUp, restored } = await office();
  const { jobs } = await queue.list(everything);
  const [first, second] = jobs.map(({ id }) => id);
  for (const id of [first ?? '', second ?? '']) {
    await queue.check(id, { fit: true });
    await queue.claim([id]);
    await queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
  }
  await queue.advance(second ?? '', { event: 'signature-made', pending: '{}' });
  await backUp();
  const after = await restored();
  expect(await counts(after.queue)).toEqual({ received: 1, ready: 2 });
  expect(await after.queue.claimPending([second ?? ''])).toEqual([]);
  expect(await after.queue.claim([first ?? ''])).toMatchObject([{ prepared: null }]);
  expect(await after.queue.verifyJournal()).toMatchObject({ intact: true });
});
