/**
 * Numbers that this computer gives by itself, once steps were lost: some may have been given in those, and would be given
 * twice. Nothing is given from such a series until a person has said which number comes next. The journal is where it
 * stands: what it says of doubts and confirmations is all there is.
 */
import { z } from 'zod';
import { numberKeySchema, type SeriesKey, seriesKeySchema } from '../../../contracts/registers.js';
import type { ReadableDatabase } from '../database.js';
import { seriesName } from './register-rows.js';

const doubtDetail = z.object({ year: seriesKeySchema.shape.year });
const confirmedDetail = seriesKeySchema.extend({ next: numberKeySchema.shape.number });

export class NumberDoubts {
  /** Of all series up to this year numbers may have been given that nobody here knows of. */
  #year = 0;
  readonly #confirmed = new Map<string, { readonly next: number; readonly stands: boolean }>();

  /** Whether numbers of this series may be missing, confirmed since or not. */
  concern({ year }: Pick<SeriesKey, 'year'>): boolean {
    return year <= this.#year;
  }

  /** Whether a person still has to say which number comes next. */
  isOpen(key: SeriesKey): boolean {
    return this.concern(key) && this.#confirmed.get(seriesName(key))?.stands !== true;
  }

  /** Smaller ones are given only to who asks for them by name: they may have been given in what is lost. */
  firstOf(key: SeriesKey): number {
    return this.#confirmed.get(seriesName(key))?.next ?? 1;
  }

  /** @param detail of `numbers-doubted`; throws `z.ZodError` for what is none */
  doubt(detail: unknown): void {
    this.#year = Math.max(this.#year, doubtDetail.parse(detail).year);
    for (const [name, { next }] of this.#confirmed) this.#confirmed.set(name, { next, stands: false });
  }

  /** @param detail of `series-confirmed`; false where there was nothing to confirm */
  confirm(detail: unknown): boolean {
    const { next, ...key } = confirmedDetail.parse(detail);
    this.#confirmed.set(seriesName(key), { next, stands: true });
    return this.concern(key);
  }
}

/** What is in doubt now. An index of its own holds these entries: hardly ever is there one. */
export const numberDoubts = (database: ReadableDatabase): (() => NumberDoubts) => {
  const entries = database.prepare<[], { event: string; detail: string }>(
    `SELECT event, detail FROM journal WHERE event IN ('numbers-doubted', 'series-confirmed') ORDER BY seq`,
  );
  return () => {
    const doubts = new NumberDoubts();
    for (const { event, detail } of entries.all()) {
      const told: unknown = JSON.parse(detail);
      if (event === 'numbers-doubted') doubts.doubt(told);
      else doubts.confirm(told);
    }
    return doubts;
  };
};
