/** A queued document while it is looked at: opened by the main process, given back when the look is over. */
import { useEffect, useRef, useState } from 'react';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { call } from '../ui/kyso.js';
import type { JobPasswords } from './use-job-passwords.js';

export type OpenedJob =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly document: DocumentInfo }
  | { readonly kind: 'failed'; readonly error: unknown };

interface Look {
  readonly opened: OpenedJob;
  /** Opens it with a password; rejects where that is wrong. */
  unlock(password: string): Promise<DocumentInfo>;
  /** Leaves the document with whoever it was handed to. */
  handOver(): void;
}

export const giveBack = (id: string): void => {
  // What could not be given back goes with the process.
  call('documents:remove', [id]).catch(() => undefined);
};

export const useOpenedJob = (jobId: string, passwords: JobPasswords): Look => {
  const [opened, setOpened] = useState<OpenedJob>({ kind: 'opening' });
  const held = useRef<string | null>(null);
  const known = useRef(passwords);
  known.current = passwords;
  const hold = (document: DocumentInfo): void => {
    if (held.current !== null) giveBack(held.current);
    held.current = document.id;
    setOpened({ kind: 'open', document });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another document is opened anew
  useEffect(() => {
    let gone = false;
    setOpened({ kind: 'opening' });
    const password = known.current.of(jobId);
    const opening = password === undefined ? call('queue:open', jobId) : known.current.unlock(jobId, password);
    opening.then(
      (document) => (gone ? giveBack(document.id) : hold(document)),
      (error: unknown) => !gone && setOpened({ kind: 'failed', error }),
    );
    return () => {
      gone = true;
      if (held.current !== null) giveBack(held.current);
      held.current = null;
    };
  }, [jobId]);
  return {
    opened,
    unlock: async (password) => {
      const document = await known.current.unlock(jobId, password);
      hold(document);
      return document;
    },
    handOver: () => {
      held.current = null;
    },
  };
};
