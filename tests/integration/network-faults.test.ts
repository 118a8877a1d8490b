/**
 * Faults of the network: each leaves every document in its state, with a sentence that says what to do, and once it is
 * gone one further run delivers everything exactly once.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FaultCode, faultValue } from '../../src/contracts/faults/index.js';
import type { JobState } from '../../src/contracts/jobs.js';
import type { ProvincialServerOptions } from '../../src/main/sync/http/server.js';
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
import { collect, counts, everything, setUp, sign, statusOf } from './sync-support.js';

/** Larger than what one write to a socket takes, and no two alike. */
const contentOf = (index: number): string =>
  `%PDF-1.7\n% gốc ${index}\n${`% ${index} ${'x'.repeat(97)}\n`.repeat(700)}`;

/** A server with two documents, its client, and a proxy between them. */
const workplace = async (options: Partial<ProvincialServerOptions> = {}) => {
  const seed = temporaryFolder();
  for (const index of [1, 2]) writeFileSync(join(seed, `Công văn ${index}.pdf`), contentOf(index));
  const all = await setUp(0, { seed: [seed] });
  const proxy = await FaultProxy.start(all.server.url);
  // Queue and cursor are those of the proxy's address from the beginning.
  const client = await all.connect({ url: proxy.url, ...options });
  const run = { queue: all.queue, server: client, storeDir: all.storeDir };
  return { ...all, proxy, run };
};

/** The first request that matches is disturbed, or all of them. */
const disturbing = (proxy: FaultProxy, path: RegExp, fault: Disturbance, times = Number.POSITIVE_INFINITY): void => {
  let left = times;
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
  expect(jobs.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  expect(readdirSync(signedDir).sort()).toEqual(jobs.map(({ signedSha256 }) => `${signedSha256}.pdf`).sort());
  for (const name of readdirSync(signedDir))
    expect(
      `${createHash('sha256')
        .update(readFileSync(join(signedDir, name)))
        .digest('hex')}.pdf`,
    ).toBe(name);
  expect(await queue.verifyJournal()).toMatchObject({ intact: true });
};

/** What a person does after a fault: press again, and once more for what failed. */
const goOn = async (place: Place): Promise<void> => {
  place.proxy.disturb = () => undefined;
  const { queue, run, folder } = place;
  const failed = await queue.list({ ...everything, states: ['failed'] });
  await queue.retry(failed.jobs.map(({ id }) => id));
  await collect(deliver(run));
  await collect(receive(run));
  await sign(queue, folder);
  await collect(deliver(run));
  await expectDeliveredOnce(place);
};

const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 0x20));
const packed = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
const largeJson = `["${'x'.repeat(10 * 2 ** 20)}"]`;

interface Row {
  readonly fault: Disturbance;
  /** null: it is got over within the run. */
  readonly code: FaultCode | null;
  /** How many requests are disturbed; default all. */
  readonly times?: number;
  /** Other states of the two documents than those of a fault that passes. */
  readonly states?: readonly [JobState, JobState];
  readonly options?: Partial<ProvincialServerOptions>;
}

/** Every sentence that a person may see is one of the catalogue, and Vietnamese. */
const expectSentence = (error: { readonly code: FaultCode; readonly vi: string } | undefined): void => {
  const known = error === undefined ? '' : faultValue(error.code).vi.split(/\{/)[0];
  expect(error?.vi.startsWith(known ?? '')).toBe(true);
  expect(error?.vi).toMatch(/[ạảãàáậấầẩẫăắằặẳẵệếềểễọỏộốồổỗơớờợởỡụủựứừửữỳỵỷỹđ]/i);
};

describe('a signed file on its way', () => {
  const impatient = { idleTimeoutMs: 150 };
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
    silence: { fault: silence, code: 'sync.timeout', options: impatient },
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
    '407': { fault: page(407, { 'proxy-authenticate': 'Basic realm="mang"' }), code: 'sync.proxy-sign-in' },
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

  it.each(Object.entries(rows))('%s', async (_name, { fault, code, times, states, options }) => {
    const place = await workplace(options);
    const { proxy, queue, run, folder } = place;
    await collect(receive(run));
    await sign(queue, folder);
    disturbing(proxy, /^PUT .*\/signed$/, fault, times);
    const lines = (await collect(deliver(run))).filter(({ direction }) => direction === 'upload');
    expect(proxy.disturbed).toBeGreaterThan(0);
    if (code === null) {
      expect(statusOf(lines)).toEqual(Array(2).fill(expect.stringMatching(/^(?:done|already-there)$/)));
      return expectDeliveredOnce(place);
    }
    expect(statusOf(lines)).toEqual([code, code]);
    for (const { error } of lines) expectSentence(error);
    const { jobs } = await queue.list(everything);
    expect(jobs.map(({ state }) => state)).toEqual(states ?? ['proved', 'proved']);
    await goOn(place);
  });

  it('that its sender has recalled ends so, and the other goes', async () => {
    const { queue, run, folder, server } = await workplace();
    await collect(receive(run));
    await sign(queue, folder);
    const [first] = (await queue.outbox()).map(({ job }) => job);
    server.recall(first?.serverId ?? '');
    expect(statusOf(await collect(deliver(run)))).toEqual(['sync.recalled', 'done']);
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
    '204': { fault: answering(204), code: 'sync.unreachable' },
    'a login page': { fault: page(200), code: 'sync.download-damaged' },
    redirect: { fault: page(302, { location: 'https://khac.example/' }), code: 'sync.redirect-refused' },
    '401 in the middle': { fault: refusal(401, 'session-required'), code: 'sync.session-expired' },
    '403': { fault: page(403), code: 'sync.forbidden' },
    '404': { fault: refusal(404, 'document-missing'), code: 'sync.document-missing' },
    '407': { fault: page(407), code: 'sync.proxy-sign-in' },
    '410 of a gateway': { fault: page(410), code: 'sync.request-refused' },
    '416': { fault: page(416), code: 'sync.request-refused' },
    '429': { fault: page(429), code: 'sync.too-many-requests' },
    '503': { fault: page(503), code: 'sync.server-error' },
    'packed to 64 MB': { fault: answering(200, packed, bomb), code: 'sync.download-damaged' },
    silence: { fault: silence, code: 'sync.timeout', options: { idleTimeoutMs: 150 } },
  };

  it.each(Object.entries(rows))('%s', async (_name, { fault, code, times, options }) => {
    const place = await workplace(options);
    const { proxy, queue, run } = place;
    disturbing(proxy, /\/content$/, fault, times);
    const lines = await collect(receive(run));
    expect(proxy.disturbed).toBeGreaterThan(0);
    if (code === null) expect(statusOf(lines)).toEqual(['done', 'done']);
    else {
      // One that ends the run is said once.
      expect(new Set(statusOf(lines))).toEqual(new Set([code]));
      for (const { error } of lines) expectSentence(error);
      expect(await counts(queue)).toEqual({});
    }
    await goOn(place);
  });
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
    '407': { fault: page(407), code: 'sync.proxy-sign-in' },
    '429 for an hour': { fault: page(429, { 'retry-after': '3600' }), code: 'sync.too-many-requests' },
    '502': { fault: page(502), code: 'sync.server-error' },
    redirect: { fault: page(307, { location: 'https://khac.example/' }), code: 'sync.redirect-refused' },
    'of 10 MB': { fault: answering(200, {}, largeJson), code: 'sync.reply-malformed' },
    'packed to 64 MB': { fault: answering(200, packed, bomb), code: 'sync.reply-malformed' },
    'whose cursor stands still': { fault: inTurn(cursor(7)), code: 'sync.reply-malformed' },
    'whose cursors go in a circle': { fault: inTurn(cursor(7), cursor(8)), code: 'sync.reply-malformed' },
  };

  it.each(Object.entries(rows))('%s', async (_name, { fault, code, times }) => {
    const place = await workplace();
    const { proxy, queue, run } = place;
    disturbing(proxy, /\/changes\?/, fault, times);
    if (code === null) expect(statusOf(await collect(receive(run)))).toEqual(['done', 'done']);
    else {
      const failure: unknown = await collect(receive(run)).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(failure).toMatchObject({ code });
      expectSentence(faultValue(code));
      expect(await counts(queue)).toEqual({});
      expect(proxy.disturbed).toBeLessThan(10);
    }
    expect(proxy.disturbed).toBeGreaterThan(0);
    await goOn(place);
  });

  it('that never ends is left after a while, and what it says is not lost', async () => {
    const place = await workplace();
    const { proxy, run } = place;
    let next = 0;
    disturbing(proxy, /\/changes\?/, async ({ outgoing }) => {
      next += 1;
      outgoing.setHeader('content-type', 'application/json').end(cursor(next));
    });
    expect(await collect(receive(run))).toEqual([]);
    expect(proxy.disturbed).toBeLessThanOrEqual(2_000);
    await goOn(place);
  });
});

describe('sign-in', () => {
  it.each([
    ['cut after the server knew', cutAfter, 'sync.unreachable'],
    ['half an answer', halfAnswer, 'sync.reply-malformed'],
    ['204', answering(204), 'sync.reply-malformed'],
    ['redirect', page(302, { location: 'https://khac.example/' }), 'sync.redirect-refused'],
    ['407', page(407), 'sync.proxy-sign-in'],
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
  ] as const)('%s is said, and the next one goes', async (_name, fault, code) => {
    const place = await workplace();
    const { proxy, connect } = place;
    disturbing(proxy, /\/sessions/, fault);
    await expect(connect({ url: proxy.url })).rejects.toMatchObject({ code });
    await goOn(place);
    await connect({ url: proxy.url });
  });

  it('at a name that nobody knows is unreachable', async () => {
    const { connect } = await workplace();
    const unknown = connect({ url: 'https://may-chu-van-ban.invalid' });
    await expect(unknown).rejects.toMatchObject({ code: 'sync.unreachable' });
  });
});
