/** The doctor in the window: one run at a time, its report to copy and to save, and the list of renewals. */
import { writeFile } from 'node:fs/promises';
import { extname, join, parse } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import type { ShownReport } from '../../contracts/doctor.js';
import { Fault } from '../../contracts/faults/index.js';
import type { EventName, EventPayload } from '../../contracts/ipc.js';
import { type DoctorParts, type Examination, examine } from '../jobs/doctor/doctor.js';
import { personHere, reducedReport } from '../jobs/doctor/reduce.js';
import { dueForRenewal, renewalList } from '../jobs/doctor/renewals.js';
import { reportText } from '../jobs/doctor/report-text.js';
import type { Handlers } from './ipc.js';

type DoctorHandlers = Pick<Handlers, Extract<keyof Handlers, `doctor:${string}`>>;

interface WindowParts {
  readonly window: () => BrowserWindow | null;
  readonly send: <N extends EventName>(name: N, payload: EventPayload<N>) => void;
}

const shown = ({ report }: Examination): ShownReport => {
  const reduced = reducedReport(report, personHere());
  return { ...report, text: { vi: reportText(reduced, 'vi'), en: reportText(reduced, 'en') } };
};

export const doctorHandlers = ({ window, send }: WindowParts, parts: DoctorParts): DoctorHandlers => {
  let underway: Promise<Examination> | undefined;
  let last: Examination | undefined;

  const run = async (): Promise<Examination> => {
    last = await examine(parts, (result) => send('doctor:result', result));
    return last;
  };
  /** Asks where to; false where the person does not want it after all. */
  const save = async (options: Electron.SaveDialogOptions, content: (path: string) => string): Promise<boolean> => {
    const owner = window();
    if (!owner) throw new Fault('app.request-refused');
    const { canceled, filePath } = await dialog.showSaveDialog(owner, options);
    if (canceled || !filePath) return false;
    await writeFile(filePath, content(filePath)).catch((cause: unknown) => {
      throw new Fault('output.failed', { dir: parse(filePath).dir }, { cause });
    });
    return true;
  };
  const found = (): Examination => {
    if (!last) throw new Fault('app.request-refused');
    return last;
  };

  return {
    'doctor:run': async () => {
      underway ??= run().finally(() => {
        underway = undefined;
      });
      return shown(await underway);
    },
    'doctor:save-report': () => {
      const report = reducedReport(found().report, personHere());
      return save(
        {
          title: 'Lưu báo cáo kiểm tra máy',
          defaultPath: join(app.getPath('documents'), 'kiem-tra-may.json'),
          filters: [
            { name: 'JSON', extensions: ['json'] },
            { name: 'Văn bản thuần', extensions: ['txt'] },
          ],
        },
        (path) =>
          extname(path).toLowerCase() === '.txt' ? reportText(report, 'vi') : `${JSON.stringify(report, null, 2)}\n`,
      );
    },
    'doctor:save-renewals': () => {
      const due = dueForRenewal(found().identities, new Date());
      return save(
        {
          title: 'Lưu danh sách đề nghị gia hạn',
          defaultPath: join(app.getPath('documents'), 'de-nghi-gia-han.csv'),
          filters: [{ name: 'Bảng tính CSV', extensions: ['csv'] }],
        },
        () => renewalList(due),
      );
    },
  };
};
