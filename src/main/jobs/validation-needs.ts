import { type FinishedSignature, signaturesOf } from '../signing/level.js';
import type { ChainStart, OpenableFile, ValidationNeed } from './document-tasks.js';

/** The certificates that one signature brings: its own, and those of its timestamp. The first of each list is judged. */
const startsOf = ({ kind, certificates, timestampCertificates }: FinishedSignature): ChainStart[] =>
  [
    { purpose: kind === 'timestamp' ? ('timestamp' as const) : ('document' as const), all: certificates },
    { purpose: 'timestamp' as const, all: timestampCertificates },
  ].flatMap(({ purpose, all: [certificate, ...others] }) => (certificate ? [{ purpose, certificate, others }] : []));

/** Every signature and timestamp of a file with the certificates that need evidence. Faults `pdf.*`, `file.*`. */
export const validationNeeds = ({ path, password }: OpenableFile): ValidationNeed[] =>
  signaturesOf(path, { password }).map((signature) => ({
    fieldName: signature.fieldName,
    contents: signature.contents,
    starts: startsOf(signature),
  }));
