/**
 * A process that signs one queued document four times and stops before its n-th signature until it is killed, once that
 * is on record or (`before`) before it is; run by batch-steps.test.ts. Arguments: folder with the queue, built entries,
 * resources, training file and its passphrase, job, n, `before` or `after`. Writes a line when it has stopped.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SigningIntent } from '../../src/contracts/jobs.js';
import { signBatch } from '../../src/main/jobs/batch/sign-batch.js';
import { queueItem, queueObserver } from '../../src/main/jobs/batch/sign-queue.js';
import { DocumentWorkers } from '../../src/main/jobs/document-workers.js';
import { openQueue } from '../../src/main/queue/client.js';
import { openTrainingSigner } from '../../src/main/token/training-signer.js';

const [folder = '', entries = '', resources = '', p12 = '', passphrase = '', id = '', number = '', when = ''] =
  process.argv.slice(2);

const mark = (index: number): SigningIntent => ({
  level: 'B-B',
  placement: { kind: 'rect', page: 1, rect: { x: 60 + index * 70, y: 40, width: 60, height: 24 } },
});

/** Level B-B asks nobody. */
const nobody = (): Promise<never> => Promise.reject(new Error('no network here'));

const main = async (): Promise<void> => {
  const queue = await openQueue({
    workerPath: join(entries, 'database-worker.cjs'),
    databasePath: join(folder, 'queue.sqlite'),
  });
  const folders = { underway: join(folder, 'underway'), signed: join(folder, 'signed') };
  const recorder = queueObserver(queue, folders);
  const { record } = recorder;
  if (!record) throw new Error('the queue keeps a record');
  let signings = 0;
  await signBatch({
    items: [queueItem(await queue.get(id), folders)],
    signer: await openTrainingSigner(readFileSync(p12), new TextEncoder().encode(passphrase)),
    intentsOf: () => [mark(0), mark(1), mark(2), mark(3)],
    workers: new DocumentWorkers(join(entries, 'document-worker.cjs'), { resources, userTrust: [] }, 1),
    trust: { timestampReserve: 0, stamp: nobody, evidence: nobody },
    observer: {
      ...recorder,
      record: {
        ...record,
        prepared: async (item, step, again) => {
          signings += 1;
          const stopsHere = signings === Number(number);
          if (!stopsHere || when === 'after') await record.prepared(item, step, again);
          if (!stopsHere) return;
          process.stdout.write('stopped\n');
          setInterval(() => undefined, 1000);
          await new Promise(() => undefined);
        },
      },
    },
    abort: new AbortController().signal,
  });
};

void main();
