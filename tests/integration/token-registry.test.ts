/** Drivers that are watched while the application runs: real hosts, tokens that are pulled out and put in at will. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ModuleReport } from '../../src/contracts/token.js';
import { standardDeadlines } from '../../src/main/token/token-host.js';
import { standardRegistryPace, TokenRegistry } from '../../src/main/token/token-registry.js';
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
  soPin,
  temporaryFolder,
  toSign,
} from './token-harness.js';

let host: string;
let faultModule: string;
let token: TestToken;
let first: Identity;
let second: Identity;

beforeAll(async () => {
  host = await buildHost();
  faultModule = buildFaultModule();
  const folder = temporaryFolder();
  const ca = makeIdentity(folder, 'CA THỬ NGHIỆM', 'rsa-2048');
  first = makeIdentity(folder, 'Văn thư', 'rsa-2048', ca);
  second = makeIdentity(folder, 'Lãnh đạo', 'ec-p256', ca);
  // Two tokens with one label.
  token = await makeTestToken({ folder, label: 'VGCA Token', pin, soPin, identities: [first] });
  await makeTestToken({ folder, label: 'VGCA Token', pin, soPin, identities: [second] });
}, 60_000);

const registries: TokenRegistry[] = [];
afterEach(() => {
  for (const registry of registries.splice(0)) registry.stop();
});
afterAll(removeFolders);

/** A registry over the fault module, whose tokens are in their slots while `plugged` exists. */
const watch = (script: string) => {
  const folder = temporaryFolder();
  const [plugged, log] = [join(folder, 'plugged'), join(folder, 'calls')];
  const items = [`plugged=${plugged}`, script, `log=${log}`].filter(Boolean).join();
  const told: (readonly ModuleReport[])[] = [];
  const registry = new TokenRegistry({
    launcher: launcherFor(host, token.env.SOFTHSM2_CONF, { module: token.modulePath, script: items }),
    catalogue: [],
    deadlines: { ...standardDeadlines, logout: 500 },
    added: async () => ({ usable: [faultModule], refused: [] }),
    changed: (reports) => told.push(reports),
    pace: { ...standardRegistryPace, poll: 50, pauses: [50] },
  });
  registries.push(registry);
  const plug = (): void => writeFileSync(plugged, '');
  const pull = (): void => rmSync(plugged);
  return { registry, plug, pull, told, calls: () => loggedCalls(log) };
};

const fingerprints = ({ reports }: TokenRegistry): string[] =>
  reports.flatMap(({ tokens }) => tokens.flatMap(({ certificates }) => certificates.map((each) => each.fingerprint)));
const both = () => [first.fingerprint, second.fingerprint].sort();

describe('tokens that are plugged in and pulled out', () => {
  it('are seen to come and go by one process, without a login', async () => {
    const { registry, plug, pull, calls } = watch('');
    registry.start();
    await registry.look();
    expect(fingerprints(registry)).toEqual([]);
    for (let round = 0; round < 3; round++) {
      plug();
      await expect.poll(() => fingerprints(registry).sort(), { timeout: 10_000 }).toEqual(both());
      pull();
      await expect.poll(() => fingerprints(registry), { timeout: 10_000 }).toEqual([]);
    }
    expect(calls().filter((name) => name === 'C_Initialize')).toHaveLength(1);
    expect(calls()).not.toContain('C_Login');
  });

  it('in the middle of a login end it, and a PIN typed anew signs on', async () => {
    const { registry, plug, pull } = watch('');
    plug();
    await registry.look();
    const signer = await registry.openSigner(first.fingerprint, { pin: pinBytes() });
    expect(opensslAccepts(first, 'một', await signer.sign(toSign('một'), 'sha256'))).toBe(true);
    pull();
    await expect.poll(() => fingerprints(registry), { timeout: 10_000 }).toEqual([]);
    await expect(signer.sign(toSign('hai'), 'sha256')).rejects.toMatchObject({ code: 'token.removed' });
    await signer.close();
    plug();
    await expect.poll(() => fingerprints(registry).sort(), { timeout: 10_000 }).toEqual(both());
    const again = await registry.openSigner(first.fingerprint, { pin: pinBytes() });
    expect(opensslAccepts(first, 'hai', await again.sign(toSign('hai'), 'sha256'))).toBe(true);
    await again.close();
  });
});

describe('slots that have another number each time', () => {
  it('do not matter: each PIN goes to the token with the certificate, through a whole session', async () => {
    const { registry, plug, calls } = watch('renumber');
    plug();
    await registry.look();
    for (const identity of [first, second]) {
      const signer = await registry.openSigner(identity.fingerprint, { pin: pinBytes() });
      for (const message of ['một', 'hai', 'ba']) {
        expect(opensslAccepts(identity, message, await signer.sign(toSign(message), 'sha256'))).toBe(true);
      }
      await signer.confirm();
      await signer.close();
    }
    expect(calls().filter((name) => name === 'C_Login')).toHaveLength(2);
  });
});

describe('a driver that crashes while it is watched', () => {
  it('is launched again, and the tokens come back', async () => {
    const { registry, plug, told } = watch('crash@C_GetSlotList:12');
    plug();
    await registry.look();
    const crashed = (): boolean => told.some(([report]) => report?.error?.code === 'token.driver-crashed');
    await expect.poll(crashed, { timeout: 10_000 }).toBe(true);
    await expect.poll(() => fingerprints(registry).sort(), { timeout: 10_000 }).toEqual(both());
  });
});

describe('the certificate of a session', () => {
  it('that is another one at the end is told', async () => {
    const { registry, plug } = watch('certificate-changes');
    plug();
    await registry.look();
    const signer = await registry.openSigner(first.fingerprint, { pin: pinBytes() });
    await signer.sign(toSign('một'), 'sha256');
    await expect(signer.confirm()).rejects.toMatchObject({ code: 'token.certificate-changed' });
    await signer.close();
  });
});
