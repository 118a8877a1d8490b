/** Lists in pages: what is asked again when something changed, and that no row is lost or stands twice. */

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { describe, expect, it } from 'vitest';
import { joined, type PageStart, stitched, usePagedList } from '../../../../src/renderer/ui/paged-list.js';
import fc from '../../../fast-check.js';

const size = 5;
/** The page of `rows` (numbers that fall) behind `start`, as the queue's database answers. */
const pageOf = (rows: readonly number[], start: PageStart) => {
  const found = rows.filter((row) => start === null || row < start).slice(0, size);
  return { rows: found, next: found.length < size ? null : (found.at(-1) ?? null) };
};
const falling = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from - at);

/** A list of which a test says what is in it, and what is seen. */
const open = (rows: readonly number[]) => {
  const list = { rows, asked: [] as PageStart[] };
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const { result, rerender } = renderHook(
    ({ text }) =>
      usePagedList({
        key: ['list', text],
        ask: async (after) => {
          list.asked.push(after);
          return pageOf(list.rows, after);
        },
        rowsOf: (page: ReturnType<typeof pageOf>) => page.rows,
        keyOf: String,
      }),
    { wrapper, initialProps: { text: '' } },
  );
  const shows = (expected: readonly number[]) => waitFor(() => expect(result.current.rows).toEqual(expected));
  /** Loads page after page until so many rows are there. */
  const load = async (count: number) => {
    await shows(rows.slice(0, size));
    for (let loaded = size; loaded < count; loaded += size) {
      act(() => result.current.more());
      await shows(rows.slice(0, Math.min(loaded + size, rows.length)));
    }
    list.asked = [];
  };
  const changed = (now: readonly number[]) => {
    list.rows = now;
    return act(() => queries.invalidateQueries({ queryKey: ['list'] }));
  };
  return { list, result, shows, load, changed, other: () => rerender({ text: 'khác' }) };
};

describe('a long list that changed', () => {
  it('is asked again for the page in sight alone, and for another one once that is looked at', async () => {
    const rows = falling(100, 40);
    const { list, result, load, changed } = open(rows);
    await load(40);
    act(() => result.current.inSight(11, 13));
    await changed(rows);
    expect(list.asked).toEqual([91]);
    list.asked = [];
    act(() => result.current.inSight(13, 17));
    await waitFor(() => expect(list.asked).toEqual([86]));
    act(() => result.current.inSight(0, 3));
    await waitFor(() => expect(list.asked).toEqual([86, null]));
    expect(result.current.rows).toEqual(rows);
  });

  it('shows what was added at its beginning, with a page more instead of all of them anew', async () => {
    const rows = falling(100, 40);
    const { list, load, changed, shows } = open(rows);
    await load(40);
    const now = [...falling(103, 3), ...rows];
    await changed(now);
    await shows(now);
    expect(list.asked).toEqual([null, 99]);
  });

  it('keeps its rows in sight until the first page of another one is here, and begins there', async () => {
    const rows = falling(100, 40);
    const { list, result, shows, load, other } = open(rows);
    await load(40);
    act(() => result.current.inSight(30, 34));
    list.rows = falling(20, 7);
    other();
    expect(result.current.rows).toEqual(rows);
    await shows(falling(20, 5));
    expect(list.asked).toEqual([null]);
  });
});

describe('pages that were read at different times', () => {
  it('are put together without a gap once those that are missing are read', () => {
    const change = fc.record({
      add: fc.nat({ max: 12 }),
      gone: fc.array(fc.nat({ max: 60 }), { maxLength: 12 }),
      again: fc.nat({ max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        let rows = falling(60, 37);
        const read = new Map<PageStart, ReturnType<typeof pageOf>>();
        let starts: readonly PageStart[] = [null];
        const stitch = () => {
          starts = stitched(starts, (start) => read.get(start)?.next);
        };
        const readMissing = (): void => {
          for (stitch(); starts.some((start) => !read.has(start)); stitch())
            for (const start of starts) read.set(start, read.get(start) ?? pageOf(rows, start));
        };
        const readAll = (): void => {
          for (let last: number | null | undefined = 0; last !== null; ) {
            readMissing();
            last = read.get(starts.at(-1) ?? null)?.next;
            if (typeof last === 'number') starts = [...starts, last];
          }
        };
        readAll();
        for (const { add, gone, again } of changes) {
          rows = [...falling((rows[0] ?? 0) + add, add), ...rows].filter((row) => !gone.includes(row));
          const start = starts[again % starts.length] ?? null;
          read.set(start, pageOf(rows, start));
          readMissing();
        }
        // Whoever looks at all of it sees all of it.
        for (const start of [...starts]) read.set(start, pageOf(rows, start));
        readAll();
        const pages = starts.map((start) => read.get(start)?.rows ?? []);
        expect(starts).toEqual([...new Set(starts)]);
        expect(joined(pages, String).rows).toEqual(rows);
      }),
      { numRuns: 100 },
    );
  });
});
