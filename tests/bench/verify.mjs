/**
 * `npm run bench -- verify`: how fast one warm process verifies files of 1, 50 and 500 MB, beside `pdfsig` and
 * `mutool sign -v`, and how fast and with how much memory it verifies 10,000 small ones. Prints a Markdown table; exit
 * code 1 when a limit is missed. Needs the build in `out/` and 1 GB of disk; KYSO_BENCH_FOLDER: where.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { makeTestPki } from '../../tools/test-pki/make.mjs';
import { makeTestToken } from '../../tools/test-token/make.mjs';
import { makeLargePdf } from './large-pdf.mjs';

const root = resolve(process.env.KYSO_BENCH_ROOT ?? resolve(import.meta.dirname, '..', '..'));
const cli = join(root, 'out', 'main', 'cli.cjs');
const mebibyte = 1024 * 1024;
const rounds = 7;
const pin = '12345678';

const median = (values) => [...values].sort((left, right) => left - right)[values.length >> 1];
const status = (key) => {
  const [, kibibytes] = new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
  return Number(kibibytes) * 1024;
};

/** The product's own document worker within the limits that `src/main/jobs/document-workers.ts` sets it. */
const openWorker = (userTrust) => {
  const workerData = { resources: join(root, 'resources'), userTrust };
  const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 4 };
  const worker = new Worker(join(root, 'out', 'main', 'document-worker.cjs'), { workerData, resourceLimits });
  let waiting;
  worker.on('message', (reply) =>
    reply.ok ? waiting.done(reply.value) : waiting.fail(new Error(JSON.stringify(reply))),
  );
  worker.on('error', (error) => waiting.fail(error));
  const ask = (task, request) =>
    new Promise((done, fail) => {
      waiting = { done, fail };
      worker.postMessage({ task, request });
    });
  return { ask, close: () => worker.terminate() };
};

/** Wall seconds and processor seconds of this process. */
const timed = async (work) => {
  const [started, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: Number(process.hrtime.bigint() - started) / 1e9, cpu: (user + system) / 1e6 };
};

/** In a process of its own, whose memory is then that of the files alone. */
const child = async ({ trust, crls, small, file, count }) => {
  const lists = crls.map((path) => readFileSync(path));
  const worker = openWorker([trust]);
  const verify = async (path) => {
    const { report } = await worker.ask('verify', {
      path,
      name: 'file',
      crls: lists,
      ocsps: [],
      certificates: [],
      at: new Date(),
    });
    if (report.verdict !== 'valid') throw new Error(JSON.stringify(report));
  };
  const cold = await timed(() => verify(small));
  if (count) {
    const rate = async (times) => {
      const { wall } = await timed(async () => {
        for (let done = 0; done < times; done += 1) await verify(small);
      });
      return times / wall;
    };
    await rate(1000);
    const early = status('VmRSS');
    await rate(count / 2 - 1000);
    const half = status('VmRSS');
    const perSecond = await rate(count / 2);
    console.log(JSON.stringify({ perSecond, early, half, late: status('VmRSS') }));
  } else {
    for (let warm = 0; warm < 30; warm += 1) await verify(small);
    const times = [];
    for (let round = 0; round < rounds; round += 1) times.push(await timed(() => verify(file)));
    const [wall, cpu] = ['wall', 'cpu'].map((key) => median(times.map((time) => time[key])));
    console.log(JSON.stringify({ cold: cold.wall, wall, cpu, peak: status('VmHWM') }));
  }
  await worker.close();
};

const run = (words) => {
  const {
    status: code,
    stdout,
    stderr,
  } = spawnSync(process.execPath, [import.meta.filename, JSON.stringify(words)], {
    encoding: 'utf8',
  });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1));
};

/** Wall and processor seconds of a program, its start included; null where it is not installed. */
const peer = (program, ...words) => {
  if (spawnSync(program, ['-v'], { stdio: 'ignore' }).error) return null;
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" > /dev/null 2>&1';
  const times = Array.from({ length: rounds }, () => {
    const { stderr } = spawnSync('bash', ['-c', script, 'bash', program, ...words], { encoding: 'utf8' });
    const [wall = 0, user = 0, system = 0] = stderr.trim().split(/\s+/).slice(-3).map(Number);
    return { wall, cpu: user + system };
  });
  return { wall: median(times.map(({ wall }) => wall)), cpu: median(times.map(({ cpu }) => cpu)) };
};

const main = async () => {
  const folder = mkdtempSync(join(process.env.KYSO_BENCH_FOLDER ?? tmpdir(), 'kyso-verify-'));
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
  const sign = (name, bytes) => {
    const [file, out] = [join(folder, `${name}.pdf`), join(folder, `${name}-signed`)];
    makeLargePdf(file, { bytes, objects: 5, kind: 'table' });
    mkdirSync(out);
    const words = ['sign', file, '--out', out, '--level', 'B-B', '--offline', '--trust', pki.root.certificate];
    const signed = spawnSync(process.execPath, [cli, ...words, '--module', token.modulePath, '--pin-stdin', '--json'], {
      env: { ...process.env, ...token.env },
      input: `${pin}\n`,
      encoding: 'utf8',
    });
    const result = JSON.parse(signed.stdout.split('\n')[0] || '{}');
    if (result.status !== 'signed') throw new Error(`${signed.stdout}${signed.stderr}`);
    rmSync(file);
    return result.out;
  };
  const rows = [];
  let missed = false;
  const row = (what, measured, beside, good = true) => {
    missed ||= !good;
    rows.push(`| ${what} | ${measured} | ${beside}${good ? '' : ' **missed**'} |`);
    console.error(rows.at(-1));
  };
  const ms = (seconds) => `${(seconds * 1000).toFixed(1)} ms`;
  const small = sign('small', 20_000);
  const common = { trust: pki.root.certificate, crls: [pki.root.crl, pki.sub.crl], small };
  let floor = null;
  for (const megabytes of [1, 50, 500]) {
    const file = sign(String(megabytes), megabytes * 1e6);
    const ours = run({ ...common, file });
    const [poppler, mupdf] = [peer('pdfsig', '-nocert', file), peer('mutool', 'sign', '-v', file)];
    floor ??= { peak: ours.peak, cold: ours.cold, poppler: peer('pdfsig', '-nocert', small) };
    const told = (name, time) => (time ? [`${name} ${ms(time.wall)} (${ms(time.cpu)})`] : []);
    const beside = [...told('pdfsig', poppler), ...told('mutool', mupdf)];
    const ratio = poppler ? ours.cpu / poppler.cpu : 0;
    row(
      `one file of ${megabytes} MB, warm`,
      `${ms(ours.wall)} (processor ${ms(ours.cpu)})`,
      `${beside.join(', ')}, their start in it; ${ratio.toFixed(2)} × pdfsig by processor time${megabytes >= 50 ? ', at most 1.00' : ''}`,
      megabytes < 50 || ratio <= 1,
    );
    const above = (ours.peak - floor.peak) / mebibyte;
    if (megabytes > 1)
      row(`peak memory at ${megabytes} MB`, `${above.toFixed(1)} MiB above 1 MB`, 'at most 16', above <= 16);
    rmSync(file);
  }
  row('the first file of a process', ms(floor.cold), `pdfsig on the same file: ${ms(floor.poppler?.wall ?? 0)}`);
  const { perSecond, early, half, late } = run({ ...common, count: 10_000 });
  const grown = (late - half) / mebibyte;
  const [first, middle, last] = [early, half, late].map((bytes) => (bytes / mebibyte).toFixed(0));
  row('10,000 verifications of a small file, one thread', `${perSecond.toFixed(0)} files/s`, 'the second half of them');
  row(
    'memory after 1,000, 5,000 and 10,000 of them',
    `${first}, ${middle} and ${last} MiB`,
    `the second half adds ${grown.toFixed(1)} MiB, at most 16`,
    grown <= 16,
  );
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;
  console.log(`${new Date().toISOString().slice(0, 10)}, ${machine}, load ${loadavg()[0]?.toFixed(1)}\n`);
  console.log(`| what | measured | beside it |\n|---|---|---|\n${rows.join('\n')}`);
  process.exitCode = missed ? 1 : 0;
};

const [order] = process.argv.slice(2);
if (order?.startsWith('{')) await child(JSON.parse(order));
else await main();
