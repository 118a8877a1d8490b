import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileReport } from '../../../src/contracts/verification.js';
import { Verifications } from '../../../src/renderer/verify/verifications.js';
import { report } from './support.js';

/** Checks that end when the test says so. */
const bench = () => {
  const asked: { id: string; end: (result: FileReport | Error) => void }[] = [];
  const store = new Verifications(
    (id) =>
      new Promise((resolve, reject) => {
        asked.push({ id, end: (result) => (result instanceof Error ? reject(result) : resolve(result)) });
      }),
  );
  const told = vi.fn();
  store.subscribe(told);
  return { store, asked, told };
};

const settle = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(1_000);
};

describe('the reports of a list', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are asked for once each, three at a time, and what comes together is told together', async () => {
    const { store, asked, told } = bench();
    store.keep(['a', 'b', 'c', 'd', 'e']);
    store.keep(['a', 'b', 'c', 'd', 'e']);
    await settle();
    expect(asked.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    told.mockClear();
    for (const { end } of asked) end(report('valid'));
    await settle();
    expect(told).toHaveBeenCalledTimes(1);
    expect(asked.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(store.known().get('a')).toMatchObject({ isFetching: false, data: { verdict: 'valid' } });
    expect(store.known().get('d')).toMatchObject({ isFetching: true, data: undefined });
  });

  it('that nobody waits for any more are not asked for', async () => {
    const { store, asked } = bench();
    store.keep(['a', 'b', 'c', 'd']);
    await settle();
    store.keep(['a']);
    for (const { end } of [...asked]) end(report('valid'));
    await settle();
    expect(asked.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect([...store.known().keys()]).toEqual(['a']);
  });

  it('of an older check never replace those of a newer one, nor what a pack was made of', async () => {
    const { store, asked } = bench();
    store.keep(['a']);
    store.again('a');
    await settle();
    asked[1]?.end(report('invalid'));
    await settle();
    asked[0]?.end(report('valid'));
    await settle();
    expect(store.known().get('a')?.data?.verdict).toBe('invalid');
    store.again('a');
    store.put('a', report('indeterminate'));
    await settle();
    asked[2]?.end(report('valid'));
    await settle();
    expect(store.known().get('a')).toMatchObject({ isFetching: false, data: { verdict: 'indeterminate' } });
  });

  it('are all taken away and asked for again when what they are judged by has changed', async () => {
    const { store, asked } = bench();
    store.keep(['a', 'b']);
    await settle();
    asked[0]?.end(report('valid'));
    await settle();
    store.allAgain();
    expect([...store.known().values()].map(({ data, isFetching }) => [data, isFetching])).toEqual([
      [undefined, true],
      [undefined, true],
    ]);
    await settle();
    asked[1]?.end(report('valid'));
    await settle();
    expect(store.known().get('b')?.data).toBeUndefined();
    for (const { end } of asked.slice(2)) end(report('indeterminate'));
    await settle();
    expect([...store.known().values()].map(({ data }) => data?.verdict)).toEqual(['indeterminate', 'indeterminate']);
  });

  it('do not stand where the last check failed', async () => {
    const { store, asked } = bench();
    store.keep(['a']);
    await settle();
    asked[0]?.end(report('valid'));
    await settle();
    store.known().get('a')?.refetch();
    await settle();
    asked[1]?.end(new Error('gone'));
    await settle();
    expect(store.known().get('a')).toMatchObject({ isFetching: false, data: undefined, error: { message: 'gone' } });
  });

  it('are the same objects until they change', async () => {
    const { store, asked } = bench();
    store.keep(['a', 'b']);
    await settle();
    const [map, b] = [store.known(), store.known().get('b')];
    expect(store.known()).toBe(map);
    asked[0]?.end(report('valid'));
    await settle();
    expect(store.known()).not.toBe(map);
    expect(store.known().get('b')).toBe(b);
  });
});
