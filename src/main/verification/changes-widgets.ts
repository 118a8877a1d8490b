/** Check boxes, radio buttons and choices filled after a signature: whether what they show is what they hold. */
import { ContentReader } from '../pdf/content/reader.js';
import { PdfDict, PdfName, type PdfObject, PdfString, pdfText } from '../pdf/objects.js';
import type { Comparison } from './comparison.js';
import type { FormField } from './fields.js';
import { type Mark, readMarks } from './marks.js';

/** Table 233: a choice that shows one option and no list. */
const COMBO = 1 << 17;

const letters = (text: string): string => text.normalize('NFC').replace(/\s+/gu, '');

const texts = (object: PdfObject): string[] => (object instanceof PdfString ? [letters(pdfText(object))] : []);

export class FilledWidgets {
  private shown: ReadonlyMap<number, Mark> | undefined;

  constructor(private readonly comparison: Comparison) {}

  /** How a widget shows something else than its field holds since `keys` of it changed; null where it does not. */
  contradiction(was: FormField, is: FormField, keys: readonly string[]): string | null {
    const filled = !this.comparison.same(was.value, is.value);
    if (!filled && is.dict.get('AP') === null && keys.includes('AP')) return 'appearance removed';
    if (is.type === 'Btn' && (filled || keys.length > 0)) return this.button(is, keys);
    return is.type === 'Ch' && (filled || keys.length > 0) ? this.choice(is) : null;
  }

  /** 12.7.5.2: filling chooses among the appearances that a button has; it draws none. */
  private button(is: FormField, keys: readonly string[]): string | null {
    if (keys.includes('AP')) return 'appearance of a button';
    const { after } = this.comparison;
    const states = after.dict(after.dict(is.dict, 'AP') ?? new PdfDict(), 'N');
    if (states === null) return null;
    const [value, state] = [after.resolve(is.value), after.value(is.dict, 'AS')];
    const held = value instanceof PdfName && states.entries.has(value.value) ? value.value : 'Off';
    const shown = state instanceof PdfName ? state.value : 'Off';
    return shown === held ? null : `shows ${shown}, holds ${held}`;
  }

  private choice(is: FormField): string | null {
    const flags = this.comparison.after.value(is.dict, 'Ff');
    const mark = is.ref === null ? undefined : this.marks().get(is.ref.num);
    if (mark === undefined || typeof flags !== 'number' || (flags & COMBO) === 0) return null;
    const text = letters(mark.text ?? '');
    const readable = mark.complete && (mark.kind === 'text' || mark.kind === 'empty');
    return readable && this.namesOf(is).includes(text) ? null : `shows “${text}”`;
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
      readMarks(new ContentReader(this.comparison.after), new Set(['Ch'])).map((mark) => [mark.widget, mark]),
    );
    return this.shown;
  }
}
