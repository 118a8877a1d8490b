/** SHA-1 that tells when its input comes from a collision attack: the native module `native/sha1-collision`. */
import { Fault } from '../../contracts/faults/index.js';
import type { SignedBytes } from './algorithms.js';

/** What native/sha1-collision/addon.c exports. */
interface Sha1Module {
  create(): object;
  update(state: object, bytes: Uint8Array): void;
  finish(state: object): CheckedSha1;
}

export interface CheckedSha1 {
  /** That of plain SHA-1, collision or not. 20 octets. */
  readonly digest: Uint8Array;
  readonly collision: boolean;
}

let modulePath: string | null = null;
let loaded: Sha1Module | null = null;

/** Says where the built module stands (absolute); each thread that verifies does so once, before it hashes. */
export const setSha1Module = (path: string): void => {
  modulePath = path;
  loaded = null;
};

const isSha1Module = (value: unknown): value is Sha1Module =>
  typeof value === 'object' &&
  value !== null &&
  ['create', 'update', 'finish'].every((name) => typeof Reflect.get(value, name) === 'function');

const load = (): Sha1Module => {
  if (modulePath === null) throw new Fault('verification.sha1-unavailable');
  const module: { exports: unknown } = { exports: {} };
  try {
    // Node's own way of loading an addon; it needs no `require`, and Electron finds the file beside the archive.
    process.dlopen(module, modulePath);
  } catch (cause) {
    throw new Fault('verification.sha1-unavailable', {}, { cause });
  }
  if (!isSha1Module(module.exports)) throw new Fault('verification.sha1-unavailable');
  return module.exports;
};

/**
 * SHA-1 of what `stream` hands out, with collision detection after Stevens (CRYPTO 2013) and Stevens and Shumow (USENIX
 * Security 2017).
 *
 * `collision`: some block of the input is one of two with the same chaining value, made by a differential attack along
 * one of the 32 known disturbance vectors. That is every attack published on full SHA-1, with identical prefixes
 * (SHAttered) and with chosen ones (SHA-1 is a Shambles); either of the two files shows it alone. Not found are attacks
 * along other vectors, generic (birthday) collisions, near-collisions that never close, and those on reduced SHA-1.
 *
 * Memory is flat. Fault `verification.sha1-unavailable` where the module cannot be loaded: there is no plain SHA-1 in
 * its place.
 */
export const sha1WithDetection = (stream: SignedBytes['stream']): CheckedSha1 => {
  loaded ??= load();
  const { create, update, finish } = loaded;
  const state = create();
  stream((chunk) => update(state, chunk));
  return finish(state);
};

/** Bytes whose SHA-1 is computed with detection, once; their other digests are what they were. */
export interface CheckedBytes extends SignedBytes {
  /** Fault `verification.sha1-unavailable`. */
  sha1Collision(): boolean;
}

/** @param signed as it comes from a file or from memory */
export const checkedBytes = (signed: SignedBytes): CheckedBytes => {
  let known: CheckedSha1 | undefined;
  const sha1 = (): CheckedSha1 => {
    known ??= sha1WithDetection(signed.stream);
    return known;
  };
  return {
    stream: signed.stream,
    digest: (algorithm) => (algorithm === 'sha1' ? sha1().digest : signed.digest(algorithm)),
    sha1Collision: () => sha1().collision,
  };
};
