import { faultValue } from '../../../contracts/faults/index.js';
import { type JudgedIdentity, nameOf } from './observations.js';
import { type Finding, fact, type Outcome, outcomeOr } from './outcome.js';

const finding = (identity: JudgedIdentity): Finding => {
  const reason = identity.check.reasons.find(({ code }) => code === 'pki.signer-not-for-signing');
  return reason === undefined
    ? { state: 'good', sentence: faultValue('doctor.key-usage-good', { name: nameOf(identity) }) }
    : { state: 'bad', sentence: reason, next: faultValue('doctor.do-choose-certificate') };
};

/** May the certificates be used for signatures (RFC 5280 4.2.1.3, 4.2.1.12)? */
export const checkKeyUsage = (judged: readonly JudgedIdentity[]): Outcome =>
  outcomeOr(
    { state: 'not-applicable', sentence: faultValue('doctor.no-certificate-to-look-at') },
    judged.map(finding),
    judged.map(({ certificate }) => fact('certificate', certificate.fingerprint)),
  );
