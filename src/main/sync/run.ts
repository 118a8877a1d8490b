/** Synchronisation in one direction or in both; a line of each document as soon as it is known. Faults: `sync.*`, `queue.*`. */
import type { SyncLine } from '../../contracts/cli.js';
import { endsTheRun } from './ends.js';
import { fetchWaiting, type PullOptions, takeNews } from './pull.js';
import { type PushOptions, push } from './push.js';

/** What stands in the outbox goes out, and what the server says of what it got comes in. */
export async function* deliver(options: PullOptions & PushOptions): AsyncGenerator<SyncLine> {
  let isGone = false;
  for await (const line of push(options)) {
    isGone ||= line.error !== undefined && endsTheRun.has(line.error.code);
    yield line;
  }
  // Said of every document already.
  if (!isGone) yield* takeNews(options);
}

/** What the server says of documents that are here, then the documents that wait. */
export async function* receive(options: PullOptions): AsyncGenerator<SyncLine> {
  yield* takeNews(options);
  yield* fetchWaiting(options);
}
