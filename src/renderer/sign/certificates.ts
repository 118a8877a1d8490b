/** What of the plugged-in tokens can sign, as the chooser needs it. */
import type { CertificateUse, Settings } from '../../contracts/ipc.js';
import type { ModuleReport, Token, TokenCertificate } from '../../contracts/token.js';
import { certificateProblem, type TokenState, tokenState } from '../../contracts/token-state.js';

export interface CertificateChoice {
  readonly certificate: TokenCertificate;
  readonly token: Token;
  /** Another token has the same label: only the serial number tells them apart. */
  readonly ambiguous: boolean;
  /** Null when it can sign. */
  readonly problem: ReturnType<typeof certificateProblem>;
}

/** Certificates of persons and organisations, usable ones first; one that two drivers show is listed once. */
export const certificateChoices = (modules: readonly ModuleReport[], now: Date): CertificateChoice[] => {
  const all = modules.flatMap(({ tokens }) => tokens);
  const found = new Map<string, CertificateChoice>();
  for (const token of all) {
    for (const certificate of token.certificates) {
      if (certificate.purpose === 'issuer' || found.has(certificate.fingerprint)) continue;
      found.set(certificate.fingerprint, {
        certificate,
        token,
        ambiguous: all.some(({ label, serial }) => label === token.label && serial !== token.serial),
        problem: certificateProblem(certificate, now),
      });
    }
  }
  return [...found.values()].sort((a, b) => Number(a.problem !== null) - Number(b.problem !== null));
};

/**
 * The one that the person chose, and no other while its token is out; else the first that is remembered, else the only
 * one that can sign.
 * @param chosen fingerprint of what was chosen in this window
 * @param first which of the remembered ones comes first
 */
export const effectiveChoice = (
  choices: readonly CertificateChoice[],
  chosen: string | null,
  remembered: Settings['certificates'],
  first: CertificateUse = 'personal',
): CertificateChoice | null => {
  const usable = choices.filter(({ problem }) => problem === null);
  const of = (fingerprint: string | null): CertificateChoice | undefined =>
    usable.find(({ certificate }) => certificate.fingerprint === fingerprint);
  if (chosen !== null) return of(chosen) ?? null;
  const kept = of(remembered[first]) ?? of(remembered.personal) ?? of(remembered.seal);
  return kept ?? (usable.length === 1 ? (usable[0] ?? null) : null);
};

/** The state that the person has to be told of, once it is known what will sign. */
export const choiceState = (
  modules: readonly ModuleReport[],
  choice: CertificateChoice | null,
  chosen: string | null,
  now: Date,
): TokenState => tokenState(modules, choice?.certificate.fingerprint ?? chosen, now);
