/** Lists that are read to their end, in pages: a list of any length is never in memory as a whole. */
import type { Job, JobState } from '../../contracts/jobs.js';
import type { Queue } from '../queue/types.js';

/** Rows asked for at a time; the contract allows no more. */
const atATime = 500;

/** Page after page; each begins behind the last row of the one before, whatever is added or leaves meanwhile. */
export async function* everyPage<Page extends { readonly next: number | null }>(
  ask: (place: { readonly after: number | null; readonly limit: number }) => Promise<Page>,
): AsyncGenerator<Page> {
  for (let after: number | null = null; ; ) {
    const page: Page = await ask({ after, limit: atATime });
    yield page;
    if (page.next === null) return;
    after = page.next;
  }
}

/** Every job in one of the states, or every one where none is named; the newest first. */
export async function* everyJob(queue: Pick<Queue, 'list'>, states: readonly JobState[]): AsyncGenerator<Job> {
  for await (const { jobs } of everyPage((place) => queue.list({ text: '', states: [...states], ...place })))
    yield* jobs;
}
