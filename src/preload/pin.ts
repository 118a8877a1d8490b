/**
 * Preload of the PIN window: puts {@link KysoPinApi} at `window.kysoPin` and nothing else. The PIN goes over a
 * MessagePort of its own, never as an IPC argument, and sealed for the token host at its other end.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { KysoPinApi, PinSubmission, pinChannels } from '../contracts/ipc.js';
import { sealPin } from '../contracts/pin-seal.js';

const channels: typeof pinChannels = { prompt: 'pin:prompt', port: 'pin:port', cancel: 'pin:cancel' };

const api: KysoPinApi = {
  prompt: () => ipcRenderer.invoke(channels.prompt),

  submit(pin, acknowledgedFinalTry) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (!(data instanceof Uint8Array)) return;
      void sealPin(crypto.subtle, data, pin)
        .then(
          (sealed) => port1.postMessage(sealed),
          // The host is told by this that no PIN comes.
          () => port1.close(),
        )
        // The bridge gave us a copy; the page overwrites its own.
        .finally(() => pin.fill(0));
    };
    ipcRenderer.postMessage(channels.port, { acknowledgedFinalTry } satisfies PinSubmission, [port2]);
  },

  cancel() {
    ipcRenderer.send(channels.cancel);
  },
};

contextBridge.exposeInMainWorld('kysoPin', api);
