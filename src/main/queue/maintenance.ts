/** Work on whole database files, each in a thread of its own beside the queue's: it never waits for them. */
import { Worker } from 'node:worker_threads';
import { Fault } from '../../contracts/faults/index.js';
import type { Result } from '../../contracts/result.js';
import type { MaintenanceTasks, TaskName } from './maintenance-tasks.js';
import type { WorkerSettings } from './protocol.js';
import { type Heard, listen, spoken } from './worker-output.js';

/** What the worker is started with instead of serving a queue. */
export interface MaintenanceRequest extends WorkerSettings {
  readonly task: TaskName;
  readonly given: unknown;
}

/** What the worker is started with to keep others from making a backup. */
export interface BackupLockRequest extends WorkerSettings {
  readonly lock: 'backup';
}

export interface MaintenanceOptions extends WorkerSettings {
  /** The bundled worker (out/main/database-worker.cjs). */
  readonly workerPath: string;
  /** Told of the worker's defects; by default they go to stderr. */
  readonly heard?: Heard | undefined;
}

type Given<T extends TaskName> = Parameters<MaintenanceTasks[T]>[1];
type Found<T extends TaskName> = ReturnType<MaintenanceTasks[T]>;

/** Runs one task and ends its thread. Rejects with the task's faults, and `queue.stopped` where the thread died. */
export const maintain = <T extends TaskName>(
  { workerPath, heard, ...settings }: MaintenanceOptions,
  task: T,
  given: Given<T>,
): Promise<Found<T>> =>
  new Promise((resolve, reject) => {
    const request: MaintenanceRequest = { ...settings, task, given };
    const worker = new Worker(workerPath, { workerData: request, ...spoken(heard) });
    listen(worker, heard);
    // The worker runs the task of this very name and type (MaintenanceTasks); its reply is that one's value.
    worker.on('message', (result: Result<Found<T>>) =>
      result.ok ? resolve(result.value) : reject(Fault.from(result.error)),
    );
    worker.on('error', (cause) => reject(new Fault('queue.stopped', {}, { cause })));
    worker.on('exit', () => reject(new Fault('queue.stopped')));
  });

/** Lets others make a backup again; they can once it has resolved. */
export type LetGo = () => Promise<void>;

/**
 * Keeps every other process from making a backup of this data folder, until it is let go or this process ends, however
 * that happens. Null where another has it. Rejects with `queue.*`.
 */
export const holdBackup = ({ workerPath, heard, ...settings }: MaintenanceOptions): Promise<LetGo | null> =>
  new Promise((resolve, reject) => {
    const request: BackupLockRequest = { ...settings, lock: 'backup' };
    const worker = new Worker(workerPath, { workerData: request, ...spoken(heard) });
    listen(worker, heard);
    const ended = new Promise<void>((done) => worker.on('exit', () => done()));
    const letGo: LetGo = () => {
      worker.postMessage('let go');
      return ended;
    };
    worker.on('message', (held: Result<boolean>) => {
      if (!held.ok) reject(Fault.from(held.error));
      else resolve(held.value ? letGo : null);
    });
    worker.on('error', (cause) => reject(new Fault('queue.stopped', {}, { cause })));
    worker.on('exit', () => reject(new Fault('queue.stopped')));
  });
