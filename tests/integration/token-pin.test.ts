/** What a PIN does besides logging in: it is changed, and typed for each signature of a key that wants it so. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePinPair } from '../../src/contracts/pin-pair.js';
import type { AskContextPin, PinSource } from '../../src/main/token/pin.js';
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
let identity: Identity;

beforeAll(async () => {
  host = await buildHost();
  faultModule = buildFaultModule();
  const folder = temporaryFolder();
  identity = makeIdentity(folder, 'Văn thư', 'rsa-2048', makeIdentity(folder, 'CA THỬ NGHIỆM', 'rsa-2048'));
}, 60_000);

afterAll(removeFolders);

const makeToken = (): Promise<TestToken> =>
  makeTestToken({ folder: temporaryFolder(), label: 'VGCA Token', pin, soPin, identities: [identity] });

/** A service that sees the token through the fault module, and the log of its calls. */
const watched = (token: TestToken) => {
  const log = join(temporaryFolder(), 'calls');
  const launcher = launcherFor(host, token.env.SOFTHSM2_CONF, { module: token.modulePath, script: `log=${log}` });
  return {
    service: serviceFor(launcher),
    count: (name: string) => loggedCalls(log).filter((call) => call === name).length,
  };
};

const place = () => ({ fingerprint: identity.fingerprint, modules: [faultModule] });
const pair = (from: string, to: string): PinSource & { kind: 'bytes' } => ({
  kind: 'bytes',
  bytes: encodePinPair(Buffer.from(from), Buffer.from(to)),
});

describe('changing the PIN', () => {
  it('takes one C_Login and one C_SetPIN; the new one opens, the old one does not', async () => {
    const { service, count } = watched(await makeToken());
    const pins = pair(pin, '135791');
    await service.changePin({ ...place(), pins });
    expect(pins.bytes.every((byte) => byte === 0)).toBe(true);
    expect([count('C_Login'), count('C_SetPIN')]).toEqual([1, 1]);
    await (await service.openSigner({ ...place(), pin: pinBytes('135791') })).close();
    await expect(service.openSigner({ ...place(), pin: pinBytes() })).rejects.toMatchObject({
      code: expect.stringMatching(/^token\.pin-wrong/),
    });
  });

  it('with a wrong old PIN is told like a wrong PIN, after one try', async () => {
    const { service, count } = watched(await makeToken());
    await expect(service.changePin({ ...place(), pins: pair('999999', '135791') })).rejects.toMatchObject({
      code: 'token.pin-wrong-count-low',
    });
    expect([count('C_Login'), count('C_SetPIN')]).toEqual([1, 0]);
    await (await service.openSigner({ ...place(), pin: pinBytes() })).close();
  });

  it.each([
    ['shorter', '12'],
    ['longer', '9'.repeat(300)],
    ['empty', ''],
  ])('to one that is %s than the token takes never reaches it', async (_, wanted) => {
    const { service, count } = watched(await makeToken());
    await expect(service.changePin({ ...place(), pins: pair(pin, wanted) })).rejects.toMatchObject({
      code: expect.stringMatching(/^token\.pin-(length|missing)$/),
    });
    expect([count('C_Login'), count('C_SetPIN')]).toEqual([0, 0]);
  });
});

describe('a key that asks for the PIN at every signature', () => {
  /** A token whose key has CKA_ALWAYS_AUTHENTICATE. */
  const makeStrictToken = async (): Promise<TestToken> => {
    const folder = temporaryFolder();
    const token = await makeTestToken({ folder, label: 'VGCA Token', pin, soPin, identities: [] });
    const env = { ...process.env, ...token.env };
    const write = (file: string, type: string, ...options: string[]): void => {
      const slot = ['--module', token.modulePath, '--slot', String(token.slot), '--login', '--pin', pin];
      execFileSync('pkcs11-tool', [...slot, '--write-object', file, '--type', type, '--id', '0001', ...options], {
        env,
        stdio: 'pipe',
      });
    };
    const der = (name: string, args: string[]): string => {
      execFileSync('openssl', [...args, '-outform', 'DER', '-out', join(folder, name)], { stdio: 'pipe' });
      return join(folder, name);
    };
    write(der('key.der', ['pkey', '-in', identity.key]), 'privkey', '--always-auth', '--usage-sign');
    write(der('certificate.der', ['x509', '-in', identity.certificate]), 'cert');
    return token;
  };

  const asking = (...answers: (string | null)[]) => {
    const disposed: boolean[] = [];
    const reasons: (string | null)[] = [];
    const ask: AskContextPin = async (again) => {
      reasons.push(again?.code ?? null);
      const answer = answers.shift();
      if (answer === undefined || answer === null) return null;
      return { pin: pinBytes(answer), acknowledgedFinalTry: false, dispose: () => disposed.push(true) };
    };
    return { ask, disposed, reasons };
  };

  it('gets one PIN for each, and one for the login', async () => {
    const { service, count } = watched(await makeStrictToken());
    const { ask, disposed } = asking(pin, pin);
    const signer = await service.openSigner({ ...place(), pin: pinBytes(), contextPin: ask });
    expect(signer.alwaysAuthenticates).toBe(true);
    for (const message of ['một', 'hai']) {
      expect(opensslAccepts(identity, message, await signer.sign(toSign(message), 'sha256'))).toBe(true);
    }
    await signer.confirm();
    await signer.close();
    expect(count('C_Login')).toBe(3);
    expect(disposed).toHaveLength(2);
  });

  it('signs nothing when the person declines', async () => {
    const { service, count } = watched(await makeStrictToken());
    const { ask } = asking(null, pin);
    const signer = await service.openSigner({ ...place(), pin: pinBytes(), contextPin: ask });
    await expect(signer.sign(toSign('một'), 'sha256')).rejects.toMatchObject({ code: 'app.cancelled' });
    expect(count('C_Login')).toBe(1);
    expect(opensslAccepts(identity, 'một', await signer.sign(toSign('một'), 'sha256'))).toBe(true);
    await signer.close();
  });

  it('is asked for again, with the reason, after a wrong one, which is tried once', async () => {
    const { service, count } = watched(await makeStrictToken());
    const { ask, disposed, reasons } = asking('999999', pin);
    const signer = await service.openSigner({ ...place(), pin: pinBytes(), contextPin: ask });
    expect(opensslAccepts(identity, 'một', await signer.sign(toSign('một'), 'sha256'))).toBe(true);
    expect(reasons).toEqual([null, expect.stringMatching(/^token\.pin-wrong/)]);
    expect([count('C_Login'), disposed.length]).toEqual([3, 2]);
    await signer.close();
  });

  it('is refused where nobody can be asked', async () => {
    const { service } = watched(await makeStrictToken());
    const signer = await service.openSigner({ ...place(), pin: pinBytes() });
    await expect(signer.sign(toSign('một'), 'sha256')).rejects.toMatchObject({ code: 'app.cancelled' });
    await signer.close();
  });
});
