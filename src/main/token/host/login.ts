/** The only file of the product that calls C_Login: once for one typed PIN, never again with the same one. */
import type pkcs11js from 'pkcs11js';
import { Fault } from '../../../contracts/faults/index.js';
import type { Cryptoki, Handle, PinUser } from './cryptoki.js';
import { loginFault } from './driver-fault.js';
import { hasPad, pinState } from './pin-state.js';

/** What the flags say before a try decides whether there is one: a locked PIN is not tried, the last try only on purpose. */
export const refuseHopelessLogin = (cryptoki: Cryptoki, slot: Handle, acknowledgeFinalTry: boolean): void => {
  switch (pinState(cryptoki.tokenInfo(slot).flags)) {
    case 'locked':
      throw new Fault('token.pin-locked');
    case 'not-set':
      throw new Fault('token.pin-not-set');
    case 'final-try':
      if (!acknowledgeFinalTry) throw new Fault('token.pin-final-try');
      return;
    case 'count-low':
    case 'to-be-changed':
    case 'ok':
      return;
  }
};

/** A PIN that the token could not hold is not sent to it; lengths are in octets, as the token gives its limits. */
export const requirePinLength = ({ minPinLen: min, maxPinLen: max }: pkcs11js.TokenInfo, pin: Uint8Array): void => {
  if (pin.length === 0) throw new Fault('token.pin-missing');
  if (max > 0 && (pin.length < min || pin.length > max)) throw new Fault('token.pin-length', { min, max });
};

/** The string that the driver's binding takes; a PIN pad gets none. */
export const pinText = (pin: Uint8Array): string =>
  Buffer.from(pin.buffer, pin.byteOffset, pin.byteLength).toString('utf8');

/**
 * One C_Login with one PIN.
 * @param pin UTF-8, erased by the caller; not looked at when the PIN is typed on the reader
 * @param user `context`: for the one signature that C_SignInit has begun (CKU_CONTEXT_SPECIFIC)
 * @throws Fault `token.pin-*`, or what else the driver says
 */
export const loginOnce = (cryptoki: Cryptoki, slot: Handle, session: Handle, pin: Uint8Array, user: PinUser): void => {
  const info = cryptoki.tokenInfo(slot);
  const pad = hasPad(info.flags);
  if (!pad) requirePinLength(info, pin);
  try {
    cryptoki.login(session, user, pad ? null : pinText(pin));
  } catch (error) {
    throw loginFault(error, () => pinState(cryptoki.tokenInfo(slot).flags));
  }
};
