/** Everything that is read off an official document before anything is placed on it. */
import type { OfficialFacts } from '../../../contracts/records-facts.js';
import { ContentReader } from '../../pdf/content/reader.js';
import type { PdfDocument } from '../../pdf/document.js';
import { type FieldNode, readFieldTree } from '../../pdf/field-tree.js';
import { PdfName } from '../../pdf/objects.js';
import type { Stretch } from '../page-text/lines.js';
import { type FieldNames, type PageText, pageText } from '../page-text/page-text.js';
import { locateAppendix } from './appendix.js';
import { type BlockCandidate, blockCandidates } from './block.js';
import { locateDate } from './date.js';
import { locateAgency, locateHeader } from './header.js';
import { locateNumber } from './number.js';
import { readRecipients, recipientLabels } from './recipients.js';
import { locateSecrecy, locateStamps, locateUrgency } from './stamps.js';
import { locateTitle } from './title.js';
import type { Vocabulary } from './vocabulary.js';

/** Signature pages are looked for up to here; a decree has that many. */
const MOST_PAGES = 40;
/** Always looked at, for scans and for blocks behind all others. */
const LAST_PAGES = 3;

const fieldNames = (document: PdfDocument): FieldNames => {
  const names = new Map<number, string>();
  const note = ({ ref, name, kids }: FieldNode): void => {
    if (ref) names.set(ref.num, name);
    kids.forEach(note);
  };
  readFieldTree(document).forEach(note);
  return names;
};

/** /Version of the catalog where it is the higher one (ISO 32000-2 7.5.2). */
const versionOf = (document: PdfDocument): string => {
  const header = /%PDF-(\d\.\d)/.exec(Buffer.from(document.source.read(0, 16)).toString('latin1'))?.[1] ?? '1.0';
  const stated = document.value(document.catalog, 'Version');
  const isLater = stated instanceof PdfName && /^\d\.\d$/.test(stated.value) && stated.value > header;
  return isLater ? stated.value : header;
};

/** Reads pages when they are asked for, each once. */
class Pages {
  private readonly known = new Map<number, PageText>();
  private readonly reader: ContentReader;
  private readonly names: FieldNames;

  constructor(private readonly document: PdfDocument) {
    this.reader = new ContentReader(document);
    this.names = fieldNames(document);
  }

  get count(): number {
    return this.document.pages().length;
  }

  /** @param index from 0 */
  at(index: number): PageText | null {
    const page = this.document.pages()[index];
    if (!page) return null;
    const text = this.known.get(index) ?? pageText(this.reader, page, this.names);
    this.known.set(index, text);
    return text;
  }

  /** All that were asked for, in their order. */
  read(): PageText[] {
    return [...this.known].sort(([a], [b]) => a - b).map(([, page]) => page);
  }
}

interface FoundBlock extends BlockCandidate {
  readonly on: PageText;
}

const candidatesOn = (pages: Pages, index: number, vocabulary: Vocabulary): FoundBlock[] => {
  const on = pages.at(index);
  if (!on) return [];
  const overleaf = pages.at(index + 1);
  return blockCandidates(on, recipientLabels(on), overleaf, vocabulary).map((candidate) => ({ ...candidate, on }));
};

/**
 * The first block that its surroundings bear out, else the last one that stands alone: forms that are attached to a
 * document have blocks as well, and headings name positions.
 */
const locateBlock = (pages: Pages, vocabulary: Vocabulary): FoundBlock | null => {
  const { count } = pages;
  const indexes = Array.from({ length: count }, (_, i) => i);
  let lone: FoundBlock | null = null;
  for (const index of indexes.filter((i) => i < MOST_PAGES || i >= count - LAST_PAGES)) {
    const found = candidatesOn(pages, index, vocabulary);
    const strong = found.find((candidate) => candidate.strong);
    if (strong) return strong;
    lone = found.at(-1) ?? lone;
  }
  return lone;
};

const firstLabel = (pages: Pages): { readonly on: PageText; readonly label: Stretch } | null => {
  for (const on of pages.read()) {
    const [label] = recipientLabels(on);
    if (label) return { on, label };
  }
  return null;
};

/**
 * Looks at the first page, at those after it until the signature block is found (40 at most), and at the last three. Of
 * a scan without text the first and the last three.
 * @throws Fault `pdf.*`
 */
export const readOfficialDocument = (document: PdfDocument, vocabulary: Vocabulary): OfficialFacts => {
  const pages = new Pages(document);
  const first = pages.at(0);
  const block = first && first.lines.length > 0 ? locateBlock(pages, vocabulary) : null;
  for (let index = Math.max(0, pages.count - LAST_PAGES); index < pages.count; index++) pages.at(index);
  const found = block?.recipients ? { on: block.on, label: block.recipients } : firstLabel(pages);
  const read = pages.read();
  const kept = read.filter(
    ({ facts: { page } }) => page === 1 || page === block?.block.page || page > pages.count - LAST_PAGES,
  );
  return {
    pdfVersion: versionOf(document),
    pageCount: pages.count,
    pages: kept.map(({ facts }) => facts),
    ...(first ? headOf(first, vocabulary) : NOTHING),
    block: block?.block ?? null,
    recipients: found ? readRecipients(found.on, found.label) : null,
    secrecy: locateSecrecy(read, vocabulary),
    urgency: locateUrgency(read.slice(0, 1), vocabulary),
  };
};

type Head = Pick<
  OfficialFacts,
  'nation' | 'motto' | 'agency' | 'superiorAgency' | 'number' | 'date' | 'type' | 'subject' | 'stamps' | 'appendix'
>;

const NOTHING: Head = {
  nation: null,
  motto: null,
  agency: null,
  superiorAgency: null,
  number: null,
  date: null,
  type: null,
  subject: null,
  stamps: [],
  appendix: null,
};

const headOf = (page: PageText, vocabulary: Vocabulary): Head => {
  const stamps = locateStamps(page, vocabulary);
  const header = locateHeader(page);
  if (!header) return { ...NOTHING, stamps, appendix: locateAppendix(page) };
  const date = locateDate(page, header);
  const number = locateNumber(page, header, date?.day.baseline ?? null);
  const line = number?.label.box ?? date?.line.box ?? null;
  const agency = locateAgency(page, header, line ? line.y + line.height : header.bottom - 40, vocabulary);
  const below = Math.min(header.bottom, number?.label.box.y ?? Infinity, date?.line.box.y ?? Infinity);
  return {
    ...NOTHING,
    nation: header.nation,
    motto: header.motto,
    agency: agency?.agency ?? null,
    superiorAgency: agency?.superior ?? null,
    number,
    date,
    ...locateTitle(page, below, number, vocabulary),
    stamps,
  };
};
