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
