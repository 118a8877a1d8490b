/** Which certificates may sign a field (ISO 32000-2 12.7.5.5, table 238: certificate seed value dictionary). */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, type PdfObject, PdfString, pdfText } from '../pdf/objects.js';
import { type Certificate, type KeyUsage, parseCertificate } from '../pki/certificate.js';
import { sameName } from '../pki/name.js';

/** Bits of /Ff. /OID (certificate policies) and /URL (where to get a certificate) are not evaluated. */
const SUBJECT = 1;
const ISSUER = 2;
const SUBJECT_DN = 8;
const KEY_USAGE = 32;
const EVALUATED = SUBJECT | ISSUER | SUBJECT_DN | KEY_USAGE;

/** In the order of the bits of the extension (RFC 5280 4.2.1.3). */
const USAGES: readonly KeyUsage[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

/**
 * Requires that the signer's certificate meets the binding constraints of the field.
 * @param certificates the signer first, then its issuers
 * @throws Fault `signing.seed-certificate`, `signing.seed-unsupported`
 */
export const checkCertificateSeed = (
  document: PdfDocument,
  field: string,
  constraints: PdfDict,
  certificates: readonly [Certificate, ...Certificate[]],
): void => {
  const stated = document.value(constraints, 'Ff');
  const flags = typeof stated === 'number' ? stated : 0;
  if ((flags & ~EVALUATED) !== 0)
    throw new Fault('signing.seed-unsupported', { field, condition: `/Cert /Ff ${flags}` });
  const [signer] = certificates;
  const items = (key: string): PdfObject[] =>
    (document.array(constraints, key) ?? []).map((item) => document.resolve(item));
  const met = (bit: number, key: string, meets: (item: PdfObject) => boolean): boolean => {
    const offered = items(key);
    return (flags & bit) === 0 || offered.length === 0 || offered.some(meets);
  };
  const fits =
    met(SUBJECT, 'Subject', (item) => readCertificate(item)?.fingerprint === signer.fingerprint) &&
    met(ISSUER, 'Issuer', (item) => issued(readCertificate(item), certificates)) &&
    met(SUBJECT_DN, 'SubjectDN', (item) => item instanceof PdfDict && hasAttributes(document, item, signer)) &&
    met(KEY_USAGE, 'KeyUsage', (item) => item instanceof PdfString && hasUsages(pdfText(item), signer));
  if (!fits) throw new Fault('signing.seed-certificate', { field });
};

/** null for what is no certificate: it accepts none. */
const readCertificate = (item: PdfObject): Certificate | null => {
  if (!(item instanceof PdfString)) return null;
  try {
    return parseCertificate(item.bytes);
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};

/** Directly or through the issuers in between. */
const issued = (issuer: Certificate | null, certificates: readonly Certificate[]): boolean =>
  issuer !== null && certificates.some((certificate) => sameName(certificate.issuer, issuer.subject));

/** All attributes of one entry have to be in the subject; attributes other than these are taken as not met. */
const hasAttributes = (document: PdfDocument, wanted: PdfDict, { subject }: Certificate): boolean =>
  [...wanted.entries].every(([type, given]) => {
    const text = document.resolve(given);
    return text instanceof PdfString && attribute(subject, type).includes(pdfText(text).normalize('NFC'));
  });

const attribute = (subject: Certificate['subject'], type: string): readonly (string | null)[] => {
  switch (type.toUpperCase()) {
    case 'CN':
      return [subject.commonName];
    case 'O':
      return [subject.organization];
    case 'OU':
      return subject.organizationalUnits;
    default:
      return [];
  }
};

/** One character a bit: 0 must be clear, 1 must be set, anything else does not matter, nor do bits left out. */
const hasUsages = (pattern: string, { keyUsage }: Certificate): boolean =>
  USAGES.every((usage, i) => {
    const set = keyUsage?.has(usage) ?? false;
    return !((pattern[i] === '1' && !set) || (pattern[i] === '0' && set));
  });
