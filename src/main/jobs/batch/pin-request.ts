import type { PinPrompt } from '../../../contracts/ipc.js';
import type { ModuleReport, Token, TokenCertificate } from '../../../contracts/token.js';
import type { TypedPin } from '../../token/pin.js';

/** Asks a person for the PIN; null when he declines. */
export type AskPin = (prompt: PinPrompt) => Promise<TypedPin | null>;

const namesShown = 5;

export interface FoundCertificate {
  readonly token: Token;
  readonly certificate: TokenCertificate;
}

/** The certificate with this fingerprint among what the modules report, with the token that holds it. */
export const findCertificate = (
  modules: readonly ModuleReport[],
  fingerprint: string,
): FoundCertificate | undefined => {
  for (const token of modules.flatMap((module) => module.tokens)) {
    const certificate = token.certificates.find((candidate) => candidate.fingerprint === fingerprint);
    if (certificate) return { token, certificate };
  }
  return undefined;
};

/** What the PIN window says before the PIN is typed: what will be signed, with what, on which token. */
export const pinPrompt = (
  names: readonly string[],
  { token, certificate }: FoundCertificate,
  said: Pick<PinPrompt, 'purpose' | 'again' | 'caution'>,
): PinPrompt => ({
  count: names.length,
  names: names.slice(0, namesShown),
  certificate: {
    commonName: certificate.subject.commonName ?? certificate.label,
    organization: certificate.subject.organization ?? '',
    issuer: certificate.issuer,
    notAfter: certificate.notAfter,
  },
  token: { label: token.label, ...token.pin },
  ...said,
});
