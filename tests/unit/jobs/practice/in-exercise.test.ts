import { describe, expect, it } from 'vitest';
import type { FileReport, SignatureReport } from '../../../../src/contracts/verification.js';
import { inExercise } from '../../../../src/main/jobs/practice/in-exercise.js';

const signature = (changes: Partial<SignatureReport>): SignatureReport => ({
  field: 'Signature1',
  kind: 'signature',
  verdict: 'indeterminate',
  indication: 'INDETERMINATE',
  subIndication: 'SIG_CONSTRAINTS_FAILURE',
  integrity: 'intact',
  coversWholeFile: true,
  coveredBytes: 1000,
  changesAfter: 'none',
  certification: null,
  level: 'B-B',
  signer: null,
  headline: { vi: '', en: '' },
  provenTime: null,
  timestampAuthority: null,
  claimedTime: null,
  timestamp: null,
  digest: 'SHA-256',
  signatureAlgorithm: 'RSA',
  trust: { scheme: 'official-duty', anchor: 'RootCA', revocation: 'unknown' },
  reasons: [],
  warnings: [],
  ...changes,
});
const reason = (code: SignatureReport['reasons'][number]['code']) => ({ code, vi: code, en: code });
const exercise = (changes: Partial<SignatureReport> = {}): SignatureReport =>
  signature({
    trust: { scheme: 'training', anchor: null, revocation: 'unknown' },
    reasons: [reason('training-signature'), reason('no-chain')],
    ...changes,
  });
const verdictOf = (...signatures: SignatureReport[]): [FileReport['verdict'], ...SignatureReport['verdict'][]] => {
  const shown = inExercise({
    file: 'x.pdf',
    verdict: 'indeterminate',
    reasons: [],
    warnings: [],
    signatures,
    marks: [],
    summary: { vi: '', en: '' },
    revisions: [],
  });
  return [shown.verdict, ...shown.signatures.map(({ verdict }) => verdict)];
};

describe('a training signature in practice', () => {
  it('stands for the leader’s where it lacks nothing but its legal effect', () => {
    expect(verdictOf(exercise())).toEqual(['valid', 'valid']);
  });

  it.each<[string, Partial<SignatureReport>]>([
    ['is broken', { integrity: 'broken', verdict: 'invalid' }],
    ['is of unknown integrity', { integrity: 'unknown' }],
    ['is followed by a change that no rule allows', { changesAfter: 'illegal' }],
    ['lacks more than its effect', { reasons: [reason('training-signature'), reason('sha1-digest')] }],
    ['is no training signature', { trust: { scheme: 'none', anchor: null, revocation: 'unknown' } }],
  ])('does not where it %s', (_, changes) => {
    const [file, one] = verdictOf(exercise(changes));
    expect([file, one]).not.toContain('valid');
  });

  it('does not lend its verdict to one beside it', () => {
    expect(verdictOf(exercise(), signature({}))).toEqual(['indeterminate', 'valid', 'indeterminate']);
  });
});
