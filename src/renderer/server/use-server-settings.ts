import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RequestOf } from '../../contracts/ipc.js';
import { call } from '../ui/kyso.js';

const settingsKey = ['server-settings'] as const;

/** Read anew whenever the page is looked at: the office's series, and the server, are set elsewhere. */
export const useServerSettings = (shown: boolean) => {
  const queries = useQueryClient();
  useEffect(() => {
    if (shown) void queries.invalidateQueries({ queryKey: settingsKey });
  }, [queries, shown]);
  return useQuery({ queryKey: settingsKey, queryFn: () => call('server:settings'), enabled: shown });
};

export const useSaveServerSettings = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (order: RequestOf<'server:set'>) => call('server:set', order),
    onSuccess: (kept) => queries.setQueryData(settingsKey, kept),
  });
};
