import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RequestOf } from '../../contracts/ipc.js';
import { queueKey } from '../queue/use-queue.js';
import { call } from '../ui/kyso.js';

const exchangeKey = ['edxml'] as const;

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

/** Packages that the person chooses in a dialog. */
export const useTakeIn = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call('edxml:take-in'),
    onSettled: () => queries.invalidateQueries({ queryKey: queueKey }),
  });
};

/** By the folders of the office. */
export const useFolderRun = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call('edxml:exchange'),
    onSettled: () => queries.invalidateQueries({ queryKey: queueKey }),
  });
};

/** Asked anew each time: statuses come meanwhile. */
export const usePackageForm = (job: string) =>
  useQuery({ queryKey: [...exchangeKey, 'form', job], queryFn: () => call('edxml:form', job), gcTime: 0 });

export const useExportPackage = () =>
  useMutation({ mutationFn: (order: RequestOf<'edxml:export'>) => call('edxml:export', order) });
