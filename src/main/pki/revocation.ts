/** Whether a certificate is revoked, by all that is at hand: OCSP responses first, then lists. */
import type { Certificate } from './certificate.js';
import { type Crl, type RevocationAnswer, revocationStatus } from './crl.js';
import { type OcspResponse, ocspAnswer } from './ocsp.js';

export interface RevocationMaterial {
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
}

const says = (answers: readonly RevocationAnswer[], status: RevocationAnswer['status']): RevocationAnswer | undefined =>
  answers.find((answer) => answer.status === status);

/**
 * One answer for `certificate` at `at`. Whoever says revoked is believed: a response made in advance must not hide what
 * a newer list knows. Of several reasons for not knowing the most telling one is given.
 */
export const revocationAnswer = (
  certificate: Certificate,
  issuer: Certificate,
  { crls, ocsps }: RevocationMaterial,
  at: Date,
): RevocationAnswer => {
  const answers = [
    ...ocsps.map((response) => ocspAnswer(response, certificate, issuer, at, crls)),
    revocationStatus(certificate, issuer, crls, at),
  ];
  const told = answers.find((answer) => answer.status === 'unknown' && answer.why !== 'missing');
  return says(answers, 'revoked') ?? says(answers, 'good') ?? told ?? { status: 'unknown', why: 'missing' };
};
