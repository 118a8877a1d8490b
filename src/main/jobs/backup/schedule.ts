/** Backups of the window: one a day or a week by itself, one whenever a person asks, and how the last one went. */
import { setTimeout as pause } from 'node:timers/promises';
import type { BackupPlan, BackupRhythm, BackupState } from '../../../contracts/backup.js';
import { Fault, toFaultValue } from '../../../contracts/faults/index.js';
import type { MaintenanceOptions } from '../../queue/maintenance.js';
import type { ApplicationFolders } from '../files/application-folders.js';
import { backUp, requireBackupFolder } from './backup.js';
import { changePlan, isDue, isOld, isThere, readPlan, succeeded, wentWrong } from './plan.js';

/** The first look comes when the window has been drawn and the first documents are there. */
const firstLookMs = 60_000;
const looksMs = 300_000;

export interface BackupScheduleOptions {
  readonly folders: ApplicationFolders;
  readonly database: MaintenanceOptions;
  readonly now: () => Date;
  /** Documents are being signed: what is due waits. */
  readonly busy: () => boolean;
  /** Told when a backup begins and ends. */
  readonly changed: () => void;
  /** One line for the log. */
  readonly note: (text: string) => void;
  readonly defect: (thrown: unknown) => void;
}

export class BackupSchedule {
  readonly #abort = new AbortController();
  #looking: Promise<void> = Promise.resolve();
  #running: Promise<void> | null = null;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: BackupScheduleOptions) {}

  /** Looks from now on whether one is due; what was missed while the application was closed is made up. */
  start(): void {
    this.#looking = this.#looks();
  }

  /** Ends what is under way, which then is no backup. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all([this.#looking, this.#running]);
  }

  async state(): Promise<BackupState> {
    const { folders, now } = this.options;
    const plan = await readPlan(folders);
    const { folder, every, hour, last, lastGood } = plan;
    const gone = folder !== null && !(await isThere(folder));
    const warning = gone ? 'folder-gone' : isOld(plan, now()) ? 'old' : null;
    return { folder, every, hour, last, lastGood, running: this.#running !== null, warning };
  }

  /** Backups go to this folder (absolute) from now on, once a day unless set otherwise. Faults `backup.*`, `output.failed`. */
  async choose(folder: string): Promise<void> {
    const { folders, now } = this.options;
    await requireBackupFolder(folders, folder);
    const before = await readPlan(folders);
    if (before.folder === folder) return;
    const every = before.folder === null ? 'day' : before.every;
    await this.#change({ folder, every, since: now().toISOString(), last: null, lastGood: null });
  }

  /** Fault `output.failed`. */
  async setRhythm(every: BackupRhythm): Promise<void> {
    await this.#change({ every });
  }

  /**
   * Begins a backup and does not wait for its end, which is told and kept. Faults `backup.running`, `.no-folder`.
   */
  async begin(): Promise<void> {
    const { folder } = await readPlan(this.options.folders);
    if (folder === null) throw new Fault('backup.no-folder');
    if (this.#running !== null) throw new Fault('backup.running');
    void this.#run(folder);
  }

  /** Makes the backup that is due now, if one is; returns when it is done. */
  async runIfDue(): Promise<void> {
    const { folders, now, busy } = this.options;
    const plan = await readPlan(folders);
    if (plan.folder === null || this.#running !== null || busy() || !isDue(plan, now())) return;
    await this.#run(plan.folder);
  }

  #run(folder: string): Promise<void> {
    const { changed, defect } = this.options;
    this.#running = this.#backUp(folder)
      .catch(defect)
      .finally(() => {
        this.#running = null;
        changed();
      });
    changed();
    return this.#running;
  }

  async #backUp(folder: string): Promise<void> {
    const { folders, database, now, note } = this.options;
    const outcome = async (): Promise<Partial<BackupPlan> | null> => {
      try {
        const done = await backUp({ folders, database, now, abort: this.#abort.signal }, folder);
        note(`backup: ${done.documents} documents, ${done.copied} new, ${done.missing} missing`);
        return succeeded(done);
      } catch (thrown) {
        const fault = toFaultValue(thrown);
        // Another process makes one just now, or the application closes: neither is a failure.
        if (fault.code === 'backup.running' || fault.code === 'app.cancelled') return null;
        if (!(thrown instanceof Fault)) this.options.defect(thrown);
        note(`backup: ${fault.code}`);
        return wentWrong(now(), fault);
      }
    };
    const change = await outcome();
    // Another folder may have been chosen meanwhile: what is kept speaks of the one in force.
    if (change && (await readPlan(folders)).folder === folder) await this.#change(change);
  }

  /** One after the other. */
  #change(change: Partial<BackupPlan>): Promise<unknown> {
    const written = this.#writing.then(() => changePlan(this.options.folders, change));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #looks(): Promise<void> {
    const { signal } = this.#abort;
    for (let wait = firstLookMs; ; wait = looksMs) {
      await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.runIfDue().catch(this.options.defect);
    }
  }
}
