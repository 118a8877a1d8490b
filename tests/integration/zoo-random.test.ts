/**
 * Random bad drivers: whatever they do, whatever is typed and however often the product is restarted, no PIN goes to the
 * token twice, none is tried against its flags, no last try is taken unasked, and nothing hangs or stays. `ZOO_SCRIPTS` how many (1,000 is the full run), `SEED` repeats a run.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from '../fast-check.js';
import { seed } from '../seed.js';
import { buildZoo, certificateOf, expectNothingLeft, live, openCage, type Zoo } from '../zoo/cage.js';
import type { Attempt } from '../zoo/species.js';
import { removeFolders } from './token-harness.js';

const scripts = Number(process.env.ZOO_SCRIPTS ?? 16);

/** Everything hangs now and then; a deadline that is missed on a busy machine is one more fault to bear. */
const deadlines = {
  launch: 30_000,
  poll: 1500,
  inspect: 1500,
  login: 1500,
  padLogin: 1500,
  sign: 1500,
  changePin: 1500,
  logout: 500,
};

const calls = [
  'C_GetFunctionList',
  'C_Initialize',
  'C_GetSlotList',
  'C_GetTokenInfo',
  'C_GetMechanismList',
  'C_OpenSession',
  'C_CloseSession',
  'C_FindObjectsInit',
  'C_FindObjects',
  'C_FindObjectsFinal',
  'C_GetAttributeValue',
  'C_Login',
  'C_SignInit',
  'C_Sign',
  'C_Logout',
];
const answers = [
  'CKR_HOST_MEMORY',
  'CKR_GENERAL_ERROR',
  'CKR_FUNCTION_FAILED',
  'CKR_DEVICE_ERROR',
  'CKR_DEVICE_REMOVED',
  'CKR_FUNCTION_CANCELED',
  'CKR_PIN_INCORRECT',
  'CKR_PIN_LOCKED',
  'CKR_PIN_EXPIRED',
  'CKR_SESSION_CLOSED',
  'CKR_SESSION_COUNT',
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_TOKEN_NOT_PRESENT',
  'CKR_USER_ALREADY_LOGGED_IN',
  'CKR_USER_NOT_LOGGED_IN',
  'CKR_BUFFER_TOO_SMALL',
  'CKR_CRYPTOKI_NOT_INITIALIZED',
  '0x80000123',
];
const settings = [
  ...['back=2', 'back=5', 'renumber', 'absent=2', 'zero-length', 'context-login', 'context-login,context-login-unsaid'],
  ...[
    'wrong-pin=CKR_FUNCTION_FAILED',
    'wrong-pin=CKR_DEVICE_ERROR',
    'signature=first',
    'signature=flipped',
    'print-pin',
  ],
  ...['flags=0x10000', 'flags=0x20000', 'flags=0x40000', 'pin-length=0+0', 'sessions=1', 'mechanisms=0x40', 'deaf'],
  ...['certificate-changes', 'tries-unseen', 'tries-unseen', 'token=plain+twin', 'token=foreign+plain', 'rw-refused'],
];

/** The login is what matters most; counts go on over the processes of one script. */
const at = fc
  .tuple(fc.oneof(fc.constantFrom(...calls), fc.constant('C_Login')), fc.integer({ min: 0, max: 6 }))
  .map(([call, number]) => (number === 0 ? call : `${call}:${number}`));

const item = fc.oneof(
  fc.tuple(fc.constantFrom('hang', 'crash', 'exit', 'removed'), at).map(([deed, where]) => `${deed}@${where}`),
  fc
    .tuple(fc.constantFrom('fail', 'lie'), at, fc.constantFrom(...answers))
    .map(([deed, where, answer]) => `${deed}@${where}=${answer}`),
  fc.tuple(at, fc.integer({ min: 1, max: 100 })).map(([where, ms]) => `late-crash@${where}=${ms}`),
  fc.constantFrom(...settings),
);

const attempt: fc.Arbitrary<Attempt> = fc
  .record({ pin: fc.constantFrom('right' as const, 'right' as const, 'wrong' as const), deliberate: fc.boolean() })
  .map(({ pin, deliberate }) => ({ pin, logins: 1, ...(deliberate && { deliberate }) }));

const life = fc.record({
  script: fc.array(item, { minLength: 1, maxLength: 4 }).map((items) => ['tries=3', ...items].join()),
  attempts: fc.array(fc.record({ attempt, restart: fc.boolean() }), { minLength: 1, maxLength: 5 }),
});

let zoo: Zoo;

beforeAll(async () => {
  zoo = await buildZoo();
});

afterAll(removeFolders);

describe(`random drivers, seed ${seed}`, () => {
  const lives = fc.sample(life, { seed, numRuns: scripts }).map(({ script, attempts }) => [script, attempts] as const);

  it.each(lives)('%s', async (script, attempts) => {
    let cage = openCage(zoo, { script, deadlines, certificate: certificateOf(zoo, 'plain') });
    await cage.service.list([cage.module]);
    for (const { attempt, restart } of attempts) {
      if (restart) cage = cage.restarted();
      const { refused = 'opened', documents = [], confirmed = 'same' } = await live(attempt, cage);
      for (const end of [refused, ...documents, confirmed]) {
        expect(end).toMatch(/^(opened|same|signed|app\.cancelled|token\.[a-z0-9-]+)$/);
      }
    }
    expectNothingLeft(cage);
  });
});
