/** Whether numbers of a series that a server runs were given out of leased blocks only; run along the journal. */
import { z } from 'zod';
import { type NumberKey, type numberKeySchema, seriesKeySchema } from '../../../contracts/registers.js';
import type { ReadableDatabase } from '../database.js';
import { numberName } from '../registers/register-rows.js';
import type { LeaseEvent } from '../transitions.js';

const servedKey = seriesKeySchema.omit({ year: true });
const servedDetail = servedKey.extend({ server: z.string().nullable() });
const leasedDetail = seriesKeySchema.extend({ key: z.string(), from: z.number().int(), to: z.number().int() });
const givenBackDetail = z.object({ key: z.string(), numbers: z.string() });

const servedName = ({ direction, series }: z.infer<typeof servedKey>): string => `${direction}/${series}`;

interface LeaseRecord {
  readonly seq: number;
  readonly event: LeaseEvent;
  /** JSON. */
  readonly detail: string;
}

export class NumberLeaseReplay {
  readonly #served = new Map<string, { value: string; seq: number }>();
  readonly #series = new Map<string, z.infer<typeof seriesKeySchema>>();
  /** Lease of each number, and whether it is still ours. */
  readonly #leased = new Map<string, { value: string; seq: number }>();

  /** Whether the entry is lawful after those before it. */
  take(record: LeaseRecord): boolean {
    try {
      return this.#follow(record, JSON.parse(record.detail));
    } catch (thrown) {
      // No entry of ours: its detail has another shape, or is no JSON.
      if (thrown instanceof z.ZodError || thrown instanceof SyntaxError) return false;
      throw thrown;
    }
  }

  /** Whether a server had given this number by now; null where it is none of a server's. */
  grants(key: NumberKey): boolean | null {
    return this.#served.has(servedName(key))
      ? this.#leased.get(numberName(key))?.value.endsWith(' ours') === true
      : null;
  }

  #follow({ seq, event }: LeaseRecord, detail: unknown): boolean {
    switch (event) {
      case 'series-served': {
        const { server, ...key } = servedDetail.parse(detail);
        if (server === null) this.#served.delete(servedName(key));
        else this.#served.set(servedName(key), { value: server, seq });
        return true;
      }
      case 'numbers-leased': {
        const { key, from, to, direction, series, year } = leasedDetail.parse(detail);
        this.#series.set(key, { direction, series, year });
        for (let number = from; number <= to; number += 1) {
          const name = numberName({ direction, series, year, number });
          if (this.#leased.get(name)?.value.endsWith(' ours')) return false;
          this.#leased.set(name, { value: `${key} ours`, seq });
        }
        return true;
      }
      case 'numbers-given-back': {
        const { key, numbers } = givenBackDetail.parse(detail);
        const series = this.#series.get(key);
        return (
          series !== undefined && numbers.split(',').every((number) => this.#giveBack(series, Number(number), key, seq))
        );
      }
    }
  }

  #giveBack(series: z.infer<typeof seriesKeySchema>, number: number, key: string, seq: number): boolean {
    const name = numberName({ ...series, number });
    if (this.#leased.get(name)?.value !== `${key} ours`) return false;
    this.#leased.set(name, { value: `${key} given back`, seq });
    return true;
  }

  /** The newest entry about the first thing that does not stand as it was left; `unrecorded` for one without entries. */
  misfit(database: ReadableDatabase, unrecorded: number): number | null {
    return (
      compare(this.#served, servedOf(database), unrecorded) ?? compare(this.#leased, leasedOf(database), unrecorded)
    );
  }
}

const compare = (
  reached: ReadonlyMap<string, { value: string; seq: number }>,
  rows: Iterable<readonly [name: string, value: string]>,
  unrecorded: number,
): number | null => {
  const left = new Map(reached);
  for (const [name, value] of rows) {
    const expected = left.get(name);
    if (expected?.value !== value) return expected?.seq ?? unrecorded;
    left.delete(name);
  }
  for (const { seq } of left.values()) return seq;
  return null;
};

function* servedOf(database: ReadableDatabase): Generator<readonly [string, string]> {
  const rows = database.prepare<[], z.infer<typeof servedKey> & { server: string }>('SELECT * FROM served_series');
  for (const row of rows.iterate()) yield [servedName(row), row.server];
}

function* leasedOf(database: ReadableDatabase): Generator<readonly [string, string]> {
  const rows = database.prepare<[], z.infer<typeof numberKeySchema> & { key: string; state: string }>(
    'SELECT * FROM leased_numbers',
  );
  for (const row of rows.iterate()) {
    const ours = row.state === 'open' || row.state === 'given';
    yield [numberName(row), `${row.key} ${ours ? 'ours' : 'given back'}`];
  }
}
