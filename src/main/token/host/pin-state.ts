import pkcs11js from 'pkcs11js';
import type { PinFlag } from '../../../contracts/token.js';

/** The gravest thing that the flags of CK_TOKEN_INFO say of the user's PIN (PKCS#11 v2.40 3.2). */
export const pinState = (flags: number): PinFlag => {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  if (has(pkcs11js.CKF_USER_PIN_LOCKED)) return 'locked';
  if (has(pkcs11js.CKF_USER_PIN_FINAL_TRY)) return 'final-try';
  if (!has(pkcs11js.CKF_USER_PIN_INITIALIZED)) return 'not-set';
  if (has(pkcs11js.CKF_USER_PIN_COUNT_LOW)) return 'count-low';
  if (has(pkcs11js.CKF_USER_PIN_TO_BE_CHANGED)) return 'to-be-changed';
  return 'ok';
};

/** CKF_PROTECTED_AUTHENTICATION_PATH: the PIN is typed on the reader itself. */
export const hasPad = (flags: number): boolean => (flags & pkcs11js.CKF_PROTECTED_AUTHENTICATION_PATH) !== 0;
