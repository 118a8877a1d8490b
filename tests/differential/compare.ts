/** What each judge says of each signature of a file, and where they differ. */
import { statSync } from 'node:fs';
import type { FileReport, SignatureReport } from '../../src/contracts/verification.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';
import type { House } from '../matrix/house.js';
import { type PopplerVerdict, pdfsig } from '../matrix/judges.js';
import { judgeByPdfBox, type PdfBoxVerdict } from '../peers/pdfbox.js';
import type { Subject } from './studio.js';

export type Integrity = 'intact' | 'broken' | 'unknown' | 'not seen';
/** Whether the signature covers the file to its last byte. */
export type Coverage = 'whole' | 'part' | 'not seen';

interface Said {
  readonly integrity: Integrity;
  readonly coverage: Coverage;
  /** In the judge's own words. */
  readonly words: string;
}

/** One signature, and what the three judges say of it. */
export interface Comparison {
  readonly subject: Subject;
  /** Where the signed bytes end; 0 where that is behind the end of the file or nowhere. */
  readonly end: number;
  readonly ours: Said;
  readonly pdfsig: Said;
  readonly pdfBox: Said;
  readonly report: FileReport;
  /** Ours on this signature. */
  readonly own: SignatureReport | undefined;
  /** What PDFBox answers on the whole file instead. */
  readonly pdfBoxError: string | undefined;
}

const unseen: Said = { integrity: 'not seen', coverage: 'not seen', words: '' };
const policy = loadPolicy('resources/policy/verification.json');

interface Judged extends Said {
  readonly end: number;
}

const coverage = (whole: boolean): Coverage => (whole ? 'whole' : 'part');

const byPoppler = ({ end, verdict, total }: PopplerVerdict): Judged => {
  const integrity: Integrity = /Signature is Valid/.test(verdict)
    ? 'intact'
    : /Digest Mismatch|Signature is Invalid/.test(verdict)
      ? 'broken'
      : 'unknown';
  return { end, integrity, coverage: coverage(total), words: verdict };
};

/** What says that the bytes or the value are other ones; everything else leaves that open. */
const wrong = /signature value|imprint|message-digest attribute|digest attribute value does not match|hash value/i;
/** Says nothing of the bytes. */
const beside = /^no signing-certificate-v2$/;

const byPdfBox = ({ end, problems, coversWholeFile }: PdfBoxVerdict['signatures'][number]): Judged => {
  const counted = problems.filter((problem) => !beside.test(problem));
  const integrity: Integrity =
    counted.length === 0 ? 'intact' : counted.some((problem) => wrong.test(problem)) ? 'broken' : 'unknown';
  return { end, integrity, coverage: coverage(coversWholeFile), words: problems.join('; ') };
};

const byUs = (own: SignatureReport): Judged & { readonly own: SignatureReport } => {
  const [, , second = 0, rest = 0] = own.details?.byteRange ?? [];
  const words = [...own.reasons, ...own.warnings].map(({ code }) => code).join(' ');
  return { end: second + rest, integrity: own.integrity, coverage: coverage(own.coversWholeFile), words, own };
};

/** The judges list signatures in orders of their own: those that end at one place go together, as they come. */
const take = <T extends Judged>(all: T[], end: number): T | undefined => {
  const index = all.findIndex((one) => one.end === end);
  return index < 0 ? undefined : all.splice(index, 1)[0];
};

const within = <T extends Judged>(all: readonly T[], size: number): T[] =>
  all.map((one) => ({ ...one, end: one.end > 0 && one.end <= size ? one.end : 0 }));

const compareFile = async (subject: Subject, verdict: PdfBoxVerdict, { trust, crls }: House): Promise<Comparison[]> => {
  const { file, password } = subject;
  const { size } = statSync(file);
  const { report } = verifyFile(file, { trust, policy, crls, at: new Date(), password, details: true });
  const ours = within(report.signatures.map(byUs), size);
  const theirs = within((await pdfsig(file, password)).map(byPoppler), size);
  const third = within(verdict.signatures.map(byPdfBox), size);
  const found: Comparison[] = [];
  const add = (end: number, one?: (typeof ours)[number], two?: Judged, three?: Judged): void => {
    const answers = { ours: one ?? unseen, pdfsig: two ?? unseen, pdfBox: three ?? unseen };
    found.push({ subject, end, ...answers, report, own: one?.own, pdfBoxError: verdict.error });
  };
  // What one of them reads no range of has no place: such signatures go together as they come.
  const exact = ours.splice(0).map((one) => ({ one, two: take(theirs, one.end), three: take(third, one.end) }));
  for (const { one, two, three } of exact) add(one.end, one, two ?? theirs.shift(), three ?? third.shift());
  for (let next = theirs[0] ?? third[0]; next !== undefined; next = theirs[0] ?? third[0])
    add(next.end, undefined, take(theirs, next.end), take(third, next.end));
  return found;
};

/** Every signature of every subject; PDFBox judges all files of one password in one run. */
export const compareAll = async (subjects: readonly Subject[], house: House): Promise<Comparison[]> => {
  const found: Comparison[] = [];
  for (const password of new Set(subjects.map((subject) => subject.password))) {
    const alike = subjects.filter((subject) => subject.password === password);
    for (let start = 0; start < alike.length; start += 60) {
      const some = alike.slice(start, start + 60);
      const verdicts = await judgeByPdfBox(
        some.map(({ file }) => file),
        password,
      );
      for (const [index, subject] of some.entries()) {
        const verdict = verdicts[index];
        if (verdict?.file !== subject.file) throw new Error(`PDFBox passed ${subject.name} over`);
        found.push(...(await compareFile(subject, verdict, house)));
      }
    }
  }
  return found;
};

/** `integrity` or `coverage`, where they are not of one mind. */
export const differences = ({ ours, pdfsig, pdfBox }: Comparison): ('integrity' | 'coverage')[] =>
  (['integrity', 'coverage'] as const).filter(
    (about) => ours[about] !== pdfsig[about] || ours[about] !== pdfBox[about],
  );
