import { useTranslation } from 'react-i18next';

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
