/** Which files the journal knows of each job: what was queued, and what was proved. Run along the journal from its first entry on. */
import { z } from 'zod';
import { rebuiltStep } from './transitions.js';

const addedDetail = z.object({ sha256: z.string() });
const provedDetail = z.object({ signedSha256: z.string() });

interface JobFiles {
  readonly original: string;
  readonly signed: string | null;
}

export class JobFilesReplay {
  readonly #files = new Map<string, JobFiles>();

  /** False where the entry says nothing of the file that it is about. @param detail JSON */
  take(jobId: string, event: string, detail: string): boolean {
    try {
      if (event === 'added')
        this.#files.set(jobId, { original: addedDetail.parse(JSON.parse(detail)).sha256, signed: null });
      const known = this.#files.get(jobId);
      if (event === 'proved' && known)
        this.#files.set(jobId, { ...known, signed: provedDetail.parse(JSON.parse(detail)).signedSha256 });
      // What happened between is lost, another signature perhaps.
      if (event === rebuiltStep.event) this.#files.delete(jobId);
      return true;
    } catch {
      return false;
    }
  }

  /** Whether the job's row names the files that the journal does. */
  fits({ id, original, signed }: { readonly id: string } & JobFiles): boolean {
    const known = this.#files.get(id);
    if (known === undefined) return true;
    return original === known.original && (signed === null || known.signed === null || signed === known.signed);
  }
}
