/** What stands at a caIssuers address (RFC 5280 4.2.2.1): a certificate, or a "certs-only" CMS message. */
import { Fault } from '../../contracts/faults/index.js';
import { Asn1, contextTag, readingAs, tags } from './asn1.js';
import { type Certificate, parseCertificate, pemOrDer } from './certificate.js';
import { oids } from './oids.js';

const labels = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE', 'PKCS7', 'CMS'];
/** Bundles of issuers hold a handful. */
const maxCertificates = 16;

/** The encodings in one DER value: of the value itself, or of the `certificates` of a SignedData (RFC 5652 5.1). */
const encodings = (bytes: Uint8Array): Uint8Array[] => {
  const [first, wrapper] = Asn1.parse(bytes).expect(tags.sequence).children;
  if (first?.tag !== tags.oid) return [bytes];
  if (first.oid() !== oids.signedData || wrapper === undefined) throw new Fault('pki.certificate-malformed');
  const signedData = Asn1.parse(wrapper.expect(contextTag(0, true)).content).expect(tags.sequence).children;
  const set = signedData.find((node) => node.tag === contextTag(0, true));
  return (set?.children ?? []).filter((node) => node.tag === tags.sequence).map((node) => node.bytes);
};

/**
 * The certificates of a file that a CA publishes for building paths: DER, PEM, or PKCS #7 without signers (.p7c, .p7b)
 * in either encoding; the first sixteen, those that cannot be read left out. Nothing says that any of them is trusted.
 * Fault `pki.certificate-malformed` where there is not one.
 */
export const readCertificateBundle = (bytes: Uint8Array): Certificate[] => {
  const all = pemOrDer(bytes, labels).flatMap((block) =>
    readingAs('pki.certificate-malformed', () => encodings(block)),
  );
  const certificates = all.slice(0, maxCertificates).flatMap((encoded) => {
    try {
      return [parseCertificate(encoded)];
    } catch (thrown) {
      if (thrown instanceof Fault) return [];
      throw thrown;
    }
  });
  if (certificates.length === 0) throw new Fault('pki.certificate-malformed');
  return certificates;
};
