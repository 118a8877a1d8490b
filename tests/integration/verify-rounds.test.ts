/** A file is read once for each round of answers, and once alone where no answer is needed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DocumentWorkers } from '../../src/main/jobs/document-workers.js';
import { openCertificateNetwork } from '../../src/main/jobs/network/certificate-network.js';
import { loadNetworkPolicy } from '../../src/main/jobs/network/network-policy.js';
import { verifyDocument } from '../../src/main/jobs/verify-document.js';
import { documents, entries } from './installation.js';
import { openWorkshop, plainPdf, type Workshop } from './verification-support.js';

let workshop: Workshop;
let signed: string;
beforeAll(async () => {
  workshop = openWorkshop();
  const plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  signed = await workshop.sign(plain, 'da-ky.pdf', workshop.pki.person);
});
afterAll(() => workshop.close());

const resources = resolve('resources');

const check = async (path: string, crls: readonly Uint8Array[]) => {
  const data = { resources, userTrust: [workshop.pki.root.certificate] };
  const workers = new DocumentWorkers(resolve(entries, 'document-worker.cjs'), data, 1);
  const run = vi.spyOn(workers, 'run');
  const policy = loadNetworkPolicy({
    shipped: resolve(resources, 'policy', 'network.json'),
    added: workshop.path('none.json'),
  });
  const network = openCertificateNetwork({ policy, cache: null });
  const report = await verifyDocument(workers, { path, name: 'x.pdf', crls, at: new Date() }, network);
  await workers.end();
  return { verdict: report.verdict, rounds: run.mock.calls.length };
};

it('a file without a signature is verified once', async () => {
  expect(await check(documents.text, [])).toEqual({ verdict: 'unsigned', rounds: 1 });
});

it('a signed file whose revocation lists are at hand is verified once', async () => {
  const { root, sub } = workshop.pki;
  const crls = [root.crl, sub.crl].map((path) => readFileSync(path));
  expect(await check(signed, crls)).toEqual({ verdict: 'valid', rounds: 1 });
});
