/** Sources of trust that change while the window works: the very next verification knows, also in workers that run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DocumentWorkers } from '../../src/main/jobs/document-workers.js';
import { TrustInForce } from '../../src/main/jobs/trust-in-force.js';
import { documents, entries, kyso, makeWorkplace, pin, resources, type Workplace } from './installation.js';

let workplace: Workplace;
let signed: string;
let root: Uint8Array;
beforeAll(async () => {
  workplace = await makeWorkplace();
  const out = join(workplace.folder, 'out');
  const words = ['sign', documents.text, '--out', out, '--level', 'B-B', '--offline', '--invisible', '--pin-stdin'];
  const { lines } = await kyso([...words, '--module', workplace.token.modulePath], {
    env: workplace.token.env,
    input: pin,
  });
  signed = String(lines[0]?.['out']);
  root = new Uint8Array(readFileSync(workplace.pki.root.der));
});
afterAll(() => workplace.remove());

const started = async (size: number) => {
  let own: readonly Uint8Array[] = [];
  let changes = 0;
  const workers = new DocumentWorkers(join(entries, 'document-worker.cjs'), { resources, userTrust: [] }, size);
  const trust = new TrustInForce({
    resources,
    own: async () => own,
    changed: (userTrust) => {
      changes += 1;
      workers.renew({ resources, userTrust });
    },
  });
  await trust.refresh();
  return {
    workers,
    trust,
    changes: () => changes,
    become: (certificates: readonly Uint8Array[]): Promise<void> => {
      own = certificates;
      return trust.refresh();
    },
    scheme: async (): Promise<string | undefined> => {
      const order = { path: signed, name: 'x.pdf', crls: [], at: new Date(), keep: false };
      const { report } = await workers.run('verify', { ...order, ocsps: [], certificates: [] });
      return report.signatures[0]?.trust.scheme;
    },
  };
};

it('a source added, then removed, counts from the next verification on', async () => {
  const { workers, trust, become, scheme, changes } = await started(2);
  const anchors = (): string[] => trust.store.anchors.map((anchor) => anchor.scheme);
  expect([await scheme(), await scheme()]).toEqual(['none', 'none']);
  await become([root]);
  expect(await Promise.all([scheme(), scheme(), scheme()])).toEqual(['user-added', 'user-added', 'user-added']);
  expect(anchors()).toContain('user-added');
  await become([]);
  expect(await scheme()).toBe('none');
  expect(anchors()).not.toContain('user-added');
  expect(trust.shipped.anchors).toEqual(trust.store.anchors);
  await become([]);
  expect(changes()).toBe(3);
  await workers.end();
});

it('a worker that is busy when a source is removed takes no further task with the trust of before', async () => {
  const { workers, become, scheme } = await started(1);
  await become([root]);
  const before = scheme();
  const waiting = [scheme(), scheme()];
  await become([]);
  expect(await before).toBe('user-added');
  expect(await Promise.all(waiting)).toEqual(['none', 'none']);
  await workers.end();
});
