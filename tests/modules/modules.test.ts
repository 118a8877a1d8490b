/** The same code against four PKCS#11 implementations: what a person does with a token, from finding it to losing it. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import type { SigningDigest } from '../../src/contracts/jobs.js';
import { encodePinPair } from '../../src/contracts/pin-pair.js';
import { NodeHostLauncher } from '../../src/main/token/node-host-launcher.js';
import { TokenService } from '../../src/main/token/token-service.js';
import {
  buildHost,
  type Identity,
  makeIdentity,
  opensslAccepts,
  pinBytes,
  removeFolders,
  temporaryFolder,
  toSign,
} from '../integration/token-harness.js';
import { type Stack, stackMakers } from './stacks.js';

const rows: Record<string, string>[] = [];

let host: string;
let rsa: Identity;
let ec: Identity;
beforeAll(async () => {
  host = await buildHost();
  const folder = temporaryFolder();
  const ca = makeIdentity(folder, 'CA THỬ NGHIỆM', 'rsa-2048');
  rsa = makeIdentity(folder, 'Văn thư', 'rsa-2048', ca);
  ec = makeIdentity(folder, 'Lãnh đạo', 'ec-p256', ca);
});
afterAll(() => {
  removeFolders();
  const table = process.env['MODULES_TABLE'];
  if (table) writeFileSync(table, JSON.stringify(rows));
});

const codeOf = (thrown: unknown): string => (thrown instanceof Fault ? thrown.code : String(thrown));

describe.each(stackMakers.map((maker) => [maker.name, maker] as const))('%s', (name, maker) => {
  const row: Record<string, string> = { module: name };
  rows.push(row);
  let stack: Stack;

  afterAll(() => stack.end());
  beforeAll(async () => {
    stack = await maker.make(temporaryFolder(), { rsa, ec });
  });

  /** A new one each time, as after a start: what it saw before does not help it. */
  const service = (): TokenService =>
    new TokenService({
      launcher: new NodeHostLauncher(host, { ...process.env, ...stack.env }),
      catalogue: [{ path: stack.module, name, vendor: name, pin: null, parameters: stack.parameters }],
    });
  const open = (identity: Identity, pin: string, more: { mechanism?: 'rsa-pss' } = {}) =>
    service().openSigner({
      fingerprint: identity.fingerprint,
      modules: [stack.module],
      pin: pinBytes(pin),
      acknowledgeFinalTry: true,
      ...more,
    });
  const signs = async (identity: Identity, pin: string): Promise<string> => {
    const signer = await open(identity, pin);
    try {
      const digests: readonly SigningDigest[] = ['sha256'];
      for (const digest of digests) {
        for (const message of ['một', 'hai', 'ba']) {
          expect(opensslAccepts(identity, message, await signer.sign(toSign(message), digest))).toBe(true);
        }
      }
      await signer.confirm();
      return signer.mechanism;
    } finally {
      await signer.close();
    }
  };

  it('shows the token and both certificates without a PIN', async () => {
    const [report] = await service().list([]);
    expect(report?.error).toBeUndefined();
    const fingerprints = report?.tokens.flatMap((token) => token.certificates.map((each) => each.fingerprint)) ?? [];
    expect(fingerprints.sort()).toEqual([rsa.fingerprint, ec.fingerprint].sort());
    const token = report?.tokens[0];
    row['listed'] = `${token?.label} (PIN ${token?.pin.minLength}..${token?.pin.maxLength})`;
    row['unknown'] = report?.unknown?.map(({ label, reason }) => `${label || '–'}: ${reason}`).join(', ') ?? '–';
  });

  it('signs with RSA', async () => {
    row['RSA'] = await signs(rsa, stack.pins.first);
  });

  it('signs with an elliptic key, or says that it cannot', async () => {
    row['EC'] = await signs(ec, stack.pins.first).catch(codeOf);
    expect(row['EC']).toMatch(/^(ecdsa|token\.mechanism-missing)$/);
  });

  it('signs with PSS, or says that it cannot', async () => {
    const signer = await open(rsa, stack.pins.first, { mechanism: 'rsa-pss' }).catch(codeOf);
    if (typeof signer === 'string') {
      expect(signer).toBe('token.mechanism-missing');
      row['PSS'] = 'none';
      return;
    }
    const signature = await signer.sign(toSign('một'), 'sha256').finally(() => signer.close());
    const options = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];
    expect(opensslAccepts(rsa, 'một', signature, ...options)).toBe(true);
    row['PSS'] = 'rsa-pss';
  });

  it('tells a wrong PIN as such until just before it locks, and takes the right one then', async () => {
    const answers: string[] = [];
    for (let left = (stack.locksAfter ?? 4) - 1; left > 0; left--) {
      answers.push(await open(rsa, stack.pins.wrong).then(() => 'opened', codeOf));
    }
    row['wrong PIN'] = answers.map((code) => code.replace('token.pin-', '')).join(', ');
    for (const code of answers) expect(code).toMatch(/^token\.pin-wrong/);
    await signs(rsa, stack.pins.first);
    stack.forgive();
  });

  it('changes the PIN: the new one opens it, the old one is wrong', async () => {
    const { first, second } = stack.pins;
    const pins = { kind: 'bytes', bytes: encodePinPair(Buffer.from(first), Buffer.from(second)) } as const;
    await service().changePin({ fingerprint: rsa.fingerprint, modules: [stack.module], pins });
    await signs(rsa, second);
    expect(await open(rsa, first).then(() => 'opened', codeOf)).toMatch(/^token\.pin-wrong/);
    await signs(rsa, second);
    row['PIN change'] = 'yes';
  });

  it('is gone when it is removed', async () => {
    stack.remove();
    const [report] = await service().list([]);
    expect(report?.tokens ?? []).toEqual([]);
    row['removed'] = report?.error?.code ?? 'no token';
  });
});
