import { describe, expect, it } from 'vitest';
import { withLearned } from '../../../../src/main/records/placement/corrections.js';

const seal = { dx: 3, dy: -2 };

describe('what is remembered of a template', () => {
  it('is what the last hand did, mark by mark', () => {
    const before = withLearned({}, { template: 'a', marks: { seal, number: { dx: 1, dy: 0 } } });
    expect(withLearned(before, { template: 'a', marks: { seal: { dx: 9, dy: 9, width: 1.2 } } })).toEqual({
      a: { seal: { dx: 9, dy: 9, width: 1.2 }, number: { dx: 1, dy: 0 } },
    });
  });

  it('is forgotten for a mark that was brought back to its proposal, and with the last one for the template', () => {
    const before = withLearned({}, { template: 'a', marks: { seal, number: { dx: 1, dy: 0 } } });
    const without = withLearned(before, { template: 'a', marks: { seal: { dx: 0.01, dy: 0 } } });
    expect(without).toEqual({ a: { number: { dx: 1, dy: 0 } } });
    expect(withLearned(without, { template: 'a', marks: { number: { dx: 0, dy: 0 } } })).toEqual({});
  });

  it('ends with those that nobody corrected for the longest time, and never grows without end', () => {
    let all = withLearned({}, { template: 'first', marks: { seal } });
    for (let i = 0; i < 199; i++) all = withLearned(all, { template: `t|${i}`, marks: { seal } });
    all = withLearned(all, { template: 'first', marks: { number: { dx: 1, dy: 1 } } });
    all = withLearned(all, { template: 'new', marks: { seal } });
    expect(Object.keys(all)).toHaveLength(200);
    expect(all).toHaveProperty('first');
    expect(Object.keys(all)).not.toContain('t|0');
    expect(Object.keys(all).at(-1)).toBe('new');
  });
});
