import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { forgetPracticeGuide } from '../guide/guide-state.js';
import { call } from '../ui/kyso.js';

const practiceKey = ['practice'] as const;

/** Whether the application practises. A change of the PIN shows once the window is looked at again. */
export const usePractice = () =>
  useQuery({ queryKey: practiceKey, queryFn: () => call('practice:state'), refetchOnWindowFocus: 'always' });

/** The application starts again. */
export const useStartPractice = () => useMutation({ mutationFn: () => call('practice:start') });

/** The same, on the real work. */
export const useLeavePractice = () =>
  useMutation({
    mutationFn: (what: 'keep' | 'delete') => call('practice:leave', what),
    onSuccess: (_, what) => {
      if (what === 'delete') forgetPracticeGuide();
    },
  });

export const useSamples = () => useMutation({ mutationFn: () => call('practice:samples') });

export const useRenewToken = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call('practice:renew-token'),
    onSuccess: (state) => queries.setQueryData(practiceKey, state),
  });
};
