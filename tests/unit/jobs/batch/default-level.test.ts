import { expect, it } from 'vitest';
import { chosenTerms } from '../../../../src/main/jobs/batch/default-level.js';

const official = { scheme: 'official-duty' } as const;

it('makes PAdES signatures unless revocation data are to stand inside the signature', () => {
  expect(chosenTerms({ level: null, embedRevocation: false }, official)).toEqual({ level: 'B-T' });
  expect(chosenTerms({ level: 'B-LT', embedRevocation: false }, { scheme: 'training' })).toEqual({ level: 'B-LT' });
});

it('takes the one kind of signature that may hold revocation data, at the level that is chosen or usual', () => {
  const adobe = { subFilter: 'adbe.pkcs7.detached', embedRevocation: true };
  expect(chosenTerms({ level: null, embedRevocation: true }, official)).toEqual({ level: 'B-T', ...adobe });
  expect(chosenTerms({ level: 'B-B', embedRevocation: true }, official)).toEqual({ level: 'B-B', ...adobe });
});
