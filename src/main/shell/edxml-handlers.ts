/** edXML packages in the window: taken in by hand, exchanged by folders, and made of signed documents. */
import { randomBytes } from 'node:crypto';
import { join, parse } from 'node:path';
import { dialog } from 'electron';
import type { SyncLine } from '../../contracts/cli.js';
import { draftOfForm, type ExchangeState } from '../../contracts/edxml-window.js';
import { Fault } from '../../contracts/faults/index.js';
import type { SyncSummary } from '../../contracts/ipc.js';
import { requireOwnFolders } from '../jobs/edxml-exchange.js';
import { formFor } from '../jobs/edxml-form.js';
import { attachmentFileName } from '../sync/edxml/attachment-name.js';
import type { HandlerParts } from './handler-parts.js';
import type { Handlers } from './ipc.js';

type EdxmlHandlers = Pick<Handlers, Extract<keyof Handlers, `edxml:${string}`>>;

const titles = {
  inbox: 'Chọn thư mục gói edXML đến',
  outbox: 'Chọn thư mục gói edXML đi',
} as const;

const add = (summary: SyncSummary, line: SyncLine): void => {
  if (line.error) summary.failures.push({ title: line.title, error: line.error });
  else if (line.status === 'acknowledged') summary.acknowledged += 1;
  else if (line.status === 'recalled' || line.status === 'replaced') summary.recalled += 1;
  else if (line.direction === 'upload') summary.uploaded += 1;
  else if (line.direction === 'download' && line.status === 'done') summary.downloaded += 1;
};

export const edxmlHandlers = (
  parts: Pick<HandlerParts, 'window' | 'queue' | 'settings' | 'exchange' | 'checkReceived' | 'send'>,
): EdxmlHandlers => {
  const { exchange, queue, settings } = parts;

  const state = (): ExchangeState => {
    const { inbox, outbox, own } = exchange.terms;
    return { inbox, outbox, organId: own.organId ?? null };
  };
  const parent = () => {
    const window = parts.window();
    if (!window) throw new Fault('app.request-refused');
    return window;
  };
  const run = async (sends: boolean): Promise<SyncSummary> => {
    const summary: SyncSummary = { downloaded: 0, uploaded: 0, acknowledged: 0, recalled: 0, failures: [] };
    try {
      for await (const line of exchange.run(sends, (progress) => parts.send('sync:progress', progress)))
        add(summary, line);
      await parts.checkReceived();
      return summary;
    } finally {
      parts.send('sync:progress', null);
      parts.send('queue:changed', undefined);
    }
  };

  /** A name that no other package has: the same document may leave again, changed or taken back. */
  const outboxPath = (name: string): string =>
    join(exchange.terms.outbox, `${parse(name).name}-${randomBytes(4).toString('hex')}.edxml`);

  const chosenFile = async (name: string): Promise<string | null> => {
    const { canceled, filePath } = await dialog.showSaveDialog(parent(), {
      title: 'Lưu gói edXML',
      defaultPath: join(exchange.terms.outbox, `${parse(name).name}.edxml`),
      filters: [{ name: 'Gói edXML', extensions: ['edxml'] }],
    });
    return canceled || !filePath ? null : filePath;
  };

  return {
    'edxml:state': state,
    'edxml:choose-folder': async (which) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(parent(), {
        title: titles[which],
        properties: ['openDirectory', 'createDirectory'],
      });
      const [folder] = filePaths;
      if (!canceled && folder !== undefined) {
        requireOwnFolders({ ...exchange.terms, [which]: folder });
        await settings.update({ edxml: { ...settings.value.edxml, [which]: folder } });
      }
      return state();
    },
    'edxml:forget-folders': async () => {
      await settings.update({ edxml: { ...settings.value.edxml, inbox: null, outbox: null } });
      return state();
    },
    'edxml:set-office': async (organId) => {
      await settings.update({ edxml: { ...settings.value.edxml, organId } });
      return state();
    },
    'edxml:take-in': async () => {
      const { canceled, filePaths } = await dialog.showOpenDialog(parent(), {
        title: 'Nhận gói edXML',
        filters: [{ name: 'Gói edXML', extensions: ['edxml', 'xml'] }],
        properties: ['openFile', 'multiSelections'],
      });
      if (canceled || filePaths.length === 0) return null;
      const files = await exchange.takeIn(filePaths);
      return { files: [...files], summary: await run(false) };
    },
    'edxml:exchange': () => run(true),
    'edxml:form': async (id) => {
      const job = await queue.get(id);
      const { own } = exchange.terms;
      const factsOf = (serverId: string) => exchange.factsOf(serverId);
      const form = await formFor(job, { queue, factsOf, offices: () => exchange.offices(), own });
      const line = (await exchange.lines()).get(job.sha256) ?? null;
      return { form, line, outbox: settings.value.edxml.outbox };
    },
    'edxml:lines': async () => [...(await exchange.lines())].map(([document, line]) => ({ document, line })),
    'edxml:export': async ({ job: id, form, into }) => {
      const { signedPath, signedSha256, fileName, sha256 } = await queue.get(id);
      if (signedPath === null || signedSha256 === null) throw new Fault('edxml.not-signed');
      const name = attachmentFileName(fileName);
      const target = into === 'outbox' ? outboxPath(name) : await chosenFile(name);
      if (target === null) return null;
      const file = { path: signedPath, name, sha256: signedSha256, original: sha256 };
      return exchange.write(draftOfForm(form), file, target);
    },
  };
};
