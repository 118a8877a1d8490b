/** Work on whole database files, each in a thread of its own beside the queue's: it never waits for them. */
import { Worker } from 'node:worker_threads';
import { Fault } from '../../contracts/faults/index.js';
import type { Result } from '../../contracts/result.js';
import type { MaintenanceTasks, TaskName } from './maintenance-tasks.js';
import type { WorkerSettings } from './protocol.js';

/** What the worker is started with instead of serving a queue. */
export interface MaintenanceRequest extends WorkerSettings {
  readonly task: TaskName;
  readonly given: unknown;
}

export interface MaintenanceOptions extends WorkerSettings {
  /** The bundled worker (out/main/database-worker.cjs). */
  readonly workerPath: string;
}

type Given<T extends TaskName> = Parameters<MaintenanceTasks[T]>[1];
type Found<T extends TaskName> = ReturnType<MaintenanceTasks[T]>;

/** Runs one task and ends its thread. Rejects with the task's faults, and `queue.stopped` where the thread died. */
export const maintain = <T extends TaskName>(
  { workerPath, ...settings }: MaintenanceOptions,
  task: T,
  given: Given<T>,
): Promise<Found<T>> =>
  new Promise((resolve, reject) => {
    const request: MaintenanceRequest = { ...settings, task, given };
    const worker = new Worker(workerPath, { workerData: request });
    // The worker runs the task of this very name and type (MaintenanceTasks); its reply is that one's value.
    worker.on('message', (result: Result<Found<T>>) =>
      result.ok ? resolve(result.value) : reject(Fault.from(result.error)),
    );
    worker.on('error', (cause) => reject(new Fault('queue.stopped', {}, { cause })));
    worker.on('exit', () => reject(new Fault('queue.stopped')));
  });
