/**
 * The receipt of a delivered file as the server signs it (Ed25519, RFC 8032), and as whoever doubts it checks it later
 * without the server. No imports at run time: the reference server reads this file as it is.
 */

export interface JournalHead {
  /** Number of the client's newest journal entry when the file was sent. */
  readonly seq: number;
  /** Its hash: SHA-256 in lower-case hexadecimal. */
  readonly head: string;
}

export interface SignedReceipt {
  readonly documentId: string;
  /** Of the file that the server keeps: lower-case hexadecimal. */
  readonly sha256: string;
  /** ISO 8601 UTC, the server's clock. */
  readonly receivedAt: string;
  /** Null where the file came as an edXML package: its sender keeps no journal of ours. */
  readonly journal: JournalHead | null;
  /** Counted by the server; none is given twice. */
  readonly receiptNumber: number;
}

/** What a server says of a journal that it was shown between deliveries. */
export interface SignedWitness {
  readonly journal: JournalHead;
  /** ISO 8601 UTC, the server's clock: when it was shown first. */
  readonly witnessedAt: string;
  /** Counted by the server. */
  readonly witnessNumber: number;
}

/** The text whose UTF-8 bytes the `signature` of a witness signs; no receipt reads like it. */
export const witnessText = ({ journal, witnessedAt, witnessNumber }: SignedWitness, origin: string): string =>
  `KYSO-WITNESS v1 | ${origin} | ${witnessedAt} | ${journal.seq}:${journal.head} | ${witnessNumber}`;

/**
 * The text whose UTF-8 bytes `signature` signs; `origin` is the server's public origin. It must be held against what
 * the reader knows: a right signature over another document's receipt is still right.
 */
export const receiptText = (receipt: SignedReceipt, origin: string): string => {
  const { documentId, sha256, receivedAt, journal, receiptNumber } = receipt;
  const head = journal === null ? '-' : `${journal.seq}:${journal.head}`;
  return `KYSO-RECEIPT v1 | ${origin} | ${documentId} | ${sha256} | ${receivedAt} | ${head} | ${receiptNumber}`;
};
