/** Documents taken in by one page: chosen in a dialog or dropped, kept until removed. */
import { useMutation } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { DocumentInfo, Intake } from '../../contracts/ipc.js';
import { addFiles, call } from './kyso.js';

export interface IntakeState {
  readonly documents: readonly DocumentInfo[];
  readonly failures: Intake['failures'];
  readonly busy: boolean;
  /** How often documents came that the person dropped or chose; the first of a large stack count. */
  readonly brought: number;
  /** Files of a large stack that are still to be read. */
  readonly left: number;
  readonly error: unknown;
  readonly current: DocumentInfo | null;
  choose(): void;
  add(files: File[]): void;
  /** Takes over what came by itself. */
  receive(intake: Intake): void;
  /**
   * Takes over a document that another page has opened, with what was typed for it; one with the same name and content
   * is shown instead.
   */
  take(document: DocumentInfo, password: string | undefined): void;
  select(id: string): void;
  /** What the person typed to open it; gone with the document. */
  passwordOf(id: string): string | undefined;
  /** Opens an encrypted document; rejects where the password is wrong. */
  unlock(id: string, password: string): Promise<DocumentInfo>;
  remove(ids: readonly string[]): void;
  /** Puts everything away, and what of a stack is still to come. */
  clear(): void;
  dismissFailures(): void;
}

interface Held {
  readonly documents: readonly DocumentInfo[];
  readonly failures: Intake['failures'];
  readonly current: string | null;
  readonly brought: number;
  readonly passwords: ReadonlyMap<string, string>;
}

const merge = (held: Held, intake: Intake): Held => {
  const known = new Set(held.documents.map(({ id }) => id));
  const added = intake.documents.filter(({ id }) => !known.has(id));
  return {
    ...held,
    documents: [...held.documents, ...added],
    failures: [...held.failures, ...intake.failures],
    current: held.current ?? added[0]?.id ?? null,
  };
};

/** After a removal the next document in the list becomes the current one. */
const without = (held: Held, ids: ReadonlySet<string>): Held => {
  const documents = held.documents.filter(({ id }) => !ids.has(id));
  const passwords = new Map([...held.passwords].filter(([id]) => !ids.has(id)));
  if (held.current === null || !ids.has(held.current)) return { ...held, documents, passwords };
  const at = held.documents.findIndex(({ id }) => id === held.current);
  const next = held.documents.slice(at).find(({ id }) => !ids.has(id)) ?? documents.at(-1);
  return { ...held, documents, passwords, current: next?.id ?? null };
};

/** A document that was removed meanwhile is not brought back. */
const unlocked = (held: Held, document: DocumentInfo, password: string): Held => {
  if (!held.documents.some(({ id }) => id === document.id)) return held;
  return {
    ...held,
    documents: held.documents.map((before) => (before.id === document.id ? document : before)),
    passwords: new Map(held.passwords).set(document.id, password),
  };
};

export const useIntake = (): IntakeState => {
  const [held, setHeld] = useState<Held>({
    documents: [],
    failures: [],
    current: null,
    brought: 0,
    passwords: new Map(),
  });
  const [left, setLeft] = useState(0);
  const stack = useRef(0);
  const intake = useMutation({
    mutationFn: async (files: File[] | null) => {
      stack.current += 1;
      const own = stack.current;
      const first: Intake = files ? await addFiles(files) : await call('documents:choose');
      const came = first.documents.length > 0 ? 1 : 0;
      setHeld((before) => merge({ ...before, failures: [], brought: before.brought + came }, first));
      let { rest } = first;
      // A stack that was put away does not go on coming.
      while (rest && own === stack.current) {
        setLeft(rest.count);
        // React may take a part over only after the next one has come: each keeps its own name.
        const part = await call('documents:more', rest.id);
        const { documents } = part;
        rest = part.rest;
        if (own === stack.current) setHeld((before) => merge(before, part));
        else
          await call(
            'documents:remove',
            documents.map(({ id }) => id),
          );
      }
    },
    onSettled: () => setLeft(0),
  });
  const { mutate } = intake;
  const remove = useCallback((ids: readonly string[]) => {
    if (ids.length === 0) return;
    setHeld((before) => without(before, new Set(ids)));
    // The list is the person's; that the copy could not be deleted concerns only the main process.
    call('documents:remove', [...ids]).catch(() => undefined);
  }, []);
  const take = (document: DocumentInfo, password: string | undefined): void => {
    const same = held.documents.find(({ name, sha256 }) => name === document.name && sha256 === document.sha256);
    if (same) remove([document.id]);
    setHeld((before) => ({
      ...before,
      documents: same ? before.documents : [...before.documents, document],
      passwords:
        same || password === undefined ? before.passwords : new Map(before.passwords).set(document.id, password),
      current: same?.id ?? document.id,
    }));
  };
  const unlock = useCallback(async (id: string, password: string) => {
    const document = await call('documents:unlock', { id, password });
    setHeld((before) => unlocked(before, document, password));
    return document;
  }, []);
  return {
    documents: held.documents,
    failures: held.failures,
    busy: intake.isPending,
    brought: held.brought,
    left,
    clear: () => {
      stack.current += 1;
      remove(held.documents.map(({ id }) => id));
    },
    error: intake.error,
    current: held.documents.find(({ id }) => id === held.current) ?? null,
    choose: useCallback(() => mutate(null), [mutate]),
    add: useCallback((files: File[]) => files.length > 0 && mutate(files), [mutate]),
    receive: useCallback((arrived: Intake) => {
      const take = async (next: Intake): Promise<void> => {
        setHeld((before) => merge(before, next));
        if (next.rest) await take(await call('documents:more', next.rest.id));
      };
      // What cannot be fetched any more was put away meanwhile.
      take(arrived).catch(() => undefined);
    }, []),
    take,
    passwordOf: (id) => held.passwords.get(id),
    unlock,
    select: useCallback((id: string) => setHeld((before) => ({ ...before, current: id })), []),
    remove,
    dismissFailures: useCallback(() => setHeld((before) => ({ ...before, failures: [] })), []),
  };
};
