/** Servers that cannot show who they are get nothing: no name, no password, no document. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlainServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, rootCertificates, type TlsOptions } from 'node:tls';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { certificateFetch } from '../../src/main/sync/http/certificate-fetch.js';
import { ProvincialServer } from '../../src/main/sync/http/server.js';

let folder: string;
const openssl = (...words: string[]): void => void execFileSync('openssl', words, { stdio: 'pipe', cwd: folder });
const read = (name: string): Buffer => readFileSync(join(folder, name));
const newKey = ['-nodes', '-newkey', 'rsa:2048'];
const addresses = {
  right: ['30', 'IP:127.0.0.1'],
  elsewhere: ['30', 'DNS:khac.example'],
  expired: ['-1', 'IP:127.0.0.1'],
} as const;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-tls-'));
  for (const name of ['ca', 'stranger'])
    openssl(
      'req',
      '-x509',
      '-days',
      '30',
      ...newKey,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-subj',
      '/CN=CA',
    );
  for (const [name, [days, address]] of Object.entries(addresses)) {
    const extension = ['-addext', `subjectAltName=${address}`];
    openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`, ...extension);
    const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-copy_extensions', 'copy'];
    openssl('x509', '-req', '-in', `${name}.csr`, ...issuer, '-days', days, '-out', `${name}.pem`);
  }
  openssl('pkcs12', '-export', '-in', 'right.pem', '-inkey', 'right.key', '-out', 'client.p12', '-passout', 'pass:x');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const listening = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
};

/** The words that arrived are kept: none of ours may be among them. */
const withIdentity = async (name: string, options: TlsOptions = {}): Promise<{ url: string; heard: string[] }> => {
  const heard: string[] = [];
  const server = createServer({ key: read(`${name}.key`), cert: read(`${name}.pem`), ...options }, (socket) => {
    socket.on('data', (piece) => void heard.push(piece.toString('latin1')));
    socket.on('error', () => undefined);
  });
  return { url: await listening(server), heard };
};

const network = (authority: string) =>
  certificateFetch({
    p12: read('client.p12'),
    name: 'client.p12',
    passphrase: 'x',
    ca: [...rootCertificates, read(authority).toString('latin1')],
  });

const signIn = (url: string, authority = 'ca.pem') =>
  new ProvincialServer({ url, fetch: network(authority), retryDelaysMs: [] }).signIn('van-thu', 'mật khẩu');

const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

it.each([
  ['whose certificate has expired', 'expired', {}, 'ca.pem', 'CERT_HAS_EXPIRED'],
  ['whose certificate names somebody else', 'elsewhere', {}, 'ca.pem', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['whose issuer nobody knows', 'right', {}, 'stranger.pem', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['that speaks only TLS 1.0 and 1.1', 'right', old, 'ca.pem', 'EPROTO'],
] as const)('a server %s gets nothing', async (_what, identity, options, authority, reason) => {
  const { url, heard } = await withIdentity(identity, options);
  await expect(signIn(url, authority)).rejects.toMatchObject({
    code: 'sync.tls-refused',
    value: { vi: expect.stringContaining(reason) },
  });
  const plain = new ProvincialServer({ url, fetch, retryDelaysMs: [] });
  await expect(plain.signIn('van-thu', 'mật khẩu')).rejects.toMatchObject({ code: 'sync.tls-refused' });
  expect(heard).toEqual([]);
});

it('a server that speaks no TLS gets nothing', async () => {
  const heard: string[] = [];
  const server = createPlainServer((socket) => {
    socket.on('data', (piece) => {
      heard.push(piece.toString('latin1'));
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    socket.on('error', () => undefined);
  });
  await expect(signIn(await listening(server))).rejects.toMatchObject({ code: 'sync.tls-refused' });
  expect(heard.join('')).not.toMatch(/van-thu|HTTP\/1.1/);
});
