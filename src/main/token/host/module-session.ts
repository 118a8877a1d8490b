import { type KeyObject, X509Certificate } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import { Fault } from '../../../contracts/faults/index.js';
import type { SigningDigest } from '../../../contracts/jobs.js';
import type { HostToken, HostValue, SignatureMechanism } from '../../../contracts/token-host.js';
import type { EcdsaCurve } from '../ecdsa.js';
import { curveOf } from '../raw-signature.js';
import { Cryptoki, type Handle } from './cryptoki.js';
import { driverFault, loginFault } from './driver-fault.js';
import { chooseMechanism, signingInput } from './mechanism.js';
import { pinState } from './pin-state.js';

/** The session that a login opened, and how its key signs. */
interface OpenSession {
  readonly slot: Handle;
  readonly session: Handle;
  readonly key: Handle;
  readonly mechanism: SignatureMechanism;
  /** Of an elliptic key. */
  readonly curve: EcdsaCurve | null;
}

interface CertificateObject {
  readonly der: Buffer;
  readonly id: Buffer;
  readonly label: string;
}

/** What the caller of `login` decides. */
export interface LoginOptions {
  readonly certificate: Uint8Array;
  readonly acknowledgeFinalTry: boolean;
  /** Sign in this way or not at all. */
  readonly mechanism?: SignatureMechanism | undefined;
  /** Fetches the PIN (UTF-8); asked only when it will be used for the one C_Login. */
  readonly receivePin: () => Promise<Uint8Array>;
}

/** The operations of a token host on its one module. All throw a {@link Fault} or, for a defect, anything else. */
export class ModuleSession {
  #cryptoki: Cryptoki | null = null;
  #open: OpenSession | null = null;

  constructor(private readonly modulePath: string) {}

  /** Tokens and their certificates, through read-only sessions and without a PIN. */
  inspect(): HostValue<'inspect'> {
    return this.#guarded((cryptoki) => ({
      tokens: this.#slots(cryptoki).map((slot) => describeToken(cryptoki, slot)),
    }));
  }

  /**
   * Logs in on the slot that holds exactly this certificate, with at most one C_Login.
   * @throws Fault `token.none`, `token.pin-*`, `token.key-*`, `token.mechanism-missing` …
   */
  async login(options: LoginOptions): Promise<HostValue<'login'>> {
    if (this.#open) throw new TypeError('The host is already logged in.');
    const found = this.#guarded((cryptoki) => this.#locate(cryptoki, options.certificate));
    this.#guarded((cryptoki) => refuseHopelessLogin(cryptoki, found.slot, options.acknowledgeFinalTry));
    const pin = await options.receivePin();
    try {
      this.#guarded((cryptoki) => loginOnce(cryptoki, found.slot, found.session, pin));
    } finally {
      pin.fill(0);
    }
    this.#open = this.#guarded((cryptoki) => {
      const { publicKey } = new X509Certificate(found.certificate.der);
      const key = privateKey(cryptoki, found.session, found.certificate, publicKey);
      const listed = cryptoki.mechanisms(found.slot);
      const mechanism = chooseMechanism(keyType(cryptoki, found.session, key), listed, options.mechanism);
      return { ...found, key, mechanism, curve: curveOf(publicKey) };
    });
    return { mechanism: this.#open.mechanism };
  }

  /** The raw signature over a digest that was made with `algorithm`. */
  sign(digest: Uint8Array, algorithm: SigningDigest): HostValue<'sign'> {
    const open = this.#open;
    if (!open) throw new Fault('token.session-over');
    const { mechanism, data } = signingInput(open, digest, algorithm);
    try {
      return { signature: this.#loaded().sign(open.session, mechanism, open.key, data) };
    } catch (error) {
      throw this.#isPresent(open.slot) ? driverFault(error) : new Fault('token.removed', {}, { cause: error });
    }
  }

  /** Ends the login; what the driver says to that does not matter, the process ends next. */
  logout(): HostValue<'logout'> {
    const open = this.#open;
    this.#open = null;
    if (open) {
      try {
        this.#loaded().logout(open.session);
        this.#loaded().closeSession(open.session);
      } catch {
        return null;
      }
    }
    return null;
  }

  #loaded(): Cryptoki {
    this.#cryptoki ??= new Cryptoki(this.modulePath);
    return this.#cryptoki;
  }

  #guarded<T>(action: (cryptoki: Cryptoki) => T): T {
    try {
      return action(this.#loaded());
    } catch (error) {
      throw driverFault(error);
    }
  }

  /** Slots with a token in use; SoftHSM, for one, also lists a slot that waits to be initialised. */
  #slots(cryptoki: Cryptoki): Handle[] {
    return cryptoki.slots().filter((slot) => (cryptoki.tokenInfo(slot).flags & pkcs11js.CKF_TOKEN_INITIALIZED) !== 0);
  }

  #isPresent(slot: Handle): boolean {
    try {
      return this.#loaded()
        .slots()
        .some((other) => other.equals(slot));
    } catch {
      return false;
    }
  }

  #locate(cryptoki: Cryptoki, der: Uint8Array): { slot: Handle; session: Handle; certificate: CertificateObject } {
    for (const slot of this.#slots(cryptoki)) {
      const session = cryptoki.openSession(slot);
      const certificate = certificates(cryptoki, session).find((candidate) => candidate.der.equals(der));
      if (certificate) return { slot, session, certificate };
      cryptoki.closeSession(session);
    }
    throw new Fault('token.none');
  }
}

/** CK_TOKEN_INFO pads its texts with blanks; some drivers with NUL. */
const trimmed = (text: string): string => text.replace(/[\s\0]+$/, '');

const certificates = (cryptoki: Cryptoki, session: Handle): CertificateObject[] =>
  cryptoki.find(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE }]).flatMap((object) => {
    const der = cryptoki.attribute(session, object, pkcs11js.CKA_VALUE);
    if (!der || der.length === 0) return [];
    const id = cryptoki.attribute(session, object, pkcs11js.CKA_ID) ?? Buffer.alloc(0);
    const label = cryptoki.attribute(session, object, pkcs11js.CKA_LABEL)?.toString('utf8') ?? '';
    return [{ der, id, label: trimmed(label) }];
  });

/** A slot number for display; slots are never addressed by it. CK_ULONG has 4 bytes on Windows, 8 elsewhere. */
const slotNumber = (slot: Handle): number => (slot.length >= 8 ? Number(slot.readBigUInt64LE()) : slot.readUInt32LE());

const describeToken = (cryptoki: Cryptoki, slot: Handle): HostToken => {
  const info = cryptoki.tokenInfo(slot);
  const session = cryptoki.openSession(slot);
  try {
    return {
      slot: slotNumber(slot),
      label: trimmed(info.label),
      manufacturer: trimmed(info.manufacturerID),
      model: trimmed(info.model),
      serial: trimmed(info.serialNumber),
      pin: {
        state: pinState(info.flags),
        minLength: info.minPinLen,
        maxLength: info.maxPinLen,
        pad: hasPad(info),
      },
      certificates: certificates(cryptoki, session).map(({ der, label }) => ({ der, label })),
    };
  } finally {
    cryptoki.closeSession(session);
  }
};

const hasPad = (info: pkcs11js.TokenInfo): boolean => (info.flags & pkcs11js.CKF_PROTECTED_AUTHENTICATION_PATH) !== 0;

/** What the flags say before a try decides whether there is one: a locked PIN is not tried, the last try only on purpose. */
const refuseHopelessLogin = (cryptoki: Cryptoki, slot: Handle, acknowledgeFinalTry: boolean): void => {
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

/** The only place of the product that calls C_Login: once, with one PIN, never again. */
const loginOnce = (cryptoki: Cryptoki, slot: Handle, session: Handle, pin: Uint8Array): void => {
  const info = cryptoki.tokenInfo(slot);
  const { minPinLen: min, maxPinLen: max } = info;
  if (!hasPad(info)) {
    if (pin.length === 0) throw new Fault('token.pin-missing');
    if (max > 0 && (pin.length < min || pin.length > max)) throw new Fault('token.pin-length', { min, max });
  }
  try {
    cryptoki.login(session, Buffer.from(pin.buffer, pin.byteOffset, pin.byteLength).toString('utf8'));
  } catch (error) {
    throw loginFault(error, () => pinState(cryptoki.tokenInfo(slot).flags));
  }
};

const withoutLeadingZeros = (bytes: Buffer): Buffer => {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? Buffer.alloc(0) : bytes.subarray(start);
};

/** The private key with the certificate's CKA_ID; drivers that number them differently are matched by the modulus. */
const privateKey = (
  cryptoki: Cryptoki,
  session: Handle,
  certificate: CertificateObject,
  publicKey: KeyObject,
): Handle => {
  const keys = cryptoki.find(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY }]);
  const { n } = publicKey.export({ format: 'jwk' });
  const modulus = n === undefined ? null : Buffer.from(n, 'base64url');
  const hasModulus = (key: Handle): boolean => {
    const value = modulus && cryptoki.attribute(session, key, pkcs11js.CKA_MODULUS);
    return value !== null && withoutLeadingZeros(value).equals(modulus ?? value);
  };
  const hasId = (key: Handle): boolean =>
    certificate.id.length > 0 && (cryptoki.attribute(session, key, pkcs11js.CKA_ID)?.equals(certificate.id) ?? false);
  const key = keys.find(hasId) ?? keys.find(hasModulus);
  if (!key) throw new Fault('token.key-missing');
  if (cryptoki.attribute(session, key, pkcs11js.CKA_ALWAYS_AUTHENTICATE)?.[0] === 1) {
    throw new Fault('token.key-always-authenticates');
  }
  return key;
};

const keyType = (cryptoki: Cryptoki, session: Handle, key: Handle): number | null => {
  const type = cryptoki.attribute(session, key, pkcs11js.CKA_KEY_TYPE);
  return type && type.length >= 4 ? type.readUInt32LE() : null;
};
