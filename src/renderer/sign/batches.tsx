/** The batch that is being signed, kept above the pages so that any of them can be looked at meanwhile. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { Batch } from '../../contracts/ipc.js';

export type BatchOrigin = 'sign' | 'queue';

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

export function BatchProvider({ children }: { readonly children: ReactNode }) {
  const [batches, setBatches] = useState<ReadonlyMap<string, Batch>>(new Map());
  const [shown, setShown] = useState<Shown | null>(null);

  useEffect(
    () => window.kyso.on('batch:changed', (batch) => setBatches((before) => new Map(before).set(batch.id, batch))),
    [],
  );

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
