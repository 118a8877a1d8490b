/** What each channel of the contract does: it finds the document or the batch, and hands over to the services. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename, extname, join, parse } from 'node:path';
import { app, type BrowserWindow, dialog, shell } from 'electron';
import { Fault } from '../../contracts/faults/index.js';
import type { Batch, CurrentBatch, Intake, Settings } from '../../contracts/ipc.js';
import { canCancel, type Job } from '../../contracts/jobs.js';
import type { FileReport } from '../../contracts/verification.js';
import type { BatchItem, BatchObserver } from '../jobs/batch/batch.js';
import { BatchSession, type BatchSessionOrder } from '../jobs/batch/batch-session.js';
import { chosenTerms } from '../jobs/batch/default-level.js';
import { changePin } from '../jobs/batch/pin-change.js';
import { fileToShow, needsPassword, type QueueObserver, queueItem, queueObserver } from '../jobs/batch/sign-queue.js';
import type { DocumentWorkers } from '../jobs/document-workers.js';
import type { HeldDocument } from '../jobs/documents.js';
import { deliver } from '../jobs/files/delivery.js';
import { inExercise } from '../jobs/practice/in-exercise.js';
import { verifyDocument } from '../jobs/verify-document.js';
import type { JobRecord } from '../queue/types.js';
import type { BatchLeases } from '../sync/lease.js';
import { claimedPublisher } from '../token/library/publisher.js';
import { examineLibrary } from '../token/library-file.js';
import { backupHandlers } from './backup-handlers.js';
import { hashOfFile, publisherSentence } from './confirmed-modules.js';
import { doctorHandlers } from './doctor-handlers.js';
import { edxmlHandlers } from './edxml-handlers.js';
import { evidenceHandlers } from './evidence-handlers.js';
import type { HandlerParts, Verification } from './handler-parts.js';
import type { Handlers } from './ipc.js';
import { practiceHandlers } from './practice-handlers.js';
import { presetsHandlers } from './presets-handlers.js';
import { recordsHandlers } from './records-handlers.js';
import { registersHandlers } from './registers-handlers.js';
import { retentionHandlers } from './retention-handlers.js';
import { serverHandlers } from './server-handlers.js';
import type { SettingsFile } from './settings.js';

/** The list opens with what is known by then; what a slow driver has to say comes as a change. */
const tokensShownAfterMs = 1_000;

const noDocuments: Intake = { documents: [], failures: [] };

export const makeHandlers = (parts: HandlerParts): Handlers => {
  const { documents, workers, verifications, queue, queuePasswords, server, settings, folders, batches, user } = parts;

  const held = (id: string): HeldDocument => {
    const found = documents.get(id);
    if (!found) throw new Fault('file.missing', { file: id });
    return found;
  };
  const session = (id: string): BatchSession => {
    const found = batches.get(id);
    if (!found) throw new Fault('app.request-refused');
    return found.session;
  };
  const shownSettings = (): Settings => ({
    timestamp: parts.timestamp(),
    certificates: settings.value.certificates,
    outputFolder: parts.outputFolder(),
  });
  const openDialog = async (options: Electron.OpenDialogOptions): Promise<string[]> => {
    const window = parts.window();
    const chosen = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options);
    return chosen.canceled ? [] : chosen.filePaths;
  };
  const startBatch = (
    origin: CurrentBatch['origin'],
    items: readonly BatchItem[],
    observer: BatchObserver,
    order: Pick<BatchSessionOrder, 'certificate' | 'intentsOf' | 'keepEvidence' | 'othersFinish' | 'ended'>,
  ): Batch => {
    const batch = new BatchSession(
      { ...parts.batchPorts, workers, changed: (changed) => parts.send('batch:changed', changed) },
      {
        items,
        observer,
        ...order,
      },
    );
    batches.set(batch.id, { session: batch, origin });
    return batch.run();
  };
  /** Signed files of the window go to the person's folder under their own names. */
  const toOutputFolder: BatchObserver = {
    step: async () => undefined,
    warn: () => undefined,
    keep: async ({ workFile, name }) => {
      await deliver(workFile, parts.outputFolder(), name, 'signed');
      return undefined;
    },
  };
  const toQueue = (): QueueObserver => {
    const recorder = queueObserver(queue, folders, parts.records);
    return {
      ...recorder,
      step: async (item, step, error) => {
        await recorder.step(item, step, error);
        parts.send('queue:changed', undefined);
      },
    };
  };
  const signQueued = (
    origin: CurrentBatch['origin'],
    jobs: readonly JobRecord[],
    certificate: string,
    leases: BatchLeases,
  ): Batch => {
    const observer = toQueue();
    const records = new Map(jobs.map((job) => [job.id, job]));
    const items = jobs.map((job) => queueItem(job, folders, queuePasswords.get(job.id)));
    return startBatch(origin, items, observer, {
      certificate,
      intentsOf: async ({ id }, check) => {
        const job = records.get(id);
        if (job) await leases.require(job);
        const terms = chosenTerms(parts.timestamp(), check);
        const work = job ? await parts.records.workOf(job, queuePasswords.get(id)) : null;
        if (!work) return [{ ...terms, placement: { kind: 'automatic' } }];
        const [first, ...rest] = work.steps;
        return [{ ...first, ...terms }, ...rest.map((step) => ({ ...step, ...terms }))];
      },
      keepEvidence: (check) => observer.keepEvidence(check),
      othersFinish: true,
      ended: () => leases.giveBack(),
    });
  };

  const verify = async (id: string): Promise<FileReport> => {
    const { info, kept } = held(id);
    await parts.trust.refresh();
    const at = new Date();
    const report = await verifyDocument(
      workers,
      { path: kept.path, password: kept.password, name: info.name, crls: [], at, details: true },
      parts.network,
    );
    // Removed meanwhile: nobody would ever remove the report. One of a later time stays, whoever is done last.
    const known = verifications.get(id);
    if (documents.get(id) && (!known || known.at <= at)) verifications.set(id, { report, at });
    return report;
  };

  return {
    'documents:choose': async () => {
      const paths = await openDialog({
        title: 'Chọn văn bản',
        filters: [{ name: 'Văn bản PDF', extensions: ['pdf'] }],
        properties: ['openFile', 'multiSelections'],
        ...(parts.practice && { defaultPath: parts.practice.samplesFolder }),
      });
      return paths.length === 0 ? noDocuments : documents.add(paths);
    },
    'documents:add': (paths) => documents.add(paths),
    'documents:more': (id) => documents.more(id),
    'documents:remove': async (ids) => {
      for (const id of ids) verifications.delete(id);
      await documents.remove(ids);
    },
    'documents:unlock': ({ id, password }) => documents.unlock(id, password),
    'tokens:list': async () => [...(await parts.tokens.look(tokensShownAfterMs))],
    'tokens:add-module': async () => {
      if (parts.practice) throw new Fault('practice.no-driver');
      const [path] = await openDialog({
        title: 'Chọn trình điều khiển PKCS#11 của thiết bị',
        properties: ['openFile'],
      });
      if (path !== undefined) await addModule(path, settings, parts.window());
      return [...(await parts.tokens.look())];
    },
    'tokens:change-pin': (fingerprint) =>
      changePin(fingerprint, {
        listTokens: parts.batchPorts.listTokens,
        askPin: parts.batchPorts.askPin,
        changePin: (certificate, { pin, acknowledgedFinalTry }) =>
          parts.tokens.changePin(certificate, { pins: pin, acknowledgeFinalTry: acknowledgedFinalTry }),
      }),
    'signing:start': (order) => {
      const items = order.documents.map((id): BatchItem => {
        const { info, kept } = held(id);
        // Of this batch alone: the same document may be signed in two.
        const workFile = join(folders.work, `${randomUUID()}.pdf`);
        return { id, name: info.name, document: kept, workFile };
      });
      const { certificate, placement, reason, location } = order;
      return startBatch('sign', items, toOutputFolder, {
        certificate,
        intentsOf: (_item, check) => [
          {
            ...chosenTerms(parts.timestamp(), check),
            placement,
            ...(reason === undefined ? {} : { reason }),
            ...(location === undefined ? {} : { location }),
          },
        ],
        keepEvidence: async () => undefined,
        othersFinish: false,
      });
    },
    'signing:resume': (id) => session(id).resume(),
    'signing:pause': (id) => {
      session(id).endLogin();
      return session(id).batch;
    },
    'signing:cancel': (id) => session(id).cancel(),
    'signing:current': () =>
      [...batches.values()]
        .map(({ session, origin }) => ({ origin, batch: session.batch }))
        .filter(({ batch }) => batch.state !== 'finished' && batch.state !== 'cancelled'),
    'signing:reveal': async () => {
      const failure = await shell.openPath(parts.outputFolder());
      if (failure !== '') throw new Fault('file.missing', { file: parts.outputFolder() });
    },
    'verification:run': verify,
    'verification:save-report': async (id) => {
      const verified = verifications.get(id);
      const window = parts.window();
      if (!verified || !window) throw new Fault('app.request-refused');
      const target = await dialog.showSaveDialog(window, {
        title: 'Lưu báo cáo kiểm tra',
        defaultPath: join(app.getPath('documents'), `${parse(verified.report.file).name}.kiem-tra.pdf`),
        filters: [
          { name: 'Báo cáo PDF', extensions: ['pdf'] },
          { name: 'JSON', extensions: ['json'] },
        ],
      });
      if (target.canceled || !target.filePath) return false;
      await saveReport(target.filePath, held(id).kept, verified, workers);
      return true;
    },
    ...backupHandlers(parts),
    ...retentionHandlers(parts),
    ...edxmlHandlers(parts),
    ...evidenceHandlers(parts, held),
    ...doctorHandlers(parts, parts.doctor),
    ...practiceHandlers(parts),
    ...presetsHandlers(parts),
    ...recordsHandlers(parts, {
      held,
      reportOf: async (id) => {
        const report = verifications.get(id)?.report ?? (await verify(id));
        return parts.practice ? inExercise(report) : report;
      },
      startBatch: (jobs, certificate) => signQueued('records', jobs, certificate, server.leases(jobs)),
      writeDefect: parts.doctor.defect,
    }),
    ...registersHandlers(parts),
    'queue:list': async (filter) => {
      const page = await queue.list(filter);
      return { ...page, jobs: page.jobs.map((job) => withoutNeed(job, queuePasswords.has(job.id))) };
    },
    'queue:sign': async ({ jobs, certificate }) => {
      const all = await Promise.all(jobs.map((id) => queue.get(id)));
      // The window asks again only for the rows in sight: others may have been signed meanwhile.
      const ready = all.filter(({ state }) => state === 'ready');
      const records = ready.length > 0 ? ready : all;
      const leases = server.leases(records);
      await leases.take();
      return signQueued('queue', records, certificate, leases);
    },
    'queue:open': async (id) => {
      const file = fileToShow(await queue.get(id));
      return documents.show(file.path, file.name, file.sha256);
    },
    'queue:unlock': async ({ job, password }) => {
      const file = fileToShow(await queue.get(job));
      const { id } = await documents.show(file.path, file.name, file.sha256);
      try {
        const opened = await documents.unlock(id, password);
        queuePasswords.set(job, password);
        return opened;
      } catch (thrown) {
        await documents.remove([id]);
        throw thrown;
      }
    },
    'queue:approve': async (jobs) => {
      await queue.approve(jobs, user);
      parts.send('queue:changed', undefined);
    },
    'queue:reject': async ({ jobs, reason }) => {
      await queue.reject(jobs, reason, user);
      parts.send('queue:changed', undefined);
    },
    'queue:retry': async (jobs) => {
      await queue.retry(jobs, user);
      await parts.checkReceived();
      parts.send('queue:changed', undefined);
    },
    'queue:cancel': async (jobs) => {
      const found = await Promise.all(jobs.map((id) => queue.get(id)));
      await queue.cancel(
        found.filter(canCancel).map(({ id }) => id),
        user,
      );
      parts.send('queue:changed', undefined);
    },
    ...serverHandlers(parts),
    'settings:get': () => shownSettings(),
    'settings:set': async (timestamp) => {
      await settings.update({ timestamp });
      return shownSettings();
    },
    'settings:remember-certificate': async ({ use, certificate }) => {
      await settings.update({ certificates: { ...settings.value.certificates, [use]: certificate } });
      return shownSettings();
    },
    'trust:get': () => parts.anchors.state(),
    'trust:choose': async () => {
      const [path] = await openDialog({
        title: 'Chọn chứng thư gốc',
        filters: [{ name: 'Chứng thư số', extensions: ['cer', 'crt', 'pem', 'der'] }],
        properties: ['openFile'],
      });
      return path === undefined ? null : parts.anchors.look(path);
    },
    'trust:add': async (fingerprint) => {
      await parts.anchors.add(fingerprint);
      await parts.trust.refresh();
      return parts.anchors.state();
    },
    'trust:remove': async (fingerprint) => {
      await parts.anchors.remove(fingerprint);
      await parts.trust.refresh();
      return parts.anchors.state();
    },
    'app:info': () => ({
      version: app.getVersion(),
      electron: process.versions['electron'] ?? '',
      outputFolder: parts.outputFolder(),
    }),
  };
};

/** As a report for people, or with every detail for machines where the person chose a .json file. */
const saveReport = async (
  path: string,
  { sha256, size }: HeldDocument['kept'],
  { report, at }: Verification,
  workers: DocumentWorkers,
): Promise<void> => {
  const bytes =
    extname(path).toLowerCase() === '.json'
      ? JSON.stringify({ ...report, sha256, size, at: at.toISOString() }, null, 2)
      : await workers.run('render-report', { files: [{ report, sha256, size }], at, madeAt: new Date() });
  await writeFile(path, bytes).catch((cause: unknown) => {
    throw new Fault('output.failed', { dir: parse(path).dir }, { cause });
  });
};

/** A job whose password was typed since it was recorded to be missing lacks nothing any more. */
const withoutNeed = (job: Job, unlocked: boolean): Job =>
  unlocked && needsPassword(job.error) ? { ...job, error: null } : job;

/** A driver runs with this user's rights: it is added only after the person saw which file it is. */
const addModule = async (path: string, settings: SettingsFile, window: BrowserWindow | null): Promise<void> => {
  await examineLibrary(path, process);
  const sha256 = await hashOfFile(path).catch((cause: unknown) => {
    throw new Fault('file.unreadable', { file: basename(path) }, { cause });
  });
  const question: Electron.MessageBoxOptions = {
    type: 'warning',
    title: 'Thêm trình điều khiển',
    message: 'Chỉ thêm trình điều khiển do nơi cấp thiết bị cung cấp.',
    detail: `${path}\n\n${publisherSentence(await claimedPublisher(path))}\n\nSHA-256:\n${sha256}`,
    buttons: ['Hủy', 'Thêm trình điều khiển'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const { response } = window ? await dialog.showMessageBox(window, question) : await dialog.showMessageBox(question);
  if (response !== 1) return;
  const others = settings.value.modules.filter((module) => module.path !== path);
  await settings.update({ modules: [...others, { path, sha256 }] });
};
