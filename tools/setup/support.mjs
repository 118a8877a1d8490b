/** What the set-up steps share: where things are, how a program is run, how a step reports. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** An absolute path inside this checkout. */
export const projectPath = (...parts) => join(root, ...parts);

/** An absolute path in the user's cache, shared by all checkouts. */
export function cachePath(...parts) {
  const base =
    process.platform === 'win32'
      ? (process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'))
      : process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'ky-so-cong-vu', ...parts);
}

/** A failure that the person at the keyboard can put right: said in plain words, without a stack. */
export class SetupError extends Error {
  /** @param {string} message what is wrong  @param {string} [remedy] the exact command that repairs it */
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

/** One line for one step. */
export const report = (step, outcome) => console.log(`[setup] ${step.padEnd(14)} ${outcome}`);

/** The last lines of a program's output: enough to see why it failed. */
export const tail = (text, lines = 15) => text.trimEnd().split('\n').slice(-lines).join('\n');

/**
 * Runs a program to its end and gives its exit code and what it printed (standard output and error together).
 * After `seconds` the program and its children are ended and `timedOut` is true. A program that does not exist has code 127.
 */
export function run(program, args, { cwd = root, env = {}, seconds = 1800 } = {}) {
  return new Promise((done) => {
    const detached = process.platform !== 'win32';
    const child = spawn(program, args, {
      cwd,
      detached,
      env: { ...process.env, ...env },
      shell: process.platform === 'win32' && program === 'npm',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let timedOut = false;
    const kill = () => {
      try {
        if (detached) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It ended between the timer and here.
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, seconds * 1000);
    // The child has a process group of its own, so Ctrl-C has to be passed on.
    const interrupt = () => {
      kill();
      process.exit(130);
    };
    process.once('SIGINT', interrupt);
    const finish = (code) => {
      clearTimeout(timer);
      process.removeListener('SIGINT', interrupt);
      done({ code, output, timedOut });
    };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => {
      output += error.message;
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}

/** Whether a program of that name can be started. */
export const programExists = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

/** SHA-256 (hexadecimal) over the names and contents of files and folders, in a fixed order; absent ones count as empty. */
export function hashOf(...paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else if (stat) hash.update(`${relative(root, path)}\0`).update(readFileSync(path));
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

/**
 * The folder whose `include/node` holds Node's C headers (node-gyp's `nodedir`), or null.
 * Native modules here use Node-API only, so the headers of any Node from 20 on will do.
 */
export function headersPrefix() {
  const prefixes = [
    process.env.npm_config_nodedir,
    dirname(dirname(process.execPath)),
    process.config.variables.node_prefix,
    '/usr',
    '/usr/local',
    projectPath('node_modules', 'node', 'node_modules', `node-${process.platform}-${process.arch}`),
  ];
  return prefixes.find((prefix) => prefix && existsSync(join(prefix, 'include', 'node', 'node_api.h'))) ?? null;
}

/** The Node 24 that the project brings along. */
export const bundledNode = () =>
  projectPath('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
