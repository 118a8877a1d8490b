/** Deviations from NĐ 30/2020 that a clerk should know of; none of them stops anything. */
import { type FaultCode, type FaultParams, faultValue } from '../../contracts/faults/index.js';
import type { Deviation, DocumentKind, OfficialFacts, PageFacts, PixelFacts } from '../../contracts/records-facts.js';
import type { ReportedMark, SignatureReport } from '../../contracts/verification.js';
import type { Vocabulary } from './anchors/vocabulary.js';
import { isScanned, leaderSignature } from './kind.js';

/** Clauses of the decree, as they are shown; PL: phụ lục. */
const CLAUSE = {
  paper: 'NĐ 30/2020 PL I, khổ giấy',
  margins: 'NĐ 30/2020 PL I, định lề trang',
  scan: 'NĐ 30/2020 PL I, tiêu chuẩn văn bản số hóa',
  seal: 'NĐ 30/2020 Đ.32, Đ.33',
  leaderImage: 'NĐ 30/2020 PL I, ô 7c',
  sealImage: 'NĐ 30/2020 PL I, ô 8',
  appendix: 'NĐ 30/2020 PL I, văn bản kèm theo',
} as const;

export interface LintInput {
  readonly facts: OfficialFacts;
  /** As the clerk decided, or as it was proposed. */
  readonly kind: DocumentKind;
  readonly signatures: readonly SignatureReport[];
  readonly marks: readonly ReportedMark[];
  readonly pixels: PixelFacts | null;
  readonly vocabulary: Vocabulary;
}

const deviation = (
  severity: Deviation['severity'],
  clause: string,
  code: FaultCode,
  params: FaultParams = {},
): Deviation => ({ ...faultValue(code, params), severity, clause });

const PER_MM = 72 / 25.4;
const inMm = (points: number): number => Math.round(points / PER_MM);

/** A4, and by how much scanners miss it, in millimetres. */
const PAPER = { short: 210, long: 297, tolerance: 5 } as const;

const paperSize = ({ page, width, height }: PageFacts): Deviation[] => {
  const [short, long] = [Math.min(width, height) / PER_MM, Math.max(width, height) / PER_MM];
  const isA4 = Math.abs(short - PAPER.short) <= PAPER.tolerance && Math.abs(long - PAPER.long) <= PAPER.tolerance;
  const params = { page, width: inMm(width), height: inMm(height) };
  return isA4 ? [] : [deviation('warning', CLAUSE.paper, 'records.lint-paper-size', params)];
};

const MARGINS = { left: [30, 35], right: [15, 20] } as const;
/** Letters stand a little inside or outside of the margin that was set, in millimetres. */
const SLACK = 2;
/** So many stretches of text that reach the margin leave no doubt where it is. */
const WITNESSES = 5;

/** Left and right, where enough lines of body text reach them: top and bottom depend on how much is written. */
const margins = (facts: PageFacts): Deviation[] => {
  if (!facts.text.usable || facts.text.recognised || facts.imageCover > 0.3) return [];
  const { page, width } = facts;
  const long = facts.occupied.filter((box) => box.width > width / 2 && box.height > 4 && box.height < 40);
  if (long.length < WITNESSES) return [];
  const left = Math.min(...long.map(({ x }) => x)) / PER_MM;
  const right = (width - Math.max(...long.map((box) => box.x + box.width))) / PER_MM;
  const check = (code: FaultCode, found: number, [least, most]: readonly [number, number]): Deviation[] => {
    if (found >= least - SLACK && found <= most + SLACK) return [];
    const params = { page, width: Math.round(found), least, most };
    return [deviation('information', CLAUSE.margins, code, params)];
  };
  return [
    ...check('records.lint-margin-left', left, MARGINS.left),
    ...check('records.lint-margin-right', right, MARGINS.right),
  ];
};

const LEAST_DPI = 200;
/** Sizes of scanned pages are rounded. */
const NEARLY = 0.98;
/** With less of it a colour scan of a sealed document shows no seal. */
const LEAST_COLOUR = 0.0005;

const scanned = (facts: OfficialFacts, pixels: PixelFacts | null): Deviation[] => {
  const pages = facts.pages.filter(isScanned);
  const largest = pages.map(({ page, images }) => ({
    page,
    image: images
      .filter(({ field }) => field === null)
      .reduce<(typeof images)[number] | null>(
        (most, one) => (most && most.box.width * most.box.height >= one.box.width * one.box.height ? most : one),
        null,
      ),
  }));
  const coarse = largest.find(({ image }) => image?.dpi && image.dpi < NEARLY * LEAST_DPI);
  const plain = largest.find(({ image }) => image?.colour === 'bilevel' || image?.colour === 'grey');
  const { pdfVersion } = facts;
  const resolution = { page: coarse?.page ?? 0, dpi: Math.round(coarse?.image?.dpi ?? 0) };
  return [
    ...(coarse ? [deviation('warning', CLAUSE.scan, 'records.lint-scan-resolution', resolution)] : []),
    ...(plain ? [deviation('warning', CLAUSE.scan, 'records.lint-scan-colour', { page: plain.page })] : []),
    ...(!plain && pixels && pixels.colourShare < LEAST_COLOUR
      ? [deviation('information', CLAUSE.scan, 'records.lint-scan-pale')]
      : []),
    ...(pages.length > 0 && pdfVersion < '1.4'
      ? [deviation('warning', CLAUSE.scan, 'records.lint-pdf-version', { version: pdfVersion })]
      : []),
  ];
};

/** By the revisions in which they were made; what covers no revision says nothing. */
const sealBeforeLeader = ({ facts, signatures, marks, vocabulary }: LintInput): Deviation[] => {
  const leader = leaderSignature(facts, signatures, vocabulary);
  const signed = leader?.signature.coveredBytes ?? null;
  if (!leader || signed === null) return [];
  const seals = new Set(marks.filter(({ kind }) => kind === 'seal').map(({ field }) => field));
  const early = signatures.find(
    ({ field, coveredBytes }) => field !== null && seals.has(field) && coveredBytes !== null && coveredBytes < signed,
  );
  if (!early) return [];
  const params = { seal: early.field ?? '', name: leader.signature.signer?.commonName ?? '?' };
  return [deviation('warning', CLAUSE.seal, 'records.lint-seal-first', params)];
};

const appendixUnsigned = ({ facts: { appendix }, signatures }: LintInput): Deviation[] =>
  appendix && !signatures.some(({ kind }) => kind === 'signature')
    ? [deviation('warning', CLAUSE.appendix, 'records.lint-appendix-unsigned', { title: appendix.text })]
    : [];

/** Of a document. */
export const lintDocument = (input: LintInput): Deviation[] => {
  const { facts, kind, pixels } = input;
  const [first] = facts.pages;
  const isScan = kind === 'scan' || kind === 'unnumbered-scan';
  return [
    ...(first ? paperSize(first) : []),
    ...(first && !isScan ? margins(first) : []),
    ...scanned(facts, pixels),
    ...sealBeforeLeader(input),
    ...appendixUnsigned(input),
  ];
};

/** What the lint needs to know of a picture. */
export interface PictureFacts {
  readonly hasAlpha: boolean;
  /** Of its ink. */
  readonly hue: 'red' | 'blue' | 'black' | 'other' | null;
}

/** Of a picture that is to become a mark: PNG, transparent, the signature blue, the seal red. */
export const lintPicture = (role: 'signature' | 'initials' | 'seal', { hasAlpha, hue }: PictureFacts): Deviation[] => {
  const clause = role === 'seal' ? CLAUSE.sealImage : CLAUSE.leaderImage;
  const wrong = role === 'seal' ? hue !== 'red' : hue !== 'blue';
  const code = role === 'seal' ? 'records.lint-seal-colour' : 'records.lint-signature-colour';
  return [
    ...(wrong ? [deviation('warning', clause, code)] : []),
    ...(hasAlpha ? [] : [deviation('warning', clause, 'records.lint-opaque-image')]),
  ];
};
