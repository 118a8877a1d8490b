/**
 * All that differs between the Electron that is shipped (45) and the oldest one the product is tested on (25). Each
 * function takes what it looks at, so that both branches are tested without either Electron. The one difference that
 * the sandboxed preload meets sits in `src/preload/file-path.ts`.
 */

/** `event.senderFrame` is null from Electron 35 on when the frame is gone; earlier it throws or is a dead frame. */
export const senderUrl = (event: { readonly senderFrame: { readonly url: string } | null }): string | null => {
  try {
    return event.senderFrame?.url ?? null;
  } catch {
    return null;
  }
};

/** Whether the frame is the page itself; from Electron 35 on `parent` is read from a frame that may be null. */
export const isMainFrame = (event: { readonly senderFrame: { readonly parent: unknown } | null }): boolean => {
  try {
    return event.senderFrame !== null && event.senderFrame.parent === null;
  } catch {
    return false;
  }
};

/**
 * Node-API level of the running process: below 10 (Electron 25: 8) the published better-sqlite3 does not load and
 * `replacement` (absolute path of another build) is taken; null from 10 on.
 */
export const sqliteBinding = (
  versions: Readonly<Record<string, string | undefined>>,
  replacement: string,
): string | null => (Number(versions['napi'] ?? '0') >= 10 ? null : replacement);

/** Seals secrets with a key that the system keeps for this person. */
export interface Protector {
  encrypt(text: string): Promise<Buffer>;
  /** Rejects what was sealed elsewhere. */
  decrypt(sealed: Buffer): Promise<string>;
}

/** Of Electron's `safeStorage`: the calls that answer later came with Electron 43, those that block go. */
export interface SystemSafe {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(sealed: Buffer): string;
  getSelectedStorageBackend?(): string;
  isAsyncEncryptionAvailable?(): Promise<boolean>;
  encryptStringAsync?(text: string): Promise<Buffer>;
  decryptStringAsync?(sealed: Buffer): Promise<{ readonly result: string }>;
}

/** Linux without a key ring seals with a word that is in every copy of Chromium. */
const sealsForEverybody = (safe: SystemSafe): boolean =>
  ['basic_text', 'unknown'].includes(safe.getSelectedStorageBackend?.() ?? '');

/** Null where nothing can be sealed so that only this person opens it. */
export const protectorOf = async (safe: SystemSafe): Promise<Protector | null> => {
  if (sealsForEverybody(safe)) return null;
  const { isAsyncEncryptionAvailable, encryptStringAsync, decryptStringAsync } = safe;
  if (isAsyncEncryptionAvailable && encryptStringAsync && decryptStringAsync) {
    if (!(await isAsyncEncryptionAvailable.call(safe))) return null;
    return {
      encrypt: (text) => encryptStringAsync.call(safe, text),
      decrypt: async (sealed) => (await decryptStringAsync.call(safe, sealed)).result,
    };
  }
  if (!safe.isEncryptionAvailable()) return null;
  return {
    encrypt: async (text) => safe.encryptString(text),
    decrypt: async (sealed) => safe.decryptString(sealed),
  };
};
