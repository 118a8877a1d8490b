/** Who holds a port of this computer on which programs wait for web pages. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, join, win32 } from 'node:path';
import type { CommandRunner } from './machine.js';

export interface Owner {
  readonly pid: number;
  /** File name of the program; null where it cannot be seen. */
  readonly program: string | null;
}

/** `free`: nobody listens; `unseen`: somebody does, and this user may not see who. */
export type Ownership = Owner | 'free' | 'unseen' | 'unknown';

/** State LISTEN in /proc/net/tcp (Linux include/net/tcp_states.h). */
const listening = '0A';

/** Inodes of sockets that listen on `port`, of the text of /proc/net/tcp or tcp6. */
export const listeningInodes = (table: string, port: number): string[] =>
  table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      const number = Number.parseInt(local?.split(':').at(-1) ?? '', 16);
      return state === listening && number === port && inode !== undefined ? [inode] : [];
    });

const orEmpty = <T>(work: Promise<T[]>): Promise<T[]> => work.catch(() => []);

const holds = async (descriptors: string, sockets: ReadonlySet<string>): Promise<boolean> => {
  const links = (await orEmpty(readdir(descriptors))).map((name) => readlink(join(descriptors, name)).catch(() => ''));
  return (await Promise.all(links)).some((link) => sockets.has(link));
};

const programOf = async (process: string): Promise<string | null> =>
  readlink(join(process, 'exe'))
    .then((path) => basename(path))
    .catch(() => readFile(join(process, 'comm'), 'utf8').then((text) => text.trim()))
    .catch(() => null);

const ownerOnLinux = async (port: number, proc: string): Promise<Ownership> => {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(join(proc, 'net', name), 'utf8').catch(() => null)),
  );
  if (tables.every((table) => table === null)) return 'unknown';
  const inodes = tables.flatMap((table) => (table === null ? [] : listeningInodes(table, port)));
  if (inodes.length === 0) return 'free';
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  for (const pid of (await orEmpty(readdir(proc))).filter((name) => /^\d+$/.test(name))) {
    const process = join(proc, pid);
    if (await holds(join(process, 'fd'), sockets)) return { pid: Number(pid), program: await programOf(process) };
  }
  return 'unseen';
};

/**
 * The process that listens on `port`, of `netstat -ano -p TCP`. The word for LISTENING depends on the language; a
 * listening socket has no other end, and that is written the same everywhere.
 */
export const listenerOfNetstat = (stdout: string, port: number): number | null => {
  for (const line of stdout.split(/\r?\n/)) {
    const [protocol, local, remote, ...rest] = line.trim().split(/\s+/);
    if (protocol !== 'TCP' || !local?.endsWith(`:${port}`)) continue;
    if (remote === '0.0.0.0:0' || remote === '[::]:0') return Number(rest.at(-1));
  }
  return null;
};

/** Image name of the first line of `tasklist /FO CSV /NH`; null where it says in words that there is none. */
export const imageOfTasklist = (stdout: string): string | null => /^\s*"([^"]+)"/.exec(stdout)?.[1] ?? null;

const ownerOnWindows = async (port: number, run: CommandRunner, systemRoot: string): Promise<Ownership> => {
  const tool = (name: string): string => win32.join(systemRoot, 'System32', name);
  const table = await run(tool('netstat.exe'), ['-ano', '-p', 'TCP']);
  if (table === null || table.code !== 0) return 'unknown';
  const pid = listenerOfNetstat(table.stdout, port);
  if (pid === null) return 'free';
  const tasks = await run(tool('tasklist.exe'), ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']);
  return { pid, program: tasks === null ? null : imageOfTasklist(tasks.stdout) };
};

/** Fields of `lsof -F pc`: one a line, `p` before a process number, `c` before a command. */
export const ownerOfLsof = (stdout: string): Owner | null => {
  const field = (letter: string): string | undefined => new RegExp(`^${letter}(.+)$`, 'm').exec(stdout)?.[1];
  const pid = field('p');
  return pid === undefined ? null : { pid: Number(pid), program: field('c') ?? null };
};

const ownerOnMac = async (port: number, run: CommandRunner): Promise<Ownership> => {
  const ended = await run('/usr/sbin/lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  if (ended === null) return 'unknown';
  return ownerOfLsof(ended.stdout) ?? 'free';
};

export interface OwnerParts {
  readonly platform: NodeJS.Platform;
  readonly run: CommandRunner;
  readonly proc?: string;
  readonly systemRoot?: string | undefined;
}

export const ownerOfPort = async (port: number, parts: OwnerParts): Promise<Ownership> => {
  const { platform, run, proc = '/proc', systemRoot = 'C:\\Windows' } = parts;
  switch (platform) {
    case 'linux':
      return ownerOnLinux(port, proc);
    case 'win32':
      return ownerOnWindows(port, run, systemRoot);
    case 'darwin':
      return ownerOnMac(port, run);
    default:
      return 'unknown';
  }
};
