/** What is done with a PIN on a running host, each under the guardian's eye. */
import { X509Certificate } from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import type { ModuleReport, Token, TokenCertificate } from '../../contracts/token.js';
import type { SignatureMechanism } from '../../contracts/token-host.js';
import { type Drivers, isSameToken } from './drivers.js';
import { type AskContextPin, erasePin, type PinSource } from './pin.js';
import { Pkcs11Signer, type SignatureAuthentication } from './pkcs11-signer.js';
import { requireSupportedKey } from './raw-signature.js';
import type { Signer } from './signer.js';
import type { TokenHost } from './token-host.js';

/** A token with the certificate that was asked for, and the running host that sees it. */
export interface Found {
  readonly host: TokenHost;
  readonly token: Token;
  readonly certificate: TokenCertificate;
}

export interface LoginRequest {
  /** Serves one login at most and is erased in every case. */
  readonly pin: PinSource;
  /** The person knows that the token allows one more try, or may do so, and wants it. */
  readonly acknowledgeFinalTry?: boolean;
  /** Asked at every signature of a key that wants it so. */
  readonly contextPin?: AskContextPin | undefined;
  /** Sign in this way or not at all; without it PKCS#1 v1.5 comes before PSS. */
  readonly mechanism?: SignatureMechanism | undefined;
}

export interface PinChange {
  /** Old and new PIN, see `encodePinPair`; erased in every case. On a PIN pad it is empty. */
  readonly pins: PinSource;
  readonly acknowledgeFinalTry?: boolean;
}

/** The certificate with this fingerprint (SHA-256, lower-case hexadecimal) among `tokens`. */
export const certificateOn = (
  tokens: readonly Token[],
  fingerprint: string,
): { token: Token; certificate: TokenCertificate } | null => {
  for (const token of tokens) {
    const certificate = token.certificates.find((candidate) => candidate.fingerprint === fingerprint);
    if (certificate) return { token, certificate };
  }
  return null;
};

/** Why a certificate was not found: what kept a driver from showing a token comes before "not plugged in". */
export const notFound = (modules: readonly Pick<ModuleReport, 'unknown'>[]): Fault => {
  const error = modules.flatMap(({ unknown }) => unknown ?? []).find((token) => token.error)?.error;
  return error ? Fault.from(error) : new Fault('token.none');
};

/**
 * One C_Login with the typed PIN. Whatever fails, the host is closed: it has seen the PIN.
 * @throws Fault `token.*`
 */
export const logIn = async (found: Found, request: LoginRequest, drivers: Drivers): Promise<Signer> => {
  const { host, token, certificate } = found;
  const acknowledgeFinalTry = request.acknowledgeFinalTry ?? false;
  const { pad } = token.pin;
  try {
    requireSupportedKey(new X509Certificate(certificate.der).publicKey);
    const send = () =>
      host.login(certificate.der, request.pin, { pad, acknowledgeFinalTry, mechanism: request.mechanism });
    const login = await drivers.guardian.attempt(token, acknowledgeFinalTry, send, () => host.pinUsed);
    const issuers = token.certificates.filter(({ purpose }) => purpose === 'issuer').map(({ der }) => der);
    const authentication: SignatureAuthentication = {
      ask: request.contextPin ?? (async () => null),
      pad,
      attempt: async (deliberate, sign) => {
        const { tokens, slotInUse } = await host.poll();
        const same = tokens.filter((each) => isSameToken(each, token));
        const now = same.find(({ slot }) => slot === slotInUse) ?? same[0];
        if (!now) throw new Fault('token.removed');
        // The guardian wants the flags anew before every try.
        await drivers.pinOf(now, tokens, token.modulePath);
        return drivers.guardian.attempt(now, deliberate, sign, () => host.pinUsed);
      },
    };
    return new Pkcs11Signer(host, certificate.der, issuers, login, authentication, drivers.training);
  } catch (error) {
    await host.close();
    throw error;
  } finally {
    erasePin(request.pin);
  }
};

/** One C_SetPIN; the host is closed afterwards in every case. Fault `token.*`. */
export const setPin = async (found: Found, change: PinChange, drivers: Drivers): Promise<void> => {
  const { host, token, certificate } = found;
  const acknowledgeFinalTry = change.acknowledgeFinalTry ?? false;
  const { pad } = token.pin;
  try {
    const send = () => host.changePin(certificate.der, change.pins, { pad, acknowledgeFinalTry });
    await drivers.guardian.attempt(token, acknowledgeFinalTry, send, () => host.pinUsed);
  } finally {
    erasePin(change.pins);
    await host.close();
  }
};
