/** What the queue takes and gives of what servers sign. */
import type { Receipt, ServerIdentity, Witness } from '../../contracts/provincial-api.js';

/** A server whose key was taken: its receipts are signed with it. */
export interface TrustedServer extends ServerIdentity {
  /** SHA-256 (lower-case hexadecimal) of the first key that was taken of it: it is the same at every address. */
  readonly server: string;
  /** ISO 8601, UTC: when the key was taken. */
  readonly at: string;
}

/** A receipt that was kept elsewhere, or asked of the server again. */
export interface GivenReceipt {
  /** Of the server that signed it. */
  readonly origin: string;
  readonly receipt: Receipt;
}

export interface ReceiptWriting {
  /**
   * Takes the server's key at the first sign-in, and records it. Returns which server it is. Faults:
   * `sync.server-key-changed` where it has another one since, or one that was replaced; `sync.other-server` where
   * documents of another one are open; `sync.server-key-unfit`, `queue.journal-altered`.
   */
  trustServer(identity: ServerIdentity): string;
  /**
   * Another key for a server that is trusted, or the key of one that takes its place; `user` compared it with what the
   * server's administrator gave. Faults:
   * `sync.server-unknown`, `sync.server-key-unfit`, `queue.journal-altered`.
   */
  replaceServerKey(server: ServerIdentity & { readonly user: string }): void;
  /**
   * What the server of `origin` signed of this journal; the newest is kept. Fault `sync.receipt-mismatch` where it is not
   * signed with the key that was taken, or speaks of another journal.
   */
  keepWitness(witness: Witness, origin: string): void;
}

export interface ReceiptReading {
  /** The servers whose key was taken. Fault `queue.journal-altered`. */
  trustedServers(): TrustedServer[];
  /** Whether this server has seen the newest entry already. */
  isWitnessed(origin: string): boolean;
}
