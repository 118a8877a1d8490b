/** Three runs of `kyso` are three processes: none of them may lock a token that shows nothing of its tries. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  documents,
  entries,
  faultModule,
  kyso,
  makeWorkplace,
  misbehaving,
  pin,
  type Run,
  type Workplace,
} from './installation.js';

const wrongPin = '99999999';

let workplace: Workplace;
let folder = '';
let log = '';
let data = '';
beforeAll(async () => {
  workplace = await makeWorkplace();
});
afterAll(() => workplace.remove());

const arrange = (): void => {
  folder = mkdtempSync(join(workplace.folder, 'tries-'));
  log = join(folder, 'calls');
  data = join(folder, 'data');
};
const lines = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []);
const calls = (name: string): number => lines().filter((line) => line.replace(/^\d+ /, '') === name).length;

/** A host that hangs in its driver outlives a parent that was killed. */
afterEach(() => {
  for (const host of new Set(lines().map((line) => Number.parseInt(line, 10)))) {
    try {
      process.kill(host, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  }
});

/** A token that locks after three wrong PINs and never says that the next one is the last. */
const silent = (more = ''): Record<string, string> => misbehaving(workplace, `tries=3,tries-unseen,log=${log}${more}`);
const words = (...more: readonly string[]): string[] => [
  ...['sign', documents.text, '--out', join(folder, 'out'), '--data', data, '--module', faultModule, '--pin-stdin'],
  ...['--level', 'B-B', '--offline', '--trust', workplace.pki.root.certificate, ...more],
];
const sign = (typed: string, ...more: readonly string[]): Promise<Run> =>
  kyso(words(...more), { env: silent(), input: `${typed}\n` });
const codeOf = ({ lines: [line] }: Run): unknown => {
  const error = line?.['error'];
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
};

describe('a token that shows nothing of its tries', () => {
  it('is not locked by three runs with wrong PINs: the third needs a deliberate step, and a right PIN ends it', async () => {
    arrange();
    const ends = [await sign(wrongPin), await sign(wrongPin), await sign(wrongPin)].map(codeOf);
    expect(ends).toEqual(['token.pin-wrong-count-low', 'token.pin-wrong-count-low', 'token.pin-perhaps-final-try']);
    expect(calls('C_Login')).toBe(2);
    expect((await sign(pin, '--accept-final-try')).code).toBe(0);
    expect(codeOf(await sign(wrongPin))).toBe('token.pin-wrong-count-low');
  });

  it('nor by six runs at once', async () => {
    arrange();
    const ends = (await Promise.all(Array.from({ length: 6 }, () => sign(wrongPin)))).map(codeOf);
    expect(calls('PIN counted as wrong')).toBeLessThan(3);
    expect(ends).toContain('token.pin-perhaps-final-try');
  });

  it('nor by runs that are killed while the PIN is with the driver', async () => {
    arrange();
    for (let run = 0; run < 2; run += 1) {
      const child = spawn(process.execPath, [join(entries, 'cli.cjs'), ...words(), '--json'], {
        env: { ...process.env, ...silent(',hang@C_Login') },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      const ended = once(child, 'exit');
      child.stdin.end(`${wrongPin}\n`);
      await expect.poll(() => calls('C_Login'), { timeout: 60_000, interval: 50 }).toBe(run + 1);
      child.kill('SIGKILL');
      await ended;
    }
    expect(readdirSync(join(data, 'pin-tries'))).toHaveLength(2);
    expect(codeOf(await sign(wrongPin))).toBe('token.pin-perhaps-final-try');
    expect(calls('C_Login')).toBe(2);
  });
});
