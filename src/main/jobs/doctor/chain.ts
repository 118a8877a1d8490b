import { type FaultCode, faultValue } from '../../../contracts/faults/index.js';
import { fingerprintOf } from '../../token/certificate-facts.js';
import { type JudgedIdentity, nameOf } from './observations.js';
import { type Finding, fact, type Outcome, outcomeOr } from './outcome.js';

/** Reasons of the judgement that are about the issuers and not about the certificate itself. */
const aboutIssuers: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'pki.chain-broken',
  'pki.chain-unknown',
  'pki.issuer-not-in-force',
  'pki.signer-weak',
]);

const finding = (identity: JudgedIdentity): Finding => {
  const { check } = identity;
  const name = nameOf(identity);
  const next = faultValue('doctor.do-ask-administrator');
  const reason = check.reasons.find(({ code }) => aboutIssuers.has(code));
  if (reason !== undefined)
    return { state: reason.code === 'pki.chain-unknown' ? 'attention' : 'bad', sentence: reason, next };
  switch (check.scheme) {
    case 'official-duty':
    case 'public':
      return { state: 'good', sentence: faultValue('doctor.chain-good', { name }) };
    case 'user-added':
      return { state: 'good', sentence: faultValue('doctor.chain-user-added', { name }) };
    case 'training':
      return { state: 'attention', sentence: faultValue('doctor.chain-training', { name }), next };
    case 'none':
      // Beside a graver reason of another check this one is not told by the judgement.
      return { state: 'attention', sentence: faultValue('doctor.chain-unknown', { name }), next };
  }
};

/** Do the certificates lead to someone who is trusted here? */
export const checkChain = (judged: readonly JudgedIdentity[]): Outcome =>
  outcomeOr(
    { state: 'not-applicable', sentence: faultValue('doctor.no-certificate-to-look-at') },
    judged.map(finding),
    judged.map(({ check }) => fact('anchor', check.scheme, ...check.chain.slice(1).map((der) => fingerprintOf(der)))),
  );
