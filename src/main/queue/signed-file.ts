import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Whether a file stands at `path` (absolute) and has this SHA-256 (lower-case hexadecimal). */
export const hasContent = (path: string | null, sha256: string | null): boolean => {
  if (path === null || sha256 === null) return false;
  try {
    const descriptor = openSync(path, 'r');
    try {
      const hash = createHash('sha256');
      const block = new Uint8Array(1 << 20);
      for (let read = readSync(descriptor, block); read > 0; read = readSync(descriptor, block))
        hash.update(block.subarray(0, read));
      return hash.digest('hex') === sha256;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Missing or unreadable is the answer, not an error: the document is then signed anew.
    return false;
  }
};
