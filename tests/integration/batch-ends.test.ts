/** How a batch ends when the person is impatient: cancelled at any moment, started twice, with timestamps outstanding. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import type { Level } from '../../src/contracts/jobs.js';
import type { ModuleReport } from '../../src/contracts/token.js';
import type { BatchItem, BatchObserver } from '../../src/main/jobs/batch/batch.js';
import {
  BatchSession,
  type BatchSessionOrder,
  type BatchSessionPorts,
} from '../../src/main/jobs/batch/batch-session.js';
import type { TrustServices } from '../../src/main/jobs/batch/levels.js';
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
import { documents, entries, makeWorkplace, resources, type Workplace } from './installation.js';

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
  folder = join(workplace.folder, `ends-${round}`);
  for (const name of ['underway', 'signed', 'originals']) mkdirSync(join(folder, name), { recursive: true });
});
const ls = (name: string): string[] => (existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : []);

const files = [documents.text, documents.signed, documents.signedTwo];
/** No timestamp server at all. */
const network = new TrustNetwork({
  trust: () => loadTrust({ shipped: join(resources, 'trust'), added: [] }),
  source: null,
  servers: () => [],
  fetch,
});
/** A real key; `closed` counts. */
const signer = async (closed: () => void = () => undefined): Promise<Signer> => {
  const { p12, passphrase } = workplace.pki.training;
  const real = await openTrainingSigner(readFileSync(p12), new TextEncoder().encode(passphrase));
  const { certificate, issuers, mechanism, training } = real;
  const close = (): Promise<void> => {
    closed();
    return real.close();
  };
  return {
    certificate,
    issuers,
    mechanism,
    training,
    alwaysAuthenticates: real.alwaysAuthenticates,
    sign: (...work) => real.sign(...work),
    confirm: () => real.confirm(),
    close,
  };
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
const delivering: BatchObserver = {
  step: async () => undefined,
  warn: () => undefined,
  keep: async ({ workFile, name }) => {
    await deliver(workFile, join(folder, 'out'), name, 'signed');
  },
};
const typed = { pin: { kind: 'bytes' as const, bytes: new Uint8Array(8) }, acknowledgedFinalTry: false };
const session = (
  items: readonly BatchItem[],
  level: Level,
  ports: Partial<BatchSessionPorts> = {},
  order: Partial<BatchSessionOrder> = {},
) =>
  new BatchSession(
    {
      workers,
      listTokens: async () => modules,
      askPin: async () => ({ ...typed, dispose: () => undefined }),
      openSigner: () => signer(),
      changed: () => undefined,
      trust: network,
      checkSigner: (certificate, issuers, abort) => network.checkSigner(certificate, issuers, abort),
      ...ports,
    },
    {
      items,
      certificate:
        modules
          .flatMap(({ tokens }) => tokens)
          .flatMap(({ certificates }) => certificates)
          .find(({ canSign }) => canSign)?.fingerprint ?? '',
      intentsOf: () => [{ level, placement: { kind: 'automatic' } }],
      observer: delivering,
      keepEvidence: async () => undefined,
      othersFinish: false,
      ...order,
    },
  );

it('cancelled while a job is being claimed gives the job back, and leaves no work file', async () => {
  const queue = await openQueue({
    workerPath: join(entries, 'database-worker.cjs'),
    databasePath: join(folder, 'queue.sqlite'),
  });
  const folders = { underway: join(folder, 'underway'), signed: join(folder, 'signed') };
  const ids: string[] = [];
  for (const [index, file] of files.entries()) {
    const originalPath = join(folder, `originals/${index}.pdf`);
    const { sha256, size } = await workers.run('intake', { source: file, target: originalPath });
    const name = basename(file);
    const { job } = await queue.add({ serverId: null, title: name, fileName: name, originalPath, sha256, size });
    await queue.check(job.id, { fit: true });
    ids.push(job.id);
  }
  const stop = new AbortController();
  const recorder = queueObserver(queue, folders);
  const { left, stopped } = await signBatch({
    items: await Promise.all(ids.map(async (id) => queueItem(await queue.get(id), folders))),
    signer: await signer(),
    intentsOf: () => [{ level: 'B-B', placement: { kind: 'automatic' } }],
    workers,
    trust: network,
    observer: {
      ...recorder,
      step: (item, step, error) => {
        if (step === 'preparing') stop.abort();
        return recorder.step(item, step, error);
      },
    },
    abort: stop.signal,
  });
  expect([left.length, stopped?.code]).toEqual([files.length, 'app.cancelled']);
  for (const id of ids) expect((await queue.get(id)).state).toBe('ready');
  expect(ls('underway')).toEqual([]);
  await queue.close();
});

it('cancelled before it began claims and prepares nothing', async () => {
  const steps: string[] = [];
  const { left } = await signBatch({
    items: await takeIn(),
    signer: await signer(),
    intentsOf: () => [{ level: 'B-B', placement: { kind: 'automatic' } }],
    workers,
    trust: network,
    observer: {
      ...delivering,
      step: async (_item, step) => {
        steps.push(step);
      },
    },
    abort: AbortSignal.abort(),
  });
  expect(left).toHaveLength(files.length);
  expect(steps).toEqual(files.map(() => 'not-signed'));
});

describe('a batch of the window', () => {
  it('started twice asks for one PIN and signs each document once', async () => {
    let asked = 0;
    const batch = session(await takeIn(), 'B-B', {
      askPin: async () => {
        asked += 1;
        return { ...typed, dispose: () => undefined };
      },
    });
    batch.run();
    batch.run();
    await batch.settled();
    expect([asked, batch.batch.signed, ls('out').length]).toEqual([1, files.length, files.length]);
  });

  it('cancelled while the certificate is checked opens no PIN window', async () => {
    let asked = 0;
    const batch: BatchSession = session(await takeIn(), 'B-B', {
      checkSigner: (...order) => {
        batch.cancel();
        return network.checkSigner(...order);
      },
      askPin: async () => {
        asked += 1;
        return null;
      },
    });
    batch.run();
    await batch.settled();
    expect([batch.batch.state, asked]).toEqual(['cancelled', 0]);
  });

  it('lets go of the token when the evidence cannot be kept', async () => {
    let closed = 0;
    const openSigner = () =>
      signer(() => {
        closed += 1;
      });
    const keepEvidence = async (): Promise<void> => {
      throw new Fault('queue.disk-full');
    };
    const batch = session(await takeIn(), 'B-B', { openSigner }, { keepEvidence });
    batch.run();
    await batch.settled();
    expect(batch.batch).toMatchObject({ state: 'paused', signed: 0, error: { code: 'queue.disk-full' } });
    expect(closed).toBe(1);
  });
});

describe('documents that wait for a timestamp', () => {
  it('are not signed once the person waits no longer, and leave nothing behind', async () => {
    const batch = session(await takeIn(), 'B-T');
    batch.run();
    await batch.settled();
    expect(batch.batch).toMatchObject({ state: 'awaiting-timestamp', error: { code: 'timestamp.no-server' } });
    expect(ls('underway')).toHaveLength(files.length);
    expect(batch.cancel().state).toBe('cancelled');
    await batch.settled();
    expect(batch.batch.items.map(({ step }) => step)).toEqual(files.map(() => 'not-signed'));
    expect([...ls('underway'), ...ls('out')]).toEqual([]);
  });

  it('do not keep the PIN window back for the others while the server hangs', { timeout: 30_000 }, async () => {
    let hangs = false;
    let answer = (): void => undefined;
    const trust: TrustServices = {
      timestampReserve: 8192,
      evidence: (...start) => network.evidence(...start),
      stamp: async () => {
        if (hangs) {
          await new Promise<void>((resolve) => {
            answer = resolve;
          });
        }
        throw new Fault('timestamp.unavailable', { detail: 'timeout' });
      },
    };
    let left = 1;
    const batch = session(await takeIn(), 'B-T', {
      trust,
      openSigner: async () => {
        const real = await signer();
        const { certificate, issuers, mechanism, training, alwaysAuthenticates } = real;
        const sign: Signer['sign'] = (...work) => {
          left -= 1;
          if (left < 0) throw new Fault('token.session-over');
          return real.sign(...work);
        };
        const described = { certificate, issuers, mechanism, training, alwaysAuthenticates };
        return { ...described, sign, confirm: () => real.confirm(), close: () => real.close() };
      },
      askPin: async () => {
        if (hangs) left = files.length;
        hangs = false;
        answer();
        return { ...typed, dispose: () => undefined };
      },
    });
    batch.run();
    await batch.settled();
    expect(batch.batch).toMatchObject({ state: 'paused', error: { code: 'token.session-over' } });
    expect(batch.batch.items.map(({ step }) => step)).toEqual(['awaiting-timestamp', 'not-signed', 'not-signed']);
    hangs = true;
    batch.resume();
    await batch.settled();
    expect(batch.batch.state).toBe('awaiting-timestamp');
    expect(batch.batch.items.map(({ step }) => step)).toEqual(files.map(() => 'awaiting-timestamp'));
  });
});
