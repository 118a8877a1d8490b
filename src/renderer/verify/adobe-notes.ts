/**
 * Where Adobe Reader and other validators are known to say something else of a file than we do, and why: a person who
 * compares the two should not have to guess. Decides nothing.
 */
import type { FileReport, SignatureReport } from '../../contracts/verification.js';
import { isVisible } from './revisions.js';

export const adobeNotes = [
  'issuer-unknown',
  'own-root',
  'visible-field-after-certification',
  'changed-after-lock',
  'later-revisions',
  'leading-bytes',
  'sha1',
  'timestamp-unverified',
  'no-timestamp',
  'invisible',
] as const;
export type AdobeNote = (typeof adobeNotes)[number];

const says = ({ warnings, reasons }: Pick<SignatureReport, 'warnings' | 'reasons'>, ...codes: string[]): boolean =>
  [...warnings, ...reasons].some(({ code }) => codes.includes(code));

/** A signature with a picture of its own, made after one that certifies the document for form fills alone. */
const signedVisiblyAfterCertification = (report: FileReport): boolean => {
  const at = report.signatures.findIndex(({ certification }) => certification === 2);
  return at >= 0 && report.signatures.slice(at + 1).some((later) => isVisible(report, later));
};

const applies: Readonly<Record<AdobeNote, (report: FileReport) => boolean>> = {
  // Neither root of the Government Cipher Committee is in Adobe's Approved Trust List.
  'issuer-unknown': ({ signatures }) => signatures.some(({ trust }) => trust.scheme === 'official-duty'),
  'own-root': ({ signatures }) => signatures.some(({ trust }) => trust.scheme === 'user-added'),
  'visible-field-after-certification': signedVisiblyAfterCertification,
  'changed-after-lock': ({ signatures }) =>
    signatures.some(({ certification, changesAfter }) => certification === 1 && changesAfter === 'ltv'),
  'later-revisions': ({ signatures }) =>
    signatures.some(({ changesAfter }) => changesAfter === 'signature' || changesAfter === 'form'),
  'leading-bytes': ({ signatures }) => signatures.some((signature) => says(signature, 'leading-bytes')),
  sha1: ({ signatures }) =>
    signatures.some(
      (signature) => signature.digest === 'sha1' || says(signature, 'sha1-accepted', 'sha1-digest', 'pinned-sha1-ca'),
    ),
  'timestamp-unverified': ({ signatures }) =>
    signatures.some(({ timestamp, trust }) => timestamp !== null && trust.scheme === 'official-duty'),
  'no-timestamp': ({ signatures }) =>
    signatures.some(
      ({ kind, timestamp, integrity }) => kind === 'signature' && timestamp === null && integrity === 'intact',
    ),
  invisible: (report) =>
    report.signatures.some((signature) => signature.kind === 'signature' && !isVisible(report, signature)),
};

/** Known causes that apply to this file, the most visible first; none for a file without a readable signature. */
export const notesFor = (report: FileReport): AdobeNote[] => adobeNotes.filter((note) => applies[note](report));
