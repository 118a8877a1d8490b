import { expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../../src/main/shell/content-security-policy.js';

it('allows no inline script, no eval, no style without the nonce, and no other origin', () => {
  const policy = contentSecurityPolicy('abc');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/'unsafe-(inline|eval)'/);
  expect(policy).not.toMatch(/https?:|\*/);
  expect(policy).toContain("style-src 'self' 'nonce-abc'");
});
