/** Saves the evidence packs of documents one after another into the folder that the person chose. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { DocumentInfo } from '../../contracts/ipc.js';
import type { Bilingual } from '../i18n/index.js';
import { call, ReplyFault, sentenceOf } from '../ui/kyso.js';
import type { Verifications } from './verifications.js';

export interface PackRun {
  readonly state: 'running' | 'ended';
  /** Name of the folder, for reading. */
  readonly folder: string;
  readonly total: number;
  readonly made: number;
  readonly failures: readonly { readonly name: string; readonly error: Bilingual }[];
}

export interface Packs {
  /** The last one; null before it, and when the person put its outcome away. */
  readonly run: PackRun | null;
  /** Why no run could begin. */
  readonly error: unknown;
  save(documents: readonly DocumentInfo[]): void;
  /** What is being made is finished, nothing more is begun. */
  stop(): void;
  dismiss(): void;
}

/** The others could not be written either. */
const endsAll = (thrown: unknown): boolean => thrown instanceof ReplyFault && thrown.fault.code === 'output.failed';

export const usePacks = (verifications: Verifications): Packs => {
  const queries = useQueryClient();
  const [run, setRun] = useState<PackRun | null>(null);
  const [error, setError] = useState<unknown>(null);
  const stopped = useRef(false);
  const busy = useRef(false);

  const make = useCallback(
    async (documents: readonly DocumentInfo[]): Promise<void> => {
      const folder = await call('evidence:choose-folder');
      if (folder === null) return;
      stopped.current = false;
      setRun({ state: 'running', folder: folder.name, total: documents.length, made: 0, failures: [] });
      for (const { id, name } of documents) {
        if (stopped.current) break;
        try {
          const { report } = await call('evidence:make', { document: id, folder: folder.id });
          // What is shown is what the pack says.
          verifications.put(id, report);
          setRun((before) => before && { ...before, made: before.made + 1 });
        } catch (thrown) {
          const failure = { name, error: sentenceOf(thrown) };
          setRun((before) => before && { ...before, failures: [...before.failures, failure] });
          if (endsAll(thrown)) break;
        }
      }
      setRun((before) => before && { ...before, state: 'ended' });
    },
    [verifications],
  );
  const save = useCallback(
    (documents: readonly DocumentInfo[]): void => {
      if (busy.current || documents.length === 0) return;
      busy.current = true;
      setError(null);
      make(documents)
        .catch(setError)
        .finally(() => {
          busy.current = false;
          void queries.invalidateQueries({ queryKey: ['packs'] });
        });
    },
    [make, queries],
  );
  const stop = useCallback(() => {
    stopped.current = true;
  }, []);
  const dismiss = useCallback(() => {
    setRun(null);
    setError(null);
  }, []);
  return useMemo(() => ({ run, error, save, stop, dismiss }), [run, error, save, stop, dismiss]);
};
