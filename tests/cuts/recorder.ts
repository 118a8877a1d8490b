/** Programs that run under native/io-recorder. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const recorder = resolve(import.meta.dirname, '../../native/io-recorder/build/libio-recorder.so');

export interface Recording {
  /** The recorded folder (absolute, without symbolic links). */
  readonly folder: string;
  /** Shared by the processes of one run; must not be there before it. */
  readonly state: string;
  readonly log: string;
  /** With the bytes that were written. */
  readonly data?: boolean;
  /** `KIND[@PART OF THE PATH]:NUMBER:before|middle|after`, several with commas, see native/io-recorder/README.md */
  readonly cut?: string;
  /** Nothing is recorded but what the token signs. */
  readonly signaturesOnly?: boolean;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds until it wrote its first line, or ended. */
  readonly firstLineMs: number;
}

const environmentOf = (recording: Recording): Record<string, string> => ({
  IO_RECORDER_FOLDER: recording.folder,
  IO_RECORDER_STATE: recording.state,
  IO_RECORDER_LOG: recording.log,
  ...(recording.data ? { IO_RECORDER_DATA: '1' } : {}),
  ...(recording.cut === undefined ? {} : { IO_RECORDER_CUT: recording.cut }),
  ...(recording.signaturesOnly ? {} : { LD_PRELOAD: recorder }),
});

/** Longer than any run takes; a hang is a failure and no wait for ever. */
const longestMs = 300_000;

/** Runs a program as the leader of a process group of its own: a cut kills that group and nothing else. */
export const runRecorded = (
  program: string,
  words: readonly string[],
  recording: Recording,
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
): Promise<Ended> =>
  new Promise((done, fail) => {
    const started = performance.now();
    const child = spawn(program, words, {
      detached: true,
      env: { ...process.env, ...env, ...environmentOf(recording) },
      timeout: longestMs,
      killSignal: 'SIGKILL',
    });
    let [stdout, stderr, firstLineMs] = ['', '', Number.NaN];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (Number.isNaN(firstLineMs)) firstLineMs = performance.now() - started;
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', fail);
    child.on('close', (code, signal) => {
      if (Number.isNaN(firstLineMs)) firstLineMs = performance.now() - started;
      done({ code, signal, stdout, stderr, firstLineMs });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });

/** Where a run was cut (`SEQ WHEN KIND PATH`), null where it came to its end. */
export const cutOf = ({ state }: Recording): string | null => {
  if (!existsSync(state)) return null;
  const page = readFileSync(state);
  const at = page.length - 4096;
  const end = page.indexOf(0, at);
  return end === at ? null : page.toString('utf8', at, end);
};
