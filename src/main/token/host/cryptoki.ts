import pkcs11js from 'pkcs11js';
import { Fault } from '../../../contracts/faults/index.js';
import { loadFault } from './load-fault.js';
import type { SigningWay } from './mechanism.js';

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

/** RSA with 8192 bits. */
const signatureRoom = 1024;

/** C_SignInit says with these that the mechanism does not go with the token or the key; nothing has begun then. */
const mechanismRefused: ReadonlySet<string> = new Set([
  'CKR_MECHANISM_INVALID',
  'CKR_MECHANISM_PARAM_INVALID',
  'CKR_FUNCTION_NOT_SUPPORTED',
]);

/** Whose PIN: that of the session, or that of the one signature at hand. */
export type PinUser = 'user' | 'context';

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
  #pinUsed = false;

  /**
   * Loads and initialises the module.
   * @param parameters for a module that wants more of C_Initialize than flags
   * @throws Fault `token.driver-invalid` when it cannot be loaded; a pkcs11js error when `C_Initialize` fails
   */
  constructor(modulePath: string, parameters: string | null) {
    try {
      this.#module.load(modulePath);
    } catch (cause) {
      throw loadFault(modulePath, cause);
    }
    this.#initialise(parameters);
  }

  /** Handles of the slots that report a token. */
  slots(): Handle[] {
    try {
      return this.#module.C_GetSlotList(true);
    } catch (error) {
      // A slot came between the question for their number and the list.
      if (returnValue(error) !== 'CKR_BUFFER_TOO_SMALL') throw error;
      return this.#module.C_GetSlotList(true);
    }
  }

  tokenInfo(slot: Handle): pkcs11js.TokenInfo {
    return this.#module.C_GetTokenInfo(slot);
  }

  mechanisms(slot: Handle): number[] {
    return this.#module.C_GetMechanismList(slot);
  }

  /** Read-only unless a PIN is to be changed: some drivers refuse read-write sessions. */
  openSession(slot: Handle, access: 'read-only' | 'read-write' = 'read-only'): Handle {
    const write = access === 'read-write' ? pkcs11js.CKF_RW_SESSION : 0;
    return this.#module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | write);
  }

  /** The slot of a session; null when the driver does not tell. */
  slotOfSession(session: Handle): Handle | null {
    try {
      return this.#module.C_GetSessionInfo(session).slotID;
    } catch {
      return null;
    }
  }

  closeSession(session: Handle): void {
    this.#module.C_CloseSession(session);
  }

  /** Whether what was typed was handed to the driver since the last call of this. */
  takePinUsed(): boolean {
    const used = this.#pinUsed;
    this.#pinUsed = false;
    return used;
  }

  /** One C_Login; `pin` is null where it is typed on the reader. */
  login(session: Handle, user: PinUser, pin: string | null): void {
    this.#pinUsed = true;
    // undefined becomes NULL_PTR; an empty PIN would be one that the token may count as wrong.
    const who = user === 'user' ? pkcs11js.CKU_USER : pkcs11js.CKU_CONTEXT_SPECIFIC;
    this.#module.C_Login(session, who, pin ?? undefined);
  }

  /** One C_SetPIN; both are null where they are typed on the reader. */
  setPin(session: Handle, oldPin: string | null, newPin: string | null): void {
    this.#pinUsed = true;
    this.#module.C_SetPIN(session, oldPin ?? undefined, newPin ?? undefined);
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

  /**
   * One signature, in the first of `ways` that the token takes: some list mechanisms that they do not have.
   * @param authenticate called between C_SignInit and C_Sign
   */
  sign(session: Handle, ways: readonly SigningWay[], key: Handle, authenticate?: () => void): Buffer {
    const data = this.#signInit(session, ways, key);
    try {
      authenticate?.();
    } catch (error) {
      this.#abandonSignature(session, data);
      throw error;
    }
    return this.#module.C_Sign(session, data, Buffer.alloc(signatureRoom));
  }

  /** Only C_Sign ends what C_SignInit began (PKCS#11 v2.40 5.11); without the PIN it gives nothing, and nothing is kept. */
  #abandonSignature(session: Handle, data: Buffer): void {
    try {
      this.#module.C_Sign(session, data, Buffer.alloc(signatureRoom)).fill(0);
    } catch {
      // CKR_USER_NOT_LOGGED_IN, as it should be.
    }
  }

  #signInit(session: Handle, ways: readonly SigningWay[], key: Handle): Buffer {
    let refused: unknown = new Fault('token.mechanism-missing');
    for (const { mechanism, data } of ways) {
      try {
        this.#module.C_SignInit(session, mechanism, key);
        return data;
      } catch (error) {
        if (!mechanismRefused.has(returnValue(error) ?? '')) throw error;
        refused = error;
      }
    }
    throw refused;
  }

  #initialise(parameters: string | null): void {
    const flags = pkcs11js.CKF_OS_LOCKING_OK;
    try {
      // pkcs11js cuts off the last character of the parameters.
      this.#module.C_Initialize(parameters === null ? { flags } : { flags, libraryParameters: `${parameters} ` });
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
      // No return value of the driver: it claimed a length for which there is no memory.
      if (name === null) throw new Fault('token.driver-failed', { code: 'C_GetAttributeValue' }, { cause: error });
      throw error;
    }
  }
}
