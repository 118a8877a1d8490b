import type { Database } from 'better-sqlite3';
import type { Audit, Who } from './audit.mjs';

export const numberSql: Readonly<Record<'last' | 'free', string>>;

interface NumberLease {
  readonly from: number;
  readonly to: number;
  readonly expiresAt: string;
}

export class Numbers {
  constructor(database: Database, parts: { audit: Audit; clock: () => number });
  lease(request: { series: string; count: number; key: string; who: Who }): NumberLease;
  giveBack(request: { series: string; key: string; numbers: number[]; who: Who }): void;
}
