import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../ui/kyso.js';

const tokensKey = ['tokens'] as const;

/** The modules and tokens of this computer, as they are plugged in and out. */
export const useTokens = () => {
  const queries = useQueryClient();
  useEffect(() => window.kyso.on('tokens:changed', (modules) => queries.setQueryData(tokensKey, modules)), [queries]);
  return useQuery({ queryKey: tokensKey, queryFn: () => call('tokens:list') });
};

export const useAddModule = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call('tokens:add-module'),
    onSuccess: (modules) => queries.setQueryData(tokensKey, modules),
  });
};
