import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Asks, and gives the answer; where an event told of the same `key` meanwhile (`setQueryData`), what that told: it is
 * newer than an answer that it overtook, and nobody would tell it again.
 */
export const askForNewest = async <T>(queries: QueryClient, key: QueryKey, ask: () => Promise<T>): Promise<T> => {
  const before = queries.getQueryState(key)?.dataUpdateCount;
  const answer = await ask();
  const known = queries.getQueryState<T>(key);
  return known?.data !== undefined && known.dataUpdateCount !== before ? known.data : answer;
};
