/** Công tác văn thư in the window: what would be done, the numbers, the start of a batch, its summary, the scanner's folder. */
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { app, dialog } from 'electron';
import { Fault } from '../../contracts/faults/index.js';
import type { Batch } from '../../contracts/ipc.js';
import type { SigningProgress } from '../../contracts/jobs.js';
import type { Operation, RecordOrder } from '../../contracts/records.js';
import type { FileReport } from '../../contracts/verification.js';
import { outcomeOf, type SummaryRow } from '../appearance/batch-summary.js';
import type { HeldDocument } from '../jobs/documents.js';
import { HotFolder } from '../jobs/files/hot-folder.js';
import { dayInVietnam } from '../jobs/records.js';
import type { JobRecord } from '../queue/types.js';
import type { HandlerParts } from './handler-parts.js';
import type { Handlers } from './ipc.js';

type RecordsHandlers = Pick<Handlers, Extract<keyof Handlers, `records:${string}` | `hot-folder:${string}`>>;

/** As a person calls it, in a printed summary. */
const operationNames: Readonly<Record<Operation, string>> = {
  approve: 'Ký duyệt',
  initial: 'Ký nháy',
  issue: 'Phát hành',
  copy: 'Sao văn bản',
  appendix: 'Ký phụ lục',
  incoming: 'Văn bản đến',
  urgency: 'Dấu mức độ khẩn',
};

/** A scanner writes a page in less; a file that has not grown since the last look is whole. */
const hotFolderPaceMs = 2_000;

/** What the summary needs of a batch after its documents have left the window. */
interface KeptOrder {
  readonly order: RecordOrder;
  readonly jobs: readonly JobRecord[];
  readonly subjects: readonly (string | null)[];
}

export interface RecordsHandlerServices {
  readonly held: (id: string) => HeldDocument;
  /** What verification found, or finds now. */
  readonly reportOf: (id: string) => Promise<FileReport>;
  readonly startBatch: (jobs: readonly JobRecord[], certificate: string) => Batch;
  readonly writeDefect: (thrown: unknown) => void;
}

export const recordsHandlers = (parts: HandlerParts, services: RecordsHandlerServices): RecordsHandlers => {
  const { records, workers, documents, presets } = parts;
  const orders = new Map<string, KeptOrder>();
  let hotFolder: HotFolder | null = null;

  return {
    'records:plan': async ({ document, ...request }) => {
      const { info, kept } = services.held(document);
      const report = info.signatures === 0 ? null : await services.reportOf(document);
      const plan = { file: kept, request, presets: presets.value, report, today: dayInVietnam(new Date()) };
      return workers.run('plan-record', plan);
    },
    'records:numbers': ({ operation, year, types }) =>
      records.nextNumbers(operation === 'incoming' ? 'incoming' : 'outgoing', year, types),
    'records:start': async (order) => {
      const chosen = order.items.map(({ document }) => services.held(document));
      const jobs = await records.enter(
        order,
        chosen.map(({ kept, info }) => ({ kept, name: info.name })),
      );
      jobs.forEach((job, i) => {
        const { password } = chosen[i]?.kept ?? {};
        if (password !== undefined) parts.queuePasswords.set(job.id, password);
      });
      parts.send('queue:changed', undefined);
      const batch = services.startBatch(jobs, order.certificate);
      orders.set(batch.id, { order, jobs, subjects: order.items.map(({ choice }) => choice.subject ?? null) });
      return batch;
    },
    'records:save-summary': async (id) => {
      const attempts = [...parts.batches.values()].map(({ session }) => session.batch);
      const asked = attempts.find((batch) => batch.id === id);
      const [kept, window] = [asked && orderBehind(asked, [...orders.values()]), parts.window()];
      if (!kept || !window) throw new Fault('app.request-refused');
      const operation = operationNames[kept.order.operation];
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        title: 'Lưu bảng tổng hợp',
        defaultPath: join(app.getPath('documents'), `tong-hop-${dayInVietnam(new Date())}.pdf`),
        filters: [{ name: 'PDF', extensions: ['pdf'] }],
      });
      if (canceled || !filePath) return false;
      const bytes = await workers.run('render-summary', {
        operation,
        agency: presets.value.office.agency,
        user: parts.user,
        rows: summaryRows(kept, attempts),
        madeAt: new Date(),
      });
      await writeFile(filePath, bytes).catch((cause: unknown) => {
        throw new Fault('output.failed', { dir: dirname(filePath) }, { cause });
      });
      return true;
    },
    'hot-folder:choose': async () => {
      const window = parts.window();
      if (!window) throw new Fault('app.request-refused');
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: 'Chọn thư mục của máy quét',
        properties: ['openDirectory'],
      });
      const [folder] = filePaths;
      if (canceled || folder === undefined) return null;
      await hotFolder?.stop();
      hotFolder = new HotFolder(folder, {
        paceMs: hotFolderPaceMs,
        take: async (paths) => parts.send('documents:arrived', await documents.add(paths)),
        unreadable: services.writeDefect,
      });
      return { name: basename(folder) };
    },
    'hot-folder:stop': async () => {
      await hotFolder?.stop();
      hotFolder = null;
    },
  };
};

/** `05/TTr-SNV`, or what of it is known. */
const shownNumber = (number: number | undefined, notation: string | undefined): string | null =>
  number === undefined ? (notation ?? null) : `${String(number).padStart(2, '0')}${notation ?? ''}`;

/** What failed is tried again in a batch of its own, with the same jobs: the order that they came from. */
const orderBehind = ({ items }: Batch, orders: readonly KeptOrder[]): KeptOrder | undefined => {
  const ids = new Set(items.map(({ id }) => id));
  return orders.find(({ jobs }) => jobs.some(({ id }) => ids.has(id)));
};

/** @param attempts all batches, the oldest first: one table says of each document how it ended, and what failed before. */
const summaryRows = ({ order, jobs, subjects }: KeptOrder, attempts: readonly Batch[]): SummaryRow[] => {
  const progress = new Map<string, SigningProgress[]>();
  for (const item of attempts.flatMap(({ items }) => items)) {
    progress.set(item.id, [...(progress.get(item.id) ?? []), item]);
  }
  return jobs.map((job, i): SummaryRow => {
    const tries = progress.get(job.id) ?? [];
    const choice = order.items[i]?.choice;
    const registered = tries.find((one) => one.registered)?.registered;
    return {
      name: job.fileName,
      number: registered?.number ?? shownNumber(choice?.number, choice?.notation),
      subject: subjects[i] ?? null,
      ...outcomeOf(tries),
    };
  });
};
