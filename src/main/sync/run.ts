/** One synchronisation: documents that wait on the server come in, signed ones go out. */
import { join } from 'node:path';
import type { SyncLine } from '../../contracts/cli.js';
import { Fault, type FaultCode, type FaultValue, faultValue, toFaultValue } from '../../contracts/faults/index.js';
import type { DocumentPage, ServerDocument } from '../../contracts/provincial-api.js';
import type { ProvincialClient } from './client.js';
import { safeFileName } from './file-name.js';
import { hashFile, prepareStore } from './files.js';
import type { InboxPort, OutboxEntry, OutboxPort, UploadResult } from './ports.js';

/** The server is out of reach for every document: no use in trying the next. */
const endsTheRun: ReadonlySet<FaultCode> = new Set([
  'sync.unreachable',
  'sync.timeout',
  'sync.session-expired',
  'sync.sign-in-refused',
  'sync.too-many-requests',
  'sync.redirect-refused',
  'app.cancelled',
]);

/** No fault of the document: it stays in the outbox and goes with a later run. */
const isPassing: ReadonlySet<FaultCode> = new Set([
  ...endsTheRun,
  'sync.server-error',
  'sync.upload-damaged',
  'sync.reply-malformed',
  'app.internal',
]);

interface PullOptions {
  readonly queue: InboxPort;
  readonly client: ProvincialClient;
  /** Absolute path of the folder that keeps the originals, one file per content: `<sha256>.pdf`. */
  readonly storeDir: string;
}

const fetchDocument = async ({ queue, client, storeDir }: PullOptions, document: ServerDocument): Promise<SyncLine> => {
  const line = { direction: 'download', serverId: document.id, title: document.title } as const;
  const originalPath = join(storeDir, `${document.sha256}.pdf`);
  try {
    // May be there from a run that was cut between file and queue, or from another document of the same content.
    if ((await hashFile(originalPath)) !== document.sha256) await client.download(document, originalPath);
    const { added } = await queue.add({
      serverId: document.id,
      title: document.title,
      fileName: safeFileName(document.fileName),
      originalPath,
      sha256: document.sha256,
      size: document.size,
    });
    return { ...line, status: added ? 'done' : 'already-there' };
  } catch (thrown) {
    return { ...line, status: 'failed', error: toFaultValue(thrown) };
  }
};

/**
 * Brings in the documents that wait on the server and are not queued yet; a line as soon as each is known. A document
 * that cannot be had does not stop the others; a server that is gone ends the run with the line that says so.
 * Faults, where there is no document to report them of (the list itself, the store): `sync.*`, `queue.*`.
 */
export async function* pull(options: PullOptions): AsyncGenerator<SyncLine> {
  await prepareStore(options.storeDir);
  let after: string | null = null;
  do {
    const page: DocumentPage = await options.client.listDocuments('waiting', after);
    const queued = await options.queue.knownDocuments(page.documents.map((document) => document.id));
    const known = new Set(queued.map(({ serverId }) => serverId));
    for (const document of page.documents.filter(({ id }) => !known.has(id))) {
      const line = await fetchDocument(options, document);
      yield line;
      if (line.error !== undefined && endsTheRun.has(line.error.code)) return;
    }
    // A server that repeats a page would keep us here for ever.
    if (page.next !== null && page.next === after) throw new Fault('sync.reply-malformed');
    after = page.next;
  } while (after !== null);
}

interface PushOptions {
  readonly queue: OutboxPort;
  readonly client: ProvincialClient;
}

const send = async (client: ProvincialClient, entry: OutboxEntry): Promise<UploadResult> => {
  const { job, sha256, idempotencyKey } = entry;
  try {
    if (job.serverId === null || job.signedPath === null || sha256 === null)
      throw new Fault('sync.signed-file-changed');
    const upload = { serverId: job.serverId, path: job.signedPath, sha256, idempotencyKey };
    return { outcome: 'delivered', receipt: await client.upload(upload) };
  } catch (thrown) {
    const error = toFaultValue(thrown);
    return { outcome: isPassing.has(error.code) ? 'deferred' : 'refused', error };
  }
};

const isWhole = async ({ job, sha256 }: OutboxEntry): Promise<boolean> =>
  job.signedPath !== null && (await hashFile(job.signedPath)) === sha256;

const lineOf = ({ job }: OutboxEntry, result: UploadResult): SyncLine => {
  const line = { direction: 'upload', serverId: job.serverId ?? '', title: job.title } as const;
  return result.outcome === 'delivered'
    ? { ...line, status: result.receipt.alreadyThere ? 'already-there' : 'done' }
    : { ...line, status: 'failed', error: result.error };
};

/**
 * Sends what stands in the outbox; a line as soon as each is known. With the server out of reach every document stays
 * in the outbox and says so; one that the server refuses becomes `failed`. Faults: `queue.*`.
 */
export async function* push({ queue, client }: PushOptions): AsyncGenerator<SyncLine> {
  let ended: FaultValue | null = null;
  for (const pending of await queue.outbox()) {
    if (pending.kind !== 'signed-file') continue;
    if (ended !== null) {
      yield lineOf(pending, { outcome: 'deferred', error: ended });
      continue;
    }
    if (!(await isWhole(pending))) {
      const error = faultValue('sync.signed-file-changed');
      await queue.fileLost(pending.job.id, error);
      yield lineOf(pending, { outcome: 'refused', error });
      continue;
    }
    const entry = await queue.claimUpload(pending.job.id);
    if (entry === null) continue;
    const result = await send(client, entry);
    await queue.finishUpload(entry.job.id, result);
    if (result.outcome === 'deferred' && endsTheRun.has(result.error.code)) ended = result.error;
    yield lineOf(entry, result);
  }
}
