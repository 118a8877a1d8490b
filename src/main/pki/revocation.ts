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

const newestGood = (answers: readonly RevocationAnswer[]): RevocationAnswer | undefined => {
  const good = answers.flatMap((answer) => (answer.status === 'good' ? [answer] : []));
  return good.sort((left, right) => right.thisUpdate.getTime() - left.thisUpdate.getTime())[0];
};

/** Revoked after `at`: good then (ETSI EN 319 102-1 5.6.2.2, revocation time after the proof of existence). */
const asOf = (answer: RevocationAnswer, at: Date): RevocationAnswer =>
  answer.status === 'revoked' && answer.date > at
    ? { status: 'good', thisUpdate: answer.date, nextUpdate: answer.date, revokedSince: answer.date }
    : answer;

/**
 * One answer for `certificate` at `at`. Whoever says revoked is believed: a response made in advance must not hide what
 * a newer list knows. Of several reasons for not knowing the most telling one is given.
 * @param proven what the certificate made is proven to have existed at `at`: then a later revocation does not touch it;
 * otherwise it is as bad as an earlier one
 */
export const revocationAnswer = (
  certificate: Certificate,
  issuer: Certificate,
  { crls, ocsps }: RevocationMaterial,
  at: Date,
  proven = false,
): RevocationAnswer => {
  const found = [
    ...ocsps.map((response) => ocspAnswer(response, certificate, issuer, at, crls)),
    revocationStatus(certificate, issuer, crls, at),
  ];
  const answers = proven ? found.map((answer) => asOf(answer, at)) : found;
  const told = answers.find((answer) => answer.status === 'unknown' && answer.why !== 'missing');
  const since = answers.find((answer) => answer.status === 'good' && answer.revokedSince !== undefined);
  return says(answers, 'revoked') ?? since ?? newestGood(answers) ?? told ?? { status: 'unknown', why: 'missing' };
};
