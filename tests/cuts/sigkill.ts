/** A batch is cut by SIGKILL and worked off by the next runs. */
import { problemsOf } from './check.js';
import type { Cut } from './choice.js';
import type { Operation } from './log.js';
import { type How, type Outcome, type Part, type Place, parts } from './place.js';

export interface CutResult {
  readonly cut: Cut;
  /** Where it was cut (`SEQ WHEN KIND PATH`), null where the run came to its end before. */
  readonly at: string | null;
  /** Milliseconds from the next start to its first document or its end. */
  readonly resumeMs: number;
  readonly problems: readonly string[];
}

/**
 * As a person would go on: the same command again, and the others behind it.
 * @param how what of them is recorded
 */
export const resume = async (place: Place, from: Part, how: How = { signaturesOnly: true }): Promise<Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const part of parts.slice(parts.indexOf(from))) outcomes.push(await place.run(part, how));
  return outcomes;
};

export const failures = (outcomes: readonly Outcome[]): string[] =>
  outcomes
    .filter(({ code }) => code !== 0)
    .map(
      ({ code, signal, stdout, stderr }) => `ended with ${code ?? signal}: ${stdout.slice(-600)}${stderr.slice(-600)}`,
    );

/**
 * @param count documents of the batch
 * @param before what the token signed before the part that is cut
 */
export const cutOnce = async (
  place: Place,
  cut: Cut,
  count: number,
  before: readonly Operation[],
): Promise<CutResult> => {
  await place.restore(cut.part);
  const killed = await place.run(cut.part, { cut: cut.spec });
  if (killed.cut === null) return { cut, at: null, resumeMs: 0, problems: failures([killed]) };
  const outcomes = await resume(place, cut.part);
  const operations = [...before, ...killed.operations, ...outcomes.flatMap((one) => one.operations)];
  const problems = [...failures(outcomes), ...(await problemsOf(place, { count, ended: ['delivered'] }, operations))];
  return { cut, at: killed.cut, resumeMs: outcomes[0]?.firstLineMs ?? 0, problems };
};
