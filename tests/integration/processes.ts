/** Processes of this computer, by /proc. */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/** The process and all that it started, by their parents in /proc. */
export const family = (root: number): number[] => {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const members = [root];
  for (const member of members) for (const [pid, parent] of parents) if (parent === member) members.push(pid);
  return members;
};

/** One that ended and was not yet waited for does not count. */
export const isAlive = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

const part = 4 << 20;

/** Whether the memory that a process can write to holds one of the patterns. */
const memoryHolds = (pid: number, patterns: readonly Buffer[]): boolean => {
  const overlap = Math.max(...patterns.map(({ length }) => length)) - 1;
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const buffer = Buffer.alloc(part);
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
      const [, from = '', to = ''] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      const end = Number.parseInt(to, 16);
      for (let at = Number.parseInt(from, 16); at < end; at += part - overlap) {
        let count = 0;
        try {
          count = readSync(memory, buffer, 0, Math.min(part, end - at), at);
        } catch {
          break; // Not every mapping can be read (EIO).
        }
        if (patterns.some((pattern) => buffer.subarray(0, count).includes(pattern))) return true;
      }
    }
    return false;
  } finally {
    closeSync(memory);
  }
};

const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');

/** Processes whose memory holds the PIN, by their command. */
export const holders = (root: number, patterns: readonly Buffer[]): string[] =>
  family(root)
    .filter((pid) => isAlive(pid) && memoryHolds(pid, patterns))
    .map(commandOf);
