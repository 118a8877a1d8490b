/** A server that was taken back to an earlier day (its backup), and what its clients still know of the days between. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { push } from '../../src/main/sync/push.js';
import { conclude, deliver, receive } from '../../src/main/sync/run.js';
import { openDatabase } from '../../tools/provincial-server/database.mjs';
import { collect, counts, everything, setUp, sign, statusOf } from './sync-support.js';

const portOf = (url: string): number => Number(new URL(url).port);

/** A server with a backup from before anything was sent to it. */
const withBackup = async (count = 3) => {
  const all = await setUp(count);
  const { queue, storeDir, folder } = all;
  const data = join(folder, 'server');
  const running = { server: all.server };
  const restart = async (change: () => void) => {
    await running.server.close();
    change();
    running.server = await all.start(portOf(all.server.url));
    return all.connect();
  };
  onTestFinished(() => running.server.close().catch(() => undefined));
  await collect(receive({ queue, server: all.client, storeDir }));
  const client = await restart(() => cpSync(data, `${data}-backup`, { recursive: true }));
  const takeBack = () =>
    restart(() => {
      rmSync(data, { recursive: true });
      cpSync(`${data}-backup`, data, { recursive: true });
    });
  return { ...all, client, takeBack, running, data };
};

const receiptsOf = (data: string): unknown[] => {
  const database = openDatabase(join(data, 'server.db'));
  try {
    return database.prepare('SELECT idempotency_key AS key, sha256 FROM receipts ORDER BY key').all();
  } finally {
    database.close();
  }
};

const contents = (folder: string): string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'latin1'));

it('gets what it lost again, the same bytes under the same key, once; nothing is fetched or signed anew', async () => {
  const { queue, client, storeDir, folder, takeBack, data, signedDir } = await withBackup();
  await sign(queue, folder);
  expect(statusOf(await collect(deliver({ queue, server: client, storeDir })))).toEqual(['done', 'done', 'done']);
  const before = { receipts: receiptsOf(data), files: contents(signedDir) };
  const restored = await takeBack();
  expect(receiptsOf(data)).toEqual([]);
  expect(await collect(receive({ queue, server: restored, storeDir }))).toEqual([]);
  expect(await counts(queue)).toEqual({ proved: 3 });
  expect(statusOf(await collect(push({ queue, server: restored })))).toEqual(['done', 'done', 'done']);
  expect({ receipts: receiptsOf(data), files: contents(signedDir) }).toEqual(before);
  expect(await collect(deliver({ queue, server: restored, storeDir }))).toEqual([]);
  expect(await counts(queue)).toEqual({ delivered: 3 });
  expect(await queue.verifyJournal()).toMatchObject({ intact: true, receipts: 6 });
});

it('that has got further than the client’s cursor since is noticed too', async () => {
  const { queue, client, storeDir, folder, takeBack, running } = await withBackup(2);
  await sign(queue, folder);
  await collect(deliver({ queue, server: client, storeDir }));
  const restored = await takeBack();
  const path = join(folder, 'mới.pdf');
  writeFileSync(path, '%PDF-1.7\n% bản mới\n');
  const [first, second] = (await queue.list(everything)).jobs.map(({ serverId }) => serverId ?? '');
  // As many changes as the client has seen, and more.
  for (let change = 0; change < 3; change += 1) {
    await running.server.revise(first ?? '', path);
    writeFileSync(path, `%PDF-1.7\n% bản mới ${change}\n`);
  }
  expect(statusOf(await collect(receive({ queue, server: restored, storeDir })))).toEqual(['replaced', 'done']);
  const jobs = (await queue.list(everything)).jobs;
  expect(jobs.find(({ serverId }) => serverId === second)).toMatchObject({ state: 'proved' });
  expect(jobs.find(({ serverId }) => serverId === first)).toMatchObject({ state: 'received' });
});

it('hears of a decision not to sign again', async () => {
  const { queue, client, storeDir, takeBack, running } = await withBackup(1);
  const [job] = (await queue.list(everything)).jobs;
  await queue.check(job?.id ?? '', { fit: true });
  await queue.reject([job?.id ?? ''], 'Sai thể thức', 'vanthu');
  await collect(deliver({ queue, server: client, storeDir }));
  const restored = await takeBack();
  await collect(receive({ queue, server: restored, storeDir }));
  expect(await collect(push({ queue, server: restored }))).toMatchObject([{ direction: 'rejection', status: 'done' }]);
  expect((await restored.changes(null)).documents).toMatchObject([{ status: 'rejected' }]);
  expect(await collect(deliver({ queue, server: restored, storeDir }))).toEqual([]);
  expect(await queue.verifyJournal()).toMatchObject({ intact: true });
  await running.server.close();
});

it('a decision that waits to be sent is sent once, however often the document is heard of', async () => {
  const { queue, client, storeDir, disturb } = await withBackup(1);
  const [job] = (await queue.list(everything)).jobs;
  await queue.check(job?.id ?? '', { fit: true });
  await queue.reject([job?.id ?? ''], 'Sai thể thức', 'vanthu');
  await queue.forgetCursor(client.id);
  let sent = 0;
  disturb.with = ({ url }) => {
    sent += url.endsWith('/rejection') ? 1 : 0;
    return undefined;
  };
  await collect(receive({ queue, server: client, storeDir }));
  await collect(deliver({ queue, server: client, storeDir }));
  await collect(deliver({ queue, server: client, storeDir }));
  expect(sent).toBe(1);
});

it('sees the journal up to its last entry at the end of each sync, and is not asked where nothing was added', async () => {
  const { queue, client, storeDir, folder, disturb, server } = await withBackup(1);
  await sign(queue, folder);
  await collect(deliver({ queue, server: client, storeDir }));
  const origin = client.session?.server.origin ?? '';
  const told = async () => {
    const check = await queue.verifyJournal();
    return check.intact ? { entries: check.entries, witnessed: check.witnessed } : check;
  };
  const { seq: behind } = await queue.journalHead();
  expect(await told()).toMatchObject({ witnessed: [{ origin, seq: behind - 1 }] });
  let asked = 0;
  disturb.with = ({ url }) => {
    asked += url.endsWith('/journal-heads') ? 1 : 0;
    return undefined;
  };
  const now = () => new Date();
  await conclude({ queue, server: client, now }, 'held');
  await conclude({ queue, server: client, now }, 'held');
  expect(asked).toBe(1);
  expect(await told()).toMatchObject({ entries: behind, witnessed: [{ origin, seq: behind }] });
  await server.close().catch(() => undefined);
});

it('that knows nothing of journal heads keeps no sync from ending well', async () => {
  const { queue, client } = await withBackup(1);
  const answer = () => Promise.resolve(Response.json({ code: 'route-missing', message: 'Không có.' }, { status: 404 }));
  const { ProvincialServer } = await import('../../src/main/sync/http/server.js');
  if (client.session === null) throw new Error('signed in');
  const kept = { session: client.session, server: client.id };
  const old = new ProvincialServer({ url: client.url, fetch: answer, kept });
  await conclude({ queue, server: old, now: () => new Date() }, 'held');
  expect(await queue.isWitnessed(client.session?.server.origin ?? '')).toBe(false);
});

it('a file that was fetched before versions were kept is sent with the version of the same content, or not at all', async () => {
  const { queue, client, folder, running } = await withBackup(2);
  await sign(queue, folder);
  const [one, two] = await queue.outbox();
  if (one?.job.signedPath == null || two?.job.signedPath == null) throw new Error('nothing to send');
  const journal = await queue.journalHead();
  const orderOf = ({ job, idempotencyKey, sha256 }: typeof one) => ({
    serverId: job.serverId ?? '',
    version: null,
    original: job.sha256,
    path: job.signedPath ?? '',
    sha256: sha256 ?? '',
    idempotencyKey,
    journal,
  });
  expect((await client.upload(orderOf(one))).receipt.sha256).toBe(one.sha256);
  const path = join(folder, 'mới.pdf');
  writeFileSync(path, '%PDF-1.7\n% bản mới\n');
  await running.server.revise(two.job.serverId ?? '', path);
  await expect(client.upload(orderOf(two))).rejects.toMatchObject({ code: 'sync.document-changed' });
});
