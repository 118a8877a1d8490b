import { type FaultCode, faultValue } from '../../../contracts/faults/index.js';
import { type JudgedIdentity, nameOf } from './observations.js';
import { type Finding, fact, type Outcome, outcomeOr } from './outcome.js';

const aboutRevocation: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'pki.signer-revoked',
  'pki.issuer-revoked',
  'pki.revocation-unknown',
]);

const finding = (identity: JudgedIdentity, offline: boolean): Finding => {
  const { check } = identity;
  const name = nameOf(identity);
  const reason = check.reasons.find(({ code }) => aboutRevocation.has(code));
  switch (check.revocation) {
    case 'good':
      return { state: 'good', sentence: faultValue('doctor.revocation-good', { name }) };
    case 'revoked':
      return {
        state: 'bad',
        sentence: reason ?? faultValue('pki.revocation-unknown', { subject: name }),
        next: faultValue('doctor.do-stop-signing'),
      };
    case 'unknown':
      if (offline) return { state: 'not-applicable', sentence: faultValue('doctor.offline') };
      // Where something graver stops the certificate nobody was asked.
      return check.outcome === 'stop'
        ? { state: 'unknown', sentence: faultValue('doctor.revocation-not-asked', { name }) }
        : {
            state: 'attention',
            sentence: reason ?? faultValue('pki.revocation-unknown', { subject: name }),
            next: faultValue('doctor.do-see-network'),
          };
    case 'not-asked':
      return check.scheme === 'training'
        ? { state: 'not-applicable', sentence: faultValue('doctor.chain-training', { name }) }
        : { state: 'unknown', sentence: faultValue('doctor.revocation-not-asked', { name }) };
  }
};

/** Are the certificates revoked? As the servers say now, not as an earlier answer that was kept. */
export const checkRevocation = (judged: readonly JudgedIdentity[], offline: boolean): Outcome =>
  outcomeOr(
    { state: 'not-applicable', sentence: faultValue('doctor.no-certificate-to-look-at') },
    judged.map((identity) => finding(identity, offline)),
    judged.map(({ certificate, check: { evidence } }) =>
      fact('certificate', certificate.fingerprint, `OCSP ${evidence.ocsps.length}`, `CRL ${evidence.crls.length}`),
    ),
  );
