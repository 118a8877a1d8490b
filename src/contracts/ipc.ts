/**
 * The one contract between the windows and the main process. Every channel has a request and a reply schema; the main
 * process checks sender and request, the preload exposes nothing else. Documents are ids, never paths.
 */
import { z } from 'zod';
import { backupRhythmSchema, backupStateSchema } from './backup.js';
import { checkResultSchema, shownReportSchema } from './doctor.js';
import {
  exchangeFolderSchema,
  exchangeStateSchema,
  officeCodeSchema,
  packageFormReplySchema,
  packageLinesSchema,
  packageOrderSchema,
  takenFileSchema,
} from './edxml-window.js';
import { faultValueSchema } from './faults/index.js';
import { isHttpAddress } from './http-address.js';
import {
  jobSchema,
  jobStateSchema,
  type Level,
  levelSchema,
  placementSchema,
  rejectionReasonSchema,
  signingProgressSchema,
} from './jobs.js';
import { practiceStateSchema } from './practice.js';
import {
  operationSchema,
  planRequestSchema,
  presetImageSchema,
  presetsSchema,
  recordOrderSchema,
  shownPlanSchema,
} from './records.js';
import { deviationSchema } from './records-facts.js';
import {
  directionSchema,
  numberKeySchema,
  registerFilterSchema,
  registerPageSchema,
  seriesKeySchema,
} from './registers.js';
import {
  entryAmendmentRequestSchema,
  entryChangeRequestSchema,
  registerExportSchema,
  registerOverviewSchema,
  registerYearSchema,
  releaseOrderSchema,
  seriesConfirmationOrderSchema,
  seriesStartOrderSchema,
  shownEntrySchema,
  shownHeldSchema,
} from './registers-window.js';
import { retentionStateSchema } from './retention.js';
import { syncProgressSchema } from './sync.js';
import { moduleReportSchema, tokenPinSchema } from './token.js';
import { fingerprintSchema, trustCandidateSchema, trustStateSchema } from './trust.js';
import { fileReportSchema } from './verification.js';

export const documentIdSchema = z.string().regex(/^[0-9a-f]{32}$/);

/** A document that was taken in: copied, hashed, and served to the window as `app://doc/<id>`. */
export const documentSchema = z.object({
  id: documentIdSchema,
  name: z.string(),
  size: z.number().int(),
  sha256: z.string(),
  pages: z.number().int().nullable(),
  /** Signatures the file already carries. */
  signatures: z.number().int(),
  /** Why it cannot be signed, if so (broken, locked by a password, certified P=1 …). */
  error: faultValueSchema.nullable(),
  /** What the person should know before signing it. */
  warnings: z.array(faultValueSchema),
});
export type DocumentInfo = z.infer<typeof documentSchema>;

/** A file that could not be taken in at all. */
export const intakeFailureSchema = z.object({ name: z.string(), error: faultValueSchema });
export const intakeSchema = z.object({
  documents: z.array(documentSchema),
  failures: z.array(intakeFailureSchema),
  /** Of a large stack only the first few come at once: `documents:more` with this id brings the next. */
  rest: z.object({ id: documentIdSchema, count: z.number().int() }).optional(),
});
export type Intake = z.infer<typeof intakeSchema>;

const batchIdSchema = z.string().regex(/^[0-9a-f]{32}$/);

/**
 * A batch as the window shows it. `paused`: the token or its driver went away; a PIN typed again goes on.
 * `awaiting-timestamp`: the token is done, what is left needs the network alone; no PIN is needed to go on.
 */
export const batchSchema = z.object({
  id: batchIdSchema,
  /** Fingerprint of the certificate that signs. */
  certificate: fingerprintSchema,
  state: z.enum(['waiting-for-pin', 'running', 'paused', 'awaiting-timestamp', 'finished', 'cancelled']),
  total: z.number().int(),
  signed: z.number().int(),
  failed: z.number().int(),
  items: z.array(signingProgressSchema),
  /** Why it paused, or why the login failed. */
  error: faultValueSchema.nullable(),
});
export type Batch = z.infer<typeof batchSchema>;

export const signingStartSchema = z.object({
  documents: z.array(documentIdSchema).min(1).max(10_000),
  certificate: z.string().regex(/^[0-9a-f]{64}$/),
  placement: placementSchema,
  reason: z.string().max(400).optional(),
  location: z.string().max(400).optional(),
});
export type SigningStart = z.infer<typeof signingStartSchema>;

export const queueFilterSchema = z.object({
  text: z.string().max(200),
  states: z.array(jobStateSchema),
  /** `next` of the page before; null for the first. */
  after: z.number().int().min(1).nullable(),
  limit: z.number().int().min(1).max(500),
});
export type QueueFilter = z.infer<typeof queueFilterSchema>;

export const queuePageSchema = z.object({
  jobs: z.array(jobSchema),
  /** Where the next page begins; null behind the last one. */
  next: z.number().int().nullable(),
  /** How many match; `more`: so many were counted, and there are more. */
  total: z.number().int(),
  more: z.boolean(),
  /** Of what matches the text, by state; `moreCounts`: of the newest of it alone. */
  counts: z.record(z.string(), z.number().int()),
  moreCounts: z.boolean(),
});
export type QueuePage = z.infer<typeof queuePageSchema>;

export const serverStateSchema = z.object({
  configured: z.boolean(),
  url: z.string().nullable(),
  /** What was typed at the last sign-in with a password. */
  username: z.string().nullable(),
  signedIn: z.boolean(),
  /** User name, or the name in the certificate; null where nobody is signed in. */
  signedInAs: z.string().nullable(),
  /** Whether the session outlasts the application: sealed by the system's store of secrets; null while signed out. */
  sessionKept: z.boolean().nullable(),
  /** Transfers wait until the person goes on. */
  paused: z.boolean(),
  /** What the last contact with the server came to. */
  lastContact: z.object({ at: z.string(), error: faultValueSchema.nullable() }).nullable(),
  /** When what was put off is tried again by itself; null: nothing is planned. */
  nextTry: z.string().nullable(),
});
export type ServerState = z.infer<typeof serverStateSchema>;

/** Work with the server as the person sets it. */
export const serverSettingsSchema = z.object({
  /** kB (1,024 bytes) a second, to and from the server; null: as fast as it goes. */
  limit: z.number().int().min(1).max(1_000_000).nullable(),
  /** The server that can be told to give numbers; null: none is known yet. */
  server: z.string().nullable(),
  /** Every series of the office. */
  series: z.array(
    z.object({
      direction: directionSchema,
      series: seriesKeySchema.shape.series,
      /** Null where the office has given it none. */
      name: z.string().nullable(),
      /** Who gives its numbers; null: this computer. */
      server: z.string().nullable(),
    }),
  ),
});
export type ServerSettings = z.infer<typeof serverSettingsSchema>;

export const serverSettingsOrderSchema = serverSettingsSchema.pick({ limit: true }).extend({
  /** Series that somebody else is to give the numbers of from now on. */
  series: z.array(
    z.object({ direction: directionSchema, series: seriesKeySchema.shape.series, byServer: z.boolean() }),
  ),
});

/** A server asks for a certificate of this computer before it speaks to it (mutual TLS). */
export const certificateQuestionSchema = z.object({
  id: documentIdSchema,
  /** Host and port. */
  server: z.string(),
  certificates: z.array(
    z.object({ fingerprint: z.string(), subject: z.string(), issuer: z.string(), notAfter: z.string() }),
  ),
});
export type CertificateQuestion = z.infer<typeof certificateQuestionSchema>;

export const syncSummarySchema = z.object({
  downloaded: z.number().int(),
  uploaded: z.number().int(),
  /** Taken over by the server since the last time. */
  acknowledged: z.number().int(),
  /** Taken back by their sender, or replaced. */
  recalled: z.number().int(),
  failures: z.array(z.object({ title: z.string(), error: faultValueSchema })),
});
export type SyncSummary = z.infer<typeof syncSummarySchema>;

const nothing = z.undefined();

/** Levels that keep revocation data in increments behind the signature. */
export const storesEvidence = (level: Level | null): boolean => level === 'B-LT' || level === 'B-LTA';

/** How signatures are dated, and where their evidence stands, as the person sets it. */
export const timestampSettingsSchema = z
  .object({
    /** The preferred server first. */
    servers: z.array(z.string().max(500).refine(isHttpAddress)).max(8),
    /** Null: B-T for official certificates, B-B for others. */
    level: levelSchema.nullable(),
    /** Revocation data inside the signature, which then is an `adbe.pkcs7.detached` one and of no PAdES level. */
    embedRevocation: z.boolean(),
  })
  .refine(({ level, embedRevocation }) => !(embedRevocation && storesEvidence(level)));
export type TimestampSettings = z.infer<typeof timestampSettingsSchema>;

/** What a certificate is remembered for: one's own signature, or the office's seal. */
export const certificateUseSchema = z.enum(['personal', 'seal']);
export type CertificateUse = z.infer<typeof certificateUseSchema>;

export const settingsSchema = z.object({
  timestamp: timestampSettingsSchema,
  /** Fingerprints of the certificates that the person had remembered; null where there is none. */
  certificates: z.record(certificateUseSchema, fingerprintSchema.nullable()),
  /** Absolute; where signed files go. For reading only. */
  outputFolder: z.string(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A batch that goes on, with the page that started it: a window that was loaded anew shows it there again. */
export const currentBatchSchema = z.object({ origin: z.enum(['sign', 'queue', 'records']), batch: batchSchema });
export type CurrentBatch = z.infer<typeof currentBatchSchema>;

/** A pack of this computer, by its SHA-256. */
export const packIdSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Whether a pack is where it was put: `missing` (moved, renamed or deleted by hand), `changed`: other bytes. */
export const packStateSchema = z.enum(['there', 'missing', 'changed']);
export type PackState = z.infer<typeof packStateSchema>;

/** An evidence pack that was made on this computer and not deleted. */
export const packSchema = z.object({
  id: packIdSchema,
  /** Of the pack's file. */
  name: z.string(),
  /** For reading only. */
  folder: z.string(),
  /** Of the document that was verified. */
  document: z.string(),
  /** ISO 8601, UTC. */
  madeAt: z.string(),
});
export type Pack = z.infer<typeof packSchema>;

export const packListSchema = z.object({ packs: z.array(packSchema), total: z.number().int() });
export type PackList = z.infer<typeof packListSchema>;

/** Request and reply of every channel that the main window may call. */
export const channels = {
  'documents:choose': { request: nothing, reply: intakeSchema },
  /** Paths come from the preload, which takes them from File objects the person dropped or chose. */
  'documents:add': { request: z.array(z.string().min(1)).min(1).max(10_000), reply: intakeSchema },
  'documents:more': { request: documentIdSchema, reply: intakeSchema },
  'documents:remove': { request: z.array(documentIdSchema), reply: nothing },
  /** The main process keeps the password with the document, in memory. A wrong one is `pdf.password-wrong`. */
  'documents:unlock': {
    request: z.object({ id: documentIdSchema, password: z.string().max(500) }),
    reply: documentSchema,
  },
  'tokens:list': { request: nothing, reply: z.array(moduleReportSchema) },
  /** Opens a file dialog for a PKCS#11 module of the person's own. */
  'tokens:add-module': { request: nothing, reply: z.array(moduleReportSchema) },
  /**
   * Opens the PIN window for the old and the new PIN of the token with this certificate; false where the person changed
   * his mind. Fault `token.*`.
   */
  'tokens:change-pin': { request: fingerprintSchema, reply: z.boolean() },
  /** Opens the PIN window; the reply comes as soon as the batch exists, progress by `batch:changed`. */
  'signing:start': { request: signingStartSchema, reply: batchSchema },
  'signing:resume': { request: batchIdSchema, reply: batchSchema },
  /** Ends the login after the signature in hand: going on needs a PIN typed again. */
  'signing:pause': { request: batchIdSchema, reply: batchSchema },
  'signing:cancel': { request: batchIdSchema, reply: batchSchema },
  /** Batches that have not ended, oldest first. */
  'signing:current': { request: nothing, reply: z.array(currentBatchSchema) },
  'signing:reveal': { request: batchIdSchema, reply: nothing },
  'verification:run': { request: documentIdSchema, reply: fileReportSchema },
  'verification:save-report': { request: documentIdSchema, reply: z.boolean() },
  /** Opens a dialog for the folder that packs go to; null where the person chose none. `name` is for reading only. */
  'evidence:choose-folder': {
    request: nothing,
    reply: z.object({ id: documentIdSchema, name: z.string() }).nullable(),
  },
  /** Verifies the document once more, as that is what the pack holds, and puts its pack into the chosen folder. */
  'evidence:make': {
    request: z.object({ document: documentIdSchema, folder: documentIdSchema }),
    reply: z.object({ name: z.string(), report: fileReportSchema }),
  },
  /** The newest first. */
  'evidence:list': { request: nothing, reply: packListSchema },
  'evidence:state': { request: packIdSchema, reply: packStateSchema },
  /** Shows the pack in the system's file manager. */
  'evidence:show': { request: packIdSchema, reply: nothing },
  /** Asks the person in a dialog first; false where he did not want it after all. */
  'evidence:delete': { request: packIdSchema, reply: z.boolean() },
  /** Takes a pack off the list that is not there any more, or not what it was. The journal stays as it is. */
  'evidence:forget': { request: packIdSchema, reply: nothing },
  'presets:get': { request: nothing, reply: presetsSchema },
  'presets:set': { request: presetsSchema, reply: presetsSchema },
  /** Why the presets that were kept could not be read when the application started; null where they could. */
  'presets:trouble': { request: nothing, reply: faultValueSchema.nullable() },
  /** Opens a dialog for a picture of a signature or a seal; null where the person chose none. */
  'presets:choose-image': {
    request: z.enum(['seal', 'signature', 'initials']),
    reply: z.object({ image: presetImageSchema, remarks: z.array(deviationSchema) }).nullable(),
  },
  /**
   * To and from a file that is carried to another computer; false and null where the person chose none. What comes back
   * is only shown: `presets:set` puts it in force.
   */
  'presets:export': { request: nothing, reply: z.boolean() },
  'presets:import': { request: nothing, reply: presetsSchema.nullable() },
  /** What would be done with a document that was taken in; nothing is done. */
  'records:plan': {
    request: planRequestSchema.extend({ document: documentIdSchema }),
    reply: shownPlanSchema,
  },
  /** The next free numbers in this order, each of the series that the type of its document belongs to; none is held. */
  'records:numbers': {
    request: z.object({
      operation: operationSchema,
      year: z.number().int().min(2000).max(2999),
      types: z.array(z.string().max(100).nullable()).max(10_000),
    }),
    reply: z.array(z.number().int()),
  },
  /**
   * Holds the numbers, puts the documents into the queue and opens the PIN window. Fault `registers.*` where a number is
   * not free any more: nothing has been done then.
   */
  'records:start': { request: recordOrderSchema, reply: batchSchema },
  /** Saves what became of a batch as a table to print; false where the person chose no file. */
  'records:save-summary': { request: batchIdSchema, reply: z.boolean() },
  /** Opens a dialog for the folder that a scanner writes into: what is whole there comes by `documents:arrived`. */
  'hot-folder:choose': { request: nothing, reply: z.object({ name: z.string() }).nullable() },
  'hot-folder:stop': { request: nothing, reply: nothing },
  /** The series of a register in a year, where each of them stands, and the types of documents in it. */
  'registers:overview': { request: registerYearSchema, reply: registerOverviewSchema },
  'registers:list': { request: registerFilterSchema, reply: registerPageSchema },
  /** Fault `registers.entry-missing`. */
  'registers:entry': { request: numberKeySchema, reply: shownEntrySchema },
  /** Recalls, corrects or replaces; there is no way back. Faults `registers.*`. */
  'registers:change': { request: entryChangeRequestSchema, reply: shownEntrySchema },
  /** Writes columns of an entry; a reason is needed where something stood there. Faults `registers.*`. */
  'registers:amend': { request: entryAmendmentRequestSchema, reply: shownEntrySchema },
  /** The numbers that documents hold now, of every register and year. */
  'registers:held': { request: nothing, reply: z.array(shownHeldSchema) },
  /** Gives numbers back, all or none. Faults `registers.not-held`, `registers.document-under-way`. */
  'registers:release': { request: releaseOrderSchema, reply: nothing },
  /** Fault `registers.series-begun`. */
  'registers:start-series': { request: seriesStartOrderSchema, reply: nothing },
  /** After lost steps: with which number the series goes on. Faults `registers.next-given`, `.nothing-to-confirm`. */
  'registers:confirm-series': { request: seriesConfirmationOrderSchema, reply: nothing },
  /** Saves the register in the columns of phụ lục IV; false where the person chose no file. */
  'registers:export': { request: registerExportSchema, reply: z.boolean() },
  'queue:list': { request: queueFilterSchema, reply: queuePageSchema },
  'queue:sign': {
    request: z.object({ jobs: z.array(z.string()).min(1), certificate: z.string().regex(/^[0-9a-f]{64}$/) }),
    reply: batchSchema,
  },
  /**
   * Serves a queued document for looking at it: the very file that will be signed, or the signed file once there is
   * one (its `sha256` then differs from the job's). `documents:remove` ends it and leaves the file where it is.
   */
  'queue:open': { request: z.string().min(1), reply: documentSchema },
  /**
   * Opens an encrypted queued document as `queue:open` does. Its password stays in the memory of the main process, for
   * signing and for the proof, as long as the application runs. Fault `pdf.password-wrong`.
   */
  'queue:unlock': {
    request: z.object({ job: z.string().min(1), password: z.string().max(500) }),
    reply: documentSchema,
  },
  'queue:approve': { request: z.array(z.string()).min(1), reply: nothing },
  /** The person decides not to sign; the reason goes to the server. */
  'queue:reject': {
    request: z.object({ jobs: z.array(z.string()).min(1), reason: rejectionReasonSchema }),
    reply: nothing,
  },
  'queue:retry': { request: z.array(z.string()).min(1), reply: nothing },
  /** Takes documents that were added by hand, and nobody signs, out of the queue. */
  'queue:cancel': { request: z.array(z.string()).min(1), reply: nothing },
  'server:state': { request: nothing, reply: serverStateSchema },
  'server:sign-in': {
    request: z.object({ url: z.string().max(500), username: z.string().max(200), password: z.string().max(500) }),
    reply: serverStateSchema,
  },
  /** With the key of this certificate (SHA-256); the PIN window asks for the PIN and says what it is for. */
  'server:sign-in-certificate': {
    request: z.object({ url: z.string().max(500), certificate: z.string().regex(/^[0-9a-f]{64}$/) }),
    reply: serverStateSchema,
  },
  /** Forgets the session, and what is kept of it. */
  'server:sign-out': { request: nothing, reply: serverStateSchema },
  /** One direction at a time: the person fetches documents and delivers signed ones by two buttons. */
  'server:sync': { request: z.enum(['download', 'upload']), reply: syncSummarySchema },
  /** Stops transfers where they are, or lets them go on. */
  'server:pause': { request: z.boolean(), reply: serverStateSchema },
  'server:settings': { request: nothing, reply: serverSettingsSchema },
  /** Faults `registers.*`, `output.failed`. */
  'server:set': { request: serverSettingsOrderSchema, reply: serverSettingsSchema },
  /** Answers a question of `server:certificate-asked`, by fingerprint; null: none. */
  'server:choose-certificate': {
    request: z.object({ id: documentIdSchema, fingerprint: z.string().max(200).nullable() }),
    reply: nothing,
  },
  'edxml:state': { request: nothing, reply: exchangeStateSchema },
  /** Opens a dialog; unchanged where the person chose none. Fault `edxml.same-folder`. */
  'edxml:choose-folder': { request: exchangeFolderSchema, reply: exchangeStateSchema },
  'edxml:forget-folders': { request: nothing, reply: exchangeStateSchema },
  'edxml:set-office': { request: officeCodeSchema, reply: exchangeStateSchema },
  /** Opens a dialog for packages, and brings their documents into the queue; null where the person chose none. */
  'edxml:take-in': {
    request: nothing,
    reply: z.object({ files: z.array(takenFileSchema), summary: syncSummarySchema }).nullable(),
  },
  /** By the folders of the office: signed documents go out, new packages come in. Faults `edxml.*`, `file.unreadable`. */
  'edxml:exchange': { request: nothing, reply: syncSummarySchema },
  /** What a package of this signed document would say, and where it stands with those it was sent to. */
  'edxml:form': { request: z.string().min(1), reply: packageFormReplySchema },
  /** Of all documents that came or left in packages. Fault `file.unreadable`. */
  'edxml:lines': { request: nothing, reply: packageLinesSchema },
  /** The document's code, or null where the person chose no file. Faults `edxml.*`, `output.failed`. */
  'edxml:export': { request: packageOrderSchema, reply: z.string().nullable() },
  'settings:get': { request: nothing, reply: settingsSchema },
  'settings:set': { request: timestampSettingsSchema, reply: settingsSchema },
  /** The certificate that is offered first from now on; null forgets. */
  'settings:remember-certificate': {
    request: z.object({ use: certificateUseSchema, certificate: fingerprintSchema.nullable() }),
    reply: settingsSchema,
  },
  'backup:state': { request: nothing, reply: backupStateSchema },
  /** Opens a dialog for the folder that backups go to; unchanged where the person chose none. Faults `backup.*`. */
  'backup:choose-folder': { request: nothing, reply: backupStateSchema },
  'backup:set-rhythm': { request: backupRhythmSchema, reply: backupStateSchema },
  /** Begins one; `backup:changed` tells when it is over. Faults `backup.running`, `.no-folder`. */
  'backup:begin': { request: nothing, reply: backupStateSchema },
  /** How long personal data is kept, and why nothing is deleted at present. Fault `queue.retention-invalid`. */
  'retention:state': { request: nothing, reply: retentionStateSchema },
  /** The person says that the clock is right: what is due is deleted. */
  'retention:confirm-clock': { request: nothing, reply: retentionStateSchema },
  'trust:get': { request: nothing, reply: trustStateSchema },
  /** Opens a file dialog, and shows what is in the chosen file; null when the person chose none. */
  'trust:choose': { request: nothing, reply: z.array(trustCandidateSchema).nullable() },
  /** Trusts what was looked at last, or what waits in the folder: the certificate with this very fingerprint. */
  'trust:add': { request: fingerprintSchema, reply: trustStateSchema },
  'trust:remove': { request: fingerprintSchema, reply: trustStateSchema },
  /** One run at a time; each result comes by `doctor:result` as soon as it is known. */
  'doctor:run': { request: nothing, reply: shownReportSchema },
  /** Saves the last report, without names of people; false where the person chose no file. */
  'doctor:save-report': { request: nothing, reply: z.boolean() },
  /** Saves the certificates of the last run that are to be renewed, as a table; false as above. */
  'doctor:save-renewals': { request: nothing, reply: z.boolean() },
  'practice:state': { request: nothing, reply: practiceStateSchema },
  /** Starts the application again on the practice folder. Fault `practice.busy`. */
  'practice:start': { request: nothing, reply: nothing },
  /** Starts the application again on the real work; what was practised stays, or goes. Fault `practice.busy`. */
  'practice:leave': { request: z.enum(['keep', 'delete']), reply: nothing },
  /** Puts the sample documents into the practice folder; their names, and that of the folder. */
  'practice:samples': { request: nothing, reply: z.object({ folder: z.string(), names: z.array(z.string()) }) },
  /** The training token as it was on its first day. */
  'practice:renew-token': { request: nothing, reply: practiceStateSchema },
  'app:info': {
    request: nothing,
    reply: z.object({ version: z.string(), electron: z.string(), outputFolder: z.string() }),
  },
} as const;
export type Channels = typeof channels;
export type ChannelName = keyof Channels;
export type RequestOf<N extends ChannelName> = z.input<Channels[N]['request']>;
export type ReplyOf<N extends ChannelName> = z.output<Channels[N]['reply']>;

/** Events that the main process sends to the main window. */
export const events = {
  'tokens:changed': z.array(moduleReportSchema),
  'batch:changed': batchSchema,
  'queue:changed': z.undefined(),
  /** From the scanner's folder. */
  'documents:arrived': intakeSchema,
  'doctor:result': checkResultSchema,
  /** How far a run with the server is; null once it is over. */
  'sync:progress': syncProgressSchema.nullable(),
  /** Session, pause, last contact or the next try are others. */
  'server:changed': serverStateSchema,
  'server:certificate-asked': certificateQuestionSchema,
  /** A backup has begun or is over. */
  'backup:changed': z.undefined(),
  /** Other sources of trust are in force: what was judged before has to be judged anew. */
  'trust:changed': z.undefined(),
} as const;
export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>;

/** What the PIN window shows before a PIN is typed. */
export const pinPromptSchema = z.object({
  /** `signature`: one of a key that asks for the PIN every time. `change`: the old PIN and a new one; nothing is signed. `sign-in`: to this document server; no document is signed. */
  purpose: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('login') }),
    z.object({ kind: z.literal('signature'), number: z.number().int(), total: z.number().int() }),
    z.object({ kind: z.literal('change') }),
    z.object({ kind: z.literal('sign-in'), server: z.string() }),
  ]),
  count: z.number().int(),
  /** The first names; the window says how many more there are. */
  names: z.array(z.string()),
  certificate: z.object({ commonName: z.string(), organization: z.string(), issuer: z.string(), notAfter: z.string() }),
  token: tokenPinSchema.extend({ label: z.string() }),
  /** Set when the PIN is asked for again, with the reason (driver hung, token pulled, wrong PIN …). */
  again: faultValueSchema.nullable(),
  /** What is not known of the certificate; the person has to say that he signs all the same. */
  caution: z.array(faultValueSchema).readonly(),
  /** Set in practice mode; `pin`: of the training token, null once a person has changed it. */
  practice: z.object({ pin: z.string().nullable() }).optional(),
});
export type PinPrompt = z.infer<typeof pinPromptSchema>;

/**
 * Channels of the PIN window alone. The PIN itself is on none of them: it goes over a MessagePort, as bytes, to the
 * token host; `pin:port` hands that port over and the main process passes it on without reading it.
 */
export const pinChannels = {
  prompt: 'pin:prompt',
  port: 'pin:port',
  cancel: 'pin:cancel',
} as const;

/** Message that comes with the port on `pin:port`; it says nothing of the PIN. */
export const pinSubmissionSchema = z.object({
  /** The person ticked that this is, or may be, the last try; without it such a token gets no PIN. */
  acknowledgedFinalTry: z.boolean(),
});
export type PinSubmission = z.infer<typeof pinSubmissionSchema>;

/** The API that the preload of the main window puts at `window.kyso`. */
export interface KysoApi {
  invoke<N extends ChannelName>(
    channel: N,
    ...request: RequestOf<N> extends undefined ? [] : [RequestOf<N>]
  ): Promise<{ ok: true; value: ReplyOf<N> } | { ok: false; error: z.infer<typeof faultValueSchema> }>;
  /** Returns the function that ends the subscription. */
  on<N extends EventName>(event: N, listener: (payload: EventPayload<N>) => void): () => void;
  /** Takes in files that the person dropped or chose in the window. */
  addFiles(
    files: File[],
  ): Promise<{ ok: true; value: Intake } | { ok: false; error: z.infer<typeof faultValueSchema> }>;
}

/** The API that the preload of the PIN window puts at `window.kysoPin`. */
export interface KysoPinApi {
  prompt(): Promise<PinPrompt>;
  /**
   * Sends the PIN's bytes (UTF-8), or the pair of a change (`encodePinPair`), straight to the token host and overwrites
   * them. The window is closed by main.
   */
  submit(pin: Uint8Array, acknowledgedFinalTry: boolean): void;
  cancel(): void;
}
