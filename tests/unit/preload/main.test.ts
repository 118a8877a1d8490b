import { beforeEach, describe, expect, it, vi } from 'vitest';
import { channels, events, type KysoApi } from '../../../src/contracts/ipc.js';

const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoke: vi.fn(),
  on: vi.fn(),
  removeListener: vi.fn(),
  getPathForFile: vi.fn((file: File) => (file.name === 'anh-tu-trinh-duyet.png' ? '' : `/van-thu/${file.name}`)),
}));

vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => electron.exposed.set(name, api) },
  ipcRenderer: { invoke: electron.invoke, on: electron.on, removeListener: electron.removeListener },
  webUtils: { getPathForFile: electron.getPathForFile },
}));

await import('../../../src/preload/main.js');
const api = electron.exposed.get('kyso') as KysoApi;

beforeEach(() => {
  electron.invoke.mockReset();
  electron.on.mockReset();
  electron.removeListener.mockReset();
});

describe('preload of the main window', () => {
  it('puts one object with three functions into the page', () => {
    expect([...electron.exposed.keys()]).toEqual(['kyso']);
    expect(Object.keys(api).sort()).toEqual(['addFiles', 'invoke', 'on']);
  });

  it.each(Object.keys(channels))('lets %s through', async (channel) => {
    electron.invoke.mockResolvedValue({ ok: true, value: undefined });
    await Reflect.apply(api.invoke, api, [channel]);
    expect(electron.invoke).toHaveBeenCalledExactlyOnceWith(channel);
  });

  it.each(['pin:prompt', 'pin:port', 'anything', 'toString', '__proto__'])(
    'refuses the channel %s',
    async (channel) => {
      await expect(Reflect.apply(api.invoke, api, [channel])).rejects.toThrow('unknown channel');
      expect(electron.invoke).not.toHaveBeenCalled();
    },
  );

  it.each(Object.keys(events))('forwards %s without the IPC event and stops on request', (event) => {
    const listener = vi.fn();
    const stop: () => void = Reflect.apply(api.on, api, [event, listener]);
    const [, forward] = electron.on.mock.calls[0] ?? [];
    forward({ sender: 'must not reach the page' }, 'payload');
    expect(listener).toHaveBeenCalledExactlyOnceWith('payload');
    stop();
    expect(electron.removeListener).toHaveBeenCalledExactlyOnceWith(event, forward);
  });

  it('refuses to listen to what is not in the contract', () => {
    expect(() => Reflect.apply(api.on, api, ['ELECTRON_INTERNAL', () => undefined])).toThrow('unknown event');
    expect(electron.on).not.toHaveBeenCalled();
  });
});

describe('addFiles', () => {
  it('sends paths, and reports what is not on the disk beside what the main process reports', async () => {
    electron.invoke.mockResolvedValue({ ok: true, value: { documents: [], failures: [] } });
    const reply = await api.addFiles([new File([], 'a.pdf'), new File([], 'anh-tu-trinh-duyet.png')]);
    expect(electron.invoke).toHaveBeenCalledExactlyOnceWith('documents:add', ['/van-thu/a.pdf']);
    expect(reply).toMatchObject({
      ok: true,
      value: { failures: [{ name: 'anh-tu-trinh-duyet.png', error: { code: 'file.unreadable' } }] },
    });
    expect(JSON.stringify(reply)).not.toContain('{file}');
  });

  it('asks nothing of the main process when nothing is on the disk', async () => {
    const reply = await api.addFiles([new File([], 'anh-tu-trinh-duyet.png')]);
    expect(electron.invoke).not.toHaveBeenCalled();
    expect(reply).toMatchObject({ ok: true, value: { documents: [], failures: [{ name: 'anh-tu-trinh-duyet.png' }] } });
  });

  it('hands a refusal on as it is', async () => {
    const refusal = { ok: false, error: { code: 'app.request-refused', vi: 'v', en: 'e' } };
    electron.invoke.mockResolvedValue(refusal);
    expect(await api.addFiles([new File([], 'a.pdf')])).toEqual(refusal);
  });
});
