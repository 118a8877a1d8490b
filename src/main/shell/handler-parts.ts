/** What the handlers are given: the composition root fills it in, and each group of handlers takes what it needs. */
import type { BrowserWindow, Certificate } from 'electron';
import type { CurrentBatch, EventName, EventPayload, TimestampSettings } from '../../contracts/ipc.js';
import type { FileReport } from '../../contracts/verification.js';
import type { BackupSchedule } from '../jobs/backup/schedule.js';
import type { BatchSession, BatchSessionPorts } from '../jobs/batch/batch-session.js';
import type { DoctorParts } from '../jobs/doctor/doctor.js';
import type { DocumentWorkers } from '../jobs/document-workers.js';
import type { Documents } from '../jobs/documents.js';
import type { EdxmlExchange } from '../jobs/edxml-exchange.js';
import type { ApplicationFolders } from '../jobs/files/application-folders.js';
import type { CertificateNetwork } from '../jobs/network/certificate-network.js';
import type { Practice } from '../jobs/practice/practice.js';
import type { PresetsFile } from '../jobs/presets-file.js';
import type { Records } from '../jobs/records.js';
import type { Retention } from '../jobs/retention.js';
import type { TrustInForce } from '../jobs/trust-in-force.js';
import type { UserAnchors } from '../jobs/user-anchors.js';
import type { Queue } from '../queue/types.js';
import type { TokenRegistry } from '../token/token-registry.js';
import type { ClientCertificates } from './client-certificates.js';
import type { ServerLink } from './server-link.js';
import type { SettingsFile } from './settings.js';

/** A batch with the page that started it. */
export interface StartedBatch {
  readonly session: BatchSession;
  readonly origin: CurrentBatch['origin'];
}

export interface Verification {
  readonly report: FileReport;
  /** The time for which everything was judged. */
  readonly at: Date;
}

export interface HandlerParts {
  readonly window: () => BrowserWindow | null;
  readonly send: <N extends EventName>(name: N, payload: EventPayload<N>) => void;
  readonly folders: ApplicationFolders;
  /** Null: the real work. */
  readonly practice: Practice | null;
  readonly outputFolder: () => string;
  readonly settings: SettingsFile;
  /** In force: what the person set, or what practice has. */
  readonly timestamp: () => TimestampSettings;
  readonly presets: PresetsFile;
  readonly documents: Documents;
  readonly workers: DocumentWorkers;
  readonly network: CertificateNetwork;
  readonly anchors: UserAnchors;
  readonly trust: Pick<TrustInForce, 'refresh'>;
  /** What was found about documents that the window holds, by id. */
  readonly verifications: Map<string, Verification>;
  readonly queue: Queue;
  /** Looks at the documents that were received and not looked at yet. */
  readonly checkReceived: () => Promise<void>;
  readonly records: Records;
  /** As the operating system names the person. */
  readonly user: string;
  /** What was typed to open queued documents, by job; in memory alone, as long as the application runs. */
  readonly queuePasswords: Map<string, string>;
  readonly server: ServerLink;
  /** By edXML packages. */
  readonly exchange: EdxmlExchange;
  readonly clientCertificates: Pick<ClientCertificates<Certificate>, 'choose'>;
  readonly backups: BackupSchedule;
  readonly retention: Retention;
  readonly tokens: TokenRegistry;
  readonly doctor: DoctorParts;
  /** Every batch since the application started, by id. */
  readonly batches: Map<string, StartedBatch>;
  readonly batchPorts: Pick<BatchSessionPorts, 'listTokens' | 'openSigner' | 'askPin' | 'trust' | 'checkSigner'>;
}
