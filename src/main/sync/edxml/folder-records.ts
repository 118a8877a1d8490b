/**
 * What this computer remembers of documents that came in packages: that they are here, what they said, what was answered;
 * and of packages that were made here: who gets them.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { businessSchema, organizationSchema, type PackageFacts, packageFactsSchema } from '../../../contracts/edxml.js';
import { Fault } from '../../../contracts/faults/index.js';
import { receiptSchema } from '../../../contracts/provincial-api.js';
import { type Found, foundSchema } from './look.js';
import { type Pieces, writeNewFile } from './new-file.js';

const answerSchema = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('sent'), key: z.string(), receipt: receiptSchema }),
  z.object({ answer: z.literal('rejected'), key: z.string() }),
]);
export type AnswerRecord = z.infer<typeof answerSchema>;

const sentSchema = z.object({
  /** SHA-256 of the document as it was before it was signed. */
  document: z.string(),
  documentId: z.string(),
  from: organizationSchema,
  to: z.array(organizationSchema),
  business: businessSchema,
  /** ISO 8601 UTC. */
  at: z.string(),
});
/** A package that was made of a document here. */
export type SentPackage = z.infer<typeof sentSchema>;

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

  keepSent(sent: SentPackage): Promise<void> {
    return this.#keep(this.#sentName(sent), sent);
  }

  /** Every package that was made here, the oldest first. Fault `file.unreadable`. */
  async sent(): Promise<readonly SentPackage[]> {
    const names = (await readdir(this.folder).catch(() => [])).filter((name) => name.endsWith('.sent.json'));
    const all = await Promise.all(names.map((name) => this.#read(name, sentSchema)));
    return all.filter((one) => one !== null).sort((a, b) => a.at.localeCompare(b.at));
  }

  async forgetSent(sent: SentPackage): Promise<void> {
    await rm(join(this.folder, this.#sentName(sent)), { force: true });
  }

  #sentName({ document, documentId, business, at }: SentPackage): string {
    const key = createHash('sha256').update([document, documentId, business.kind, at].join('\0')).digest('hex');
    return `${key.slice(0, 32)}.sent.json`;
  }

  /** What a file of the store says; by its name, which is the hash of its content. */
  async found(name: string): Promise<Found | null> {
    // What is damaged is looked up again.
    return this.#read(`${name}.found.json`, foundSchema).catch(() => null);
  }

  keepFound(name: string, found: Found): Promise<void> {
    return this.#keep(`${name}.found.json`, found);
  }

  async forgetFound(name: string): Promise<void> {
    await rm(join(this.folder, `${name}.found.json`), { force: true });
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
