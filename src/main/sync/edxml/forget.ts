/** What was taken in, and what is remembered of packages, goes with the documents that are deleted themselves (NĐ 13/2023). */
import { rm } from 'node:fs/promises';
import { parse } from 'node:path';
import type { FolderRecords } from './folder-records.js';
import type { ReadFile } from './inbox.js';
import type { PdfFacts } from './look.js';
import { plain, subjectsOf } from './standing.js';

/** Of these SHA-256 those of documents whose data is kept. */
export type KeptOf = (documents: string[]) => Promise<ReadonlySet<string>>;

/** A status may come before its document; what speaks of none for so long speaks of none that will come. */
const strayMs = 30 * 86_400_000;

const pdfsOf = ({ found }: ReadFile): readonly PdfFacts[] => (found.kind === 'document' ? found.pdfs : []);

export interface Forgetting {
  /** What stands in the store, and nothing else. */
  readonly files: readonly ReadFile[];
  readonly records: FolderRecords;
  readonly keptOf: KeptOf;
  readonly now: Date;
}

const remove = async ({ file }: ReadFile, records: FolderRecords): Promise<void> => {
  await rm(file, { force: true });
  await records.forgetFound(parse(file).name);
};

/** Faults: `file.unreadable`, `output.failed`; what `keptOf` throws passes through. */
export const forget = async ({ files, records, keptOf, now }: Forgetting): Promise<void> => {
  const sent = await records.sent();
  const hashes = [
    ...files.flatMap((file) => pdfsOf(file).map(({ sha256 }) => sha256)),
    ...sent.map((one) => one.document),
  ];
  const kept = await keptOf([...new Set(hashes)]);
  const isOver = async (file: ReadFile): Promise<boolean> => {
    // One that was never asked for is still to come into the queue.
    for (const { id, sha256 } of pdfsOf(file)) if (kept.has(sha256) || (await records.facts(id)) === null) return false;
    return true;
  };
  /** What is still spoken of, and what was until now. */
  const [staying, leaving] = [new Set<string>(), new Set<string>()];
  const messages: ReadFile[] = [];
  for (const file of files) {
    const pdfs = pdfsOf(file);
    if (pdfs.length === 0) {
      messages.push(file);
      continue;
    }
    const over = await isOver(file);
    for (const subject of subjectsOf(file.found)) (over ? leaving : staying).add(subject);
    if (!over) continue;
    await remove(file, records);
    for (const { id } of pdfs) await records.forgetFacts(id);
  }
  for (const one of sent) {
    const over = !kept.has(one.document);
    (over ? leaving : staying).add(plain(one.documentId));
    if (over) await records.forgetSent(one);
  }
  const before = new Date(now.getTime() - strayMs).toISOString();
  for (const message of messages) {
    const subjects = subjectsOf(message.found);
    if (subjects.some((subject) => staying.has(subject))) continue;
    if (subjects.some((subject) => leaving.has(subject)) || message.arrivedAt < before) await remove(message, records);
  }
};
