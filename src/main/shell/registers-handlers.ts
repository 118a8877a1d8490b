/** Sổ văn bản in the window: what the queue knows of numbers and registers, with the names that people know. */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { app, dialog } from 'electron';
import { Fault } from '../../contracts/faults/index.js';
import type { EntryHistory } from '../../contracts/register-history.js';
import type { RegisterYear, ShownEntry, ShownSeries } from '../../contracts/registers-window.js';
import { registerTable, wholeRegister } from '../jobs/register-table.js';
import type { HandlerParts } from './handler-parts.js';
import type { Handlers } from './ipc.js';
import { officeSeries } from './office-series.js';

type RegistersHandlers = Pick<Handlers, Extract<keyof Handlers, `registers:${string}`>>;

const exportNames = { outgoing: 'so-van-ban-di', incoming: 'so-van-ban-den' } as const;

export const registersHandlers = (
  parts: Pick<HandlerParts, 'window' | 'queue' | 'presets' | 'send' | 'user'>,
): RegistersHandlers => {
  const { queue, presets, user } = parts;

  const nameOf = (direction: RegisterYear['direction'], id: string): string | null =>
    direction === 'incoming' ? null : (presets.value.office.series.find((one) => one.id === id)?.name ?? null);

  /** Those of the office first, then what only numbers tell of. */
  const seriesIds = ({ direction }: RegisterYear, begun: readonly string[]): string[] => [
    ...new Set([...officeSeries(presets.value, direction).map(({ id }) => id), ...begun]),
  ];

  const shown = async (history: EntryHistory): Promise<ShownEntry> => {
    const [[found], job] = await Promise.all([
      queue.fileNamesOf([history.entry.documentSha256]),
      queue.jobOfEntry(history.entry),
    ]);
    return { ...history, fileName: found?.fileName ?? null, job };
  };

  return {
    'registers:overview': async (register) => {
      const { series: begun, types } = await queue.registerParts(register);
      const series: ShownSeries[] = [];
      for (const id of seriesIds(register, begun)) {
        const key = { ...register, series: id };
        const [integrity, next, unconfirmed] = await Promise.all([
          queue.integrityOf(key),
          queue.nextNumber(key),
          queue.isUnconfirmed(key),
        ]);
        series.push({ id, name: nameOf(register.direction, id), next, unconfirmed, integrity });
      }
      return { series, types };
    },
    'registers:list': (filter) => queue.registerPage(filter),
    'registers:entry': async (key) => shown(await queue.registerEntry(key)),
    'registers:change': async (change) => {
      const changed = await shown(await queue.changeEntry({ ...change, user }));
      parts.send('queue:changed', undefined);
      return changed;
    },
    'registers:amend': async (amendment) => {
      const amended = await shown(await queue.amendEntry({ ...amendment, user }));
      parts.send('queue:changed', undefined);
      return amended;
    },
    'registers:held': async () => {
      const held = await queue.heldNumbers();
      const names = await queue.fileNamesOf(held.map(({ documentSha256 }) => documentSha256));
      const files = new Map(names.map(({ documentSha256, fileName }) => [documentSha256, fileName]));
      return held.map((one) => ({
        ...one,
        fileName: files.get(one.documentSha256) ?? null,
        seriesName: nameOf(one.direction, one.series),
      }));
    },
    'registers:release': async (order) => {
      await queue.releaseNumbers({ ...order, user });
      parts.send('queue:changed', undefined);
    },
    'registers:start-series': async (start) => {
      await queue.startSeries({ ...start, user });
      parts.send('queue:changed', undefined);
    },
    'registers:confirm-series': async (confirmation) => {
      await queue.confirmSeries({ ...confirmation, user });
      parts.send('queue:changed', undefined);
    },
    'registers:export': async (register) => {
      const window = parts.window();
      if (!window) throw new Fault('app.request-refused');
      const name = [
        exportNames[register.direction],
        String(register.year),
        ...(register.series ? [register.series] : []),
      ];
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        title: 'Xuất sổ văn bản',
        defaultPath: join(app.getPath('documents'), `${name.join('-')}.csv`),
        filters: [{ name: 'Bảng tính CSV', extensions: ['csv'] }],
      });
      if (canceled || !filePath) return false;
      const table = registerTable(register.direction, await wholeRegister(queue, register));
      await writeFile(filePath, table).catch((cause: unknown) => {
        throw new Fault('output.failed', { dir: dirname(filePath) }, { cause });
      });
      return true;
    },
  };
};
