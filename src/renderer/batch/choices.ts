/** What the person decided for the stack and for each document of it: plain data, changed by {@link chosen} alone. */
import type { MarkRole, Operation, RecordChoice } from '../../contracts/records.js';

export type Place = NonNullable<RecordChoice['places']>[number];
type Kind = NonNullable<RecordChoice['kind']>;

/** The same for every document of the stack. */
export interface CommonChoice {
  /** `yyyy-mm-dd`; null: today. */
  readonly date: string | null;
  readonly leader: string | null;
  readonly copyForm: NonNullable<RecordChoice['copyForm']>;
  readonly urgency: NonNullable<RecordChoice['urgency']>;
  readonly forwardTo: string;
  readonly notation: string;
}

export interface OwnChoice {
  readonly kind?: Kind | undefined;
  readonly number?: number | undefined;
  readonly notation?: string | undefined;
  readonly places?: readonly Place[] | undefined;
}

export interface Choices {
  readonly operation: Operation;
  readonly common: CommonChoice;
  /** By document. */
  readonly own: ReadonlyMap<string, OwnChoice>;
  /** Left out by the person. */
  readonly excluded: ReadonlySet<string>;
  /** What the person has looked at, by its sentences, in the order of looking. */
  readonly confirmed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Where the marks of a document were before, the last one at the end. */
  readonly history: ReadonlyMap<string, readonly (readonly Place[])[]>;
}

export type Decision =
  | { readonly kind: 'operation'; readonly operation: Operation }
  | { readonly kind: 'common'; readonly changes: Partial<CommonChoice> }
  | { readonly kind: 'own'; readonly document: string; readonly changes: OwnChoice }
  | { readonly kind: 'place'; readonly document: string; readonly place: Place }
  | { readonly kind: 'undo'; readonly document: string }
  | { readonly kind: 'include'; readonly documents: readonly string[]; readonly included: boolean }
  | { readonly kind: 'confirm'; readonly document: string; readonly points: readonly string[] }
  /** Numbers of an order that was begun: what is tried again keeps its own. */
  | { readonly kind: 'keep-numbers'; readonly numbers: ReadonlyMap<string, number> }
  | { readonly kind: 'forget'; readonly documents: readonly string[] };

export const noChoices: Choices = {
  operation: 'issue',
  common: { date: null, leader: null, copyForm: 'sao-y', urgency: 'khan', forwardTo: '', notation: '' },
  own: new Map(),
  excluded: new Set(),
  confirmed: new Map(),
  history: new Map(),
};

/** Steps that can be taken back, a document. */
const longest = 50;

const withOwn = (choices: Choices, document: string, changes: OwnChoice): Choices['own'] =>
  new Map(choices.own).set(document, { ...choices.own.get(document), ...changes });

const replaced = (places: readonly Place[], place: Place): Place[] => [
  ...places.filter(({ role }) => role !== place.role),
  place,
];

const without = <T>(map: ReadonlyMap<string, T>, gone: ReadonlySet<string>): Map<string, T> =>
  new Map([...map].filter(([id]) => !gone.has(id)));

/** Marks and numbers belong to one operation; what kind a document is stays. */
const otherOperation = (choices: Choices, operation: Operation): Choices => ({
  ...choices,
  operation,
  own: new Map([...choices.own].map(([id, { kind }]) => [id, { kind }])),
  confirmed: new Map(),
  history: new Map(),
});

const undone = (choices: Choices, document: string): Choices => {
  const steps = choices.history.get(document) ?? [];
  const before = steps.at(-1);
  if (!before) return choices;
  return {
    ...choices,
    own: withOwn(choices, document, { places: before }),
    history: new Map(choices.history).set(document, steps.slice(0, -1)),
  };
};

export const chosen = (choices: Choices, decision: Decision): Choices => {
  switch (decision.kind) {
    case 'operation':
      return decision.operation === choices.operation ? choices : otherOperation(choices, decision.operation);
    case 'common':
      return { ...choices, common: { ...choices.common, ...decision.changes } };
    case 'own':
      return { ...choices, own: withOwn(choices, decision.document, decision.changes) };
    case 'place': {
      const { document, place } = decision;
      const before = choices.own.get(document)?.places ?? [];
      return {
        ...choices,
        own: withOwn(choices, document, { places: replaced(before, place) }),
        history: new Map(choices.history).set(
          document,
          [...(choices.history.get(document) ?? []), before].slice(-longest),
        ),
      };
    }
    case 'undo':
      return undone(choices, decision.document);
    case 'include': {
      const excluded = new Set(choices.excluded);
      for (const id of decision.documents) {
        if (decision.included) excluded.delete(id);
        else excluded.add(id);
      }
      return { ...choices, excluded };
    }
    case 'confirm': {
      const seen = new Set([...(choices.confirmed.get(decision.document) ?? []), ...decision.points]);
      return { ...choices, confirmed: new Map(choices.confirmed).set(decision.document, seen) };
    }
    case 'keep-numbers': {
      const own = new Map(choices.own);
      for (const [id, number] of decision.numbers) own.set(id, { ...own.get(id), number });
      return { ...choices, own };
    }
    case 'forget': {
      const gone = new Set(decision.documents);
      return {
        ...choices,
        own: without(choices.own, gone),
        confirmed: without(choices.confirmed, gone),
        history: without(choices.history, gone),
        excluded: new Set([...choices.excluded].filter((id) => !gone.has(id))),
      };
    }
  }
};

/** What of the stack's choice concerns an operation. */
export type CommonPart = 'date' | 'leader' | 'copyForm' | 'urgency' | 'forwardTo' | 'notation';
export const commonParts: Readonly<Record<Operation, readonly CommonPart[]>> = {
  issue: ['date'],
  copy: ['copyForm'],
  appendix: ['notation'],
  incoming: ['date', 'forwardTo'],
  approve: ['leader'],
  initial: ['leader'],
  urgency: ['urgency'],
};

/** The choice of one document as the contract has it. @param document its id */
export const choiceOf = ({ operation, common, own }: Choices, document: string): RecordChoice => {
  const { kind, number, notation, places } = own.get(document) ?? {};
  const parts = commonParts[operation];
  const words = notation ?? (parts.includes('notation') ? common.notation : '');
  const to = parts.includes('forwardTo') ? common.forwardTo.trim() : '';
  return {
    ...(kind !== undefined && { kind }),
    ...(number !== undefined && { number }),
    ...(words.trim() !== '' && { notation: words.trim() }),
    ...(places && places.length > 0 && { places: [...places] }),
    ...(parts.includes('date') && common.date !== null && { date: common.date }),
    ...(parts.includes('leader') && common.leader !== null && { leader: common.leader }),
    ...(parts.includes('copyForm') && { copyForm: common.copyForm }),
    ...(parts.includes('urgency') && { urgency: common.urgency }),
    ...(to !== '' && { forwardTo: to }),
  };
};

/** Pictures and stamps keep their shape; texts fill the box that they get. */
export const keepsRatio = (role: MarkRole): boolean => {
  switch (role) {
    case 'signature':
    case 'initials':
    case 'seal':
    case 'arrival-stamp':
    case 'urgency-stamp':
      return true;
    case 'number':
    case 'day':
    case 'month':
    case 'strip':
      return false;
  }
};
