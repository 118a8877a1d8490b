/** A signature value waits for its timestamp without the token, survives processes, and is never made twice. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { jobLineSchema } from '../../src/contracts/cli.js';
import { makeTestToken, type TestToken } from '../../tools/test-token/make.mjs';
import { judgeByPdfBox } from '../peers/pdfbox.js';
import { documents, kyso, pin } from './installation.js';
import { type RunningPki, startPki } from './pki-servers.js';

let folder: string;
let running: RunningPki;
let token: TestToken;
let data: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-awaiting-'));
  running = await startPki(join(folder, 'pki'));
  const { person, sub } = running.pki;
  token = await makeTestToken({
    folder: join(folder, 'token'),
    label: 'THU NGHIEM',
    pin,
    soPin: '87654321',
    identities: [{ key: person.key, certificate: person.certificate, label: 'cá nhân' }],
    issuers: [sub.certificate],
  });
}, 60_000);
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});
let round = 0;
beforeEach(() => {
  running.tsa.misbehave(null);
  round += 1;
  data = join(folder, `data-${round}`);
});

const network = (): string[] => [
  ...['--tsa', running.tsa.url, '--trust', running.pki.root.certificate],
  ...running.hosts.flatMap((host) => ['--allow-host', host]),
];
const queue = async (words: readonly string[], input?: string) => {
  const run = await kyso(['queue', ...words, '--data', data], { env: token.env, ...(input ? { input } : {}) });
  return { ...run, jobs: run.lines.flatMap((line) => jobLineSchema.safeParse(line).data ?? []) };
};
const runWithToken = () => queue(['run', '--module', token.modulePath, '--pin-stdin', ...network()], pin);
const addDocuments = async (): Promise<string[]> => {
  const { jobs } = await queue(['add', documents.text, documents.signed]);
  return jobs.map(({ id }) => id);
};

it('waits in the queue while the server is dead, and is finished without token and PIN when it is back', async () => {
  const [first = '', second = ''] = await addDocuments();
  running.tsa.misbehave('refuse-403');
  const stuck = await runWithToken();
  expect(stuck.jobs.map(({ state, error }) => [state, error?.code])).toEqual([
    ['awaiting-timestamp', 'timestamp.unavailable'],
    ['awaiting-timestamp', 'timestamp.unavailable'],
  ]);
  const prepared = readFileSync(join(data, 'underway', `${first}.pdf`));

  running.tsa.misbehave(null);
  // No module, no PIN: nothing but the network is needed.
  const { jobs, code, stderr } = await queue(['run', ...network()]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(jobs.map(({ state }) => state)).toEqual(['proved', 'proved']);
  const files = [first, second].map((id) => join(data, 'signed', `${id}.signed.pdf`));
  for (const { signatures } of await judgeByPdfBox(files)) {
    expect(signatures.at(-1)).toMatchObject({ valid: true, timestamp: true, coversWholeFile: true });
  }
  // The very bytes that the token signed: only the hole was filled.
  const finished = readFileSync(files[0] ?? '');
  expect(finished.length).toBe(prepared.length);
  expect(readdirSync(join(data, 'underway'))).toEqual([]);
  const { lines } = await queue(['show', first]);
  expect(JSON.stringify(lines[0]).match(/"signature-made"/g)).toHaveLength(1);
});

it('stays waiting when the server is still dead, and the token’s own documents go on', async () => {
  const [first = ''] = await addDocuments();
  running.tsa.misbehave('refuse-403');
  await runWithToken();
  const again = await queue(['run', ...network()]);
  expect(again.jobs.map(({ state }) => state)).toEqual(['awaiting-timestamp', 'awaiting-timestamp']);
  const { lines } = await queue(['show', first]);
  expect(lines[0]).toMatchObject({ state: 'awaiting-timestamp', error: { code: 'timestamp.unavailable' } });
});

it('keeps what was known of the certificate with the job, gives it out, and deletes it on request', async () => {
  const [first = ''] = await addDocuments();
  await runWithToken();
  const out = join(folder, `evidence-${round}`);
  const { lines, code } = await queue(['evidence', first, '--out', out]);
  expect(code).toBe(0);
  const names = readdirSync(out).sort();
  // Signer, CA and root; an OCSP response for signer and CA; the result.
  expect(names.filter((name) => name.endsWith('.cer'))).toHaveLength(3);
  expect(names.filter((name) => name.endsWith('.ors'))).toHaveLength(2);
  expect(lines[0]).toMatchObject({ id: first });
  expect(JSON.parse(readFileSync(join(out, `${first}.json`), 'utf8'))).toMatchObject({ outcome: 'good', reasons: [] });
  expect((await queue(['evidence', first, '--delete'])).lines).toEqual([{ id: first, deleted: true }]);
  const gone = await queue(['evidence', first, '--out', out]);
  expect(gone.code).toBe(1);
  expect(gone.stderr).toContain('chưa có thông tin kiểm tra chứng thư');
});
