import { daysLeft, expiryOf, type InstalledCertificate } from '../../../contracts/doctor.js';
import { faultValue } from '../../../contracts/faults/index.js';
import { vietnameseDay } from '../../pki/signer-judgement.js';
import { type Identity, nameOf } from './observations.js';
import { type Finding, fact, type Outcome, outcomeOr } from './outcome.js';

/** The certificates to sign with, the one that ends first in front. */
export const installedCertificates = (identities: readonly Identity[], now: Date): InstalledCertificate[] =>
  identities
    .map(({ certificate, token }) => ({
      fingerprint: certificate.fingerprint,
      commonName: certificate.subject.commonName,
      organization: certificate.subject.organization,
      issuer: certificate.issuer,
      serial: certificate.serial,
      token: token.label,
      notAfter: certificate.notAfter,
      expiry: expiryOf(certificate.notAfter, now),
      daysLeft: daysLeft(certificate.notAfter, now),
    }))
    .sort((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter));

const finding = (identity: Identity, now: Date): Finding => {
  const { notBefore, notAfter } = identity.certificate;
  const name = nameOf(identity);
  const date = vietnameseDay(new Date(notAfter));
  if (Date.parse(notBefore) > now.getTime()) {
    return {
      state: 'bad',
      sentence: faultValue('doctor.certificate-not-yet', { name, date: vietnameseDay(new Date(notBefore)) }),
      next: faultValue('doctor.do-check-clock'),
    };
  }
  const expiry = expiryOf(notAfter, now);
  const next = faultValue('doctor.do-renew');
  switch (expiry) {
    case 'expired':
      return { state: 'bad', sentence: faultValue('doctor.certificate-expired', { name, date }), next };
    case 'within-7':
    case 'within-30':
    case 'within-60': {
      const days = daysLeft(notAfter, now);
      return { state: 'attention', sentence: faultValue('doctor.certificate-ends-soon', { name, date, days }), next };
    }
    case 'later': {
      const days = daysLeft(notAfter, now);
      return { state: 'good', sentence: faultValue('doctor.certificate-good', { name, date, days }) };
    }
  }
};

/** Which certificates are there, and until when. */
export const checkCertificates = (identities: readonly Identity[], now: Date, tokenSeen: boolean): Outcome => {
  const none: Finding = tokenSeen
    ? {
        state: 'bad',
        sentence: faultValue('doctor.certificate-none'),
        next: faultValue('doctor.do-ask-issuer'),
      }
    : { state: 'not-applicable', sentence: faultValue('doctor.no-token-to-look-at') };
  return outcomeOr(
    none,
    identities.map((identity) => finding(identity, now)),
    identities.flatMap(({ certificate }) => [
      fact('certificate', certificate.fingerprint),
      fact('validity', certificate.notBefore, certificate.notAfter),
    ]),
  );
};
