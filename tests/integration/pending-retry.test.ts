/** A long queue that waits for timestamps is tried again without starving, without storms, and without one stopping it. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { Fault, type FaultCode, faultValue } from '../../src/contracts/faults/index.js';
import type { TrustServices } from '../../src/main/jobs/batch/levels.js';
import { PendingRetry } from '../../src/main/jobs/batch/pending-retry.js';
import { encodePending, type PendingSignature } from '../../src/main/jobs/batch/pending-signature.js';
import { type PasswordOf, queueObserver } from '../../src/main/jobs/batch/sign-queue.js';
import { DocumentWorkers } from '../../src/main/jobs/document-workers.js';
import { openQueue, type QueueOptions } from '../../src/main/queue/client.js';
import type { Queue } from '../../src/main/queue/types.js';
import { type Bundle, bundle, newJob, temporaryFolder } from './queue-harness.js';

let worker: Bundle;
beforeAll(async () => {
  worker = await bundle('src/main/queue/worker.ts');
});
afterAll(() => worker.remove());

/** Of the shape that the pipeline stores; never embedded here. */
const pending: PendingSignature = {
  declared: {
    kind: 'signature',
    fieldName: 'Signature1',
    newField: true,
    visible: false,
    level: 'B-T',
    subFilter: null,
    digest: null,
    certificateFingerprint: '',
    certify: null,
    fill: [],
    prepare: [],
  },
  prepared: {
    workFile: '/không/có.pdf',
    fieldName: 'Signature1',
    byteRange: [0, 10, 20, 10],
    contentsHole: { start: 10, end: 20 },
    algorithm: { mechanism: 'rsa-pkcs1', digest: 'sha256' },
    digest: randomBytes(32),
    signedAttributes: randomBytes(100),
    toBeSigned: randomBytes(32),
  },
  before: null,
  value: randomBytes(256),
  signer: { certificate: randomBytes(100), issuers: [], mechanism: 'rsa-pkcs1', training: false },
};

const openFor = async (): Promise<{ queue: Queue; options: QueueOptions; folder: string }> => {
  const folder = temporaryFolder();
  const options = { workerPath: worker.path, databasePath: join(folder, 'queue.sqlite') };
  const queue = await openQueue(options);
  onTestFinished(() => queue.close());
  return { queue, options, folder };
};

/** Queues `count` documents whose signature value waits. */
const waiting = async (
  queue: Queue,
  count: number,
  stored = encodePending(pending),
  why: FaultCode = 'timestamp.unavailable',
): Promise<string[]> => {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { job } = await queue.add(newJob(`${randomBytes(4).toString('hex')}-${index}`));
    await queue.check(job.id, { fit: true });
    await queue.claim([job.id]);
    await queue.advance(job.id, { event: 'prepared', prepared: '{}', again: false });
    await queue.advance(job.id, { event: 'signature-made', pending: stored });
    await queue.advance(job.id, { event: 'timestamp-deferred', error: faultValue(why) });
    ids.push(job.id);
  }
  return ids;
};

/** One round against a server that says `answer`; how often it was asked. */
const oneRound = async (
  queue: Queue,
  folder: string,
  answer: () => never,
  passwordOf: PasswordOf = () => undefined,
): Promise<number> => {
  let asked = 0;
  const workers = new DocumentWorkers(join(folder, 'none.cjs'), { resources: '', userTrust: [] }, 1);
  const folders = { underway: join(folder, 'underway'), signed: join(folder, 'signed') };
  const trust: TrustServices = {
    timestampReserve: 8192,
    evidence: () => Promise.reject(new Fault('app.cancelled')),
    stamp: async () => {
      asked += 1;
      return answer();
    },
  };
  const defects: unknown[] = [];
  const services = { workers, trust, observer: queueObserver(queue, folders) };
  let begun = 0;
  const ended = new Promise<void>((done) => {
    const retry = new PendingRetry({
      queue,
      folders,
      passwordOf,
      services: {
        ...services,
        observer: {
          ...services.observer,
          step: async (item, step, error) => {
            await services.observer.step(item, step, error);
            if (step === 'timestamping') begun += 1;
          },
        },
      },
      defect: (thrown) => defects.push(thrown),
    });
    retry.start();
    void settled(queue, () => begun).then(() => retry.stop().then(done));
  });
  await ended;
  expect(defects).toEqual([]);
  return asked;
};

/** Until nothing was begun for a while and nothing is under way; not for ever. */
const settled = async (queue: Queue, begun: () => number): Promise<void> => {
  for (let before = -1, looks = 0; looks < 50; before = begun(), looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    const { counts } = await queue.list({ text: '', states: [], after: null, limit: 1 });
    if (begun() === before && counts.timestamping === 0) return;
  }
};
const dead = (): never => {
  throw new Fault('timestamp.unavailable', { detail: 'ECONNREFUSED' });
};

it('whose stored values cannot be read fail alone, to be signed anew; the others stay', async () => {
  const { queue, folder } = await openFor();
  const broken = [...(await waiting(queue, 1, '{}')), ...(await waiting(queue, 1, '{"level":"B-X"}'))];
  const [good = ''] = await waiting(queue, 1);
  await oneRound(queue, folder, dead);
  for (const id of broken) {
    expect(await queue.get(id)).toMatchObject({ state: 'failed', error: { code: 'queue.pending-unreadable' } });
  }
  expect((await queue.get(good)).state).toBe('awaiting-timestamp');
  expect((await queue.retry(broken, 'vanthu')).map(({ state }) => state)).toEqual(['ready', 'ready']);
});

it('asks a dead server for a few only, and next time for those that were not tried', async () => {
  const { queue, folder } = await openFor();
  const ids = await waiting(queue, 50);
  const tried = async (): Promise<number> => {
    const histories = await Promise.all(ids.map((id) => queue.history(id)));
    return histories.filter((entries) => entries.some(({ event }) => event === 'timestamp-claimed')).length;
  };
  const asked = await oneRound(queue, folder, dead);
  expect(asked).toBeLessThan(ids.length);
  expect(await tried()).toBe(asked);
  await oneRound(queue, folder, dead);
  expect(await tried()).toBe(2 * asked);
});

it('goes through all of a long queue in one round when the server answers again', async () => {
  const { queue, folder } = await openFor();
  const ids = await waiting(queue, 130);
  // Answered, and then failed for another reason: these documents' files do not exist.
  const asked = await oneRound(queue, folder, () => {
    throw new Fault('file.missing', { file: 'a.pdf' });
  });
  expect(asked).toBe(ids.length);
});

it('takes up what a command left that died while this process runs', async () => {
  const { queue, options, folder } = await openFor();
  const [id = ''] = await waiting(queue, 1);
  const other = await openQueue(options);
  await other.claimPending([id]);
  // Closing gives up its lock, as dying would.
  await other.close();
  expect((await queue.get(id)).state).toBe('timestamping');
  expect(await oneRound(queue, folder, dead)).toBe(1);
});

it('leaves those alone whose password nobody has typed, and tries them when somebody has', async () => {
  const { queue, folder } = await openFor();
  const [locked = ''] = await waiting(queue, 1, encodePending(pending), 'pdf.password-needed');
  const [other = ''] = await waiting(queue, 1);
  const tries = async (id: string): Promise<number> =>
    (await queue.history(id)).filter(({ event }) => event === 'timestamp-claimed').length;
  await oneRound(queue, folder, dead);
  expect([await tries(locked), await tries(other)]).toEqual([0, 1]);
  expect(await queue.get(locked)).toMatchObject({
    state: 'awaiting-timestamp',
    error: { code: 'pdf.password-needed' },
  });
  await oneRound(queue, folder, dead, (id) => (id === locked ? 'mật khẩu' : undefined));
  expect(await tries(locked)).toBe(1);
});
