import type { Database } from 'better-sqlite3';
import type { Audit, Who } from './audit.mjs';

export const numberSql: Readonly<Record<'last' | 'free', string>>;

interface NumberLease {
  readonly from: number;
  readonly to: number;
  readonly expiresAt: string;
}

interface Shown {
  readonly key: string;
  readonly series: string;
  readonly count: number;
  readonly expiresAt: string;
  readonly numbers: number[];
  readonly returned: number[];
}

export class Numbers {
  constructor(database: Database, parts: { audit: Audit; clock: () => number });
  lease(request: { series: string; count: number; key: string; who: Who }): NumberLease;
  show(request: { leases: Shown[]; who: Who }): { elsewhere: { key: string; numbers: number[] }[] };
  giveBack(request: { series: string; key: string; numbers: number[]; who: Who }): void;
}
