import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import { TimestampClient, type TimestampClientOptions } from '../../src/main/jobs/network/timestamp-client.js';
import { Asn1, contextTag, der } from '../../src/main/pki/asn1.js';
import { readTimestamp } from '../../src/main/pki/cms/timestamp.js';
import { oids } from '../../src/main/pki/oids.js';
import { readTimestampResponse, timestampRequest } from '../../src/main/pki/tsp.js';
import type { Issued } from '../../tools/test-pki/make.mjs';
import { type RunningPki, startPki, startTsa, type TestServer, type TsaMisbehaviour } from './pki-servers.js';

let folder: string;
let running: RunningPki;
let tsa: TestServer<TsaMisbehaviour>;
let second: TestServer<TsaMisbehaviour>;

const imprint = createHash('sha256').update('giá trị chữ ký').digest();
const nowhere = 'http://127.0.0.1:9';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-timestamp-'));
  running = await startPki(join(folder, 'pki'));
  tsa = running.tsa;
  second = await startTsa({ authority: running.pki.root, signer: running.services.ecTsa });
});
afterEach(() => {
  tsa.misbehave(null);
  second.misbehave(null);
});
afterAll(async () => {
  await Promise.all([running.close(), second.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Waits are recorded and not waited. */
const clientOf = (urls: readonly string[], options: Partial<TimestampClientOptions> = {}) => {
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => void waits.push(ms);
  const client = new TimestampClient({ urls, fetch, sleep, random: () => 0.5, deadlineMs: 60_000, ...options });
  return { client, waits };
};

const faultOf = async (promise: Promise<unknown>): Promise<Fault> => {
  const thrown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof Fault)) throw new Error(`no fault but ${String(thrown)}`);
  return thrown;
};

const opensslAccepts = (token: Uint8Array, digest: Uint8Array): string => {
  const path = join(folder, 'token.tst');
  writeFileSync(path, token);
  const trust = ['-CAfile', running.pki.root.certificate];
  const question = ['-digest', Buffer.from(digest).toString('hex'), '-in', path, '-token_in'];
  return execFileSync('openssl', ['ts', '-verify', ...question, ...trust], { encoding: 'utf8', stdio: 'pipe' });
};

describe('a timestamp request', () => {
  it('is one that openssl reads, with our imprint, nonce and the wish for a certificate', () => {
    const path = join(folder, 'query.tsq');
    writeFileSync(path, timestampRequest(imprint, Buffer.from('00f1e2d3c4b5a697', 'hex')));
    const text = execFileSync('openssl', ['ts', '-query', '-in', path, '-text'], { encoding: 'utf8' });
    expect(text).toContain('Hash Algorithm: sha256');
    expect(text).toContain('Nonce: 0xF1E2D3C4B5A697');
    expect(text).toContain('Certificate required: yes');
  });
});

describe('a timestamp from a real authority', () => {
  it('is one that openssl verifies, RSA and ECDSA P-384', async () => {
    for (const server of [tsa, second]) {
      const token = await clientOf([server.url]).client.stamp(imprint);
      expect(opensslAccepts(token, imprint)).toContain('Verification: OK');
      expect(readTimestamp(token)).toMatchObject({ policy: '2.16.704.1.1.1.2', imprint: { digest: 'sha256' } });
    }
  });

  it('is asked for once for each value', async () => {
    const before = tsa.requests.length;
    await clientOf([tsa.url]).client.stamp(randomBytes(32));
    expect(tsa.requests.length - before).toBe(1);
  });
});

describe('a reply that is no timestamp for us', () => {
  const refused: readonly (readonly [TsaMisbehaviour, string, RegExp])[] = [
    ['wrong-imprint', 'timestamp.invalid', /messageImprint/],
    ['wrong-nonce', 'timestamp.invalid', /nonce/],
    ['no-nonce', 'timestamp.invalid', /nonce/],
    ['no-purpose', 'timestamp.invalid', /extendedKeyUsage/],
    ['purpose-not-critical', 'timestamp.invalid', /extendedKeyUsage/],
    ['two-purposes', 'timestamp.invalid', /extendedKeyUsage/],
    ['expired', 'timestamp.invalid', /notAfter/],
    ['no-ess', 'timestamp.invalid', /signing-certificate/],
    ['no-certificate', 'timestamp.invalid', /signer-missing/],
    ['forged', 'timestamp.invalid', /signature-wrong/],
    ['rejects', 'timestamp.rejected', /badAlg/],
    ['not-now', 'timestamp.not-now', /timeNotAvailable/],
    ['garbage', 'timestamp.malformed', /proxy/],
    ['html', 'timestamp.malformed', /proxy/],
    ['error-500', 'timestamp.unavailable', /HTTP 500/],
    ['refuse-403', 'timestamp.unavailable', /HTTP 403/],
    ['redirect', 'timestamp.unavailable', /redirect/],
    ['huge', 'timestamp.unavailable', /too large/],
  ];
  it.each(refused)('%s: %s', async (how, code, words) => {
    tsa.misbehave(how);
    const fault = await faultOf(clientOf([tsa.url]).client.stamp(imprint));
    expect([fault.code, fault.value.vi]).toEqual([code, expect.stringMatching(words)]);
  });

  it('is not asked for again when it was refused, but three times, with growing pauses, when it may pass', async () => {
    const asked = async (how: TsaMisbehaviour): Promise<{ times: number; waits: number[] }> => {
      tsa.misbehave(how);
      const before = tsa.requests.length;
      const { client, waits } = clientOf([tsa.url]);
      await faultOf(client.stamp(imprint));
      return { times: tsa.requests.length - before, waits };
    };
    expect(await asked('rejects')).toEqual({ times: 1, waits: [] });
    expect(await asked('wrong-nonce')).toEqual({ times: 1, waits: [] });
    expect(await asked('refuse-403')).toEqual({ times: 1, waits: [] });
    expect(await asked('error-500')).toEqual({ times: 3, waits: [1000, 4000] });
  });
});

describe('a token put together by an attacker', () => {
  const nonce = Buffer.from('1122334455667788', 'hex');

  /** The TSTInfo of a right reply, signed by `signer`, whose signed attributes name `named`. */
  const resigned = async (signer: Issued, named: Issued): Promise<Uint8Array> => {
    const body = Uint8Array.from(timestampRequest(imprint, nonce));
    const reply = await fetch(tsa.url, { method: 'POST', body });
    const [, token] = Asn1.parse(new Uint8Array(await reply.arrayBuffer())).children;
    const content = readTimestamp(token?.bytes ?? new Uint8Array()).facts.content ?? new Uint8Array();
    const [own, other] = [signer, named].map(({ der: path }) => readFileSync(path));
    if (!own || !other) throw new Error('certificates');
    const attribute = (oid: string, value: Uint8Array): Uint8Array => der.sequence(der.oid(oid), der.setOf([value]));
    const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
    const attributes = der.setOf([
      attribute(oids.contentType, der.oid(oids.tstInfo)),
      attribute(oids.messageDigest, der.octetString(sha256(content))),
      attribute(oids.signingCertificateV2, der.sequence(der.sequence(der.sequence(der.octetString(sha256(other)))))),
    ]);
    const [, serial, , issuer] = Asn1.parse(own).children[0]?.children ?? [];
    const digest = der.sequence(der.oid(oids.sha256));
    const info = der.sequence(
      der.integer(1),
      der.sequence(issuer?.bytes ?? own, serial?.bytes ?? own),
      digest,
      der.tlv(contextTag(0, true), Asn1.parse(attributes).content),
      der.sequence(der.oid(oids.rsaEncryption), der.null()),
      der.octetString(sign('sha256', attributes, readFileSync(signer.key, 'utf8'))),
    );
    const signedData = der.sequence(
      der.integer(3),
      der.setOf([digest]),
      der.sequence(der.oid(oids.tstInfo), der.tlv(contextTag(0, true), der.octetString(content))),
      der.tlv(contextTag(0, true), own),
      der.setOf([info]),
    );
    const made = der.sequence(der.oid(oids.signedData), der.tlv(contextTag(0, true), signedData));
    return der.sequence(der.sequence(der.integer(0)), made);
  };

  it('is refused when its signed attributes name another certificate than its signer’s', async () => {
    const { tsa: own, secondTsa } = running.services;
    const read = (bytes: Uint8Array) => () => readTimestampResponse(bytes, { imprint, nonce });
    expect(read(await resigned(own, own))()).toBeInstanceOf(Uint8Array);
    const wrong = await resigned(own, secondTsa);
    expect(read(wrong)).toThrow(expect.objectContaining({ code: 'timestamp.invalid' }));
    expect(read(wrong)).toThrow(/signing-certificate-mismatch/);
  });

  it('says nothing else when one octet is changed: it is refused, or states the same', async () => {
    const bytes = await resigned(running.services.tsa, running.services.tsa);
    const stated = readTimestamp(readTimestampResponse(bytes, { imprint, nonce }));
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x04;
      try {
        const { time, policy } = readTimestamp(readTimestampResponse(changed, { imprint, nonce }));
        expect([at, time, policy]).toEqual([at, stated.time, stated.policy]);
      } catch (thrown) {
        if (!(thrown instanceof Fault)) throw thrown;
      }
    }
  });
});

describe('a timestamp server that fails', () => {
  it('hangs: the deadline ends each try', async () => {
    tsa.misbehave('hang');
    const fault = await faultOf(clientOf([tsa.url], { deadlineMs: 50 }).client.stamp(imprint));
    expect([fault.code, fault.value.en]).toEqual(['timestamp.unavailable', expect.stringContaining('timeout')]);
  });

  it('is replaced by the next of the list', async () => {
    tsa.misbehave('error-500');
    const { client, waits } = clientOf([nowhere, tsa.url, second.url]);
    expect(opensslAccepts(await client.stamp(imprint), imprint)).toContain('OK');
    expect(waits).toEqual([]);
  });

  it('names each server and its reason when none helps', async () => {
    tsa.misbehave('error-500');
    const fault = await faultOf(clientOf([nowhere, tsa.url]).client.stamp(imprint));
    expect(fault.value.vi).toContain(`${tsa.url}: HTTP 500`);
    expect(fault.value.vi).toContain(`${nowhere}: `);
  });

  it('is left alone after five failures, and one trial brings it back', async () => {
    let now = 0;
    const { client } = clientOf([tsa.url], { now: () => now });
    tsa.misbehave('error-500');
    await faultOf(client.stamp(imprint));
    await faultOf(client.stamp(imprint));
    const opened = tsa.requests.length;
    const resting = await faultOf(client.stamp(imprint));
    expect([resting.code, resting.value.en]).toEqual(['timestamp.unavailable', expect.stringContaining('HTTP 500')]);
    expect(tsa.requests.length).toBe(opened);
    now = 61_000;
    await faultOf(client.stamp(imprint));
    expect(tsa.requests.length).toBe(opened + 1);
    now = 122_000;
    tsa.misbehave(null);
    await client.stamp(imprint);
    await client.stamp(imprint);
    expect(tsa.requests.length).toBe(opened + 3);
  });

  it('is asked by four at once and no more', async () => {
    const own = await startTsa({ authority: running.pki.root, signer: running.services.tsa });
    own.misbehave('slow');
    const { client } = clientOf([own.url]);
    const tokens = await Promise.all(Array.from({ length: 10 }, () => client.stamp(randomBytes(32))));
    expect([tokens.length, own.load.most]).toEqual([10, 4]);
    await own.close();
  });

  it('lets go at once when the work is cancelled, under way or in line', async () => {
    tsa.misbehave('hang');
    const { client } = clientOf([tsa.url]);
    const stop = new AbortController();
    const all = Array.from({ length: 6 }, () => faultOf(client.stamp(imprint, stop.signal)));
    setTimeout(() => stop.abort(), 20);
    expect((await Promise.all(all)).map((fault) => fault.code)).toEqual(Array(6).fill('app.cancelled'));
    tsa.misbehave(null);
    await client.stamp(imprint);
  });

  it('needs an address, of http or https and without a password', () => {
    for (const urls of [[], ['ftp://tsa.ca.gov.vn/'], ['http://a:b@tsa.ca.gov.vn/'], ['tsa.ca.gov.vn']])
      expect(() => clientOf(urls)).toThrow(Fault);
  });
});
