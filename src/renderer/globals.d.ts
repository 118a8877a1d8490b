/// <reference types="vite/client" />
import type { KysoApi, KysoPinApi } from '../contracts/ipc.js';

declare global {
  interface Window {
    /** Only in the main window. */
    readonly kyso: KysoApi;
    /** Only in the PIN window. */
    readonly kysoPin: KysoPinApi;
  }
}
