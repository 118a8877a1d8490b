/** Changes that several families make. */
import { refused } from './cases.js';
import type { Draft } from './draft.js';

export const by =
  (draft: Draft) =>
  (name: string, why: string, ...args: Parameters<Draft['revise']>) =>
    refused(name, draft.revise(...args).bytes, why);
export const beside = { rect: '[300 200 400 220]' } as const;
export const damaged = [
  'changed-illegally',
  'pdf.broken',
  'pdf.limit',
  'signature-remnant',
  'signature-removed',
  'not-a-revision',
  'verification.form-broken',
  'pdf.truncated',
];
