/** Lists that are asked for in pages, the next one when the last row comes near. */
import { useCallback } from 'react';

/** Where the next page begins; undefined behind the last one. `sizeOf` counts the rows of a page. */
export const nextOffset =
  <Page extends { readonly total: number }>(sizeOf: (page: Page) => number) =>
  (last: Page, pages: readonly Page[]): number | undefined => {
    const loaded = pages.reduce((sum, page) => sum + sizeOf(page), 0);
    return sizeOf(last) > 0 && loaded < last.total ? loaded : undefined;
  };

interface Pages {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** Asks for the next page unless there is none or it is on its way; the same function as long as nothing changes. */
export const useLoadMore = ({ hasNextPage, isFetchingNextPage, fetchNextPage }: Pages): (() => void) =>
  useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
