import { isMainFrame, senderUrl } from './compat.js';
import { pageOrigin } from './content-security-policy.js';

/** Pages (paths below {@link pageOrigin}) that may call. */
export const mainPage = '/index.html';
export const pinPage = '/pin.html';

/** The part of an IPC event that tells where it came from. */
export interface SenderEvent {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Whether an event comes from the main frame of exactly the page `path` of ours. */
export const isFrom = (event: SenderEvent, path: string): boolean => {
  const url = senderUrl(event);
  if (url === null || !isMainFrame(event)) return false;
  return url.split(/[?#]/, 1)[0] === `${pageOrigin}${path}`;
};
