/**
 * A long list that is asked for in pages, the newest row first. When it changed, only the pages in sight are asked
 * again; the others are when they come into sight.
 */
import { hashKey, type QueryKey, useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';

/** Where a page begins: behind the row of this number; null for the first. Numbers fall from page to page. */
export type PageStart = number | null;

export const firstPage: PageStart = null;

interface Page {
  /** Where the next page begins; null behind the last one. */
  readonly next: number | null;
}

/**
 * Where pages begin once some of them were asked again. New rows push others over the end of a page: where that opens
 * a gap before the next page, one more begins there; a page whose rows the ones before hold by now is left out.
 * @param nextOf `next` of the page that begins there; undefined: it is not here yet
 */
export const stitched = (
  starts: readonly PageStart[],
  nextOf: (start: PageStart) => number | null | undefined,
): readonly PageStart[] => {
  const rest = starts.flatMap((start) => start ?? []);
  const whole: PageStart[] = [firstPage];
  for (let next = nextOf(firstPage); next !== null; next = nextOf(whole.at(-1) ?? firstPage)) {
    if (next === undefined) return [...whole, ...rest];
    while (rest[1] !== undefined && rest[1] >= next) rest.shift();
    const following = rest[0];
    if (following === undefined) return whole;
    if (following >= next) rest.shift();
    whole.push(Math.max(following, next));
  }
  return whole;
};

interface Rows<R> {
  readonly rows: readonly R[];
  /** To which page (by its place) a row belongs. */
  readonly pageOf: (row: number) => number;
}

/** The rows of all pages; one that stands on two is taken from the first. */
export const joined = <R>(pages: readonly (readonly R[])[], keyOf: (row: R) => string): Rows<R> => {
  const known = new Set<string>();
  const rows: R[] = [];
  const ends = pages.map((page) => {
    for (const row of page) {
      if (known.has(keyOf(row))) continue;
      known.add(keyOf(row));
      rows.push(row);
    }
    return rows.length;
  });
  const pageOf = (row: number): number => {
    const found = ends.findIndex((end) => row < end);
    return found < 0 ? ends.length - 1 : found;
  };
  return { rows, pageOf };
};

const isSame = <T>(one: readonly T[], other: readonly T[]): boolean =>
  one.length === other.length && one.every((item, at) => item === other[at]);

interface Question<P, R> {
  /** All pages of the list are kept under it; another key is another list. */
  readonly key: QueryKey;
  readonly ask: (after: PageStart) => Promise<P>;
  readonly rowsOf: (page: P) => readonly R[];
  readonly keyOf: (row: R) => string;
  /** Nothing is asked without; default true. */
  readonly enabled?: boolean;
}

export interface PagedList<P, R> {
  /** Those of the list before until the first page of this one is here. */
  readonly rows: readonly R[];
  /** The page that was read last, whose counters hold; undefined before the first has come. */
  readonly newest: P | undefined;
  readonly error: Error | null;
  /** Asks for the page behind the last one, where there is one. */
  readonly more: () => void;
  /** Says which rows can be seen, by their places. */
  readonly inSight: (first: number, last: number) => void;
}

interface Place {
  readonly question: string;
  readonly starts: readonly PageStart[];
  readonly sight: readonly PageStart[];
}

interface Shown<P, R> extends Rows<R> {
  /** In the order of their starts; undefined: on its way. */
  readonly pages: readonly (P | undefined)[];
  readonly newest: P | undefined;
}

export const usePagedList = <P extends Page, R>(list: Question<P, R>): PagedList<P, R> => {
  const { key, ask, rowsOf, keyOf, enabled = true } = list;
  const queries = useQueryClient();
  const question = hashKey(key);
  const [kept, setPlace] = useState<Place>({ question, starts: [firstPage], sight: [firstPage] });
  const place = kept.question === question ? kept : { question, starts: [firstPage], sight: [firstPage] };
  const held = (start: PageStart): P | undefined => queries.getQueryData<P>([...key, start]);
  const starts = stitched(place.starts, (start) => held(start)?.next);
  const results = useQueries({
    queries: starts.map((start) => ({
      queryKey: [...key, start],
      queryFn: () => ask(start),
      enabled: enabled && (place.sight.includes(start) || held(start) === undefined),
    })),
  });

  const before = useRef<Shown<P, R>>({ rows: [], pageOf: () => 0, pages: [], newest: undefined });
  const isHere = results[0]?.data !== undefined;
  const pages = results.map(({ data }) => data);
  const read = Math.max(...results.map(({ dataUpdatedAt }) => dataUpdatedAt));
  const newest = results.find(({ data, dataUpdatedAt }) => data !== undefined && dataUpdatedAt === read)?.data;
  // The same rows as long as nothing changed: whoever draws them would begin anew.
  if (isHere && !isSame(pages, before.current.pages))
    before.current = {
      ...joined(
        pages.map((page) => (page === undefined ? [] : rowsOf(page))),
        keyOf,
      ),
      pages,
      newest,
    };
  else if (isHere && newest !== before.current.newest) before.current = { ...before.current, newest };

  const now = useRef({ place, starts, results, pageOf: before.current.pageOf });
  now.current = { place, starts, results, pageOf: before.current.pageOf };
  const startsNow = starts.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was stitched together is kept once
  useEffect(() => {
    if (!isSame(starts, place.starts)) setPlace({ ...place, starts });
  }, [question, startsNow]);
  const more = useCallback((): void => {
    const { place: at, starts: from, results: found } = now.current;
    const next = found.at(-1)?.data?.next;
    if (next !== null && next !== undefined) setPlace({ ...at, starts: [...from, next] });
  }, []);
  const inSight = useCallback((first: number, last: number): void => {
    const { place: at, starts: from, pageOf } = now.current;
    const sight = from.slice(pageOf(first), pageOf(last) + 1);
    if (!isSame(sight, at.sight)) setPlace({ ...at, starts: from, sight });
  }, []);
  const error = results.find((result) => result.error !== null)?.error ?? null;
  return { rows: before.current.rows, newest: before.current.newest, error, more, inSight };
};
