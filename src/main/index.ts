/** Composition root of the desktop application: the only place where its parts are wired. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { app, type BrowserWindow, dialog, session } from 'electron';
import { toFaultValue } from '../contracts/faults/index.js';
import { applicationFolders, defaultDataFolder } from './jobs/application-folders.js';
import { openCertificateNetwork } from './jobs/certificate-network.js';
import { DocumentWorkers } from './jobs/document-workers.js';
import { Documents } from './jobs/documents.js';
import { loadNetworkPolicy } from './jobs/network-policy.js';
import { PendingRetry } from './jobs/pending-retry.js';
import { queueObserver } from './jobs/sign-queue.js';
import { TrustNetwork } from './jobs/trust-network.js';
import { sweep } from './jobs/user-files.js';
import { loadTrust, type TrustStore } from './pki/trust.js';
import { openQueue } from './queue/client.js';
import { registerAppScheme, serveAppScheme } from './shell/app-protocol.js';
import { sqliteBinding } from './shell/compat.js';
import { ConfirmedModules } from './shell/confirmed-modules.js';
import { makeHandlers, type StartedBatch, type Verification } from './shell/handlers.js';
import { registerHandlers, sendEvent } from './shell/ipc.js';
import { PinWindow } from './shell/pin-window.js';
import { ServerLink } from './shell/server-link.js';
import { SettingsFile } from './shell/settings.js';
import { TokenWatch } from './shell/token-watch.js';
import { UtilityHostLauncher } from './shell/utility-host-launcher.js';
import { hardenSession, openMainWindow } from './shell/windows.js';
import { readCatalogue } from './token/catalogue.js';
import { standardDeadlines } from './token/token-host.js';
import { TokenService } from './token/token-service.js';

const documentWorkersAtOnce = 2;
/** A driver that hangs in a signature must not keep the closed application alive; the queue recovers at the next start. */
const longestEndMs = 10_000;
const root = resolve(__dirname, '..', '..');
const entry = (name: string): string => join(root, 'out', 'main', name);
const resources = join(root, 'resources');

let window: BrowserWindow | null = null;

/** A proxy script may name proxies and `DIRECT` in one answer; the first one is what is tried. */
const isDirect = (route: string): boolean => route.split(';')[0]?.trim() === 'DIRECT';

const writeDefect = (thrown: unknown): void => {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
};

/** A defect of ours: nothing of the state can be relied on, and the queue recovers at the next start. */
const giveUp = (thrown: unknown): void => {
  writeDefect(thrown);
  dialog.showErrorBox('Ký số công vụ', toFaultValue(thrown).vi);
  app.exit(70);
};

const start = async (): Promise<void> => {
  const folders = applicationFolders(app.getPath('userData'));
  for (const folder of [folders.work, folders.underway, folders.originals, folders.signed, folders.trust]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  sweep(folders.work);
  const settings = await SettingsFile.open(folders.settings);
  const userTrust = readdirSync(folders.trust).map((name) => join(folders.trust, name));
  const workers = new DocumentWorkers(entry('document-worker.cjs'), { resources, userTrust }, documentWorkersAtOnce);
  const binding = sqliteBinding(process.versions, replacementBinding());
  const queue = await openQueue({
    workerPath: entry('database-worker.cjs'),
    databasePath: folders.database,
    ...(binding === null ? {} : { nativeBinding: binding }),
  });
  const documents = await Documents.open(folders.intake, workers);
  const catalogue: unknown = JSON.parse(readFileSync(join(resources, 'tokens.json'), 'utf8'));
  const tokenService = new TokenService({
    launcher: new UtilityHostLauncher(entry('token-host.cjs')),
    catalogue: readCatalogue(catalogue, process.platform, process.env['SystemRoot']),
    deadlines: { ...standardDeadlines, sign: settings.value.signDeadlineMs },
  });
  const tokens = new TokenWatch(tokenService, new ConfirmedModules(() => settings.value), (reports) =>
    sendEvent(window, 'tokens:changed', [...reports]),
  );
  const pinWindow = new PinWindow(join(root, 'out', 'preload'), () => window);
  // The network has a session of its own: that of the pages refuses everything but app:.
  const network = session.fromPartition('network', { cache: false });
  const fetch: typeof network.fetch = (input, init) => network.fetch(input, init);
  let trustStore: TrustStore | undefined;
  const certificateNetwork = openCertificateNetwork({
    policy: loadNetworkPolicy({ shipped: join(resources, 'policy', 'network.json'), added: folders.networkPolicy }),
    cache: folders.revocationCache,
    proxied: async (url) => (isDirect(await network.resolveProxy(url)) ? null : fetch),
  });
  const trust = new TrustNetwork({
    trust: () => {
      trustStore ??= loadTrust({ shipped: join(resources, 'trust'), added: userTrust });
      return trustStore;
    },
    source: certificateNetwork.revocation,
    servers: () => settings.value.timestamp.servers,
    fetch,
  });
  const server = new ServerLink(settings, queue, folders, fetch);

  const batches = new Map<string, StartedBatch>();
  const queuePasswords = new Map<string, string>();
  const verifications = new Map<string, Verification>();

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
      outputFolder: () => settings.value.outputFolder ?? join(app.getPath('documents'), 'Văn bản đã ký'),
      settings,
      documents,
      workers,
      network: certificateNetwork,
      verifications,
      queue,
      queuePasswords,
      server,
      tokens,
      batches,
      batchPorts: {
        listTokens: () => tokens.look(),
        askPin: (prompt) => pinWindow.ask(prompt),
        openSigner: (fingerprint, typed) => tokens.openSigner(fingerprint, typed),
        trust,
        checkSigner: (certificate, issuers, abort) => trust.checkSigner(certificate, issuers, abort),
      },
    }),
    { refused: (channel, why) => process.stderr.write(`refused: ${channel} (${why})\n`), defect: writeDefect },
  );
  window = await openMainWindow(join(root, 'out', 'preload'), join(resources, 'icons', '512x512.png'));
  window.on('closed', () => {
    window = null;
  });
  tokens.start();
  const recorder = queueObserver(queue, folders);
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
  app.on('before-quit', () => tokens.stop());
  // All windows are closed: no PIN is typed any more. Documents in hand are finished and put on record.
  const end = async (): Promise<void> => {
    for (const { session } of batches.values()) session.cancel();
    await Promise.all([pendingRetry.stop(), ...[...batches.values()].map(({ session }) => session.settled())]);
    await queue.close();
    await workers.end();
    await rm(folders.intake, { recursive: true, force: true });
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
  app.whenReady().then(start).catch(giveUp);
} else {
  app.quit();
}
