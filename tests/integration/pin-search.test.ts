/** Where is the PIN while `kyso sign` signs? In the token host, and in no process, argument, environment or file else. */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  documents,
  entries,
  faultModule,
  pin as firstPin,
  makeWorkplace,
  misbehaving,
  type Workplace,
} from './installation.js';
import { family, holders, isAlive } from './processes.js';

let workplace: Workplace;
/** One that no other bytes look like. */
const pin = `Zq${randomBytes(6).toString('hex')}`;
const patterns = [Buffer.from(pin, 'utf8'), Buffer.from(pin, 'utf16le')];

beforeAll(async () => {
  workplace = await makeWorkplace();
  const { modulePath, env, slot } = workplace.token;
  const change = ['--login', '--pin', firstPin, '--change-pin', '--new-pin', pin];
  execFileSync('pkcs11-tool', ['--module', modulePath, '--slot', String(slot), ...change], {
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
});
afterAll(() => workplace.remove());

it('is with the driver alone while the command line signs, and gone with it', async () => {
  const out = join(workplace.folder, 'out');
  const calls = join(workplace.folder, 'calls');
  const data = join(workplace.folder, 'data');
  mkdirSync(out);
  const { root } = workplace.pki;
  const words = ['sign', documents.text, '--out', out, '--module', faultModule, '--pin-stdin', '--level', 'B-B'];
  const child = spawn(
    process.execPath,
    [join(entries, 'cli.cjs'), ...words, '--offline', '--trust', root.certificate, '--json'],
    {
      env: { ...process.env, XDG_CONFIG_HOME: data, ...misbehaving(workplace, `delay=8000,log=${calls}`) },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close');
  child.stdin.end(`${pin}\n`);
  const signing = (): boolean => existsSync(calls) && readFileSync(calls, 'utf8').includes('C_Sign\n');
  await expect.poll(signing, { timeout: 30_000, interval: 50 }).toBe(true);

  const pid = child.pid ?? 0;
  expect(holders(pid, patterns)).toEqual([expect.stringContaining('token-host')]);
  for (const member of family(pid).filter(isAlive)) {
    for (const place of ['cmdline', 'environ']) {
      expect(patterns.some((pattern) => readFileSync(`/proc/${member}/${place}`).includes(pattern))).toBe(false);
    }
  }
  await ended;
  expect(output).not.toContain(pin);
  expect(output).toContain('"signed"');
  const files = readdirSync(workplace.folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((path) => patterns.some((pattern) => readFileSync(path).includes(pattern)))).toEqual([]);
});
