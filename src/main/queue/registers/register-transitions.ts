/** The life of a number and of a register entry as tables, as transitions.ts is for jobs. */
import type { EntryState, NumberState } from '../../../contracts/registers.js';
import type { Actor } from '../transitions.js';

interface Step<State> {
  readonly by: Actor;
  /** `null`: nothing is there yet. */
  readonly from: readonly (State | null)[];
  readonly to: State;
}

export const numberTransitions = {
  'number-held': { by: 'person', from: [null, 'free'], to: 'held' },
  /** The document is tried again on another day of the same year. */
  'number-redated': { by: 'person', from: ['held'], to: 'held' },
  'number-released': { by: 'person', from: ['held'], to: 'free' },
  /** With it the document stands in the register. */
  'number-used': { by: 'signer', from: ['held'], to: 'used' },
} as const satisfies Record<string, Step<NumberState>>;

export type NumberEvent = keyof typeof numberTransitions;

/** States of entries whose document still counts. */
export const inForce = ['issued', 'received', 'corrected'] as const satisfies readonly EntryState[];

export const entryTransitions = {
  'document-recalled': { by: 'person', from: inForce, to: 'recalled' },
  /** A document may be corrected more than once. */
  'document-corrected': { by: 'person', from: inForce, to: 'corrected' },
  'document-replaced': { by: 'person', from: inForce, to: 'replaced' },
} as const satisfies Record<string, Step<EntryState>>;

export type EntryEvent = keyof typeof entryTransitions;

/** What the journal records of numbers and registers. */
export const registerEvents = {
  'series-started': { by: 'person' },
  'papers-confirmed': { by: 'person' },
  /** Steps are lost, and with them numbers that this computer gave: `number-doubts.ts`. */
  'numbers-doubted': { by: 'recovery' },
  'series-confirmed': { by: 'person' },
  ...numberTransitions,
  ...entryTransitions,
  /** Columns of an entry in any state, which stays. */
  'entry-amended': { by: 'person' },
  /** A row stands otherwise than the entries that were left say, or is lost: `rebuild.ts`. */
  'register-rebuilt': { by: 'recovery' },
} as const satisfies Record<string, { readonly by: Actor }>;

export type RegisterEvent = keyof typeof registerEvents;

const lead = <State>(step: Step<State>, state: State | null): State | null =>
  step.from.includes(state) ? step.to : null;

/** Where `event` leads a number from `state`, or null where the table does not allow it. */
export const nextNumberState = (state: NumberState | null, event: NumberEvent): NumberState | null =>
  lead<NumberState>(numberTransitions[event], state);

/** Where `event` leads an entry from `state`, or null where the table does not allow it. */
export const nextEntryState = (state: EntryState, event: EntryEvent): EntryState | null =>
  lead<EntryState>(entryTransitions[event], state);
