import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TimestampSettings } from '../../contracts/ipc.js';
import { call } from '../ui/kyso.js';

export const settingsKey = ['settings'] as const;

export const useSettings = () => useQuery({ queryKey: settingsKey, queryFn: () => call('settings:get') });

export const useSaveSettings = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (settings: TimestampSettings) => call('settings:set', settings),
    onSuccess: (kept) => queries.setQueryData(settingsKey, kept),
  });
};
