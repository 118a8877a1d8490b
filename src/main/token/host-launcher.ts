import type { HostRequest } from '../../contracts/token-host.js';
import type { PinSource } from './pin.js';

/** How a host process ended. `output` is the tail of what it printed before a PIN was sent to it, for diagnosis. */
export interface HostExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** One running token host. */
export interface HostProcess {
  /** Sends a request; the PIN travels beside it, outside the messages, and is erased here once it is written. */
  send(request: HostRequest, pin?: PinSource): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called exactly once, also when the process never started. */
  onExit(listener: (exit: HostExit) => void): void;
  /** Ends the process at once, without a chance to run anything more: vendor libraries hang in their destructors. */
  kill(): void;
}

/** Starts token hosts: a `child_process` under Node, a `utilityProcess` under Electron. */
export interface HostLauncher {
  /**
   * Starts a host whose last arguments are the absolute path of the module it serves and, where there are any, the
   * parameters of its C_Initialize.
   */
  launch(modulePath: string, parameters?: string): HostProcess;
}
