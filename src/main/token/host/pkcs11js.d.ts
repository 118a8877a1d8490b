/** What `tools/setup/steps/pkcs11js.mjs` adds: a PIN that is typed on the reader is NULL_PTR. */
import type { Handle } from 'pkcs11js';

declare module 'pkcs11js' {
  interface PKCS11 {
    C_SetPIN(session: Handle, oldPin: string | undefined, newPin: string | undefined): void;
  }
}
