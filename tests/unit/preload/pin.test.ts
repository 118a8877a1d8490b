import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type KysoPinApi, pinChannels, pinSubmissionSchema } from '../../../src/contracts/ipc.js';

const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoke: vi.fn(),
  send: vi.fn(),
  postMessage: vi.fn(),
}));

vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => electron.exposed.set(name, api) },
  ipcRenderer: { invoke: electron.invoke, send: electron.send, postMessage: electron.postMessage },
}));

await import('../../../src/preload/pin.js');
const api = electron.exposed.get('kysoPin') as KysoPinApi;
const pinBytes = () => new TextEncoder().encode('mãPIN-8341');

beforeEach(() => {
  electron.invoke.mockReset();
  electron.send.mockReset();
  electron.postMessage.mockReset();
});

describe('preload of the PIN window', () => {
  it('exposes prompt, submit and cancel and nothing else', () => {
    expect([...electron.exposed.keys()]).toEqual(['kysoPin']);
    expect(Object.keys(api).sort()).toEqual(['cancel', 'prompt', 'submit']);
  });

  it('delivers the PIN over the port it hands to the main process', async () => {
    api.submit(pinBytes(), true);
    expect(electron.postMessage).toHaveBeenCalledOnce();
    const [channel, message, [port]] = electron.postMessage.mock.calls[0] ?? [];
    expect(channel).toBe(pinChannels.port);
    expect(pinSubmissionSchema.parse(message)).toEqual({ acknowledgedFinalTry: true });
    const received = await new Promise<Uint8Array>((resolve) => {
      port.onmessage = ({ data }: MessageEvent<Uint8Array>) => resolve(data);
    });
    port.close();
    expect(received).toEqual(pinBytes());
  });

  it('puts no PIN into any IPC argument', () => {
    api.submit(pinBytes(), false);
    const [, , [port]] = electron.postMessage.mock.calls[0] ?? [];
    port.close();
    const sent = JSON.stringify([
      electron.postMessage.mock.calls[0]?.slice(0, 2),
      electron.invoke.mock.calls,
      electron.send.mock.calls,
    ]);
    expect(sent).toBe(JSON.stringify([[pinChannels.port, { acknowledgedFinalTry: false }], [], []]));
  });

  it('overwrites its copy of the PIN', () => {
    const pin = pinBytes();
    api.submit(pin, false);
    electron.postMessage.mock.calls[0]?.[2][0].close();
    expect([...pin].every((byte) => byte === 0)).toBe(true);
  });

  it('asks for the prompt and cancels on its own channels', () => {
    void api.prompt();
    api.cancel();
    expect(electron.invoke).toHaveBeenCalledExactlyOnceWith(pinChannels.prompt);
    expect(electron.send).toHaveBeenCalledExactlyOnceWith(pinChannels.cancel);
  });
});
