import { execFileSync } from 'node:child_process';
import { createHash, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signingDigestSchema } from '../../../src/contracts/jobs.js';
import { openTrainingSigner } from '../../../src/main/token/training-signer.js';

const passphrase = 'mật khẩu Ễ 1';
let folder: string;

const openssl = (...args: string[]): void => {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-p12-'));
  const subject = (name: string): string[] => ['-utf8', '-subj', `/C=VN/CN=${name}`, '-days', '9'];
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    ...subject('CA TẬP HUẤN'),
  );
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'a.key',
    '-out',
    'a.pem',
    ...subject('TẬP HUẤN 01'),
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-addext',
    'basicConstraints=CA:FALSE',
  );
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'ec.key',
    '-out',
    'ec.pem',
    ...subject('EC'),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const p12 = (name: string, ...options: string[]): Buffer => {
  openssl(
    'pkcs12',
    '-export',
    '-inkey',
    `${name}.key`,
    '-in',
    `${name}.pem`,
    '-certfile',
    'ca.pem',
    '-out',
    'x.p12',
    '-passout',
    `pass:${passphrase}`,
    ...options,
  );
  return readFileSync(join(folder, 'x.p12'));
};

const typed = (text = passphrase): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf8'));

describe('a training file', () => {
  it.each([
    ['AES-256 with SHA-256, as OpenSSL 3 writes it', []],
    ['AES-128', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC']],
    ['a MAC with SHA-512', ['-macalg', 'sha512']],
    ['legacy 3DES with SHA-1', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['certificates in the clear', ['-certpbe', 'NONE']],
    ['no MAC', ['-nomac']],
  ])('signs with %s, always as training', async (_, options) => {
    const secret = typed();
    const signer = await openTrainingSigner(p12('a', ...options), secret);
    expect(signer.training).toBe(true);
    expect(secret.every((byte) => byte === 0)).toBe(true);
    const certificate = new X509Certificate(signer.certificate);
    expect(certificate.subject).toContain('TẬP HUẤN 01');
    expect(signer.issuers).toHaveLength(1);
    const message = Buffer.from('văn bản');
    for (const digest of signingDigestSchema.options) {
      const signature = await signer.sign({ digest: createHash(digest).update(message).digest(), message }, digest);
      expect(verify(digest, message, certificate.publicKey, signature)).toBe(true);
    }
    await signer.close();
    await expect(signer.sign({ digest: new Uint8Array(32), message }, 'sha256')).rejects.toMatchObject({
      code: 'token.session-over',
    });
  });

  it('with a wrong passphrase says so, and erases what was typed', async () => {
    for (const options of [
      [],
      ['-nomac'],
      ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
    ]) {
      const secret = typed('sai');
      await expect(openTrainingSigner(p12('a', ...options), secret)).rejects.toMatchObject({
        code: 'token.training-passphrase-wrong',
      });
      expect([...secret]).toEqual([0, 0, 0]);
    }
  });

  it('that is none, is cut short or has an elliptic key is refused by name', async () => {
    const whole = p12('a');
    for (const bytes of [
      Buffer.from('%PDF-1.7'),
      Buffer.alloc(0),
      whole.subarray(0, 700),
      readFileSync(join(folder, 'a.pem')),
    ]) {
      await expect(openTrainingSigner(bytes, typed())).rejects.toMatchObject({ code: 'token.training-file-invalid' });
    }
    await expect(openTrainingSigner(p12('ec'), typed())).rejects.toMatchObject({ code: 'token.key-unsupported' });
  });

  it('that was altered is refused', async () => {
    const altered = p12('a');
    altered[400] = (altered[400] ?? 0) ^ 1;
    await expect(openTrainingSigner(altered, typed())).rejects.toMatchObject({ name: 'Fault' });
  });
});
