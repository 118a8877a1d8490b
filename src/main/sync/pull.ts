/**
 * What the server says comes in: first what is to be done is written down together with the cursor, then it is done,
 * one document after the other. A cut at any point costs nothing but the doing again.
 */
import { join } from 'node:path';
import type { SyncLine } from '../../contracts/cli.js';
import { Fault, type FaultValue, faultValue, toFaultValue } from '../../contracts/faults/index.js';
import { type ChangesPage, type ServerDocument, serverDocumentSchema } from '../../contracts/provincial-api.js';
import { settle } from '../../contracts/result.js';
import type { Content, DocumentServer, Moved } from './adapter.js';
import { type Decision, decide } from './decide.js';
import { endsTheRun } from './ends.js';
import { safeFileName } from './file-name.js';
import { hashFile, prepareStore } from './files.js';
import type { InboxPort, KnownDocument, LostOriginal, ServerNews } from './ports.js';
import { type ProgressListener, RunProgress } from './progress.js';

export interface PullOptions {
  readonly queue: InboxPort;
  readonly server: DocumentServer;
  /** Absolute path of the folder that keeps the originals, one file per content: `<sha256>.pdf`. */
  readonly storeDir: string;
  readonly progress?: ProgressListener;
  /** Takes documents (ids of the server) in hand as they come in, so that several clerks share what waits. */
  readonly hold?: (documents: readonly string[]) => Promise<void>;
}

/** Documents that are taken in hand at once. */
const heldAtOnce = 10;

/** A run reads no more pages of changes; the next one goes on behind them. */
const mostPages = 2_000;
const owedAtOnce = 500;

/** Something is to be done about this document. */
interface Owed {
  readonly seq: number;
  readonly document: ServerDocument;
  readonly decision: Exclude<Decision, { readonly kind: 'nothing' | 'later' }>;
}

const knownById = async (
  { queue, server }: Pick<PullOptions, 'queue' | 'server'>,
  ids: string[],
): Promise<Map<string, KnownDocument>> =>
  new Map((await queue.knownDocuments(server.id, ids)).map((known) => [known.serverId, known]));

/** Writes down what a page of changes asks for. */
const takePage = async ({ queue, server }: PullOptions, { documents, cursor }: ChangesPage): Promise<void> => {
  if (!documents.every(({ id }) => server.holds(id))) throw new Fault('sync.reply-malformed');
  const known = await knownById(
    { queue, server },
    documents.map(({ id }) => id),
  );
  const owed = documents
    .filter((document) => decide(document, known.get(document.id)).kind !== 'nothing')
    .map((document) => ({ documentId: document.id, document: JSON.stringify(document) }));
  const hands = documents.map(({ id, exclusive }) => ({ documentId: id, exclusive: exclusive === true }));
  await queue.takeChanges(server.id, { cursor, owed, hands });
};

/**
 * Asks what changed since the last time. A server that does not know where that was has been taken back to an earlier
 * day: everything is asked for again, and what is known here of each document says what it lacks. Faults: `sync.*`,
 * `queue.*`.
 */
const readChanges = async (options: PullOptions): Promise<void> => {
  const { queue, server } = options;
  const known = await queue.syncCursor(server.id);
  try {
    await readPages(options, known);
  } catch (thrown) {
    if (known === null || toFaultValue(thrown).code !== 'sync.cursor-unknown') throw thrown;
    await queue.forgetCursor(server.id);
    await readPages(options, null);
  }
};

const readPages = async (options: PullOptions, from: string | null): Promise<void> => {
  const { server } = options;
  let after = from;
  const read = new Set([after]);
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await server.changes(after);
    if (page.documents.length === 0 && page.cursor === after) return;
    await takePage(options, page);
    if (page.next === null) return;
    // A server that repeats pages would keep us here for long.
    if (read.has(page.next)) throw new Fault('sync.reply-malformed');
    read.add(page.next);
    after = page.next;
  }
};

/** Null where this version of the program cannot read it. */
const readOwed = (text: string): ServerDocument | null => {
  try {
    return serverDocumentSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

/** What is left to do, in the order it came; what turns out to be done is struck off. */
async function* owedDocuments({ queue, server }: PullOptions): AsyncGenerator<Owed> {
  let after = 0;
  for (;;) {
    const rows = await queue.owedDocuments(server.id, after, owedAtOnce);
    const known = await knownById(
      { queue, server },
      rows.map(({ documentId }) => documentId),
    );
    const done: number[] = [];
    for (const { seq, document: text } of rows) {
      const document = readOwed(text);
      if (document === null) {
        // Written down by another version of this program: everything is asked for again, by the next run.
        await queue.forgetCursor(server.id);
        return;
      }
      const decision = decide(document, known.get(document.id));
      if (decision.kind === 'nothing') done.push(seq);
      else if (decision.kind !== 'later') yield { seq, document, decision };
    }
    if (done.length > 0) await queue.settleOwed(done);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

const knownOf = ({ id, sha256, version }: ServerDocument): Omit<KnownDocument, 'state'> => ({
  serverId: id,
  sha256,
  version,
});

/** What was signed meanwhile is told with the server's receipt, where it gives one. */
const withReceipt = async ({ server }: PullOptions, { id }: ServerDocument, news: ServerNews): Promise<ServerNews> =>
  news.event === 'found-delivered' ? { ...news, delivery: (await server.receiptOf?.(id)) ?? null } : news;

/** What a person reads of the news, besides their name. */
const errorOf = (news: ServerNews): { readonly error?: FaultValue } => {
  if (news.event === 'refused-after-delivery') return { error: news.error };
  return news.event === 'rejected-there' ? { error: faultValue('sync.already-rejected') } : {};
};

const statusOf = (news: ServerNews): SyncLine['status'] | null => {
  switch (news.event) {
    case 'acknowledged':
    case 'recalled':
    case 'replaced':
      return news.event;
    case 'refused-after-delivery':
      return 'refused';
    case 'rejected-there':
      return 'rejected-there';
    case 'found-delivered':
      return 'signed-there';
    case 'new-version':
    case 'delivery-lost':
    case 'rejection-lost':
      return null;
  }
};

/**
 * Asks the server what is new and hands to the queue what it says of documents that are here: taken over, refused,
 * recalled, replaced. A line for each that changed. Faults: `sync.*`, `queue.*`.
 */
export async function* takeNews(options: PullOptions): AsyncGenerator<SyncLine> {
  const { queue, server } = options;
  await readChanges(options);
  for await (const { seq, document, decision } of owedDocuments(options)) {
    if (decision.kind !== 'tell') continue;
    const asked = await settle(() => withReceipt(options, document, decision.news));
    const line = { direction: 'news', serverId: document.id, title: document.title } as const;
    if (!asked.ok) {
      // One whose receipt the server cannot give stays owed, and keeps no other from coming in.
      if (endsTheRun.has(asked.error.code)) throw Fault.from(asked.error);
      yield { ...line, status: 'failed', error: asked.error };
      continue;
    }
    const news = asked.value;
    const taken = await queue.takeNews(server.id, document.id, news);
    // A process took it up meanwhile: the next run looks again. What was replaced has still to be fetched.
    if (taken === null) continue;
    if (news.event === 'found-delivered') {
      // What the server thinks of the file comes behind it.
      const verdict = decide(document, { ...knownOf(document), state: 'delivered' });
      if (verdict.kind === 'tell') await queue.takeNews(server.id, document.id, verdict.news);
    }
    if (news.event !== 'replaced') await queue.settleOwed([seq]);
    const status = statusOf(news);
    if (status === null) continue;
    yield { ...line, status, ...errorOf(news) };
  }
}

/** The file stands at `path` (absolute), whatever stood there. Faults: `sync.*`. */
const bringIn = async (server: DocumentServer, content: Content, path: string, moved: Moved): Promise<void> => {
  if ((await hashFile(path)) !== content.sha256) await server.download(content, path, moved);
};

const fetchAgain = async (
  { queue, server }: PullOptions,
  { jobId, serverId, title, path, sha256, size }: LostOriginal,
  progress: RunProgress,
): Promise<SyncLine> => {
  const line = { direction: 'download', serverId, title } as const;
  try {
    await bringIn(server, { id: serverId, sha256, size }, path, progress.file(title, size));
    await queue.originalFetched(jobId);
    return { ...line, status: 'done' };
  } catch (thrown) {
    return { ...line, status: 'failed', error: toFaultValue(thrown) };
  } finally {
    progress.over(title, size);
  }
};

const fetchDocument = async (
  { queue, server, storeDir }: PullOptions,
  { seq, document }: Owed,
  progress: RunProgress,
): Promise<SyncLine> => {
  const line = { direction: 'download', serverId: document.id, title: document.title } as const;
  const originalPath = join(storeDir, `${document.sha256}.pdf`);
  const moved = progress.file(document.title, document.size);
  try {
    // May be there from a run that was cut between file and queue, or from another document of the same content.
    await bringIn(server, document, originalPath, moved);
    const { added } = await queue.add({
      server: server.id,
      serverId: document.id,
      title: document.title,
      fileName: safeFileName(document.fileName),
      originalPath,
      sha256: document.sha256,
      size: document.size,
      needsApproval: document.needsApproval,
      serverVersion: document.version,
    });
    if (added) await queue.settleOwed([seq]);
    return { ...line, status: added ? 'done' : 'already-there' };
  } catch (thrown) {
    return { ...line, status: 'failed', error: toFaultValue(thrown) };
  } finally {
    progress.over(document.title, document.size);
  }
};

/**
 * When a run is over: a server that falls silent over one document (its own file of it is damaged) may give the next,
 * and would otherwise never be asked for it.
 */
class Patience {
  #wasSilent = false;

  ends({ error }: SyncLine): boolean {
    const isSilent = error?.code === 'sync.timeout' || error?.code === 'sync.unreachable';
    const isOnce = isSilent && !this.#wasSilent;
    this.#wasSilent = isSilent;
    return error !== undefined && endsTheRun.has(error.code) && !isOnce;
  }
}

const sumOf = async (
  options: PullOptions,
  lost: readonly LostOriginal[],
): Promise<{ files: number; bytes: number }> => {
  const sum = { files: lost.length, bytes: lost.reduce((bytes, { size }) => bytes + size, 0) };
  for await (const { document, decision } of owedDocuments(options)) {
    if (decision.kind !== 'fetch') continue;
    sum.files += 1;
    sum.bytes += document.size;
  }
  return sum;
};

/**
 * Brings in the documents that wait on the server and are not queued yet, and originals that are missing or damaged
 * here (a virus scanner, a bad disk), so that their documents go on; a line as soon as each is known. A document that
 * cannot be had does not stop the others and is tried again by the next run; a server that is gone ends the run
 * with the line that says so. Faults, where there is no document to report them of (the store): `sync.*`, `queue.*`.
 */
export async function* fetchWaiting(options: PullOptions): AsyncGenerator<SyncLine> {
  await prepareStore(options.storeDir);
  const lost = await options.queue.lostOriginals(options.server.id);
  const progress = new RunProgress('download', await sumOf(options, lost), options.progress ?? (() => undefined));
  const patience = new Patience();
  for (const one of lost) {
    const line = await fetchAgain(options, one, progress);
    yield line;
    if (patience.ends(line)) return;
  }
  for await (const few of fewAtOnce(owedDocuments(options))) {
    await options.hold?.(few.map(({ document }) => document.id));
    for (const owed of few) {
      const line = await fetchDocument(options, owed, progress);
      yield line;
      if (patience.ends(line)) return;
    }
  }
}

/** Those that are to be fetched, in their order. */
async function* fewAtOnce(all: AsyncIterable<Owed>): AsyncGenerator<Owed[]> {
  let few: Owed[] = [];
  for await (const owed of all) {
    if (owed.decision.kind !== 'fetch') continue;
    few.push(owed);
    if (few.length < heldAtOnce) continue;
    yield few;
    few = [];
  }
  if (few.length > 0) yield few;
}
