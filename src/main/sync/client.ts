/** Client of the provincial document server (docs/provincial-api.yaml). */
import { createReadStream } from 'node:fs';
import type { z } from 'zod';
import { Fault } from '../../contracts/faults/index.js';
import {
  type DocumentPage,
  documentPageSchema,
  type Receipt,
  receiptSchema,
  type ServerDocument,
  type ServerDocumentStatus,
  type Session,
  signInResponseSchema,
} from '../../contracts/provincial-api.js';
import { hashFile, storeStream } from './files.js';
import { type Exchange, exchangeWith, type FetchPort, type HttpOptions } from './http.js';
import { parseServerUrl } from './server-url.js';

export interface ClientOptions {
  /** Address of the server; Fault `sync.url-refused` unless HTTPS or this machine. */
  readonly url: string;
  readonly fetch: FetchPort;
  /** A session of an earlier sign-in. */
  readonly session?: Session;
  /** Milliseconds without any byte moving; default 30,000. */
  readonly idleTimeoutMs?: number;
  /** Default 500 and 2,000 ms: three tries in all. */
  readonly retryDelaysMs?: readonly number[];
  readonly signal?: AbortSignal;
}

export interface Upload {
  readonly serverId: string;
  /** Absolute path of the signed file. */
  readonly path: string;
  readonly sha256: string;
  /** The job's id: the same for every try of the same job. */
  readonly idempotencyKey: string;
}

/** Replies that are data, not documents. */
const largestJsonBytes = 4 * 2 ** 20;

async function* piecesOf(response: Response, progress: () => void): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    progress();
    yield piece.value;
  }
}

/** Reads and checks a JSON reply. Fault: `sync.reply-malformed`. */
const json =
  <S extends z.ZodType>(schema: S) =>
  async (response: Response, progress: () => void): Promise<z.output<S>> => {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of piecesOf(response, progress)) {
      size += piece.length;
      if (size > largestJsonBytes) throw new Fault('sync.reply-malformed');
      pieces.push(piece);
    }
    try {
      return schema.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')));
    } catch (cause) {
      throw new Fault('sync.reply-malformed', {}, { cause });
    }
  };

/** A file as a request body that is read as fast as it leaves. */
const fileBody = (path: string, progress: () => void): ReadableStream<Uint8Array> => {
  const chunks = createReadStream(path)[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      progress();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(value as Uint8Array));
    },
    async cancel() {
      await chunks.return?.();
    },
  });
};

/** RFC 9530 section 2. */
const contentDigest = (sha256: string): string => `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`;

export class ProvincialClient {
  readonly url: string;
  private readonly http: HttpOptions;
  private current: Session | null;

  constructor(options: ClientOptions) {
    this.url = parseServerUrl(options.url);
    this.current = options.session ?? null;
    this.http = {
      fetch: options.fetch,
      idleTimeoutMs: options.idleTimeoutMs ?? 30_000,
      retryDelaysMs: options.retryDelaysMs ?? [500, 2_000],
      signal: options.signal,
    };
  }

  /** The session in use, null before sign-in. */
  get session(): Session | null {
    return this.current;
  }

  /** Signs in and keeps the session for the calls after. Faults: `sync.sign-in-refused`, `.too-many-requests`, … */
  async signIn(username: string, password: string): Promise<Session> {
    const session = await exchangeWith(
      {
        url: `${this.url}/api/v1/sessions`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: () => JSON.stringify({ username, password }),
        repeatable: false,
        read: json(signInResponseSchema),
      },
      this.http,
    );
    this.current = session;
    return session;
  }

  /** One page of the documents in `status`; `after` is the `next` of the page before, null for the first. */
  listDocuments(status: ServerDocumentStatus, after: string | null): Promise<DocumentPage> {
    const query = new URLSearchParams({ status, limit: '200', ...(after === null ? {} : { after }) });
    return this.call({ path: `/documents?${query}`, method: 'GET', read: json(documentPageSchema) });
  }

  /** Stores the document's content at `path` (absolute), whole and with the listed hash, or not at all. */
  download(document: ServerDocument, path: string): Promise<void> {
    return this.call({
      path: `/documents/${encodeURIComponent(document.id)}/content`,
      method: 'GET',
      read: (response, progress) => storeStream(piecesOf(response, progress), path, document),
    });
  }

  /**
   * Sends a signed file; sending the same file with the same key again gives the same receipt.
   * Faults: `sync.signed-file-changed`, `.conflict`, `.too-large`, `.receipt-mismatch`, …
   */
  async upload({ serverId, path, sha256, idempotencyKey }: Upload): Promise<Receipt> {
    if ((await hashFile(path)) !== sha256) throw new Fault('sync.signed-file-changed');
    const receipt = await this.call({
      path: `/documents/${encodeURIComponent(serverId)}/signed`,
      method: 'PUT',
      headers: {
        'content-type': 'application/pdf',
        'content-digest': contentDigest(sha256),
        'idempotency-key': idempotencyKey,
      },
      body: (progress) => fileBody(path, progress),
      read: json(receiptSchema),
    });
    if (receipt.documentId !== serverId || receipt.sha256 !== sha256) throw new Fault('sync.receipt-mismatch');
    return receipt;
  }

  private async call<T>(
    exchange: Pick<Exchange<T>, 'method' | 'read'> & Partial<Exchange<T>> & { readonly path: string },
  ): Promise<T> {
    if (this.current === null) throw new Fault('sync.session-expired');
    const { path, headers, ...rest } = exchange;
    const authorization = `Bearer ${this.current.token}`;
    const url = `${this.url}/api/v1${path}`;
    return exchangeWith({ ...rest, url, repeatable: true, headers: { ...headers, authorization } }, this.http);
  }
}
