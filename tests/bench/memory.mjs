/**
 * `npm run bench -- memory`: how much memory `kyso sign` and `kyso verify` take for a file of 1 GB above what they
 * take for a small one, and how many bytes are written for one signed file. Linux only (/proc). Prints JSON, then a
 * Markdown table; exit code 1 when a limit is exceeded. KYSO_BENCH_ROOT: another checkout whose build is measured.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeTestPki } from '../../tools/test-pki/make.mjs';
import { makeLargePdf } from './large-pdf.mjs';

const mebibyte = 1024 * 1024;
const root = resolve(process.env.KYSO_BENCH_ROOT ?? resolve(import.meta.dirname, '..', '..'));
const cli = join(root, 'out', 'main', 'cli.cjs');
const folder = mkdtempSync(join(process.env.KYSO_BENCH_FOLDER ?? tmpdir(), 'kyso-memory-'));
const { training } = makeTestPki(join(folder, 'pki'));

/** Runs a command and returns what it took, summed over all its processes. */
const measure = (words, input) => {
  const figures = mkdtempSync(join(folder, 'figures-'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words, '--json'], {
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${join(import.meta.dirname, 'peak.cjs')}`,
      KYSO_BENCH_FIGURES: join(figures, 'process'),
    },
    input,
  });
  const all = readdirSync(figures).map((name) => JSON.parse(readFileSync(join(figures, name), 'utf8')));
  const sum = (key) => all.reduce((total, process) => total + process[key], 0);
  const line = JSON.parse(stdout.toString().split('\n')[0] || '{}');
  if (all.length === 0) throw new Error(`exit ${status}: ${stderr}`);
  return { line, peak: sum('peak'), written: sum('written'), error: line.error?.code };
};

const sign = (file, out) =>
  measure(
    ['sign', file, '--out', out, '--training-p12', training.p12, '--passphrase-stdin'],
    `${training.passphrase}\n`,
  );

const samples = [
  { name: 'small', bytes: 20_000, objects: 1, kind: 'table' },
  { name: '1 GB, 5 objects, table', bytes: 1e9, objects: 1, kind: 'table' },
  { name: '1 GB, 5 objects, stream', bytes: 1e9, objects: 1, kind: 'stream' },
  { name: '1 GB, 1,000,000 objects, table', bytes: 1e9, objects: 1_000_000, kind: 'table' },
  { name: '1 GB, 1,000,000 objects, stream', bytes: 1e9, objects: 1_000_000, kind: 'stream' },
];

/** Without an error the command did what it was asked for. */
const figuresOf = ({ peak, written, error }) => ({ peak, written, error });

const results = [];
for (const { name, ...options } of samples) {
  const [file, out] = [join(folder, 'original.pdf'), join(folder, 'out')];
  makeLargePdf(file, options);
  mkdirSync(out);
  const first = sign(file, out);
  if (first.error) throw new Error(`${name}: ${first.error}`);
  const second = sign(first.line.out, out);
  const verified = measure(['verify', first.line.out, '--offline']);
  const { size } = statSync(first.line.out);
  results.push({
    name,
    objects: options.objects,
    commands: { sign: figuresOf(first), 'second signature': figuresOf(second), verify: figuresOf(verified) },
    written: first.written / size,
  });
  rmSync(out, { recursive: true });
}
rmSync(folder, { recursive: true });

const [small, ...large] = results;
const rows = large.flatMap(({ name, objects, commands, written }) => [
  ...Object.entries(commands).map(([command, { peak, error }]) => ({
    what: `${command}: ${name}${error ? ` (${error})` : ''}`,
    measured: (peak - small.commands[command].peak) / mebibyte,
    limit: 16 + (32 * objects) / mebibyte,
    unit: 'MiB above small',
  })),
  { what: `bytes written: ${name}`, measured: written, limit: 1.05, unit: '× the signed file' },
]);
console.log(JSON.stringify(results));
console.log('\n| what | measured | limit |\n|---|---|---|');
for (const { what, measured, limit, unit } of rows) {
  const verdict = measured <= limit ? '' : ' **exceeded**';
  console.log(`| ${what} | ${measured.toFixed(2)} ${unit}${verdict} | ${limit.toFixed(2)} |`);
}
process.exitCode = rows.some(({ measured, limit }) => measured > limit) ? 1 : 0;
