import { spawn } from 'node:child_process';
import { projectPath } from '../setup/support.mjs';

/** A program of node_modules, run by the Node that runs this script. */
export const nodeProgram = (...path) => [process.execPath, projectPath('node_modules', ...path)];

/**
 * Runs a command in the project's root. Its output is shown as it comes, or kept when `capture` is set (errors are
 * always shown). A command that hangs is ended with all its children after `minutes`.
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runProgram([program, ...args], { capture = false, cwd = projectPath(), env = {}, minutes = 20 } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: process.platform !== 'win32',
      stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
    });
    const kill = () => {
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    };
    const interrupt = () => {
      kill();
      process.exit(130);
    };
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
    const timer = setTimeout(() => {
      console.error(`${program} ${args.join(' ')} was ended after ${minutes} minutes.`);
      kill();
    }, minutes * 60_000);
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(timer);
      process.removeListener('SIGINT', interrupt);
      process.removeListener('SIGTERM', interrupt);
      done({ code: code ?? 1, output });
    });
  });
}
