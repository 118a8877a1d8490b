import type { Level, SigningIntent } from '../../../contracts/jobs.js';
import type { StatedLevel } from '../../../contracts/verification.js';
import type { SignerCheck } from './signer-check.js';

/**
 * What is signed when nobody chose: B-T for official signatures, whose time has to be beyond doubt, and wherever a
 * timestamp server was named for this very work; else, for training and certificates of others, B-B.
 */
export const defaultLevel = ({ scheme }: Pick<SignerCheck, 'scheme'>, timestampServerNamed: boolean): Level =>
  scheme === 'official-duty' || timestampServerNamed ? 'B-T' : 'B-B';

/** What a signature so ordered is called, as its verification will call it. */
export const statedLevel = ({ level, subFilter }: Pick<SigningIntent, 'level' | 'subFilter'>): StatedLevel =>
  subFilter === 'adbe.pkcs7.detached' ? 'CMS' : level;

/** What the person's settings make of a signature. */
export const chosenTerms = (
  { level, embedRevocation }: { readonly level: Level | null; readonly embedRevocation: boolean },
  check: Pick<SignerCheck, 'scheme'>,
): Pick<SigningIntent, 'level' | 'subFilter' | 'embedRevocation'> => ({
  level: level ?? defaultLevel(check, false),
  // The only kind of signature that takes revocation data inside the CMS (ISO 32000-2 12.8.3.3.2).
  ...(embedRevocation && { subFilter: 'adbe.pkcs7.detached' as const, embedRevocation }),
});
