import { basename } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';

/** What the loaders say when something that a library needs is not there; the first group names it. */
const missing: readonly RegExp[] = [
  // glibc, also for a version of a library that is too old
  /^([^:\n]+): cannot open shared object file/m,
  /version [`'‘]([^'’]+)['’] not found/,
  // musl
  /Error loading shared library ([^:\n]+):/,
  // dyld
  /Library not loaded: (\S+)/,
];

/** ERROR_MOD_NOT_FOUND: as the module itself was seen a moment ago, something that it needs is missing. */
const unnamed = /Win32 error 126\b/;

/** Why the system's loader refused a library that was examined before: its words are all there is to go by. */
export const loadFault = (modulePath: string, cause: unknown): Fault => {
  const text = cause instanceof Error ? cause.message : '';
  const named = missing.map((pattern) => pattern.exec(text)?.[1]).find((name) => name !== undefined);
  const library = named === undefined ? null : basename(named.trim());
  if (library !== null && library !== basename(modulePath)) {
    return new Fault('token.driver-dependency', { module: modulePath, library }, { cause });
  }
  const code = unnamed.test(text) ? 'token.driver-dependency-unnamed' : 'token.driver-invalid';
  return new Fault(code, { module: modulePath }, { cause });
};
