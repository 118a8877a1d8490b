/** Text fields filled after a signature: what they held, what they hold now, and whether they show that. */
import { ContentReader } from '../../pdf/content/reader.js';
import type { PdfDocument } from '../../pdf/document.js';
import { type PdfDict, type PdfObject, PdfStream, PdfString, pdfText } from '../../pdf/objects.js';
import type { ChangeKind } from '../comparison.js';
import type { FormField } from '../fields.js';
import { type Mark, readMarks } from '../marks/marks.js';
import { isPlainWriting } from '../marks/writing.js';

/** Table 231: the field shows something else for every letter. */
const PASSWORD = 1 << 13;
const MOST_CHARACTERS = 100;

const quoted = (text: string): string => `“${text.slice(0, MOST_CHARACTERS)}”`;

/** Where a text breaks, and whether its accents are composed, depends on who drew it. */
const letters = (text: string): string => text.normalize('NFC').replace(/\s+/gu, '');

/** A text string or, for long ones, a text stream (7.9.3). */
const textOf = (document: PdfDocument, object: PdfObject): string => {
  const value = document.resolve(object);
  if (value instanceof PdfStream) return pdfText(new PdfString(document.decode(value)));
  return value instanceof PdfString ? pdfText(value) : '';
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text of a rich text string (12.7.4.3, annex on XHTML). */
const richText = (xhtml: string): string =>
  xhtml
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (entity, decimal, hex, name) => {
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return Number.isNaN(code) || code > 0x10ffff ? (ENTITIES[name] ?? entity) : String.fromCodePoint(code);
    });

export interface Filling {
  readonly kind: ChangeKind;
  readonly detail: string;
}

/** Every signature of a file is compared with the same last revision. */
const shownBy = new WeakMap<PdfDocument, ReadonlyMap<number, Mark>>();

export class TextFields {
  constructor(
    private readonly before: PdfDocument,
    private readonly after: PdfDocument,
  ) {}

  /**
   * What the change of a text field amounts to; null for a field that is none, or is as it was. `touched`: its own
   * dictionary changed; it may have the value of the field above it.
   */
  filling(was: FormField, is: FormField, touched: boolean): Filling | null {
    const [old, now] = [textOf(this.before, was.value), textOf(this.after, is.value)];
    if (is.type !== 'Tx' || (!touched && old === now)) return null;
    const told = `field “${is.name}”: ${quoted(old)} → ${quoted(now)}`;
    const rich = textOf(this.after, is.dict.get('RV'));
    const isRich = rich !== '' && rich !== textOf(this.before, was.dict.get('RV'));
    if (isRich && letters(richText(rich)) !== letters(now))
      return { kind: 'illegal', detail: `appearance-mismatch: ${told}, rich text ${quoted(richText(rich))}` };
    const mark = is.ref ? this.marks().get(is.ref.num) : undefined;
    if (!mark?.shown || this.showsOtherwise(is.dict)) return { kind: 'form', detail: told };
    const text = mark.text ?? '';
    // Pictures and letters without characters can say anything: they are no text, but something added to the page.
    if (!isPlainWriting(mark)) return { kind: 'annotation', detail: `${told}, shown as a picture` };
    if (letters(text) === letters(now)) return { kind: 'form', detail: told };
    return { kind: 'illegal', detail: `appearance-mismatch: ${told}, shown as ${quoted(text)}` };
  }

  /** By object number of their widgets. */
  private marks(): ReadonlyMap<number, Mark> {
    const known = shownBy.get(this.after);
    if (known) return known;
    const marks = readMarks(new ContentReader(this.after), new Set(['Tx']));
    const shown = new Map(marks.map((mark) => [mark.widget, mark]));
    shownBy.set(this.after, shown);
    return shown;
  }

  /** Passwords, and what an action formats (12.6.3, table 199), are lawfully shown in another way than they are held. */
  private showsOtherwise(field: PdfDict): boolean {
    const flags = this.after.value(field, 'Ff') ?? this.after.value(this.after.dict(field, 'Parent') ?? field, 'Ff');
    if (typeof flags === 'number' && (flags & PASSWORD) !== 0) return true;
    return [field, this.after.dict(field, 'Parent')].some((dict) => {
      const actions = dict && this.after.dict(dict, 'AA');
      return actions?.get('F') != null;
    });
  }
}
