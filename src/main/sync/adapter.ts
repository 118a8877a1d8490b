/**
 * What a document server can do for this client, whatever it speaks. What only some of them have is an optional member.
 */
import type {
  ChangesPage,
  LeaseAnswer,
  NumberLease,
  NumbersElsewhere,
  Receipt,
  ServerDocument,
  Witness,
} from '../../contracts/provincial-api.js';
import type { JournalHead } from '../../contracts/receipt.js';

/** Told again and again: how many bytes of the file are over. */
export type Moved = (bytes: number) => void;

export interface Upload {
  readonly serverId: string;
  /** Of the document on the server when it was fetched; null where that is not known. */
  readonly version: number | null;
  /** SHA-256 of the document that was signed. */
  readonly original: string;
  /** Absolute path of the signed file. */
  readonly path: string;
  /** Of the file that may be sent, and of no other. */
  readonly sha256: string;
  /** The same for every try of the same file, and for no other content. */
  readonly idempotencyKey: string;
  /** Of this computer's journal; the server's receipt holds it. */
  readonly journal: JournalHead;
}

export interface Delivery {
  readonly receipt: Receipt;
  /** Public origin of the server that signed it; none where nobody signs (packages in folders). */
  readonly origin?: string;
}

export interface Witnesses {
  /** Public origin of the server. */
  readonly origin: string | null;
  /** Null where the server does not do this. Faults: `sync.*`. */
  witness(head: JournalHead): Promise<Witness | null>;
}

export interface RejectionNote {
  readonly serverId: string;
  readonly version: number | null;
  /** SHA-256 of the document that was looked at. */
  readonly original: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** Who has a document in hand: two clerks do not sign the same one. */
export interface Leases {
  /** Each is granted or refused for itself; asking again renews. At most 500 documents, a day. */
  lease(documents: readonly string[], seconds: number): Promise<LeaseAnswer>;
  release(documents: readonly string[]): Promise<void>;
}

/** What a client has of a lease. */
export interface ShownLease {
  readonly key: string;
  readonly series: string;
  /** As it was asked for. */
  readonly count: number;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  readonly numbers: readonly number[];
  readonly returned: readonly number[];
}

/** Numbers of a register that the server runs. */
export interface NumberLeases {
  /** The same key gets the same answer. */
  lease(series: string, count: number, key: string): Promise<NumberLease>;
  giveBack(series: string, numbers: readonly number[], key: string): Promise<void>;
  /**
   * What is here of each lease, used or not, and what went back: a server that was taken back to an earlier day takes it
   * as given. At most 100 leases. Those that it has given to somebody else meanwhile.
   */
  show(leases: readonly ShownLease[]): Promise<NumbersElsewhere>;
}

/** Ids of documents that came in edXML packages begin so; no other server's do. */
const packagePrefix = 'edxml-';
export const packageDocumentId = (sha256: string): string => `${packagePrefix}${sha256.slice(0, 40)}`;
export const isPackageDocument = (serverId: string): boolean => serverId.startsWith(packagePrefix);

/** Which file a document is. */
export type Content = Pick<ServerDocument, 'id' | 'sha256' | 'size'>;

export interface DocumentServer {
  /** Whose documents these are, the same at every address of the server: of others it is told and asked nothing. */
  readonly id: string;
  /** Whether a document with this id can be one of this server's: of others it is not believed. */
  holds(serverId: string): boolean;
  /** What changed behind the cursor (null: everything), in the order of change. Faults: `sync.*`. */
  changes(after: string | null): Promise<ChangesPage>;
  /** Stores the document's content at `path` (absolute), whole and with the listed hash, or not at all. */
  download(document: Content, path: string, moved?: Moved): Promise<void>;
  /**
   * Sends a signed file; sending the same file with the same key again gives the same receipt. Whether
   * it is signed by the server's own key is for the queue to say, which keeps it.
   * Faults: `sync.signed-file-changed`, `.document-changed`, `.leased-elsewhere`, `.recalled`, `.conflict`, …
   */
  upload(upload: Upload, moved?: Moved): Promise<Delivery>;
  /** Tells that a person will not sign it; twice is the same as once. */
  reject(rejection: RejectionNote): Promise<void>;
  /** Of the newest signed file that it has of a document; null where it has none. Faults: `sync.*`. */
  receiptOf?(serverId: string): Promise<Delivery | null>;
  readonly leases?: Leases;
  readonly numbers?: NumberLeases;
  /** Says up to where it has seen this computer's journal, between deliveries too. */
  readonly witnesses?: Witnesses;
}
