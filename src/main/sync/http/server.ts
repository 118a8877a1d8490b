/** The provincial document server (docs/provincial-api.yaml) as one that this client can work with. */

import { createHash } from 'node:crypto';
import { Fault } from '../../../contracts/faults/index.js';
import {
  type ChangesPage,
  changesPageSchema,
  receiptSchema,
  rejectionSchema,
  type ServerIdentity,
  type Session,
  serverDocumentSchema,
} from '../../../contracts/provincial-api.js';
import {
  type Content,
  type Delivery,
  type DocumentServer,
  isPackageDocument,
  type Leases,
  type Moved,
  type NumberLeases,
  type RejectionNote,
  type Upload,
  type Witnesses,
} from '../adapter.js';
import { Flow } from '../flow.js';
import { json } from './bodies.js';
import type { FetchPort } from './exchange.js';
import { httpLeases } from './leases.js';
import { httpNumbers } from './numbers.js';
import { httpPackages, type Packages } from './packages.js';
import { HttpSession, type KeptSession, type LoginRequest } from './session.js';
import { download, upload } from './transfers.js';
import { httpWitnesses } from './witnesses.js';

export interface ProvincialServerOptions {
  /** Address of the server; Fault `sync.url-refused` unless HTTPS or this machine. */
  readonly url: string;
  readonly fetch: FetchPort;
  /** A session of an earlier sign-in. */
  readonly kept?: KeptSession | null;
  /** Judges the server behind a sign-in before the session counts, and says which one it is; default: by its key. */
  readonly accept?: (identity: ServerIdentity) => Promise<string>;
  /** Which of the user's computers this is, as `leases` tell them apart; default: nobody says. */
  readonly holder?: () => Promise<string>;
  /** Milliseconds without any byte moving; default 30,000. */
  readonly idleTimeoutMs?: number;
  /** Default 500, 2,000 and 8,000 ms at most: four tries in all. */
  readonly retryDelaysMs?: readonly number[];
  /** 0 … 1; default `Math.random`. */
  readonly random?: () => number;
  /** Limit and pause; default neither. */
  readonly flow?: Flow;
  readonly signal?: AbortSignal;
}

/** Few enough that their titles, however long, fit the largest reply. */
const pageSize = '200';

const nobodySays = async (): Promise<undefined> => undefined;

const byItsKey = async ({ receiptKey }: ServerIdentity): Promise<string> =>
  createHash('sha256').update(Buffer.from(receiptKey, 'base64')).digest('hex');

export class ProvincialServer implements DocumentServer {
  readonly leases: Leases;
  readonly numbers: NumberLeases;
  readonly packages: Packages;
  readonly witnesses: Witnesses;
  readonly #session: HttpSession;

  constructor(options: ProvincialServerOptions) {
    const http = {
      fetch: options.fetch,
      idleTimeoutMs: options.idleTimeoutMs ?? 30_000,
      retryDelaysMs: options.retryDelaysMs ?? [500, 2_000, 8_000],
      random: options.random ?? Math.random,
      flow: options.flow ?? new Flow(),
      signal: options.signal,
    };
    this.#session = new HttpSession(
      options.url,
      http,
      options.kept ?? null,
      options.accept ?? byItsKey,
      options.holder ?? nobodySays,
    );
    this.leases = httpLeases(this.#session);
    this.numbers = httpNumbers(this.#session);
    this.packages = httpPackages(this.#session);
    this.witnesses = httpWitnesses(this.#session);
  }

  /** Fault `sync.session-expired` before sign-in. */
  get id(): string {
    return this.#session.server;
  }

  get url(): string {
    return this.#session.url;
  }

  holds(serverId: string): boolean {
    return !isPackageDocument(serverId);
  }

  /** The session in use, null before sign-in. */
  get session(): Session | null {
    return this.#session.current;
  }

  /** Faults: `sync.sign-in-refused`, `.too-many-requests`, … */
  signIn(username: string, password: string): Promise<Session> {
    return this.#session.signIn(username, password);
  }

  /** @param sign makes the CMS (DER) over our own text of this request. Faults: `sync.login-*`, `.certificate-*`, … */
  signInWithCertificate(sign: (request: LoginRequest) => Promise<Uint8Array>): Promise<Session> {
    return this.#session.signInWithCertificate(sign);
  }

  changes(after: string | null): Promise<ChangesPage> {
    const query = new URLSearchParams({ limit: pageSize, ...(after === null ? {} : { after }) });
    return this.#session.call({ path: `/changes?${query}`, method: 'GET', read: json(changesPageSchema) });
  }

  download(document: Content, path: string, moved?: Moved): Promise<void> {
    return download(this.#session, document, path, moved);
  }

  async upload(order: Upload, moved?: Moved): Promise<Delivery> {
    const { current } = this.#session;
    if (current === null) throw new Fault('sync.session-expired');
    const version = order.version ?? (await this.#versionOf(order));
    return { receipt: await upload(this.#session, { ...order, version }, moved), origin: current.server.origin };
  }

  /** What an earlier version of this program fetched has none: as long as the content is the same, it is today's. */
  async #versionOf({ serverId, original }: Pick<Upload, 'serverId' | 'original'>): Promise<number> {
    const path = `/documents/${encodeURIComponent(serverId)}`;
    const read = json(serverDocumentSchema);
    const { version, sha256 } = await this.#session.call({ path, method: 'GET', read });
    if (sha256 !== original) throw new Fault('sync.document-changed');
    return version;
  }

  async receiptOf(serverId: string): Promise<Delivery | null> {
    const { current } = this.#session;
    if (current === null) throw new Fault('sync.session-expired');
    const path = `/documents/${encodeURIComponent(serverId)}/receipt`;
    try {
      const receipt = await this.#session.call({ path, method: 'GET', read: json(receiptSchema) });
      return { receipt, origin: current.server.origin };
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.code === 'sync.document-missing') return null;
      throw thrown;
    }
  }

  async reject(rejection: RejectionNote): Promise<void> {
    const { serverId, reason, idempotencyKey } = rejection;
    const version = rejection.version ?? (await this.#versionOf(rejection));
    await this.#session.send(
      {
        path: `/documents/${encodeURIComponent(serverId)}/rejection`,
        method: 'POST',
        headers: {
          'idempotency-key': idempotencyKey,
          'if-match': `"${version}"`,
        },
        read: json(rejectionSchema),
      },
      { reason },
    );
  }
}
