import pkcs11js from 'pkcs11js';
import { Fault } from '../../../contracts/faults/index.js';

/** Handles are opaque CK_ULONG values as pkcs11js gives them. */
export type Handle = Buffer;

/**
 * Room for an attribute whose length a driver answers with 0 (VNPT-CA and NCCA modules do so for a length query):
 * certificates and keys are far smaller.
 */
const attributeRoom = 8192;

/** Objects of one kind that are read from one token; more is a driver gone mad. */
const objectLimit = 512;

const findBatch = 32;

/** The name of the CK_RV that a pkcs11js call failed with, or null when the error is not one of PKCS#11. */
export const returnValue = (error: unknown): string | null => {
  if (!(error instanceof Error)) return null;
  const [name] = /CKR_[A-Z0-9_]+/.exec(error.message) ?? [];
  if (name !== 'CKR_VENDOR_DEFINED') return name ?? null;
  const code = 'code' in error ? Number(error.code) : Number(/:(\d+)/.exec(error.message)?.[1]);
  return code > 0 ? `0x${code.toString(16)}` : name;
};

/** One loaded vendor module. Every call may hang or kill the process: that is why it lives in a host. */
export class Cryptoki {
  readonly #module = new pkcs11js.PKCS11();

  /**
   * Loads and initialises the module.
   * @throws Fault `token.driver-invalid` when it cannot be loaded; a pkcs11js error when `C_Initialize` fails
   */
  constructor(modulePath: string) {
    try {
      this.#module.load(modulePath);
    } catch (cause) {
      throw new Fault('token.driver-invalid', { module: modulePath }, { cause });
    }
    this.#initialise();
  }

  /** Handles of the slots that report a token. */
  slots(): Handle[] {
    return this.#module.C_GetSlotList(true);
  }

  tokenInfo(slot: Handle): pkcs11js.TokenInfo {
    return this.#module.C_GetTokenInfo(slot);
  }

  mechanisms(slot: Handle): number[] {
    return this.#module.C_GetMechanismList(slot);
  }

  /** Opens a read-only session: some drivers refuse read-write ones, and nothing here writes to a token. */
  openSession(slot: Handle): Handle {
    return this.#module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
  }

  closeSession(session: Handle): void {
    this.#module.C_CloseSession(session);
  }

  /** One C_Login of the user; on a PIN pad `pin` is empty. */
  login(session: Handle, pin: string): void {
    this.#module.C_Login(session, pkcs11js.CKU_USER, pin);
  }

  logout(session: Handle): void {
    this.#module.C_Logout(session);
  }

  find(session: Handle, template: pkcs11js.Template): Handle[] {
    const found: Handle[] = [];
    this.#module.C_FindObjectsInit(session, template);
    try {
      for (;;) {
        const batch = this.#module.C_FindObjects(session, findBatch);
        found.push(...batch);
        if (batch.length === 0 || found.length >= objectLimit) return found;
      }
    } finally {
      this.#module.C_FindObjectsFinal(session);
    }
  }

  /** The bytes of an attribute; null when the object has none of that type or will not show it. */
  attribute(session: Handle, object: Handle, type: number): Buffer | null {
    const value = this.#attribute(session, object, { type });
    return value?.length === 0 ? this.#attribute(session, object, { type, value: Buffer.alloc(attributeRoom) }) : value;
  }

  sign(session: Handle, mechanism: pkcs11js.Mechanism, key: Handle, data: Buffer): Buffer {
    this.#module.C_SignInit(session, mechanism, key);
    return this.#module.C_Sign(session, data, Buffer.alloc(1024));
  }

  #initialise(): void {
    try {
      this.#module.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK });
    } catch (error) {
      const name = returnValue(error);
      if (name === 'CKR_CRYPTOKI_ALREADY_INITIALIZED') return;
      if (name !== 'CKR_CANT_LOCK' && name !== 'CKR_NEED_TO_CREATE_THREADS' && name !== 'CKR_ARGUMENTS_BAD')
        throw error;
      // Allowed for a module without locks: the host calls it from one thread only.
      this.#module.C_Initialize();
    }
  }

  #attribute(session: Handle, object: Handle, attribute: pkcs11js.Attribute): Buffer | null {
    try {
      return this.#module.C_GetAttributeValue(session, object, [attribute])[0]?.value ?? null;
    } catch (error) {
      const name = returnValue(error);
      if (name === 'CKR_ATTRIBUTE_TYPE_INVALID' || name === 'CKR_ATTRIBUTE_SENSITIVE') return null;
      throw error;
    }
  }
}
