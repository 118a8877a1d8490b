import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { protectorOf, type SystemSafe } from '../../../src/main/shell/compat.js';
import { SessionVault } from '../../../src/main/shell/session-vault.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-vault-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const session = {
  token: 'bí-mật-của-phiên',
  expiresAt: '2026-03-02T09:00:00Z',
  server: { origin: 'https://vb.example', receiptKey: '' },
};
const url = 'https://vb.example';
const before = new Date('2026-03-02T08:00:00Z');

/** Turns every byte over: enough to see what reaches the disk. */
const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
const safe = (over: Partial<SystemSafe> = {}): SystemSafe => ({
  isEncryptionAvailable: () => true,
  encryptString: (text) => turned(Buffer.from(text, 'utf8')),
  decryptString: (sealed) => turned(sealed).toString('utf8'),
  ...over,
});
const vaultOf = (system: SystemSafe): SessionVault =>
  new SessionVault(join(folder, 'session'), () => protectorOf(system));

describe('a session through a restart', () => {
  it.each([
    ['of an early Electron', safe()],
    [
      'of today’s Electron, whose blocking calls are not used',
      safe({
        encryptString: () => {
          throw new Error('blocking');
        },
        isAsyncEncryptionAvailable: async () => true,
        encryptStringAsync: async (text) => turned(Buffer.from(text, 'utf8')),
        decryptStringAsync: async (sealed) => ({ result: turned(sealed).toString('utf8') }),
      }),
    ],
  ])('is kept sealed, for this user alone (%s)', async (_name, system) => {
    const vault = vaultOf(system);
    expect(await vault.keep(url, session)).toBe(true);
    const text = readFileSync(join(folder, 'session'), 'latin1');
    expect(text).not.toContain(session.token);
    expect(Buffer.from(text, 'base64').toString('utf8')).not.toContain(session.token);
    if (process.platform !== 'win32') expect(statSync(join(folder, 'session')).mode & 0o777).toBe(0o600);
    expect(await vaultOf(system).read(before)).toEqual({ url, session });
    expect(await vault.read(new Date(session.expiresAt))).toBeNull();
    await vault.forget();
    expect(await vault.read(before)).toBeNull();
  });

  it.each([
    ['a key that everybody has', safe({ getSelectedStorageBackend: () => 'basic_text' })],
    ['a store that is not known yet', safe({ getSelectedStorageBackend: () => 'unknown' })],
    ['no store', safe({ isEncryptionAvailable: () => false })],
    [
      'no store, as it says later',
      safe({
        isAsyncEncryptionAvailable: async () => false,
        encryptStringAsync: async () => Buffer.alloc(0),
        decryptStringAsync: async () => ({ result: '' }),
      }),
    ],
    [
      'a store that is locked',
      safe({
        encryptString: () => {
          throw new Error('locked');
        },
      }),
    ],
  ])('is not kept with %s, and what was kept before goes', async (_name, system) => {
    await vaultOf(safe()).keep(url, session);
    expect(await vaultOf(system).keep(url, session)).toBe(false);
    expect(readdirSync(folder).filter((name) => name === 'session')).toEqual([]);
  });

  it('sealed elsewhere, or damaged, is none', async () => {
    await vaultOf(safe()).keep(url, session);
    const other = safe({ decryptString: () => 'không phải' });
    expect(await vaultOf(other).read(before)).toBeNull();
  });
});
