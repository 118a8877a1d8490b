/** One batch from the first document to the last acknowledgement, whose every run is cut until it is through. */
import { problemsOf } from './check.js';
import { classOf, type Operation, readCut } from './log.js';
import { type JobAtMoment, Watch } from './moment.js';
import type { Outcome, Place } from './place.js';
import type { Plan } from './plan.js';
import { failures } from './sigkill.js';
import type { Batch, Stage } from './stages.js';

export interface ChainCut {
  readonly stage: string;
  readonly className: string;
  readonly when: string;
  /** Documents that the stage had brought on. */
  readonly document: number;
  /** Cut again before anything came on. */
  readonly again: boolean;
}

export interface ChainResult {
  readonly cuts: readonly ChainCut[];
  /** Milliseconds from each start behind a cut to its first document, or its end; runs that were cut before are left out. */
  readonly resumeMs: readonly number[];
  readonly problems: readonly string[];
}

/** So many runs in a row may be cut before a document came on. */
const patience = 3;
const betweenJournalChecks = 12;

export interface ChainOrder {
  readonly batch: Batch;
  /** Of the server. */
  readonly documents: number;
  /** About so many. */
  readonly cuts: number;
  readonly plan: Plan;
  readonly random: () => number;
}

interface Aim {
  readonly phase: string;
  readonly cut: string;
  readonly again: boolean;
}

/** Three PINs in a row that a run was cut with: a person says that the PIN is right. */
const wantsAssurance = ({ stdout }: Outcome): boolean => stdout.includes('"token.pin-perhaps-final-try"');

/** What a run said although it was cut later: a document that failed is told at once. */
const toldErrors = ({ stdout }: Outcome): string[] => stdout.split('\n').filter((line) => /"error":\{/.test(line));

export class Chain {
  private readonly watch: Watch;
  private readonly signed: Operation[] = [];
  private readonly cuts: ChainCut[] = [];
  private readonly resumeMs: number[] = [];
  private readonly problems: string[] = [];
  private jobs: readonly JobAtMoment[] = [];
  /** Documents that the stage had before it when it began. */
  private atFirst = 0;
  private afterCut = false;
  /** Whether the next PIN is said to be right. */
  private assured = false;

  constructor(
    private readonly place: Place,
    private readonly order: ChainOrder,
  ) {
    this.watch = new Watch(place);
  }

  /** Ends with the first thing that is wrong, so that the folder is as it was found. */
  async run(): Promise<ChainResult> {
    for (const stage of this.order.batch.stages) {
      await stage.ready?.(this.place);
      this.jobs = (await this.watch.look()).jobs;
      if (this.problems.length === 0) await this.through(stage);
    }
    if (this.problems.length === 0) {
      const { rejected, own } = this.order.batch;
      const expected = { count: this.order.documents, ended: ['acknowledged'], rejected, own };
      this.problems.push(...(await problemsOf(this.place, expected, this.signed)));
    }
    return { cuts: this.cuts, resumeMs: this.resumeMs, problems: this.problems };
  }

  private async through(stage: Stage): Promise<void> {
    const { documents, cuts, plan, random } = this.order;
    let budget = Math.round(cuts * stage.share);
    let idle = Math.round(cuts * stage.idle);
    let stalled = 0;
    this.atFirst = stage.left(this.jobs, documents);
    while (this.problems.length === 0) {
      const left = stage.left(this.jobs, documents);
      const none = this.jobs.length === 0;
      const busy = left > 0;
      // Once without a cut: the rest, and what only a run that ends by itself does.
      if (busy ? budget <= 0 : idle <= 0) {
        await this.step(stage, null);
        if (this.assured) continue;
        return;
      }
      const wanted = Math.max(1, left / budget) * Math.max(1, stalled - patience);
      const phase = `${stage.name} ${none ? 'first' : busy ? 'again' : 'idle'}`;
      const cut = plan.next(phase, busy ? wanted : null, stalled < patience, random);
      const came = await this.step(stage, { phase, cut, again: stalled > 0 });
      if (busy) budget -= 1;
      else idle -= 1;
      stalled = busy && came === 0 ? stalled + 1 : 0;
    }
  }

  /** One run and a look at what it left; how many documents it brought on. */
  private async step(stage: Stage, aim: Aim | null): Promise<number> {
    const { documents, plan } = this.order;
    const left = stage.left(this.jobs, documents);
    const outcome = await stage.run(this.place, { cut: aim?.cut ?? null, assured: this.assured }, this.jobs);
    this.assured = wantsAssurance(outcome);
    const { jobs, problems } = await this.watch.look();
    this.jobs = jobs;
    const came = left - stage.left(jobs, documents);
    const signed = outcome.operations.filter(({ kind }) => kind === 'sign');
    this.signed.push(...signed.map((one) => ({ ...one, data: Buffer.from(one.data) })));
    if (!this.assured) {
      if (this.afterCut && (outcome.cut === null || outcome.stdout !== '')) this.resumeMs.push(outcome.firstLineMs);
      this.afterCut = outcome.cut !== null;
    }
    if (outcome.cut !== null) {
      const { when, kind, path } = readCut(outcome.cut);
      const className = classOf({ kind, path, other: '' });
      this.cuts.push({
        stage: stage.name,
        className,
        when,
        document: Math.max(0, Math.floor(this.atFirst - left)),
        again: aim?.again ?? false,
      });
    }
    // Only a run that was cut tells what a run that is cut comes to; where nothing is known yet, any does.
    if (aim && (outcome.cut !== null || !aim.phase.endsWith('again') || !plan.knows(aim.phase)))
      plan.learn(aim.phase, outcome.operations, came);
    const failed = this.assured ? [] : [...toldErrors(outcome), ...(outcome.cut === null ? failures([outcome]) : [])];
    this.tell([...problems, ...failed], aim);
    if (this.cuts.length % betweenJournalChecks === 0 && jobs.length > 0) await this.checkJournal(aim);
    return came;
  }

  private tell(problems: readonly string[], aim: Aim | null): void {
    const last = this.cuts.at(-1);
    const where = `behind cut ${this.cuts.length} (${last?.stage} ${last?.when} ${last?.className}; aimed at ${aim?.cut})`;
    this.problems.push(...problems.map((problem) => `${problem}, ${where}`));
  }

  private async checkJournal(aim: Aim | null): Promise<void> {
    const { code, stdout, stderr } = await this.place.command(['journal', 'verify']);
    if (code !== 0) this.tell([`journal verify: ${stdout}${stderr}`], aim);
  }
}
