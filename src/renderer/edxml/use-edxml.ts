import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RequestOf } from '../../contracts/ipc.js';
import { queueKey } from '../queue/use-queue.js';
import { call } from '../ui/kyso.js';

const exchangeKey = ['edxml'] as const;
const linesKey = [...exchangeKey, 'lines'] as const;

export const useExchange = () => useQuery({ queryKey: exchangeKey, queryFn: () => call('edxml:state') });

type Change = 'edxml:choose-folder' | 'edxml:forget-folders' | 'edxml:set-office';

const useChange = <C extends Change, R>(ask: (request: R) => ReturnType<typeof call<C>>) => {
  const queries = useQueryClient();
  return useMutation({ mutationFn: ask, onSuccess: (state) => queries.setQueryData(exchangeKey, state) });
};

export const useChooseFolder = () =>
  useChange((which: RequestOf<'edxml:choose-folder'>) => call('edxml:choose-folder', which));
export const useForgetFolders = () => useChange(() => call('edxml:forget-folders'));
export const useSetOffice = () => useChange((code: RequestOf<'edxml:set-office'>) => call('edxml:set-office', code));

/** New documents may have come, and words about those that are here. */
const useFollowing = () => {
  const queries = useQueryClient();
  return {
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: queueKey }),
        queries.invalidateQueries({ queryKey: linesKey }),
      ]),
  };
};

/** Packages that the person chooses in a dialog. */
export const useTakeIn = () => useMutation({ mutationFn: () => call('edxml:take-in'), ...useFollowing() });

/** By the folders of the office. */
export const useFolderRun = () => useMutation({ mutationFn: () => call('edxml:exchange'), ...useFollowing() });

/** What is said of a document that came or left in a package, by its SHA-256; undefined where nothing is. */
export const useLine = (document: string) =>
  useQuery({
    queryKey: linesKey,
    queryFn: async () =>
      new Map((await call('edxml:lines')).map(({ document: sha256, line }) => [sha256, line] as const)),
    // The folders are looked through when something was exchanged, not with every change in the queue.
    staleTime: Number.POSITIVE_INFINITY,
    select: (lines) => lines.get(document),
  }).data;

/** Asked anew each time: statuses come meanwhile. */
export const usePackageForm = (job: string) =>
  useQuery({ queryKey: [...exchangeKey, 'form', job], queryFn: () => call('edxml:form', job), gcTime: 0 });

export const useExportPackage = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (order: RequestOf<'edxml:export'>) => call('edxml:export', order),
    onSuccess: () => queries.invalidateQueries({ queryKey: linesKey }),
  });
};
