import { describe, expect, it } from 'vitest';
import { FreshCache } from '../../../../src/main/jobs/network/fresh-cache.js';

describe('a cache of what was fetched', () => {
  const megabytes = (count: number): Uint8Array => new Uint8Array(count * 1024 * 1024);

  it('drops the oldest beyond 64 MB', async () => {
    const cache = new FreshCache<Uint8Array>(
      () => 0,
      ({ length }) => length,
    );
    const loaded: string[] = [];
    const get = (key: string): Promise<Uint8Array> =>
      cache.get(key, async () => {
        loaded.push(key);
        return { value: megabytes(20), until: 1 };
      });
    for (const key of ['a', 'b', 'c', 'd', 'd', 'a']) await get(key);
    expect(loaded).toEqual(['a', 'b', 'c', 'd', 'a']);
  });
});
