/** What of this computer can only be asked by a command or a connection, each with an end. */
import { execFile } from 'node:child_process';
import { connect } from 'node:net';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
}

/** Runs a program (absolute path) without a shell; null where it could not be run or did not end in time. */
export type CommandRunner = (file: string, words: readonly string[]) => Promise<Ended | null>;

export type Reached = 'yes' | 'refused' | 'late' | 'missing';

/** Whether something accepts connections there; nothing is sent. */
export type Connectable = (
  target: { readonly path: string } | { readonly host: string; readonly port: number },
) => Promise<Reached>;

const largestOutput = 4 * 1024 * 1024;

export const commandRunner =
  (deadlineMs: number): CommandRunner =>
  (file, words) =>
    new Promise((resolve) => {
      const limits = { timeout: deadlineMs, maxBuffer: largestOutput, windowsHide: true, encoding: 'utf8' as const };
      execFile(file, [...words], limits, (error, stdout) => {
        if (error === null) resolve({ code: 0, stdout });
        else resolve(typeof error.code === 'number' ? { code: error.code, stdout } : null);
      });
    });

export const connectable =
  (deadlineMs: number): Connectable =>
  (target) =>
    new Promise((resolve) => {
      const socket = connect(target);
      const done = (reached: Reached): void => {
        clearTimeout(timer);
        socket.destroy();
        resolve(reached);
      };
      const timer = setTimeout(() => done('late'), deadlineMs);
      socket.once('connect', () => done('yes'));
      socket.once('error', (error: NodeJS.ErrnoException) => done(error.code === 'ENOENT' ? 'missing' : 'refused'));
    });
