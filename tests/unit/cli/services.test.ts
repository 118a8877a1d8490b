import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Services } from '../../../src/main/cli/services.js';
import { logFile } from '../../../src/main/jobs/files/log.js';

/** A worker that tells of a defect with a name in it. */
const workerScript = `
  const { parentPort } = require('node:worker_threads');
  process.stderr.write('document worker: defect in “Quyết định kỷ luật”\\n');
  parentPort.on('message', () => parentPort.postMessage({ ok: true, value: null }));
`;

it('what the workers of a command say stands in the log, redacted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-services-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  const entries = join(folder, 'entries');
  for (const made of [data, entries]) mkdirSync(made);
  writeFileSync(join(entries, 'document-worker.cjs'), workerScript);
  const stderr: string[] = [];
  const written = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr.push(String(text));
    return true;
  });
  onTestFinished(() => written.mockRestore());
  const installation = { entries, resources: resolve('resources'), sqliteBinding: null };
  const services = new Services(installation, new AbortController().signal);
  onTestFinished(() => services.close());
  services.tokens({ data });
  await services.workers([]).run('hash', { path: '', name: '' });
  await vi.waitFor(() => expect(readFileSync(logFile(data), 'utf8')).toContain('document worker: defect in'));
  const log = readFileSync(logFile(data), 'utf8');
  expect(log).not.toContain('kỷ luật');
  // Whoever watches the command sees the defect too.
  expect(stderr.join('')).toContain('document worker: defect in');
});
