/** What a batch leaves behind when its records fail, its process died, or the person changed his mind. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import type { Batch } from '../../src/contracts/ipc.js';
import type { SigningIntent, SigningStep } from '../../src/contracts/jobs.js';
import type { ModuleReport } from '../../src/contracts/token.js';
import type { BatchItem, BatchObserver } from '../../src/main/jobs/batch/batch.js';
import { BatchSession, type BatchSessionPorts } from '../../src/main/jobs/batch/batch-session.js';
import { signBatch } from '../../src/main/jobs/batch/sign-batch.js';
import { queueItem, queueObserver } from '../../src/main/jobs/batch/sign-queue.js';
import { DocumentWorkers } from '../../src/main/jobs/document-workers.js';
import { deliver } from '../../src/main/jobs/files/delivery.js';
import { TrustNetwork } from '../../src/main/jobs/network/trust-network.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { openQueue } from '../../src/main/queue/client.js';
import { NodeHostLauncher } from '../../src/main/token/node-host-launcher.js';
import type { Signer } from '../../src/main/token/signer.js';
import { TokenService } from '../../src/main/token/token-service.js';
import { openTrainingSigner } from '../../src/main/token/training-signer.js';
import { documents, entries, makeWorkplace, pdfsig, resources, sha256, type Workplace } from './installation.js';

let workplace: Workplace;
let workers: DocumentWorkers;
let modules: ModuleReport[];
beforeAll(async () => {
  workplace = await makeWorkplace();
  workers = new DocumentWorkers(join(entries, 'document-worker.cjs'), { resources, userTrust: [] }, 2);
  const launcher = new NodeHostLauncher(join(entries, 'token-host.cjs'), { ...process.env, ...workplace.token.env });
  modules = await new TokenService({ launcher, catalogue: [] }).list([workplace.token.modulePath]);
});
afterAll(async () => {
  await workers.end();
  workplace.remove();
});

let round = 0;
let folder = '';
beforeEach(() => {
  round += 1;
  folder = join(workplace.folder, `records-${round}`);
  for (const name of ['underway', 'signed', 'originals']) mkdirSync(join(folder, name), { recursive: true });
});

const intent: SigningIntent = { level: 'B-B', placement: { kind: 'automatic' } };
const files = [documents.text, documents.signed, documents.signedTwo, documents.scan];
const none = new AbortController().signal;
const signer = (): Promise<Signer> => {
  const { p12, passphrase } = workplace.pki.training;
  return openTrainingSigner(readFileSync(p12), new TextEncoder().encode(passphrase));
};
const takeIn = async (): Promise<BatchItem[]> => {
  const items: BatchItem[] = [];
  for (const [index, file] of files.entries()) {
    const document = await workers.run('intake', { source: file, target: join(folder, `originals/${index}`) });
    const workFile = join(folder, `underway/${index}.pdf`);
    items.push({ id: String(index), name: basename(file), document, workFile });
  }
  return items;
};
const keep: BatchObserver['keep'] = async ({ workFile, name }) => {
  await deliver(workFile, join(folder, 'out'), name, 'signed');
};
const trust = new TrustNetwork({
  trust: () => loadTrust({ shipped: join(resources, 'trust'), added: [] }),
  source: null,
  servers: () => [],
  fetch,
});
const delivering: BatchObserver = {
  step: async () => undefined,
  warn: () => undefined,
  keep,
};
/** Delivers to out/; its record of `step` of the document `id` fails once. */
const failingOnce = (id: string, step: SigningStep): BatchObserver => {
  let failed = false;
  return {
    keep,
    warn: () => undefined,
    async step(item, reached) {
      if (failed || item.id !== id || reached !== step) return;
      failed = true;
      throw new Fault('queue.disk-full');
    },
  };
};
const ls = (name: string): string[] => (existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : []);

const certificate = (): string =>
  modules
    .flatMap(({ tokens }) => tokens)
    .flatMap(({ certificates }) => certificates)
    .find(({ canSign }) => canSign)?.fingerprint ?? '';
const session = (items: readonly BatchItem[], observer: BatchObserver, ports: Partial<BatchSessionPorts> = {}) =>
  new BatchSession(
    {
      workers,
      listTokens: async () => modules,
      askPin: async () => ({
        pin: { kind: 'bytes', bytes: new Uint8Array(8) },
        acknowledgedFinalTry: false,
        dispose: () => undefined,
      }),
      openSigner: signer,
      changed: () => undefined,
      trust,
      checkSigner: (certificate, issuers, abort) => trust.checkSigner(certificate, issuers, abort),
      ...ports,
    },
    {
      items,
      certificate: certificate(),
      intentsOf: () => [intent],
      observer,
      keepEvidence: async () => undefined,
      othersFinish: false,
    },
  );

describe('a step that cannot be put on record', () => {
  it.each<SigningStep>(['signing', 'signed'])(
    'at “%s” ends the batch with what is left, and no work file',
    async (step) => {
      const { left, stopped } = await signBatch({
        items: await takeIn(),
        signer: await signer(),
        intentsOf: () => [intent],
        workers,
        trust,
        observer: failingOnce('1', step),
        abort: none,
      });
      expect(stopped?.code).toBe('queue.disk-full');
      expect(left.length + ls('out').length).toBe(files.length);
      expect(ls('underway')).toEqual([]);
    },
  );

  it('pauses the batch; going on signs every document once', async () => {
    const batch = session(await takeIn(), failingOnce('3', 'signing'));
    batch.run();
    await batch.settled();
    expect(batch.batch).toMatchObject({ state: 'paused', error: { code: 'queue.disk-full' } });
    batch.resume();
    await batch.settled();
    expect(batch.batch).toMatchObject({ state: 'finished', signed: files.length });
    expect(ls('out').sort()).toEqual(files.map((file) => `${basename(file, '.pdf')}.signed.pdf`).sort());
  });

  it('after the document was kept does not call it failed', async () => {
    const batch = session(await takeIn(), failingOnce('0', 'signed'));
    batch.run();
    await batch.settled();
    expect(batch.batch.items[0]?.step).toBe('signed');
  });
});

it('leaves no work file of a document that fails after it was signed', async () => {
  writeFileSync(join(folder, 'out'), '');
  const batch = session(await takeIn(), delivering);
  batch.run();
  await batch.settled();
  expect(batch.batch).toMatchObject({ state: 'finished', failed: files.length });
  expect(ls('underway')).toEqual([]);
});

it('does not log in with a PIN that was typed after the batch was cancelled', async () => {
  const bytes = new TextEncoder().encode('12345678');
  let disposed = 0;
  let logins = 0;
  const batch: BatchSession = session(await takeIn(), delivering, {
    askPin: async () => {
      batch.cancel();
      return {
        pin: { kind: 'bytes', bytes },
        acknowledgedFinalTry: false,
        dispose: () => {
          disposed += 1;
        },
      };
    },
    openSigner: () => {
      logins += 1;
      return signer();
    },
  });
  batch.run();
  await batch.settled();
  expect(batch.batch).toMatchObject({ state: 'cancelled', signed: 0 });
  expect([logins, disposed]).toEqual([0, 1]);
  expect(bytes.every((byte) => byte === 0)).toBe(true);
});

it('tells a long batch a few times a second, not at every step, and tells the end', async () => {
  const [first] = await takeIn();
  if (!first) throw new Error('no document');
  const items = Array.from({ length: 500 }, (_, index) => ({
    ...first,
    id: String(index),
    document: { ...first.document, path: join(folder, 'gone') },
  }));
  const told: Batch[] = [];
  const batch = session(items, delivering, { changed: (now) => told.push(now) });
  batch.run();
  await batch.settled();
  expect(told.length).toBeLessThan(items.length);
  expect(told.at(-1)).toMatchObject({ state: 'finished', failed: items.length });
});

describe('a queued document', () => {
  const withQueue = async (
    work: (parts: { queue: Awaited<ReturnType<typeof openQueue>>; id: string }) => Promise<void>,
  ) => {
    const queue = await openQueue({
      workerPath: join(entries, 'database-worker.cjs'),
      databasePath: join(folder, 'queue.sqlite'),
    });
    try {
      const originalPath = join(folder, 'originals/a.pdf');
      const { sha256: hash, size } = await workers.run('intake', { source: documents.text, target: originalPath });
      const { job } = await queue.add({
        serverId: 'A',
        title: 'a',
        fileName: 'a.pdf',
        originalPath,
        sha256: hash,
        size,
      });
      await queue.check(job.id, { fit: true });
      await work({ queue, id: job.id });
    } finally {
      await queue.close();
    }
  };
  const folders = () => ({ underway: join(folder, 'underway'), signed: join(folder, 'signed') });

  it('has one signed file, also when a process died between storing it and recording it', () =>
    withQueue(async ({ queue, id }) => {
      copyFileSync(documents.signed, join(folder, `signed/${id}.signed.pdf`));
      const items = [queueItem(await queue.get(id), folders())];
      const observer = queueObserver(queue, folders());
      await signBatch({
        items,
        signer: await signer(),
        intentsOf: () => [intent],
        workers,
        trust,
        observer,
        abort: none,
      });
      const job = await queue.get(id);
      expect(job.state).toBe('proved');
      expect(ls('signed')).toEqual([`${id}.signed.pdf`]);
      expect(sha256(job.signedPath ?? '')).toBe(job.signedSha256);
      expect(pdfsig(job.signedPath ?? '')).toHaveLength(1);
      expect(ls('underway')).toEqual([]);
    }));

  it('that another process holds keeps the work file of that process', () =>
    withQueue(async ({ queue, id }) => {
      const item = queueItem(await queue.get(id), folders());
      const other = await openQueue({
        workerPath: join(entries, 'database-worker.cjs'),
        databasePath: join(folder, 'queue.sqlite'),
      });
      await other.claim([id]);
      writeFileSync(item.workFile, 'half');
      const observer = queueObserver(queue, folders());
      const { left } = await signBatch({
        items: [item],
        signer: await signer(),
        intentsOf: () => [intent],
        workers,
        trust,
        observer,
        abort: none,
      });
      expect(left).toEqual([]);
      expect(readFileSync(item.workFile, 'utf8')).toBe('half');
      expect((await queue.get(id)).state).toBe('preparing');
      await other.close();
    }));
});
