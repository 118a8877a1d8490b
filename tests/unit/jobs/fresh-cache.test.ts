import { describe, expect, it } from 'vitest';
import { FreshCache } from '../../../src/main/jobs/fresh-cache.js';

describe('a cache of fetched bytes', () => {
  const megabytes = (count: number): Uint8Array => new Uint8Array(count * 1024 * 1024);

  it('drops the oldest beyond 64 MB', async () => {
    const cache = new FreshCache(() => 0);
    const loaded: string[] = [];
    const get = (key: string): Promise<Uint8Array | null> =>
      cache.get(key, async () => {
        loaded.push(key);
        return { bytes: megabytes(20), until: 1 };
      });
    for (const key of ['a', 'b', 'c', 'd', 'd', 'a']) await get(key);
    expect(loaded).toEqual(['a', 'b', 'c', 'd', 'a']);
  });
});
