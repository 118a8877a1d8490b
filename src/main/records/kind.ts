/**
 * Whether a document is an electronic original or a scan of a paper one: proposed from what is read off its pages, from
 * its signatures, and from what was measured on drawn pages. The clerk decides.
 */
import { type FaultCode, type FaultParams, type FaultValue, faultValue } from '../../contracts/faults/index.js';
import type {
  DocumentKind,
  KindProposal,
  OfficialFacts,
  PageFacts,
  PixelFacts,
} from '../../contracts/records-facts.js';
import type { ReportedMark, SignatureReport } from '../../contracts/verification.js';
import type { Vocabulary } from './anchors/vocabulary.js';
import { folded } from './page-text/folding.js';

/** From this part of a page on its images are its paper. */
const PAPER = 0.7;

/** A page that is a picture; the text layer that somebody recognised does not count. */
export const isScanned = ({ imageCover, text }: PageFacts): boolean =>
  imageCover >= PAPER && (!text.usable || text.recognised);

export interface LeaderSignature {
  readonly signature: SignatureReport;
  /** Its signer bears the name that is printed under the position. */
  readonly certain: boolean;
}

const nameOf = ({ signer, field }: SignatureReport): string => signer?.commonName ?? field ?? '?';

/** As people are called, their family name first. Offices are called otherwise. */
export const isPerson = (signature: SignatureReport, { familyNames }: Vocabulary): boolean => {
  const words = (signature.signer?.commonName ?? '').normalize('NFC').trim().split(/\s+/);
  const [family = ''] = words;
  return (
    words.length >= 2 &&
    words.length <= 6 &&
    familyNames.some((name) => name.toLocaleLowerCase('vi') === family.toLocaleLowerCase('vi'))
  );
};

/** Without ranks and titles, without tones. */
const personName = (text: string, ranks: readonly string[]): string => {
  const rank = ranks.find((one) => folded(text).startsWith(folded(one)));
  return rank === undefined ? folded(text).trim() : personName(text.slice(rank.length).trim(), ranks);
};

const isBy = (signature: SignatureReport, name: string): boolean => {
  const signer = folded((signature.signer?.commonName ?? '').normalize('NFC'));
  return name !== '' && ` ${signer} `.includes(` ${name} `);
};

/**
 * The signature of the person whose name is printed under the position. Where no name could be read: the last one that
 * a person made. null where nobody like that has signed.
 */
export const leaderSignature = (
  { block }: OfficialFacts,
  signatures: readonly SignatureReport[],
  vocabulary: Vocabulary,
): LeaderSignature | null => {
  const persons = signatures
    .filter(({ kind }) => kind === 'signature')
    .sort((a, b) => (b.coveredBytes ?? 0) - (a.coveredBytes ?? 0));
  const name = block?.name ? personName(block.name.text, vocabulary.ranks) : null;
  const named = name === null ? undefined : persons.find((signature) => isBy(signature, name));
  if (named) return { signature: named, certain: true };
  const last = persons.find((signature) => isPerson(signature, vocabulary));
  return last && name === null ? { signature: last, certain: false } : null;
};

export interface KindInput {
  readonly facts: OfficialFacts;
  readonly signatures: readonly SignatureReport[];
  /** null where nobody measured yet. */
  readonly pixels: PixelFacts | null;
  readonly vocabulary: Vocabulary;
}

const proposal = (
  kind: DocumentKind,
  sure: boolean,
  ...reasons: readonly (readonly [FaultCode, FaultParams?])[]
): KindProposal => ({ kind, sure, reasons: reasons.map(([code, params]) => faultValue(code, params)) });

/** What the document is taken for, and why. */
export const proposeKind = (input: KindInput): KindProposal => {
  const { facts, signatures, vocabulary } = input;
  const leader = leaderSignature(facts, signatures, vocabulary);
  if (leader) return byLeader(leader);
  const [first] = facts.pages;
  if (first && isScanned(first)) return ofScan(input);
  const stranger = signatures.find((signature) => isPerson(signature, vocabulary));
  if (stranger) return proposal('electronic', false, ['records.kind-signer-unsure', { name: nameOf(stranger) }]);
  if (!first?.text.usable) return proposal('unknown', false, ['records.kind-unread']);
  return proposal('electronic', true, ['records.kind-text']);
};

const byLeader = ({ signature, certain }: LeaderSignature): KindProposal => {
  const name = nameOf(signature);
  if (signature.verdict !== 'valid') return proposal('electronic', false, ['records.kind-leader-open', { name }]);
  if (!certain) return proposal('electronic', false, ['records.kind-signer-unsure', { name }]);
  return proposal('electronic', true, ['records.kind-leader-valid', { name }]);
};

const ofScan = ({ facts, signatures, pixels }: KindInput): KindProposal => {
  const [signed] = signatures.filter(({ kind }) => kind === 'signature');
  if (signed)
    return proposal('scan', false, ['records.kind-scan'], ['records.kind-signed-scan', { name: nameOf(signed) }]);
  const { number } = facts;
  if (number && !number.gap.filled)
    return proposal('unnumbered-scan', false, ['records.kind-scan'], ['records.kind-number-empty']);
  const [seal] = pixels?.redSeals ?? [];
  if (seal) return proposal('scan', true, ['records.kind-scan'], ['records.kind-red-seal', { page: seal.page }]);
  if (!facts.pages.some(({ images }) => images.some(({ colour }) => colour === 'colour' || colour === 'unknown')))
    return proposal('scan', false, ['records.kind-scan'], ['records.kind-no-colour']);
  if (!pixels) return proposal('scan', false, ['records.kind-scan'], ['records.kind-not-measured']);
  return proposal('unnumbered-scan', false, ['records.kind-scan'], ['records.kind-no-seal']);
};

/** Side lengths of a seal in points, and how much longer one may be than the other. */
const SEAL = { least: 55, most: 165, aspect: 1.4 } as const;

const isSealSized = ({ width, height }: { readonly width: number; readonly height: number }): boolean => {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  return short >= SEAL.least && long <= SEAL.most && long / short <= SEAL.aspect;
};

const sealPage = (
  { pages, block }: OfficialFacts,
  marks: readonly ReportedMark[],
  pixels: PixelFacts | null,
): number | null => {
  const mark = marks.find(({ kind }) => kind === 'seal');
  const printed = pages.find(
    ({ page, images }) => page === block?.page && images.some(({ field, box }) => field === null && isSealSized(box)),
  );
  return mark?.page ?? pixels?.redSeals[0]?.page ?? printed?.page ?? null;
};

/**
 * Why number, date and seal are not put onto this document: it shows some already. Empty: nothing stands against it.
 * @param marks what the fields of the file show, as its verification tells
 */
export const marksPresent = (
  facts: OfficialFacts,
  marks: readonly ReportedMark[],
  pixels: PixelFacts | null,
): FaultValue[] => {
  const number = facts.number?.gap.filled;
  const { day = null, month = null } = facts.date ?? {};
  const said = (text: string | null): string => (text === null ? '…' : text);
  const date = day?.filled && month?.filled && `${said(day.filled.text)}/${said(month.filled.text)}`;
  const page = sealPage(facts, marks, pixels);
  return [
    ...(number ? [faultValue('records.number-present', { number: said(number.text) })] : []),
    ...(date ? [faultValue('records.date-present', { date })] : []),
    ...(page === null ? [] : [faultValue('records.seal-present', { page })]),
  ];
};
