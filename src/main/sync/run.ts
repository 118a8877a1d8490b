/** Synchronisation in one direction or in both; a line of each document as soon as it is known. Faults: `sync.*`, `queue.*`. */
import type { SyncLine } from '../../contracts/cli.js';
import type { DocumentServer } from './adapter.js';
import { endsTheRun } from './ends.js';
import { renewLeases, returnLeases } from './lease.js';
import type { JournalPort, LeasePort } from './ports.js';
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

export interface Conclusion {
  readonly queue: LeasePort & JournalPort;
  readonly server: DocumentServer;
  readonly now: () => Date;
}

/**
 * What the server has still to hear at the end of a run: which documents are in nobody's hands here any more and which
 * still are, and up to where the journal has got. `hold` as `renewLeases`. Faults: `sync.*`, `queue.*`.
 */
export const conclude = async ({ queue, server, now }: Conclusion, hold: 'held' | 'open'): Promise<void> => {
  const leases = { queue, server, now };
  await returnLeases(leases);
  await renewLeases(leases, hold);
  const { witnesses } = server;
  if (!witnesses || witnesses.origin === null || (await queue.isWitnessed(witnesses.origin))) return;
  const witness = await witnesses.witness(await queue.journalHead());
  if (witness) await queue.keepWitness(witness, witnesses.origin);
};

/** What the server says of documents that are here, then the documents that wait. */
export async function* receive(options: PullOptions): AsyncGenerator<SyncLine> {
  yield* takeNews(options);
  yield* fetchWaiting(options);
}
