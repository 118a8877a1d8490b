import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { useLanguage } from '../i18n/index.js';
import { formatSize } from './format.js';

/** Pages, size and signatures of a document in one line. */
export const useDocumentFacts = ({ pages, size, signatures }: DocumentInfo): string => {
  const { t } = useTranslation();
  const [language] = useLanguage();
  return [
    // Of a file that cannot be read nothing but its size is known.
    ...(pages === null ? [] : [t('intake.pages', { count: pages })]),
    formatSize(size, language),
    ...(pages === null && signatures === 0
      ? []
      : [signatures > 0 ? t('intake.signatures', { count: signatures }) : t('intake.noSignatures')]),
  ].join(' · ');
};
