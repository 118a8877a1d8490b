/**
 * `npm run bench -- speed [--long]`: how fast signing and verifying are, against what bounds them, in one run on
 * one machine. Prints a Markdown table; exit code 1 when a limit is exceeded. `--long` adds 10,000 documents and a file
 * of 1 GB (25 GB of disk, about 10 minutes). KYSO_BENCH_ROOT: another checkout whose build is measured;
 * KYSO_BENCH_FOLDER: where the documents are written, if not in the temporary folder.
 */
import { spawn, spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeTestPki } from '../../tools/test-pki/make.mjs';
import { makeTestToken } from '../../tools/test-token/make.mjs';
import { makeLargePdf } from './large-pdf.mjs';
import { makeScans } from './scans.mjs';

const project = resolve(import.meta.dirname, '..', '..');
const root = resolve(process.env.KYSO_BENCH_ROOT ?? project);
const cli = join(root, 'out', 'main', 'cli.cjs');
const faultModule = join(project, 'native', 'pkcs11-fault', 'build', 'libpkcs11-fault.so');
const bound = join(import.meta.dirname, 'bound.mjs');
const pin = '12345678';
const delayMs = 300;
const long = process.argv.includes('--long');

const folder = mkdtempSync(join(process.env.KYSO_BENCH_FOLDER ?? tmpdir(), 'kyso-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const pki = makeTestPki(join(folder, 'pki'));
const token = await makeTestToken({
  folder: join(folder, 'token'),
  label: 'BENCH',
  pin,
  soPin: '87654321',
  identities: [{ key: pki.person.key, certificate: pki.person.certificate }],
  issuers: [pki.sub.certificate],
});
const slowToken = {
  PKCS11_FAULT_MODULE: token.modulePath,
  PKCS11_FAULT_SCRIPT: `delay=${delayMs}`,
  PKCS11_FAULT_STATE: join(folder, 'state'),
};

/** Runs a program to its end: its lines, the seconds it took, and when each line came. */
const run = (words, { env = {}, input = '' } = {}) =>
  new Promise((done, fail) => {
    const started = process.hrtime.bigint();
    const seconds = () => Number(process.hrtime.bigint() - started) / 1e9;
    const child = spawn(process.execPath, words, {
      env: { ...process.env, ...token.env, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const times = [];
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      for (const _ of chunk.matchAll(/\n/g)) times.push(seconds());
      text += chunk;
    });
    child.stdin.on('error', () => {}).end(input);
    child.on('error', fail);
    child.on('close', (code) => done({ code, lines: text.trim().split('\n'), times, seconds: seconds() }));
  });

let runs = 0;
const newFolder = () => {
  const path = join(folder, `run-${++runs}`);
  mkdirSync(path);
  return path;
};

/** What was not signed ends the measurement: its time says nothing. */
const sign = async (files, { module = token.modulePath, env = {} } = {}) => {
  const out = newFolder();
  const words = [cli, 'sign', ...files, '--out', out, '--level', 'B-B', '--offline', '--trust', pki.root.certificate];
  const done = await run([...words, '--module', module, '--pin-stdin', '--json'], { env, input: `${pin}\n` });
  const results = done.lines.map((line) => JSON.parse(line));
  const failed = results.find(({ status }) => status !== 'signed');
  if (failed || results.length !== files.length) throw new Error(`not all were signed: ${JSON.stringify(failed)}`);
  return { ...done, out, results };
};

const boundRun = async (files, ...options) => {
  const out = newFolder();
  const done = await run([bound, token.modulePath, out, ...options, ...files], { input: `${pin}\n` });
  if (done.code !== 0 || done.times.length !== files.length) throw new Error(`${bound} did not finish`);
  return { ...done, out };
};

/** Seconds until the last document was finished; the end of the process, which kills the token's, is not in it. */
const finished = ({ times }) => times.at(-1);
const median = (values) => [...values].sort((left, right) => left - right)[values.length >> 1];

const rows = [];
let exceeded = false;
/** @param {{ value: number, limit: number, least?: boolean } | null} judged */
const row = (what, measured, beside, judged = null) => {
  const good = judged === null || (judged.least ? judged.value >= judged.limit : judged.value <= judged.limit);
  exceeded ||= !good;
  rows.push([what, measured, good ? beside : `${beside} **missed**`]);
  console.error(`${what}: ${measured}; ${beside}`);
};

/** One after the other, and again, so that what else the machine does hits both alike. */
const measureThroughput = async (files) => {
  const measure = async (kind, some) => {
    const done = await kind(some);
    rmSync(done.out, { recursive: true });
    return finished(done);
  };
  const rounds = [];
  for (let round = 0; round < 3; round += 1) {
    const further = {};
    const whole = {};
    const kinds = { base: boundRun, ceiling: (some) => boundRun(some, '--overlapped'), ours: sign };
    for (const [name, kind] of Object.entries(kinds)) {
      const one = await measure(kind, files.slice(0, 1));
      const all = await measure(kind, files);
      further[name] = (files.length - 1) / (all - one);
      whole[name] = files.length / all;
    }
    rounds.push({ further, whole });
  }
  const percent = (share) => (share * 100).toFixed(0);
  const report = (what, kind, limit) => {
    const shareOf = (name) => rounds.map((round) => round[kind].ours / round[kind][name]);
    const rate = (name) => median(rounds.map((round) => round[kind][name])).toFixed(0);
    const shares = shareOf('ceiling');
    const value = median(shares);
    row(
      what,
      `${rate('ours')} documents/s`,
      `hashing, copying, fsync and token alone: ${rate('ceiling')}/s; that is ${percent(value)} % of it (${shares.map(percent).join(', ')})${limit ? '; at least 60 %' : ''}; the same one after the other: ${rate('base')}/s, ${percent(median(shareOf('base')))} % of it`,
      limit ? { value, limit, least: true } : null,
    );
  };
  report(`${files.length} documents of 1 MB, SoftHSM: each further document`, 'further', 0.6);
  report('the same with the start of the process', 'whole');
};

const measureSlowToken = async (files) => {
  const { seconds, times, out } = await sign(files, { module: faultModule, env: slowToken });
  const alone = (files.length * delayMs) / 1000;
  const one = await sign(files.slice(0, 1), { module: faultModule, env: slowToken });
  const each = ((finished({ times }) - finished(one)) * 1000) / (files.length - 1);
  const limit = 1.05;
  row(
    `${files.length} documents of 1 MB, token of ${delayMs} ms, whole process`,
    `${seconds.toFixed(1)} s`,
    `${(seconds / alone).toFixed(3)} × the token’s own ${alone.toFixed(0)} s; at most ${limit}`,
    { value: seconds / alone, limit },
  );
  row('each further one of them', `${each.toFixed(1)} ms`, `${(each / delayMs).toFixed(3)} × the token’s own time`);
  rmSync(out, { recursive: true });
};

/** Each by a process of its own. */
const measureManySignatures = async ([file]) => {
  const took = [];
  let current = file;
  for (let number = 1; number <= 52; number += 1) {
    const { seconds, results } = await sign([current]);
    took.push(seconds);
    current = results[0].out;
  }
  const early = median(took.slice(1, 4));
  const late = median(took.slice(49, 52));
  row(
    'the 51st signature on one file of 1 MB, whole process (median of 50th to 52nd)',
    `${(late * 1000).toFixed(0)} ms`,
    `${(late / early).toFixed(2)} × the 2nd (${(early * 1000).toFixed(0)} ms, median of 2nd to 4th)`,
  );
};

const measureVerification = async (files) => {
  const { out } = await sign(files);
  const signed = readdirSync(out).map((name) => join(out, name));
  const { seconds } = await run([cli, 'verify', ...signed, '--offline', '--trust', pki.root.certificate, '--json']);
  const started = process.hrtime.bigint();
  for (const file of signed) spawnSync('pdfsig', ['-nocert', file]);
  const peer = Number(process.hrtime.bigint() - started) / 1e6;
  row(
    `${files.length} signed documents of 1 MB verified, one process with its start`,
    `${((seconds * 1000) / files.length).toFixed(1)} ms each`,
    `pdfsig, one process each: ${(peer / files.length).toFixed(1)} ms each`,
  );
  rmSync(out, { recursive: true });
};

/** Ten thousand names of a few files: what is written is 10 GB, what is read comes from memory as for the few. */
const measureTenThousand = async (files) => {
  const input = newFolder();
  const names = Array.from({ length: 10_000 }, (_, index) => {
    const path = join(input, `${index}.pdf`);
    linkSync(files[index % files.length], path);
    return path;
  });
  const all = await sign(names);
  rmSync(all.out, { recursive: true });
  const rate = (from, to) => (to - from) / (all.times[to] - all.times[from]);
  row(
    '10,000 documents of 1 MB: the last thousand',
    `${rate(8999, 9999).toFixed(0)} documents/s`,
    `the second thousand: ${rate(1000, 2000).toFixed(0)}/s`,
  );
};

const measureLargeFiles = async () => {
  for (const bytes of [1e7, 1e8, 1e9]) {
    const file = join(folder, `large-${bytes}.pdf`);
    makeLargePdf(file, { bytes, objects: 100, kind: 'table' });
    const ours = await sign([file]);
    const base = await boundRun([file]);
    for (const path of [file, ours.out, base.out]) rmSync(path, { recursive: true });
    row(
      `one document of ${bytes / 1e6} MB, whole process`,
      `${ours.seconds.toFixed(2)} s`,
      `hashing, copying, fsync and token alone: ${base.seconds.toFixed(2)} s`,
    );
  }
};

const started = [await run([cli, '--help']), await run([cli, '--help']), await run([cli, '--help'])];
row('start of `kyso`', `${median(started.map(({ seconds }) => seconds)).toFixed(2)} s`, '');
const documents = newFolder();
const files = makeScans(documents, { count: 1000, bytes: 1e6 });
await measureThroughput(files);
await measureSlowToken(files.slice(0, 200));
await measureManySignatures(files);
await measureVerification(files.slice(0, 200));
if (long) {
  await measureTenThousand(files);
  await measureLargeFiles();
}

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;
console.log(`${new Date().toISOString().slice(0, 10)}, ${machine}\n`);
console.log('| what | measured | beside it |\n|---|---|---|');
for (const cells of rows) console.log(`| ${cells.join(' | ')} |`);
process.exitCode = exceeded ? 1 : 0;
