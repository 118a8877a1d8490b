/** Servers that lie or change: what a document needs of them is then missing, and the document is not to blame. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RevocationSource } from '../../src/main/jobs/network/revocation-source.js';
import { TrustNetwork } from '../../src/main/jobs/network/trust-network.js';
import { Asn1, der } from '../../src/main/pki/asn1.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { resources } from './installation.js';
import { type RunningPki, startPki } from './pki-servers.js';

let folder: string;
let running: RunningPki;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-network-'));
  running = await startPki(join(folder, 'pki'));
});
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

const networkOf = (): TrustNetwork => {
  const trust = loadTrust({ shipped: join(resources, 'trust'), added: [running.pki.root.certificate] });
  const source = new RevocationSource({ network: running.network() });
  return new TrustNetwork({ trust: () => trust, source, servers: () => [running.tsa.url], fetch });
};

it('a list that breaks off is a missing answer, not a fault of the document', async () => {
  const { person, sub } = running.pki;
  const [statement] = Asn1.parse(readFileSync(sub.crl)).children;
  const unsigned = join(folder, 'unsigned.crl');
  writeFileSync(unsigned, der.sequence(statement?.bytes ?? new Uint8Array()));
  running.ocsp.misbehave('refuse-403');
  running.crls.publish('sub', { ...sub, crl: unsigned });
  const start = {
    certificate: readFileSync(person.der),
    others: [readFileSync(sub.der)],
    purpose: 'document' as const,
  };
  expect((await networkOf().evidence(start)).missing).not.toBeNull();
});

it('a short timestamp leaves no less room for the next one, which may come from another server', async () => {
  const network = networkOf();
  const before = network.timestampReserve;
  const token = await network.stamp(new Uint8Array(32));
  expect(token.length).toBeLessThan(before / 2);
  expect(network.timestampReserve).toBeGreaterThanOrEqual(before);
});
