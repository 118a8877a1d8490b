/** Making and deleting evidence packs of verified files, each of which the journal records (NĐ 23/2025 Đ.17(2)). */
import { randomBytes, randomUUID } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';
import type { PackState } from '../../../contracts/ipc.js';
import type { KeptPack, Queue } from '../../queue/types.js';
import type { DocumentTasks } from '../document-tasks.js';
import type { DocumentWorkers } from '../document-workers.js';
import { deliver } from '../files/delivery.js';

type PackOrder = DocumentTasks['pack-evidence']['request'];

/** Where packs are made and put. */
export interface PackPlace {
  /** A private folder for files under construction (absolute). */
  readonly work: string;
  /** Absolute. */
  readonly directory: string;
}

/**
 * Puts the pack of a verified file into the place under the first free name after the file's, and records it; one that
 * cannot be recorded does not stay. Returns its absolute path. Faults: those of the task, `output.failed`, `queue.*`.
 */
export const makeEvidencePack = async (
  order: Omit<PackOrder, 'target'>,
  { work, directory }: PackPlace,
  workers: DocumentWorkers,
  queue: Queue,
): Promise<string> => {
  const target = join(work, `${randomUUID()}.zip`);
  try {
    const { sha256: packSha256, size } = await workers.run('pack-evidence', { ...order, target });
    const path = await deliver(target, directory, order.name, 'evidence');
    const { sha256: fileSha256 } = order.kept;
    try {
      await queue.recordPack({
        event: 'evidence-pack-made',
        fileSha256,
        packSha256,
        fileName: order.name,
        path,
        size,
      });
      return path;
    } catch (thrown) {
      await rm(path, { force: true });
      throw thrown;
    }
  } finally {
    await rm(target, { force: true }).catch(() => undefined);
  }
};

/** A name that is free, that a disk takes however long the pack's own is, and from which the pack is known again. */
const goingName = (file: string): string => {
  const letters = [...file];
  while (Buffer.byteLength(letters.join('')) > 200) letters.pop();
  return `${letters.join('')}.${randomBytes(4).toString('hex')}.deleted`;
};

/**
 * Deletes a pack that this computer's journal knows, and records that. Any other file is left alone.
 * @param pack absolute
 * @throws Fault `file.missing`, `file.unreadable`, `verification.pack-unknown`, `verification.pack-not-deleted`, `queue.*`
 */
export const deleteEvidencePack = async (pack: string, workers: DocumentWorkers, queue: Queue): Promise<void> => {
  const file = basename(pack);
  const { sha256: packSha256 } = await workers.run('hash', { path: pack, name: file });
  const fileSha256 = await queue.fileOfPack(packSha256);
  if (fileSha256 === null) throw new Fault('verification.pack-unknown', { file });
  const failed = (cause: unknown): never => {
    throw new Fault('verification.pack-not-deleted', { file }, { cause });
  };
  // Whoever may rename it may delete it: the journal is not to tell of a deletion that then fails.
  const going = join(dirname(pack), goingName(file));
  await rename(pack, going).catch(failed);
  try {
    await queue.recordPack({ event: 'evidence-pack-deleted', fileSha256, packSha256 });
  } catch (thrown) {
    await rename(going, pack).catch(failed);
    throw thrown;
  }
  await rm(going).catch(failed);
};

/** Whether a pack is still where it was put, and still what it was. Its bytes are read only where it has its size. */
export const stateOfPack = async (pack: KeptPack, workers: DocumentWorkers): Promise<PackState> => {
  const found = await stat(pack.path).catch(() => null);
  if (found === null) return 'missing';
  if (found.size !== pack.size) return 'changed';
  const kept = await workers.run('hash', { path: pack.path, name: basename(pack.path) });
  return kept.sha256 === pack.packSha256 ? 'there' : 'changed';
};
