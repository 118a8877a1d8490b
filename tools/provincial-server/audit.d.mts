import type { Database } from 'better-sqlite3';

export interface Who {
  readonly user: string;
  readonly address: string;
}

export class Audit {
  constructor(database: Database, clock: () => number);
  record(entry: { who: Who; action: string; documentId?: string; detail?: Record<string, unknown> }): void;
}
export function verifyAudit(database: Database): { intact: boolean; entries: number; head: string };
