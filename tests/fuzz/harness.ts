/** Threads that take hostile input: what they hang on or die of is told, and the next one starts afresh. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';

/** Milliseconds for one input. */
const DEADLINE = 5000;

export interface Bundle {
  readonly folder: string;
  readonly path: string;
  remove(): void;
}

/** `tests/fuzz/<name>.ts` and what it imports as one file for {@link Thread}. */
export const bundle = async (name: string): Promise<Bundle> => {
  mkdirSync('node_modules/.cache', { recursive: true });
  const folder = mkdtempSync(resolve('node_modules/.cache/fuzz-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: resolve(`tests/fuzz/${name}.ts`),
      outDir: folder,
      emptyOutDir: false,
      target: 'node18',
      minify: false,
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'worker.cjs' } },
    },
    ssr: { noExternal: true },
  });
  return {
    folder,
    path: join(folder, 'worker.cjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** Answers each input with what is wrong with how it was taken; null when nothing is. */
export class Thread<Input> {
  private worker: Worker;

  constructor(
    private readonly path: string,
    private readonly data: unknown = null,
    private readonly deadline = DEADLINE,
  ) {
    this.worker = this.start();
  }

  async give(input: Input): Promise<string | null> {
    const { worker } = this;
    const answer = await new Promise<string | null>((done) => {
      const settle = (value: string | null): void => {
        clearTimeout(timer);
        worker.off('message', settle);
        worker.off('error', died);
        done(value);
      };
      const died = (error: Error): void => settle(`thread died: ${error.message}`);
      const timer = setTimeout(() => settle('hangs'), this.deadline);
      worker.on('message', settle);
      worker.on('error', died);
      worker.postMessage(input);
    });
    if (answer !== null) await this.renew();
    return answer;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private async renew(): Promise<void> {
    await this.worker.terminate();
    this.worker = this.start();
  }

  private start(): Worker {
    return new Worker(this.path, { workerData: this.data, resourceLimits: { maxOldGenerationSizeMb: 512 } });
  }
}
