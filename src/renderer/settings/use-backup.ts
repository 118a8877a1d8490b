import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { BackupRhythm, BackupState } from '../../contracts/backup.js';
import { call } from '../ui/kyso.js';

const backupKey = ['backup'] as const;

/** Read again whenever the page comes in sight: the folder may be gone, and the command line makes backups too. */
export const useBackup = (shown: boolean) => {
  const queries = useQueryClient();
  useEffect(
    () =>
      window.kyso.on('backup:changed', () => {
        void queries.invalidateQueries({ queryKey: backupKey });
      }),
    [queries],
  );
  return useQuery({ queryKey: backupKey, queryFn: () => call('backup:state'), enabled: shown, staleTime: 0 });
};

const useKept = () => {
  const queries = useQueryClient();
  return (state: BackupState) => queries.setQueryData(backupKey, state);
};

export const useChooseBackupFolder = () =>
  useMutation({ mutationFn: () => call('backup:choose-folder'), onSuccess: useKept() });

export const useBackupRhythm = () =>
  useMutation({ mutationFn: (every: BackupRhythm) => call('backup:set-rhythm', every), onSuccess: useKept() });

export const useBeginBackup = () => useMutation({ mutationFn: () => call('backup:begin'), onSuccess: useKept() });
