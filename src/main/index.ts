/** Composition root of the desktop application: the only place where its parts are wired. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { app, type BrowserWindow, type Certificate, dialog, powerMonitor, safeStorage, session } from 'electron';
import { describeDefect } from '../contracts/defect.js';
import { toFaultValue } from '../contracts/faults/index.js';
import type { TimestampSettings } from '../contracts/ipc.js';
import { recoverySources } from './jobs/backup/plan.js';
import { BackupSchedule } from './jobs/backup/schedule.js';
import { PendingRetry } from './jobs/batch/pending-retry.js';
import { PinTries } from './jobs/batch/pin-tries.js';
import { queueObserver } from './jobs/batch/sign-queue.js';
import { checkReceived } from './jobs/check-documents.js';
import { commandRunner, connectable } from './jobs/doctor/machine.js';
import { systemName } from './jobs/doctor/versions.js';
import { DocumentWorkers } from './jobs/document-workers.js';
import { Documents } from './jobs/documents.js';
import { EdxmlExchange } from './jobs/edxml-exchange.js';
import { applicationFolders, defaultDataFolder } from './jobs/files/application-folders.js';
import { Log } from './jobs/files/log.js';
import { sweepUnderway } from './jobs/files/sweep-underway.js';
import { sweep } from './jobs/files/user-files.js';
import { userName } from './jobs/files/user-name.js';
import { openCertificateNetwork } from './jobs/network/certificate-network.js';
import { GuardedNetwork } from './jobs/network/guarded-network.js';
import { loadNetworkPolicy } from './jobs/network/network-policy.js';
import { TrustNetwork } from './jobs/network/trust-network.js';
import { inExercise } from './jobs/practice/in-exercise.js';
import { Practice, removeEndedPractice } from './jobs/practice/practice.js';
import { practiceFetch, practiceTimestamp } from './jobs/practice/practice-network.js';
import { PresetsFile, remembering } from './jobs/presets-file.js';
import { rebuiltSentences } from './jobs/rebuilt-sentences.js';
import { Records } from './jobs/records.js';
import { loadRetentionPolicy, Retention } from './jobs/retention.js';
import { TrustInForce } from './jobs/trust-in-force.js';
import { loadTrustPolicy } from './jobs/trust-policy.js';
import { UserAnchors } from './jobs/user-anchors.js';
import { verifyDocument } from './jobs/verify-document.js';
import { openQueue } from './queue/client.js';
import { watchAbsence } from './shell/absence.js';
import { registerAppScheme, serveAppScheme } from './shell/app-protocol.js';
import { ClientCertificates } from './shell/client-certificates.js';
import { protectorOf, sqliteBinding } from './shell/compat.js';
import { ConfirmedModules } from './shell/confirmed-modules.js';
import type { StartedBatch, Verification } from './shell/handler-parts.js';
import { makeHandlers } from './shell/handlers.js';
import { registerHandlers, sendEvent } from './shell/ipc.js';
import { PinWindow } from './shell/pin-window.js';
import { practiceSwitch } from './shell/practice-handlers.js';
import { ServerLink } from './shell/server-link.js';
import { SessionVault } from './shell/session-vault.js';
import { SettingsFile } from './shell/settings.js';
import { UtilityHostLauncher } from './shell/utility-host-launcher.js';
import { fetchNoDictionaries, hardenSession, openMainWindow } from './shell/windows.js';
import { packageDocumentId } from './sync/adapter.js';
import { readCatalogue } from './token/catalogue.js';
import { standardDeadlines } from './token/token-host.js';
import { TokenRegistry } from './token/token-registry.js';

const documentWorkersAtOnce = 2;
/** For what the doctor asks of this computer itself. */
const localDeadlineMs = 5_000;
/** A driver that hangs in a signature must not keep the closed application alive; the queue recovers at the next start. */
const longestEndMs = 10_000;
const root = resolve(__dirname, '..', '..');
const entry = (name: string): string => join(root, 'out', 'main', name);
const resources = join(root, 'resources');

let window: BrowserWindow | null = null;

/** A proxy script may name proxies and `DIRECT` in one answer; the first one is what is tried. */
const isDirect = (route: string): boolean => route.split(';')[0]?.trim() === 'DIRECT';

/** Of the data folder in use; null until that is known. */
let log: Log | null = null;

const note = (text: string): void => log?.note(text);

const writeDefect = (thrown: unknown): void => {
  process.stderr.write(`${describeDefect(thrown)}\n`);
  log?.defect(thrown);
};

/** A defect of ours: nothing of the state can be relied on, and the queue recovers at the next start. */
const giveUp = (thrown: unknown): void => {
  writeDefect(thrown);
  dialog.showErrorBox('Ký số công vụ', toFaultValue(thrown).vi);
  app.exit(70);
};

const start = async (): Promise<void> => {
  const data = app.getPath('userData');
  const practice = app.commandLine.hasSwitch(practiceSwitch) ? await Practice.open(data, resources) : null;
  if (!practice) await removeEndedPractice(data);
  const folders = practice?.folders ?? applicationFolders(data);
  log = new Log(folders.data, { now: () => new Date(), aside: (line) => void process.stderr.write(line) });
  for (const folder of [folders.work, folders.underway, folders.originals, folders.signed, folders.trust]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  sweep(folders.work);
  const settings = await SettingsFile.open(folders.settings);
  const presets = await PresetsFile.open(folders.presets, new Date());
  const workers = new DocumentWorkers(
    entry('document-worker.cjs'),
    { resources, userTrust: [] },
    documentWorkersAtOnce,
    note,
  );
  const binding = sqliteBinding(process.versions, replacementBinding());
  const database = {
    workerPath: entry('database-worker.cjs'),
    databasePath: folders.database,
    heard: note,
    ...(binding === null ? {} : { nativeBinding: binding }),
  };
  const queue = await openQueue({
    ...database,
    recovery: await recoverySources(folders),
    onRebuilt: (rebuilt) => {
      const [message = '', ...detail] = rebuiltSentences(rebuilt);
      void dialog.showMessageBox({ type: 'warning', title: 'Ký số công vụ', message, detail: detail.join('\n') });
    },
  });
  const trustInForce = new TrustInForce({
    resources,
    own: () => anchors.certificates(),
    changed: (userTrust) => {
      workers.renew({ resources, userTrust });
      sendEvent(window, 'trust:changed', undefined);
    },
  });
  const anchors = new UserAnchors({
    folder: folders.trust,
    policy: loadTrustPolicy(resources),
    shipped: () => trustInForce.shipped,
    journal: queue,
    way: 'window',
    user: userName(),
  });
  await trustInForce.refresh();
  const documents = await Documents.open(folders.intake, workers);
  const catalogue: unknown = JSON.parse(readFileSync(join(resources, 'tokens.json'), 'utf8'));
  const confirmedModules = new ConfirmedModules(() => settings.value);
  const batches = new Map<string, StartedBatch>();
  const tokens = new TokenRegistry({
    launcher: new UtilityHostLauncher(entry(practice ? 'training-token.cjs' : 'token-host.cjs')),
    catalogue: practice?.catalogue ?? readCatalogue(catalogue, process.platform, process.env['SystemRoot']),
    training: practice !== null,
    heard: note,
    deadlines: { ...standardDeadlines, sign: settings.value.signDeadlineMs },
    tries: new PinTries(folders.pinTries),
    added: async () => (practice ? { usable: [], refused: [] } : confirmedModules.select()),
    changed: (reports) => {
      sendEvent(window, 'tokens:changed', [...reports]);
      for (const { session } of batches.values()) session.tokensChanged(reports);
    },
  });
  const pinWindow = new PinWindow(join(root, 'out', 'preload'), () => window, practice);
  // The network has a session of its own: that of the pages refuses everything but app:.
  const network = session.fromPartition('network', { cache: false });
  const anyFetch = (url: string, init?: RequestInit): Promise<Response> => network.fetch(url, init);
  const fetch = practice ? practiceFetch(practice.server, anyFetch) : anyFetch;
  const policy = loadNetworkPolicy({
    shipped: join(resources, 'policy', 'network.json'),
    added: folders.networkPolicy,
  });
  const proxied = async (url: string): Promise<typeof fetch | null> =>
    isDirect(await network.resolveProxy(url)) ? null : fetch;
  const offline = practice !== null;
  const certificateNetwork = openCertificateNetwork({ policy, cache: folders.revocationCache, proxied, offline });
  const timestamp = (): TimestampSettings => (practice ? practiceTimestamp : settings.value.timestamp);
  const trust = new TrustNetwork({
    trust: () => trustInForce.store,
    source: certificateNetwork.revocation,
    servers: () => timestamp().servers,
    fetch,
  });
  const clientCertificates = new ClientCertificates<Certificate>({
    server: () => server.address,
    ask: (question) => sendEvent(window, 'server:certificate-asked', question),
  });
  app.on('select-client-certificate', clientCertificates.select);
  const server = new ServerLink({
    settings,
    queue,
    folders,
    fetch,
    vault: new SessionVault(join(folders.data, 'session'), () => protectorOf(safeStorage)),
    practice,
    progress: (progress) => sendEvent(window, 'sync:progress', progress),
    told: (state) => sendEvent(window, 'server:changed', state),
    forgetCertificate: () => clientCertificates.forget(),
    changed: () =>
      void lookAtReceived()
        .catch(writeDefect)
        .finally(() => sendEvent(window, 'queue:changed', undefined)),
  });

  const outputFolder = (): string =>
    settings.value.outputFolder ?? practice?.outputFolder ?? join(app.getPath('documents'), 'Văn bản đã ký');
  const exchange = new EdxmlExchange({
    queue,
    folders,
    workers,
    terms: () => {
      const { inbox, outbox, organId } = settings.value.edxml;
      const name = presets.value.office.agency.trim();
      return {
        inbox,
        outbox: outbox ?? join(outputFolder(), 'Gói edXML'),
        own: organId === null ? { name } : { organId, name: name === '' ? organId : name },
      };
    },
  });

  const queuePasswords = new Map<string, string>();
  const verifications = new Map<string, Verification>();

  const records = new Records({
    queue,
    workers,
    originals: folders.originals,
    presets: () => presets.value,
    verify: async (file, name) => {
      await trustInForce.refresh();
      const report = await verifyDocument(
        workers,
        { path: file.path, password: file.password, name, crls: [], at: new Date() },
        certificateNetwork,
      );
      return practice ? inExercise(report) : report;
    },
    remember: (learned) => void presets.change((current) => remembering(current, learned)).catch(writeDefect),
    // The folder of packages may be on a share that is not there now.
    packaged: (sha256) => exchange.factsOf(packageDocumentId(sha256)).catch(() => null),
    user: userName(),
    now: () => new Date(),
  });
  const backups = new BackupSchedule({
    folders,
    database,
    now: () => new Date(),
    busy: () => [...batches.values()].some(({ session }) => session.batch.state === 'running'),
    changed: () => sendEvent(window, 'backup:changed', undefined),
    note,
    defect: writeDefect,
  });
  const retention = new Retention({
    queue,
    folders,
    now: () => new Date(),
    user: userName(),
    policy: () =>
      loadRetentionPolicy({ shipped: join(resources, 'policy', 'retention.json'), added: folders.retentionPolicy }),
    changed: () => {
      sendEvent(window, 'queue:changed', undefined);
      exchange.forget().catch(writeDefect);
    },
    defect: writeDefect,
  });
  const closing = new AbortController();
  const lookAtReceived = async (): Promise<void> => {
    const checked = await checkReceived({ queue, workers, abort: closing.signal });
    if (checked > 0) sendEvent(window, 'queue:changed', undefined);
  };
  hardenSession(session.defaultSession);
  serveAppScheme(session.defaultSession, join(root, 'out', 'renderer'), (id) => {
    const held = documents.get(id);
    const revisions = verifications.get(id)?.report.revisions ?? [];
    return held && { ...held.kept, repair: held.repair, revisionEnds: revisions.map(({ end }) => end) };
  });
  registerHandlers(
    makeHandlers({
      window: () => window,
      send: (name, payload) => sendEvent(window, name, payload),
      folders,
      practice,
      outputFolder,
      exchange,
      settings,
      timestamp,
      presets,
      documents,
      workers,
      network: certificateNetwork,
      anchors,
      trust: trustInForce,
      verifications,
      queue,
      checkReceived: lookAtReceived,
      records,
      user: userName(),
      queuePasswords,
      server,
      clientCertificates,
      backups,
      retention,
      tokens,
      doctor: {
        platform: process,
        environment: process.env,
        listModules: () => tokens.look(),
        trust: () => trustInForce.store,
        network: practice ? null : () => new GuardedNetwork({ policy, proxied }),
        fetch,
        timestampServers: () => timestamp().servers,
        documentServer: () => (practice ? practice.server : (settings.value.server?.url ?? null)),
        routeTo: (url) => network.resolveProxy(url),
        run: commandRunner(localDeadlineMs),
        connectable: connectable(localDeadlineMs),
        dataFolder: folders.data,
        versions: {
          application: app.getVersion(),
          electron: process.versions['electron'] ?? null,
          node: process.versions.node,
          system: systemName(process.platform),
          arch: process.arch,
        },
        defect: writeDefect,
      },
      batches,
      batchPorts: {
        listTokens: () => tokens.look(),
        askPin: (prompt) => pinWindow.ask(prompt),
        openSigner: (fingerprint, { pin, acknowledgedFinalTry }, contextPin) =>
          tokens.openSigner(fingerprint, { pin, acknowledgeFinalTry: acknowledgedFinalTry, contextPin }),
        trust,
        checkSigner: async (certificate, issuers, abort) => {
          await trustInForce.refresh();
          return trust.checkSigner(certificate, issuers, abort);
        },
      },
    }),
    { refused: (channel, why) => log?.note(`refused: ${channel} (${why})`), defect: writeDefect },
  );
  window = await openMainWindow(
    join(root, 'out', 'preload'),
    join(resources, 'icons', '512x512.png'),
    practice ? 'THỰC HÀNH – Ký số công vụ' : 'Ký số công vụ',
  );
  window.on('closed', () => {
    window = null;
  });
  tokens.start();
  watchAbsence(powerMonitor, {
    locked: () => {
      pinWindow.decline();
      for (const { session } of batches.values()) session.endLogin();
    },
    idle: () => pinWindow.decline(),
  });
  const recorder = queueObserver(queue, folders, records);
  const pendingRetry = new PendingRetry({
    queue,
    folders,
    passwordOf: (job) => queuePasswords.get(job),
    services: {
      workers,
      trust,
      observer: {
        ...recorder,
        step: async (item, step, error) => {
          await recorder.step(item, step, error);
          sendEvent(window, 'queue:changed', undefined);
        },
      },
    },
    defect: writeDefect,
  });
  pendingRetry.start();
  retention.start();
  if (!practice) backups.start();
  sweepUnderway(queue, folders.underway).catch(writeDefect);
  // What an earlier run was cut off at.
  const looking = lookAtReceived().catch(writeDefect);
  server.restore().catch(writeDefect);
  app.on('before-quit', () => tokens.stop());
  // All windows are closed: no PIN is typed any more. Documents in hand are finished and put on record.
  const end = async (): Promise<void> => {
    closing.abort();
    for (const { session } of batches.values()) session.cancel();
    await Promise.all([
      looking,
      server.close(),
      pendingRetry.stop(),
      retention.stop(),
      backups.stop(),
      ...[...batches.values()].map(({ session }) => session.settled()),
    ]);
    await queue.close();
    await workers.end();
    await rm(folders.intake, { recursive: true, force: true });
    await practice?.close();
  };
  app.once('will-quit', (event) => {
    event.preventDefault();
    setTimeout(() => app.exit(), longestEndMs);
    end().then(() => app.exit(), giveUp);
  });
};

/** On the test runtime (Node-API 8) another build of better-sqlite3 stands in the cache or beside the packed app. */
const replacementBinding = (): string =>
  [join(process.resourcesPath, 'better_sqlite3.node'), join(root, '.runtime', 'better_sqlite3.node')].find(
    existsSync,
  ) ?? '';

// The product's name is Vietnamese; a header, and with it every request to app:, may hold ASCII only.
app.userAgentFallback = app.userAgentFallback.replace(/[^\x20-\x7e]+/g, '');
// The command line works on the same folder, under a name that every file system takes.
if (!app.commandLine.hasSwitch('user-data-dir'))
  app.setPath('userData', defaultDataFolder(process.env, process.platform));

if (app.requestSingleInstanceLock()) {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  registerAppScheme();
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  process.on('uncaughtException', giveUp);
  app.once('ready', fetchNoDictionaries);
  app.whenReady().then(start).catch(giveUp);
} else {
  app.quit();
}
