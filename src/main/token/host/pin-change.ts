import { Fault } from '../../../contracts/faults/index.js';
import { decodePinPair } from '../../../contracts/pin-pair.js';
import type { Cryptoki, Handle } from './cryptoki.js';
import { pinChangeFault } from './driver-fault.js';
import { pinText, requirePinLength } from './login.js';
import { hasPad, pinState } from './pin-state.js';

/**
 * One C_SetPIN by the user, without a login before it (PKCS#11 v2.40 5.5: a read-write session suffices).
 * @param pair see `decodePinPair`; on a PIN pad both PINs are typed on the reader
 * @throws Fault `token.pin-*`, or what else the driver says
 */
export const changePin = (cryptoki: Cryptoki, slot: Handle, pair: Uint8Array): void => {
  const info = cryptoki.tokenInfo(slot);
  const pins = hasPad(info.flags) ? null : decodePinPair(pair);
  if (!pins && !hasPad(info.flags)) throw new Fault('token.pin-missing');
  if (pins) {
    requirePinLength(info, pins.oldPin);
    requirePinLength(info, pins.newPin);
  }
  const session = cryptoki.openSession(slot, 'read-write');
  try {
    cryptoki.setPin(session, pins && pinText(pins.oldPin), pins && pinText(pins.newPin));
  } catch (error) {
    throw pinChangeFault(error, () => pinState(cryptoki.tokenInfo(slot).flags));
  } finally {
    cryptoki.closeSession(session);
  }
};
