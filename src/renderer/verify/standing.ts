import type { SignatureReport, Verdict } from '../../contracts/verification.js';

/** How a verdict is shown: one that rests on a root which a user added never looks like an official one. */
export type Standing = Verdict | 'own-root';

type Judged = { readonly verdict: Verdict };

const underOwnRoot = ({ trust }: SignatureReport): boolean => trust.scheme === 'user-added';

export const standingOfSignature = (signature: SignatureReport): Standing =>
  signature.verdict === 'valid' && underOwnRoot(signature) ? 'own-root' : signature.verdict;

export const standingOf = ({ verdict, signatures }: Judged & { signatures: readonly SignatureReport[] }): Standing =>
  verdict === 'valid' && signatures.some(underOwnRoot) ? 'own-root' : verdict;
