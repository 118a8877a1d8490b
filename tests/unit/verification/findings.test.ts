import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/main/verification/findings.js';
import { loadPolicy, type Policy } from '../../../src/main/verification/policy.js';

const policy = loadPolicy('resources/policy/verification.json');
const relaxed = (code: keyof Policy['constraints'], level: 'fail' | 'warn' | 'inform'): Policy => ({
  ...policy,
  constraints: { ...policy.constraints, [code]: level },
});

describe('verdict from findings', () => {
  it('nothing found is valid', () => expect(judge([], policy)).toMatchObject({ verdict: 'valid', sub: null }));

  it('the gravest decides and names the sub-indication', () => {
    const judged = judge(
      [{ code: 'revocation-unknown' }, { code: 'digest-mismatch' }, { code: 'no-timestamp' }],
      policy,
    );
    expect(judged).toMatchObject({ verdict: 'invalid', sub: 'HASH_FAILURE' });
    expect(judged.reasons.map((reason) => reason.code)).toEqual(['digest-mismatch', 'revocation-unknown']);
    expect(judged.warnings.map((reason) => reason.code)).toEqual(['no-timestamp']);
  });

  it('the policy file drives the constraints it lists', () => {
    expect(judge([{ code: 'sha1-digest' }], policy).verdict).toBe('indeterminate');
    expect(judge([{ code: 'sha1-digest' }], relaxed('sha1-digest', 'warn'))).toMatchObject({
      verdict: 'valid',
      warnings: [{ code: 'sha1-digest' }],
    });
    expect(judge([{ code: 'user-added-anchor' }], relaxed('user-added-anchor', 'fail')).verdict).toBe('indeterminate');
  });

  it('no policy makes up for a missing revocation answer', () => {
    const everything = Object.fromEntries(Object.keys(policy.constraints).map((code) => [code, 'inform']));
    const lax = { ...policy, constraints: { ...policy.constraints, ...everything } };
    for (const code of ['revocation-unknown', 'no-chain', 'training-signature', 'certificate-expired'] as const) {
      expect(judge([{ code }], lax).verdict).toBe('indeterminate');
    }
  });

  it('sentences name the signer and leave no placeholder', () => {
    const [reason] = judge([{ code: 'digest-mismatch', params: { signer: 'Lê Văn A' } }], policy).reasons;
    expect(reason?.vi).toBe(
      'Nội dung văn bản đã bị thay đổi sau khi Lê Văn A ký. Hãy đề nghị nơi gửi cung cấp lại bản gốc.',
    );
  });
});
