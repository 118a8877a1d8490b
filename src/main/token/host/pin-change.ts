import { Fault } from '../../../contracts/faults/index.js';
import { decodePinPair } from '../../../contracts/pin-pair.js';
import { type Cryptoki, type Handle, returnValue } from './cryptoki.js';
import { pinChangeFault } from './driver-fault.js';
import { loginOnce, pinText, requirePinLength } from './login.js';
import { hasPad, pinState } from './pin-state.js';

/**
 * One C_SetPIN, after one C_Login with the old PIN: NSS looks at no PIN before it, and opencryptoki, asked to change one
 * without it, loses every private key (3.8.1).
 * @param pair see `decodePinPair`; on a PIN pad both PINs are typed on the reader, whose business the login then is
 * @throws Fault `token.pin-*`, or what else the driver says
 */
export const changePin = (cryptoki: Cryptoki, slot: Handle, pair: Uint8Array): void => {
  const info = cryptoki.tokenInfo(slot);
  const pad = hasPad(info.flags);
  const pins = pad ? null : decodePinPair(pair);
  if (!pins && !pad) throw new Fault('token.pin-missing');
  if (pins) {
    requirePinLength(info, pins.oldPin);
    requirePinLength(info, pins.newPin);
  }
  try {
    const session = cryptoki.openSession(slot, 'read-write');
    if (pins) loginWithOld(cryptoki, slot, session, pins.oldPin);
    cryptoki.setPin(session, pins && pinText(pins.oldPin), pins && pinText(pins.newPin));
  } catch (error) {
    throw pinChangeFault(error, () => pinState(cryptoki.tokenInfo(slot).flags));
  }
};

/** A PIN that has expired is the right one, and can only be changed (PKCS#11 v2.40 5.1.5). */
const loginWithOld = (cryptoki: Cryptoki, slot: Handle, session: Handle, oldPin: Uint8Array): void => {
  try {
    loginOnce(cryptoki, slot, session, oldPin, 'user');
  } catch (error) {
    if (!(error instanceof Fault) || returnValue(error.cause) !== 'CKR_PIN_EXPIRED') throw error;
  }
};
