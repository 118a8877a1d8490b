/** What this computer remembers of documents that came in packages: that they are here, what they said, what was answered. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type PackageFacts, packageFactsSchema } from '../../../contracts/edxml.js';
import { Fault } from '../../../contracts/faults/index.js';
import { receiptSchema } from '../../../contracts/provincial-api.js';
import { type Pieces, writeNewFile } from './new-file.js';

const answerSchema = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('sent'), key: z.string(), receipt: receiptSchema }),
  z.object({ answer: z.literal('rejected'), key: z.string() }),
]);
export type AnswerRecord = z.infer<typeof answerSchema>;

/** True where it was written now, false where it stood there already. Fault `output.failed`. */
export const writeOnce = async (path: string, pieces: Pieces): Promise<boolean> => {
  try {
    await writeNewFile(path, pieces);
    return true;
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'edxml.file-exists') return false;
    throw thrown;
  }
};

export class FolderRecords {
  /** @param folder absolute; of this computer alone */
  constructor(private readonly folder: string) {}

  answer(id: string): Promise<AnswerRecord | null> {
    return this.#read(`${id}.json`, answerSchema);
  }

  keepAnswer(id: string, record: AnswerRecord): Promise<void> {
    return this.#keep(`${id}.json`, record);
  }

  /** What the package of a document that was taken in said. */
  facts(id: string): Promise<PackageFacts | null> {
    return this.#read(`${id}.facts.json`, packageFactsSchema);
  }

  keepFacts(id: string, facts: PackageFacts): Promise<void> {
    return this.#keep(`${id}.facts.json`, facts);
  }

  async forgetFacts(id: string): Promise<void> {
    await rm(join(this.folder, `${id}.facts.json`), { force: true });
  }

  /** Whether a status was written already; `key`: letters that a file name may have. */
  async wasTold(key: string): Promise<boolean> {
    return (await this.#read(`${key}.status.json`, z.object({}))) !== null;
  }

  keepTold(key: string): Promise<void> {
    return this.#keep(`${key}.status.json`, {});
  }

  async #read<T>(name: string, schema: z.ZodType<T>): Promise<T | null> {
    const path = join(this.folder, name);
    const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
      throw new Fault('file.unreadable', { file: path }, { cause: thrown });
    });
    return text === null ? null : schema.parse(JSON.parse(text));
  }

  async #keep(name: string, record: object): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeOnce(join(this.folder, name), [JSON.stringify(record)]);
  }
}
