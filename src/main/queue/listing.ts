/**
 * The list of jobs in pages, the newest first. A page begins behind the last job of the page before, so that the last
 * page costs what the first does; how many are in each state is counted by triggers.
 */
import type { QueueFilter, QueuePage } from '../../contracts/ipc.js';
import { type JobState, jobStateSchema } from '../../contracts/jobs.js';
import type { ReadableDatabase } from './database.js';
import { type JobRow, jobOf } from './rows.js';
import { boundedCount, matchOf, mostCounted } from './search.js';

/** Larger than every `seq`. */
export const beforeFirstPage = Number.MAX_SAFE_INTEGER;

const rowsOf = (numbers: string): string => `SELECT * FROM jobs WHERE seq IN (${numbers}) ORDER BY seq DESC`;

/** Of one state its index in order; of several these, merged. @states is a JSON array of so many. */
const numbersOf = (states: number): string => {
  const part = (where: string): string => `SELECT seq FROM jobs WHERE ${where}seq < @after`;
  const parts = Array.from({ length: states }, (_, at) => part(`state = @states ->> ${at} AND `));
  return `${states === 0 ? part('') : parts.join(' UNION ALL ')} ORDER BY seq DESC LIMIT @limit`;
};

const found = 'SELECT rowid AS seq FROM job_words WHERE job_words MATCH @match';
/** The states are looked up in a set of numbers: row by row would cost five times as much. */
const inStates = '(SELECT seq FROM jobs WHERE state IN (SELECT value FROM json_each(@states)))';
const foundInStates = `${found} AND +rowid IN ${inStates}`;
const foundInOtherStates = `${found} AND +rowid NOT IN ${inStates}`;
const foundNumbers = (matching: string): string => `${matching} AND rowid < @after ORDER BY rowid DESC LIMIT @limit`;

const totalOf = (matching: string): string => `SELECT count(*) FROM (${matching} LIMIT ${mostCounted + 1})`;

/** Every question the list asks, for its plans to be looked at. */
export const listSql = {
  all: rowsOf(numbersOf(0)),
  inOneState: rowsOf(numbersOf(1)),
  inStates: rowsOf(numbersOf(3)),
  found: rowsOf(foundNumbers(found)),
  foundInStates: rowsOf(foundNumbers(foundInStates)),
  foundInOtherStates: rowsOf(foundNumbers(foundInOtherStates)),
  counts: 'SELECT state, count FROM job_counts',
  foundCounts: `SELECT state, count(*) AS count FROM jobs
    WHERE seq IN (${found} ORDER BY rowid DESC LIMIT ${mostCounted + 1}) GROUP BY +state`,
  foundTotal: totalOf(foundInStates),
  foundOtherTotal: totalOf(foundInOtherStates),
} as const;

interface Page {
  readonly states: string;
  readonly after: number;
  readonly limit: number;
}
type Found = Page & { readonly match: string };
interface StateCount {
  readonly state: JobState;
  readonly count: number;
}

const none = (): Record<JobState, number> =>
  Object.fromEntries(jobStateSchema.options.map((state) => [state, 0])) as Record<JobState, number>;

const sumOf = (counts: Readonly<Record<JobState, number>>, states: readonly JobState[]): number =>
  states.reduce((sum, state) => sum + counts[state], 0);

export const jobListing = (database: ReadableDatabase): ((filter: QueueFilter) => QueuePage) => {
  const pages = Array.from({ length: jobStateSchema.options.length + 1 }, (_, states) =>
    database.prepare<[Page], JobRow>(rowsOf(numbersOf(states))),
  );
  const foundPage = database.prepare<[Found], JobRow>(listSql.found);
  const counted = database.prepare<[], StateCount>(listSql.counts);
  const countFound = database.prepare<[{ match: string }], StateCount>(listSql.foundCounts);
  const prepare = (pageSql: string, totalSql: string) => ({
    page: database.prepare<[Found], JobRow>(pageSql),
    total: database.prepare<[{ match: string; states: string }], number>(totalSql).pluck(),
  });
  const within = prepare(listSql.foundInStates, listSql.foundTotal);
  const outside = prepare(listSql.foundInOtherStates, listSql.foundOtherTotal);

  const countsOf = (rows: readonly StateCount[]): Record<JobState, number> => {
    const counts = none();
    for (const { state, count } of rows) counts[state] = count;
    return counts;
  };

  const everything = (states: readonly JobState[], page: Page) => {
    const counts = countsOf(counted.all());
    const total = sumOf(counts, states.length === 0 ? jobStateSchema.options : states);
    return { rows: pages[states.length]?.all(page) ?? [], total, more: false, counts, moreCounts: false };
  };

  const matching = (match: string, states: readonly JobState[], page: Page) => {
    const counts = countsOf(countFound.all({ match }));
    const all = boundedCount(sumOf(counts, jobStateSchema.options));
    if (states.length === 0) return { rows: foundPage.all({ ...page, match }), ...all, counts, moreCounts: all.more };
    // Of the states asked for and the others, those with fewer jobs make the set.
    const others = jobStateSchema.options.filter((state) => !states.includes(state));
    const held = countsOf(counted.all());
    const [ask, few] = sumOf(held, states) <= sumOf(held, others) ? [within, states] : [outside, others];
    const params = { ...page, match, states: JSON.stringify(few) };
    const inStates = boundedCount(ask.total.get({ match, states: params.states }) ?? 0);
    return { rows: ask.page.all(params), ...inStates, counts, moreCounts: all.more };
  };

  return ({ text, states: asked, after, limit }) => {
    const states = [...new Set(asked)];
    const match = matchOf(text);
    const page = { states: JSON.stringify(states), after: after ?? beforeFirstPage, limit };
    const { rows, ...counted } = match === null ? everything(states, page) : matching(match, states, page);
    return { jobs: rows.map(jobOf), next: rows.length < limit ? null : (rows.at(-1)?.seq ?? null), ...counted };
  };
};
