import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestToken, type TestToken } from '../../tools/test-token/make.mjs';
import {
  buildFaultModule,
  buildHost,
  type Identity,
  launcherFor,
  loggedCalls,
  makeIdentity,
  opensslAccepts,
  pin,
  pinBytes,
  removeFolders,
  serviceFor,
  soPin,
  temporaryFolder,
  toSign,
} from './token-harness.js';

let host: string;
let faultModule: string;
let folder: string;
let token: TestToken;
let ca: Identity;
let rsa2048: Identity;
let rsa3072: Identity;
let ec: Identity;

beforeAll(async () => {
  host = await buildHost();
  faultModule = buildFaultModule();
  folder = temporaryFolder();
  ca = makeIdentity(folder, 'CA THỬ NGHIỆM', 'rsa-2048');
  rsa2048 = makeIdentity(folder, 'Nguyễn Văn Ước', 'rsa-2048', ca);
  rsa3072 = makeIdentity(folder, 'Con dấu Sở Nội vụ', 'rsa-3072', ca);
  ec = makeIdentity(folder, 'Trần Thị Ễ', 'ec-p256', ca);
  token = await makeTestToken({
    folder,
    label: 'VGCA Token',
    pin,
    soPin,
    identities: [
      { ...rsa2048, label: 'cá nhân' },
      { ...rsa3072, label: 'cơ quan' },
      { ...ec, label: 'ec' },
    ],
    issuers: [ca.certificate],
  });
}, 120_000);

afterAll(removeFolders);

const service = () => serviceFor(launcherFor(host, token.env.SOFTHSM2_CONF));

/** A service over the fault module, whose log of calls is at `log`. */
const watched = (conf = token.env.SOFTHSM2_CONF) => {
  const log = join(temporaryFolder(), 'calls');
  const launcher = launcherFor(host, conf, { module: token.modulePath, script: `log=${log}` });
  return { service: serviceFor(launcher), log };
};

describe('listing', () => {
  it('shows tokens and certificates without a PIN and without C_Login', async () => {
    const { service: listing, log } = watched();
    const [report] = await listing.list([faultModule]);
    expect(report?.error).toBeUndefined();
    expect(report?.tokens.map(({ label }) => label)).toEqual(['VGCA Token']);
    const certificates = report?.tokens[0]?.certificates ?? [];
    const byName = Object.fromEntries(certificates.map((certificate) => [certificate.subject.commonName, certificate]));
    expect(Object.keys(byName).sort()).toEqual(
      ['CA THỬ NGHIỆM', 'Con dấu Sở Nội vụ', 'Nguyễn Văn Ước', 'Trần Thị Ễ'].sort(),
    );
    expect(byName['Nguyễn Văn Ước']).toMatchObject({
      fingerprint: rsa2048.fingerprint,
      label: 'cá nhân',
      subject: { organization: 'Sở Nội vụ THỬ NGHIỆM' },
      issuer: 'CA THỬ NGHIỆM',
      serial: rsa2048.x509.serialNumber.toLowerCase(),
      canSign: true,
      purpose: 'signing',
    });
    expect(byName['CA THỬ NGHIỆM']).toMatchObject({ canSign: false, purpose: 'issuer' });
    expect(report?.tokens[0]?.pin).toMatchObject({ state: 'ok', minLength: 4, pad: false });
    expect(loggedCalls(log)).toContain('C_GetSlotList');
    expect(loggedCalls(log)).not.toContain('C_Login');
  });

  it('reports a file that is no library, a 32-bit driver, a missing and a relative path, each by name', async () => {
    const text = join(folder, 'notes.so');
    writeFileSync(text, 'không phải thư viện');
    const old = join(folder, 'old.so');
    const header = Buffer.alloc(64);
    header.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
    header.writeUInt16LE(3, 16);
    header.writeUInt16LE(3, 18);
    writeFileSync(old, header);
    const reports = await service().list([text, old, join(folder, 'absent.so'), 'libsofthsm2.so', token.modulePath]);
    expect(reports.map(({ error }) => error?.code)).toEqual([
      'token.driver-invalid',
      'token.driver-32bit',
      'token.driver-missing',
      'token.driver-path-relative',
      undefined,
    ]);
  });

  it('reports a library that is no PKCS#11 module', async () => {
    const library = join(temporaryFolder(), 'libplain.so');
    execFileSync('cc', ['-shared', '-o', library, '-xc', '-'], { input: 'int nothing;' });
    const [report] = await service().list([library]);
    expect(report?.error?.code).toBe('token.driver-invalid');
  });

  it('names what a driver needs and this computer lacks', async () => {
    const own = temporaryFolder();
    const compile = (name: string, input: string, ...more: string[]): string => {
      execFileSync('cc', ['-shared', '-fPIC', '-o', join(own, name), '-xc', '-', '-L', own, ...more], { input });
      return join(own, name);
    };
    const part = compile('libvendorpart.so', 'int part(void) { return 1; }', '-Wl,-soname,libvendorpart.so');
    const source = 'int part(void); int C_GetFunctionList(void **list) { return part(); }';
    const driver = compile('libdriver.so', source, '-lvendorpart');
    rmSync(part);
    const [report] = await service().list([driver]);
    expect(report?.error).toMatchObject({
      code: 'token.driver-dependency',
      vi: expect.stringContaining('“libvendorpart.so”'),
    });
  });

  it('does not let injected code or Node switches of our environment into the host', async () => {
    const marker = join(temporaryFolder(), 'injected');
    const script = join(temporaryFolder(), 'inject.cjs');
    writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`);
    const more = { NODE_OPTIONS: `--require ${script}`, ELECTRON_RUN_AS_NODE: '1' };
    const launcher = launcherFor(host, token.env.SOFTHSM2_CONF, undefined, more);
    const [report] = await serviceFor(launcher).list([token.modulePath]);
    expect(report?.tokens).toHaveLength(1);
    expect(existsSync(marker)).toBe(false);
  });
});

describe('signing', () => {
  it.each([
    ['RSA-2048', () => rsa2048, 'rsa-pkcs1'],
    ['RSA-3072', () => rsa3072, 'rsa-pkcs1'],
    ['EC P-256', () => ec, 'ecdsa'],
  ])('signs with %s so that openssl agrees, several times after one login', async (_, identity, mechanism) => {
    const { service: signing, log } = watched();
    const typed = pinBytes();
    const signer = await signing.openSigner({
      fingerprint: identity().fingerprint,
      modules: [faultModule],
      pin: typed,
    });
    try {
      expect(signer).toMatchObject({ mechanism, training: false });
      expect(Buffer.from(signer.certificate).equals(identity().x509.raw)).toBe(true);
      expect(signer.issuers.map((der) => Buffer.from(der).equals(ca.x509.raw))).toEqual([true]);
      for (const message of ['một', 'hai', 'ba']) {
        const signature = await signer.sign(toSign(message), 'sha256');
        expect(opensslAccepts(identity(), message, signature)).toBe(true);
        expect(opensslAccepts(identity(), 'khác', signature)).toBe(false);
      }
    } finally {
      await signer.close();
    }
    expect([...typed.bytes]).toEqual(new Array(pin.length).fill(0));
    expect(loggedCalls(log).filter((name) => name === 'C_Login')).toHaveLength(1);
  });

  it('answers concurrent requests one after the other', async () => {
    const signer = await service().openSigner({
      fingerprint: rsa2048.fingerprint,
      modules: [token.modulePath],
      pin: pinBytes(),
    });
    const messages = ['a', 'b', 'c', 'd'];
    const signatures = await Promise.all(messages.map((message) => signer.sign(toSign(message), 'sha256')));
    await signer.close();
    expect(
      messages.map((message, index) => opensslAccepts(rsa2048, message, signatures[index] ?? new Uint8Array())),
    ).toEqual([true, true, true, true]);
  });

  it('signs no more once closed', async () => {
    const signer = await service().openSigner({
      fingerprint: rsa2048.fingerprint,
      modules: [token.modulePath],
      pin: pinBytes(),
    });
    await signer.close();
    await signer.close();
    await expect(signer.sign(toSign('x'), 'sha256')).rejects.toMatchObject({ code: 'token.session-over' });
  });
});

describe('PIN', () => {
  it('tries a wrong PIN once, never again, and says what the flags say', async () => {
    const other = temporaryFolder();
    const own = await makeTestToken({ folder: other, label: 'khác', pin, soPin, identities: [rsa2048] });
    const { service: signing, log } = watched(own.env.SOFTHSM2_CONF);
    const request = { fingerprint: rsa2048.fingerprint, modules: [faultModule, own.modulePath] };
    const wrong = pinBytes('999999');
    // SoftHSM sets CKF_USER_PIN_COUNT_LOW after the first wrong PIN.
    await expect(signing.openSigner({ ...request, pin: wrong })).rejects.toMatchObject({
      code: 'token.pin-wrong-count-low',
    });
    expect([...wrong.bytes]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(loggedCalls(log).filter((name) => name === 'C_Login')).toHaveLength(1);
    const [report] = await signing.list([faultModule]);
    expect(report?.tokens[0]?.pin.state).toBe('count-low');
    const signer = await signing.openSigner({ ...request, pin: pinBytes() });
    await signer.close();
  });

  it('does not spend a try on a PIN of impossible length', async () => {
    const { service: signing, log } = watched();
    const short = pinBytes('123');
    const attempt = signing.openSigner({ fingerprint: rsa2048.fingerprint, modules: [faultModule], pin: short });
    await expect(attempt).rejects.toMatchObject({ code: 'token.pin-length' });
    expect([...short.bytes]).toEqual([0, 0, 0]);
    expect(loggedCalls(log)).not.toContain('C_Login');
  });

  it('is erased and not tried when no token holds the certificate', async () => {
    const { service: signing, log } = watched();
    const typed = pinBytes();
    const attempt = signing.openSigner({ fingerprint: '0'.repeat(64), modules: [faultModule], pin: typed });
    await expect(attempt).rejects.toMatchObject({ code: 'token.none' });
    expect([...typed.bytes]).toEqual(new Array(pin.length).fill(0));
    expect(loggedCalls(log)).not.toContain('C_Login');
  });

  it('goes only to the token with the chosen certificate when two have one label', async () => {
    const twins = temporaryFolder();
    const first = await makeTestToken({
      folder: twins,
      label: 'VGCA Token',
      pin: '111111',
      soPin,
      identities: [rsa2048],
    });
    await makeTestToken({ folder: twins, label: 'VGCA Token', pin: '222222', soPin, identities: [ec] });
    const signing = serviceFor(launcherFor(host, first.env.SOFTHSM2_CONF));
    const modules = [first.modulePath];
    const [report] = await signing.list(modules);
    expect(report?.tokens.map(({ label }) => label)).toEqual(['VGCA Token', 'VGCA Token']);
    for (const [identity, text] of [
      [rsa2048, '111111'],
      [ec, '222222'],
    ] as const) {
      const signer = await signing.openSigner({ fingerprint: identity.fingerprint, modules, pin: pinBytes(text) });
      expect(opensslAccepts(identity, 'x', await signer.sign(toSign('x'), 'sha256'))).toBe(true);
      await signer.close();
    }
    expect((await signing.list(modules))[0]?.tokens.map((each) => each.pin.state)).toEqual(['ok', 'ok']);
  });

  it('is not blamed when the certificate has no private key on the token', async () => {
    const { service: signing } = watched();
    const attempt = signing.openSigner({ fingerprint: ca.fingerprint, modules: [faultModule], pin: pinBytes() });
    await expect(attempt).rejects.toMatchObject({ code: 'token.key-missing' });
  });
});
