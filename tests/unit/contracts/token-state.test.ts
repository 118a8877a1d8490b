import { describe, expect, it } from 'vitest';
import { type FaultCode, faultValue } from '../../../src/contracts/faults/index.js';
import { tokenFaults } from '../../../src/contracts/faults/token.js';
import type { ModuleReport, PinState, Token, TokenCertificate, UnknownToken } from '../../../src/contracts/token.js';
import {
  faultState,
  stateOfFault,
  type TokenStateCode,
  tokenState,
  tokenStateCodeSchema,
} from '../../../src/contracts/token-state.js';

const now = new Date('2026-11-22T00:00:00Z');

const certificate = (fingerprint: string, changes: Partial<TokenCertificate> = {}): TokenCertificate => ({
  fingerprint,
  der: new Uint8Array(),
  label: fingerprint,
  subject: { commonName: `Người ${fingerprint}`, organization: null },
  issuer: 'CA',
  serial: '01',
  notBefore: '2025-01-01T00:00:00Z',
  notAfter: '2028-01-01T00:00:00Z',
  canSign: true,
  purpose: 'signing',
  ...changes,
});

const token = (certificates: TokenCertificate[], pin: PinState = 'ok', label = 'VGCA'): Token => ({
  modulePath: '/m.so',
  slot: 0,
  label,
  manufacturer: '',
  model: '',
  serial: label,
  pin: { state: pin, minLength: 4, maxLength: 16, pad: false },
  certificates,
});

const report = (changes: Partial<ModuleReport> = {}): ModuleReport => ({
  path: '/m.so',
  name: 'm.so',
  tokens: [],
  ...changes,
});
const failed = (code: FaultCode): ModuleReport => report({ error: faultValue(code, { module: 'm.so' }) });
const unknown = (reason: UnknownToken['reason']): ModuleReport =>
  report({ unknown: [{ slot: 1, label: 'LẠ', manufacturer: '', model: '', serial: '', reason }] });
const expired = certificate('x', { notAfter: '2026-01-01T00:00:00Z' });

const table: readonly [string, readonly ModuleReport[], string | null, TokenStateCode][] = [
  ['nothing installed', [], null, 'no-driver'],
  ['nothing plugged in', [report()], null, 'no-token'],
  ['the only driver is 32-bit', [failed('token.driver-32bit')], null, 'driver-32bit'],
  ['a driver of another kind beside one that works', [failed('token.driver-32bit'), report()], null, 'no-token'],
  ['a driver hangs, and the token may be behind it', [report(), failed('token.driver-hung')], null, 'driver-hung'],
  ['the same for a chosen certificate', [report(), failed('token.driver-crashed')], 'a', 'driver-crashed'],
  ['another program holds the token', [failed('token.busy')], 'a', 'token-busy'],
  ['a token that was never initialised', [unknown('not-initialised')], null, 'token-not-initialised'],
  ['a token without certificates', [unknown('no-certificate')], null, 'token-no-certificate'],
  ['a card that the driver does not know', [report(), unknown('unreadable')], null, 'token-unreadable'],
  [
    'a broken driver does not hide a token',
    [failed('token.driver-hung'), report({ tokens: [token([certificate('a')])] })],
    null,
    'pin-needed',
  ],
  ['ready', [report({ tokens: [token([certificate('a')])] })], 'a', 'pin-needed'],
  [
    'another token than that of the chosen certificate',
    [report({ tokens: [token([certificate('b')])] })],
    'a',
    'other-token',
  ],
  [
    'several can sign',
    [report({ tokens: [token([certificate('a'), certificate('b')])] })],
    null,
    'certificate-not-chosen',
  ],
  [
    'one through two drivers',
    [report({ tokens: [token([certificate('a')])] }), report({ tokens: [token([certificate('a')])] })],
    null,
    'pin-needed',
  ],
  [
    'issuers only',
    [report({ tokens: [token([certificate('ca', { purpose: 'issuer', canSign: false })])] })],
    null,
    'certificate-none',
  ],
  ['expired', [report({ tokens: [token([expired], 'locked')] })], null, 'certificate-expired'],
  ['an expired one beside a good one', [report({ tokens: [token([expired, certificate('a')])] })], null, 'pin-needed'],
  [
    'not valid yet',
    [report({ tokens: [token([certificate('a', { notBefore: '2027-01-01T00:00:00Z' })])] })],
    'a',
    'certificate-not-yet-valid',
  ],
  [
    'for encryption',
    [report({ tokens: [token([certificate('a', { canSign: false })])] })],
    'a',
    'certificate-not-for-signing',
  ],
  ['count low', [report({ tokens: [token([certificate('a')], 'count-low')] })], 'a', 'pin-count-low'],
  [
    'perhaps the last try',
    [report({ tokens: [token([certificate('a')], 'perhaps-final-try')] })],
    'a',
    'pin-perhaps-final-try',
  ],
  ['the last try', [report({ tokens: [token([certificate('a')], 'final-try')] })], 'a', 'pin-final-try'],
  ['locked', [report({ tokens: [token([certificate('a')], 'locked')] })], 'a', 'pin-locked'],
  ['to be changed', [report({ tokens: [token([certificate('a')], 'to-be-changed')] })], 'a', 'pin-to-be-changed'],
  ['no PIN yet', [report({ tokens: [token([certificate('a')], 'not-set')] })], 'a', 'pin-not-set'],
];

describe('the state that matters most', () => {
  it.each(table)('%s', (_, reports, fingerprint, code) => {
    expect(tokenState(reports, fingerprint, now).code).toBe(code);
  });
});

describe('every state', () => {
  const reached = new Set<TokenStateCode>([
    ...table.map(([, , , code]) => code),
    ...Object.values(stateOfFault).flatMap((code) => (code === null ? [] : [code])),
  ]);
  it('can come to be', () => {
    expect([...reached].sort()).toEqual([...tokenStateCodeSchema.options].sort());
  });

  it('has whole sentences and one next step, in both languages', () => {
    for (const [name, reports, fingerprint] of table) {
      const { sentence, next } = tokenState(reports, fingerprint, now);
      for (const text of [sentence.vi, sentence.en, next.vi, next.en]) expect(text, name).toMatch(/^[^{}]+\.$/);
      expect(next.vi.match(/\./g), name).toHaveLength(1);
    }
  });
});

describe('every fault of a token', () => {
  const codes = Object.keys(tokenFaults) as (keyof typeof tokenFaults)[];
  it('has its state, but for those of a training file', () => {
    const none = codes.filter((code) => faultState(faultValue(code)) === null);
    expect(none).toEqual(codes.filter((code) => code.startsWith('token.training-')));
  });

  it('keeps its own sentence', () => {
    const fault = faultValue('token.driver-failed', { code: 'CKR_DEVICE_ERROR' });
    expect(faultState(fault)?.sentence).toEqual(fault);
  });

  it('and no other fault has one', () => {
    expect(faultState(faultValue('app.cancelled'))).toBeNull();
  });
});

it('says nothing of waiting where only the issuer can help', () => {
  const of = (pin: PinState) => tokenState([report({ tokens: [token([certificate('a')], pin)] })], 'a', now).returns;
  expect([of('locked'), of('not-set'), of('ok')]).toEqual(['not-here', 'not-here', 'by-person']);
  expect(tokenState([report()], 'a', now).returns).toBe('by-itself');
});

it('names a blank token by its model', () => {
  const blank = {
    slot: 0,
    label: ' ',
    manufacturer: '',
    model: 'ePass',
    serial: '',
    reason: 'not-initialised',
  } as const;
  expect(tokenState([report({ unknown: [blank] })], null, now).sentence.vi).toContain('“ePass”');
});
