/**
 * What would be done with each document of the stack. A store of its own: a stack of 500 changes a thousand times, and
 * each change may cost no more than what it changes.
 */
import type { Operation, RecordChoice, ShownPlan } from '../../contracts/records.js';
import type { PixelFacts } from '../../contracts/records-facts.js';
import { createLimiter } from '../verify/limiter.js';

export interface PlanQuestion {
  readonly operation: Operation;
  readonly choice: RecordChoice;
}

export interface Planned {
  /** The last one of this operation, while a newer one is made. */
  readonly plan: ShownPlan | null;
  readonly error: Error | null;
  readonly pending: boolean;
  /** What it answers, or will answer. */
  readonly question: PlanQuestion;
}

/**
 * What is known as an answer to `question`, which may have been asked a moment ago: what a person has just decided is
 * not ordered by a plan that was made before.
 */
export const answering = (planned: Planned | undefined, question: PlanQuestion): Planned | undefined => {
  if (!planned || planned.question === question) return planned;
  if (JSON.stringify(planned.question) === JSON.stringify(question)) return planned;
  const plan = planned.question.operation === question.operation ? planned.plan : null;
  return { plan, error: null, pending: true, question };
};

export interface Planner {
  plan(document: string, question: PlanQuestion, pixels: PixelFacts | null): Promise<ShownPlan>;
  /** null where it cannot be measured. */
  measure(document: string, pages: readonly number[], signal: AbortSignal): Promise<PixelFacts | null>;
}

/** The document in view must not wait behind 500 others. */
const width = 3;

/** Results that come closer together than this, in milliseconds, are told of together; the last one at once. */
const together = 500;

/** A page that its own images cover this far may be a scan. */
const scanned = 0.5;

/** The first page and the last ones, where a seal may be. */
const mostMeasured = 4;

/** Pages on which red seals are looked for; none where the document shows no scan. */
export const pagesToMeasure = ({ facts }: ShownPlan): number[] => {
  const scans = facts.pages.filter(({ imageCover }) => imageCover >= scanned).map(({ page }) => page);
  return scans.length <= mostMeasured ? scans : [...scans.slice(0, 1), ...scans.slice(1 - mostMeasured)];
};

interface Held {
  state: Planned;
  /** The making of it that counts, where an older one is still under way. */
  run: symbol;
  pixels: PixelFacts | null | undefined;
  readonly gone: AbortController;
}

export class Plans {
  readonly #planner: Planner;
  readonly #limiter = createLimiter(width);
  readonly #listeners = new Set<() => void>();
  readonly #held = new Map<string, Held>();
  #told: ReadonlyMap<string, Planned> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(planner: Planner) {
    this.#planner = planner;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What is known of each document; the same map until something changes, and the same entry until it changes. */
  readonly known = (): ReadonlyMap<string, Planned> => this.#told;

  /** These documents are in the stack and no others; what is asked of one anew is planned anew. */
  keep(questions: ReadonlyMap<string, PlanQuestion>): void {
    let changed = false;
    for (const [id, { gone }] of [...this.#held]) {
      if (questions.has(id)) continue;
      gone.abort();
      this.#held.delete(id);
      changed = true;
    }
    for (const [id, question] of questions) changed = this.#ask(id, question, false) || changed;
    if (changed) this.#tell();
  }

  prefer(id: string | null): void {
    this.#limiter.prefer(id);
  }

  /** What plans rest on has changed (presets, sources of trust): all are made anew. */
  allAgain(questions: ReadonlyMap<string, PlanQuestion>): void {
    for (const [id, question] of questions) this.#ask(id, question, true);
    this.#tell();
  }

  #ask(id: string, question: PlanQuestion, again: boolean): boolean {
    const before = this.#held.get(id);
    if (before && answering(before.state, question) === before.state && !again) return false;
    const run = Symbol(id);
    const fresh: Planned = { plan: null, error: null, pending: true, question };
    const held: Held = before ?? { state: fresh, run, pixels: undefined, gone: new AbortController() };
    held.state = { ...(answering(held.state, question) ?? fresh), error: null, pending: true, question };
    held.run = run;
    this.#held.set(id, held);
    void this.#make(id, held, question, run);
    return true;
  }

  async #make(id: string, held: Held, question: PlanQuestion, run: symbol): Promise<void> {
    const counts = (): boolean => this.#held.get(id) === held && held.run === run;
    const plan = () =>
      this.#limiter.run(id, async () =>
        counts() ? await this.#planner.plan(id, question, held.pixels ?? null) : undefined,
      );
    let state: Planned;
    try {
      let made = await plan();
      const pages = made && held.pixels === undefined ? pagesToMeasure(made) : [];
      if (pages.length > 0 && counts()) {
        held.pixels = await this.#planner.measure(id, pages, held.gone.signal);
        if (held.pixels) made = await plan();
      }
      state = { plan: made ?? null, error: null, pending: false, question };
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      state = { plan: null, error, pending: false, question };
    }
    if (!counts()) return;
    held.state = state;
    const more = [...this.#held.values()].some((one) => one.state.pending);
    if (more) this.#timer ??= setTimeout(() => this.#tell(), together);
    else this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = new Map([...this.#held].map(([id, { state }]) => [id, state]));
    for (const listener of this.#listeners) listener();
  }
}
