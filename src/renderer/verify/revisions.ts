/** The history of a signed document: one step for each revision, with who signed it and what it put on the pages. */
import type { FileReport, ReportedMark, SignatureReport } from '../../contracts/verification.js';

export interface NumberedMark {
  /** From 1, through the whole document, in the order in which the marks were made. */
  readonly number: number;
  readonly mark: ReportedMark;
}

export interface NumberedSignature {
  /** From 1, in the order in which they were made. */
  readonly number: number;
  readonly signature: SignatureReport;
}

export interface Step {
  /** From 1. */
  readonly number: number;
  /** Bytes of the file. */
  readonly end: number;
  /** Empty for what was added behind the last signature. */
  readonly signatures: readonly NumberedSignature[];
  readonly marks: readonly NumberedMark[];
  /** Fields that were signed with it, those too that show nothing worth a number: what is drawn there is theirs. */
  readonly fields: readonly ReportedMark[];
}

/** An appearance of a signature on a page: one without surface shows nothing. */
export const isShown = ({ kind, width, height }: ReportedMark): boolean => kind !== 'empty' && width > 0 && height > 0;

export const isVisible = ({ marks }: FileReport, { field }: SignatureReport): boolean =>
  marks.some((mark) => mark.field === field && isShown(mark));

/** Everything that fields show, numbered: as the signatures were made, then what nobody signed as a field of his. */
export const marksOf = ({ revisions, marks }: FileReport): NumberedMark[] => {
  const shown = marks.filter(isShown);
  const order = revisions.flatMap(({ signedBy }) => signedBy);
  const place = ({ field }: ReportedMark): number => (order.includes(field) ? order.indexOf(field) : order.length);
  return [...shown]
    .sort((left, right) => place(left) - place(right))
    .map((mark, index) => ({ number: index + 1, mark }));
};

/** Steps in the order in which they were made; empty for a file without a signed revision. */
export const stepsOf = (report: FileReport): Step[] => {
  const marks = marksOf(report);
  return report.revisions.map(({ end, signedBy }, index) => ({
    number: index + 1,
    end,
    signatures: report.signatures.flatMap((signature, at) =>
      signature.coveredBytes === end && signedBy.length > 0 ? [{ number: at + 1, signature }] : [],
    ),
    marks: marks.filter(({ mark }) => signedBy.includes(mark.field)),
    fields: report.marks.filter(({ field }) => signedBy.includes(field)),
  }));
};

/** The time that stands first: what a timestamp says, else what the signer's clock said. */
export const stepTime = ({ timestamp, claimedTime }: SignatureReport): string | null => timestamp ?? claimedTime;
