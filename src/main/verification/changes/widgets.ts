/** Check boxes, radio buttons and choices filled after a signature: whether what they show is what they hold. */
import { ContentReader } from '../../pdf/content/reader.js';
import type { PdfDocument } from '../../pdf/document.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfString, pdfText } from '../../pdf/objects.js';
import type { Comparison } from '../comparison.js';
import type { FormField } from '../fields.js';
import { type Mark, readMarks } from '../marks/marks.js';
import { isPlainWriting } from '../marks/writing.js';

/** Table 233: a choice that shows one option and no list. */
const COMBO = 1 << 17;

const letters = (text: string): string => text.normalize('NFC').replace(/\s+/gu, '');

const texts = (object: PdfObject): string[] => (object instanceof PdfString ? [letters(pdfText(object))] : []);

/** Check, cross, circle, square, diamond and star of ZapfDingbats (12.7.5.2.3), by code and as characters. */
const CHOSEN: ReadonlySet<string> = new Set([...'48lnuH✔✘●■◆★']);

interface Contradiction {
  readonly kind: 'illegal' | 'annotation';
  readonly detail: string;
}

const illegal = (detail: string): Contradiction => ({ kind: 'illegal', detail });
const drawnAnew: Contradiction = { kind: 'annotation', detail: 'appearance of a button' };

export class FilledWidgets {
  private shown: ReadonlyMap<number, Mark> | undefined;

  constructor(private readonly comparison: Comparison) {}

  /** How a widget shows something else than its field holds since `keys` of it changed; null where it does not. */
  contradiction(was: FormField, is: FormField, keys: readonly string[]): Contradiction | null {
    const filled = !this.comparison.same(was.value, is.value);
    if (!filled && is.dict.get('AP') === null && keys.includes('AP')) return illegal('appearance removed');
    if (is.type === 'Btn' && (filled || keys.length > 0)) return this.button(was, is);
    const choice = is.type === 'Ch' && (filled || keys.length > 0) ? this.choice(is) : null;
    return choice === null ? null : illegal(choice);
  }

  /** 12.7.5.2: filling chooses among the appearances that a button has. */
  private button(was: FormField, is: FormField): Contradiction | null {
    const { after } = this.comparison;
    const [old, states] = [this.states(this.comparison.before, was), this.states(after, is)];
    if (states === null) return this.keepsLook(was, is) ? null : illegal('appearance of a button');
    const [value, state] = [after.resolve(is.value), after.value(is.dict, 'AS')];
    const held = value instanceof PdfName && states.entries.has(value.value) ? value.value : 'Off';
    const shown = state instanceof PdfName ? state.value : 'Off';
    if (shown !== held) return illegal(`shows ${shown}, holds ${held}`);
    if (this.isKept(old?.get(shown) ?? null, states.get(shown))) return null;
    // iText draws what it fills: a glyph by which every reader marks a chosen button is one; anything else is a picture.
    const mark = is.ref === null ? undefined : this.marks().get(is.ref.num);
    const isMark = shown !== 'Off' && mark !== undefined && isPlainWriting(mark) && CHOSEN.has(mark.text ?? '');
    return isMark ? null : drawnAnew;
  }

  private keepsLook(was: FormField, is: FormField): boolean {
    const { before, after } = this.comparison;
    const [old, now] = [before.dict(was.dict, 'AP')?.get('N') ?? null, after.dict(is.dict, 'AP')?.get('N') ?? null];
    return this.isKept(was.dict.get('AP'), is.dict.get('AP')) && this.isKept(old, now);
  }

  /** The same object, and nothing in its place. */
  private isKept(was: PdfObject, is: PdfObject): boolean {
    return this.comparison.same(was, is) && !(is instanceof PdfRef && this.comparison.changed.has(is.num));
  }

  private states(document: PdfDocument, { dict }: FormField): PdfDict | null {
    return document.dict(document.dict(dict, 'AP') ?? new PdfDict(), 'N');
  }

  private choice(is: FormField): string | null {
    const flags = this.comparison.after.value(is.dict, 'Ff');
    const mark = is.ref === null ? undefined : this.marks().get(is.ref.num);
    if (!mark?.shown) return null;
    const text = letters(mark.text ?? '');
    const isCombo = typeof flags === 'number' && (flags & COMBO) !== 0;
    const lawful = isCombo ? this.namesOf(is).includes(text) : this.listsOptions(is, mark.text ?? '');
    return lawful && isPlainWriting(mark) ? null : `shows “${text}”`;
  }

  /** A list shows its options, as many as there is room for; which of them is chosen no text says. */
  private listsOptions(is: FormField, text: string): boolean {
    const { after } = this.comparison;
    const options = (after.array(is.dict, 'Opt') ?? []).flatMap((option) => {
      const pair = after.resolve(option);
      return texts(Array.isArray(pair) ? after.resolve(pair[1] ?? null) : pair);
    });
    const shown = text.split('\n').map(letters);
    return shown.every((line) => line === '' || options.includes(line));
  }

  /** The value, and how the list of options has it shown (table 234). */
  private namesOf(is: FormField): string[] {
    const { after } = this.comparison;
    const held = texts(after.resolve(is.value));
    const options = (after.array(is.dict, 'Opt') ?? []).flatMap((option) => {
      const pair = after.resolve(option);
      const [value = null, shown = null] = Array.isArray(pair) ? pair.map((item) => after.resolve(item)) : [];
      return texts(value).some((text) => held.includes(text)) ? texts(shown) : [];
    });
    return held.length === 0 ? [''] : [...held, ...options];
  }

  /** By object number of their widgets. */
  private marks(): ReadonlyMap<number, Mark> {
    this.shown ??= new Map(
      readMarks(new ContentReader(this.comparison.after), new Set(['Btn', 'Ch'])).map((mark) => [mark.widget, mark]),
    );
    return this.shown;
  }
}
