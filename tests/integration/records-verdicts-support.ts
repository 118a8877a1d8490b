/** What three verifiers say of a file before and after something was done with it, and what of that has become worse. */
import { execFileSync } from 'node:child_process';
import type { FileReport, SignatureReport } from '../../src/contracts/verification.js';
import { type PopplerVerdict, pdfsig, qpdfComplaints } from '../matrix/judges.js';
import { judgeByPdfBox, type PdfBoxVerdict } from '../peers/pdfbox.js';
import { keepsPrefix, pdfText } from './signing-support.js';

/** Something that was done with a file. */
export interface Deed {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** How many signatures `after` has more. */
  readonly steps: number;
  /** Which words it shows, as pdftotext reads them with single blanks. */
  readonly words: readonly (string | RegExp)[];
  /** Codes of our warnings that may be new. */
  readonly warnings: readonly string[];
}

export interface Judgement {
  readonly file: string;
  readonly ours: FileReport;
  readonly pdfsig: readonly PopplerVerdict[];
  readonly pdfBox: PdfBoxVerdict;
  readonly qpdf: readonly string[];
  /** Rows of pdffonts. */
  readonly fonts: readonly string[];
  readonly text: string;
}

const byEnd = <T extends { readonly end: number }>(all: readonly T[]): T[] => [...all].sort((a, b) => a.end - b.end);

const fontsOf = (file: string): string[] =>
  execFileSync('pdffonts', [file], { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .slice(2)
    .filter(Boolean)
    // Without the number of the object.
    .map((row) => row.replace(/\s+\d+\s+\d+\s*$/u, ''));

/** Every judge on every file, each file once. */
export const judgeAll = async (
  verify: (file: string) => FileReport,
  files: readonly string[],
): Promise<Map<string, Judgement>> => {
  const each = [...new Set(files)];
  const said = await judgeByPdfBox(each, '', ['--revisions']);
  const judgements = new Map<string, Judgement>();
  for (const [index, file] of each.entries()) {
    const pdfBox = said[index];
    if (pdfBox?.file !== file) throw new Error(`PDFBox passed ${file} over`);
    const [poppler, qpdf] = await Promise.all([pdfsig(file), qpdfComplaints(file)]);
    judgements.set(file, {
      file,
      ours: verify(file),
      pdfsig: poppler,
      pdfBox: { ...pdfBox, signatures: byEnd(pdfBox.signatures) },
      qpdf,
      fonts: fontsOf(file),
      text: pdfText(file, '-layout').replaceAll(/\s+/gu, ' '),
    });
  }
  return judgements;
};

const VALID = 'Signature is Valid.';

/** From the mildest on. */
const CHANGES = ['none', 'ltv', 'form', 'signature', 'annotation', 'illegal'] as const;

interface Said {
  readonly sound: boolean;
  readonly text: string;
}

/** What each verifier says of one signature, but for what a further signature changes by itself. */
const worded = {
  ours: (one: SignatureReport): Said => {
    const { field, verdict, integrity, indication, subIndication, level, certification, provenTime } = one;
    const codes = one.reasons.map(({ code }) => code);
    const more = [indication, subIndication, level, certification, provenTime, one.trust.scheme, codes];
    return { sound: integrity === 'intact', text: [field, verdict, integrity, ...more].join(' ') };
  },
  pdfsig: ({ end, subFilter, digest, verdict }: PopplerVerdict): Said => ({
    sound: verdict === VALID,
    text: [end, subFilter, digest, verdict].join(' '),
  }),
  pdfBox: ({ end, subFilter, valid, problems, timestamp, later }: PdfBoxVerdict['signatures'][number]): Said => ({
    sound: valid,
    text: [end, subFilter, valid, problems, timestamp, later].join(' '),
  }),
};

/**
 * What was sound is said in the same words; what was broken stays so, by another reason perhaps: a range that ended
 * behind the file is filled by what is appended.
 */
const unequal = (judge: string, before: readonly Said[], after: readonly Said[]): string[] => {
  const sound = (all: readonly Said[]): Said[] => all.filter((one) => one.sound);
  const [was, is] = [sound(before), sound(after.slice(0, before.length))];
  return Array.from({ length: Math.max(was.length, is.length) }, (_, i) => [was[i]?.text, is[i]?.text] as const)
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => `${judge}: "${one ?? 'unsound'}" became "${other ?? 'unsound'}"`);
};

/** A further signature is a change that is allowed, and so are values of fields that were left for them. */
const worseChanges = (before: readonly SignatureReport[], after: readonly SignatureReport[]): string[] =>
  before.flatMap(({ field, changesAfter: was }, index) => {
    const is = after[index]?.changesAfter ?? 'illegal';
    const most = Math.max(CHANGES.indexOf(was), CHANGES.indexOf('signature'));
    return CHANGES.indexOf(is) <= most ? [] : [`ours: changes after ${field} were ${was}, now ${is}`];
  });

const freshWarnings = (
  { warnings: expected }: Deed,
  { ours: before }: Judgement,
  { ours: after }: Judgement,
): string[] => {
  const codes = ({ warnings, signatures, reasons }: Judgement['ours']): string[] =>
    [...warnings, ...reasons, ...signatures.slice(0, before.signatures.length).flatMap((one) => one.warnings)].map(
      ({ code }) => code,
    );
  // That a file was written anew shows once a new signature is right.
  const rewritten = before.signatures.some(({ integrity }) => integrity === 'broken') ? ['file-rewritten-between'] : [];
  const known = [...codes(before), ...expected, ...rewritten];
  return codes(after).flatMap((code) => (known.includes(code) ? [] : [`ours: warns now of ${code}`]));
};

const fileVerdict = ({ ours: before }: Judgement, { ours: after }: Judgement): string[] => {
  const expected = before.verdict === 'unsigned' ? 'valid' : before.verdict;
  return after.verdict === expected ? [] : [`ours: the file was ${before.verdict}, now ${after.verdict}`];
};

const newSignatures = ({ steps }: Deed, before: Judgement, after: Judgement): string[] => {
  const counts = [
    after.ours.signatures.length - before.ours.signatures.length,
    after.pdfsig.length - before.pdfsig.length,
    after.pdfBox.signatures.length - before.pdfBox.signatures.length,
  ];
  const ours = after.ours.signatures.slice(before.ours.signatures.length);
  return [
    ...(counts.every((count) => count === steps) ? [] : [`${steps} signatures, found: ${counts}`]),
    ...ours.flatMap(({ field, verdict, integrity }) =>
      verdict === 'valid' && integrity === 'intact' ? [] : [`ours: new ${field} ${verdict} ${integrity}`],
    ),
    ...after.pdfsig
      .slice(before.pdfsig.length)
      .flatMap(({ verdict }) => (verdict === VALID ? [] : [`pdfsig: new ${verdict}`])),
    ...after.pdfBox.signatures
      .slice(before.pdfBox.signatures.length)
      .flatMap(({ valid, problems, later }) =>
        valid && later.length === 0 ? [] : [`PDFBox: new ${problems} ${later}`],
      ),
  ];
};

const onThePages = ({ words }: Deed, before: Judgement, after: Judgement): string[] => [
  ...words.flatMap((word) =>
    (typeof word === 'string' ? after.text.includes(word) : word.test(after.text)) ? [] : [`pdftotext: no ${word}`],
  ),
  ...after.fonts
    .filter((row) => !before.fonts.includes(row))
    .flatMap((row) => (/ yes (?:yes|no) +(?:yes|no)$/u.test(row) ? [] : [`pdffonts: ${row}`])),
  ...after.qpdf.filter((line) => !before.qpdf.includes(line)).map((line) => `qpdf: ${line}`),
];

/** What is worse after it than it was before, and what of the new signatures is not as it should be. */
export const findings = (deed: Deed, judgements: ReadonlyMap<string, Judgement>): string[] => {
  const [before, after] = [judgements.get(deed.before), judgements.get(deed.after)];
  if (!before || !after) throw new Error(`${deed.name} was not judged`);
  return [
    ...unequal('ours', before.ours.signatures.map(worded.ours), after.ours.signatures.map(worded.ours)),
    ...unequal('pdfsig', before.pdfsig.map(worded.pdfsig), after.pdfsig.map(worded.pdfsig)),
    ...unequal('PDFBox', before.pdfBox.signatures.map(worded.pdfBox), after.pdfBox.signatures.map(worded.pdfBox)),
    ...worseChanges(before.ours.signatures, after.ours.signatures),
    ...freshWarnings(deed, before, after),
    ...fileVerdict(before, after),
    ...newSignatures(deed, before, after),
    ...onThePages(deed, before, after),
    ...(keepsPrefix(deed.before, deed.after) ? [] : ['the original is not its beginning']),
  ].map((finding) => `${deed.name}: ${finding}`);
};
