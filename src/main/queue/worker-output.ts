/** What a worker thread says of itself: the lines that it writes to stderr, and the error that ended it. */
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { describeDefect } from '../../contracts/defect.js';

/** Is told one defect at a time; where nobody listens, the thread's stderr is the process's. */
export type Heard = (text: string) => void;

/** How a thread has to be started for {@link listen} to hear it. */
export const spoken = (heard: Heard | undefined): WorkerOptions => (heard === undefined ? {} : { stderr: true });

/** Longer texts without an end are told in parts. */
const longest = 16_384;

/** Tells what the thread, started with {@link spoken}, says. Indented lines belong to the one before. */
export const listen = (worker: Worker, heard: Heard | undefined): void => {
  if (heard === undefined) return;
  let rest = '';
  const tell = (): void => {
    if (rest.trim() !== '') heard(rest.trimEnd());
    rest = '';
  };
  worker.stderr.setEncoding('utf8').on('data', (text: string) => {
    rest += text;
    if (rest.endsWith('\n') || rest.length > longest) tell();
  });
  worker.stderr.on('end', tell);
  worker.on('error', (thrown) => heard(`a worker thread ended: ${describeDefect(thrown)}`));
};
