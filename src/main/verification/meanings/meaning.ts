/** What a finding means for the verdict, and the words it is told in. */
import type { SubIndication } from '../../../contracts/verification.js';

/**
 * `invalid`, `doubtful` and `indeterminate` decide; `choice` is left to the policy constraint of the same code.
 * `doubtful`: no conclusion either, but for what speaks against the signature and not for what is merely not known.
 */
export interface Meaning {
  readonly effect: 'invalid' | 'doubtful' | 'indeterminate' | 'choice';
  /** ETSI EN 319 102-1 5.1.3. */
  readonly sub: SubIndication | null;
  readonly vi: string;
  readonly en: string;
}

export const invalid = (sub: SubIndication, vi: string, en: string): Meaning => ({ effect: 'invalid', sub, vi, en });
export const doubtful = (sub: SubIndication, vi: string, en: string): Meaning => ({ effect: 'doubtful', sub, vi, en });
export const open = (sub: SubIndication, vi: string, en: string): Meaning => ({
  effect: 'indeterminate',
  sub,
  vi,
  en,
});
export const choice = (sub: SubIndication, vi: string, en: string): Meaning => ({ effect: 'choice', sub, vi, en });
export const format = (vi: string, en: string): Meaning => invalid('FORMAT_FAILURE', vi, en);

export const askOriginal = 'Hãy đề nghị nơi gửi cung cấp lại bản gốc.';
export const askOriginalEn = 'Ask the sender for the original.';
