/** What a mixed batch needs: a timestamp server, and documents of văn thư whose marks are signatures of their own. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DocumentWorkers } from '../../src/main/jobs/document-workers.js';
import { presetsText, unsetPresets } from '../../src/main/jobs/presets-file.js';
import { Records } from '../../src/main/jobs/records.js';
import { openQueue } from '../../src/main/queue/client.js';
import { makeServices } from '../../tools/test-pki/make.mjs';
import { documents as corpus, resources } from '../integration/installation.js';
import { startTsa } from '../integration/pki-servers.js';
import { sealPng } from '../integration/records-marks-support.js';
import type { Place, Shared } from './place.js';
import type { Mixture } from './stages.js';

const own = 4;

const presets = {
  ...unsetPresets,
  office: {
    ...unsetPresets.office,
    agency: 'SỞ NỘI VỤ TỈNH THỬ NGHIỆM',
    seal: { pngBase64: Buffer.from(sealPng()).toString('base64'), widthMm: 40 },
    marks: 'own-signatures' as const,
  },
};

/** Scans without a number: each gets number, date and seal. */
const makeScans = (folder: string): string[] => {
  mkdirSync(folder);
  return Array.from({ length: own }, (_, index) => {
    const path = join(folder, `ban-scan-${index}.pdf`);
    writeFileSync(path, Buffer.concat([readFileSync(corpus.scan), Buffer.from(`% ${index}\n`)]));
    return path;
  });
};

const enterScans = async (program: string, scans: readonly string[], place: Place): Promise<void> => {
  const entries = dirname(program);
  const data = place.client;
  writeFileSync(join(data, 'presets.json'), presetsText(presets));
  const workers = new DocumentWorkers(join(entries, 'document-worker.cjs'), { resources, userTrust: [] }, 1);
  const queue = await openQueue({
    workerPath: join(entries, 'database-worker.cjs'),
    databasePath: join(data, 'queue.sqlite'),
  });
  try {
    const records = new Records({
      queue,
      workers,
      originals: join(data, 'originals'),
      presets: () => presets,
      verify: () => Promise.reject(new Error('nothing is signed here')),
      remember: () => undefined,
      user: 'văn thư',
      now: () => new Date(),
    });
    const documents = scans.map((path, index) => {
      const bytes = readFileSync(path);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { kept: { path, sha256, size: bytes.length }, name: `Bản scan ${index}.pdf` };
    });
    const items = scans.map(() => ({ document: '0'.repeat(32), choice: { kind: 'unnumbered-scan' as const } }));
    await records.enter({ operation: 'issue', certificate: '0'.repeat(64), paperConfirmed: true, items }, documents);
  } finally {
    await queue.close();
    await workers.end();
  }
};

export const startMixture = async (
  { folder, program, workplace }: Shared,
  documents: number,
): Promise<Mixture & { close(): Promise<void> }> => {
  const { pki } = workplace;
  const tsa = await startTsa({ authority: pki.root, signer: makeServices(pki).tsa });
  const scans = makeScans(join(folder, 'scans'));
  return {
    documents,
    own,
    tsa: tsa.url,
    trust: pki.root.certificate,
    enter: (place) => enterScans(program, scans, place),
    close: () => tsa.close(),
  };
};
