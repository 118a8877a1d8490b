/** The results of a long verification, one line each, from which a run that was broken off goes on. */
import { closeSync, createReadStream, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { Fault } from '../../contracts/faults/index.js';
import { type FileReport, type Verdict, verdictSchema } from '../../contracts/verification.js';
import type { NamedFile } from './files-to-verify.js';

/** Which file it was: another one under the same name is verified anew. */
const entrySchema = z.object({
  path: z.string(),
  size: z.number(),
  /** Milliseconds since 1970. */
  modified: z.number(),
  verdict: verdictSchema,
});
type Identity = Pick<z.infer<typeof entrySchema>, 'size' | 'modified'>;

const readEntry = (line: string): z.infer<typeof entrySchema> | null => {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
};

const NEWLINE = 0x0a;

/** A line that was being written when the run ended is taken away. */
const endAtLine = (descriptor: number): void => {
  const part = Buffer.alloc(64 * 1024);
  for (let end = fstatSync(descriptor).size; end > 0; ) {
    const start = Math.max(0, end - part.length);
    const at = part.subarray(0, readSync(descriptor, part, 0, end - start, start)).lastIndexOf(NEWLINE);
    if (at >= 0) ftruncateSync(descriptor, start + at + 1);
    else if (start === 0) ftruncateSync(descriptor, 0);
    end = at >= 0 ? 0 : start;
  }
};

export class VerificationLog {
  private constructor(
    private readonly descriptor: number,
    private readonly known: ReadonlyMap<string, Identity & { readonly verdict: Verdict }>,
  ) {}

  /** Opens the log at `file`, or begins it. Fault `output.failed`. */
  static async open(file: string): Promise<VerificationLog> {
    const path = resolve(file);
    try {
      const descriptor = openSync(path, 'a+', 0o600);
      endAtLine(descriptor);
      const known = new Map<string, Identity & { readonly verdict: Verdict }>();
      for await (const line of createInterface({ input: createReadStream(path) })) {
        const entry = readEntry(line);
        if (entry) known.set(entry.path, { size: entry.size, modified: entry.modified, verdict: entry.verdict });
      }
      return new VerificationLog(descriptor, known);
    } catch (cause) {
      throw new Fault('output.failed', { dir: dirname(path) }, { cause });
    }
  }

  /** The verdict that stands in the log for this very file; null where it has to be verified. */
  async verdictOf({ path }: NamedFile): Promise<Verdict | null> {
    const entry = this.known.get(path);
    if (entry === undefined) return null;
    const now = await identityOf(path);
    return now?.size === entry.size && now.modified === entry.modified ? entry.verdict : null;
  }

  /** Adds a result; one of a file that is not there is not kept, as it may come. */
  async add({ path }: NamedFile, report: FileReport): Promise<void> {
    const identity = await identityOf(path);
    if (identity === null) return;
    writeSync(this.descriptor, `${JSON.stringify({ path, ...identity, ...report })}\n`);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

const identityOf = async (path: string): Promise<Identity | null> => {
  const found = await stat(path).catch(() => null);
  return found && { size: found.size, modified: found.mtimeMs };
};
