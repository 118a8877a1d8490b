/** The batch that is being signed, kept above the pages so that any of them can be looked at meanwhile. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { Batch, CurrentBatch } from '../../contracts/ipc.js';
import { call } from '../ui/kyso.js';

export type BatchOrigin = CurrentBatch['origin'];

interface Shown {
  readonly id: string;
  readonly origin: BatchOrigin;
}

export interface BatchStore {
  readonly batch: Batch | null;
  /** The page that started it shows it. */
  readonly origin: BatchOrigin | null;
  /** A batch is being worked on: no second one is started. */
  readonly active: boolean;
  show(batch: Batch, origin: BatchOrigin): void;
  /** A reply about a batch that was `before` when asked; an event that came meanwhile is newer and stays. */
  answer(before: Batch, reply: Batch): void;
  close(): void;
}

export const isActive = (batch: Batch | null): boolean =>
  batch !== null && batch.state !== 'finished' && batch.state !== 'cancelled';

const Context = createContext<BatchStore | null>(null);

interface BatchProviderProps {
  /** A window that was loaded anew (a crash of its process) finds a batch that goes on. */
  readonly onFound: (origin: BatchOrigin) => void;
  readonly children: ReactNode;
}

export function BatchProvider({ onFound, children }: BatchProviderProps) {
  const [batches, setBatches] = useState<ReadonlyMap<string, Batch>>(new Map());
  const [shown, setShown] = useState<Shown | null>(null);

  useEffect(
    () => window.kyso.on('batch:changed', (batch) => setBatches((before) => new Map(before).set(batch.id, batch))),
    [],
  );

  useEffect(() => {
    let gone = false;
    const take = (running: readonly CurrentBatch[]): void => {
      const last = running.at(-1);
      if (gone || !last) return;
      setBatches((before) => (before.has(last.batch.id) ? before : new Map(before).set(last.batch.id, last.batch)));
      setShown((before) => before ?? { id: last.batch.id, origin: last.origin });
      onFound(last.origin);
    };
    // Without an answer the window starts as if nothing ran; the main process refuses what must not run twice.
    call('signing:current').then(take, () => undefined);
    return () => {
      gone = true;
    };
  }, [onFound]);

  const show = useCallback((batch: Batch, origin: BatchOrigin) => {
    // An event may have overtaken the reply; the event is newer.
    setBatches((before) => (before.has(batch.id) ? before : new Map(before).set(batch.id, batch)));
    setShown({ id: batch.id, origin });
  }, []);
  const answer = useCallback(
    (asked: Batch, reply: Batch) =>
      setBatches((before) => (before.get(asked.id) === asked ? new Map(before).set(asked.id, reply) : before)),
    [],
  );
  const close = useCallback(() => {
    setShown(null);
    setBatches(new Map());
  }, []);

  const batch = (shown && batches.get(shown.id)) ?? null;
  const origin = shown?.origin ?? null;
  const store = useMemo(
    () => ({ batch, origin, active: isActive(batch), show, answer, close }),
    [batch, origin, show, answer, close],
  );
  return <Context.Provider value={store}>{children}</Context.Provider>;
}

export const useBatches = (): BatchStore => {
  const store = useContext(Context);
  if (!store) throw new Error('BatchProvider is missing');
  return store;
};
