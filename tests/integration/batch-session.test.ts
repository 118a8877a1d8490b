/** A batch as a person meets it, over real tokens and drivers that misbehave. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/ipc.js';
import type { BatchItem } from '../../src/main/jobs/batch/batch.js';
import { BatchSession } from '../../src/main/jobs/batch/batch-session.js';
import type { AskPin } from '../../src/main/jobs/batch/pin-request.js';
import { DocumentWorkers } from '../../src/main/jobs/document-workers.js';
import { deliver } from '../../src/main/jobs/files/delivery.js';
import { TrustNetwork } from '../../src/main/jobs/network/trust-network.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { NodeHostLauncher } from '../../src/main/token/node-host-launcher.js';
import { standardDeadlines } from '../../src/main/token/token-host.js';
import { TokenService } from '../../src/main/token/token-service.js';
import {
  documents,
  entries,
  faultModule,
  makeWorkplace,
  misbehaving,
  pdfsig,
  pin,
  resources,
  type Workplace,
} from './installation.js';

let workplace: Workplace;
let workers: DocumentWorkers;
beforeAll(async () => {
  workplace = await makeWorkplace();
  workers = new DocumentWorkers(join(entries, 'document-worker.cjs'), { resources, userTrust: [] }, 2);
});
afterAll(async () => {
  await workers.end();
  workplace.remove();
});

let round = 0;
let folder = '';
const files = [documents.text, documents.scan, documents.signed, documents.signedTwo];

const trust = new TrustNetwork({
  trust: () => loadTrust({ shipped: join(resources, 'trust'), added: [] }),
  source: null,
  servers: () => [],
  fetch,
});

/** Starts a batch over `files` with a driver that misbehaves by `script`; `answers` are what the person types, in turn. */
const startBatch = async (script: string, answers: (string | null)[]) => {
  round += 1;
  folder = join(workplace.folder, `batch-${round}`);
  mkdirSync(folder);
  const items: BatchItem[] = [];
  for (const [index, file] of files.entries()) {
    const document = await workers.run('intake', { source: file, target: join(folder, `${index}.original`) });
    const workFile = join(folder, `${index}.pdf`);
    items.push({ id: String(index), name: basename(file), document, workFile });
  }
  const environment = { ...process.env, ...misbehaving(workplace, script) };
  const service = new TokenService({
    launcher: new NodeHostLauncher(join(entries, 'token-host.cjs'), environment),
    catalogue: [],
    deadlines: { ...standardDeadlines, sign: 700 },
  });
  const prompts: Parameters<AskPin>[0][] = [];
  const states: Batch['state'][] = [];
  const [module] = await service.list([faultModule]);
  const certificate = module?.tokens.flatMap((token) => token.certificates).find(({ canSign }) => canSign);
  const session = new BatchSession(
    {
      workers,
      listTokens: () => service.list([faultModule]),
      askPin: async (prompt) => {
        prompts.push(prompt);
        const answer = answers.shift();
        return typeof answer === 'string'
          ? {
              pin: { kind: 'bytes', bytes: new TextEncoder().encode(answer) },
              acknowledgedFinalTry: false,
              dispose: () => undefined,
            }
          : null;
      },
      openSigner: (fingerprint, typed, contextPin) =>
        service.openSigner({
          fingerprint,
          modules: [faultModule],
          pin: typed.pin,
          acknowledgeFinalTry: typed.acknowledgedFinalTry,
          contextPin,
        }),
      changed: (batch) => states.push(batch.state),
      trust,
      checkSigner: (der, issuers, abort) => trust.checkSigner(der, issuers, abort),
    },
    {
      items,
      certificate: certificate?.fingerprint ?? '',
      intentsOf: () => [{ level: 'B-B', placement: { kind: 'automatic' } }],
      keepEvidence: async () => undefined,
      othersFinish: false,
      observer: {
        step: async () => undefined,
        warn: () => undefined,
        keep: async ({ workFile, name }) => {
          await deliver(workFile, join(folder, 'out'), name, 'signed');
        },
      },
    },
  );
  return { session, prompts, states };
};

const results = (): string[] => (existsSync(join(folder, 'out')) ? readdirSync(join(folder, 'out')) : []);

afterEach(() => {
  for (const name of results()) expect(pdfsig(join(folder, 'out', name)).at(-1)).toEqual({ valid: true, total: true });
});

describe('a batch', () => {
  it('signs everything after one PIN', async () => {
    const { session, prompts } = await startBatch('', [pin]);
    session.run();
    await session.settled();
    expect(session.batch).toMatchObject({ state: 'finished', signed: 4, failed: 0 });
    expect(prompts).toMatchObject([{ count: 4, again: null, token: { state: 'ok' } }]);
    expect(results()).toHaveLength(4);
  });

  it.each([
    ['hang@2', 'token.driver-hung'],
    ['crash@2', 'token.driver-crashed'],
    ['removed@2', 'token.removed'],
  ])('pauses when the driver does “%s”, and goes on with the rest after a PIN typed again', async (script, code) => {
    const { session, prompts } = await startBatch(script, [pin, pin]);
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
    }, 20);
    session.run();
    await session.settled();
    clearInterval(clock);
    expect(session.batch).toMatchObject({ state: 'paused', signed: 1, error: { code } });
    expect(session.batch.items.map(({ step }) => step)).toEqual(['signed', 'not-signed', 'not-signed', 'not-signed']);
    expect(ticks).toBeGreaterThan(10);
    expect(results()).toHaveLength(1);

    session.resume();
    await session.settled();
    expect(session.batch).toMatchObject({ state: 'finished', signed: 4, error: null });
    expect(prompts.map(({ count, again }) => [count, again?.code ?? null])).toEqual([
      [4, null],
      [3, code],
    ]);
    expect(results()).toHaveLength(4);
  });

  it('asks again after a wrong PIN, says so, and has used each typed PIN for one login', async () => {
    const calls = join(workplace.folder, 'batch-calls');
    const { session, prompts } = await startBatch(`log=${calls}`, ['99999999', pin]);
    session.run();
    await session.settled();
    expect(session.batch).toMatchObject({ state: 'finished', signed: 4 });
    expect(prompts[0]?.again).toBeNull();
    expect(prompts[1]?.again?.code).toMatch(/^token\.pin-wrong/);
    expect(prompts[1]?.token.state).toBe('count-low');
    expect(readFileSync(calls, 'utf8').match(/C_Login\b/g)).toHaveLength(2);
  });

  describe('with a key that asks for the PIN at every signature', () => {
    const numbers = (prompts: Parameters<AskPin>[0][]) =>
      prompts.map(({ purpose }) => (purpose.kind === 'signature' ? purpose.number : purpose.kind));

    it('asks for each document by its name, and has used each typed PIN for one C_Login', async () => {
      const calls = join(workplace.folder, 'context-calls');
      const { session, prompts } = await startBatch(
        `context-login,log=${calls}`,
        Array.from({ length: 5 }, () => pin),
      );
      session.run();
      await session.settled();
      expect(session.batch).toMatchObject({ state: 'finished', signed: 4, error: null });
      expect(numbers(prompts)).toEqual(['login', 1, 2, 3, 4]);
      expect(prompts.slice(1).map(({ names }) => names)).toEqual(files.map((file) => [basename(file)]));
      expect(readFileSync(calls, 'utf8').match(/C_Login$/gm)).toHaveLength(5);
    });

    it('asks again after a wrong one, and goes on with the same document', async () => {
      const { session, prompts } = await startBatch('context-login', [pin, pin, '99999999', pin, pin, pin]);
      session.run();
      await session.settled();
      expect(session.batch).toMatchObject({ state: 'finished', signed: 4 });
      expect(numbers(prompts)).toEqual(['login', 1, 2, 2, 3, 4]);
      expect(prompts[3]?.again?.code).toMatch(/^token\.pin-wrong/);
    });

    it('ends when the person declines; what is signed stays signed', async () => {
      const { session } = await startBatch('context-login', [pin, pin, null]);
      session.run();
      await session.settled();
      expect(session.batch).toMatchObject({ state: 'cancelled', signed: 1 });
      expect(results()).toHaveLength(1);
    });
  });

  it('pauses when the login is ended, as by a locked screen, and goes on after a PIN typed again', async () => {
    const { session, prompts } = await startBatch('delay=300', [pin, pin]);
    const one = new Promise<void>((seen) => {
      const wait = setInterval(() => {
        if (session.batch.signed < 1) return;
        clearInterval(wait);
        seen();
      }, 10);
    });
    session.run();
    await one;
    session.endLogin();
    await session.settled();
    expect(session.batch).toMatchObject({ state: 'paused', error: { code: 'token.session-over' } });
    const before = results().length;
    expect(before).toBe(session.batch.signed);
    expect(before).toBeLessThan(4);
    session.resume();
    await session.settled();
    expect(session.batch).toMatchObject({ state: 'finished', signed: 4 });
    expect(prompts).toHaveLength(2);
  });

  it('asks nobody for the PIN who left while the certificate was looked at', async () => {
    const { session, prompts } = await startBatch('', [pin, pin]);
    session.run();
    session.endLogin();
    await session.settled();
    expect(prompts).toEqual([]);
    expect(session.batch).toMatchObject({ state: 'paused', error: { code: 'token.session-over' } });
    session.resume();
    await session.settled();
    expect(session.batch).toMatchObject({ state: 'finished', signed: 4 });
    expect(prompts).toHaveLength(1);
  });

  it('asks for the PIN by itself once its token is back, but not when the person has declined', async () => {
    const { session, prompts } = await startBatch('removed@2,delay=2', [pin, null, pin]);
    session.run();
    await session.settled();
    expect(session.batch).toMatchObject({ state: 'paused', error: { code: 'token.removed' } });
    await expect.poll(() => prompts.length, { timeout: 20_000 }).toBe(2);
    await session.settled();
    expect(session.batch).toMatchObject({ state: 'paused', signed: 1, error: { code: 'token.removed' } });
    session.tokensChanged([]);
    expect(prompts).toHaveLength(2);
    session.resume();
    await session.settled();
    expect(session.batch).toMatchObject({ state: 'finished', signed: 4 });
  });

  it('is cancelled when the person closes the PIN window, and nothing is signed', async () => {
    const { session } = await startBatch('', [null]);
    session.run();
    await session.settled();
    expect(session.batch).toMatchObject({ state: 'cancelled', signed: 0 });
    expect(results()).toEqual([]);
  });

  it('stops when asked to; what is signed stays signed', async () => {
    const { session } = await startBatch('delay=300', [pin]);
    const running = new Promise<void>((seen) => {
      const wait = setInterval(() => {
        if (session.batch.signed < 1) return;
        clearInterval(wait);
        seen();
      }, 10);
    });
    session.run();
    await running;
    session.cancel();
    await session.settled();
    expect(session.batch.state).toBe('cancelled');
    expect(results()).toHaveLength(session.batch.signed);
    expect(session.batch.signed).toBeLessThan(4);
  });
});
