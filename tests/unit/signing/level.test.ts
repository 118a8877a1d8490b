import { describe, expect, it } from 'vitest';
import type { Level } from '../../../src/contracts/jobs.js';
import { type UpgradeStep, upgradePlan } from '../../../src/main/signing/level.js';

const time: UpgradeStep = 'document-timestamp';
const data: UpgradeStep = 'validation-data';

describe('the way from one level to another', () => {
  it.each<[Level, Level, readonly UpgradeStep[]]>([
    ['B-B', 'B-B', []],
    ['B-B', 'B-T', [time]],
    ['B-B', 'B-LT', [time, data]],
    ['B-B', 'B-LTA', [time, data, time]],
    ['B-T', 'B-T', []],
    ['B-T', 'B-LT', [data]],
    ['B-T', 'B-LTA', [data, time]],
    ['B-LT', 'B-LT', []],
    ['B-LT', 'B-LTA', [data, time]],
    // Renewed: the evidence of the last timestamp, then a new one over it.
    ['B-LTA', 'B-LTA', [data, time]],
    // Never down.
    ['B-LTA', 'B-LT', []],
    ['B-LTA', 'B-T', []],
    ['B-LT', 'B-B', []],
  ])('%s to %s', (current, target, steps) => {
    expect(upgradePlan(current, target)).toEqual(steps);
  });
});
