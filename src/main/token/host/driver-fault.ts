import { Fault } from '../../../contracts/faults/index.js';
import type { PinFlag } from '../../../contracts/token.js';
import { returnValue } from './cryptoki.js';

/**
 * What a failed PKCS#11 call means to the person. Only what the standard says of a return value is believed: a
 * "function failed" is never called a wrong PIN.
 */
export const driverFault = (error: unknown): Fault => {
  if (error instanceof Fault) return error;
  const code = returnValue(error);
  switch (code) {
    case null:
      return new Fault('app.internal', {}, { cause: error });
    case 'CKR_DEVICE_REMOVED':
    case 'CKR_TOKEN_NOT_PRESENT':
      return new Fault('token.removed', {}, { cause: error });
    case 'CKR_USER_NOT_LOGGED_IN':
    case 'CKR_SESSION_HANDLE_INVALID':
    case 'CKR_SESSION_CLOSED':
      return new Fault('token.session-over', {}, { cause: error });
    case 'CKR_SESSION_COUNT':
    case 'CKR_USER_ANOTHER_ALREADY_LOGGED_IN':
      return new Fault('token.busy', {}, { cause: error });
    case 'CKR_CANCEL':
    case 'CKR_FUNCTION_CANCELED':
      return new Fault('token.cancelled-on-device', {}, { cause: error });
    default:
      return new Fault('token.driver-failed', { code }, { cause: error });
  }
};

const wrongPin = (state: PinFlag) => {
  switch (state) {
    case 'locked':
      return 'token.pin-locked';
    case 'final-try':
      return 'token.pin-wrong-final-try';
    case 'count-low':
      return 'token.pin-wrong-count-low';
    case 'ok':
    case 'to-be-changed':
    case 'not-set':
      return 'token.pin-wrong';
  }
};

/** What a failed C_Login means; `state` reads the token's flags again, after the try. */
export const loginFault = (error: unknown, state: () => PinFlag): Fault => {
  switch (returnValue(error)) {
    case 'CKR_PIN_INCORRECT':
      return new Fault(wrongPin(state()), {}, { cause: error });
    case 'CKR_PIN_LOCKED':
      return new Fault('token.pin-locked', {}, { cause: error });
    case 'CKR_PIN_EXPIRED':
      return new Fault('token.pin-expired', {}, { cause: error });
    case 'CKR_PIN_INVALID':
    case 'CKR_PIN_LEN_RANGE':
      return new Fault('token.pin-rejected', {}, { cause: error });
    case 'CKR_USER_PIN_NOT_INITIALIZED':
      return new Fault('token.pin-not-set', {}, { cause: error });
    default:
      return driverFault(error);
  }
};

/** What a failed C_SetPIN means: the old PIN is judged as at a login, the new one by the token's rules. */
export const pinChangeFault = (error: unknown, state: () => PinFlag): Fault => {
  if (error instanceof Fault) return error;
  switch (returnValue(error)) {
    case 'CKR_PIN_INVALID':
    case 'CKR_PIN_LEN_RANGE':
    case 'CKR_PIN_TOO_WEAK':
      return new Fault('token.pin-new-rejected', {}, { cause: error });
    case 'CKR_SESSION_READ_ONLY':
    case 'CKR_SESSION_READ_WRITE_SO_EXISTS':
    case 'CKR_TOKEN_WRITE_PROTECTED':
    case 'CKR_FUNCTION_NOT_SUPPORTED':
      return new Fault('token.pin-change-unsupported', {}, { cause: error });
    default:
      return loginFault(error, state);
  }
};
