/** What of the plugged-in tokens can sign, as the chooser needs it. */
import type { ModuleReport, TokenCertificate } from '../../contracts/token.js';

export type CertificateProblem = 'expired' | 'not-yet-valid' | 'not-for-signing';

export interface CertificateChoice {
  readonly certificate: TokenCertificate;
  readonly tokenLabel: string;
  /** Null when it can sign. */
  readonly problem: CertificateProblem | null;
}

const problemOf = (certificate: TokenCertificate, now: Date): CertificateProblem | null => {
  if (!certificate.canSign) return 'not-for-signing';
  if (new Date(certificate.notAfter) < now) return 'expired';
  if (new Date(certificate.notBefore) > now) return 'not-yet-valid';
  return null;
};

/** Certificates of persons and organisations, usable ones first; one that two drivers show is listed once. */
export const certificateChoices = (modules: readonly ModuleReport[], now: Date): CertificateChoice[] => {
  const found = new Map<string, CertificateChoice>();
  for (const token of modules.flatMap(({ tokens }) => tokens)) {
    for (const certificate of token.certificates) {
      if (certificate.purpose === 'issuer' || found.has(certificate.fingerprint)) continue;
      found.set(certificate.fingerprint, {
        certificate,
        tokenLabel: token.label,
        problem: problemOf(certificate, now),
      });
    }
  }
  return [...found.values()].sort((a, b) => Number(a.problem !== null) - Number(b.problem !== null));
};

export type TokenSituation = 'no-driver' | 'no-token' | 'no-certificate' | 'none-usable' | 'ready';

/** The one thing that the person has to be told about the tokens. */
export const tokenSituation = (
  modules: readonly ModuleReport[],
  choices: readonly CertificateChoice[],
): TokenSituation => {
  if (choices.some(({ problem }) => problem === null)) return 'ready';
  if (choices.length > 0) return 'none-usable';
  if (modules.some(({ tokens }) => tokens.length > 0)) return 'no-certificate';
  return modules.some(({ error }) => error === undefined) ? 'no-token' : 'no-driver';
};

/** The chosen one while it can sign; else the only one that can. */
export const effectiveChoice = (
  choices: readonly CertificateChoice[],
  chosen: string | null,
): CertificateChoice | null => {
  const usable = choices.filter(({ problem }) => problem === null);
  const kept = usable.find(({ certificate }) => certificate.fingerprint === chosen);
  return kept ?? (usable.length === 1 ? (usable[0] ?? null) : null);
};
