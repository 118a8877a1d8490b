/** How a run of `kyso` ends when something outside of it goes wrong: one line a file, nothing half-written. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signLineSchema } from '../../src/contracts/cli.js';
import {
  documents,
  entries,
  faultModule,
  kyso,
  makeWorkplace,
  misbehaving,
  pdfsig,
  pin,
  sha256,
  type Workplace,
} from './installation.js';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await makeWorkplace();
});
afterAll(() => workplace.remove());

const files = [documents.text, documents.signed, documents.signedTwo];
const at = (name: string): string => join(workplace.folder, name);
const signWords = (out: string, module: string, input: readonly string[] = files): string[] => [
  'sign',
  ...input,
  '--out',
  out,
  '--module',
  module,
  '--pin-stdin',
];
const sign = (out: string, input: readonly string[] = files) =>
  kyso(signWords(out, workplace.token.modulePath, input), { env: workplace.token.env, input: pin });
const statuses = (lines: readonly unknown[]) =>
  lines.map((line) => signLineSchema.parse(line)).map(({ file, status, error }) => [file, status, error?.code]);

/** Starts `kyso sign` with a token that takes its time; the process group is its own, as in a terminal. */
const startSlowly = (
  out: string,
): {
  child: ChildProcess;
  ended: Promise<{ code: number | null; lines: unknown[] }>;
  seen: (text: string) => Promise<void>;
} => {
  const child = spawn(process.execPath, [join(entries, 'cli.cjs'), ...signWords(out, faultModule), '--json'], {
    env: { ...process.env, ...misbehaving(workplace, 'delay=700') },
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const ended = new Promise<{ code: number | null; lines: unknown[] }>((done) =>
    child.on('close', (code) =>
      done({
        code,
        lines: stdout
          .split('\n')
          .filter(Boolean)
          .map((line): unknown => JSON.parse(line)),
      }),
    ),
  );
  const seen = (text: string) =>
    new Promise<void>((done) => {
      const timer = setInterval(() => {
        if (!stdout.includes(text)) return;
        clearInterval(timer);
        done();
      }, 10);
    });
  return { child, ended, seen };
};

describe('kyso sign', () => {
  it('says of every file that the folder cannot be written to', async () => {
    writeFileSync(at('tệp'), '');
    const { code, lines } = await sign(join(at('tệp'), 'con'));
    expect(code).toBe(1);
    expect(statuses(lines)).toEqual(files.map((file) => [file, 'failed', 'output.failed']));
  });

  it('says of every file that no PIN came, and of a bad file its own error once', async () => {
    const { code, lines } = await kyso(
      signWords(at('không PIN'), workplace.token.modulePath, [at('không có.pdf'), ...files]),
      {
        env: workplace.token.env,
      },
    );
    expect(code).toBe(1);
    expect(statuses(lines)).toEqual([
      [at('không có.pdf'), 'failed', 'file.missing'],
      ...files.map((file) => [file, 'failed', 'token.pin-missing']),
    ]);
    expect(readdirSync(at('không PIN'))).toEqual([]);
  });

  it('ends cleanly on Ctrl-C: what is signed is whole, every file has its line, no work file stays', async () => {
    const out = at('ngắt');
    const { child, ended, seen } = startSlowly(out);
    child.stdin?.end(`${pin}\n`);
    await seen('"signed"');
    process.kill(-(child.pid ?? 0), 'SIGINT');
    const { code, lines } = await ended;
    expect(code).toBe(1);
    const results = statuses(lines);
    expect(results.map(([file]) => file).sort()).toEqual([...files].sort());
    expect(results.at(-1)).toEqual([files.at(-1), 'failed', 'app.cancelled']);
    const signed = results
      .filter(([, status]) => status === 'signed')
      .map(([file]) => `${basename(String(file), '.pdf')}.signed.pdf`);
    expect(readdirSync(out).sort()).toEqual(signed.sort());
    for (const name of signed) expect(pdfsig(join(out, name)).at(-1)).toEqual({ valid: true, total: true });
  });

  it('ends on Ctrl-C while it waits for the PIN', async () => {
    const out = at('ngắt khi chờ');
    const { child, ended } = startSlowly(out);
    await new Promise<void>((done) => {
      const timer = setInterval(() => {
        if (!existsSync(out) || readdirSync(out).length === 0) return;
        clearInterval(timer);
        done();
      }, 10);
    });
    process.kill(-(child.pid ?? 0), 'SIGINT');
    const { code, lines } = await ended;
    expect(code).toBe(1);
    expect(statuses(lines)).toEqual(files.map((file) => [file, 'failed', 'app.cancelled']));
    expect(readdirSync(out)).toEqual([]);
  });

  it('stops when nobody reads its lines any more, and leaves no work file', async () => {
    const out = at('ống hỏng');
    const { child, ended, seen } = startSlowly(out);
    child.stdin?.end(`${pin}\n`);
    await Promise.race([seen('"signed"'), ended]);
    child.stdout?.destroy();
    const { code } = await ended;
    expect(code).toBe(1);
    expect(readdirSync(out).every((name) => name.endsWith('.signed.pdf'))).toBe(true);
    expect(readdirSync(out).length).toBeLessThan(files.length);
  });

  it('signs into the folder of the originals, under any name, and leaves them as they were', async () => {
    const folder = at('cùng nơi');
    mkdirSync(folder);
    const names = ['dòng một\ndòng hai.pdf', 'Báo cáo 📄.pdf'.normalize('NFD'), `${'ă'.repeat(125)}.pdf`];
    for (const name of names) copyFileSync(documents.text, join(folder, name));
    const { code, lines } = await sign(
      folder,
      names.map((name) => join(folder, name)),
    );
    expect(code).toBe(0);
    expect(lines).toHaveLength(names.length);
    expect(readdirSync(folder)).toHaveLength(2 * names.length);
    for (const name of names) expect(sha256(join(folder, name))).toBe(sha256(documents.text));
  });

  it.runIf(process.getuid?.() === 0 && process.platform === 'linux')(
    'says what a full disk could not take, and leaves nothing half on it',
    async () => {
      const disk = at('đĩa nhỏ');
      mkdirSync(disk);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' });
      } catch {
        return; // A container that may not mount.
      }
      try {
        const { code, lines } = await sign(disk, [documents.text, documents.scan, documents.signed]);
        expect(code).toBe(1);
        const results = lines.map((line) => signLineSchema.parse(line));
        expect(results).toHaveLength(3);
        for (const { error } of results) expect(['output.failed', undefined]).toContain(error?.code);
        expect(results.some(({ status }) => status === 'failed')).toBe(true);
        expect(readdirSync(disk).sort()).toEqual(
          results.flatMap(({ out }) => (out === null ? [] : [basename(out)])).sort(),
        );
        for (const { out } of results)
          if (out !== null) expect(pdfsig(out).at(-1)).toEqual({ valid: true, total: true });
      } finally {
        execFileSync('umount', [disk]);
      }
    },
  );
});

it('kyso verify says that the report could not be written, after every verdict', async () => {
  const { code, lines } = await kyso([
    'verify',
    documents.signed,
    '--offline',
    '--report',
    at('không có/báo cáo.json'),
  ]);
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.objectContaining({ file: documents.signed }),
    { error: expect.objectContaining({ code: 'output.failed' }) },
  ]);
});

it('kyso queue says that its folder cannot be used', async () => {
  writeFileSync(at('chắn'), '');
  const { code, lines } = await kyso(['queue', 'list', '--data', join(at('chắn'), 'dữ liệu')]);
  expect(code).toBe(1);
  expect(lines).toEqual([{ error: expect.objectContaining({ code: 'queue.open-failed' }) }]);
});
