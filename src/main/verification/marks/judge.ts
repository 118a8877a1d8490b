/** Who answers for a mark, and what it covers: one mark after the other, each against the page that was there before. */
import type { SignatureReport } from '../../../contracts/verification.js';
import type { Budget } from '../../pdf/content/budget.js';
import type { DrawnContent } from '../../pdf/content/items.js';
import { ContentReader } from '../../pdf/content/reader.js';
import type { PdfDocument } from '../../pdf/document.js';
import { PdfDict, PdfRef, PdfString } from '../../pdf/objects.js';
import type { PdfPage } from '../../pdf/pages.js';
import type { SignatureEvidence } from '../evidence.js';
import type { Finding } from '../findings.js';
import { coveredBy, type PageBefore, pageBefore, standsInLine } from './cover.js';
import { type Appearance, type Mark, readAnnotations, readWidget } from './marks.js';
import { nameOf, placeOf, type Wording } from './place.js';
import { hidesScan } from './scan.js';
import { legibleText } from './text.js';

export interface JudgedSignature {
  readonly evidence: SignatureEvidence;
  readonly report: SignatureReport;
}

/** A page's content, and what read it. */
interface ReadContent {
  readonly drawn: DrawnContent;
  readonly reader: ContentReader;
}

/** A revision that somebody signed. */
class SignedRevision {
  readonly reader: ContentReader;
  private pages: ReadonlyMap<number, PdfPage> | undefined;
  private readonly lists = new Map<number, ReadonlySet<number>>();
  private readonly befores = new Map<number, PageBefore>();

  constructor(
    readonly signature: JudgedSignature,
    private readonly document: PdfDocument,
    budget: Budget,
  ) {
    this.reader = new ContentReader(document, budget);
  }

  /** The same page as it was then. */
  page({ ref }: PdfPage): PdfPage | null {
    this.pages ??= new Map(this.document.pages().map((page) => [page.ref.num, page]));
    return this.pages.get(ref.num) ?? null;
  }

  /** Whether the mark was there already, just as it is now. */
  shows(mark: Mark): boolean {
    const page = this.page(mark.page);
    if (!page || !this.annotations(page).has(mark.widget)) return false;
    const widget = mark.field.ref && this.document.get(mark.field.ref);
    const then = widget instanceof PdfDict ? readWidget(this.reader, page, widget) : null;
    return then !== null && fingerprint(then) === fingerprint(mark);
  }

  before(page: PdfPage, content: ReadContent): PageBefore {
    const known = this.befores.get(page.ref.num);
    if (known) return known;
    const before = pageBefore(page, content, readAnnotations(this.reader, page), this.reader);
    this.befores.set(page.ref.num, before);
    return before;
  }

  private annotations(page: PdfPage): ReadonlySet<number> {
    const known = this.lists.get(page.ref.num);
    if (known) return known;
    const items = this.document.array(page.dict, 'Annots') ?? [];
    const numbers = new Set(items.flatMap((item) => (item instanceof PdfRef ? item.num : [])));
    this.lists.set(page.ref.num, numbers);
    return numbers;
  }
}

/** What an appearance paints where, and from which bytes its images come. */
const fingerprint = ({ page, rect, ink }: Appearance): string =>
  JSON.stringify([
    page.ref.num,
    rect,
    ink.items.map((item) => {
      const { kind, box, opaque, alpha } = item;
      const detail = item.kind === 'text' ? item.text : item.kind === 'image' ? item.stream?.data : null;
      return [kind, box, opaque, alpha, detail];
    }),
  ]);

const nobody: Wording = { vi: 'ô chưa được ký', en: 'a field that nobody signed' };
const unknownSigner: Wording = { vi: 'người ký không rõ', en: 'an unknown signer' };

const signerOf = (signature: JudgedSignature | null): string | Wording => {
  if (signature === null) return nobody;
  const { signer } = signature.report;
  return signer?.commonName ?? signer?.organization ?? unknownSigner;
};

/**
 * Whether somebody known stands behind it: a timestamp is given to anybody who asks. Without an answer about revocation, too, and whatever was changed later: the
 * signature's own reasons tell that.
 */
const isAttributed = ({ report }: JudgedSignature): boolean =>
  report.kind === 'signature' &&
  report.integrity === 'intact' &&
  report.trust.revocation !== 'revoked' &&
  report.trust.scheme !== 'none' &&
  report.trust.scheme !== 'training';

/**
 * How grave a covering mark is. One that somebody of the same standing signed is a question between offices: a second
 * number, a seal set too low. It is told and leaves the document open. What nobody signed, or somebody whom neither the
 * State nor this office's administrator vouches for, has no business on top of signed text: that is forgery, and a
 * certificate bought in the market does not make it better.
 */
const isOfficial = (owner: JudgedSignature | null): boolean =>
  owner !== null &&
  isAttributed(owner) &&
  (owner.report.trust.scheme === 'official-duty' || owner.report.trust.scheme === 'user-added');

/** Marks are often without the accents that certificates have. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ');

/** Where /Contents stands in the file; null where it has no place of its own. */
const contentsPlace = (signature: PdfDict): number | null => {
  const contents = signature.get('Contents');
  return contents instanceof PdfString ? (contents.range?.start ?? null) : null;
};

type Params = NonNullable<Finding['params']>;

export class MarkJudge {
  private readonly revisions: readonly SignedRevision[];
  private readonly contents = new Map<number, ReadContent>();

  /** `signatures` in the order in which they were made. */
  constructor(
    private readonly signatures: readonly JudgedSignature[],
    private readonly budget: Budget,
  ) {
    this.revisions = signatures.flatMap((signature) => {
      const { revision } = signature.evidence;
      return revision ? [new SignedRevision(signature, revision, budget)] : [];
    });
  }

  /** What there is against a mark; nothing for one that the first signer already had before him. @throws Fault `pdf.*` */
  findings(mark: Mark): Finding[] {
    if (mark.ink.box === null && mark.complete) return [];
    const first = this.revisions.findIndex((revision) => revision.shows(mark));
    const base = first < 0 ? this.revisions.at(-1) : this.revisions[first - 1];
    if (first === 0 || base === undefined) return [];
    const owner = mark.field.type === 'Sig' ? this.ownSignature(mark) : (this.revisions[first]?.signature ?? null);
    const place = placeOf(mark.page, mark.ink.box ?? mark.rect);
    const params = { mark: nameOf(mark), place, signer: signerOf(owner) };
    const earlier = this.revisions.slice(0, first < 0 ? undefined : first).map(({ signature }) => signature);
    const page = base.page(mark.page);
    const before = page && base.before(page, this.content(page, base.reader));
    // A text that does not name its signer fills in the document itself, and so does what is drawn into a line of it.
    const inLine = before !== null && mark.ink.box !== null && standsInLine(mark, before);
    const fillsIn = inLine ? 'line' : mark.kind === 'text' ? 'page' : null;
    return [...attribution(mark, fillsIn, owner, earlier, params), ...this.cover(mark, before, owner, params)];
  }

  private ownSignature({ field }: Mark): JudgedSignature | null {
    const { value } = field;
    // A dictionary that stands in the field has no number; the name of a field may be that of another.
    const place = value instanceof PdfDict ? contentsPlace(value) : null;
    const own = this.signatures.find(({ evidence: { field: signed } }) =>
      value instanceof PdfRef
        ? signed.signatureRef?.num === value.num
        : place !== null && contentsPlace(signed.signature) === place,
    );
    return own ?? null;
  }

  private cover(mark: Mark, before: PageBefore | null, owner: JudgedSignature | null, params: Params): Finding[] {
    const content = before && coveredBy(mark, mark.widget, before, this.budget);
    const code = isOfficial(owner) ? 'mark-over-content' : 'mark-covers-content';
    if (content) return [{ code, params: { ...params, content } }];
    const over = isOfficial(owner) ? 'mark-over-scan' : 'mark-hides-scan';
    if (before?.scan && hidesScan(mark, before.scan)) return [{ code: over, params }];
    // A page that did not exist was added since, which is an illegal change in itself.
    const isRead = mark.complete && before?.complete !== false;
    return isRead ? [] : [{ code: 'marks-unread', params: { detail: params.place ?? '' } }];
  }

  /** Read once: that a page's content changed since would be an illegal change in itself. */
  private content(page: PdfPage, reader: ContentReader): ReadContent {
    const known = this.contents.get(page.ref.num) ?? { drawn: reader.page(page), reader };
    this.contents.set(page.ref.num, known);
    return known;
  }
}

const attribution = (
  mark: Mark,
  fillsIn: 'line' | 'page' | null,
  owner: JudgedSignature | null,
  earlier: readonly JudgedSignature[],
  params: Params,
): Finding[] => {
  if (mark.field.type !== 'Sig') return [];
  if (owner === null || !isAttributed(owner)) return [{ code: 'mark-unattributed', params }];
  // To fill it in is for those who issue it.
  const { signer, trust } = owner.report;
  const isSigned = [signer?.commonName, signer?.organization].some(
    (name) => typeof name === 'string' && plain(legibleText(mark.page, mark.ink.items) ?? '').includes(plain(name)),
  );
  const schemes = earlier
    .filter(({ evidence }) => evidence.kind === 'signature')
    .map(({ report }) => report.trust.scheme)
    .filter((scheme) => scheme !== 'none');
  // A bought certificate beside another bought one, which may be his own, is still none of those who issued it.
  const among = trust.scheme === 'public' ? schemes.slice(0, 1) : schemes;
  const isStranger = among.length > 0 && among.every((scheme) => scheme !== trust.scheme);
  // In a line, a name is no excuse: what its letters look like is for the font to say, which the mark brings along.
  return isStranger && (fillsIn === 'line' || (fillsIn === 'page' && !isSigned))
    ? [{ code: 'mark-by-stranger', params }]
    : [];
};
