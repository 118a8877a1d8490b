import { webcrypto } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type KysoPinApi, pinChannels, pinSubmissionSchema } from '../../../src/contracts/ipc.js';
import { makeSealKey } from '../../../src/contracts/pin-seal.js';

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

/** As a token host does: sends the key that the PIN is to be sealed for. */
const answerTo = (port: MessagePort, point: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve) => {
    port.onmessage = ({ data }: MessageEvent<Uint8Array>) => resolve(data);
    port.postMessage(point);
  });

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
    const key = await makeSealKey(webcrypto.subtle as SubtleCrypto);
    const received = await answerTo(port, key.point);
    port.close();
    expect(Buffer.from(received).includes(Buffer.from(pinBytes().subarray(0, 4)))).toBe(false);
    expect(await key.open(received)).toEqual(pinBytes());
  });

  it('closes the port when the PIN cannot be sealed, so that nobody waits for it', async () => {
    api.submit(pinBytes(), false);
    const [, , [port]] = electron.postMessage.mock.calls[0] ?? [];
    const closed = new Promise((resolve) => port.on('close', resolve));
    port.postMessage(new Uint8Array(65));
    await closed;
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

  it('overwrites its copy of the PIN', async () => {
    const pin = pinBytes();
    api.submit(pin, false);
    const port: MessagePort = electron.postMessage.mock.calls[0]?.[2][0];
    await answerTo(port, (await makeSealKey(webcrypto.subtle as SubtleCrypto)).point);
    port.close();
    expect([...pin].every((byte) => byte === 0)).toBe(true);
  });

  it('asks for the prompt and cancels on its own channels', () => {
    void api.prompt();
    api.cancel();
    expect(electron.invoke).toHaveBeenCalledExactlyOnceWith(pinChannels.prompt);
    expect(electron.send).toHaveBeenCalledExactlyOnceWith(pinChannels.cancel);
  });
});
