import { expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import { driverFault, loginFault } from '../../../src/main/token/host/driver-fault.js';
import { pinState } from '../../../src/main/token/host/pin-state.js';

const initialised = 0x0000_0008;

it.each([
  [initialised, 'ok'],
  [0, 'not-set'],
  [initialised | 0x1_0000, 'count-low'],
  [initialised | 0x2_0000, 'final-try'],
  [initialised | 0x3_0000, 'final-try'],
  [initialised | 0x7_0000, 'locked'],
  [0x4_0000, 'locked'],
  [initialised | 0x8_0000, 'to-be-changed'],
  [initialised | 0x9_0000, 'count-low'],
])('the gravest flag of %i is what counts: %s', (flags, state) => {
  expect(pinState(flags)).toBe(state);
});

const failure = (name: string, code: number): Error => new Error(`${name}:${code}`);

it.each([
  ['CKR_PIN_INCORRECT', 0xa0, 'ok', 'token.pin-wrong'],
  ['CKR_PIN_INCORRECT', 0xa0, 'count-low', 'token.pin-wrong-count-low'],
  ['CKR_PIN_INCORRECT', 0xa0, 'final-try', 'token.pin-wrong-final-try'],
  ['CKR_PIN_INCORRECT', 0xa0, 'locked', 'token.pin-locked'],
  ['CKR_PIN_LOCKED', 0xa4, 'ok', 'token.pin-locked'],
  ['CKR_PIN_LEN_RANGE', 0xa2, 'ok', 'token.pin-rejected'],
  ['CKR_PIN_EXPIRED', 0xa3, 'ok', 'token.pin-expired'],
  ['CKR_FUNCTION_FAILED', 0x6, 'final-try', 'token.driver-failed'],
  ['CKR_DEVICE_REMOVED', 0x32, 'ok', 'token.removed'],
  ['CKR_TOKEN_NOT_PRESENT', 0xe0, 'ok', 'token.removed'],
  ['CKR_USER_ALREADY_LOGGED_IN', 0x100, 'ok', 'token.driver-failed'],
] as const)('%s (%i) with flags %s is %s', (name, code, state, expected) => {
  expect(loginFault(failure(name, code), () => state).code).toBe(expected);
});

it('a return value of the vendor is named by its number, never called a wrong PIN', () => {
  const fault = loginFault(failure('CKR_VENDOR_DEFINED', 0x8000_0001), () => 'ok');
  expect(fault.code).toBe('token.driver-failed');
  expect(fault.value.vi).toContain('0x80000001');
});

it('what is no PKCS#11 error is a defect, and a fault stays itself', () => {
  expect(driverFault(new TypeError('x')).code).toBe('app.internal');
  const fault = new Fault('token.none');
  expect(driverFault(fault)).toBe(fault);
});
