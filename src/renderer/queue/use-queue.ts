import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RequestOf } from '../../contracts/ipc.js';
import type { JobState } from '../../contracts/jobs.js';
import { useFollowQueue } from '../ui/follow-queue.js';
import { call } from '../ui/kyso.js';
import { firstPage } from '../ui/load-more.js';

export const queueKey = ['queue'] as const;
const serverKey = ['server'] as const;

/** Documents asked for at a time; the contract allows 500. */
const pageSize = 500;
/** A batch changes the queue several times a document: the list follows twice a second, not a thousand times. */
const refreshMs = 500;

/** The queue's documents that match, page after page, followed as they change. */
export const useQueue = (text: string, states: readonly JobState[]) =>
  useInfiniteQuery({
    queryKey: [...queueKey, text, states],
    queryFn: ({ pageParam }) => call('queue:list', { text, states: [...states], after: pageParam, limit: pageSize }),
    initialPageParam: firstPage,
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });

export const useQueueRefresh = (): void => useFollowQueue(queueKey, refreshMs);

export const useServer = () => useQuery({ queryKey: serverKey, queryFn: () => call('server:state') });

export const useSignIn = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: RequestOf<'server:sign-in'>) => call('server:sign-in', request),
    // The password is part of the request: nothing of it stays in the cache of mutations.
    gcTime: 0,
    onSuccess: (state) => queries.setQueryData(serverKey, state),
  });
};

/** Signs in with the key of a certificate; the PIN window asks for its PIN. */
export const useCertificateSignIn = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: RequestOf<'server:sign-in-certificate'>) => call('server:sign-in-certificate', request),
    onSuccess: (state) => queries.setQueryData(serverKey, state),
  });
};

export const usePause = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (paused: boolean) => call('server:pause', paused),
    onSuccess: (state) => queries.setQueryData(serverKey, state),
  });
};

export const useSync = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (direction: 'download' | 'upload') => call('server:sync', direction),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: queueKey }),
        queries.invalidateQueries({ queryKey: serverKey }),
      ]),
  });
};

export const useRetry = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (jobs: string[]) => call('queue:retry', jobs),
    onSuccess: () => queries.invalidateQueries({ queryKey: queueKey }),
  });
};

export const useApprove = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (jobs: string[]) => call('queue:approve', jobs),
    onSuccess: () => queries.invalidateQueries({ queryKey: queueKey }),
  });
};

export const useReject = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: RequestOf<'queue:reject'>) => call('queue:reject', request),
    onSuccess: () => queries.invalidateQueries({ queryKey: queueKey }),
  });
};
