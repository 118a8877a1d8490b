/** What the journal says of its own losses: each time that the queue was put together again. Run along it from its first entry on. */
import { z } from 'zod';

const rebuiltDetail = z.object({ restored: z.string().optional(), found: z.number(), known: z.number() });

/** The entries `found + 1` to `known` are lost; of a restored backup nobody knows how many came after it. */
export interface JournalRebuild {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly restored: boolean;
  readonly found: number;
  readonly known: number;
}

export class RebuildReplay {
  readonly rebuilds: JournalRebuild[] = [];

  /** False where the entry does not say what was lost. @param detail JSON */
  take({ at, detail }: { readonly at: string; readonly detail: string }): boolean {
    try {
      const { restored, found, known } = rebuiltDetail.parse(JSON.parse(detail));
      this.rebuilds.push({ at, restored: restored !== undefined, found, known });
      return true;
    } catch {
      return false;
    }
  }
}
