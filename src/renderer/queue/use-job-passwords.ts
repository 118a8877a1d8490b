/**
 * What was typed to open encrypted documents of the queue. The main process keeps it for signing, the window for showing
 * the pages; both only as long as they run.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { call } from '../ui/kyso.js';
import { queueKey } from './use-queue.js';

export interface JobPasswords {
  of(jobId: string): string | undefined;
  /** The document, opened; it has to be given back. Rejects where the password is wrong. */
  unlock(jobId: string, password: string): Promise<DocumentInfo>;
}

export const useJobPasswords = (): JobPasswords => {
  const [passwords, setPasswords] = useState<ReadonlyMap<string, string>>(new Map());
  const queries = useQueryClient();
  return {
    of: (jobId) => passwords.get(jobId),
    // Not by a mutation of TanStack Query: its cache would keep the password.
    unlock: async (job, password) => {
      const document = await call('queue:unlock', { job, password });
      setPasswords((before) => new Map(before).set(job, password));
      void queries.invalidateQueries({ queryKey: queueKey });
      return document;
    },
  };
};
