/** Backups in the window: where they go, how often, and one at once. */
import { dialog } from 'electron';
import { Fault } from '../../contracts/faults/index.js';
import type { HandlerParts } from './handler-parts.js';
import type { Handlers } from './ipc.js';

type BackupHandlers = Pick<Handlers, Extract<keyof Handlers, `backup:${string}`>>;

export const backupHandlers = ({ backups, window }: Pick<HandlerParts, 'backups' | 'window'>): BackupHandlers => ({
  'backup:state': () => backups.state(),
  'backup:choose-folder': async () => {
    const parent = window();
    if (!parent) throw new Fault('app.request-refused');
    const { canceled, filePaths } = await dialog.showOpenDialog(parent, {
      title: 'Chọn nơi sao lưu (ổ đĩa khác hoặc thư mục chia sẻ)',
      properties: ['openDirectory', 'createDirectory'],
    });
    const [folder] = filePaths;
    if (!canceled && folder !== undefined) await backups.choose(folder);
    return backups.state();
  },
  'backup:set-rhythm': async (every) => {
    await backups.setRhythm(every);
    return backups.state();
  },
  'backup:begin': async () => {
    await backups.begin();
    return backups.state();
  },
});
