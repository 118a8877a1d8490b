/**
 * Preload of the PIN window: puts {@link KysoPinApi} at `window.kysoPin` and nothing else. The PIN goes over a
 * MessagePort of its own, never as an IPC argument, so the main process passes it on without reading it.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { KysoPinApi, PinSubmission, pinChannels } from '../contracts/ipc.js';

const channels: typeof pinChannels = { prompt: 'pin:prompt', port: 'pin:port', cancel: 'pin:cancel' };

const api: KysoPinApi = {
  prompt: () => ipcRenderer.invoke(channels.prompt),

  submit(pin, acknowledgedFinalTry) {
    const { port1, port2 } = new MessageChannel();
    // First into the pipe, then the other end away: main destroys this window as soon as it has the port.
    port1.postMessage(pin);
    // The bridge gave us a copy; the page overwrites its own.
    pin.fill(0);
    ipcRenderer.postMessage(channels.port, { acknowledgedFinalTry } satisfies PinSubmission, [port2]);
  },

  cancel() {
    ipcRenderer.send(channels.cancel);
  },
};

contextBridge.exposeInMainWorld('kysoPin', api);
