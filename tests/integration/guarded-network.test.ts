/** What certificates may make this computer call, with real servers and sockets that must see nobody. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { directFetch } from '../../src/main/jobs/network/direct-fetch.js';
import { GuardedNetwork, type GuardedNetworkOptions } from '../../src/main/jobs/network/guarded-network.js';
import { readCertificateBundle } from '../../src/main/pki/certificate-bundle.js';
import { policyFor, type RunningPki, startPki } from './pki-servers.js';

let folder: string;
let running: RunningPki;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-guarded-'));
  running = await startPki(join(folder, 'pki'));
});
afterEach(() => running.crls.misbehave(null));
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A socket that counts who connects. */
const listen = async (): Promise<{ port: number; seen: () => number; close: () => void }> => {
  let seen = 0;
  const server: Server = createServer((socket) => {
    seen += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { port: (server.address() as AddressInfo).port, seen: () => seen, close: () => void server.close() };
};

const limit = 1024 * 1024;
const outcomeOf = (network: GuardedNetwork, url: string): Promise<string> =>
  network.exchange({ url, limit }).then(
    (bytes) => `${bytes.length} bytes`,
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  );
const networkFor = (hosts: readonly string[], options: Partial<GuardedNetworkOptions> = {}, deadlineMs = 5000) =>
  new GuardedNetwork({ policy: policyFor(hosts, deadlineMs), ...options });

describe('no connection is made', () => {
  it('to a host or port that is not listed', async () => {
    const trap = await listen();
    const network = networkFor(['ca.example.vn', '127.0.0.1:1']);
    expect(await outcomeOf(network, `http://127.0.0.1:${trap.port}/`)).toBe('refused: port');
    expect(await outcomeOf(network, `http://localhost:${trap.port}/`)).toBe('refused: not-listed');
    expect(trap.seen()).toBe(0);
    trap.close();
  });

  it('where a listed name leads to this computer or into a private network', async () => {
    const trap = await listen();
    for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '0.0.0.0']) {
      const network = networkFor([`ca.example.vn:${trap.port}`], { resolve: async () => [{ address, family: 4 }] });
      expect(await outcomeOf(network, `http://ca.example.vn:${trap.port}/`)).toBe('refused: inner-address');
    }
    expect(trap.seen()).toBe(0);
    trap.close();
  });

  it('by a second look-up: the address that was checked is the one that is called', async () => {
    const { port } = new URL(running.crls.url);
    const init = { method: 'GET', headers: {}, redirect: 'error', cache: 'no-store', credentials: 'omit' } as const;
    const signal = new AbortController().signal;
    const addresses = [{ address: '127.0.0.1', family: 4 }];
    const response = await directFetch(`http://khong-co.invalid:${port}/sub.crl`, { ...init, signal }, addresses);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(readFileSync(running.pki.sub.crl));
  });

  it('to where a redirect points', async () => {
    running.crls.misbehave('redirect');
    const before = running.crls.requests.length;
    expect(await outcomeOf(running.network(), `${running.crls.url}/sub.crl`)).toBe('HTTP 307');
    expect(running.crls.requests.slice(before)).toEqual(['/sub.crl']);
  });

  it('a fourth time to a server that failed three times, for a minute', async () => {
    let now = Date.now();
    const network = running.network({ now: () => now });
    running.crls.misbehave('error-500');
    const before = running.crls.requests.length;
    const ask = () => outcomeOf(network, `${running.crls.url}/sub.crl`);
    for (let time = 0; time < 5; time += 1) expect(await ask()).toBe('HTTP 500');
    expect(running.crls.requests.length - before).toBe(3);
    running.crls.misbehave(null);
    now += 61_000;
    expect(await ask()).toMatch(/bytes$/);
  });
});

describe('an exchange ends', () => {
  it('when the server says nothing, or the name is never resolved', async () => {
    running.crls.misbehave('hang');
    expect(await outcomeOf(running.network({ deadlineMs: 200 }), `${running.crls.url}/sub.crl`)).toBe('timeout');
    const network = networkFor(['ca.example.vn'], { resolve: () => new Promise(() => undefined) }, 200);
    expect(await outcomeOf(network, 'http://ca.example.vn/')).toBe('timeout');
  });

  it('when the answer has no end', async () => {
    running.crls.misbehave('huge');
    expect(await outcomeOf(running.network(), `${running.crls.url}/sub.crl`)).toBe('too large');
  });

  it('when the server speaks no HTTP, or nobody is there', async () => {
    const trap = await listen();
    const network = networkFor([`127.0.0.1:${trap.port}`]);
    const url = `http://127.0.0.1:${trap.port}/`;
    expect(await outcomeOf(network, url)).toBe('ECONNRESET');
    trap.close();
    expect(await outcomeOf(network, url)).toMatch(/^ECONN/);
  });

  it('with no use of a body that is compressed or partial', async () => {
    const server = createHttpServer((_request, response) => response.writeHead(206).end('một phần'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await outcomeOf(networkFor([host]), `http://${host}/`)).toBe('HTTP 206');
    server.close();
  });
});

describe('a proxy', () => {
  it('gets the request instead, and the name is not resolved here; the list still holds', async () => {
    const asked: string[] = [];
    const network = networkFor(['ca.example.vn'], {
      resolve: () => Promise.reject(new Error('resolved')),
      proxied: async () => async (url) => {
        asked.push(url);
        return new Response('trả lời');
      },
    });
    expect(await outcomeOf(network, 'http://ca.example.vn/a#b')).toBe('11 bytes');
    expect(await outcomeOf(network, 'http://evil.example/')).toBe('refused: not-listed');
    expect(asked).toEqual(['http://ca.example.vn/a']);
  });
});

describe('what stands at a caIssuers address', () => {
  const bundle = (...options: string[]): Buffer => {
    const { root, sub } = running.pki;
    const out = join(folder, 'bundle');
    const files = ['-certfile', sub.certificate, '-certfile', root.certificate];
    execFileSync('openssl', ['crl2pkcs7', '-nocrl', ...files, '-out', out, ...options]);
    return readFileSync(out);
  };
  const names = (bytes: Uint8Array) => readCertificateBundle(bytes).map(({ fingerprint }) => fingerprint);

  it('is read as DER, PEM, and PKCS #7 in both', () => {
    const { root, sub } = running.pki;
    const [subName, rootName] = [names(readFileSync(sub.der)), names(readFileSync(root.certificate))];
    expect([...subName, ...rootName].map((name) => name.length)).toEqual([64, 64]);
    const both = [...subName, ...rootName].sort();
    expect(names(bundle('-outform', 'DER')).sort()).toEqual(both);
    expect(names(bundle()).sort()).toEqual(both);
    const pem = Buffer.concat([readFileSync(sub.certificate), readFileSync(root.certificate)]);
    expect(names(pem).sort()).toEqual(both);
  });

  it('is a fault where it is something else, and never more', () => {
    const whole = bundle('-outform', 'DER');
    const wrong = [Buffer.alloc(0), Buffer.from('<html>'), readFileSync(running.pki.sub.crl), whole.subarray(0, 900)];
    for (const bytes of wrong) {
      expect(() => readCertificateBundle(bytes)).toThrow(
        expect.objectContaining({ code: 'pki.certificate-malformed' }),
      );
    }
  });
});
