/** The only place that registers IPC: every call has its sender and its argument checked before anything is done. */
import { type BrowserWindow, ipcMain } from 'electron';
import { Fault } from '../../contracts/faults/index.js';
import {
  type ChannelName,
  channels,
  type EventName,
  type EventPayload,
  type ReplyOf,
  type RequestOf,
} from '../../contracts/ipc.js';
import { settle } from '../../contracts/result.js';
import { isFrom, mainPage } from './sender.js';

export type Handlers = {
  readonly [N in ChannelName]: (request: RequestOf<N>) => Promise<ReplyOf<N>> | ReplyOf<N>;
};

/** Where the log learns of what the window is not told. */
export interface IpcReport {
  /** A call that a page of ours cannot have made, or not so. */
  refused(channel: string, why: 'sender' | 'argument'): void;
  /** Something that was thrown and is no fault. */
  defect(thrown: unknown): void;
}

/** Registers every channel of the contract; a handler sees only arguments that its schema accepts. */
export const registerHandlers = (handlers: Handlers, report: IpcReport): void => {
  const register = <N extends ChannelName>(name: N): void => {
    ipcMain.handle(name, (event, request: unknown) =>
      settle(async () => {
        if (!isFrom(event, mainPage)) {
          report.refused(name, 'sender');
          throw new Fault('app.request-refused');
        }
        const parsed = channels[name].request.safeParse(request);
        if (!parsed.success) {
          report.refused(name, 'argument');
          throw new Fault('app.request-refused');
        }
        return handlers[name](parsed.data as RequestOf<N>);
      }, report.defect),
    );
  };
  for (const name of Object.keys(channels) as ChannelName[]) register(name);
};

/** Sends an event of the contract to a window that still exists; without one nobody has to be told. */
export const sendEvent = <N extends EventName>(
  window: BrowserWindow | null,
  name: N,
  payload: EventPayload<N>,
): void => {
  if (!window || window.isDestroyed()) return;
  try {
    window.webContents.send(name, payload);
  } catch {
    // A window that is closing loses its page before it counts as destroyed.
  }
};
