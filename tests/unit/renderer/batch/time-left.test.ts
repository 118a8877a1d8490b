import { describe, expect, it } from 'vitest';
import { secondsLeft } from '../../../../src/renderer/sign/time-left.js';

describe('the time left of a batch', () => {
  it('follows from the last documents', () => {
    expect(
      secondsLeft(
        [
          { at: 1000, done: 10 },
          { at: 11_000, done: 20 },
        ],
        100,
      ),
    ).toBe(80);
  });

  it('is not told from too little, nor at the end', () => {
    expect(secondsLeft([], 100)).toBeNull();
    expect(
      secondsLeft(
        [
          { at: 0, done: 0 },
          { at: 500, done: 50 },
        ],
        100,
      ),
    ).toBeNull();
    expect(
      secondsLeft(
        [
          { at: 0, done: 0 },
          { at: 60_000, done: 1 },
        ],
        100,
      ),
    ).toBeNull();
    expect(
      secondsLeft(
        [
          { at: 0, done: 0 },
          { at: 60_000, done: 100 },
        ],
        100,
      ),
    ).toBeNull();
  });
});
