/**
 * Which files the journal knows of each job, what was queued and what was proved, and of which server it is. Run along
 * the journal from its first entry on.
 */
import { z } from 'zod';
import { rebuiltStep } from '../transitions.js';

const addedDetail = z.object({ sha256: z.string(), of: z.string().optional() });
const provedDetail = z.object({ signedSha256: z.string() });

interface JobFiles {
  readonly original: string;
  readonly signed: string | null;
}

interface Known extends JobFiles {
  /** Undefined where the entry does not say. */
  readonly server: string | undefined;
}

export class JobFilesReplay {
  readonly #files = new Map<string, Known>();

  /** False where the entry says nothing of the file that it is about. @param detail JSON */
  take(jobId: string, event: string, detail: string): boolean {
    try {
      if (event === 'added') {
        const { sha256, of } = addedDetail.parse(JSON.parse(detail));
        this.#files.set(jobId, { original: sha256, signed: null, server: of });
      }
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

  /** Whether the job's row names the files that the journal does, and the server. */
  fits({ id, original, signed, server }: { readonly id: string; readonly server: string } & JobFiles): boolean {
    const known = this.#files.get(id);
    if (known === undefined) return true;
    if (known.server !== undefined && known.server !== server) return false;
    return original === known.original && (signed === null || known.signed === null || signed === known.signed);
  }
}
