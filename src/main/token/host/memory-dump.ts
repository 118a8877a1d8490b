import { writeFileSync } from 'node:fs';

/**
 * Keeps this process's memory out of the file that a crash may leave behind (core(5), “Controlling which mappings are
 * written”): a driver that crashes in C_Login crashes with the PIN in it. On Windows
 * Node itself turns the error reports of its process off (SetErrorMode, SEM_NOGPFAULTERRORBOX).
 */
export const keepMemoryOutOfDumps = (): void => {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // Where /proc is closed to this process nothing can be set; no reason not to sign.
  }
};
