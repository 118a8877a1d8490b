/** What an entry went through, and what may still become of it. */
import type { Direction, EntryChange, EntryState } from '../../contracts/registers.js';

export const entryStates: Readonly<Record<Direction, readonly EntryState[]>> = {
  outgoing: ['issued', 'corrected', 'replaced', 'recalled'],
  incoming: ['received', 'corrected', 'replaced', 'recalled'],
};

export type ChangeEvent = EntryChange['event'];

/** In the order in which they are offered. */
export const changeEvents: readonly ChangeEvent[] = ['document-corrected', 'document-replaced', 'document-recalled'];

/** Whether the document still counts: one that was recalled or replaced changes no more. */
export const inForce = (state: EntryState): boolean => state !== 'recalled' && state !== 'replaced';
