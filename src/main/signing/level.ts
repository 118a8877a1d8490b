/** What it takes to lift the signatures of a finished file to a higher level (ETSI EN 319 142-1 6.3). */
import { Fault } from '../../contracts/faults/index.js';
import type { Level } from '../../contracts/jobs.js';
import type { PdfDocument } from '../pdf/document.js';
import { isName, type PdfDict, PdfString } from '../pdf/objects.js';
import { readSignedData, type SignedDataFacts, signerCertificate } from '../pki/cms/read.js';
import { readForm } from './form-fields.js';
import { type Access, withDocument } from './open-document.js';

/** One appended revision: a document timestamp, or the evidence for every signature and timestamp of the file. */
export type UpgradeStep = 'document-timestamp' | 'validation-data';

/**
 * The revisions that lift a file from the level of its weakest signature to `target`; none where it is there already.
 * B-T comes by a document timestamp (table 1 allows it): a signature timestamp would have to go into a /Contents that is
 * written. Evidence is collected anew before an archive timestamp even at B-LT, as the timestamp then proves newer
 * answers, and at B-LTA, where the last timestamp has none yet; what the file holds is not written twice.
 */
export const upgradePlan = (current: Level, target: Level): readonly UpgradeStep[] => {
  const time: readonly UpgradeStep[] = current === 'B-B' ? ['document-timestamp'] : [];
  switch (target) {
    case 'B-B':
      return [];
    case 'B-T':
      return time;
    case 'B-LT':
      return current === 'B-LT' || current === 'B-LTA' ? [] : [...time, 'validation-data'];
    case 'B-LTA':
      return [...time, 'validation-data', 'document-timestamp'];
  }
};

/** A signature or document timestamp as the collecting of evidence needs it. Certificates are DER. */
export interface FinishedSignature {
  readonly fieldName: string;
  readonly kind: 'signature' | 'timestamp';
  /** The value of /Contents, its padding included. */
  readonly contents: Uint8Array;
  /** Those of the CMS, its signer (for a timestamp the authority) first; empty where it cannot be read. */
  readonly certificates: readonly Uint8Array[];
  /** The signature timestamp; null where there is none, and for document timestamps. */
  readonly timestampToken: Uint8Array | null;
  /** Those of the signature timestamp, the authority first. */
  readonly timestampCertificates: readonly Uint8Array[];
}

const readable = (contents: Uint8Array): SignedDataFacts | null => {
  try {
    return readSignedData(contents);
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code.startsWith('pki.')) return null;
    throw thrown;
  }
};

const certificatesOf = (facts: SignedDataFacts | null): Uint8Array[] => {
  if (facts === null) return [];
  const signer = signerCertificate(facts);
  const others = facts.certificates.filter(({ fingerprint }) => fingerprint !== signer?.fingerprint);
  return [...(signer ? [signer] : []), ...others].map(({ der }) => der);
};

const finishedSignature = (document: PdfDocument, fieldName: string, signature: PdfDict): FinishedSignature[] => {
  const contents = document.value(signature, 'Contents');
  if (!(contents instanceof PdfString)) return [];
  const stamp = isName(document.value(signature, 'SubFilter'), 'ETSI.RFC3161');
  const facts = readable(contents.bytes);
  const token = stamp ? null : (facts?.timestampTokens[0] ?? null);
  return [
    {
      fieldName,
      kind: stamp ? 'timestamp' : 'signature',
      contents: contents.bytes,
      certificates: certificatesOf(facts),
      timestampToken: token,
      timestampCertificates: token === null ? [] : certificatesOf(readable(token)),
    },
  ];
};

/** Where the signed bytes end: later signatures end later. */
const signedEnd = (document: PdfDocument, signature: PdfDict): number => {
  const range = (document.array(signature, 'ByteRange') ?? []).map((item) => Number(document.resolve(item)));
  return (range[2] ?? 0) + (range[3] ?? 0);
};

/**
 * Every signature and document timestamp of a file, in the order in which they were made. Judges nothing.
 * @throws Fault `pdf.*`, `file.*`
 */
export const signaturesOf = (workFile: string, access: Access = {}): FinishedSignature[] =>
  withDocument(workFile, access, (document) =>
    readForm(document)
      .signatureFields.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]))
      .sort((left, right) => signedEnd(document, left.value) - signedEnd(document, right.value))
      .flatMap(({ name, value }) => finishedSignature(document, name, value)),
  );
