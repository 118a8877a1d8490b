import { describe, expect, it } from 'vitest';
import { checkClock, zoneName } from '../../../../src/main/jobs/doctor/clock.js';
import type { Stamp } from '../../../../src/main/jobs/doctor/stamp.js';

const server = new Date('2026-03-12T03:00:00Z');
/** Half a second: servers cut off what is less than one. */
const stamp = (ahead: number, ms = 20): Stamp => ({
  probe: { kind: 'timestamp-server', url: 'http://tsa.example/', ms, failure: null },
  times: { server, here: new Date(server.getTime() + ahead * 1000 + 500) },
});
const look = (ahead: number, offset = 420) => {
  const { state, findings, facts } = checkClock([stamp(ahead)], offset);
  return { state, code: findings[0]?.code, difference: facts.find(({ name }) => name === 'difference')?.value };
};

describe('the clock against a timestamp server', () => {
  it.each([
    [0, 'good', 'doctor.clock-good'],
    [60, 'good', 'doctor.clock-good'],
    [61, 'attention', 'doctor.clock-fast'],
    [-61, 'attention', 'doctor.clock-slow'],
    [301, 'bad', 'doctor.clock-fast'],
    [-86_400, 'bad', 'doctor.clock-slow'],
    [7 * 3600, 'bad', 'doctor.clock-seven-hours'],
    [-7 * 3600 + 40, 'bad', 'doctor.clock-seven-hours'],
    [7 * 3600 + 301, 'bad', 'doctor.clock-fast'],
  ])('%i s ahead: %s', (ahead, state, code) => {
    expect(look(ahead)).toEqual({ state, code, difference: `${ahead} s` });
  });

  it('a right clock with another zone than Vietnam’s is told', () => {
    expect(look(0, 0)).toMatchObject({ state: 'attention', code: 'doctor.clock-other-zone' });
  });

  it('the quickest answer counts, as it is the nearest', () => {
    const { facts } = checkClock([stamp(500, 3000), stamp(1, 30)], 420);
    expect(facts).toContainEqual({ name: 'difference', value: '1 s' });
  });

  it('without an answer nothing is said of the clock', () => {
    expect(checkClock([{ ...stamp(0), times: null }], 420)).toMatchObject({ state: 'unknown' });
  });

  it.each([
    [420, 'UTC+07:00'],
    [0, 'UTC+00:00'],
    [-210, 'UTC-03:30'],
  ])('offset %i is %s', (offset, name) => expect(zoneName(offset)).toBe(name));
});
