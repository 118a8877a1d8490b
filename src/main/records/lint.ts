/** Deviations from NĐ 30/2020 that a clerk should know of; none of them stops anything. */
import { type FaultCode, type FaultParams, faultValue } from '../../contracts/faults/index.js';
import type {
  Deviation,
  DocumentKind,
  OfficialFacts,
  PageFacts,
  PageImage,
  PixelFacts,
} from '../../contracts/records-facts.js';
import type { ReportedMark, SignatureReport } from '../../contracts/verification.js';
import type { Vocabulary } from './anchors/vocabulary.js';
import { isPerson, isScanned, leaderSignature } from './kind.js';
import type { Size } from './marks/look.js';

/** Clauses of the decree, as they are shown. */
const ANNEX = 'NĐ 30/2020, Phụ lục I';
const CLAUSE = {
  paper: `${ANNEX}, Phần I, Mục I, khoản 1: khổ giấy`,
  margins: `${ANNEX}, Phần I, Mục I, khoản 3: định lề trang`,
  leaderImage: `${ANNEX}, Phần I, Mục II, khoản 7, điểm d`,
  sealImage: `${ANNEX}, Phần I, Mục II, khoản 8, điểm a`,
  appendix: `${ANNEX}, Phần I, Mục II, khoản 8, điểm b`,
  scanVersion: `${ANNEX}, Phần II, Mục I, khoản 2: phiên bản PDF`,
  scanColour: `${ANNEX}, Phần II, Mục I, khoản 2: ảnh màu`,
  scanResolution: `${ANNEX}, Phần II, Mục I, khoản 2: độ phân giải`,
  scanScale: `${ANNEX}, Phần II, Mục I, khoản 2: tỷ lệ số hóa`,
  scan: 'NĐ 30/2020, Điều 25, khoản 1, điểm c',
  sealAfterLeader: 'NĐ 30/2020, Điều 32, khoản 2, điểm d',
} as const;

export interface LintInput {
  readonly facts: OfficialFacts;
  /** As the clerk decided, or as it was proposed. */
  readonly kind: DocumentKind;
  readonly signatures: readonly SignatureReport[];
  readonly marks: readonly ReportedMark[];
  /** Pictures that are to be put onto it. */
  readonly pictures: readonly PlacedPicture[];
  /** Whether an appendix is about to get the signature of the office. */
  readonly signsAppendix: boolean;
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

/** Of a scan the paper tells at which scale it was scanned. */
const paperSize = (facts: PageFacts): Deviation[] => {
  const { page, width, height } = facts;
  const [short, long] = [Math.min(width, height) / PER_MM, Math.max(width, height) / PER_MM];
  const isA4 = Math.abs(short - PAPER.short) <= PAPER.tolerance && Math.abs(long - PAPER.long) <= PAPER.tolerance;
  if (isA4) return [];
  const params = { page, width: inMm(width), height: inMm(height) };
  return isScanned(facts)
    ? [deviation('warning', CLAUSE.scanScale, 'records.lint-scan-scale', params)]
    : [deviation('warning', CLAUSE.paper, 'records.lint-paper-size', params)];
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
const LEAST_VERSION = '1.4';
/** With less of it a colour scan of a sealed document shows no seal. */
const LEAST_COLOUR = 0.0005;

/** Of this share of the largest one on are images layers of the scan: it may be stored as paper, letters and colours. */
const LAYER = 0.5;

const areaOf = ({ box }: PageImage): number => box.width * box.height;

const layersOf = ({ images }: PageFacts): PageImage[] => {
  const own = images.filter(({ field }) => field === null);
  const largest = Math.max(...own.map(areaOf));
  return own.filter((image) => areaOf(image) >= LAYER * largest);
};

/** Of its sharpest layer; null where none says it. */
const resolutionOf = (page: PageFacts): number | null => {
  const known = layersOf(page).flatMap(({ dpi }) => dpi ?? []);
  return known.length === 0 ? null : Math.max(...known);
};

const isColourless = (page: PageFacts): boolean =>
  layersOf(page).every(({ colour }) => colour === 'bilevel' || colour === 'grey');

const scanned = ({ pages, pdfVersion }: OfficialFacts, pixels: PixelFacts | null): Deviation[] => {
  const scans = pages.filter(isScanned);
  const [coarse] = scans.flatMap((facts) => {
    const dpi = resolutionOf(facts);
    return dpi !== null && dpi < NEARLY * LEAST_DPI ? [{ page: facts.page, dpi: Math.round(dpi) }] : [];
  });
  const plain = scans.find(isColourless);
  const pale = !plain && scans.length > 0 && pixels !== null && pixels.colourShare < LEAST_COLOUR;
  const old = scans.length > 0 && pdfVersion < LEAST_VERSION;
  return [
    ...(coarse ? [deviation('warning', CLAUSE.scanResolution, 'records.lint-scan-resolution', coarse)] : []),
    ...(plain ? [deviation('warning', CLAUSE.scanColour, 'records.lint-scan-colour', { page: plain.page })] : []),
    ...(pale ? [deviation('information', CLAUSE.scanColour, 'records.lint-scan-pale')] : []),
    ...(old ? [deviation('warning', CLAUSE.scanVersion, 'records.lint-pdf-version', { version: pdfVersion })] : []),
  ];
};

/** Paper becomes an electronic copy by being digitised; what a computer wrote is an original. */
const notScanned = ({ facts: { pages }, kind }: LintInput): Deviation[] => {
  const [first] = pages;
  const isChosen = kind === 'scan' || kind === 'unnumbered-scan';
  return isChosen && first?.text.usable && !pages.some(isScanned)
    ? [deviation('warning', CLAUSE.scan, 'records.lint-not-scanned')]
    : [];
};

/** Signatures that show a seal. */
const sealsOf = ({ signatures, marks }: LintInput): SignatureReport[] => {
  const fields = new Set(marks.filter(({ kind }) => kind === 'seal').map(({ field }) => field));
  return signatures.filter(({ field }) => field !== null && fields.has(field));
};

/** By the revisions in which they were made; what covers no revision says nothing. */
const sealBeforeLeader = (input: LintInput): Deviation[] => {
  const { facts, signatures, vocabulary } = input;
  const leader = leaderSignature(facts, signatures, vocabulary);
  if (!leader) return sealAlone(input);
  const signed = leader.signature.coveredBytes;
  const early = sealsOf(input).find(
    ({ coveredBytes }) => signed !== null && coveredBytes !== null && coveredBytes < signed,
  );
  if (!early) return [];
  const params = { seal: early.field ?? '', name: leader.signature.signer?.commonName ?? '?' };
  return [deviation('warning', CLAUSE.sealAfterLeader, 'records.lint-seal-first', params)];
};

/** Of an electronic original that no person signed; a scan has the authorised person's signature on its paper. */
const sealAlone = (input: LintInput): Deviation[] => {
  const { kind, signatures, vocabulary } = input;
  const [seal] = sealsOf(input);
  if (kind !== 'electronic' || !seal || signatures.some((one) => isPerson(one, vocabulary))) return [];
  return [deviation('warning', CLAUSE.sealAfterLeader, 'records.lint-seal-alone', { seal: seal.field ?? '' })];
};

/** A person's signature is none of the office. */
const appendixUnsigned = ({ facts: { appendix }, signatures, signsAppendix, vocabulary }: LintInput): Deviation[] => {
  const byOffice = signatures.some((one) => one.kind === 'signature' && !isPerson(one, vocabulary));
  return appendix && !signsAppendix && !byOffice
    ? [deviation('warning', CLAUSE.appendix, 'records.lint-appendix-unsigned', { title: appendix.text })]
    : [];
};

/** Of a document. */
export const lintDocument = (input: LintInput): Deviation[] => {
  const { facts, kind, pixels, pictures } = input;
  const [first] = facts.pages;
  const isScan = kind === 'scan' || kind === 'unnumbered-scan';
  return [
    ...(first ? paperSize(first) : []),
    ...(first && !isScan ? margins(first) : []),
    ...notScanned(input),
    ...scanned(facts, pixels),
    ...sealBeforeLeader(input),
    ...appendixUnsigned(input),
    ...pictures.flatMap(lintPlaced),
  ];
};

export type PictureRole = 'signature' | 'initials' | 'seal';

/** What the lint needs to know of a picture. */
export interface PictureFacts {
  /** What part of it is fully opaque, and what part is ink rather than paper, 0 to 1. */
  readonly opaqueShare: number;
  readonly inkShare: number;
  /** Of its ink. */
  readonly hue: 'red' | 'blue' | 'black' | 'other' | null;
}

/** A picture with so much paper that covers what is under it has no transparent background. */
const MOST_PAPER = 0.1;

/** Of a picture that is to become a mark: PNG, transparent, the signature blue, the seal red. */
export const lintPicture = (role: PictureRole, { opaqueShare, inkShare, hue }: PictureFacts): Deviation[] => {
  const clause = role === 'seal' ? CLAUSE.sealImage : CLAUSE.leaderImage;
  const wrong = role === 'seal' ? hue !== 'red' : hue !== 'blue';
  const code = role === 'seal' ? 'records.lint-seal-colour' : 'records.lint-signature-colour';
  return [
    ...(wrong ? [deviation('warning', clause, code)] : []),
    ...(opaqueShare - inkShare > MOST_PAPER ? [deviation('warning', clause, 'records.lint-opaque-image')] : []),
  ];
};

/** A picture and the place that it gets, in points. */
export interface PlacedPicture {
  readonly role: PictureRole;
  readonly picture: PictureFacts;
  /** As large as it is on paper. */
  readonly actual: Size;
  /** Of its place, which it fills as far as its shape allows. */
  readonly place: Size;
}

/** By how much a seal may miss its size, in millimetres. */
const SEAL_TOLERANCE = 0.5;

const lintPlaced = ({ role, picture, actual, place }: PlacedPicture): Deviation[] => {
  const scale = Math.min(place.width / actual.width, place.height / actual.height);
  const wrong = role === 'seal' && (Math.abs(scale - 1) * actual.width) / PER_MM > SEAL_TOLERANCE;
  const params = { width: tenths(scale * actual.width), actual: tenths(actual.width) };
  return [
    ...lintPicture(role, picture),
    ...(wrong ? [deviation('warning', CLAUSE.sealImage, 'records.lint-seal-size', params)] : []),
  ];
};

/** Millimetres as people write them. */
const tenths = (points: number): string => (Math.round((10 * points) / PER_MM) / 10).toFixed(1).replace('.', ',');
