import { expect, it } from 'vitest';
import { canCancel } from '../../../src/contracts/jobs.js';

it.each([
  ['added by hand, unsigned', { serverId: null, state: 'ready' }, true],
  ['added by hand, failed', { serverId: null, state: 'failed' }, true],
  ['added by hand, being signed', { serverId: null, state: 'signing' }, false],
  ['added by hand, signed', { serverId: null, state: 'proved' }, false],
  ['of a server', { serverId: 'a', state: 'ready' }, false],
  ['of a server, signed and not yet sent', { serverId: 'a', state: 'proved' }, false],
] as const)('a document %s', (_, job, expected) => {
  expect(canCancel(job)).toBe(expected);
});
