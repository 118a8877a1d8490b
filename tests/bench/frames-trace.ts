/** What the page's own thread did, from a trace of Chromium (category `toplevel`): its tasks and its frames. */
import { readFileSync } from 'node:fs';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Of the thread's own CPU time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string; readonly src_func?: string };
}

/** Milliseconds; sorted ascending. */
export interface ThreadWork {
  /** CPU time of each task. */
  readonly tasks: readonly number[];
  /** From the begin of a frame to the begin of the next: the CPU time that the thread worked. */
  readonly frames: readonly number[];
  readonly total: number;
}

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** Where the compositor lets the page draw. */
const isFrame = ({ args }: TraceEvent): boolean => args?.src_func === 'ScheduledActionSendBeginMainFrame';

/** @param process id of the page's process, as the system has it */
export const readThreadWork = (path: string, process: number): ThreadWork => {
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(readFileSync(path, 'utf8'));
  const named = traceEvents.find(
    ({ ph, pid, name, args }) =>
      ph === 'M' && pid === process && name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  if (!named) throw new Error(`the trace does not know the page's thread of process ${process}`);
  const tasks = traceEvents
    .filter(({ pid, tid, name }) => pid === process && tid === named.tid && name === 'ThreadControllerImpl::RunTask')
    .sort((a, b) => a.ts - b.ts);
  const frames: number[] = [];
  let drawing = false;
  for (const task of tasks) {
    if (isFrame(task)) {
      drawing = true;
      frames.push(0);
    }
    if (drawing) frames[frames.length - 1] = (frames.at(-1) ?? 0) + (task.tdur ?? 0) / 1000;
  }
  const times = tasks.map(({ tdur = 0 }) => tdur / 1000);
  return {
    tasks: ascending(times),
    frames: ascending(frames),
    total: times.reduce((sum, time) => sum + time, 0),
  };
};

/** @param sorted ascending  @param part 0 to 1 */
export const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
