/** Lists that are asked for in pages, the next one when the last row comes near. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Each page says where the one behind it begins. */
export const firstPage: number | null = null;

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

interface Counted {
  readonly total: number;
  /** There are more than were counted. */
  readonly more: boolean;
}

/** How many rows there are in all, as it is told; 0 before the first page has come. */
export const useTotal = (): ((page: Counted | undefined) => string) => {
  const { t, i18n } = useTranslation();
  return (page) => {
    const number = new Intl.NumberFormat(i18n.language === 'en' ? 'en-GB' : 'vi-VN').format(page?.total ?? 0);
    return page?.more ? t('common.moreThan', { number }) : number;
  };
};
