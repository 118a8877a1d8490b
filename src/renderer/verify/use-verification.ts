import { useQueries } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DocumentInfo } from '../../contracts/ipc.js';
import type { FileReport } from '../../contracts/verification.js';
import { call } from '../ui/kyso.js';

export interface Limiter {
  /** Does at most `width` pieces of work at a time, in the order asked but for the preferred one. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** What waits under this key comes next. */
  prefer(key: string | null): void;
}

export const createLimiter = (width: number): Limiter => {
  let running = 0;
  let preferred: string | null = null;
  const waiting: { readonly key: string; readonly go: () => void }[] = [];
  const next = (): (() => void) | undefined => {
    const at = waiting.findIndex(({ key }) => key === preferred);
    return waiting.splice(Math.max(at, 0), 1)[0]?.go;
  };
  return {
    prefer: (key) => {
      preferred = key;
    },
    run: async (key, work) => {
      if (running >= width) await new Promise<void>((go) => waiting.push({ key, go }));
      else running += 1;
      try {
        return await work();
      } finally {
        const go = next();
        if (go) go();
        else running -= 1;
      }
    },
  };
};

// A stack of 500 must not be put before the workers at once: the document in view would wait behind all of them.
const limiter = createLimiter(3);

export interface Verification {
  readonly data: FileReport | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
  /** Checks the document again. */
  readonly refetch: () => unknown;
}

const same = (left: Verification, right: Verification): boolean =>
  left.data === right.data && left.error === right.error && left.isFetching === right.isFetching;

/**
 * The reports of these documents by id; each is made once and kept, the one in view first. What did not change is the
 * same object as before, the map included: a stack of 500 changes a thousand times, and little of the page with it.
 */
export const useVerifications = (
  documents: readonly DocumentInfo[],
  current: string | null,
): ReadonlyMap<string, Verification> => {
  useEffect(() => limiter.prefer(current), [current]);
  const known = useRef<ReadonlyMap<string, Verification>>(new Map());
  const results = useQueries({
    queries: documents.map(({ id }) => ({
      queryKey: ['verification', id] as const,
      queryFn: () => limiter.run(id, () => call('verification:run', id)),
    })),
  });
  const before = known.current;
  let changed = before.size !== documents.length;
  const now = new Map<string, Verification>();
  for (const [index, { id }] of documents.entries()) {
    const result = results[index];
    if (result === undefined) continue;
    const { data, error, isFetching, refetch } = result;
    const next = { data, error, isFetching, refetch };
    const earlier = before.get(id);
    const kept = earlier && same(earlier, next) ? earlier : next;
    changed ||= kept !== earlier;
    now.set(id, kept);
  }
  if (changed) known.current = now;
  return known.current;
};
