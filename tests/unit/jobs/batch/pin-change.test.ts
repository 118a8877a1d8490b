import { describe, expect, it } from 'vitest';
import { Fault, type FaultCode } from '../../../../src/contracts/faults/index.js';
import type { PinPrompt } from '../../../../src/contracts/ipc.js';
import type { ModuleReport } from '../../../../src/contracts/token.js';
import { changePin } from '../../../../src/main/jobs/batch/pin-change.js';

const fingerprint = 'a'.repeat(64);
const modules: ModuleReport[] = [
  {
    path: '/m.so',
    name: 'm',
    tokens: [
      {
        modulePath: '/m.so',
        slot: 0,
        label: 'VGCA',
        manufacturer: '',
        model: '',
        serial: '1',
        pin: { state: 'ok', minLength: 4, maxLength: 16, pad: false },
        certificates: [
          {
            fingerprint,
            der: new Uint8Array(),
            label: 'A',
            subject: { commonName: 'A', organization: null },
            issuer: 'CA',
            serial: '1',
            notBefore: '2025-01-01T00:00:00Z',
            notAfter: '2028-01-01T00:00:00Z',
            canSign: true,
            purpose: 'signing',
          },
        ],
      },
    ],
  },
];

/** @param outcomes what the token says to each pair, in turn; null: it takes it @param pairs how many are typed */
const change = async (outcomes: readonly (FaultCode | null)[], pairs: number, plugged = modules) => {
  const prompts: PinPrompt[] = [];
  const sent: boolean[] = [];
  let open = 0;
  const reply = changePin(fingerprint, {
    listTokens: async () => plugged,
    askPin: async (prompt) => {
      prompts.push(prompt);
      if (prompts.length > pairs) return null;
      open += 1;
      return {
        pin: { kind: 'bytes', bytes: new Uint8Array() },
        acknowledgedFinalTry: prompts.length === 2,
        dispose: () => {
          open -= 1;
        },
      };
    },
    changePin: async (_, { acknowledgedFinalTry }) => {
      sent.push(acknowledgedFinalTry);
      const outcome = outcomes[sent.length - 1];
      if (outcome) throw new Fault(outcome);
    },
  });
  const result = await reply.catch((thrown: unknown) => (thrown instanceof Fault ? thrown.code : thrown));
  return { result, sent, again: prompts.map(({ again }) => again?.code ?? null), open, purpose: prompts[0]?.purpose };
};

describe('a change of the PIN', () => {
  it('asks for both PINs once and sends them once', async () => {
    expect(await change([null], 1)).toEqual({
      result: true,
      sent: [false],
      again: [null],
      open: 0,
      purpose: { kind: 'change' },
    });
  });

  it.each(['token.pin-wrong', 'token.pin-wrong-final-try', 'token.pin-final-try', 'token.pin-new-rejected'] as const)(
    'asks the person again after %s, with the reason, and with what he acknowledged that time',
    async (code) => {
      expect(await change([code, null], 2)).toMatchObject({
        result: true,
        sent: [false, true],
        again: [null, code],
        open: 0,
      });
    },
  );

  it.each(['token.pin-locked', 'token.removed', 'token.pin-change-unsupported'] as const)(
    'does not ask again after %s',
    async (code) => {
      expect(await change([code], 5)).toMatchObject({ result: code, sent: [false], open: 0 });
    },
  );

  it('changes nothing when the person declines', async () => {
    expect(await change([], 0)).toMatchObject({ result: false, sent: [] });
    expect(await change(['token.pin-wrong'], 1)).toMatchObject({ result: false, sent: [false] });
  });

  it('asks for no PIN of a token that is out', async () => {
    expect(await change([], 1, [])).toMatchObject({ result: 'token.none', again: [] });
  });
});
