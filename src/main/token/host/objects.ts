/** What stands on a token: certificates, and the private key of one of them. */
import type { KeyObject } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import { Fault } from '../../../contracts/faults/index.js';
import { plainText } from '../plain-text.js';
import type { Cryptoki, Handle } from './cryptoki.js';

export interface CertificateObject {
  readonly object: Handle;
  readonly der: Buffer;
  readonly id: Buffer;
  readonly label: string;
}

/** The certificates that the session shows; those without a value are left out. */
export const certificates = (cryptoki: Cryptoki, session: Handle): CertificateObject[] =>
  cryptoki.find(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE }]).flatMap((object) => {
    const der = cryptoki.attribute(session, object, pkcs11js.CKA_VALUE);
    if (!der || der.length === 0) return [];
    const id = cryptoki.attribute(session, object, pkcs11js.CKA_ID) ?? Buffer.alloc(0);
    const label = cryptoki.attribute(session, object, pkcs11js.CKA_LABEL)?.toString('utf8') ?? '';
    return [{ object, der, id, label: plainText(label) }];
  });

const withoutLeadingZeros = (bytes: Buffer): Buffer => {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? Buffer.alloc(0) : bytes.subarray(start);
};

/**
 * The private key with the certificate's CKA_ID; drivers that number them differently are matched by the modulus.
 * @throws Fault `token.key-missing`
 */
export const privateKey = (
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
  return key;
};

/** CKA_KEY_TYPE, or null when the driver shows none. */
export const keyType = (cryptoki: Cryptoki, session: Handle, key: Handle): number | null => {
  const type = cryptoki.attribute(session, key, pkcs11js.CKA_KEY_TYPE);
  return type && type.length >= 4 ? type.readUInt32LE() : null;
};

/** Whether the key asks for the PIN at every signature; a driver that does not know the attribute says no. */
export const alwaysAuthenticates = (cryptoki: Cryptoki, session: Handle, key: Handle): boolean =>
  cryptoki.attribute(session, key, pkcs11js.CKA_ALWAYS_AUTHENTICATE)?.[0] === 1;
