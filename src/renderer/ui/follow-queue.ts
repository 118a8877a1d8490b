import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/**
 * What was asked under this key is asked again when the queue changed. A batch changes it several times a document: the
 * page follows at its own pace.
 * @param key the same one at every call
 */
export const useFollowQueue = (key: QueryKey, everyMs: number): void => {
  const queries = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      timer = undefined;
      void queries.invalidateQueries({ queryKey: key });
    };
    const stop = window.kyso.on('queue:changed', () => {
      timer ??= setTimeout(refresh, everyMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [queries, key, everyMs]);
};
