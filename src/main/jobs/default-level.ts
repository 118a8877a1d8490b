import type { Level } from '../../contracts/jobs.js';
import type { SignerCheck } from './signer-check.js';

/**
 * What is signed when nobody chose: B-T for official signatures, whose time has to be beyond doubt, and wherever a
 * timestamp server was named for this very work; else, for training and certificates of others, B-B.
 */
export const defaultLevel = ({ scheme }: Pick<SignerCheck, 'scheme'>, timestampServerNamed: boolean): Level =>
  scheme === 'official-duty' || timestampServerNamed ? 'B-T' : 'B-B';
