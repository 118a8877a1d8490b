/** What a file brings along for its own validation (ISO 32000-2 12.8.4.3). Nothing in it is trusted for being there. */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from '../pdf/objects.js';
import { type Certificate, parseCertificate } from '../pki/certificate.js';
import { type Crl, parseCrl } from '../pki/crl.js';
import { type OcspResponse, readOcspResponse } from '../pki/ocsp.js';
import type { SignatureCheck } from './evidence.js';

export interface ValidationMaterial {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
  /** The octets that lists and responses were read from. */
  readonly raw: { readonly crls: readonly Uint8Array[]; readonly ocsps: readonly Uint8Array[] };
}

/** Far above what a file with a dozen signatures needs: about three entries for each. */
const maxItems = 1000;
const maxBytes = 64 * 1024 * 1024;

/** Every stream of the store under the key of its own lists or of its /VRI entries, each once. */
const streamsOf = (document: PdfDocument, store: PdfDict, key: string, relatedKey: string): PdfStream[] => {
  const related = [...(document.dict(store, 'VRI')?.entries.values() ?? [])].slice(0, maxItems);
  const lists = related.flatMap((entry) => {
    const dict = document.resolve(entry);
    return dict instanceof PdfDict ? [document.array(dict, relatedKey) ?? []] : [];
  });
  const distinct = new Map<number | PdfObject, PdfObject>();
  for (const item of [document.array(store, key) ?? [], ...lists].flat()) {
    if (distinct.size < maxItems) distinct.set(item instanceof PdfRef ? item.num : item, item);
  }
  return [...distinct.values()].flatMap((item) => {
    const stream = document.resolve(item);
    return stream instanceof PdfStream ? [stream] : [];
  });
};

/** What of `items` can be read: damaged evidence can only be missing. */
const readAll = <T, U>(items: readonly T[], read: (item: T) => U): U[] =>
  items.flatMap((item) => {
    try {
      return [read(item)];
    } catch (thrown) {
      if (thrown instanceof Fault) return [];
      throw thrown;
    }
  });

interface Read<T> {
  readonly value: T;
  readonly bytes: Uint8Array;
}

const withBytes =
  <T>(read: (bytes: Uint8Array) => T): ((bytes: Uint8Array) => Read<T>) =>
  (bytes) => ({ value: read(bytes), bytes });

const materialOf = (
  certificates: readonly Certificate[],
  crls: readonly Read<Crl>[],
  ocsps: readonly Read<OcspResponse>[],
): ValidationMaterial => ({
  certificates,
  crls: crls.map(({ value }) => value),
  ocsps: ocsps.map(({ value }) => value),
  raw: { crls: crls.map(({ bytes }) => bytes), ocsps: ocsps.map(({ bytes }) => bytes) },
});

const nothing = materialOf([], [], []);

/** The store of a document; empty without one, and for one that cannot be read. */
export const readSecurityStore = (document: PdfDocument): ValidationMaterial => {
  let left = maxBytes;
  const decode = (stream: PdfStream): Uint8Array => {
    if (left <= 0) throw new Fault('pdf.limit', { limit: 'validation data' });
    const bytes = document.decode(stream);
    left -= bytes.length;
    return bytes;
  };
  try {
    const store = document.dict(document.catalog, 'DSS');
    if (store === null) return nothing;
    const list = <T>(key: string, relatedKey: string, read: (bytes: Uint8Array) => T): T[] =>
      readAll(streamsOf(document, store, key, relatedKey), (stream) => read(decode(stream)));
    const certificates = list('Certs', 'Cert', parseCertificate);
    const ocsps = list('OCSPs', 'OCSP', withBytes(readOcspResponse));
    return materialOf(certificates, list('CRLs', 'CRL', withBytes(parseCrl)), ocsps);
  } catch (thrown) {
    if (thrown instanceof Fault) return nothing;
    throw thrown;
  }
};

/** What the CMS of a signature holds: its certificates, its CRLs (RFC 5652 5.1) and Adobe's archival attribute. */
export const embeddedMaterial = ({ facts }: SignatureCheck): ValidationMaterial => {
  const archival = facts.signedAttributes?.revocation ?? { crls: [], ocsps: [] };
  return materialOf(
    facts.certificates,
    readAll([...facts.crls, ...archival.crls].slice(0, maxItems), withBytes(parseCrl)),
    readAll(archival.ocsps.slice(0, maxItems), withBytes(readOcspResponse)),
  );
};
