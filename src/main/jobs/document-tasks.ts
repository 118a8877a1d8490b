/** What document workers do. Requests and replies are plain data, so a step can run in another thread or after a restart. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { SigningIntent } from '../../contracts/jobs.js';
import type { FileReport } from '../../contracts/verification.js';
import type { PreparedSignature } from '../signing/prepare.js';
import type { SignatureAlgorithm } from '../token/signer.js';

/** A document in the application's own keeping: the copy that was hashed, shown and consented to. */
export interface KeptDocument {
  /** Absolute path of the private copy. */
  readonly path: string;
  /** SHA-256, lower-case hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** The public side of a signer: all that preparing and embedding need of it. */
export interface SignerIdentity {
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER of issuers found beside it. */
  readonly issuers: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  /** Forces the training notice into appearance and reason. */
  readonly training: boolean;
}

/** What a look at a document tells before it is signed. */
export interface Inspection {
  /** Null where the file cannot be opened. */
  readonly pages: number | null;
  readonly signatures: number;
  /** Why no signature can be added, null where one can. */
  readonly refusal: FaultValue | null;
}

export interface DocumentTasks {
  /** Copies `source` (the user's file) to `target` while hashing it. Faults: file.*, pdf.not-pdf. */
  intake: { request: { source: string; target: string }; reply: KeptDocument };
  /** Hashes a file of the application's own keeping; `name` is for the message. Faults: file.missing, file.unreadable. */
  hash: { request: { path: string; name: string }; reply: KeptDocument };
  inspect: { request: { path: string }; reply: Inspection };
  /** Copies, appends the signing revision with its hole, returns what the token has to sign. */
  prepare: {
    request: {
      document: KeptDocument;
      workFile: string;
      intent: SigningIntent;
      signer: SignerIdentity;
      signingTime: Date;
    };
    reply: PreparedSignature;
  };
  /** Builds the CMS, writes it into the hole and syncs the file to disk. */
  embed: { request: { prepared: PreparedSignature; signature: Uint8Array; signer: SignerIdentity }; reply: null };
  /** Reads the finished file again and proves it against the consented original; returns its SHA-256. */
  prove: {
    request: { document: KeptDocument; prepared: PreparedSignature; signer: SignerIdentity };
    reply: { sha256: string };
  };
  /** Moves a proved file into `directory` as `<stem>.signed.pdf`, `<stem>.signed-2.pdf`, …; never overwrites. */
  deliver: { request: { workFile: string; directory: string; name: string }; reply: { path: string } };
  /** Moves a proved file to `path`, on the same file system; one that stands there is of the same job and replaced. */
  store: { request: { workFile: string; path: string }; reply: null };
  verify: {
    request: { path: string; name: string; crls: readonly Uint8Array[]; at: Date };
    reply: { report: FileReport; crlUrls: readonly string[] };
  };
}
export type DocumentTask = keyof DocumentTasks;

/** What each worker is given once: bytes and files of the installation, and the trust that is in force. */
export interface DocumentWorkerData {
  /** Absolute path of the `resources` folder. */
  readonly resources: string;
  /** PEM or DER files and folders that the user trusts besides `resources/trust`. */
  readonly userTrust: readonly string[];
}
