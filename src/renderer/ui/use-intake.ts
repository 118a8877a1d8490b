/** Documents taken in by one page: chosen in a dialog or dropped, kept until removed. */
import { useMutation } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { DocumentInfo, Intake } from '../../contracts/ipc.js';
import { addFiles, call } from './kyso.js';

export interface IntakeState {
  readonly documents: readonly DocumentInfo[];
  readonly failures: Intake['failures'];
  readonly busy: boolean;
  readonly error: unknown;
  readonly current: DocumentInfo | null;
  choose(): void;
  add(files: File[]): void;
  /** Takes over a document that another page has opened; one with the same name and content is shown instead. */
  take(document: DocumentInfo): void;
  select(id: string): void;
  remove(ids: readonly string[]): void;
  dismissFailures(): void;
}

interface Held {
  readonly documents: readonly DocumentInfo[];
  readonly failures: Intake['failures'];
  readonly current: string | null;
}

const merge = (held: Held, intake: Intake): Held => {
  const known = new Set(held.documents.map(({ id }) => id));
  const added = intake.documents.filter(({ id }) => !known.has(id));
  return {
    documents: [...held.documents, ...added],
    failures: intake.failures,
    current: held.current ?? added[0]?.id ?? null,
  };
};

/** After a removal the next document in the list becomes the current one. */
const without = (held: Held, ids: ReadonlySet<string>): Held => {
  const documents = held.documents.filter(({ id }) => !ids.has(id));
  if (held.current === null || !ids.has(held.current)) return { ...held, documents };
  const at = held.documents.findIndex(({ id }) => id === held.current);
  const next = held.documents.slice(at).find(({ id }) => !ids.has(id)) ?? documents.at(-1);
  return { ...held, documents, current: next?.id ?? null };
};

export const useIntake = (): IntakeState => {
  const [held, setHeld] = useState<Held>({ documents: [], failures: [], current: null });
  const intake = useMutation({
    mutationFn: (files: File[] | null) => (files ? addFiles(files) : call('documents:choose')),
    onSuccess: (value) => setHeld((before) => merge(before, value)),
  });
  const { mutate } = intake;
  const remove = useCallback((ids: readonly string[]) => {
    if (ids.length === 0) return;
    setHeld((before) => without(before, new Set(ids)));
    // The list is the person's; that the copy could not be deleted concerns only the main process.
    call('documents:remove', [...ids]).catch(() => undefined);
  }, []);
  const take = (document: DocumentInfo): void => {
    const same = held.documents.find(({ name, sha256 }) => name === document.name && sha256 === document.sha256);
    if (same) remove([document.id]);
    setHeld((before) => ({
      ...before,
      documents: same ? before.documents : [...before.documents, document],
      current: same?.id ?? document.id,
    }));
  };
  return {
    documents: held.documents,
    failures: held.failures,
    busy: intake.isPending,
    error: intake.error,
    current: held.documents.find(({ id }) => id === held.current) ?? null,
    choose: useCallback(() => mutate(null), [mutate]),
    add: useCallback((files: File[]) => files.length > 0 && mutate(files), [mutate]),
    take,
    select: useCallback((id: string) => setHeld((before) => ({ ...before, current: id })), []),
    remove,
    dismissFailures: useCallback(() => setHeld((before) => ({ ...before, failures: [] })), []),
  };
};
