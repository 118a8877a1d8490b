/** The connection itself: a certificate of the client (mutual TLS), and servers that are not who they say. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { certificateFetch } from '../../src/main/sync/http/certificate-fetch.js';
import { ProvincialServer } from '../../src/main/sync/http/server.js';
import { push } from '../../src/main/sync/push.js';
import { receive } from '../../src/main/sync/run.js';
import { collect, setUp, sign, statusOf, user } from './sync-support.js';

let folder: string;
const at = (name: string): string => join(folder, name);
const openssl = (...words: string[]): void => void execFileSync('openssl', words, { stdio: 'pipe' });
const passphrase = 'mật khẩu tệp';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-tls-'));
  const request = ['req', '-x509', '-utf8', '-nodes', '-days', '30', '-newkey', 'rsa:2048'];
  openssl(...request, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=CA');
  const leaf = (name: string, ...more: string[]): void =>
    openssl(
      ...request,
      '-keyout',
      at(`${name}.key`),
      '-out',
      at(`${name}.pem`),
      '-subj',
      `/CN=${name}`,
      '-CA',
      at('ca.pem'),
      '-CAkey',
      at('ca.key'),
      ...more,
    );
  leaf('server', '-addext', 'subjectAltName=IP:127.0.0.1');
  leaf('elsewhere', '-addext', 'subjectAltName=DNS:khac.example');
  leaf('client');
  const words = ['pkcs12', '-export', '-in', at('client.pem'), '-inkey', at('client.key'), '-out', at('client.p12')];
  openssl(...words, '-passout', `pass:${passphrase}`);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** TLS that wants a certificate of the client, in front of a server. */
const inFront = async (target: string, name = 'server'): Promise<string> => {
  const identity = { key: readFileSync(at(`${name}.key`)), cert: readFileSync(at(`${name}.pem`)) };
  const ca = readFileSync(at('ca.pem'));
  const proxy = createServer({ ...identity, ca, requestCert: true, rejectUnauthorized: true }, (request, response) => {
    const { method, headers, url } = request;
    const onward = httpRequest(`${target}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
};

const withCertificate = (phrase = passphrase) =>
  certificateFetch({
    p12: readFileSync(at('client.p12')),
    name: 'client.p12',
    passphrase: phrase,
    ca: [...rootCertificates, readFileSync(at('ca.pem'), 'latin1')],
  });

it('a whole round goes through TLS that wants a certificate of the client', async () => {
  const { queue, folder: data, storeDir, server, accept } = await setUp(2);
  const url = await inFront(server.url);
  const client = new ProvincialServer({ url, fetch: withCertificate(), retryDelaysMs: [], accept });
  await client.signIn(user.username, user.password);
  expect(statusOf(await collect(receive({ queue, server: client, storeDir })))).toEqual(['done', 'done']);
  await sign(queue, data);
  expect(statusOf(await collect(push({ queue, server: client })))).toEqual(['done', 'done']);
});

it('who has no certificate, or another passphrase, hears so', async () => {
  const { server } = await setUp(1);
  const url = await inFront(server.url);
  const without = new ProvincialServer({ url, fetch, retryDelaysMs: [] });
  await expect(without.signIn(user.username, user.password)).rejects.toMatchObject({ code: 'sync.tls-refused' });
  expect(() => withCertificate('khác')).toThrow(
    expect.objectContaining({ code: 'sync.client-certificate-unreadable' }),
  );
});

it('a server whose certificate names somebody else gets nothing', async () => {
  const { server } = await setUp(1);
  const url = await inFront(server.url, 'elsewhere');
  const client = new ProvincialServer({ url, fetch: withCertificate(), retryDelaysMs: [1] });
  const signIn = client.signIn(user.username, user.password);
  await expect(signIn).rejects.toMatchObject({
    code: 'sync.tls-refused',
    value: { vi: expect.stringContaining('ERR_TLS') },
  });
});
