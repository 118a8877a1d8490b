/** Documents of one batch that differ, and documents that get several signatures under one PIN: all of them or none. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import type { Level, SigningIntent, SigningStep } from '../../src/contracts/jobs.js';
import type { BatchItem, BatchObserver, Intents } from '../../src/main/jobs/batch/batch.js';
import { BatchSession, type BatchSessionOrder } from '../../src/main/jobs/batch/batch-session.js';
import type { TrustServices } from '../../src/main/jobs/batch/levels.js';
import { decodePending, encodePending } from '../../src/main/jobs/batch/pending-signature.js';
import type { AskPin } from '../../src/main/jobs/batch/pin-request.js';
import { type BatchOrder, finishBatch, signBatch } from '../../src/main/jobs/batch/sign-batch.js';
import { claimPending, queueItem, queueObserver } from '../../src/main/jobs/batch/sign-queue.js';
import { DocumentWorkers } from '../../src/main/jobs/document-workers.js';
import { deliver } from '../../src/main/jobs/files/delivery.js';
import { RevocationSource } from '../../src/main/jobs/network/revocation-source.js';
import { TrustNetwork } from '../../src/main/jobs/network/trust-network.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { openQueue } from '../../src/main/queue/client.js';
import { NodeHostLauncher } from '../../src/main/token/node-host-launcher.js';
import type { Signer } from '../../src/main/token/signer.js';
import { standardDeadlines } from '../../src/main/token/token-host.js';
import { TokenService } from '../../src/main/token/token-service.js';
import { openTrainingSigner } from '../../src/main/token/training-signer.js';
import { makeTestToken, type TestToken } from '../../tools/test-token/make.mjs';
import { judgeByPdfBox } from '../peers/pdfbox.js';
import { documents, entries, faultModule, pdfsig, pin, resources } from './installation.js';
import { type RunningPki, startPki } from './pki-servers.js';
import { type Bundle, bundle } from './queue-harness.js';
import { loggedCalls } from './token-harness.js';

let home: string;
let running: RunningPki;
let token: TestToken;
let workers: DocumentWorkers;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kyso-steps-'));
  running = await startPki(join(home, 'pki'));
  const { person, sub } = running.pki;
  token = await makeTestToken({
    folder: join(home, 'token'),
    label: 'THU NGHIEM',
    pin,
    soPin: '87654321',
    identities: [{ key: person.key, certificate: person.certificate, label: 'cá nhân' }],
    issuers: [sub.certificate],
  });
  const userTrust = [running.pki.root.certificate];
  workers = new DocumentWorkers(join(entries, 'document-worker.cjs'), { resources, userTrust }, 2);
}, 60_000);
afterAll(async () => {
  await workers.end();
  await running.close();
  rmSync(home, { recursive: true, force: true });
});

let round = 0;
let folder = '';
beforeEach(() => {
  running.tsa.misbehave(null);
  round += 1;
  folder = join(home, String(round));
  for (const name of ['underway', 'signed', 'originals']) mkdirSync(join(folder, name), { recursive: true });
});
const ls = (name: string): string[] => (existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : []);

const network = (): TrustNetwork => {
  const trust = loadTrust({ shipped: join(resources, 'trust'), added: [running.pki.root.certificate] });
  const source = new RevocationSource({ network: running.network() });
  return new TrustNetwork({ trust: () => trust, source, servers: () => [running.tsa.url], fetch });
};
/** The network as it is, until `deed` makes something else of the n-th timestamp (from 1). */
const stamping = (deed: (number: number) => void, real: TrustServices = network()): TrustServices => {
  let number = 0;
  return {
    timestampReserve: real.timestampReserve,
    evidence: (...start) => real.evidence(...start),
    stamp: async (...imprint) => {
      number += 1;
      deed(number);
      return real.stamp(...imprint);
    },
  };
};

/** Số, ngày, tháng, dấu: each a signature appearance of its own. */
const mark = (index: number, level: Level): SigningIntent => ({
  level,
  placement: { kind: 'rect', page: 1, rect: { x: 60 + index * 70, y: 40, width: 60, height: 24 } },
});
const four = (level: Level = 'B-B'): Intents => [mark(0, level), mark(1, level), mark(2, level), mark(3, level)];
const one = (level: Level = 'B-B'): Intents => [mark(0, level)];

const item = async (id: string, file: string): Promise<BatchItem> => {
  const document = await workers.run('intake', { source: file, target: join(folder, 'originals', id) });
  return { id, name: `${id}.pdf`, document, workFile: join(folder, 'underway', `${id}.pdf`) };
};
const result = (id: string): string => join(folder, 'out', `${id}.signed.pdf`);

interface Seen {
  readonly observer: BatchObserver;
  /** `id step`, in order. */
  readonly steps: string[];
  /** The codes of documents that failed. */
  readonly failures: Record<string, string>;
}
const watching = (ports: Partial<BatchObserver> = {}): Seen => {
  const steps: string[] = [];
  const failures: Record<string, string> = {};
  return {
    steps,
    failures,
    observer: {
      warn: () => undefined,
      keep: async ({ workFile, name }) => {
        await deliver(workFile, join(folder, 'out'), name, 'signed');
      },
      ...ports,
      step: async (at, step, error) => {
        steps.push(`${at.id} ${step}`);
        if (step === 'failed') failures[at.id] = error?.code ?? '';
        await ports.step?.(at, step, error);
      },
    },
  };
};

/** A real key in this process; `before` runs before its n-th signature (from 1). */
const signer = async (before: (number: number) => void | Promise<void> = () => undefined): Promise<Signer> => {
  const { p12, passphrase } = running.pki.training;
  const real = await openTrainingSigner(readFileSync(p12), new TextEncoder().encode(passphrase));
  const { certificate, issuers, mechanism, training, alwaysAuthenticates } = real;
  let number = 0;
  return {
    ...{ certificate, issuers, mechanism, training, alwaysAuthenticates },
    sign: async (...work) => {
      number += 1;
      await before(number);
      return real.sign(...work);
    },
    confirm: () => real.confirm(),
    close: () => real.close(),
  };
};

const batch = async (items: readonly BatchItem[], order: Partial<BatchOrder>) =>
  signBatch({
    items,
    signer: order.signer ?? (await signer()),
    intentsOf: () => four(),
    workers,
    trust: network(),
    observer: watching().observer,
    abort: new AbortController().signal,
    ...order,
  });

/** Every signature is right, and the last covers the whole file. */
const expectSigned = (file: string, count: number): void => {
  const found = pdfsig(file);
  expect(found.map(({ valid }) => valid)).toEqual(Array.from({ length: count }, () => true));
  expect(found.at(-1)?.total).toBe(true);
};
const beginsWith = (file: string, original: string): boolean => {
  const bytes = readFileSync(original);
  return readFileSync(file).subarray(0, bytes.length).equals(bytes);
};
const count = (file: string, word: string): number => readFileSync(file, 'latin1').split(word).length - 1;

/** A session over SoftHSM behind a driver that misbehaves by `script`. */
const open = async (script: string, order: Pick<BatchSessionOrder, 'items' | 'intentsOf' | 'observer'>) => {
  const environment = {
    ...process.env,
    ...token.env,
    PKCS11_FAULT_MODULE: token.modulePath,
    PKCS11_FAULT_SCRIPT: script,
    PKCS11_FAULT_STATE: join(folder, 'fault-state'),
  };
  const service = new TokenService({
    launcher: new NodeHostLauncher(join(entries, 'token-host.cjs'), environment),
    catalogue: [],
    deadlines: { ...standardDeadlines },
  });
  const prompts: Parameters<AskPin>[0][] = [];
  const trust = network();
  const [module] = await service.list([faultModule]);
  const certificate = module?.tokens.flatMap((found) => found.certificates).find(({ canSign }) => canSign);
  const session = new BatchSession(
    {
      workers,
      listTokens: () => service.list([faultModule]),
      askPin: async (prompt) => {
        prompts.push(prompt);
        const bytes = new TextEncoder().encode(pin);
        return { pin: { kind: 'bytes', bytes }, acknowledgedFinalTry: false, dispose: () => undefined };
      },
      openSigner: (fingerprint, typed, contextPin) =>
        service.openSigner({ fingerprint, modules: [faultModule], pin: typed.pin, contextPin }),
      changed: () => undefined,
      trust,
      checkSigner: (der, issuers, abort) => trust.checkSigner(der, issuers, abort),
    },
    {
      certificate: certificate?.fingerprint ?? '',
      keepEvidence: async () => undefined,
      othersFinish: false,
      ...order,
    },
  );
  return { session, prompts };
};

it('signs a mixed batch of twelve under one PIN: each with its own marks, in order, the bad one failing alone', async () => {
  const sources = [documents.text, documents.signed, documents.scan, documents.signedTwo];
  const bad = '06';
  writeFileSync(join(folder, 'bad.pdf'), readFileSync(documents.text).subarray(0, 100_000));
  const items: BatchItem[] = [];
  const originals = new Map<string, string>();
  for (let index = 0; index < 12; index += 1) {
    const id = String(index).padStart(2, '0');
    const file = id === bad ? join(folder, 'bad.pdf') : (sources[index % 4] ?? documents.text);
    originals.set(id, file);
    items.push(await item(id, file));
  }
  const intentsFor = (id: string): Intents => (Number(id) % 3 === 0 ? four() : one());
  const calls = join(folder, 'calls');
  const { observer, steps, failures } = watching();
  const { session, prompts } = await open(`log=${calls}`, { items, observer, intentsOf: ({ id }) => intentsFor(id) });
  session.run();
  await session.settled();

  expect(session.batch).toMatchObject({ state: 'finished', signed: 11, failed: 1, error: null });
  expect(failures).toEqual({ [bad]: 'pdf.truncated' });
  expect(prompts).toHaveLength(1);
  const signings = steps.filter((step) => step.endsWith(' signing')).map((step) => step.slice(0, 2));
  const good = items.map(({ id }) => id).filter((id) => id !== bad);
  expect([...new Set(signings)]).toEqual(good);
  for (const id of good) {
    const intents = intentsFor(id);
    const original = originals.get(id) ?? '';
    expect(signings.filter((other) => other === id)).toHaveLength(intents.length);
    expect(steps.filter((step) => step === `${id} preparing`)).toHaveLength(1);
    expect(steps.filter((step) => step === `${id} proving`)).toHaveLength(1);
    expect(beginsWith(result(id), original)).toBe(true);
    expectSigned(result(id), pdfsig(original).length + intents.length);
  }
  expect(loggedCalls(calls).filter((call) => call === 'C_Sign')).toHaveLength(signings.length);
  expect(loggedCalls(calls).filter((call) => call === 'C_Login')).toHaveLength(1);
  expect(ls('underway')).toEqual([]);
}, 60_000);

it('lets the token sign others while a document is between two signatures, and comes back to it first', async () => {
  const items = [await item('a', documents.text)];
  for (const id of ['b', 'c', 'd']) items.push(await item(id, documents.scan));
  const { observer, steps } = watching();
  const { mock } = vi.spyOn(workers, 'run');
  onTestFinished(() => void vi.restoreAllMocks());
  const isPrepared = (name: string): boolean =>
    mock.calls.some(
      ([task, request], index) =>
        task === 'prepare' &&
        'workFile' in request &&
        request.workFile === join(folder, 'underway', name) &&
        mock.settledResults[index]?.type === 'fulfilled',
    );
  await batch(items, {
    observer,
    intentsOf: ({ id }) => (id === 'a' ? four() : one()),
    signer: await signer(async (number) => {
      while (number === 1 && !isPrepared('b.pdf')) await pause(5);
      // While b is signed, the next signature of a becomes ready.
      while (number === 2 && !isPrepared('a.pdf')) await pause(5);
      await pause(50);
    }),
  });
  const signings = steps.filter((step) => step.endsWith(' signing')).map((step) => step[0]);
  expect(signings.slice(0, 3)).toEqual(['a', 'b', 'a']);
  expect(signings).toHaveLength(7);
}, 20_000);

it('refuses one document by its own fault before the token is used for it', async () => {
  const items = [await item('a', documents.text), await item('b', documents.scan), await item('c', documents.text)];
  const { observer, failures, steps } = watching();
  let signatures = 0;
  const { left, stopped } = await batch(items, {
    observer,
    signer: await signer(() => {
      signatures += 1;
    }),
    intentsOf: async ({ id }) => {
      if (id === 'b') throw new Fault('signing.field-missing', { field: 'số' });
      return one();
    },
  });
  expect([left, stopped, signatures]).toEqual([[], null, 2]);
  expect(failures).toEqual({ b: 'signing.field-missing' });
  expect(steps).not.toContain('b signing');
  expect(ls('out').sort()).toEqual(['a.signed.pdf', 'c.signed.pdf']);
  expect(ls('underway')).toEqual([]);
});

it('begins a document anew whose token was pulled between its second and third signature', async () => {
  const items = [await item('a', documents.text)];
  const { observer } = watching();
  const { session, prompts } = await open('removed@3', { items, observer, intentsOf: () => four() });
  session.run();
  await session.settled();
  expect(session.batch).toMatchObject({ state: 'paused', signed: 0, failed: 0, error: { code: 'token.removed' } });
  expect(session.batch.items.map(({ step }) => step)).toEqual(['not-signed']);
  expect([...ls('underway'), ...ls('out')]).toEqual([]);
  session.resume();
  await session.settled();
  expect(session.batch).toMatchObject({ state: 'finished', signed: 1, error: null });
  expect(prompts.map(({ again }) => again?.code ?? null)).toEqual([null, 'token.removed']);
  expectSigned(result('a'), 4);
  expect(count(result('a'), '/FT /Sig')).toBe(4);
  expect(ls('underway')).toEqual([]);
}, 30_000);

it('counts signatures, not documents, for a key that asks at each, and finishes one document first', async () => {
  const items = [await item('a', documents.text), await item('b', documents.scan), await item('c', documents.text)];
  const { observer } = watching();
  const intentsOf = ({ id }: BatchItem): Intents => {
    if (id === 'b') throw new Fault('signing.field-missing', { field: 'số' });
    return id === 'a' ? four() : one();
  };
  const { session, prompts } = await open('context-login', { items, observer, intentsOf });
  session.run();
  await session.settled();
  expect(session.batch).toMatchObject({ state: 'finished', signed: 2, failed: 1 });
  const asked = prompts.slice(1).map(({ purpose, names }) => ({ ...purpose, name: names[0] }));
  expect(asked).toEqual(
    ['a.pdf', 'a.pdf', 'a.pdf', 'a.pdf', 'c.pdf'].map((name, index) => ({
      kind: 'signature',
      number: index + 1,
      total: 5,
      name,
    })),
  );
}, 30_000);

describe('whatever goes wrong at one of four signatures', () => {
  /** Of the document `b` alone; `a` before it and `c` behind it have one signature each. */
  const run = async (ports: Partial<BatchObserver>, order: Partial<BatchOrder> = {}) => {
    const items = [await item('a', documents.scan), await item('b', documents.text), await item('c', documents.scan)];
    const { observer, failures } = watching(ports);
    const intentsOf = ({ id }: BatchItem): Intents => (id === 'b' ? four() : one());
    const { left, stopped } = await batch(items, { intentsOf, observer, ...order });
    return { failures, left: left.map(({ id }) => id), stopped: stopped?.code ?? null };
  };
  const workFiles = (): string[] =>
    ls('underway')
      .filter((name) => name.startsWith('b.'))
      .map((name) => join(folder, 'underway', name));
  const numbers = [1, 2, 3, 4] as const;
  /** Runs before the n-th signature of `b`. */
  const atSigning = (number: number, deed: () => void): Partial<BatchObserver> => {
    let signings = 0;
    return {
      step: async ({ id }, step) => {
        if (id !== 'b' || step !== 'signing') return;
        signings += 1;
        if (signings === number) deed();
      },
    };
  };

  it.each(numbers)('preparing the %i. one: the document fails alone, and nothing of it is kept', async (number) => {
    const intents = four().map((intent, index): SigningIntent => {
      const rect = { x: 60, y: 40, width: 60, height: 24 };
      return index + 1 === number ? { ...intent, placement: { kind: 'rect', page: 99, rect } } : intent;
    });
    const [first, ...others] = intents;
    if (!first) throw new Error('no intent');
    const { failures, left } = await run({}, { intentsOf: ({ id }) => (id === 'b' ? [first, ...others] : one()) });
    expect([failures, left]).toEqual([{ b: 'signing.page-missing' }, []]);
    expect(ls('out').sort()).toEqual(['a.signed.pdf', 'c.signed.pdf']);
    expect(ls('underway')).toEqual([]);
  });

  it.each(numbers)('the token goes at the %i. one: the document is left as it was', async (number) => {
    let gone = false;
    const pull = atSigning(number, () => {
      gone = true;
    });
    const pulled = await signer(() => {
      if (gone) throw new Fault('token.removed');
    });
    const { failures, left, stopped } = await run(pull, { signer: pulled });
    expect([failures, stopped]).toEqual([{}, 'token.removed']);
    expect(left).toContain('b');
    expect(ls('out')).toEqual(left.includes('c') ? ['a.signed.pdf'] : ['a.signed.pdf', 'c.signed.pdf']);
    expect(ls('underway')).toEqual([]);
  });

  it.each(numbers)('another program cuts the file of the %i. one: the document fails alone', async (number) => {
    const spoil = (): void => {
      for (const path of workFiles()) truncateSync(path, statSync(path).size - 1);
    };
    const { failures, left } = await run(atSigning(number, spoil));
    expect([failures, left]).toEqual([{ b: 'signing.work-file-changed' }, []]);
    expect(ls('out').sort()).toEqual(['a.signed.pdf', 'c.signed.pdf']);
    expect(ls('underway')).toEqual([]);
  });

  it.each(numbers)('one byte of the original is another after the %i. one: the proof finds it', async (number) => {
    const spoil = (): void => {
      for (const path of workFiles()) {
        const bytes = readFileSync(path);
        bytes[1000] = (bytes[1000] ?? 0) ^ 1;
        writeFileSync(path, bytes);
      }
    };
    const { failures, left } = await run(atSigning(number, spoil));
    expect([failures, left]).toEqual([{ b: 'verification.original-altered' }, []]);
    expect(ls('underway')).toEqual([]);
  });

  it.each(numbers)('the %i. one cannot be put on record: the batch stops', async (number) => {
    const fail = (): void => {
      throw new Fault('queue.disk-full');
    };
    const { left, stopped } = await run(atSigning(number, fail));
    expect(stopped).toBe('queue.disk-full');
    expect(left).toContain('b');
    expect(ls('underway')).toEqual([]);
  });

  it.each(numbers)('the person stops at the %i. one: the document is left as it was', async (number) => {
    const stop = new AbortController();
    const halt = atSigning(number, () => stop.abort());
    const { failures, left, stopped } = await run(halt, { abort: stop.signal });
    expect([failures, stopped]).toEqual([{}, 'app.cancelled']);
    expect(left).toContain('b');
    expect(ls('underway')).toEqual([]);
  });

  it.each(['embedding', 'proving'] satisfies SigningStep[])('%s the last one: the document fails', async (step) => {
    const { failures } = await run({
      step: async ({ id }, reached) => {
        if (id === 'b' && reached === step) throw new Fault('queue.disk-full');
      },
    });
    expect(failures).toEqual({ b: 'queue.disk-full' });
    expect(ls('underway')).toEqual([]);
  });

  it('the result cannot be put where it belongs: the document fails', async () => {
    const { failures } = await run({
      keep: async ({ id, workFile, name }) => {
        if (id === 'b') throw new Fault('output.failed', { dir: folder });
        await deliver(workFile, join(folder, 'out'), name, 'signed');
      },
    });
    expect(failures).toEqual({ b: 'output.failed' });
    expect(ls('underway')).toEqual([]);
  });
});

describe('with timestamps', () => {
  it.each([
    ['B-T', 4],
    ['B-LT', 5],
    ['B-LTA', 6],
  ] as const)('%s: each signature has one; evidence and document timestamp come once', async (level, revisions) => {
    const items = [await item('a', documents.text)];
    const { session } = await open('', { items, observer: watching().observer, intentsOf: () => four(level) });
    session.run();
    await session.settled();
    expect(session.batch).toMatchObject({ state: 'finished', signed: 1, error: null });
    const [judged] = await judgeByPdfBox([result('a')]);
    expect(judged?.signatures.slice(0, 4).map(({ valid, timestamp }) => [valid, timestamp])).toEqual(
      Array.from({ length: 4 }, () => [true, true]),
    );
    expect(judged?.signatures).toHaveLength(level === 'B-LTA' ? 5 : 4);
    expect(judged?.dss === null).toBe(level === 'B-T');
    expect(count(result('a'), '%%EOF') - count(documents.text, '%%EOF')).toBe(revisions);
    expect(ls('underway')).toEqual([]);
  });

  it('fails a document whose server dies between its signatures, keeps nothing of it, and lets it be tried again', async () => {
    const items = [await item('a', documents.text)];
    const first = watching();
    const dying = stamping((number) => {
      if (number === 3) running.tsa.misbehave('refuse-403');
    });
    const intentsOf = () => four('B-T');
    const { left, waiting, stopped } = await batch(items, { intentsOf, observer: first.observer, trust: dying });
    expect([left, waiting, stopped, first.failures]).toEqual([[], [], null, { a: 'timestamp.unavailable' }]);
    expect([...ls('underway'), ...ls('out')]).toEqual([]);
    running.tsa.misbehave(null);
    await batch(items, { intentsOf });
    expectSigned(result('a'), 4);
  });

  it('lets a document wait whose last timestamp alone is missing, as one with one signature does', async () => {
    const items = [await item('a', documents.text), await item('b', documents.scan)];
    const { observer, failures, steps } = watching();
    // One of b and four of a: whichever comes last, three of a are had.
    let stamped = 0;
    const real = network();
    const trust: TrustServices = {
      ...stamping(() => undefined, real),
      stamp: async (...imprint) => {
        stamped += 1;
        if (steps.filter((step) => step === 'a signing').length === 4) running.tsa.misbehave('refuse-403');
        return real.stamp(...imprint);
      },
    };
    const intentsOf = ({ id }: BatchItem) => (id === 'a' ? four('B-T') : one('B-T'));
    const { waiting, waitingFor } = await batch(items, { intentsOf, observer, trust });
    expect(stamped).toBe(5);
    expect([failures, waitingFor?.code]).toEqual([{}, 'timestamp.unavailable']);
    expect(waiting.map(({ item: { id } }) => id)).toContain('a');
    expect(ls('underway')).toContain('a.pdf');
    expect(ls('underway')).not.toContain('a.pdf.step');

    running.tsa.misbehave(null);
    const stored = waiting.map((one) => ({ ...one, pending: decodePending(encodePending(one.pending)) }));
    const abort = new AbortController().signal;
    const finished = await finishBatch(stored, { workers, trust: network(), observer, abort });
    expect([finished.waiting, failures]).toEqual([[], {}]);
    expectSigned(result('a'), 4);
    expectSigned(result('b'), 1);
    expect(beginsWith(result('a'), documents.text)).toBe(true);
    expect(ls('underway')).toEqual([]);
  });

  it('ends at once when the token is gone while a server hangs between two signatures', async () => {
    running.tsa.misbehave('hang');
    const items = [await item('a', documents.text), await item('b', documents.scan)];
    const { observer, failures } = watching();
    const { left, stopped } = await batch(items, {
      observer,
      intentsOf: () => four('B-T'),
      signer: await signer((number) => {
        if (number === 2) throw new Fault('token.removed');
      }),
    });
    expect([failures, stopped?.code, left.map(({ id }) => id)]).toEqual([{}, 'token.removed', ['a', 'b']]);
    expect(ls('underway')).toEqual([]);
  }, 20_000);
});

it('signs a damaged file several times: what the first one mended stays whole', async () => {
  const damaged = join(folder, 'damaged.pdf');
  const bytes = readFileSync(documents.text);
  const at = bytes.lastIndexOf('startxref');
  bytes.write('7', bytes.indexOf('\n', at) + 1, 'latin1');
  writeFileSync(damaged, bytes);
  const { observer, failures } = watching();
  await batch([await item('a', damaged)], { observer });
  expect(failures).toEqual({});
  expectSigned(result('a'), 4);
  expect(beginsWith(result('a'), damaged)).toBe(true);
});

describe('a queued document with four signatures', () => {
  const folders = () => ({ underway: join(folder, 'underway'), signed: join(folder, 'signed') });
  const database = () => ({
    workerPath: join(entries, 'database-worker.cjs'),
    databasePath: join(folder, 'queue.sqlite'),
  });
  const add = async (file: string): Promise<string> => {
    const queue = await openQueue(database());
    const originalPath = join(folder, 'originals', 'a.pdf');
    const { sha256, size } = await workers.run('intake', { source: file, target: originalPath });
    const { job } = await queue.add({ serverId: null, title: 'a', fileName: 'a.pdf', originalPath, sha256, size });
    await queue.check(job.id, { fit: true });
    await queue.close();
    return job.id;
  };
  let killed: Bundle;
  beforeAll(async () => {
    killed = await bundle('tests/integration/steps-killed-process.ts');
  }, 60_000);
  afterAll(() => killed.remove());

  it.each([
    [2, 'after'],
    [3, 'after'],
    [4, 'after'],
    // The one before is on record, and nothing that it stands on may be gone.
    [3, 'before'],
  ] as const)(
    'goes on with the very bytes that were prepared when its process was killed before the %i. one, %s it was on record',
    async (number, when) => {
      const id = await add(documents.text);
      const { p12, passphrase } = running.pki.training;
      const words = [killed.path, folder, entries, resources, p12, passphrase, id, String(number), when];
      const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
      const exit = once(child, 'exit');
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await exit;
      const sizeOf = (name: string): number => statSync(join(folder, 'underway', name)).size;
      const [newest = '', beforeIt = ''] = ls('underway').sort((a, b) => sizeOf(b) - sizeOf(a));
      const [workFile, again] = when === 'after' ? [newest, number + 1] : [beforeIt, number];
      // Up to the hole that the token's value goes into.
      const whole = readFileSync(join(folder, 'underway', workFile));
      const cutOff = whole.subarray(0, whole.lastIndexOf('/Contents'));

      const queue = await openQueue(database());
      expect((await queue.get(id)).state).toBe('ready');
      const items = [queueItem(await queue.get(id), folders())];
      await batch(items, { observer: queueObserver(queue, folders()) });
      const job = await queue.get(id);
      expect(job.state).toBe('proved');
      expectSigned(job.signedPath ?? '', 4);
      expect(count(job.signedPath ?? '', '/FT /Sig')).toBe(4);
      expect(ls('underway')).toEqual([]);
      // Each use of the key is on record; the one that was cut off came twice, with the same bytes.
      const prepared = (await queue.history(id)).filter(({ event }) => event === 'prepared');
      expect(prepared.map(({ detail }) => JSON.parse(detail))).toMatchObject(
        [1, 2, 3, 4, 5].map((nth) => ({ again: nth === again })),
      );
      const signedFile = readFileSync(job.signedPath ?? '');
      expect(signedFile.subarray(0, cutOff.length).equals(cutOff)).toBe(true);
      expect(await queue.verifyJournal()).toMatchObject({ intact: true });
      await queue.close();
    },
    30_000,
  );

  it('waits with its last signature through a restart; the password of its document is stored nowhere', async () => {
    const password = 'mật khẩu Đặc biệt 1';
    const encrypted = join(folder, 'encrypted.pdf');
    execFileSync('qpdf', ['--encrypt', password, 'chủ', '256', '--', documents.text, encrypted]);
    const id = await add(encrypted);
    const first = await openQueue(database());
    let stamps = 0;
    const trust = stamping((number) => {
      stamps = number;
      if (number === 4) running.tsa.misbehave('refuse-403');
    });
    await batch([queueItem(await first.get(id), folders(), password)], {
      observer: queueObserver(first, folders()),
      intentsOf: () => four('B-T'),
      trust,
    });
    expect([stamps, (await first.get(id)).state]).toEqual([4, 'awaiting-timestamp']);
    await first.close();
    const stored = readFileSync(join(folder, 'queue.sqlite'));
    expect([stored.includes('"before":{'), stored.includes(password)]).toEqual([true, false]);

    running.tsa.misbehave(null);
    const queue = await openQueue(database());
    const observer = queueObserver(queue, folders());
    const passwordOf = () => password;
    const pending = await claimPending([id], { queue, folders: folders(), observer, workers, passwordOf });
    const abort = new AbortController().signal;
    await finishBatch(pending, { workers, trust: network(), observer, abort });
    const job = await queue.get(id);
    expect(job.state).toBe('proved');
    const [judged] = await judgeByPdfBox([job.signedPath ?? ''], password);
    expect(judged?.signatures.map(({ valid, timestamp }) => [valid, timestamp])).toEqual(
      Array.from({ length: 4 }, () => [true, true]),
    );
    expect(ls('underway')).toEqual([]);
    await queue.close();
  }, 30_000);
});
