/** A batch that lacks its token: what the window says returns by itself is what the batch goes on after. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Fault, faultValue } from '../../../../src/contracts/faults/index.js';
import { tokenFaults } from '../../../../src/contracts/faults/token.js';
import type { ModuleReport } from '../../../../src/contracts/token.js';
import { faultState } from '../../../../src/contracts/token-state.js';
import { BatchSession } from '../../../../src/main/jobs/batch/batch-session.js';
import type { SignerCheck } from '../../../../src/main/jobs/batch/signer-check.js';
import { DocumentWorkers } from '../../../../src/main/jobs/document-workers.js';
import { TrustNetwork } from '../../../../src/main/jobs/network/trust-network.js';
import { worthTypingAgain } from '../../../../src/main/token/pin.js';

type TokenFault = keyof typeof tokenFaults;
const params = { module: 'm.so', library: 'l.so', found: 'arm64', needed: 'x64', code: 'CKR_DEVICE_ERROR', key: 'dsa' };
const faultOf = (code: TokenFault): Fault => new Fault(code, { ...params, min: 4, max: 16, algorithm: 'rc2' });

const fingerprint = 'a'.repeat(64);
const plugged: ModuleReport = {
  path: '/m.so',
  name: 'm',
  tokens: [
    {
      modulePath: '/m.so',
      slot: 0,
      label: 'VGCA Token',
      manufacturer: '',
      model: '',
      serial: '1',
      pin: { state: 'ok', minLength: 4, maxLength: 16, pad: false },
      certificates: [
        {
          fingerprint,
          der: new Uint8Array(),
          label: '',
          subject: { commonName: 'Văn thư', organization: null },
          issuer: '',
          serial: '1',
          notBefore: '2020-01-01T00:00:00Z',
          notAfter: '2040-01-01T00:00:00Z',
          canSign: true,
          purpose: 'signing',
        },
      ],
    },
  ],
};
const pulled: ModuleReport = { ...plugged, tokens: [] };

const check: SignerCheck = {
  outcome: 'good',
  reasons: [],
  chain: [],
  scheme: 'training',
  revocation: 'not-asked',
  evidence: { checkedAt: '2026-01-01T00:00:00Z', result: 'not-asked', crls: [], ocsps: [] },
};

/** A batch whose first login fails with `code`; the second time the person declines. */
const pausedBatch = async (code: TokenFault, gone: boolean) => {
  let report = plugged;
  let prompts = 0;
  const session = new BatchSession(
    {
      workers: new DocumentWorkers('/never-started.cjs', { resources: '/', userTrust: [] }, 1),
      listTokens: async () => [report],
      askPin: async () => {
        prompts += 1;
        if (prompts > 1) return null;
        const pin = { kind: 'bytes', bytes: new Uint8Array() } as const;
        return { pin, acknowledgedFinalTry: false, dispose: () => undefined };
      },
      openSigner: async () => {
        if (gone) report = pulled;
        throw faultOf(code);
      },
      changed: () => undefined,
      trust: new TrustNetwork({
        trust: () => {
          throw new Error('Nothing is verified here.');
        },
        source: null,
        servers: () => [],
        fetch,
      }),
      checkSigner: async () => check,
    },
    {
      items: [{ id: '1', name: 'a.pdf', document: { path: '/a.pdf', sha256: null }, workFile: '/a' }],
      certificate: fingerprint,
      intentsOf: () => [{ level: 'B-B', placement: { kind: 'invisible' } }],
      keepEvidence: async () => undefined,
      othersFinish: false,
      observer: {
        step: async () => undefined,
        warn: () => undefined,
        keep: async () => undefined,
      },
    },
  );
  const rests = async (): Promise<number> => {
    await session.settled();
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    await session.settled();
    return prompts;
  };
  const tell = (now: ModuleReport): void => {
    report = now;
    session.tokensChanged([now]);
  };
  session.run();
  return { session, tell, rests, promptsAtRest: await rests() };
};

const codes = (Object.keys(tokenFaults) as TokenFault[]).filter((code) => !worthTypingAgain(faultOf(code)));
const returnOf = (code: TokenFault) => faultState(faultValue(code))?.returns ?? null;
const byItself = codes.filter((code) => returnOf(code) === 'by-itself');
const others = codes.filter((code) => returnOf(code) !== 'by-itself');
/** The token may have been there all the while. */
const seenThroughout: readonly TokenFault[] = ['token.driver-failed', 'token.mechanism-missing'];

describe('a batch that pauses', () => {
  it('has something to return from by itself, and something not', () => {
    expect(byItself).toEqual(expect.arrayContaining(['token.busy', 'token.removed', 'token.driver-hung']));
    expect(others).toEqual(expect.arrayContaining(['token.session-over', 'token.pin-locked', 'token.signature-wrong']));
  });

  it.each(byItself)(
    'with %s asks for the PIN once the token is back, and rests when the person declines',
    async (code) => {
      const { session, tell, rests, promptsAtRest } = await pausedBatch(code, true);
      expect(session.batch).toMatchObject({ state: 'paused', error: { code } });
      expect(promptsAtRest).toBe(1);
      tell(pulled);
      expect(await rests()).toBe(1);
      tell(plugged);
      expect(await rests()).toBe(2);
      tell(pulled);
      tell(plugged);
      expect(await rests()).toBe(2);
    },
  );

  it.each(byItself)('with %s and the token still seen asks at once, or only after it was away', async (code) => {
    const { tell, rests, promptsAtRest } = await pausedBatch(code, false);
    expect(promptsAtRest).toBe(seenThroughout.includes(code) ? 1 : 2);
    tell(plugged);
    expect(await rests()).toBe(promptsAtRest);
    tell(pulled);
    tell(plugged);
    expect(await rests()).toBe(2);
  });

  it.each(others)('with %s waits for the person', async (code) => {
    const { tell, rests } = await pausedBatch(code, true);
    tell(plugged);
    expect(await rests()).toBe(1);
  });
});
