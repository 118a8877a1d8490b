/** Encrypted and doubtful documents by the command line: nothing is lost for want of a password, nothing is kept quiet. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobLineSchema, upgradeLineSchema } from '../../src/contracts/cli.js';
import { makeTestToken, type TestToken } from '../../tools/test-token/make.mjs';
import { documents, kyso, pin } from './installation.js';
import { type RunningPki, startPki } from './pki-servers.js';

const password = 'mật khẩu của phòng';
let folder: string;
let running: RunningPki;
let token: TestToken;
let encrypted: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-queue-passwords-'));
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
  encrypted = join(folder, 'Tờ trình có mật khẩu.pdf');
  execFileSync('qpdf', ['--encrypt', password, 'chủ sở hữu', '256', '--', documents.text, encrypted]);
}, 60_000);
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});
let round = 0;
let data: string;
beforeEach(() => {
  running.tsa.misbehave(null);
  round += 1;
  data = join(folder, `data-${round}`);
});

const network = (): string[] => [
  ...['--tsa', running.tsa.url, '--trust', running.pki.root.certificate],
  ...running.hosts.flatMap((host) => ['--allow-host', host]),
];
const withToken = (): string[] => ['--module', token.modulePath, '--pin-stdin', ...network()];
const queue = async (words: readonly string[], input?: string) => {
  const run = await kyso(['queue', ...words, '--data', data], { env: token.env, ...(input ? { input } : {}) });
  return { ...run, jobs: run.lines.flatMap((line) => jobLineSchema.safeParse(line).data ?? []) };
};
const withPassword = '--document-password-stdin';
const signedFile = (id: string): string => join(data, 'signed', `${id}.signed.pdf`);
const expectSound = (path: string): void => {
  execFileSync('qpdf', [`--password=${password}`, '--check', path]);
  const told = execFileSync('pdfsig', ['-nocert', '-upw', password, path], { encoding: 'utf8' });
  expect(told).toContain('Signature is Valid.');
};
const expectNothingWritten = (): void => {
  const holding = readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .filter((bytes) => bytes.includes(password) || bytes.includes(Buffer.from(password, 'utf16le')));
  expect(holding).toEqual([]);
};

describe('kyso queue run, with an encrypted document', () => {
  it('leaves it waiting, told, while the others are signed, and signs it when the password comes', async () => {
    await queue(['add', encrypted, documents.scan]);
    const first = await queue(['run', ...withToken()], pin);
    expect(first.code).toBe(1);
    const [locked] = first.jobs.filter(({ state }) => state === 'ready');
    expect(locked).toMatchObject({ fileName: 'Tờ trình có mật khẩu.pdf', error: { code: 'pdf.password-needed' } });
    expect(first.jobs.filter(({ state }) => state === 'proved')).toHaveLength(1);

    const wrong = await queue(['run', ...withToken(), withPassword], `${pin}\nsai`);
    expect(wrong.jobs).toMatchObject([{ id: locked?.id, state: 'ready', error: { code: 'pdf.password-wrong' } }]);
    const right = await queue(['run', ...withToken(), withPassword], `${pin}\n${password}`);
    expect(right.code).toBe(0);
    expect(right.jobs).toMatchObject([{ id: locked?.id, state: 'proved', error: null }]);
    expectSound(signedFile(locked?.id ?? ''));
    expectNothingWritten();
  });

  it('keeps its signature waiting without the password, and then finishes it without the token', async () => {
    await queue(['add', encrypted]);
    running.tsa.misbehave('refuse-403');
    const { jobs } = await queue(['run', ...withToken(), withPassword], `${pin}\n${password}`);
    const id = jobs[0]?.id ?? '';
    expect(jobs[0]).toMatchObject({ state: 'awaiting-timestamp', error: { code: 'timestamp.unavailable' } });

    running.tsa.misbehave(null);
    const without = await queue(['run', ...network()]);
    expect(without.code).toBe(1);
    expect(without.jobs).toMatchObject([{ id, state: 'awaiting-timestamp', error: { code: 'pdf.password-needed' } }]);
    const wrong = await queue(['run', ...network(), withPassword], 'sai');
    expect(wrong.jobs).toMatchObject([{ id, state: 'awaiting-timestamp', error: { code: 'pdf.password-wrong' } }]);
    const right = await queue(['run', ...network(), withPassword], password);
    expect(right.code).toBe(0);
    expect(right.jobs).toMatchObject([{ id, state: 'proved', error: null }]);
    expectSound(signedFile(id));
    const { lines } = await queue(['show', id]);
    expect(JSON.stringify(lines[0]).match(/"signature-made"/g)).toHaveLength(1);
    expectNothingWritten();
  });
});

describe('kyso upgrade, with an encrypted document', () => {
  it('needs the password, and lifts the signature with it', async () => {
    const out = join(folder, `out-${round}`);
    const sign = ['sign', encrypted, '--out', out, ...withToken(), '--level', 'B-B', withPassword];
    const { lines } = await kyso(sign, { env: token.env, input: `${pin}\n${password}` });
    const words = ['upgrade', String(lines[0]?.['out']), '--out', out, '--level', 'B-T', ...network()];
    const without = await kyso(words);
    expect(without.lines.map((line) => upgradeLineSchema.parse(line))).toMatchObject([
      { status: 'failed', error: { code: 'pdf.password-needed' } },
    ]);
    expect((await kyso([...words, withPassword])).code).toBe(1);
    const upgraded = await kyso([...words, withPassword], { input: password });
    expect(upgraded.code).toBe(0);
    expect(upgraded.lines).toMatchObject([{ status: 'upgraded', level: 'B-T' }]);
    expectSound(String(upgraded.lines[0]?.['out']));
  });
});

describe('kyso queue run, with doubtful documents', () => {
  it('tells of broken signatures and of content that can change its look, with the document', async () => {
    const broken = join(folder, 'sửa sau khi ký.pdf');
    const bytes = readFileSync(documents.signed);
    bytes[bytes.indexOf('/CreationDate(D:20') + '/CreationDate(D:20'.length] = 0x39;
    writeFileSync(broken, bytes);
    const scripted = join(folder, 'có mã lệnh.pdf');
    const made = await PDFDocument.create();
    made.addPage();
    made.addJavaScript('mở', 'app.alert("xin chào")');
    writeFileSync(scripted, await made.save());

    await queue(['add', broken, scripted, documents.scan]);
    const { jobs, code } = await queue(['run', ...withToken()], pin);
    expect(code).toBe(0);
    const warned = new Map(jobs.map(({ fileName, warnings }) => [fileName, warnings?.map((one) => one.code)]));
    expect(warned.get('sửa sau khi ký.pdf')).toContain('signing.existing-signature-broken');
    expect(warned.get('có mã lệnh.pdf')).toContain('content.javascript');
    expect(warned.get('scan-law-fire-prevention.pdf')).toBeUndefined();
  });
});
