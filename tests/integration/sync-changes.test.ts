/** What a server says of documents that are here already, and what two clerks do to one document. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Queue } from '../../src/main/queue/types.js';
import { takeNews } from '../../src/main/sync/pull.js';
import { push } from '../../src/main/sync/push.js';
import { deliver, receive } from '../../src/main/sync/run.js';
import { openDatabase } from '../../tools/provincial-server/database.mjs';
import { collect, counts, everything, setUp, sign, statusOf } from './sync-support.js';

const received = async (count = 1, options = {}) => {
  const all = await setUp(count, options);
  await collect(receive({ ...all, server: all.client }));
  return all;
};

const onlyJob = async (queue: Queue) => {
  const [job] = (await queue.list(everything)).jobs;
  if (job?.serverId == null) throw new Error('no job of the server');
  return queue.get(job.id);
};

/** The verdict of the server's own verification, which would need a document with a real signature. */
const judge = (folder: string, id: string, verdict: 'accepted' | 'refused'): void => {
  const database = openDatabase(join(folder, 'server', 'server.db'));
  const refusal = verdict === 'refused' ? 'Chữ ký số mới trong tệp gửi về không hợp lệ.' : null;
  database
    .prepare(
      `UPDATE documents SET status = ?, version = version + 1, refusal_code = ?, refusal_message = ?,
         change_seq = (SELECT max(change_seq) + 1 FROM documents) WHERE id = ?`,
    )
    .run(verdict, refusal === null ? null : 'signature-invalid', refusal, id);
  database.close();
};

describe('what the server says of a document', () => {
  it('asks only for what has changed since the last time', async () => {
    const { queue, client, storeDir, disturb } = await received(3);
    const asked: string[] = [];
    disturb.with = ({ url }) => void asked.push(url);
    expect(await collect(receive({ queue, server: client, storeDir }))).toEqual([]);
    expect(asked).toEqual([expect.stringMatching(/^\/api\/v1\/changes\?limit=200&after=3-[0-9a-f]{16}$/)]);
  });

  it('that it took over what was delivered makes it acknowledged', async () => {
    const { queue, client, storeDir, folder } = await received();
    await sign(queue, folder);
    await collect(push({ queue, server: client }));
    judge(folder, (await onlyJob(queue)).serverId ?? '', 'accepted');
    const lines = await collect(deliver({ queue, server: client, storeDir }));
    expect(lines).toMatchObject([{ direction: 'news', status: 'acknowledged' }]);
    expect(await counts(queue)).toEqual({ acknowledged: 1 });
    expect(await queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('that it took it over is not lost when it came before the receipt was recorded', async () => {
    const { queue, client, storeDir, folder, disturb } = await received();
    await sign(queue, folder);
    const { serverId } = await onlyJob(queue);
    disturb.with = ({ url }) => (url.endsWith('/signed') ? { cut: 'after' } : undefined);
    await collect(push({ queue, server: client }));
    disturb.with = () => undefined;
    judge(folder, serverId ?? '', 'accepted');
    expect(await collect(takeNews({ queue, server: client, storeDir }))).toEqual([]);
    expect(await counts(queue)).toEqual({ proved: 1 });
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['already-there']);
    expect(statusOf(await collect(takeNews({ queue, server: client, storeDir })))).toEqual(['acknowledged']);
    expect(await counts(queue)).toEqual({ acknowledged: 1 });
  });

  it('that it does not accept the file makes it failed with the server’s reason', async () => {
    const { queue, client, storeDir, folder } = await received();
    await sign(queue, folder);
    await collect(push({ queue, server: client }));
    judge(folder, (await onlyJob(queue)).serverId ?? '', 'refused');
    expect(await collect(takeNews({ queue, server: client, storeDir }))).toMatchObject([
      { status: 'refused', error: { code: 'sync.refused-by-server' } },
    ]);
    const { state, error } = await onlyJob(queue);
    expect({ state, sentence: error?.vi }).toMatchObject({
      state: 'failed',
      sentence: expect.stringContaining('Chữ ký số mới trong tệp gửi về không hợp lệ.'),
    });
  });

  it('that it was recalled reaches one that waits to be signed, and one that waits to be sent', async () => {
    const { queue, client, storeDir, folder, server } = await received(2);
    await sign(queue, folder);
    for (const { serverId } of (await queue.list(everything)).jobs) server.recall(serverId ?? '');
    expect(statusOf(await collect(takeNews({ queue, server: client, storeDir })))).toEqual(['recalled', 'recalled']);
    expect(await counts(queue)).toEqual({ recalled: 2 });
    expect(await collect(push({ queue, server: client }))).toEqual([]);
  });

  it('that it was recalled while it was signed is heard when the file is sent, which stays here', async () => {
    const { queue, client, storeDir, folder, server } = await received();
    const { id, serverId } = await onlyJob(queue);
    await queue.check(id, { fit: true });
    await queue.claim([id]);
    server.recall(serverId ?? '');
    expect(await collect(takeNews({ queue, server: client, storeDir }))).toEqual([]);
    await queue.advance(id, { event: 'released' });
    await sign(queue, folder);
    expect(await collect(push({ queue, server: client }))).toMatchObject([
      { status: 'recalled', error: { code: 'sync.recalled' } },
    ]);
    expect(await onlyJob(queue)).toMatchObject({ state: 'recalled', signedPath: expect.any(String) });
  });
});

describe('a document that changed on the server', () => {
  it('is fetched anew under its id, and the former one goes on no more', async () => {
    const { queue, client, storeDir, folder, server } = await received();
    const before = await onlyJob(queue);
    const path = join(folder, 'mới.pdf');
    writeFileSync(path, '%PDF-1.7\n% bản mới\n');
    await server.revise(before.serverId ?? '', path);
    expect(statusOf(await collect(receive({ queue, server: client, storeDir })))).toEqual(['replaced', 'done']);
    expect(await counts(queue)).toEqual({ recalled: 1, received: 1 });
    expect(await collect(receive({ queue, server: client, storeDir }))).toEqual([]);
  });

  it('while it was signed here is not overwritten: nothing is sent, then the new one is signed and sent', async () => {
    const { queue, client, storeDir, folder, server, signedDir } = await received();
    await sign(queue, folder);
    const path = join(folder, 'mới.pdf');
    writeFileSync(path, '%PDF-1.7\n% bản mới\n');
    await server.revise((await onlyJob(queue)).serverId ?? '', path);
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['sync.document-changed']);
    expect(await counts(queue)).toEqual({ proved: 1 });
    expect(statusOf(await collect(receive({ queue, server: client, storeDir })))).toEqual(['replaced', 'done']);
    await sign(queue, folder);
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['done']);
    expect(await counts(queue)).toEqual({ recalled: 1, delivered: 1 });
    expect((await import('node:fs')).readdirSync(signedDir)).toHaveLength(1);
  });
});

describe('two clerks', () => {
  const two = async () => {
    const all = await received(2, {
      users: [
        { username: 'van-thu', password: 'mật khẩu' },
        { username: 'chuyen-vien', password: 'khác' },
      ],
    });
    const { ProvincialServer } = await import('../../src/main/sync/http/server.js');
    const other = new ProvincialServer({ url: all.server.url, fetch, retryDelaysMs: [] });
    await other.signIn('chuyen-vien', 'khác');
    const ids = (await all.queue.list(everything)).jobs.map(({ serverId }) => serverId ?? '');
    return { ...all, other, ids };
  };

  it('do not overwrite: the file waits until the other has given the document back', async () => {
    const { client, other, ids, queue, folder } = await two();
    await sign(queue, folder);
    await other.leases.lease(ids, 600);
    const held = await collect(push({ queue, server: client }));
    expect(statusOf(held)).toEqual(['sync.leased-elsewhere', 'sync.leased-elsewhere']);
    expect(held[0]?.error?.vi).toContain('chuyen-vien');
    expect(await counts(queue)).toEqual({ proved: 2 });
    await other.leases.release(ids);
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['done', 'done']);
  });
});

describe('a decision not to sign', () => {
  const rejected = async () => {
    const all = await received();
    const { id, serverId } = await onlyJob(all.queue);
    await all.queue.check(id, { fit: true });
    await all.queue.reject([id], 'Sai thể thức', 'vanthu');
    return { ...all, id, serverId: serverId ?? '' };
  };

  it('reaches the server once, also where its answer was lost', async () => {
    const { queue, client, disturb, folder } = await rejected();
    let seen = 0;
    disturb.with = ({ url }) => (url.endsWith('/rejection') && ++seen === 1 ? { cut: 'after' } : undefined);
    expect(await collect(push({ queue, server: client }))).toMatchObject([{ direction: 'rejection', status: 'done' }]);
    const database = openDatabase(join(folder, 'server', 'server.db'));
    expect(database.prepare('SELECT reason FROM rejections').pluck().all()).toEqual(['Sai thể thức']);
    database.close();
    expect(await collect(push({ queue, server: client }))).toEqual([]);
  });

  it('waits while the server is out of reach, and is over where it was recalled meanwhile', async () => {
    const { queue, client, disturb, server, serverId } = await rejected();
    disturb.with = ({ url }) => (url.endsWith('/rejection') ? { cut: 'before' } : undefined);
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['sync.unreachable']);
    disturb.with = () => undefined;
    server.recall(serverId);
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['sync.recalled']);
    expect(await collect(push({ queue, server: client }))).toEqual([]);
    expect(await counts(queue)).toEqual({ rejected: 1 });
  });
});
