import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ProvincialServer } from '../../src/main/sync/http/server.js';
import type { PullOptions } from '../../src/main/sync/pull.js';
import { push } from '../../src/main/sync/push.js';
import { receive } from '../../src/main/sync/run.js';
import type { Intervention } from '../../tools/provincial-server/server.mjs';
import { temporaryFolder } from './queue-harness.js';
import { collect, counts, everything, setUp, sign, statusOf, user } from './sync-support.js';

/** Disturbs requests whose path ends so, by their number, counted from 1. */
const nthOf = (ending: string, what: (nth: number) => Intervention | undefined) => {
  let seen = 0;
  return ({ url }: { url: string }): Intervention | undefined => {
    if (!url.endsWith(ending)) return undefined;
    seen += 1;
    return what(seen);
  };
};
/** A bare HTTP server for answers the reference server never gives. */
const answering = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const session = {
  token: 'x',
  expiresAt: '2099-01-01T00:00:00Z',
  server: { origin: 'http://127.0.0.1', receiptKey: '' },
};

describe('a whole round', () => {
  it('pulls, signs, pushes; a second round finds nothing to do', async () => {
    const { queue, client, storeDir, folder, signedDir } = await setUp();
    const pulled = await collect(receive({ queue, server: client, storeDir }));
    expect(statusOf(pulled)).toEqual(['done', 'done', 'done']);
    for (const { id, sha256 } of (await queue.list(everything)).jobs) {
      const job = await queue.get(id);
      expect(createHash('sha256').update(readFileSync(job.originalPath)).digest('hex')).toBe(sha256);
    }
    expect(await collect(receive({ queue, server: client, storeDir }))).toEqual([]);
    await sign(queue, folder);
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['done', 'done', 'done']);
    expect(await counts(queue)).toEqual({ delivered: 3 });
    expect(await collect(push({ queue, server: client }))).toEqual([]);
    expect(await collect(receive({ queue, server: client, storeDir }))).toEqual([]);
    const { jobs } = await queue.list(everything);
    expect(readdirSync(signedDir).sort()).toEqual(jobs.map((job) => `${job.signedSha256}.pdf`).sort());
    expect(await queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('reads every page of a long list', async () => {
    const { queue, client, storeDir } = await setUp(230);
    expect(await collect(receive({ queue, server: client, storeDir }))).toHaveLength(230);
    expect(await counts(queue)).toEqual({ received: 230 });
  }, 60_000);

  it('two runs at once bring in and deliver each document once', async () => {
    const { queue, client, connect, storeDir, folder, signedDir } = await setUp(8);
    const other = await connect();
    await Promise.all([
      collect(receive({ queue, server: client, storeDir })),
      collect(receive({ queue, server: other, storeDir })),
    ]);
    expect(await counts(queue)).toEqual({ received: 8 });
    await sign(queue, folder);
    const lines = await Promise.all([
      collect(push({ queue, server: client })),
      collect(push({ queue, server: other })),
    ]);
    expect(statusOf(lines.flat())).toEqual(Array(8).fill('done'));
    expect(readdirSync(signedDir)).toHaveLength(8);
  });
});

describe('download', () => {
  it('whose bytes do not match the listed hash is dropped; the others come', async () => {
    const { queue, client, storeDir, disturb } = await setUp();
    // One that comes damaged is asked for once more.
    disturb.with = nthOf('/content', (nth) => ({ damage: nth <= 2 }));
    expect(statusOf(await collect(receive({ queue, server: client, storeDir })))).toEqual([
      'sync.download-damaged',
      'done',
      'done',
    ]);
    expect(readdirSync(storeDir)).toHaveLength(2);
    disturb.with = nthOf('/content', (nth) => ({ damage: nth === 1 }));
    expect(statusOf(await collect(receive({ queue, server: client, storeDir })))).toEqual(['done']);
  });

  it('is used again when the run was cut between file and queue', async () => {
    const { queue, client, storeDir, disturb } = await setUp(1);
    const cut: PullOptions['queue'] = { ...queue, add: () => Promise.reject(new Error('cut')) };
    expect(statusOf(await collect(receive({ queue: cut, server: client, storeDir })))).toEqual(['app.internal']);
    disturb.with = ({ url }) => (url.endsWith('/content') ? { status: 500 } : undefined);
    expect(statusOf(await collect(receive({ queue, server: client, storeDir })))).toEqual(['done']);
  });

  it('longer than listed leaves nothing in the store; one whose connection is cut, what had come', async () => {
    const folder = temporaryFolder();
    let cut = false;
    const url = await answering((_request, response) => {
      response.writeHead(200, cut ? { 'content-length': '1000' } : {});
      response.write('x'.repeat(500));
      if (cut) setTimeout(() => response.destroy(), 20);
      else response.end();
    });
    const client = new ProvincialServer({ url, fetch, kept: { session, server: 'x' }, retryDelaysMs: [] });
    const document = {
      id: 'a',
      title: 'a',
      fileName: 'a.pdf',
      size: 100,
      sha256: 'a'.repeat(64),
      status: 'waiting',
      updatedAt: session.expiresAt,
      version: 1,
      operation: 'sign',
      needsApproval: false,
      refusal: null,
      lease: null,
    } as const;
    const target = join(folder, 'a.pdf');
    await expect(client.download(document, target)).rejects.toMatchObject({ code: 'sync.download-damaged' });
    cut = true;
    const whole = { ...document, size: 1000 };
    await expect(client.download(whole, target)).rejects.toMatchObject({ code: 'sync.unreachable' });
    expect(readdirSync(folder)).toEqual(['a.pdf.part']);
  });

  it('says so when the store cannot be written', async () => {
    const { queue, client, folder } = await setUp(1);
    writeFileSync(join(folder, 'file'), '');
    const run = collect(receive({ queue, server: client, storeDir: join(folder, 'file', 'store') }));
    await expect(run).rejects.toMatchObject({ code: 'sync.store-failed' });
  });
});

describe('upload', () => {
  const ready = async (count = 3, options = {}) => {
    const all = await setUp(count, options);
    await collect(receive({ ...all, server: all.client }));
    await sign(all.queue, all.folder);
    return all;
  };
  const onUpload = (what: (nth: number) => Intervention | undefined) => nthOf('/signed', what);

  it('is tried again after a 500 and after a cut, and arrives once', async () => {
    const { queue, client, disturb, signedDir } = await ready();
    disturb.with = onUpload((nth) => (nth === 1 ? { status: 500 } : nth === 3 ? { cut: 'before' } : undefined));
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['done', 'done', 'done']);
    expect(readdirSync(signedDir)).toHaveLength(3);
  });

  it('whose receipt was lost gets the same receipt again, not a second delivery', async () => {
    const { queue, client, disturb, signedDir } = await ready(1);
    disturb.with = onUpload((nth) => (nth === 1 ? { cut: 'after' } : undefined));
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['already-there']);
    expect(readdirSync(signedDir)).toHaveLength(1);
    expect(await counts(queue)).toEqual({ delivered: 1 });
  });

  it('to a server that dies in the middle loses nothing and says so of each document', async () => {
    const { queue, client, disturb, server, start } = await ready(4);
    const port = Number(new URL(server.url).port);
    disturb.with = onUpload((nth) => (nth >= 2 ? { cut: 'before' } : undefined));
    const first = await collect(push({ queue, server: client }));
    expect(statusOf(first)).toEqual(['done', 'sync.unreachable', 'sync.unreachable', 'sync.unreachable']);
    expect(await counts(queue)).toEqual({ delivered: 1, proved: 3 });
    const waiting = (await queue.list({ ...everything, states: ['proved'] })).jobs;
    expect(waiting.map((job) => job.error?.code ?? null).sort()).toEqual([null, null, 'sync.unreachable'].sort());
    await server.close();
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(Array(3).fill('sync.unreachable'));
    disturb.with = () => undefined;
    const again = await start(port);
    onTestFinished(() => again.close());
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['done', 'done', 'done']);
    expect(await counts(queue)).toEqual({ delivered: 4 });
  });

  it('with a session that ended stays in the outbox until the person signs in again', async () => {
    const { queue, client, disturb } = await ready(2);
    disturb.with = onUpload(() => ({ status: 401 }));
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual([
      'sync.session-expired',
      'sync.session-expired',
    ]);
    expect(await counts(queue)).toEqual({ proved: 2 });
    disturb.with = () => undefined;
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['done', 'done']);
  });

  it.each([
    [429, 'sync.too-many-requests', 'proved'],
    [503, 'sync.server-error', 'proved'],
    [422, 'sync.upload-damaged', 'proved'],
    [403, 'sync.forbidden', 'failed'],
    [400, 'sync.request-refused', 'failed'],
    [302, 'sync.redirect-refused', 'proved'],
  ] as const)('answered %i is %s and leaves the document %s', async (status, code, state) => {
    const { queue, client, disturb } = await ready(1);
    disturb.with = onUpload(() => ({ status }));
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual([code]);
    expect(await counts(queue)).toEqual({ [state]: 1 });
  });

  it('larger than the server takes fails with its reason; the others go', async () => {
    const { queue, client, folder } = await setUp(2, { maxUploadBytes: 500_000 });
    await collect(receive({ queue, server: client, storeDir: join(folder, 'store') }));
    const [first] = (await queue.list(everything)).jobs;
    await queue.check(first?.id ?? '', { fit: true });
    await queue.claim([first?.id ?? '']);
    const large = Buffer.alloc(5_000_000, 0x20);
    const signedPath = join(folder, 'large.pdf');
    writeFileSync(signedPath, large);
    await queue.advance(first?.id ?? '', { event: 'prepared', prepared: '{}', again: false });
    await queue.advance(first?.id ?? '', { event: 'signature-made', pending: '{}' });
    await queue.advance(first?.id ?? '', { event: 'embedded' });
    const signedSha256 = createHash('sha256').update(large).digest('hex');
    await queue.advance(first?.id ?? '', { event: 'proved', signedPath, signedSha256 });
    await sign(queue, folder);
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['sync.too-large', 'done']);
    expect(await counts(queue)).toEqual({ failed: 1, delivered: 1 });
  });

  it('of a document that somebody else returned already is a conflict, kept as failed', async () => {
    const { queue, client, folder } = await ready(1);
    const [job] = (await queue.list(everything)).jobs;
    const other = join(folder, 'other.pdf');
    writeFileSync(other, 'khác');
    const sha256 = createHash('sha256').update('khác').digest('hex');
    const journal = await queue.journalHead();
    const original = job?.sha256 ?? '';
    const upload = { serverId: job?.serverId ?? '', version: 1, original, path: other, sha256, journal };
    await client.upload({ ...upload, idempotencyKey: 'f'.repeat(32) });
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['sync.conflict']);
    expect((await queue.list(everything)).jobs).toMatchObject([{ state: 'failed', error: { code: 'sync.conflict' } }]);
  });

  it('of a signed file that was changed on disk is not made; retry signs anew', async () => {
    const { queue, client, signedDir } = await ready(1);
    const [entry] = await queue.outbox();
    const job = entry?.job;
    writeFileSync(job?.signedPath ?? '', 'thay đổi');
    expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['sync.signed-file-changed']);
    expect(readdirSync(signedDir)).toEqual([]);
    expect(await queue.retry([job?.id ?? ''], 'vanthu')).toMatchObject([{ state: 'ready' }]);
  });
});

describe('the connection', () => {
  it('gives wrong credentials, too many tries and a missing sign-in their own sentence', async () => {
    const { server } = await setUp(1);
    const client = new ProvincialServer({ url: server.url, fetch, retryDelaysMs: [1] });
    await expect(client.changes(null)).rejects.toMatchObject({ code: 'sync.session-expired' });
    for (let attempt = 0; attempt < 5; attempt += 1)
      await expect(client.signIn(user.username, 'sai')).rejects.toMatchObject({ code: 'sync.sign-in-refused' });
    await expect(client.signIn(user.username, 'sai')).rejects.toMatchObject({ code: 'sync.too-many-requests' });
  });

  it('does not follow a redirect, so that the token goes nowhere else', async () => {
    const seen: string[] = [];
    const elsewhere = await answering((request, response) => {
      seen.push(request.headers.authorization ?? '');
      response.end('{}');
    });
    const url = await answering((_request, response) => {
      response.writeHead(307, { location: `${elsewhere}/api/v1/changes` }).end();
    });
    const client = new ProvincialServer({ url, fetch, kept: { session, server: 'x' } });
    await expect(client.changes(null)).rejects.toMatchObject({ code: 'sync.redirect-refused' });
    expect(seen).toEqual([]);
  });

  it.each([
    ['a login page of a proxy', 'text/html', '<html>Đăng nhập mạng</html>'],
    ['JSON of another kind', 'application/json', '{"documents": "none"}'],
    [
      'an id that would leave its path',
      'application/json',
      JSON.stringify({
        documents: [
          {
            ...session,
            id: '../../x',
            title: '',
            fileName: 'a',
            size: 1,
            sha256: 'a'.repeat(64),
            status: 'waiting',
            updatedAt: session.expiresAt,
            version: 1,
            operation: 'sign',
            needsApproval: false,
            refusal: null,
            lease: null,
          },
        ],
        next: null,
        cursor: '1',
      }),
    ],
    ['JSON without end', 'application/json', `["${'x'.repeat(5_000_000)}"]`],
  ])('refuses %s', async (_what, type, body) => {
    const url = await answering((_request, response) => void response.setHeader('content-type', type).end(body));
    const client = new ProvincialServer({ url, fetch, kept: { session, server: 'x' } });
    await expect(client.changes(null)).rejects.toMatchObject({ code: 'sync.reply-malformed' });
  });

  it('gives up on a server that stays silent, but not on one that is slow', async () => {
    let silent = true;
    const url = await answering((_request, response) => {
      if (silent) return;
      const text = JSON.stringify({ documents: [], next: null, cursor: '1' });
      // Header, first letter and end come in steps each shorter than the limit, longer than it in all.
      setTimeout(() => response.writeHead(200).flushHeaders(), 600);
      setTimeout(() => response.write(text.slice(0, 1)), 1_200);
      setTimeout(() => response.end(text.slice(1)), 1_800);
    });
    const client = new ProvincialServer({
      url,
      fetch,
      kept: { session, server: 'x' },
      idleTimeoutMs: 1_000,
      retryDelaysMs: [],
    });
    await expect(client.changes(null)).rejects.toMatchObject({ code: 'sync.timeout' });
    silent = false;
    expect(await client.changes(null)).toEqual({ documents: [], next: null, cursor: '1' });
  });

  it('stops when the person stops it, and leaves the document in the outbox', async () => {
    const { queue, client, connect, storeDir, folder, disturb } = await setUp(1);
    await collect(receive({ queue, server: client, storeDir }));
    await sign(queue, folder);
    const stop = new AbortController();
    const stoppable = await connect({ signal: stop.signal });
    disturb.with = () => {
      stop.abort();
      return { delayMs: 50, cut: 'before' };
    };
    expect(statusOf(await collect(push({ queue, server: stoppable })))).toEqual(['app.cancelled']);
    expect(await counts(queue)).toEqual({ proved: 1 });
  });
});
