/** What document workers do. Requests and replies are plain data, so a step can run in another thread or after a restart. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { Level, SigningIntent } from '../../contracts/jobs.js';
import type { RecordPlan, ShownPlan } from '../../contracts/records.js';
import type { SignatureMechanism } from '../../contracts/token-host.js';
import type { SummaryOrder } from '../appearance/batch-summary.js';
import type { ReportedFile } from '../appearance/report.js';
import type { RevocationValues } from '../pki/cms/build.js';
import type { AddedTrust } from '../pki/trust.js';
import type { Reading } from '../records/operations/read.js';
import type { RecordSteps } from '../records/operations/steps.js';
import type { PreparedTimestamp } from '../signing/document-timestamp.js';
import type { PreparedSignature } from '../signing/prepare.js';
import type { ValidationData } from '../signing/validation-data.js';
import type { Found } from '../sync/edxml/look.js';
import type { EdxmlPackage } from '../sync/edxml/package.js';
import type { FileIdentity } from '../verification/file-evidence.js';
import type { DeclaredSignature } from '../verification/proof/proof.js';
import type { VerifiedFile } from '../verification/verify-file.js';
import type { EvidencePackOrder } from './evidence-pack.js';

/** A document in the application's own keeping: the copy that was hashed, shown and consented to. */
export interface KeptDocument {
  /** Absolute path of the private copy. */
  readonly path: string;
  /** SHA-256, lower-case hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Opens an encrypted document. */
  readonly password?: string | undefined;
}

/** A file as it stands, and what opens it. */
export interface OpenableFile {
  /** Absolute. */
  readonly path: string;
  /** Opens an encrypted document. */
  readonly password?: string | undefined;
}

/** A document to be signed; a {@link KeptDocument} is one. */
export interface DocumentToSign extends OpenableFile {
  /** What it must be; null for a file that a person named and nobody has looked at: what it is shows when it is copied. */
  readonly sha256: string | null;
  /** Nobody was told what there is to know of it: that comes when it is prepared. */
  readonly unseen?: boolean;
}

/** What was done to a file or made of it, as the new name says it: `bao-cao.signed.pdf`, `bao-cao.evidence.zip`. */
export type Outcome = 'signed' | 'upgraded' | 'evidence';

/** A certificate that made a signature or a timestamp, with those that came with it. DER. */
export interface ChainStart {
  readonly certificate: Uint8Array;
  readonly others: readonly Uint8Array[];
  readonly purpose: 'document' | 'timestamp';
}

/** A signature or document timestamp of a file, with what evidence is needed for. */
export interface ValidationNeed {
  readonly fieldName: string;
  /** The value of /Contents. */
  readonly contents: Uint8Array;
  readonly starts: readonly ChainStart[];
}

/** The public side of a signer: all that preparing and embedding need of it. */
export interface SignerIdentity {
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER of issuers found beside it. */
  readonly issuers: readonly Uint8Array[];
  readonly mechanism: SignatureMechanism;
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
  /** What the person should know before signing: broken signatures, content that can change its look, recovery. */
  readonly warnings: readonly FaultValue[];
  /** To be shown behind the bytes of a file that had to be recovered, so that what is shown is what will be signed. */
  readonly repair: Uint8Array | null;
}

/** A document of văn thư, with all that its plan depends on besides the file itself. */
export interface RecordReading extends Pick<Reading, 'request' | 'presets' | 'report' | 'today'> {
  readonly file: OpenableFile;
}

export interface RecordWork {
  readonly plan: RecordPlan;
  readonly steps: RecordSteps;
  /** The authorised person's certificate (SHA-256), where that person signed digitally. */
  readonly leader: string | null;
}

export interface DocumentTasks {
  /** Copies `source` (the user's file) to `target` while hashing it. Faults: file.*, pdf.not-pdf. */
  intake: { request: { source: string; target: string }; reply: KeptDocument };
  /** Hashes a file of the application's own keeping; `name` is for the message. Faults: file.missing, file.unreadable. */
  hash: { request: { path: string; name: string }; reply: KeptDocument };
  /** Whether it can be opened, and with this password. Faults: pdf.*, file.missing, file.unreadable. */
  open: { request: OpenableFile; reply: null };
  inspect: { request: OpenableFile; reply: Inspection };
  /**
   * Copies, appends the signing revision with its hole, returns what the token has to sign; `warnings` are those of an
   * {@link Inspection}, for a file that nobody has looked at or was told of.
   */
  prepare: {
    request: {
      document: DocumentToSign;
      workFile: string;
      intent: SigningIntent;
      signer: SignerIdentity;
      signingTime: Date;
      /** Octets to keep free for a timestamp. */
      timestampReserve: number;
      /** Goes into the CMS itself where the intent asks for it. */
      revocation: RevocationValues | undefined;
      /** The work file is to outlive a power cut from here on. */
      durable: boolean;
    };
    reply: { document: KeptDocument; prepared: PreparedSignature; warnings: readonly FaultValue[] };
  };
  /** Whether a work file still holds what was prepared in it. */
  'still-prepared': { request: PreparedSignature; reply: boolean };
  /** Builds the CMS and writes it into the hole; cuts away what an earlier try appended. */
  embed: {
    request: {
      prepared: PreparedSignature;
      value: Uint8Array;
      timestampToken: Uint8Array | null;
      signer: SignerIdentity;
    };
    reply: null;
  };
  /** The certificates for which a finished file needs evidence. */
  'validation-needs': { request: OpenableFile; reply: readonly ValidationNeed[] };
  'append-validation-data': { request: { file: OpenableFile; data: ValidationData }; reply: null };
  'prepare-timestamp': { request: { file: OpenableFile; reserve: number }; reply: PreparedTimestamp };
  'embed-timestamp': { request: { prepared: PreparedTimestamp; token: Uint8Array }; reply: null };
  /**
   * Reads the finished file again and proves it against the consented original; returns its SHA-256. Where earlier
   * signatures of ours stand between the two: against the result of the last of them, and that it still is the original
   * with every signature that this one had.
   */
  prove: {
    request: {
      document: KeptDocument;
      /** What the signature was added to; null: the document itself. */
      before: FileIdentity | null;
      workFile: string;
      declared: DeclaredSignature;
      /** Issuers that came with the signer's certificate. DER. */
      issuers: readonly Uint8Array[];
    };
    reply: { sha256: string };
  };
  /**
   * Copies a finished file, and tells the level of its weakest intact PAdES signature. Fault `signing.nothing-to-upgrade`
   * without one.
   */
  'copy-for-upgrade': { request: { document: KeptDocument; workFile: string }; reply: { level: Level } };
  /** Proves that an upgraded file is the document, untouched, and that its signatures are at this level. */
  'prove-upgrade': {
    request: { document: KeptDocument; workFile: string; level: Level };
    reply: { sha256: string };
  };
  verify: {
    request: OpenableFile & {
      name: string;
      /** Revocation lists, OCSP responses and certificates at hand (lists in PEM or DER, the others in DER). */
      crls: readonly Uint8Array[];
      ocsps: readonly Uint8Array[];
      certificates: readonly Uint8Array[];
      at: Date;
      /** Hand out what is to be kept with the result. */
      keep?: boolean;
      /** Say of each signature where it stands and what its verdict rests on. */
      details?: boolean | undefined;
    };
    reply: VerifiedFile;
  };
  /** The result of a verification as a PDF file. */
  'render-report': {
    request: { files: readonly ReportedFile[]; at: Date; madeAt: Date };
    reply: Uint8Array;
  };
  /** What would be done with a document of văn thư. Faults `pdf.*`: it cannot be read. */
  'plan-record': { request: RecordReading; reply: ShownPlan };
  /** The signatures that it gets, in their order, and what the register takes over. Faults: the plan's refusal, `records.*`. */
  'record-steps': { request: RecordReading; reply: RecordWork };
  /** What became of a batch as a PDF file. */
  'render-summary': { request: Omit<SummaryOrder, 'font'>; reply: Uint8Array };
  /** Writes the evidence pack of a verified file; the reply is of the pack. */
  'pack-evidence': { request: EvidencePackOrder; reply: FileIdentity };
  /** What a file of edXML says, without its attachments; `path` is absolute. Faults: `file.unreadable`, `edxml.*`. */
  'look-at-package': { request: { path: string }; reply: Found };
  /** With its attachments. Faults as above. */
  'open-package': { request: { path: string }; reply: EdxmlPackage };
}
export type DocumentTask = keyof DocumentTasks;

/** What each worker is given once: bytes and files of the installation, and the trust that is in force. */
export interface DocumentWorkerData {
  /** Absolute path of the `resources` folder. */
  readonly resources: string;
  /** What the user trusts besides `resources/trust`. */
  readonly userTrust: readonly AddedTrust[];
}
