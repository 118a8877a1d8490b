/** Where the runs of a chain are cut: classes of operations in turn, learned from what the runs did. */
import { classOf, instants, type Operation, patternOf } from './log.js';

interface Phase {
  /** Of runs that brought documents on: operations behind the start, and how many documents. */
  operations: number;
  documents: number;
  /** How often each class came, in all and at most in one run. */
  readonly classes: Map<string, { total: number; most: number }>;
}

/** About as many operations as every start takes. */
const startOperations = 60;
/** Classes that come with each document are tried so much more often than those of a start. */
const documentWeight = 3;

/** Remembers over all chains what was tried: each class comes as often as every other. */
export class Plan {
  private readonly phases = new Map<string, Phase>();
  private readonly tried = new Map<string, number>();

  private phase(name: string): Phase {
    const found = this.phases.get(name) ?? { operations: 0, documents: 0, classes: new Map() };
    this.phases.set(name, found);
    return found;
  }

  /** Whether any run of a phase told what such runs do. */
  knows(name: string): boolean {
    return this.phases.has(name) && this.phase(name).classes.size > 0;
  }

  /** What one run of a phase did, and how many documents it brought on. */
  learn(name: string, operations: readonly Operation[], documents: number): void {
    const phase = this.phase(name);
    if (documents > 0) {
      phase.operations += Math.max(0, operations.length - startOperations);
      phase.documents += documents;
    }
    const counts = new Map<string, number>();
    for (const operation of operations) counts.set(classOf(operation), (counts.get(classOf(operation)) ?? 0) + 1);
    for (const [className, count] of counts) {
      const known = phase.classes.get(className) ?? { total: 0, most: 0 };
      phase.classes.set(className, { total: known.total + count, most: Math.max(known.most, count) });
    }
  }

  /**
   * The next cut of a run in this phase: at the class that was tried least, or wherever `documents` of them would be done.
   * @param documents null: the run comes to its end if it does not come to that class
   * @param early whether a cut may be so early that no document comes on
   */
  next(name: string, documents: number | null, early: boolean, random: () => number): string {
    const phase = this.phase(name);
    const chosen = early ? this.leastTried(name, phase, random) : null;
    const any = (limit: number): string => `any:${1 + Math.floor(limit)}:${random() < 0.5 ? 'before' : 'after'}`;
    if (documents === null) {
      if (!chosen) return any(250 * random());
      return `${patternOf(chosen.className)}:${1 + Math.floor(random() * chosen.most)}:${chosen.when}`;
    }
    const perDocument = phase.documents === 0 ? 150 : phase.operations / phase.documents;
    const bound = any(startOperations + perDocument * documents * (0.3 + random()));
    if (!chosen) return bound;
    const often = Math.min(chosen.most, Math.ceil((chosen.total / Math.max(1, phase.documents)) * documents));
    return `${patternOf(chosen.className)}:${1 + Math.floor(random() * Math.max(1, often))}:${chosen.when},${bound}`;
  }

  private leastTried(name: string, phase: Phase, random: () => number) {
    const choices = [...phase.classes].flatMap(([className, known]) =>
      instants(className).map((when) => ({ ...known, className, when, key: `${name} ${className} ${when}` })),
    );
    const least = Math.min(...choices.map(({ key }) => this.tried.get(key) ?? 0));
    const open = choices.filter(({ key }) => (this.tried.get(key) ?? 0) === least);
    const chosen = open[Math.floor(random() * open.length)] ?? null;
    if (chosen) {
      const weight = chosen.total >= phase.documents && phase.documents > 0 ? documentWeight : 1;
      this.tried.set(chosen.key, least + 1 / weight);
    }
    return chosen;
  }

  /** All classes that any run came to. */
  classes(): Set<string> {
    return new Set([...this.phases.values()].flatMap(({ classes }) => [...classes.keys()]));
  }
}
