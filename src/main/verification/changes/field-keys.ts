/** What of a field or widget other software writes otherwise, or may set, though the field shows and means the same. */
import { PdfDict, type PdfObject, PdfRef } from '../../pdf/objects.js';
import type { Comparison } from '../comparison.js';
import type { FormField } from '../fields.js';
import { isRounded } from './page.js';

/** Places and looks in numbers, which PDF.js rounds. */
const rounded: ReadonlySet<string> = new Set(['Rect', 'BS', 'Border', 'C']);
/** Table 227: ReadOnly, Required, NoExport. Acrobat sets them when a signature locks its document. */
const CONDUCT = 0b111;
/** Table 229. */
const PUSHBUTTON = 1 << 16;
/** Table 167: Print is set by software that fills; ReadOnly, Locked and LockedContents are conduct. */
const PRINT = 1 << 2;
/** What cannot be seen on the screen shows on paper since. */
const UNSEEN = (1 << 1) | (1 << 5);
const LOCKING = (1 << 6) | (1 << 7) | (1 << 9);
const mostLevels = 32;

const flagsOf = (document: Comparison['before'], field: PdfDict, key: 'Ff' | 'F'): number => {
  let dict: PdfDict | null = field;
  for (let level = 0; dict !== null && level < mostLevels; level += 1) {
    const flags = document.value(dict, key);
    if (typeof flags === 'number') return flags;
    // 12.7.4.2: field flags are inherited, those of annotations are not.
    dict = key === 'Ff' ? document.dict(dict, 'Parent') : null;
  }
  return 0;
};

/** 12.5.2: /P may be missing, and names the page that lists the widget. */
const namesItsPage = ({ after }: Comparison, { ref, dict }: FormField): boolean => {
  const page = after.dict(dict, 'P');
  if (page === null || ref === null) return false;
  return (after.array(page, 'Annots') ?? []).some((item) => item instanceof PdfRef && item.num === ref.num);
};

/** The caption of a check box or radio button (table 192) names the glyph that iText draws; that of a push button is text. */
const keepsLook = (comparison: Comparison, was: FormField, is: FormField): boolean => {
  const old = comparison.before.dict(was.dict, 'MK') ?? new PdfDict();
  const now = comparison.after.dict(is.dict, 'MK') ?? new PdfDict();
  const button = is.type === 'Btn' && (flagsOf(comparison.after, is.dict, 'Ff') & PUSHBUTTON) === 0;
  const differing = comparison.keys(old, now).filter((key) => !(button && key === 'CA'));
  return differing.every((key) => isRounded(comparison, old.get(key), now.get(key)));
};

const isHarmless = (comparison: Comparison, was: FormField, is: FormField, key: string): boolean => {
  const [old, now]: PdfObject[] = [was.dict.get(key), is.dict.get(key)];
  const differing = (name: 'Ff' | 'F'): number =>
    flagsOf(comparison.before, was.dict, name) ^ flagsOf(comparison.after, is.dict, name);
  switch (key) {
    case 'Type':
      return true;
    case 'P':
      return namesItsPage(comparison, is);
    case 'Ff':
      return (differing('Ff') & ~CONDUCT) === 0;
    case 'F': {
      const flags = flagsOf(comparison.after, is.dict, 'F');
      const prints = (flags & PRINT) !== 0 && (flags & UNSEEN) === 0;
      return (differing('F') & ~(prints ? PRINT | LOCKING : LOCKING)) === 0;
    }
    case 'TI':
      return is.type === 'Ch';
    case 'MK':
      return keepsLook(comparison, was, is);
    default:
      return rounded.has(key) && isRounded(comparison, old ?? null, now ?? null);
  }
};

/** Keys by which a field or widget is another one than it was. */
export const changedFieldKeys = (comparison: Comparison, was: FormField, is: FormField): string[] =>
  comparison.keys(was.dict, is.dict).filter((key) => !isHarmless(comparison, was, is, key));
