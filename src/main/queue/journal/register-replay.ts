/** Whether the registers are what the journal says became of them; run along the journal from its first entry on. */
import { z } from 'zod';
import { type EntryState, type NumberKey, type NumberState, numberKeySchema } from '../../../contracts/registers.js';
import type { ReadableDatabase } from '../database.js';
import { NumberDoubts } from '../registers/number-doubts.js';
import {
  type AmendedRow,
  amendedColumns,
  changeDigest,
  entryDigest,
  entryOf,
  keyOf,
  listDigest,
  type NumberRow,
  numberName,
  seriesName,
} from '../registers/register-rows.js';
import {
  type EntryEvent,
  type NumberEvent,
  nextEntryState,
  nextNumberState,
  type RegisterEvent,
} from '../registers/register-transitions.js';

/** What the entries so far made of each thing, and the newest of these entries. */
type Reached<Value> = Map<string, Value & { readonly seq: number }>;

interface RegisterRecord {
  readonly seq: number;
  readonly event: RegisterEvent;
  /** JSON. */
  readonly detail: string;
}

const numberDetail = numberKeySchema.extend({ documentSha256: z.string(), date: z.string().optional() });
const usedDetail = numberDetail.extend({ entrySha256: z.string() });
const changedDetail = numberKeySchema.extend({ changeSha256: z.string() });
const startedDetail = numberKeySchema.omit({ number: true }).extend({ first: z.number() });
const rebuiltDetail = z.object({
  part: z.enum(['numbers', 'entries', 'series', 'confirmations']),
  name: z.string(),
  value: z.string().nullable(),
});
const confirmedDetail = z.object({ id: z.string(), listSha256: z.string() });

export class RegisterReplay {
  private readonly numbers: Reached<{ state: NumberState; document: string; date: string }> = new Map();
  private readonly entries: Reached<{ state: EntryState; digests: readonly string[] }> = new Map();
  private readonly series: Reached<{ first: number }> = new Map();
  private readonly confirmations: Reached<{ list: string }> = new Map();
  readonly #doubts = new NumberDoubts();

  /** @param grants whether a server had given a number by then; null where it is none of a server's */
  constructor(private readonly grants: (key: NumberKey) => boolean | null) {}

  /** Whether the entry is lawful after those before it. */
  take(record: RegisterRecord): boolean {
    try {
      return this.#follow(record, JSON.parse(record.detail));
    } catch (thrown) {
      // No entry of ours: its detail has another shape, or is no JSON.
      if (thrown instanceof z.ZodError || thrown instanceof SyntaxError) return false;
      throw thrown;
    }
  }

  #follow({ seq, event }: RegisterRecord, detail: unknown): boolean {
    switch (event) {
      case 'series-started': {
        const { first, ...key } = startedDetail.parse(detail);
        this.series.set(seriesName(key), { first, seq });
        return true;
      }
      case 'papers-confirmed': {
        const { id, listSha256 } = confirmedDetail.parse(detail);
        this.confirmations.set(id, { list: listSha256, seq });
        return true;
      }
      case 'numbers-doubted':
        this.#doubts.doubt(detail);
        return true;
      case 'series-confirmed':
        return this.#doubts.confirm(detail);
      case 'number-held': {
        const held = numberDetail.parse(detail);
        return (this.grants(held) ?? !this.#doubts.isOpen(held)) && this.#step(seq, event, held);
      }
      case 'number-redated':
      case 'number-released':
        return this.#step(seq, event, numberDetail.parse(detail));
      case 'number-used': {
        const { entrySha256, ...key } = usedDetail.parse(detail);
        const state = key.direction === 'outgoing' ? 'issued' : 'received';
        this.entries.set(numberName(key), { state, digests: [entrySha256], seq });
        return this.#step(seq, event, key);
      }
      case 'document-recalled':
      case 'document-corrected':
      case 'document-replaced':
      case 'entry-amended':
        return this.#change(seq, event, changedDetail.parse(detail));
      case 'register-rebuilt':
        this.#rebuilt(seq, rebuiltDetail.parse(detail));
        return true;
    }
  }

  #rebuilt(seq: number, { part, name, value }: Omit<Difference, 'reached'>): void {
    if (value === null) {
      this[part].delete(name);
      return;
    }
    const [state = '', ...rest] = value.split(',');
    const [document = '', date = ''] = rest;
    if (part === 'numbers') this.numbers.set(name, { state: state as NumberState, document, date, seq });
    else if (part === 'entries') this.entries.set(name, { state: state as EntryState, digests: rest, seq });
    else if (part === 'series') this.series.set(name, { first: Number(value), seq });
    else this.confirmations.set(name, { list: value, seq });
  }

  /** Everything that is not in the tables as it was left, in the words of `register-rebuilt`. */
  differences(database: ReadableDatabase): Difference[] {
    return [
      ...differing('series', this.series, seriesOf(database), seriesValue),
      ...differing('numbers', this.numbers, numbersOf(database), numberValue),
      ...differing('confirmations', this.confirmations, confirmationsOf(database), listValue),
      ...differing('entries', this.entries, entriesOf(database), entryValue),
    ];
  }

  #step(seq: number, event: NumberEvent, detail: z.infer<typeof numberDetail>): boolean {
    const name = numberName(detail);
    const before = this.numbers.get(name);
    const state = nextNumberState(before?.state ?? null, event);
    if (state === null) return false;
    const sameDocument = before?.document === detail.documentSha256;
    if (event !== 'number-held' && !sameDocument) return false;
    this.numbers.set(name, { state, document: detail.documentSha256, date: detail.date ?? before?.date ?? '', seq });
    return true;
  }

  #change(seq: number, event: EntryEvent | 'entry-amended', detail: z.infer<typeof changedDetail>): boolean {
    const name = numberName(detail);
    const before = this.entries.get(name);
    if (before === undefined) return false;
    const state = event === 'entry-amended' ? before.state : nextEntryState(before.state, event);
    if (state === null) return false;
    this.entries.set(name, { state, digests: [...before.digests, detail.changeSha256], seq });
    return true;
  }

  /**
   * The newest entry about the first thing that is not in the tables as it was left; `unrecorded` for a thing that the
   * journal does not know; null where all is as it should be.
   */
  misfit(database: ReadableDatabase, unrecorded: number): number | null {
    return (
      compare(this.numbers, numbersOf(database), numberValue, unrecorded) ??
      compare(this.entries, entriesOf(database), entryValue, unrecorded) ??
      compare(this.series, seriesOf(database), seriesValue, unrecorded) ??
      compare(this.confirmations, confirmationsOf(database), listValue, unrecorded)
    );
  }
}

const numberValue = ({ state, document, date }: { state: string; document: string; date: string }): string =>
  state === 'free' ? state : [state, document, date].join();

const entryValue = ({ state, digests }: { state: string; digests: readonly string[] }): string =>
  [state, ...digests].join();

const seriesValue = ({ first }: { first: number }): string => String(first);

const listValue = ({ list }: { list: string }): string => list;

/** A thing of the registers, as it stands (null: it does not) and as the journal left it (null: unknown to it). */
export interface Difference {
  readonly part: 'numbers' | 'entries' | 'series' | 'confirmations';
  readonly name: string;
  readonly value: string | null;
  readonly reached: string | null;
}

const differing = <Value>(
  part: Difference['part'],
  reached: Reached<Value>,
  rows: Iterable<readonly [name: string, value: string]>,
  written: (reached: Value) => string,
): Difference[] => {
  const found = new Map(rows);
  const left = [...reached].map(([name, value]) => ({
    part,
    name,
    value: found.get(name) ?? null,
    reached: written(value),
  }));
  const unknown = [...found].filter(([name]) => !reached.has(name));
  return [
    ...left.filter(({ value, reached: expected }) => value !== expected),
    ...unknown.map(([name, value]) => ({ part, name, value, reached: null })),
  ];
};

/** Compares what was reached with the rows of a table, each with a name and a value. */
const compare = <Value>(
  reached: Reached<Value>,
  rows: Iterable<readonly [name: string, value: string]>,
  written: (reached: Value) => string,
  unrecorded: number,
): number | null => {
  const left = new Map(reached);
  for (const [name, value] of rows) {
    const expected = left.get(name);
    if (expected === undefined) return unrecorded;
    if (written(expected) !== value) return expected.seq;
    left.delete(name);
  }
  for (const { seq } of left.values()) return seq;
  return null;
};

function* numbersOf(database: ReadableDatabase): Generator<readonly [string, string]> {
  const rows = database.prepare<[], NumberRow>(
    'SELECT direction, series, year, number, state, document_sha256 AS documentSha256, date FROM numbers',
  );
  for (const row of rows.iterate())
    yield [
      numberName(row),
      numberValue({ state: row.state, document: row.documentSha256 ?? '', date: row.date ?? '' }),
    ];
}

function* entriesOf(database: ReadableDatabase): Generator<readonly [string, string]> {
  const changes = new Map<number, string[]>();
  const stored = database.prepare<[], { entry: number; at: string; change: string }>(
    'SELECT entry_seq AS entry, at, change FROM entry_changes ORDER BY seq',
  );
  for (const { entry, ...change } of stored.iterate())
    changes.set(entry, [...(changes.get(entry) ?? []), changeDigest(change)]);
  const rows = database.prepare<[], AmendedRow>(`SELECT ${amendedColumns} FROM register_entries`);
  for (const row of rows.iterate()) {
    const digests = [entryDigest(row), ...(changes.get(row.seq) ?? [])];
    // The column is there for finding the entry; it says what the entry does.
    const strayed = entryOf(row).fields.typeName === row.type ? [] : ['type'];
    yield [numberName(keyOf(row)), entryValue({ state: row.state, digests: [...digests, ...strayed] })];
  }
}

function* seriesOf(database: ReadableDatabase): Generator<readonly [string, string]> {
  const rows = database.prepare<[], Omit<NumberKey, 'number'> & { first: number }>(
    'SELECT direction, series, year, first FROM series WHERE first <> 1 OR chosen = 1',
  );
  for (const row of rows.iterate()) yield [seriesName(row), String(row.first)];
}

function* confirmationsOf(database: ReadableDatabase): Generator<readonly [string, string]> {
  const lists = new Map<string, string[]>();
  const documents = database.prepare<[], { id: string; sha256: string }>(
    'SELECT confirmation_id AS id, sha256 FROM confirmation_documents ORDER BY confirmation_id, position',
  );
  for (const { id, sha256 } of documents.iterate()) {
    const list = lists.get(id) ?? [];
    list.push(sha256);
    lists.set(id, list);
  }
  const rows = database.prepare<[], { id: string }>('SELECT id FROM confirmations');
  for (const { id } of rows.iterate()) yield [id, listDigest(lists.get(id) ?? [])];
}
