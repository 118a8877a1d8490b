/** What an office sets, in the window: kept, carried to other computers, and its pictures. */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { app, dialog } from 'electron';
import { Fault } from '../../contracts/faults/index.js';
import { type PresetImageUse, readPresetImage } from '../jobs/preset-image.js';
import { importPresets, presetsText } from '../jobs/presets-file.js';
import { lintPicture } from '../records/lint.js';
import type { HandlerParts } from './handler-parts.js';
import type { Handlers } from './ipc.js';

type PresetsHandlers = Pick<Handlers, Extract<keyof Handlers, `presets:${string}`>>;

const fileName = 'thiet-lap-van-thu.json';
const fileFilter = { name: 'Thiết lập văn thư', extensions: ['json'] };

const imageTitle: Readonly<Record<PresetImageUse, string>> = {
  seal: 'Chọn hình con dấu',
  signature: 'Chọn hình chữ ký',
  initials: 'Chọn hình chữ ký nháy',
};

export const presetsHandlers = (parts: Pick<HandlerParts, 'window' | 'presets'>): PresetsHandlers => {
  const { presets } = parts;
  const chooseFile = async (title: string, filter: Electron.FileFilter): Promise<string | null> => {
    const window = parts.window();
    if (!window) throw new Fault('app.request-refused');
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title,
      filters: [filter],
      properties: ['openFile'],
    });
    return canceled ? null : (filePaths[0] ?? null);
  };
  return {
    // A document that has just been issued may still be teaching where its marks belong.
    'presets:get': () => presets.settled(),
    'presets:set': (next) => presets.set(next),
    'presets:trouble': () => presets.trouble,
    'presets:choose-image': async (use) => {
      const path = await chooseFile(imageTitle[use], { name: 'Hình PNG', extensions: ['png'] });
      if (path === null) return null;
      const { image, facts } = await readPresetImage(path, use);
      return { image, remarks: lintPicture(use, facts) };
    },
    'presets:export': async () => {
      const window = parts.window();
      if (!window) throw new Fault('app.request-refused');
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        title: 'Xuất thiết lập văn thư',
        defaultPath: join(app.getPath('documents'), fileName),
        filters: [fileFilter],
      });
      if (canceled || !filePath) return false;
      await writeFile(filePath, presetsText(presets.value)).catch((cause: unknown) => {
        throw new Fault('output.failed', { dir: dirname(filePath) }, { cause });
      });
      return true;
    },
    'presets:import': async () => {
      const path = await chooseFile('Nhập thiết lập văn thư', fileFilter);
      return path === null ? null : importPresets(path);
    },
  };
};
