/** What the fields of a document show, as text for a register or a letter. */
import type { TFunction } from 'i18next';
import { shownText, spelledOut } from '../../contracts/shown-text.js';
import type { FileReport } from '../../contracts/verification.js';
import { marksOf, type NumberedMark } from './revisions.js';

const lineOf = ({ mark }: NumberedMark, t: TFunction): string =>
  mark.text?.replace(/\s+/g, ' ').trim() || t(`verify.mark.${mark.kind}`);

const signerOf = ({ signatures }: FileReport, { mark }: NumberedMark, t: TFunction): string | null => {
  const own = signatures.find(({ field }) => field === mark.field);
  return own ? (own.signer?.commonName ?? t('common.unknownName')) : null;
};

/** One line of a mark, as it is shown: its text, or what kind of picture it is. */
export const markLine = (numbered: NumberedMark, t: TFunction): string => shownText(lineOf(numbered, t));

/** Whose signature a mark is, as it is shown; null for a field that no signature made. */
export const markSigner = (report: FileReport, numbered: NumberedMark, t: TFunction): string | null => {
  const name = signerOf(report, numbered, t);
  return name === null ? null : shownText(name);
};

/** A text that begins like a formula is computed by the spreadsheet that it is pasted into, unless it is marked as text. */
const asCell = (text: string): string =>
  spelledOut(/^[=+\-@]/.test(text) && !/^[+-]?[\d.,/ ]+$/.test(text) ? `'${text}` : text);

/** One line a mark, columns parted by tabs: number, text or kind, page, field, signer. Spreadsheets take it as it is. */
export const marksAsText = (report: FileReport, t: TFunction): string =>
  marksOf(report)
    .map((numbered) =>
      [
        numbered.number,
        asCell(lineOf(numbered, t)),
        t('verify.onPage', { page: numbered.mark.page }),
        asCell(numbered.mark.field),
        asCell(signerOf(report, numbered, t) ?? ''),
      ].join('\t'),
    )
    .join('\n');
