import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from '../../../../src/main/jobs/network/circuit-breaker.js';

describe('a circuit breaker', () => {
  const fail = (breaker: CircuitBreaker, times: number): void => {
    for (let time = 0; time < times; time += 1) {
      breaker.admit();
      breaker.settle('failed');
    }
  };

  it('counts failures in a row only', () => {
    const breaker = new CircuitBreaker({ failures: 3, restMs: 100, now: () => 0 });
    fail(breaker, 2);
    breaker.admit();
    breaker.settle('answered');
    fail(breaker, 2);
    expect(breaker.admit()).toBe('yes');
    breaker.settle('failed');
    expect(breaker.admit()).toBe('resting');
  });

  it('lets one through on trial; a cancelled trial decides nothing', () => {
    let now = 0;
    const breaker = new CircuitBreaker({ failures: 1, restMs: 100, now: () => now });
    fail(breaker, 1);
    now = 100;
    expect([breaker.admit(), breaker.admit()]).toEqual(['yes', 'on-trial']);
    breaker.settle('cancelled');
    expect([breaker.admit(), breaker.admit()]).toEqual(['yes', 'on-trial']);
    breaker.settle('failed');
    expect(breaker.admit()).toBe('resting');
    now = 200;
    expect(breaker.admit()).toBe('yes');
    breaker.settle('answered');
    expect([breaker.admit(), breaker.admit()]).toEqual(['yes', 'yes']);
  });
});
