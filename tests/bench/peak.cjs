/** Preloaded into a measured process: when it ends, says how much memory it took at most and how much it wrote. */
const { readFileSync, writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const number = (file, key) => Number(new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(readFileSync(file, 'latin1'))?.[1]);

if (isMainThread && process.env.KYSO_BENCH_FIGURES) {
  process.on('exit', () => {
    // Both count all threads of the process. VmHWM is in KiB.
    const figures = {
      peak: number('/proc/self/status', 'VmHWM') * 1024,
      written: number('/proc/self/io', 'wchar'),
      cpu: process.cpuUsage(),
    };
    writeFileSync(`${process.env.KYSO_BENCH_FIGURES}.${process.pid}`, JSON.stringify(figures));
  });
}
