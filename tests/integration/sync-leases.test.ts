/** Two clerks, each with a queue of their own, and one document: who may sign it, with and without a network. */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packageServer } from '../../src/contracts/edxml.js';
import { faultValue } from '../../src/contracts/faults/index.js';
import type { Queue } from '../../src/main/queue/types.js';
import { ProvincialServer } from '../../src/main/sync/http/server.js';
import { askForLeases, BatchLeases, giveBackAll, waitsForLease } from '../../src/main/sync/lease.js';
import { push } from '../../src/main/sync/push.js';
import { conclude, receive } from '../../src/main/sync/run.js';
import { openDatabase } from '../../tools/provincial-server/database.mjs';
import { collect, counts, everything, setUp, sign, statusOf } from './sync-support.js';

const minute = 60_000;

/** Documents that were fetched; `holder` says who has one on the server; `time` is this computer's clock. */
const office = async (count = 2) => {
  const all = await setUp(count, {
    users: [
      { username: 'van-thu', password: 'mật khẩu' },
      { username: 'chuyen-vien', password: 'khác' },
    ],
  });
  const { queue, client } = all;
  await collect(receive({ queue, server: client, storeDir: all.storeDir }));
  const jobs = (await queue.list(everything)).jobs;
  for (const { id } of jobs) await queue.check(id, { fit: true });
  const ids = jobs.map(({ serverId }) => serverId ?? '');
  const documents = ids.map((serverId) => ({ server: client.id, serverId }));
  const [first, second] = documents;
  if (!first) throw new Error('an office has documents');
  const other = new ProvincialServer({ url: all.server.url, fetch, retryDelaysMs: [] });
  await other.signIn('chuyen-vien', 'khác');
  const time = { now: Date.now() };
  const now = (): Date => new Date(time.now);
  const holders = (): unknown[] => {
    const database = openDatabase(join(all.folder, 'server', 'server.db'));
    try {
      return database.prepare('SELECT user FROM leases ORDER BY document_id').pluck().all();
    } finally {
      database.close();
    }
  };
  const online = () => ({ queue, server: client, now });
  const offline = () => ({ queue, server: null, now });
  return {
    ...all,
    ids,
    documents,
    first,
    second: second ?? first,
    jobIds: jobs.map(({ id }) => id),
    other,
    time,
    now,
    holders,
    online,
    offline,
  };
};

const errorsOf = async (queue: Queue) => (await queue.list(everything)).jobs.map(({ error }) => error?.code ?? null);

describe('a document that somebody else has in hand', () => {
  it('is not signed, waits with the name of who has it, and is signed once it was given back', async () => {
    const { queue, other, ids, online, documents, first, second } = await office();
    await other.leases.lease(ids.slice(0, 1), 600);
    const batch = new BatchLeases(online, documents);
    await batch.take();
    await expect(batch.require(first)).rejects.toMatchObject({ code: 'sync.leased-elsewhere' });
    await batch.require(second);
    const [job] = (await queue.list(everything)).jobs.filter(({ serverId }) => serverId === ids[0]);
    expect(job).toMatchObject({ state: 'ready', error: { code: 'sync.leased-elsewhere' } });
    expect(job?.error?.vi).toContain('chuyen-vien');
    await other.leases.release(ids);
    await new BatchLeases(online, documents).take();
    expect(await errorsOf(queue)).toEqual([null, null]);
  });

  it('cannot be taken from who signs it by the other', async () => {
    const { other, ids, online, documents } = await office();
    await new BatchLeases(online, documents).take();
    expect((await other.leases.lease(ids, 600)).refused).toMatchObject([
      { code: 'leased-elsewhere', holder: 'van-thu' },
      { code: 'leased-elsewhere', holder: 'van-thu' },
    ]);
  });

  it('is not signed on another computer of the same clerk, nor sent from there, until it is given back', async () => {
    const { queue, connect, documents, first, ids, online, folder } = await office(1);
    const [here, elsewhere] = [
      await connect({ holder: async () => 'a'.repeat(32) }),
      await connect({ holder: async () => 'b'.repeat(32) }),
    ];
    expect((await elsewhere.leases.lease(ids, 600)).granted).toHaveLength(1);
    const batch = new BatchLeases(() => ({ ...online(), server: here }), documents);
    await batch.take();
    await expect(batch.require(first)).rejects.toMatchObject({ code: 'sync.leased-by-yourself' });
    expect(await errorsOf(queue)).toEqual(['sync.leased-by-yourself']);
    await here.leases.release(ids);
    await sign(queue, folder);
    expect(statusOf(await collect(push({ queue, server: here })))).toEqual(['sync.leased-by-yourself']);
    expect(await counts(queue)).toEqual({ proved: 1 });
    // At every start of the same computer it is the same one.
    const again = await connect({ holder: async () => 'b'.repeat(32) });
    expect((await again.leases.lease(ids, 600)).granted).toHaveLength(1);
    await again.leases.release(ids);
    expect(statusOf(await collect(push({ queue, server: here })))).toEqual(['done']);
  });

  it('is told of as one that waits, and not as one that failed', () => {
    expect(waitsForLease(faultValue('sync.leased-elsewhere', { holder: 'x' }))).toBe(true);
    expect(waitsForLease(faultValue('sync.leased-by-yourself'))).toBe(true);
    expect(waitsForLease(faultValue('sync.lease-needed'))).toBe(true);
    expect(waitsForLease(faultValue('sync.conflict'))).toBe(false);
    expect(waitsForLease(null)).toBe(false);
  });
});

describe('without a network', () => {
  it('a lease that is held counts until it ends, by this computer’s clock', async () => {
    const { ids, online, offline, time, documents, first, second } = await office();
    await askForLeases(online(), ids.slice(0, 1));
    const batch = new BatchLeases(offline, documents);
    time.now += 239 * minute;
    await batch.require(first);
    await expect(batch.require(second)).rejects.toMatchObject({ code: 'sync.lease-needed' });
    // A batch that was stopped without a network can be begun again.
    await batch.giveBack();
    await batch.require(first);
    time.now += 2 * minute;
    await expect(batch.require(first)).rejects.toMatchObject({ code: 'sync.lease-needed' });
  });

  it('a lease does not grow by setting the clock back', async () => {
    const { ids, online, offline, time, documents, first } = await office();
    await askForLeases(online(), ids);
    time.now -= 24 * 60 * minute;
    await expect(new BatchLeases(offline, documents).require(first)).rejects.toMatchObject({
      code: 'sync.lease-needed',
    });
  });

  it('what the server gave to this clerk alone is signed, and what nobody gave is not', async () => {
    const { queue, client, storeDir, folder, ids, online, offline, documents, first, second } = await office();
    const database = openDatabase(join(folder, 'server', 'server.db'));
    database
      .prepare(`UPDATE documents SET assignee = 'van-thu', change_seq = (SELECT max(change_seq) + 1 FROM documents)
        WHERE id = ?`)
      .run(ids[0]);
    database.close();
    await collect(receive({ queue, server: client, storeDir }));
    const batch = new BatchLeases(offline, documents);
    await batch.require(first);
    await expect(batch.require(second)).rejects.toMatchObject({ code: 'sync.lease-needed' });
    // Signing out, or ending a batch, does not take it away.
    await new BatchLeases(online, documents).giveBack();
    await giveBackAll(offline());
    await batch.require(first);
  });

  it('a file from this computer, or out of a package, needs nobody’s leave', async () => {
    const { offline } = await office(1);
    const documents = [
      { server: '', serverId: null },
      { server: packageServer, serverId: `edxml-${'a'.repeat(40)}` },
    ];
    const batch = new BatchLeases(offline, documents);
    for (const document of documents) await batch.require(document);
  });

  it('a server that does not answer keeps nobody from signing what is in hand, and is not asked at each document', async () => {
    const { ids, online, server, time, disturb, documents, first, second } = await office();
    await askForLeases(online(), ids);
    time.now += 180 * minute;
    let asked = 0;
    disturb.with = ({ url }) => {
      asked += url.endsWith('/leases') ? 1 : 0;
      return { cut: 'before' };
    };
    const batch = new BatchLeases(online, documents);
    await batch.require(first);
    const once = asked;
    for (let again = 0; again < 5; again += 1) await batch.require(second);
    expect([once > 0, asked]).toEqual([true, once]);
    await server.close();
  });
});

describe('a lease', () => {
  it('is renewed while the batch goes on, when half of its time is over', async () => {
    const { queue, ids, online, time, client, documents, first } = await office(1);
    const batch = new BatchLeases(online, documents);
    await batch.take();
    const [before] = await queue.heldLeases(client.id, ids);
    time.now += 119 * minute;
    await batch.require(first);
    expect(await queue.heldLeases(client.id, ids)).toEqual([before]);
    time.now += 2 * minute;
    // The server's own clock did not move: only what was asked for can be seen here.
    await batch.require(first);
    expect(await queue.heldLeases(client.id, ids)).not.toEqual([before]);
  });

  it('ends with the batch for what was not signed; what is signed and not yet sent stays in hand', async () => {
    const { queue, folder, jobIds, online, holders, documents } = await office();
    const batch = new BatchLeases(online, documents);
    await batch.take();
    await queue.claim(jobIds.slice(0, 1));
    await queue.advance(jobIds[0] ?? '', { event: 'released' });
    expect(holders()).toEqual(['van-thu', 'van-thu']);
    await queue.cancel(jobIds.slice(1), 'vanthu');
    await sign(queue, folder);
    await batch.giveBack();
    expect(holders()).toEqual(['van-thu']);
    expect(await counts(queue)).toEqual({ proved: 1, cancelled: 1 });
    await conclude(online(), 'held');
    expect(holders()).toEqual(['van-thu']);
  });

  it('is over on the server with the receipt, and nothing of it is left here', async () => {
    const { queue, client, folder, ids, online, holders, documents } = await office(1);
    await new BatchLeases(online, documents).take();
    await sign(queue, folder);
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['done']);
    expect([holders(), await queue.heldLeases(client.id, ids), await queue.leasesToReturn(client.id, 9)]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('of a document that failed, and of one that was cancelled, is given back at the next contact', async () => {
    const { queue, ids, jobIds, online, holders, client } = await office();
    await askForLeases(online(), ids);
    await queue.claim(jobIds.slice(0, 1));
    await queue.advance(jobIds[0] ?? '', { event: 'signing-failed', error: faultValue('app.internal') });
    await queue.cancel(jobIds.slice(1), 'vanthu');
    expect(await queue.heldLeases(client.id, ids)).toEqual([]);
    expect(holders()).toEqual(['van-thu', 'van-thu']);
    await conclude(online(), 'held');
    expect(holders()).toEqual([]);
    expect(await queue.leasesToReturn(client.id, 9)).toEqual([]);
  });

  it('is given back when the clerk signs out; a server out of reach is told later', async () => {
    const { queue, ids, online, holders, disturb, client } = await office();
    await askForLeases(online(), ids);
    disturb.with = () => ({ cut: 'before' });
    await giveBackAll(online());
    expect(await queue.heldLeases(client.id, ids)).toEqual([]);
    disturb.with = () => undefined;
    expect(holders()).toHaveLength(2);
    await conclude(online(), 'held');
    expect(holders()).toEqual([]);
  });

  it('is asked for again by the next sync, for what waits with the reason why it could not be had', async () => {
    const { queue, other, ids, online, holders } = await office();
    await other.leases.lease(ids, 600);
    await conclude(online(), 'open');
    expect(await errorsOf(queue)).toEqual(['sync.leased-elsewhere', 'sync.leased-elsewhere']);
    await other.leases.release(ids);
    await conclude(online(), 'held');
    expect(holders()).toEqual([]);
    await conclude(online(), 'open');
    expect(await errorsOf(queue)).toEqual([null, null]);
    expect(holders()).toEqual(['van-thu', 'van-thu']);
  });

  it('of each document is one clerk’s, though both fetch all of them at the same time', async () => {
    const { openQueue } = await import('../../src/main/queue/client.js');
    const { bundle } = await import('./queue-harness.js');
    const worker = await bundle('src/main/queue/worker.ts');
    onTestFinished(() => worker.remove());
    const all = await setUp(60, {
      users: [
        { username: 'van-thu', password: 'mật khẩu' },
        { username: 'chuyen-vien', password: 'khác' },
      ],
    });
    const other = new ProvincialServer({ url: all.server.url, fetch, retryDelaysMs: [] });
    await other.signIn('chuyen-vien', 'khác');
    const queue = await openQueue({ workerPath: worker.path, databasePath: join(all.folder, 'other.db') });
    onTestFinished(() => queue.close());
    await queue.trustServer(other.session?.server ?? { origin: '', receiptKey: '' });
    const now = (): Date => new Date();
    const clerks = [
      { queue: all.queue, server: all.client, storeDir: join(all.folder, 'one') },
      { queue, server: other, storeDir: join(all.folder, 'two') },
    ];
    await Promise.all(
      clerks.map(async (clerk) => {
        const hold = async (ids: readonly string[]) => void (await askForLeases({ ...clerk, now }, ids));
        await collect(receive({ ...clerk, hold }));
        await conclude({ ...clerk, now }, 'open');
      }),
    );
    const held = await Promise.all(
      clerks.map(
        async (clerk) => (await clerk.queue.list(everything)).jobs.filter(({ error }) => error === null).length,
      ),
    );
    expect(held.reduce((sum, one) => sum + one)).toBe(60);
  });
});
