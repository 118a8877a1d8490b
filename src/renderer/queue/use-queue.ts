import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { QueuePage, RequestOf } from '../../contracts/ipc.js';
import type { Job, JobState } from '../../contracts/jobs.js';
import { useFollowQueue } from '../ui/follow-queue.js';
import { call } from '../ui/kyso.js';
import { askForNewest } from '../ui/newest.js';
import { usePagedList } from '../ui/paged-list.js';

export const queueKey = ['queue'] as const;
const serverKey = ['server'] as const;

/** Documents asked for at a time; the contract allows 500. */
const pageSize = 500;
/** A batch changes the queue several times a document: the list follows twice a second, not a thousand times. */
const refreshMs = 500;

export const jobKey = ({ id }: Job): string => id;
const jobsOf = ({ jobs }: QueuePage): readonly Job[] => jobs;

/** The queue's documents that match, page after page, followed as they change. */
export const useQueue = (text: string, states: readonly JobState[]) =>
  usePagedList({
    key: [...queueKey, text, states],
    ask: (after) => call('queue:list', { text, states: [...states], after, limit: pageSize }),
    rowsOf: jobsOf,
    keyOf: jobKey,
  });

export const useQueueRefresh = (): void => useFollowQueue(queueKey, refreshMs);

export const useServer = () => {
  const queries = useQueryClient();
  return useQuery({
    queryKey: serverKey,
    queryFn: () => askForNewest(queries, serverKey, () => call('server:state')),
  });
};

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

/** The session, the pause and the last contact, as they change. */
export const useServerChanges = (): void => {
  const queries = useQueryClient();
  useEffect(() => window.kyso.on('server:changed', (state) => queries.setQueryData(serverKey, state)), [queries]);
};

export const useSignOut = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call('server:sign-out'),
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

export const useCancel = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (jobs: string[]) => call('queue:cancel', jobs),
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
