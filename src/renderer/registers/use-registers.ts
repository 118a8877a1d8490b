import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RequestOf } from '../../contracts/ipc.js';
import type { NumberKey, RegisterEntry, RegisterFilter, RegisterPage } from '../../contracts/registers.js';
import type { RegisterYear } from '../../contracts/registers-window.js';
import { numbersKey } from '../batch/use-numbers.js';
import { useFollowQueue } from '../ui/follow-queue.js';
import { call } from '../ui/kyso.js';
import { usePagedList } from '../ui/paged-list.js';

const registersKey = ['registers'] as const;
/** Entries asked for at a time; the contract allows 500. */
const pageSize = 200;
/** A batch registers several documents a second: the page follows at leisure. */
const refreshMs = 1_000;

/** Nothing is asked while the page is not looked at; what changed meanwhile is asked when it is. */
export const useOverview = (register: RegisterYear, shown: boolean) =>
  useQuery({
    queryKey: [...registersKey, 'overview', register],
    queryFn: () => call('registers:overview', register),
    enabled: shown,
    placeholderData: (before) => before,
  });

/** Of the rows of one list. */
export const rowKey = ({ series, number }: Pick<RegisterEntry, 'series' | 'number'>): string => `${series}/${number}`;
const entriesOf = ({ entries }: RegisterPage): readonly RegisterEntry[] => entries;

export const useRegister = (filter: Omit<RegisterFilter, 'after' | 'limit'>, shown: boolean) =>
  usePagedList({
    key: [...registersKey, 'list', filter],
    ask: (after) => call('registers:list', { ...filter, after, limit: pageSize }),
    rowsOf: entriesOf,
    keyOf: rowKey,
    enabled: shown,
  });

export const useHeld = (shown: boolean) =>
  useQuery({ queryKey: [...registersKey, 'held'], queryFn: () => call('registers:held'), enabled: shown });

/** Null: no entry is meant. */
export const useEntry = (key: NumberKey | null) =>
  useQuery({
    queryKey: [...registersKey, 'entry', key],
    queryFn: () => (key === null ? null : call('registers:entry', key)),
    enabled: key !== null,
  });

/** Asks everything of the page again. */
export const useRefresh = (): (() => Promise<void>) => {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: registersKey });
};

export const useRegistersRefresh = (): void => useFollowQueue(registersKey, refreshMs);

type Change =
  | 'registers:change'
  | 'registers:amend'
  | 'registers:release'
  | 'registers:start-series'
  | 'registers:confirm-series';

/** Whatever was changed, or refused since it is not as the page had it: all of it is asked anew, and which numbers come next. */
const useRegisterChange = <C extends Change>(channel: C, ask: (request: RequestOf<C>) => Promise<unknown>) => {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: [channel],
    mutationFn: ask,
    onSettled: () => Promise.all([registersKey, numbersKey].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
};

export const useChange = () => useRegisterChange('registers:change', (request) => call('registers:change', request));
export const useAmend = () => useRegisterChange('registers:amend', (request) => call('registers:amend', request));
export const useRelease = () => useRegisterChange('registers:release', (request) => call('registers:release', request));
export const useStartSeries = () =>
  useRegisterChange('registers:start-series', (request) => call('registers:start-series', request));

export const useConfirmSeries = () =>
  useRegisterChange('registers:confirm-series', (request) => call('registers:confirm-series', request));

export const useExport = () =>
  useMutation({ mutationFn: (request: RequestOf<'registers:export'>) => call('registers:export', request) });
