import { expect, it } from 'vitest';
import type { CheckResult } from '../../../../src/contracts/doctor.js';
import { Fault, faultValue } from '../../../../src/contracts/faults/index.js';
import { outcome } from '../../../../src/main/jobs/doctor/outcome.js';
import { type Check, runChecks } from '../../../../src/main/jobs/doctor/run-checks.js';

const good = outcome([{ state: 'good', sentence: faultValue('doctor.clock-good', { seconds: 0 }) }]);
const never = new Promise<never>(() => undefined);

const run = async (checks: readonly Check[]) => {
  const told: CheckResult[] = [];
  const defects: unknown[] = [];
  const results = await runChecks(checks, {
    deadlineMs: 40,
    clock: () => 0,
    told: (result) => told.push(result),
    defect: (thrown) => defects.push(thrown),
  });
  return { told, defects, results };
};

it('a check that hangs is told as unknown after the others, and keeps its place in the report', async () => {
  const { told, results } = await run([
    { id: 'drivers', run: () => never },
    { id: 'disk', run: async () => good },
  ]);
  expect(told.map(({ id, state }) => [id, state])).toEqual([
    ['disk', 'good'],
    ['drivers', 'unknown'],
  ]);
  expect(results.map(({ id }) => id)).toEqual(['drivers', 'disk']);
  expect(results[0]?.findings[0]?.code).toBe('doctor.too-slow');
});

it('a fault inside a check is its result; anything else is a defect, told and hidden', async () => {
  const { results, defects } = await run([
    {
      id: 'chain',
      run: async () => {
        throw new Fault('pki.certificate-malformed');
      },
    },
    {
      id: 'proxy',
      run: async () => {
        throw new TypeError('bí mật');
      },
    },
  ]);
  expect(results.map(({ state, findings }) => [state, findings[0]?.code])).toEqual([
    ['unknown', 'pki.certificate-malformed'],
    ['unknown', 'app.internal'],
  ]);
  expect(defects).toHaveLength(1);
  expect(JSON.stringify(results)).not.toContain('bí mật');
});

it('the gravest finding makes the state and the next step, and is told first', () => {
  const [mild, grave] = [faultValue('doctor.do-renew'), faultValue('doctor.do-stop-signing')];
  const made = outcome([
    { state: 'good', sentence: faultValue('doctor.offline') },
    { state: 'attention', sentence: faultValue('doctor.token-none'), next: mild },
    { state: 'bad', sentence: faultValue('doctor.disk-unknown'), next: grave },
  ]);
  expect([made.state, made.nextStep, made.findings[0]?.code]).toEqual(['bad', grave, 'doctor.disk-unknown']);
});
