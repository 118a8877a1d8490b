/**
 * A document of a server is signed only while it is in this user's hands: two clerks do not sign the same one. What was
 * granted is remembered, so that it counts without a network until it ends.
 */
import { packageServer } from '../../contracts/edxml.js';
import { Fault, type FaultCode, type FaultValue, faultValue } from '../../contracts/faults/index.js';
import type { DocumentServer } from './adapter.js';
import { sleep } from './flow.js';
import type { LeasePort } from './ports.js';

/** Half a working day; renewed while the documents are worked on. */
const leaseSeconds = 4 * 3600;
const mostAtOnce = 500;

/** A server that does not answer keeps nobody from signing what is in hand already. */
const longestWaitMs = 5_000;

const codes: ReadonlyMap<string, FaultCode> = new Map([
  ['leased-elsewhere', 'sync.leased-elsewhere'],
  ['recalled', 'sync.recalled'],
  ['already-rejected', 'sync.already-rejected'],
  ['already-signed', 'sync.conflict'],
  ['document-missing', 'sync.document-missing'],
]);

const waiting: ReadonlySet<FaultCode> = new Set([
  'sync.leased-elsewhere',
  'sync.leased-by-yourself',
  'sync.lease-needed',
  'sync.of-other-server',
]);

/** What is told of a document that cannot be signed just now, though nothing is wrong with it: it goes on waiting. */
export const waitsForLease = (error: FaultValue | null | undefined): boolean =>
  error !== null && error !== undefined && waiting.has(error.code);

type LeaseServer = Pick<DocumentServer, 'id' | 'leases' | 'holds'>;

export interface LeaseParts {
  readonly queue: LeasePort;
  /** Null where nobody is signed in. */
  readonly server: LeaseServer | null;
  readonly now: () => Date;
}

/** By this computer's clock: not longer than was asked for, whatever the server's clock says. */
const untilOf = (expiresAt: string, asked: Date): string => {
  const latest = new Date(asked.getTime() + leaseSeconds * 1000).toISOString();
  return expiresAt < latest ? expiresAt : latest;
};

/** Asks for documents of the server, and records its word; those refused. Faults: `sync.*`, `queue.*`. */
export const askForLeases = async (
  { queue, server, now }: LeaseParts,
  all: readonly string[],
): Promise<Map<string, FaultValue>> => {
  const reasons = new Map<string, FaultValue>();
  const leases = server?.leases;
  if (!server || !leases) return reasons;
  const documents = all.filter((id) => server.holds(id));
  for (let start = 0; start < documents.length; start += mostAtOnce) {
    const asked = now();
    const { granted, refused } = await leases.lease(documents.slice(start, start + mostAtOnce), leaseSeconds);
    for (const { documentId, code, holder, sameUser } of refused) {
      const meaning = sameUser === true ? 'sync.leased-by-yourself' : (codes.get(code) ?? 'sync.conflict');
      reasons.set(documentId, faultValue(meaning, { holder: holder ?? '?' }));
    }
    await queue.takeLeases(server.id, {
      granted: granted.map(({ documentId, expiresAt }) => ({
        serverId: documentId,
        until: untilOf(expiresAt, asked),
      })),
      refused: [...reasons].map(([serverId, error]) => ({ serverId, error })),
    });
  }
  return reasons;
};

/**
 * Renews what is in hand and not yet sent; with `open` also asks for every other document that is open here. Faults:
 * `sync.*`, `queue.*`.
 */
export const renewLeases = async (parts: LeaseParts, which: 'held' | 'open'): Promise<void> => {
  const { server, queue } = parts;
  if (!server?.leases) return;
  let after = '';
  for (;;) {
    const ids = await queue.documentsToLease(server.id, which, after, mostAtOnce);
    const last = ids.at(-1);
    if (last === undefined) return;
    await askForLeases(parts, ids);
    after = last;
  }
};

/** Tells the server which documents nobody here needs any more. Faults: `sync.*`, `queue.*`. */
export const returnLeases = async ({ queue, server }: LeaseParts): Promise<void> => {
  const leases = server?.leases;
  if (!leases) return;
  for (;;) {
    const ids = [...(await queue.leasesToReturn(server.id, mostAtOnce))];
    if (ids.length === 0) return;
    await leases.release(ids);
    await queue.leasesReturned(server.id, ids);
  }
};

/** What a fault says of the work is recorded by the queue; here it only means: not now. */
const inTime = async (work: Promise<unknown>): Promise<boolean> => {
  const over = new AbortController();
  const late = sleep(longestWaitMs, over.signal).then(() => false);
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, late]).finally(() => over.abort());
};

/** The person leaves: nothing of theirs is signed here for now. A server that cannot be told now is told later. */
export const giveBackAll = async (parts: LeaseParts): Promise<void> => {
  await parts.queue.giveBackAllLeases();
  await inTime(returnLeases(parts));
};

/** A server that could not be asked is left alone so long (milliseconds). */
const pauseMs = 60_000;

/** A document that is to be signed, and whose it is. */
export interface LeasedDocument {
  readonly server: string;
  /** Null for a file added by hand. */
  readonly serverId: string | null;
}

interface HeldDocument extends LeasedDocument {
  readonly serverId: string;
}

/** What came in a package needs none: nobody else has it. */
const needsLease = (document: LeasedDocument): document is HeldDocument =>
  document.serverId !== null && document.server !== packageServer;

/** The leases of one batch, from before its first signature to its end. */
export class BatchLeases {
  readonly #documents: readonly HeldDocument[];
  #refused: ReadonlyMap<string, FaultValue> = new Map();
  /** Milliseconds since the epoch: not asked before. */
  #notBefore = 0;

  constructor(
    private readonly parts: () => LeaseParts,
    documents: readonly LeasedDocument[],
  ) {
    this.#documents = documents.filter(needsLease);
  }

  /** Asks for all of them at once; a server that is out of reach stops nothing that is in hand already. */
  async take(): Promise<void> {
    const parts = this.parts();
    const at = parts.now().getTime();
    if (at < this.#notBefore) return;
    this.#notBefore = at + pauseMs;
    const answered = askForLeases(parts, this.#idsOn(parts.server)).then((refused) => {
      this.#refused = refused;
    });
    await inTime(answered);
  }

  /**
   * Fault where the document is not in this user's hands now: `sync.lease-needed`, or why the server refused it. Renews
   * the batch's leases where half of their time is over.
   */
  async require(document: LeasedDocument): Promise<void> {
    const reason = await this.refusal(document);
    if (reason) throw Fault.from(reason);
  }

  /** As {@link require}; null where it may be signed. */
  async refusal(document: LeasedDocument): Promise<FaultValue | null> {
    if (!needsLease(document)) return null;
    if ((await this.#left(document)) > (leaseSeconds * 1000) / 2) return null;
    await this.take();
    if ((await this.#left(document)) > 0) return null;
    const { server } = this.parts();
    if (server !== null && document.server !== server.id) return faultValue('sync.of-other-server');
    return this.#refused.get(document.serverId) ?? faultValue('sync.lease-needed');
  }

  /**
   * The batch is over: what it did not sign is free for others. A server that cannot be told now is told later; where
   * nobody is signed in the batch took nothing, and what is in hand stays there for the next one.
   */
  async giveBack(): Promise<void> {
    const parts = this.parts();
    const ids = this.#idsOn(parts.server);
    if (ids.length === 0 || parts.server === null) return;
    await parts.queue.giveBackLeases(parts.server.id, ids);
    await inTime(returnLeases(parts));
  }

  #idsOn(server: LeaseServer | null): string[] {
    return this.#documents.flatMap((one) => (one.server === server?.id ? [one.serverId] : []));
  }

  /** Milliseconds; none either where the clock was set back since: nobody knows how long ago the lease was taken. */
  async #left({ server, serverId }: HeldDocument): Promise<number> {
    const { queue, now } = this.parts();
    const [held] = await queue.heldLeases(server, [serverId]);
    if (!held) return 0;
    if (held.until === null) return Number.POSITIVE_INFINITY;
    const left = Date.parse(held.until) - now().getTime();
    return left > leaseSeconds * 1000 ? 0 : left;
  }
}
