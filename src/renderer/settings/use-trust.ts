import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../ui/kyso.js';

const trustKey = ['trust'] as const;

/** Read again whenever the page comes in sight: the command line changes sources too. */
export const useTrust = (shown: boolean) =>
  useQuery({ queryKey: trustKey, queryFn: () => call('trust:get'), enabled: shown, staleTime: 0 });

/** The sources in sight are those in force, whoever changed them. */
export const useTrustChanges = (): void => {
  const queries = useQueryClient();
  useEffect(
    () =>
      window.kyso.on('trust:changed', () => {
        void queries.invalidateQueries({ queryKey: trustKey });
      }),
    [queries],
  );
};

export const useChooseSource = () => useMutation({ mutationFn: () => call('trust:choose') });

export const useAddSource = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (fingerprint: string) => call('trust:add', fingerprint),
    onSuccess: (state) => queries.setQueryData(trustKey, state),
  });
};

export const useRemoveSource = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (fingerprint: string) => call('trust:remove', fingerprint),
    onSuccess: (state) => queries.setQueryData(trustKey, state),
  });
};
