/** Preload of the main window: puts {@link KysoApi} at `window.kyso` and nothing else. */
import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import { appFaults } from '../contracts/faults/app.js';
import type { FaultValue } from '../contracts/faults/index.js';
import type { ChannelName, EventName, Intake, KysoApi } from '../contracts/ipc.js';
import { type PathLookup, pathOf } from './file-path.js';

// The contract's schemas stay in the main process; here only its names, which the compiler holds complete.
const channels: Record<ChannelName, true> = {
  'documents:choose': true,
  'documents:add': true,
  'documents:more': true,
  'documents:remove': true,
  'documents:unlock': true,
  'tokens:list': true,
  'tokens:add-module': true,
  'tokens:change-pin': true,
  'signing:start': true,
  'signing:resume': true,
  'signing:pause': true,
  'signing:cancel': true,
  'signing:current': true,
  'signing:reveal': true,
  'verification:run': true,
  'verification:save-report': true,
  'evidence:choose-folder': true,
  'evidence:make': true,
  'evidence:list': true,
  'evidence:state': true,
  'evidence:show': true,
  'evidence:delete': true,
  'evidence:forget': true,
  'presets:get': true,
  'presets:set': true,
  'presets:trouble': true,
  'presets:choose-image': true,
  'presets:export': true,
  'presets:import': true,
  'records:plan': true,
  'records:numbers': true,
  'records:start': true,
  'records:save-summary': true,
  'hot-folder:choose': true,
  'hot-folder:stop': true,
  'registers:overview': true,
  'registers:list': true,
  'registers:entry': true,
  'registers:change': true,
  'registers:amend': true,
  'registers:held': true,
  'registers:release': true,
  'registers:start-series': true,
  'registers:confirm-series': true,
  'registers:export': true,
  'queue:list': true,
  'queue:sign': true,
  'queue:open': true,
  'queue:unlock': true,
  'queue:approve': true,
  'queue:reject': true,
  'queue:retry': true,
  'queue:cancel': true,
  'server:state': true,
  'server:sign-in': true,
  'server:sync': true,
  'server:sign-in-certificate': true,
  'server:sign-out': true,
  'server:pause': true,
  'server:settings': true,
  'server:set': true,
  'server:choose-certificate': true,
  'edxml:state': true,
  'edxml:choose-folder': true,
  'edxml:forget-folders': true,
  'edxml:set-office': true,
  'edxml:take-in': true,
  'edxml:exchange': true,
  'edxml:form': true,
  'edxml:lines': true,
  'edxml:export': true,
  'settings:get': true,
  'settings:set': true,
  'settings:remember-certificate': true,
  'backup:state': true,
  'backup:choose-folder': true,
  'backup:set-rhythm': true,
  'backup:begin': true,
  'retention:state': true,
  'retention:confirm-clock': true,
  'trust:get': true,
  'trust:choose': true,
  'trust:add': true,
  'trust:remove': true,
  'doctor:run': true,
  'doctor:save-report': true,
  'doctor:save-renewals': true,
  'practice:state': true,
  'practice:start': true,
  'practice:leave': true,
  'practice:samples': true,
  'practice:renew-token': true,
  'app:info': true,
};
const events: Record<EventName, true> = {
  'tokens:changed': true,
  'batch:changed': true,
  'queue:changed': true,
  'sync:progress': true,
  'server:changed': true,
  'server:certificate-asked': true,
  'backup:changed': true,
  'trust:changed': true,
  'documents:arrived': true,
  'doctor:result': true,
};

// Typed as always there; absent on Electron before 29.
const lookup: PathLookup | undefined = webUtils;

/** A dropped thing that is no file on disk (a picture from a browser, say). */
const notOnDisk = (name: string): FaultValue => ({
  code: 'file.unreadable',
  vi: appFaults['file.unreadable'].vi.replace('{file}', name),
  en: appFaults['file.unreadable'].en.replace('{file}', name),
});

const invoke: KysoApi['invoke'] = (channel, ...request) => {
  if (!Object.hasOwn(channels, channel)) return Promise.reject(new TypeError('unknown channel'));
  return ipcRenderer.invoke(channel, ...request);
};

const api: KysoApi = {
  invoke,

  on(event, listener) {
    if (!Object.hasOwn(events, event)) throw new TypeError('unknown event');
    const forward = (_: IpcRendererEvent, payload: Parameters<typeof listener>[0]): void => listener(payload);
    ipcRenderer.on(event, forward);
    return () => {
      ipcRenderer.removeListener(event, forward);
    };
  },

  async addFiles(files) {
    const found = files.map((file) => ({ name: file.name, path: pathOf(file, lookup) }));
    const paths = found.flatMap(({ path }) => (path === '' ? [] : [path]));
    const failures = found.flatMap(({ name, path }) => (path === '' ? [{ name, error: notOnDisk(name) }] : []));
    if (paths.length === 0) return { ok: true, value: { documents: [], failures } satisfies Intake };
    const reply = await invoke('documents:add', paths);
    return reply.ok ? { ok: true, value: { ...reply.value, failures: [...reply.value.failures, ...failures] } } : reply;
  },
};

contextBridge.exposeInMainWorld('kyso', api);
