/** Entry of the database worker: the only code that opens the queue's database. */
import { parentPort, workerData } from 'node:worker_threads';
import { describeDefect } from '../../contracts/defect.js';
import { Fault } from '../../contracts/faults/index.js';
import { type Result, settle } from '../../contracts/result.js';
import { type DatabaseLocation, databaseFault } from './database.js';
import { enterBackup } from './gate.js';
import { askForCheck, isDamage } from './health.js';
import type { BackupLockRequest, MaintenanceRequest } from './maintenance.js';
import { maintenanceTasks } from './maintenance-tasks.js';
import { openQueueDatabase } from './open.js';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './protocol.js';

const started = workerData as WorkerSettings | MaintenanceRequest | BackupLockRequest;

const answer = <T>(label: string, work: () => T): Promise<Result<T>> =>
  settle(() => {
    try {
      return work();
    } catch (thrown) {
      if (isDamage(thrown)) askForCheck(started);
      const fault = databaseFault(thrown);
      // The caller gets no more than "internal error"; the cause of a defect must be somewhere.
      if (!(fault instanceof Fault)) process.stderr.write(`queue worker, ${label}: ${describeDefect(thrown)}\n`);
      throw fault;
    }
  });

const serve = async (settings: WorkerSettings): Promise<void> => {
  const port = parentPort;
  if (port === null) throw new Error('the queue worker runs as a worker thread only');
  const reply = (message: WorkerReply): void => port.postMessage(message);
  const opened = await answer('open', () => openQueueDatabase(settings));
  reply({ seq: 0, result: opened.ok ? { ok: true, value: opened.value.rebuilt } : opened });
  if (!opened.ok) return;
  const { operations, close } = opened.value;
  port.on('message', async ({ seq, operation, args }: WorkerRequest) => {
    if (operation === 'close') {
      reply({ seq, result: await answer(operation, close) });
      port.close();
      return;
    }
    const run: (...args: never[]) => unknown = operations[operation];
    reply({ seq, result: await answer(operation, () => run(...(args as never[]))) });
  });
};

/** One task on whole files; the thread ends with it. */
const carryOut = async ({ task, given, ...location }: MaintenanceRequest): Promise<void> => {
  const run: (location: DatabaseLocation, given: never) => unknown = maintenanceTasks[task];
  parentPort?.postMessage(await answer(task, () => run(location, given as never)));
};

/** Others of this data folder make no backup until this one is told to let go, or its process ends. */
const holdBackup = async (location: DatabaseLocation): Promise<void> => {
  const lock = await answer('backup lock', () => enterBackup(location));
  parentPort?.postMessage(lock.ok ? { ok: true, value: lock.value !== null } : lock);
  if (lock.ok && lock.value) parentPort?.once('message', lock.value.leave);
};

if ('task' in started) void carryOut(started);
else if ('lock' in started) void holdBackup(started);
else void serve(started);
