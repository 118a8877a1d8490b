/** A queued document while it is looked at: opened by the main process, given back when the look is over. */
import { useEffect, useRef, useState } from 'react';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { call } from '../ui/kyso.js';

export type OpenedJob =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly document: DocumentInfo }
  | { readonly kind: 'failed'; readonly error: unknown };

const giveBack = (id: string): void => {
  // What could not be given back goes with the process.
  call('documents:remove', [id]).catch(() => undefined);
};

/** The second part of the pair leaves the document with whoever it was handed to. */
export const useOpenedJob = (jobId: string): readonly [OpenedJob, () => void] => {
  const [state, setState] = useState<OpenedJob>({ kind: 'opening' });
  const held = useRef<string | null>(null);
  useEffect(() => {
    let gone = false;
    setState({ kind: 'opening' });
    call('queue:open', jobId).then(
      (document) => {
        if (gone) return giveBack(document.id);
        held.current = document.id;
        setState({ kind: 'open', document });
      },
      (error: unknown) => !gone && setState({ kind: 'failed', error }),
    );
    return () => {
      gone = true;
      if (held.current !== null) giveBack(held.current);
      held.current = null;
    };
  }, [jobId]);
  const handOver = (): void => {
    held.current = null;
  };
  return [state, handOver];
};
