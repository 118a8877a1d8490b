/** The few facts of a certificate that choosing one needs. Paths, revocation and trust are the business of `pki`. */
import { createHash } from 'node:crypto';
import { BitString, fromBER } from 'asn1js';
import { BasicConstraints, Certificate, type RelativeDistinguishedNames } from 'pkijs';
import type { TokenCertificate } from '../../contracts/token.js';
import { plainText } from './plain-text.js';

const oid = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
} as const;

const attribute = (name: RelativeDistinguishedNames, type: string): string | null => {
  const found = name.typesAndValues.find((entry) => entry.type === type);
  const text: unknown = found?.value.valueBlock.value;
  return typeof text === 'string' ? plainText(text) : null;
};

const isAuthority = (certificate: Certificate): boolean => {
  const constraints = certificate.extensions?.find(({ extnID }) => extnID === oid.basicConstraints)?.parsedValue;
  return constraints instanceof BasicConstraints && constraints.cA;
};

/** Key usage bits 0 digitalSignature and 1 nonRepudiation (RFC 5280 4.2.1.3); without the extension all are allowed. */
const mayMakeSignatures = (certificate: Certificate): boolean => {
  const extension = certificate.extensions?.find(({ extnID }) => extnID === oid.keyUsage);
  if (!extension) return true;
  const usage: unknown = fromBER(Uint8Array.from(extension.extnValue.valueBlock.valueHexView)).result;
  return usage instanceof BitString && ((usage.valueBlock.valueHexView[0] ?? 0) & 0xc0) !== 0;
};

/** Lower-case hexadecimal SHA-256 of a certificate's DER: how certificates are chosen and remembered. */
export const fingerprintOf = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex');

/** What a token's certificate says of itself; null when it cannot be parsed (a token may carry anything). */
export const describeCertificate = (bytes: Uint8Array, label: string): TokenCertificate | null => {
  const der = Uint8Array.from(bytes);
  let certificate: Certificate;
  try {
    certificate = Certificate.fromBER(der);
  } catch {
    return null;
  }
  const authority = isAuthority(certificate);
  return {
    fingerprint: fingerprintOf(der),
    der,
    label,
    subject: {
      commonName: attribute(certificate.subject, oid.commonName),
      organization: attribute(certificate.subject, oid.organization),
    },
    issuer: attribute(certificate.issuer, oid.commonName) ?? attribute(certificate.issuer, oid.organization) ?? '',
    serial: Buffer.from(certificate.serialNumber.valueBlock.valueHexView).toString('hex'),
    notBefore: certificate.notBefore.value.toISOString(),
    notAfter: certificate.notAfter.value.toISOString(),
    canSign: !authority && mayMakeSignatures(certificate),
    purpose: authority ? 'issuer' : 'signing',
  };
};
