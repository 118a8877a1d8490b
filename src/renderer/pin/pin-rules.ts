/** What may be submitted to the token, from what the token itself says. */
import type { PinPrompt } from '../../contracts/ipc.js';

type TokenPin = PinPrompt['token'];

export type PinObstacle = 'empty' | 'too-short' | 'too-long' | 'not-acknowledged' | 'blocked';

/** A locked token or one without a PIN takes none: asking would only mislead. */
export const takesPin = ({ state }: TokenPin): boolean => state !== 'locked' && state !== 'not-set';

/** Typing a PIN is a risk that the person has to take on purpose. */
export const mayBeLast = ({ state }: TokenPin): boolean =>
  state === 'final-try' || state === 'perhaps-final-try' || state === 'count-unknown';

/** A maximum below 1 means that the token tells none. */
export const tellsMaximum = ({ maxLength }: TokenPin): boolean => maxLength > 0;

/**
 * Why a PIN cannot go to the token yet; null when it can.
 * @param bytes length of the PIN in UTF-8 bytes, as the token counts (PKCS#11 v2.40 section 5.6, C_Login)
 */
export const pinObstacle = (token: TokenPin, bytes: number, acknowledged: boolean): PinObstacle | null => {
  if (!takesPin(token)) return 'blocked';
  if (mayBeLast(token) && !acknowledged) return 'not-acknowledged';
  if (token.pad) return null;
  if (bytes === 0) return 'empty';
  if (bytes < token.minLength) return 'too-short';
  if (tellsMaximum(token) && bytes > token.maxLength) return 'too-long';
  return null;
};

/** What was typed for a change: lengths in UTF-8 bytes, and whether both new ones are one text. */
export interface TypedChange {
  readonly old: number;
  readonly fresh: number;
  readonly again: number;
  readonly alike: boolean;
}

/** Why the two PINs of a change cannot go to the token yet; null when they can. */
export const changeObstacle = (
  token: TokenPin,
  { old, fresh, alike }: TypedChange,
  acknowledged: boolean,
): PinObstacle | 'not-alike' | null =>
  pinObstacle(token, old, acknowledged) ?? pinObstacle(token, fresh, acknowledged) ?? (alike ? null : 'not-alike');
