/** What the fields of a document show, as text for a register or a letter. */
import type { TFunction } from 'i18next';
import type { FileReport } from '../../contracts/verification.js';
import { marksOf, type NumberedMark } from './revisions.js';

/** One line of a mark: its text, or what kind of picture it is. */
export const markLine = ({ mark }: NumberedMark, t: TFunction): string =>
  mark.text?.replace(/\s+/g, ' ').trim() || t(`verify.mark.${mark.kind}`);

/** Whose signature a mark is; null for a field that no signature made. */
export const markSigner = ({ signatures }: FileReport, { mark }: NumberedMark, t: TFunction): string | null => {
  const own = signatures.find(({ field }) => field === mark.field);
  return own ? (own.signer?.commonName ?? t('common.unknownName')) : null;
};

/** One line a mark, columns parted by tabs: number, text or kind, page, field, signer. Spreadsheets take it as it is. */
export const marksAsText = (report: FileReport, t: TFunction): string =>
  marksOf(report)
    .map((numbered) =>
      [
        numbered.number,
        markLine(numbered, t),
        t('verify.onPage', { page: numbered.mark.page }),
        numbered.mark.field,
        markSigner(report, numbered, t) ?? '',
      ].join('\t'),
    )
    .join('\n');
