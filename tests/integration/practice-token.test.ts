/** The training token in its real host process, behind the guardian, the registry and the signer that real tokens have. */

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodePinPair } from '../../src/contracts/pin-pair.js';
import { Practice, trainingPin } from '../../src/main/jobs/practice/practice.js';
import { NodeHostLauncher } from '../../src/main/token/node-host-launcher.js';
import type { PinSource } from '../../src/main/token/pin.js';
import { TokenRegistry } from '../../src/main/token/token-registry.js';
import { entries, resources } from './installation.js';

let data: string;
let practice: Practice;
let registry: TokenRegistry;

const typed = (pin: string): PinSource => ({ kind: 'bytes', bytes: new Uint8Array(Buffer.from(pin)) });
const token = async () => {
  const [module] = await registry.look();
  const [found] = module?.tokens ?? [];
  if (!found) throw new Error(`no token: ${JSON.stringify(module)}`);
  return found;
};
const personal = async () => {
  const found = (await token()).certificates.find(({ subject }) => subject.commonName?.includes('Nguyễn'));
  if (!found) throw new Error('no certificate of a person');
  return found;
};
const login = async (pin: string, acknowledgeFinalTry = false) =>
  registry.openSigner((await personal()).fingerprint, { pin: typed(pin), acknowledgeFinalTry });

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'kyso-practice-'));
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

beforeEach(async () => {
  practice = await Practice.open(data, resources);
  await practice.renewToken();
  registry = new TokenRegistry({
    launcher: new NodeHostLauncher(join(entries, 'training-token.cjs')),
    catalogue: practice.catalogue,
    training: true,
    added: async () => ({ usable: [], refused: [] }),
    changed: () => undefined,
  });
});
afterEach(() => registry.stop());

describe('the training token', () => {
  it('shows a leader and an office, both named as an exercise', async () => {
    const { certificates, label } = await token();
    const signing = certificates.filter(({ purpose }) => purpose === 'signing');
    expect(label).toBe('THIẾT BỊ THỰC HÀNH');
    expect(signing.map(({ subject }) => subject.commonName)).toEqual([
      'HUẤN LUYỆN – Nguyễn Văn Thực Hành',
      'HUẤN LUYỆN – CƠ QUAN TẬP HUẤN',
    ]);
    for (const { canSign, subject } of signing) {
      expect(canSign).toBe(true);
      expect(subject.organization).toContain('TẬP HUẤN');
    }
  });

  it('signs with its PIN what is marked as an exercise, whoever asks', async () => {
    const signer = await login(trainingPin);
    expect(signer.training).toBe(true);
    const message = Buffer.from('thực hành');
    const digest = createHash('sha256').update(message).digest();
    expect(await signer.sign({ digest, message }, 'sha256')).toHaveLength(256);
    await signer.confirm();
    await signer.close();
  });

  it('counts wrong PINs as a real one does: low, last try on purpose only, locked', async () => {
    await expect(login('00000000')).rejects.toMatchObject({ code: 'token.pin-wrong-count-low' });
    expect((await token()).pin).toMatchObject({ state: 'count-low' });
    await expect(login('00000001')).rejects.toMatchObject({ code: 'token.pin-wrong-final-try' });
    expect((await token()).pin).toMatchObject({ state: 'final-try' });
    await expect(login(trainingPin)).rejects.toMatchObject({ code: 'token.pin-final-try' });
    await expect(login('00000002', true)).rejects.toMatchObject({ code: 'token.pin-locked' });
    expect((await token()).pin).toMatchObject({ state: 'locked' });
    await expect(login(trainingPin, true)).rejects.toMatchObject({ code: 'token.pin-locked' });
    const certificate = (await personal()).fingerprint;
    await practice.renewToken();
    // Seen by the next poll.
    await expect.poll(async () => (await token()).pin.state).toBe('ok');
    expect((await personal()).fingerprint).toBe(certificate);
    await (await login(trainingPin)).close();
  });

  it('forgets what was mistyped after the right PIN', async () => {
    await expect(login('00000000')).rejects.toMatchObject({ code: 'token.pin-wrong-count-low' });
    await (await login(trainingPin)).close();
    expect((await token()).pin.state).toBe('ok');
  });

  it('takes another PIN, of which the file keeps no letter', async () => {
    const own = 'ma-that-cua-toi';
    const pair = encodePinPair(Buffer.from(trainingPin), Buffer.from(own));
    expect(practice.pin).toBe(trainingPin);
    await registry.changePin((await personal()).fingerprint, { pins: { kind: 'bytes', bytes: pair } });
    expect(practice.pin).toBeNull();
    await expect(login(trainingPin)).rejects.toMatchObject({ code: 'token.pin-wrong-count-low' });
    await (await login(own)).close();
    const file = readFileSync(practice.catalogue[0]?.path ?? '', 'utf8');
    expect(file).not.toContain(own);
    expect(file).not.toContain(Buffer.from(own).toString('base64'));
  });

  it('that is damaged is told, and made anew on request', async () => {
    writeFileSync(practice.catalogue[0]?.path ?? '', '{');
    await expect.poll(async () => (await registry.look())[0]?.error?.code).toBe('practice.token-damaged');
    await practice.renewToken();
    await (await login(trainingPin)).close();
  });
});
