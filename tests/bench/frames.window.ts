/**
 * The window while 500 documents are prepared (`npm run bench -- frames`): how long its frames are apart, beside the
 * same window at rest and beside the same window while other programs take as much of the machine as the preparing took;
 * and what its own thread worked a frame, in CPU time, which says the same on a busy machine.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { linkSync, mkdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Desktop } from '../e2e/application.js';
import { type Desk, drop, makeDesk, openDesk } from '../e2e/records-desk.js';
import { at, readThreadWork, type ThreadWork } from './frames-trace.js';

const count = Number(process.env.FRAMES_DOCUMENTS ?? 500);
/** At 60 Hz, in milliseconds. */
const limit = 16;
const restMs = 5_000;
const light = ['toplevel'];
/** For looking at what takes the time; costs time itself. */
const heavy = ['devtools.timeline', 'v8.execute', 'disabled-by-default-v8.cpu_profiler'];

interface Watched extends ThreadWork {
  readonly what: string;
  /** Between frames, in milliseconds, ascending. */
  readonly gaps: readonly number[];
  /** Cores that the application kept busy beside the page's own thread. */
  readonly cores: number;
}

/** All files are the same few: what is measured is the window. */
const pile = ({ office, stack }: Desk): string[] => {
  const folder = join(office.workshop.folder, 'chồng');
  mkdirSync(folder);
  const sources = [...stack.scans, ...stack.originals, ...stack.others];
  return Array.from({ length: count }, (_, index) => {
    const source = sources[index % sources.length] ?? '';
    const path = join(folder, `${String(index + 1).padStart(3, '0')} ${basename(source)}`);
    linkSync(source, path);
    return path;
  });
};

const watchFrames = ({ window }: Desktop): Promise<void> =>
  window.evaluate(() => {
    const gaps: number[] = [];
    Object.assign(globalThis, { gaps });
    let before = performance.now();
    const frame = (now: number): void => {
      gaps.push(now - before);
      before = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });

const takeGaps = ({ window }: Desktop): Promise<number[]> =>
  window.evaluate(() => {
    const { gaps }: { gaps?: number[] } = globalThis as object;
    return (gaps ?? []).splice(0).sort((a, b) => a - b);
  });

/** Of one core each, since it was last asked. */
const busyCores = async ({ app }: Desktop): Promise<number> => {
  const shares = await app.evaluate((electron) => electron.app.getAppMetrics().map(({ cpu }) => cpu.percentCPUUsage));
  return (shares.reduce((sum, share) => sum + share, 0) / 100) * cpus().length;
};

const watch = async (desktop: Desktop, what: string, during: () => Promise<unknown>): Promise<Watched> => {
  const { app } = desktop;
  const keep = process.env.FRAMES_TRACE;
  await app.evaluate(
    ({ contentTracing }, categories) => contentTracing.startRecording({ included_categories: categories }),
    ['-*', ...light, ...(keep === undefined ? [] : heavy)],
  );
  await takeGaps(desktop);
  await busyCores(desktop);
  const began = performance.now();
  await during();
  const seconds = (performance.now() - began) / 1000;
  const all = await busyCores(desktop);
  const gaps = await takeGaps(desktop);
  const [path, page] = await app.evaluate(
    async ({ contentTracing, BrowserWindow }, target) => [
      await contentTracing.stopRecording(target),
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
    ],
    `${keep ?? join(desktop.profile, 'trace')}-${what}.json`,
  );
  const work = readThreadWork(String(path), Number(page));
  return { what, gaps, ...work, cores: Math.max(0, all - work.total / 1000 / seconds) };
};

/** Asked seldom and cheaply: the asking runs in the page's own thread. */
const untilPlanned = ({ window }: Desktop): Promise<void> =>
  expect
    .poll(
      () =>
        window.evaluate((all) => {
          const page = document.querySelector('main[aria-label="Văn thư"]');
          const whole = page?.textContent?.includes(`Tất cả (${all})`) === true;
          return whole && page?.querySelector('[role=progressbar]') === null;
        }, count),
      { intervals: [1_000], timeout: 600_000 },
    )
    .toBe(true);

/** As much of the machine as the application had. */
const startLoad = (cores: number): ChildProcess[] => {
  const programs = Math.max(1, Math.ceil(cores));
  const words = [join(import.meta.dirname, 'frames-load.mjs'), String(cores / programs)];
  return Array.from({ length: programs }, () => spawn(process.execPath, words, { stdio: 'ignore' }));
};

const parts = [0.5, 0.95, 0.99, 1];
const heads = ['', 'gap median', '95 %', '99 %', 'longest', 'CPU median', '95 %', '99 %', 'longest'];

const line = ({ what, gaps, frames, tasks, total, cores }: Watched): string => {
  const over = (most: number): number => tasks.filter((time) => time > most).length;
  const said = `${what}: ${gaps.length} frames, ${cores.toFixed(1)} cores beside, ${total.toFixed(0)} ms CPU, tasks of more than ${limit} ms CPU: ${over(limit)}, of more than 50 ms: ${over(50)}`;
  const times = [gaps, frames].flatMap((sorted) => parts.map((part) => `${at(sorted, part).toFixed(1)} ms`));
  return `| ${[said, ...times].join(' | ')} |`;
};

test('frames while documents are prepared', async () => {
  const desk = await makeDesk({ scans: 6, originals: 3, others: 1 });
  const files = pile(desk);
  const desktop = await openDesk(desk);
  const load: ChildProcess[] = [];
  try {
    await desktop.open('Văn thư');
    await watchFrames(desktop);
    const resting = () => desktop.window.waitForTimeout(restMs);
    await resting();
    const idle = await watch(desktop, 'at rest', resting);
    const planned = await watch(desktop, `${count} documents planned`, async () => {
      await drop(desktop, files);
      await untilPlanned(desktop);
    });
    load.push(...startLoad(planned.cores));
    const beside = await watch(desktop, 'at rest beside the same load', resting);
    const rule = heads.map(() => '---');
    const rows = [idle, planned, beside].map(line);
    console.log('\nGap: between frames. CPU: of the page\u2019s own thread, a frame.');
    console.log([`| ${heads.join(' | ')} |`, `|${rule.join('|')}|`, ...rows].join('\n'));
    console.log(`load of the machine ${loadavg()[0]?.toFixed(1)}`);
    expect(at(planned.frames, 0.95)).toBeLessThan(limit);
  } finally {
    for (const program of load) program.kill('SIGKILL');
    await desktop.close();
    await desk.surroundings.close();
  }
});
