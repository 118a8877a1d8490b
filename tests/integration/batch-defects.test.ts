/** A defect of ours in the midst of a batch: the document fails, and where the defect is can be read on stderr. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import type { SigningStep } from '../../src/contracts/jobs.js';
import type { BatchItem, BatchObserver, Intents } from '../../src/main/jobs/batch/batch.js';
import type { FinishServices, PendingItem } from '../../src/main/jobs/batch/finish-signature.js';
import { finishBatch, signBatch } from '../../src/main/jobs/batch/sign-batch.js';
import { DocumentWorkers } from '../../src/main/jobs/document-workers.js';
import { TrustNetwork } from '../../src/main/jobs/network/trust-network.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import type { Signer } from '../../src/main/token/signer.js';
import { declaredOutcome } from '../../src/main/verification/proof/proof.js';
import { AUTOMATIC, DOCUMENTS, makeSigner, prepareFile, type TestSigner, temporaryFolder } from './signing-support.js';

const folder = temporaryFolder();
let key: TestSigner;
beforeAll(() => {
  key = makeSigner(folder.path);
});
afterAll(() => folder.remove());
afterEach(() => vi.restoreAllMocks());

const original = join(DOCUMENTS, 'unsigned', 'scan-plan-753.pdf');
const item = (): BatchItem & Pick<PendingItem, 'document'> => {
  const bytes = readFileSync(original);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const document = { path: original, sha256, size: bytes.length };
  return { id: '1', name: 'Quyết định.pdf', document, workFile: join(folder.path, 'Quyết định.pdf') };
};
const identity = () => ({
  certificate: key.certificates[0].der,
  issuers: [],
  mechanism: key.algorithm.mechanism,
  training: false,
});
const signer = (): Signer => ({
  alwaysAuthenticates: false,
  confirm: async () => undefined,
  ...identity(),
  sign: () => Promise.reject(new Error('nothing is signed here')),
  close: async () => undefined,
});

/** Fails at one step, before any worker thread is needed. */
const failingAt = (failing: SigningStep, thrown: Error): BatchObserver => ({
  step: async (_item, step) => {
    if (step === failing) throw thrown;
  },
  warn: () => undefined,
  keep: async () => undefined,
});
const services = (observer: BatchObserver): FinishServices => ({
  workers: new DocumentWorkers(join(folder.path, 'never-started.cjs'), { resources: 'resources', userTrust: [] }, 1),
  trust: new TrustNetwork({
    trust: () => loadTrust({ shipped: 'resources/trust', added: [] }),
    source: null,
    servers: () => [],
    fetch,
  }),
  observer,
  abort: new AbortController().signal,
});
const pendingItem = async (): Promise<PendingItem> => {
  const given = item();
  const prepared = await prepareFile(original, given.workFile, key);
  const declared = declaredOutcome(AUTOMATIC, prepared.fieldName, key.certificates[0].fingerprint);
  const pending = { declared, prepared, before: null, value: new Uint8Array(256), signer: identity() };
  return { item: given, document: given.document, pending };
};

const DEFECT = new TypeError('Quyết định kỷ luật Nguyễn Văn A');
const FAULT = new Fault('queue.disk-full');

/** One visible signature for every document. */
const intentsOf = (): Intents => [AUTOMATIC];

describe.each([
  ['told', DEFECT, 1],
  ['no defect, and not told', FAULT, 0],
] as const)('what is thrown is %s', (_name, thrown, times) => {
  it('while a document is prepared', async () => {
    const defect = vi.fn();
    const order = {
      ...services(failingAt('preparing', thrown)),
      defect,
      items: [item()],
      signer: signer(),
      intentsOf,
    };
    expect(await signBatch(order)).toMatchObject({ left: [], waiting: [], stopped: null });
    expect(defect.mock.calls).toEqual(Array.from({ length: times }, () => [thrown]));
  });

  it('while a signature is finished', async () => {
    const defect = vi.fn();
    await finishBatch([await pendingItem()], { ...services(failingAt('embedding', thrown)), defect });
    expect(defect.mock.calls).toEqual(Array.from({ length: times }, () => [thrown]));
  });

  it('while the outcome is put on record', async () => {
    const defect = vi.fn();
    const observer = failingAt('failed', thrown);
    const step: BatchObserver['step'] = (one, reached, error) =>
      reached === 'preparing' ? Promise.reject(new Fault('app.cancelled')) : observer.step(one, reached, error);
    const order = {
      ...services({ ...observer, step }),
      defect,
      items: [item()],
      signer: signer(),
      intentsOf,
    };
    expect((await signBatch(order)).stopped?.code).toBe(thrown instanceof Fault ? thrown.code : 'app.internal');
    expect(defect.mock.calls).toEqual(Array.from({ length: times }, () => [thrown]));
  });

  it('on stderr where nobody else is to be told, without a word of the document', async () => {
    const written: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    await finishBatch([await pendingItem()], services(failingAt('embedding', thrown)));
    expect(written).toHaveLength(times);
    for (const text of written) {
      expect(text).toMatch(/^TypeError\n {4}at .*batch-defects\.test\.ts:\d+:\d+/);
      expect(text).not.toMatch(/Quyết|Nguyễn|[\\/](work|tests|tmp)[\\/]/);
    }
  });
});
