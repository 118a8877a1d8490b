/** `kyso trust` and what it changes for `kyso verify`, with the built program. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { trustLineSchema } from '../../src/contracts/cli.js';
import { documents, entries, kyso, makeWorkplace, pin, type Run, resources, type Workplace } from './installation.js';

let workplace: Workplace;
let data: string;
let signed: string;
let fingerprint: string;
beforeAll(async () => {
  workplace = await makeWorkplace();
  data = mkdtempSync(join(tmpdir(), 'kyso-trust-'));
  const out = join(workplace.folder, 'out');
  const { lines } = await kyso(
    ['sign', documents.text, '--out', out, '--level', 'B-B', '--offline', '--invisible', '--pin-stdin'].concat([
      '--module',
      workplace.token.modulePath,
    ]),
    { env: workplace.token.env, input: pin },
  );
  signed = String(lines[0]?.['out']);
  const text = execFileSync(
    'openssl',
    ['x509', '-in', workplace.pki.root.certificate, '-noout', '-fingerprint', '-sha256'],
    { encoding: 'utf8' },
  );
  fingerprint = text.trim().split('=')[1] ?? '';
});
afterAll(() => {
  rmSync(data, { recursive: true, force: true });
  workplace.remove();
});

const hex = (): string => fingerprint.replaceAll(':', '').toLowerCase();
const trust = (...words: readonly string[]): Promise<Run> => kyso(['trust', ...words, '--data', data]);
const verify = async (): Promise<{ code: number | null; verdict: unknown; scheme: unknown }> => {
  const { root, sub } = workplace.pki;
  const { code, lines } = await kyso([
    'verify',
    signed,
    '--offline',
    '--crl',
    root.crl,
    '--crl',
    sub.crl,
    '--data',
    data,
  ]);
  const signature = (lines[0]?.['signatures'] as { trust: { scheme: string } }[] | undefined)?.[0];
  return { code, verdict: lines[0]?.['verdict'], scheme: signature?.trust.scheme };
};

it('lists what comes with the product; every line is of the contract', async () => {
  const { code, lines } = await trust('list');
  expect(code).toBe(0);
  for (const line of lines) trustLineSchema.parse(line);
  expect(lines.map(({ scheme }) => scheme)).toContain('official-duty');
  expect(lines.every(({ source }) => source === 'built-in')).toBe(true);
});

it('without the words that say it was compared, shows the certificate and adds nothing', async () => {
  for (const words of [[], ['--compared'], ['--fingerprint', fingerprint]]) {
    const { code, lines, stderr } = await trust('add', workplace.pki.root.certificate, ...words);
    expect(code).toBe(64);
    expect(lines).toMatchObject([{ source: 'candidate', fingerprint: hex(), problems: [] }]);
    expect(trustLineSchema.safeParse(lines[0]).success).toBe(true);
    expect(stderr).toMatch(/Chưa thêm gì/);
  }
  expect(await verify()).toMatchObject({ verdict: 'indeterminate', code: 2 });
});

it('refuses a fingerprint that is none, or of another certificate', async () => {
  const root = workplace.pki.root.certificate;
  expect((await trust('add', root, '--fingerprint', 'ab:cd', '--compared')).code).toBe(64);
  const { code, lines } = await trust('add', root, '--fingerprint', '0'.repeat(64), '--compared');
  expect(code).toBe(1);
  expect(lines).toMatchObject([{ error: { code: 'trust.nothing-there' } }]);
  const leaf = await trust('add', workplace.pki.person.certificate);
  expect(leaf.lines).toMatchObject([{ problems: [{ code: 'trust.not-ca' }] }]);
});

it('added, a file under it is valid as of a source of one’s own; removed, no longer', async () => {
  const { code, lines } = await trust(
    ...['add', workplace.pki.root.certificate, '--fingerprint', fingerprint, '--compared'],
  );
  expect({ code, lines }).toMatchObject({ code: 0, lines: [{ change: 'added', fingerprint: hex() }] });
  expect(await verify()).toEqual({ code: 0, verdict: 'valid', scheme: 'user-added' });
  const listed = (await trust('list')).lines.filter(({ source }) => source === 'own');
  expect(listed).toMatchObject([{ status: 'trusted', added: { way: 'command-line' } }]);
  const again = await trust('add', workplace.pki.root.certificate, '--fingerprint', fingerprint, '--compared');
  expect(again).toMatchObject({ code: 1, lines: [{ change: 'failed', error: { code: 'trust.already-there' } }] });
  for (const line of [...listed, ...again.lines]) trustLineSchema.parse(line);

  expect(await trust('remove', fingerprint)).toMatchObject({ code: 0, lines: [{ change: 'removed' }] });
  expect(await verify()).toMatchObject({ verdict: 'indeterminate' });
  expect(await trust('remove', fingerprint)).toMatchObject({ code: 1, lines: [{ error: { code: 'trust.unknown' } }] });
  const journal = await kyso(['journal', 'verify', '--data', data]);
  expect(journal).toMatchObject({ code: 0, lines: [{ intact: true, entries: 2 }] });
});

it('a root copied into the folder by hand is not trusted', async () => {
  mkdirSync(join(data, 'trust'), { recursive: true });
  copyFileSync(workplace.pki.root.der, join(data, 'trust', `${hex()}.cer`));
  expect(await verify()).toMatchObject({ verdict: 'indeterminate' });
  expect((await trust('list')).lines.filter(({ source }) => source === 'own')).toMatchObject([{ status: 'waiting' }]);
  rmSync(join(data, 'trust'), { recursive: true });
});

it('verifying alone makes no journal where there was none', async () => {
  const untouched = mkdtempSync(join(tmpdir(), 'kyso-trust-none-'));
  await kyso(['verify', signed, '--offline', '--data', untouched]);
  expect(readdirSync(untouched)).toEqual([]);
  rmSync(untouched, { recursive: true });
});

it('where the administrator forbids it in the installed file, nothing adds and nothing added is used', async () => {
  await trust('add', workplace.pki.root.certificate, '--fingerprint', fingerprint, '--compared');
  const installed = join(workplace.folder, 'installed');
  const root = resolve(resources, '..');
  cpSync(entries, join(installed, 'out', 'main'), { recursive: true });
  cpSync(resources, join(installed, 'resources'), { recursive: true });
  copyFileSync(join(root, 'package.json'), join(installed, 'package.json'));
  for (const name of ['node_modules', 'native', '.runtime']) symlinkSync(join(root, name), join(installed, name));
  writeFileSync(join(installed, 'resources', 'policy', 'trust.json'), '{ "userAnchors": "forbidden" }\n');
  const run = (...words: readonly string[]) => {
    const cli = join(installed, 'out', 'main', 'cli.cjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words, '--data', data, '--json'], {
      encoding: 'utf8',
    });
    const lines = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Record<string, unknown> => JSON.parse(line));
    return { status, lines, stderr };
  };
  const { root: anchor, sub } = workplace.pki;
  const crls = ['--offline', '--crl', anchor.crl, '--crl', sub.crl];
  expect(await verify()).toMatchObject({ verdict: 'valid' });
  expect(run('verify', signed, ...crls).lines).toMatchObject([{ verdict: 'indeterminate' }]);
  const forbidden = { status: 1, lines: [{ error: { code: 'trust.forbidden' } }] };
  expect(run('verify', signed, ...crls, '--trust', anchor.certificate)).toMatchObject(forbidden);
  expect(run('trust', 'add', anchor.certificate, '--fingerprint', fingerprint, '--compared')).toMatchObject(forbidden);
  const { lines, stderr } = run('trust', 'list');
  expect(lines.filter(({ source }) => source === 'own')).toMatchObject([{ status: 'forbidden' }]);
  expect(stderr).toMatch(/không cho phép tự thêm nguồn tin cậy/);
});
