/** A batch of 200 whose token is pulled out and plugged in again at random moments: all signed, each once. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchItem } from '../../src/main/jobs/batch/batch.js';
import { BatchSession } from '../../src/main/jobs/batch/batch-session.js';
import { DocumentWorkers } from '../../src/main/jobs/document-workers.js';
import { TrustNetwork } from '../../src/main/jobs/network/trust-network.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { NodeHostLauncher } from '../../src/main/token/node-host-launcher.js';
import { standardDeadlines } from '../../src/main/token/token-host.js';
import { standardRegistryPace, TokenRegistry } from '../../src/main/token/token-registry.js';
import { seed } from '../seed.js';
import { documents, entries, faultModule, pdfsig, resources } from './installation.js';
import { loggedCalls, removeFolders, temporaryFolder } from './token-harness.js';

const pin = '123456';
const count = 200;
let workers: DocumentWorkers;
beforeAll(() => {
  workers = new DocumentWorkers(join(entries, 'document-worker.cjs'), { resources, userTrust: [] }, 2);
});
afterAll(async () => {
  await workers.end();
  removeFolders();
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
const random = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const trust = new TrustNetwork({
  trust: () => loadTrust({ shipped: join(resources, 'trust'), added: [] }),
  source: null,
  servers: () => [],
  fetch,
});

describe('a token that goes and comes', () => {
  it(`lets 200 documents be signed, each once and none lost (SEED=${seed})`, async () => {
    const next = random(seed);
    const folder = temporaryFolder();
    const [plugged, calls, out] = [join(folder, 'plugged'), join(folder, 'calls'), join(folder, 'out')];
    mkdirSync(out);
    writeFileSync(plugged, '');
    const original = await workers.run('intake', { source: documents.text, target: join(folder, 'original') });
    const items = Array.from({ length: count }, (_, index): BatchItem => {
      const workFile = join(folder, `${index}.pdf`);
      return { id: String(index), name: `${index}.pdf`, document: original, workFile };
    });

    let prompts = 0;
    const kept = new Map<string, number>();
    let session: BatchSession | undefined;
    const registry = new TokenRegistry({
      launcher: new NodeHostLauncher(join(entries, 'token-host.cjs'), {
        ...process.env,
        PKCS11_FAULT_PIN: pin,
        PKCS11_FAULT_SCRIPT: `plugged=${plugged},log=${calls}`,
      }),
      catalogue: [],
      deadlines: { ...standardDeadlines },
      added: async () => ({ usable: [faultModule], refused: [] }),
      changed: (reports) => session?.tokensChanged(reports),
      pace: { ...standardRegistryPace, poll: 20, pauses: [20] },
    });
    registry.start();
    const [module] = await registry.look();
    const certificate = module?.tokens[0]?.certificates.find(({ canSign }) => canSign)?.fingerprint ?? '';
    session = new BatchSession(
      {
        workers,
        listTokens: () => registry.look(),
        askPin: async () => {
          prompts += 1;
          return {
            pin: { kind: 'bytes', bytes: new TextEncoder().encode(pin) },
            acknowledgedFinalTry: false,
            dispose: () => undefined,
          };
        },
        openSigner: (fingerprint, { pin: typed }, contextPin) =>
          registry.openSigner(fingerprint, { pin: typed, contextPin }),
        changed: () => undefined,
        trust,
        checkSigner: (der, issuers, abort) => trust.checkSigner(der, issuers, abort),
      },
      {
        items,
        certificate,
        intentsOf: () => [{ level: 'B-B', placement: { kind: 'invisible' } }],
        keepEvidence: async () => undefined,
        othersFinish: false,
        observer: {
          step: async () => undefined,
          warn: () => undefined,
          keep: async ({ id, workFile }) => {
            kept.set(id, (kept.get(id) ?? 0) + 1);
            writeFileSync(join(out, `${id}.pdf`), readFileSync(workFile), { flag: 'wx' });
          },
        },
      },
    );
    session.run();
    const over = (): boolean => session?.batch.state === 'finished';
    let removals = 0;
    while (!over()) {
      const until = kept.size + Math.ceil(next() * 40);
      while (kept.size < Math.min(until, count) && !over()) await pause(2);
      if (over() || kept.size >= count) break;
      rmSync(plugged);
      removals += 1;
      await pause(next() * 150);
      writeFileSync(plugged, '');
      // A person notices, and the batch gets on, before it happens again.
      const before = kept.size;
      while (kept.size === before && !over()) await pause(2);
    }
    while (!over()) await pause(2);
    await session.settled();
    registry.stop();

    expect(session.batch).toMatchObject({ state: 'finished', signed: count, failed: 0, error: null });
    expect([...kept.values()].every((times) => times === 1)).toBe(true);
    expect(kept.size).toBe(count);
    expect(removals).toBeGreaterThan(2);
    const logins = loggedCalls(calls).filter((call) => call === 'C_Login').length;
    expect(logins).toBeLessThanOrEqual(prompts);
    expect(logins).toBeGreaterThan(2);
    for (const id of ['0', '99', '199'])
      expect(pdfsig(join(out, `${id}.pdf`)).at(-1)).toEqual({ valid: true, total: true });
  }, 120_000);
});
