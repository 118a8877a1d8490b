/**
 * Faults of the network: each leaves every document in its state, with a sentence that says what to do, and once it is
 * gone one further run delivers everything exactly once.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FaultCode, type FaultValue, toFaultValue } from '../../src/contracts/faults/index.js';
import type { JobState } from '../../src/contracts/jobs.js';
import { noAnswer } from '../../src/main/sync/http/refusal.js';
import { ProvincialServer } from '../../src/main/sync/http/server.js';
import { fetchWaiting, takeNews } from '../../src/main/sync/pull.js';
import { deliver, receive } from '../../src/main/sync/run.js';
import {
  answering,
  changedAnswer,
  cutAfter,
  cutBefore,
  cutInAnswer,
  cutInRequest,
  type Disturbance,
  damagedAnswer,
  damagedRequest,
  drippingAnswer,
  FaultProxy,
  halfAnswer,
  halfRequest,
  page,
  refusal,
  silence,
  twice,
} from './fault-proxy.js';
import { temporaryFolder } from './queue-harness.js';
import { collect, counts, everything, setUp, sign } from './sync-support.js';

/** Larger than what one write to a socket takes, and no two alike. */
const contentOf = (index: number): string =>
  `%PDF-1.7\n% gốc ${index}\n${`% ${index} ${'x'.repeat(97)}\n`.repeat(700)}`;

/** A server with so many documents, its client, and a proxy between them. */
const workplace = async (count = 2) => {
  const seed = temporaryFolder();
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(seed, `Công văn ${String(index).padStart(3, '0')}.pdf`), contentOf(index));
  const all = await setUp(0, { seed: [seed] });
  const proxy = await FaultProxy.start(all.server.url);
  const { session, id } = all.client;
  const options = { url: proxy.url, fetch, kept: session && { session, server: id }, accept: all.accept };
  const client = new ProvincialServer({ ...options, retryDelaysMs: [1, 1] });
  // Only for what never answers.
  const impatient = new ProvincialServer({ ...options, retryDelaysMs: [], idleTimeoutMs: 300 });
  return { ...all, proxy, client, impatient };
};

/** The first requests that match are disturbed, or all of them. */
const disturbing = (proxy: FaultProxy, path: RegExp, { fault, times = Number.POSITIVE_INFINITY }: Row): void => {
  let left = times;
  proxy.disturbed = 0;
  proxy.disturb = (what) => {
    if (!path.test(what) || left === 0) return undefined;
    left -= 1;
    return fault;
  };
};

type Place = Awaited<ReturnType<typeof workplace>>;

/** The server has each document's one signed file, the same that is here, and nothing else. */
const expectDeliveredOnce = async ({ queue, signedDir }: Place): Promise<void> => {
  const { jobs } = await queue.list(everything);
  expect(new Set(jobs.map(({ state }) => state))).toEqual(new Set(['delivered']));
  expect(readdirSync(signedDir).sort()).toEqual(jobs.map(({ signedSha256 }) => `${signedSha256}.pdf`).sort());
  for (const name of readdirSync(signedDir))
    expect(
      `${createHash('sha256')
        .update(readFileSync(join(signedDir, name)))
        .digest('hex')}.pdf`,
    ).toBe(name);
  expect(await queue.verifyJournal()).toMatchObject({ intact: true });
};

/** A whole round without faults. */
const deliverAll = async (place: Place): Promise<void> => {
  const { proxy, queue, client, folder, storeDir } = place;
  proxy.disturb = () => undefined;
  const run = { queue, server: client, storeDir };
  await collect(deliver(run));
  await collect(receive(run));
  await sign(queue, folder);
  await collect(deliver(run));
  await expectDeliveredOnce(place);
};

const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 0x20));
const packed = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
const largeJson = `["${'x'.repeat(10 * 2 ** 20)}"]`;

/** Node's fetch shows a 407 to nobody (Fetch standard, HTTP-network-or-cache fetch); others are judged below. */
const proxyWants = 'sync.unreachable';

interface Row {
  readonly fault: Disturbance;
  /** null: it is got over within the run. */
  readonly code: FaultCode | null;
  /** How many requests are disturbed; default all. */
  readonly times?: number;
  /** Other states of the two documents than those of a fault that passes. */
  readonly states?: readonly [JobState, JobState];
  /** The client that waits only a moment. */
  readonly silent?: true;
}

type Outcomes = Record<string, unknown[]>;

/** The fault's code, null without one; every sentence that a person may see is Vietnamese. */
const codeOf = ({ error }: { readonly error?: FaultValue | undefined }): FaultCode | null => {
  if (error === undefined) return null;
  expect(error.vi).toMatch(/[ạảãàáậấầẩẫăắằặẳẵệếềểễọỏộốồổỗơớờợởỡụủựứừửữỳỵỷỹđ].*[.]$/i);
  return error.code;
};

describe('a signed file on its way', () => {
  const rows: Record<string, Row> = {
    'cut before the server knew': { fault: cutBefore, code: 'sync.unreachable' },
    'cut once before the server knew': { fault: cutBefore, times: 1, code: null },
    'cut after the server had it': { fault: cutAfter, code: 'sync.unreachable' },
    'cut once after the server had it': { fault: cutAfter, times: 1, code: null },
    'reset in its middle': { fault: cutInRequest, code: 'sync.unreachable' },
    'reset once in its middle': { fault: cutInRequest, times: 1, code: null },
    'receipt reset in its middle': { fault: cutInAnswer('reset'), code: 'sync.unreachable' },
    'receipt ended in its middle': { fault: cutInAnswer('end'), code: 'sync.unreachable' },
    'half a receipt as if whole': { fault: halfAnswer, code: 'sync.reply-malformed' },
    'half a file as if whole': { fault: halfRequest, code: 'sync.upload-damaged' },
    'another bit in the file': { fault: damagedRequest, code: 'sync.upload-damaged' },
    'another bit once': { fault: damagedRequest, times: 1, code: null },
    'receipt for another hash': {
      fault: changedAnswer((text) => text.replace(/"sha256":"[0-9a-f]{64}"/, `"sha256":"${'a'.repeat(64)}"`)),
      code: 'sync.receipt-mismatch',
      states: ['failed', 'failed'],
    },
    'receipt signed by nobody': {
      fault: changedAnswer((text) => text.replace(/"signature":"[^"]{8}/, '"signature":"AAAAAAAA')),
      code: 'sync.receipt-mismatch',
      states: ['failed', 'failed'],
    },
    'sent twice': { fault: twice, code: null },
    'receipt byte by byte': { fault: drippingAnswer, code: null },
    silence: { fault: silence, code: 'sync.timeout', silent: true },
    '204 without receipt': { fault: answering(204), code: 'sync.reply-malformed' },
    '200 without receipt': { fault: answering(200), code: 'sync.reply-malformed' },
    'a login page instead of a receipt': { fault: page(200), code: 'sync.reply-malformed' },
    'redirect elsewhere': { fault: page(308, { location: 'https://khac.example/' }), code: 'sync.redirect-refused' },
    'redirect without a place': { fault: answering(302), code: 'sync.redirect-refused' },
    '400': { fault: refusal(400, 'request-malformed'), code: 'sync.request-refused', states: ['failed', 'failed'] },
    '401 in the middle': { fault: refusal(401, 'session-required'), code: 'sync.session-expired' },
    '401 of a gateway': { fault: page(401), code: 'sync.session-expired' },
    '403 of a gateway': { fault: page(403), code: 'sync.forbidden', states: ['failed', 'failed'] },
    '404 document missing': {
      fault: refusal(404, 'document-missing'),
      code: 'sync.document-missing',
      states: ['failed', 'failed'],
    },
    '407': { fault: page(407, { 'proxy-authenticate': 'Basic realm="mang"' }), code: proxyWants },
    '408 of a gateway': { fault: page(408), code: 'sync.timeout' },
    '409 key reused': { fault: refusal(409, 'key-reused'), code: 'sync.conflict', states: ['failed', 'failed'] },
    '409 already signed': {
      fault: refusal(409, 'already-signed'),
      code: 'sync.conflict',
      states: ['failed', 'failed'],
    },
    '409 already rejected': {
      fault: refusal(409, 'already-rejected'),
      code: 'sync.already-rejected',
      states: ['failed', 'failed'],
    },
    '409 document changed': { fault: refusal(409, 'document-changed', { version: 7 }), code: 'sync.document-changed' },
    '409 leased elsewhere': {
      fault: refusal(409, 'leased-elsewhere', { holder: 'Trần B' }),
      code: 'sync.leased-elsewhere',
    },
    '409 without a code': { fault: page(409), code: 'sync.conflict', states: ['failed', 'failed'] },
    '410 of a gateway': { fault: page(410), code: 'sync.request-refused', states: ['failed', 'failed'] },
    '412': { fault: page(412), code: 'sync.document-changed' },
    '413': { fault: page(413), code: 'sync.too-large', states: ['failed', 'failed'] },
    '422': { fault: refusal(422, 'digest-mismatch'), code: 'sync.upload-damaged' },
    '429': { fault: page(429), code: 'sync.too-many-requests' },
    '429 for a moment': { fault: page(429, { 'retry-after': '0' }), times: 1, code: null },
    '429 for an hour': { fault: page(429, { 'retry-after': '3600' }), code: 'sync.too-many-requests' },
    '429 for ages': { fault: page(429, { 'retry-after': '9'.repeat(30) }), code: 'sync.too-many-requests' },
    '429 for less than no time': { fault: page(429, { 'retry-after': '-5' }), code: 'sync.too-many-requests' },
    '429 until a day long gone': {
      fault: page(429, { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }),
      times: 1,
      code: null,
    },
    '429 for nonsense': { fault: page(429, { 'retry-after': 'NaN' }), code: 'sync.too-many-requests' },
    '429 for Infinity': { fault: page(429, { 'retry-after': 'Infinity' }), code: 'sync.too-many-requests' },
    '500 page': { fault: page(500), code: 'sync.server-error' },
    '500 once': { fault: page(500), times: 1, code: null },
    '502 page': { fault: page(502), code: 'sync.server-error' },
    '503 page': { fault: page(503, { 'retry-after': '120' }), code: 'sync.server-error' },
    '504 page': { fault: page(504), code: 'sync.server-error' },
    'packed receipt of 64 MB': { fault: answering(200, packed, bomb), code: 'sync.reply-malformed' },
    'packed error of 64 MB': { fault: answering(500, packed, bomb), code: 'sync.server-error' },
    'receipt of 10 MB': { fault: answering(200, {}, largeJson), code: 'sync.reply-malformed' },
  };

  it('is in the state that the fault says, and afterwards delivered once', async () => {
    const names = Object.keys(rows);
    const place = await workplace(2 * names.length);
    const { proxy, queue, client, impatient, storeDir, folder } = place;
    await collect(receive({ queue, server: client, storeDir }));
    await sign(queue, folder);
    const ids = (await queue.outbox()).map(({ job }) => job.id);
    const [seen, expected]: [Outcomes, Outcomes] = [{}, {}];
    for (const [index, [name, row]] of Object.entries(rows).entries()) {
      const own = ids.slice(2 * index, 2 * index + 2);
      const outbox = async () => (await queue.outbox()).filter(({ job }) => own.includes(job.id));
      const run = { queue: { ...queue, outbox }, storeDir };
      const push = async (server: ProvincialServer) =>
        (await collect(deliver({ ...run, server }))).filter(({ direction }) => direction === 'upload');
      const states = async () => Promise.all(own.map(async (id) => (await queue.get(id)).state));
      disturbing(proxy, /^PUT .*\/signed$/, row);
      const lines = await push(row.silent ? impatient : client);
      const during = [lines.map(codeOf), await states(), proxy.disturbed > 0];
      proxy.disturb = () => undefined;
      await queue.retry(own, 'vanthu');
      await push(client);
      seen[name] = [...during, await states()];
      const { code } = row;
      const after = code === null ? ['delivered', 'delivered'] : (row.states ?? ['proved', 'proved']);
      expected[name] = [[code, code], after, true, ['delivered', 'delivered']];
    }
    expect(seen).toEqual(expected);
    await expectDeliveredOnce(place);
  }, 120_000);

  it('that its sender has recalled ends so, and the other goes', async () => {
    const { queue, client, storeDir, folder, server } = await workplace();
    const run = { queue, server: client, storeDir };
    await collect(receive(run));
    await sign(queue, folder);
    const [first] = (await queue.outbox()).map(({ job }) => job);
    server.recall(first?.serverId ?? '');
    expect((await collect(deliver(run))).map(codeOf)).toEqual(['sync.recalled', null]);
    expect(await counts(queue)).toEqual({ recalled: 1, delivered: 1 });
  });
});

describe('a document on its way here', () => {
  const rows: Record<string, Row> = {
    'cut before the server knew': { fault: cutBefore, code: 'sync.unreachable' },
    'reset in its middle': { fault: cutInAnswer('reset'), code: 'sync.unreachable' },
    'reset once in its middle': { fault: cutInAnswer('reset'), times: 1, code: null },
    'ended once in its middle': { fault: cutInAnswer('end'), times: 1, code: null },
    'half once as if whole': { fault: halfAnswer, times: 1, code: null },
    'another bit': { fault: damagedAnswer, code: 'sync.download-damaged' },
    'asked for twice': { fault: twice, code: null },
    '204': { fault: answering(204), code: 'sync.download-damaged' },
    'a login page': { fault: page(200), code: 'sync.download-damaged' },
    redirect: { fault: page(302, { location: 'https://khac.example/' }), code: 'sync.redirect-refused' },
    '401 in the middle': { fault: refusal(401, 'session-required'), code: 'sync.session-expired' },
    '403': { fault: page(403), code: 'sync.forbidden' },
    '404': { fault: refusal(404, 'document-missing'), code: 'sync.document-missing' },
    '407': { fault: page(407, { 'proxy-authenticate': 'Basic realm="mang"' }), code: proxyWants },
    '410 of a gateway': { fault: page(410), code: 'sync.request-refused' },
    '416': { fault: page(416), code: 'sync.request-refused' },
    '429': { fault: page(429), code: 'sync.too-many-requests' },
    '503': { fault: page(503), code: 'sync.server-error' },
    'packed to 64 MB': { fault: answering(200, packed, bomb), code: 'sync.download-damaged' },
    silence: { fault: silence, code: 'sync.timeout', silent: true },
  };

  it('comes whole or not at all, and afterwards whole', async () => {
    const place = await workplace(2 * Object.keys(rows).length);
    const { proxy, queue, client, impatient, storeDir } = place;
    await collect(takeNews({ queue, server: client, storeDir }));
    const ids = (await queue.owedDocuments(client.id, 0, 500)).map(({ documentId }) => documentId);
    const [seen, expected]: [Outcomes, Outcomes] = [{}, {}];
    for (const [index, [name, row]] of Object.entries(rows).entries()) {
      const own = ids.slice(2 * index, 2 * index + 2);
      const owedDocuments: typeof queue.owedDocuments = async (...words) =>
        (await queue.owedDocuments(...words)).filter(({ documentId }) => own.includes(documentId));
      const run = { queue: { ...queue, owedDocuments }, storeDir };
      const here = async () => (await queue.knownDocuments(client.id, own)).length;
      disturbing(proxy, /\/content$/, row);
      const lines = await collect(fetchWaiting({ ...run, server: row.silent ? impatient : client }));
      // One that ends the run is said once.
      const during = [[...new Set(lines.map(codeOf))], await here(), proxy.disturbed > 0];
      proxy.disturb = () => undefined;
      await collect(fetchWaiting({ ...run, server: client }));
      seen[name] = [...during, await here()];
      expected[name] = [[row.code], row.code === null ? 2 : 0, true, 2];
    }
    expect(seen).toEqual(expected);
    await deliverAll(place);
  }, 120_000);
});

describe('the list', () => {
  const cursor = (next: number) => JSON.stringify({ documents: [], next: `${next}`, cursor: '0' });
  const inTurn = (...bodies: string[]): Disturbance => {
    let nth = 0;
    return async ({ outgoing }) => {
      outgoing.setHeader('content-type', 'application/json').end(bodies[nth % bodies.length]);
      nth += 1;
    };
  };
  const rows: Record<string, Row> = {
    'cut before the server knew': { fault: cutBefore, code: 'sync.unreachable' },
    'reset in its middle': { fault: cutInAnswer('reset'), code: 'sync.unreachable' },
    'half as if whole': { fault: halfAnswer, code: 'sync.reply-malformed' },
    'byte by byte': { fault: drippingAnswer, code: null },
    'asked for twice': { fault: twice, code: null },
    '204': { fault: answering(204), code: 'sync.reply-malformed' },
    'a login page': { fault: page(200), code: 'sync.reply-malformed' },
    '401': { fault: refusal(401, 'session-required'), code: 'sync.session-expired' },
    '407': { fault: page(407, { 'proxy-authenticate': 'Basic realm="mang"' }), code: proxyWants },
    '429 for an hour': { fault: page(429, { 'retry-after': '3600' }), code: 'sync.too-many-requests' },
    '502': { fault: page(502), code: 'sync.server-error' },
    redirect: { fault: page(307, { location: 'https://khac.example/' }), code: 'sync.redirect-refused' },
    'of 10 MB': { fault: answering(200, {}, largeJson), code: 'sync.reply-malformed' },
    'packed to 64 MB': { fault: answering(200, packed, bomb), code: 'sync.reply-malformed' },
  };

  it('is refused whole, and afterwards nothing is missing', async () => {
    const place = await workplace();
    const { proxy, queue, client, storeDir } = place;
    const [seen, expected]: [Outcomes, Outcomes] = [{}, {}];
    for (const [name, row] of Object.entries(rows)) {
      disturbing(proxy, /\/changes\?/, row);
      const told = await collect(takeNews({ queue, server: client, storeDir })).then(
        () => null,
        (thrown: unknown) => codeOf({ error: toFaultValue(thrown) }),
      );
      seen[name] = [told, proxy.disturbed > 0 && proxy.disturbed < 10];
      expected[name] = [row.code, true];
    }
    expect(seen).toEqual(expected);
    await deliverAll(place);
  }, 60_000);

  it.each([
    ['stands still', [cursor(7)]],
    ['goes in a circle', [cursor(7), cursor(8)]],
  ])('whose cursor %s is left', async (_name, bodies) => {
    const place = await workplace();
    const { proxy, queue, client, storeDir } = place;
    disturbing(proxy, /\/changes\?/, { fault: inTurn(...bodies), code: null });
    const run = collect(receive({ queue, server: client, storeDir }));
    await expect(run).rejects.toMatchObject({ code: 'sync.reply-malformed' });
    expect(proxy.disturbed).toBeLessThan(10);
    await deliverAll(place);
  });

  it('that never ends is left after a while, and what waits is not lost', async () => {
    const place = await workplace();
    const { proxy, queue, client, storeDir } = place;
    let next = 0;
    const fault: Disturbance = async ({ outgoing }) => {
      next += 1;
      outgoing.setHeader('content-type', 'application/json').end(cursor(next));
    };
    disturbing(proxy, /\/changes\?/, { fault, code: null });
    expect(await collect(receive({ queue, server: client, storeDir }))).toEqual([]);
    expect(proxy.disturbed).toBeLessThanOrEqual(2_000);
    await deliverAll(place);
  }, 60_000);
});

describe('sign-in', () => {
  it('says what is wrong, and the next one goes', async () => {
    const faults: [string, Disturbance, FaultCode][] = [
      ['cut after the server knew', cutAfter, 'sync.unreachable'],
      ['half an answer', halfAnswer, 'sync.reply-malformed'],
      ['204', answering(204), 'sync.reply-malformed'],
      ['redirect', page(302, { location: 'https://khac.example/' }), 'sync.redirect-refused'],
      ['407', page(407), proxyWants],
      ['429 for an hour', page(429, { 'retry-after': '3600' }), 'sync.too-many-requests'],
      ['503', page(503), 'sync.server-error'],
      ['a clock that is off', refusal(401, 'clock-skew', { serverTime: '2026-03-02T01:00:00Z' }), 'sync.clock-skew'],
      [
        'another receipt key',
        changedAnswer((text) =>
          text.replace(/"receiptKey":"(.*?)"/, (_all, key: string) => {
            const other = Buffer.from(key, 'base64');
            other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
            return `"receiptKey":"${other.toString('base64')}"`;
          }),
        ),
        'sync.server-key-changed',
      ],
    ];
    const place = await workplace();
    const { proxy, connect } = place;
    const [seen, expected]: [Outcomes, Outcomes] = [{}, {}];
    for (const [name, fault, code] of faults) {
      disturbing(proxy, /\/sessions/, { fault, code });
      const told = await connect({ url: proxy.url }).then(
        () => null,
        (thrown: unknown) => codeOf({ error: toFaultValue(thrown) }),
      );
      seen[name] = [told];
      expected[name] = [code];
    }
    expect(seen).toEqual(expected);
    await deliverAll(place);
    await connect({ url: proxy.url });
  });

  it('at a proxy that wants one of its own says so where the browser engine does', () => {
    const refused = new Error('net::ERR_PROXY_AUTH_UNSUPPORTED');
    expect(noAnswer(refused)).toMatchObject({ code: 'sync.proxy-sign-in' });
  });

  it('at a name that nobody knows is unreachable', async () => {
    const { connect } = await workplace();
    const unknown = connect({ url: 'https://may-chu-van-ban.invalid' });
    await expect(unknown).rejects.toMatchObject({ code: 'sync.unreachable' });
  });
});
