import { useQueries } from '@tanstack/react-query';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { call } from '../ui/kyso.js';

/** At most `width` pieces of work at a time, in the order asked. */
export const createLimiter = (width: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= width) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};

// A stack of 500 must not be put before the workers at once: the document in view would wait behind all of them.
const limited = createLimiter(3);

/** The reports of these documents in their order; each is made once and kept. */
export const useVerifications = (documents: readonly DocumentInfo[]) =>
  useQueries({
    queries: documents.map(({ id }) => ({
      queryKey: ['verification', id] as const,
      queryFn: () => limited(() => call('verification:run', id)),
    })),
  });
