/** Evidence packs in the window: where they go, what is made, and which ones this computer has. */
import { randomBytes } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { type BrowserWindow, dialog, shell } from 'electron';
import { Fault } from '../../contracts/faults/index.js';
import type { Pack } from '../../contracts/ipc.js';
import { spelledOut } from '../../contracts/shown-text.js';
import { deleteEvidencePack, makeEvidencePack, stateOfPack } from '../jobs/batch/keep-evidence.js';
import type { HeldDocument } from '../jobs/documents.js';
import { verifyForKeeping } from '../jobs/verify-document.js';
import type { KeptPack } from '../queue/types.js';
import type { HandlerParts } from './handler-parts.js';
import type { Handlers } from './ipc.js';

type EvidenceHandlers = Pick<Handlers, Extract<keyof Handlers, `evidence:${string}`>>;
type EvidenceParts = Pick<
  HandlerParts,
  'window' | 'documents' | 'workers' | 'network' | 'verifications' | 'queue' | 'folders'
>;

/** More than anybody scrolls through; the window says how many more there are. */
const mostListed = 2000;

const asListed = ({ packSha256, fileName, path, madeAt }: KeptPack): Pack => ({
  id: packSha256,
  name: basename(path),
  folder: dirname(path),
  document: fileName,
  madeAt,
});

const confirmDeletion = async (window: BrowserWindow | null, { path, fileName }: KeptPack): Promise<boolean> => {
  const question: Electron.MessageBoxOptions = {
    type: 'warning',
    title: 'Xóa hồ sơ chứng cứ',
    message: `Xóa hẳn hồ sơ chứng cứ của “${spelledOut(fileName)}”?`,
    detail: `${spelledOut(path)}\n\nKhông lấy lại được hồ sơ đã xóa. Việc xóa được ghi vào nhật ký.`,
    buttons: ['Hủy', 'Xóa hồ sơ'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const { response } = window ? await dialog.showMessageBox(window, question) : await dialog.showMessageBox(question);
  return response === 1;
};

/** @param held the document, or a fault where the window has it no more */
export const evidenceHandlers = (parts: EvidenceParts, held: (id: string) => HeldDocument): EvidenceHandlers => {
  const { workers, network, verifications, queue } = parts;
  /** Folders that the person chose since the application started; the window knows them by these names alone. */
  const chosen = new Map<string, string>();
  const packOf = async (id: string): Promise<KeptPack> => {
    const pack = await queue.packOf(id);
    if (pack === null) throw new Fault('app.request-refused');
    return pack;
  };
  return {
    'evidence:choose-folder': async () => {
      const window = parts.window();
      if (!window) throw new Fault('app.request-refused');
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: 'Chọn thư mục lưu hồ sơ chứng cứ',
        buttonLabel: 'Lưu vào đây',
        properties: ['openDirectory', 'createDirectory'],
      });
      const [path] = filePaths;
      if (canceled || path === undefined) return null;
      const id = randomBytes(16).toString('hex');
      chosen.set(id, path);
      return { id, name: basename(path) || path };
    },
    'evidence:make': async ({ document, folder }) => {
      const directory = chosen.get(folder);
      if (directory === undefined) throw new Fault('app.request-refused');
      const { info, kept: file } = held(document);
      const { path, password } = file;
      const at = new Date();
      const order = { path, password, name: info.name, crls: [], at, details: true };
      const { report, kept } = await verifyForKeeping(workers, order, network);
      // What nobody could look into is no evidence of anything.
      if (kept === null || report.error) {
        throw report.error ? Fault.from(report.error) : new Fault('file.missing', { file: info.name });
      }
      const pack = { path, name: info.name, report, kept, at, madeAt: new Date() };
      const made = await makeEvidencePack(pack, { work: parts.folders.work, directory }, workers, queue);
      if (parts.documents.get(document)) verifications.set(document, { report, at });
      return { name: basename(made), report };
    },
    'evidence:list': async () => {
      const { packs, total } = await queue.packs(mostListed);
      return { packs: packs.map(asListed), total };
    },
    'evidence:state': async (id) => stateOfPack(await packOf(id), workers),
    'evidence:show': async (id) => {
      shell.showItemInFolder((await packOf(id)).path);
    },
    'evidence:delete': async (id) => {
      const pack = await packOf(id);
      if (!(await confirmDeletion(parts.window(), pack))) return false;
      await deleteEvidencePack(pack.path, workers, queue);
      return true;
    },
    'evidence:forget': async (id) => {
      await queue.forgetPack(id);
    },
  };
};
