/** Each class of operations once at each instant, on purpose: of whole runs, and of the runs that come behind a cut. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Expected, problemsOf } from './check.js';
import { classOf, instants, type Operation, patternOf } from './log.js';
import { startMixture } from './mixture.js';
import { makeShared, type Part, Place, parts } from './place.js';
import { logsOf, type Prepared } from './runs.js';
import { failures, resume } from './sigkill.js';

interface Aim {
  readonly part: Part;
  readonly className: string;
  readonly when: string;
  /** Operations of the class in the run that showed it. */
  readonly count: number;
  /** The cuts before it, each of a run of the same part. */
  readonly behind: readonly string[];
}

export interface EachResult extends Aim {
  /** Whether a run was cut there. */
  readonly cut: boolean;
  /** Milliseconds from the next start to its first document or its end. */
  readonly resumeMs: number;
  readonly problems: readonly string[];
}

/**
 * Who is cut off while it looks whether another that was cut off still lives leaves an empty journal beside that one's
 * lock: no run behind a single cut opens it.
 */
const abandonedJournal = {
  part: 'sign',
  className: 'open queue.sqlite.owners/*-journal',
  count: 1,
  behind: ['sign:1:after', 'create@=queue.sqlite.owners/*-journal:2:after'],
} as const;

/** What no run has been seen to do yet, at each instant. */
class Aims {
  private readonly known = new Set<string>([abandonedJournal.className]);
  private readonly open: Aim[] = instants(abandonedJournal.className).map((when) => ({ ...abandonedJournal, when }));

  offer(part: Part, operations: readonly Operation[], behind: readonly string[]): void {
    const counts = new Map<string, number>();
    for (const operation of operations) counts.set(classOf(operation), (counts.get(classOf(operation)) ?? 0) + 1);
    for (const [className, count] of counts) {
      if (this.known.has(className)) continue;
      this.known.add(className);
      this.open.push(...instants(className).map((when) => ({ part, className, when, count, behind })));
    }
  }

  next(): Aim | undefined {
    return this.open.shift();
  }
}

/** In the middle of what a run does of this, or at the first; runs differ a little, so that one not reached is tried again. */
const specsOf = ({ className, count, when }: Aim): string[] =>
  [Math.ceil(count / 2), 1, 1, 1].map((number) => `${patternOf(className)}:${number}:${when}`);

/** @returns what was found, and what the run behind the cut did */
const once = async (
  { place, logs }: Prepared,
  aim: Aim,
  spec: string,
  expected: Expected,
): Promise<{ result: EachResult; resumed: readonly Operation[] }> => {
  const { part, behind } = aim;
  await place.restore(part);
  const killed = [];
  for (const cut of [...behind, spec]) killed.push(await place.run(part, { cut }));
  const cut = killed.every((run) => run.cut !== null);
  const outcomes = await resume(place, part, {});
  const operations = [
    ...(part === 'send' ? logs.sign : []),
    ...[...killed, ...outcomes].flatMap((outcome) => outcome.operations),
  ];
  const failed = failures([...killed.filter((run) => run.cut === null), ...outcomes]);
  const problems = [...failed, ...(await problemsOf(place, expected, operations))];
  const [first] = outcomes;
  return { result: { ...aim, cut, resumeMs: first?.firstLineMs ?? 0, problems }, resumed: first?.operations ?? [] };
};

/**
 * @param count documents of the server
 * @param mixed besides documents of our own with several signatures each, and timestamps
 * @param tell of each cut when the batch is worked off behind it
 */
export const cutEach = async (
  count: number,
  mixed: boolean,
  tell: (result: EachResult) => void,
): Promise<readonly EachResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-each-'));
  const results: EachResult[] = [];
  try {
    const shared = await makeShared(folder, count);
    const mixture = mixed ? await startMixture(shared, count) : null;
    const besides = mixture && { enter: mixture.enter, sign: ['--tsa', mixture.tsa, '--trust', mixture.trust] };
    const place = new Place(shared, join(shared.folder, 'place'), besides);
    const expected = { count, ended: ['delivered'], own: mixture?.own ?? 0 };
    try {
      const prepared = { place, logs: logsOf(await place.prepare()) };
      const aims = new Aims();
      for (const part of parts) aims.offer(part, prepared.logs[part], []);
      for (let aim = aims.next(); aim !== undefined; aim = aims.next()) {
        for (const spec of specsOf(aim)) {
          const { result, resumed } = await once(prepared, aim, spec, expected);
          results.push(result);
          tell(result);
          // What a second cut leaves is no further behind than what one leaves: no third is looked for.
          if (aim.behind.length === 0 && result.cut) aims.offer(aim.part, resumed, [spec]);
          if (result.cut) break;
        }
      }
    } finally {
      await place.close();
      await mixture?.close();
      shared.workplace.remove();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
};
