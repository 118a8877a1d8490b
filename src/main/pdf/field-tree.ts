/** The tree of form fields (ISO 32000-2 12.7.4), read by one rule wherever fields are named, signed or compared. */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from './document.js';
import { LIMITS, limitFault } from './limits.js';
import { PdfDict, type PdfObject, PdfRef, PdfString, pdfText } from './objects.js';

/** A field, or a widget of one. */
export interface FieldNode {
  /**
   * Fully qualified (12.7.4.2): what has no partial name, or an empty one, bears the name of what is above it; empty
   * where nothing is named.
   */
  readonly name: string;
  /** null where it stands directly in an array. */
  readonly ref: PdfRef | null;
  readonly dict: PdfDict;
  /** Fields and widgets below it; empty for a terminal field merged with its widget. */
  readonly kids: readonly FieldNode[];
}

class FieldTree {
  private readonly seen = new Set<number>();
  private count = 0;
  private characters = 0;

  constructor(private readonly document: PdfDocument) {}

  read(object: PdfObject, above: string, depth: number): FieldNode[] {
    const dict = this.document.resolve(object);
    if (!(dict instanceof PdfDict)) return [];
    const ref = object instanceof PdfRef ? object : null;
    const partial = this.document.value(dict, 'T');
    const own = partial instanceof PdfString ? pdfText(partial) : '';
    const name = [above, own].filter((part) => part !== '').join('.');
    this.admit(ref, name, depth);
    const kids = (this.document.array(dict, 'Kids') ?? []).flatMap((kid) => this.read(kid, name, depth + 1));
    return [{ name, ref, dict, kids }];
  }

  private admit(ref: PdfRef | null, name: string, depth: number): void {
    this.count += 1;
    this.characters += name.length;
    if (depth > LIMITS.formDepth || this.count > LIMITS.formFields) throw limitFault('form fields');
    if (this.characters > LIMITS.formNameCharacters) throw limitFault('form field names');
    if (ref === null) return;
    if (this.seen.has(ref.num)) throw new Fault('pdf.form-circular');
    this.seen.add(ref.num);
  }
}

/**
 * The fields of the interactive form as a forest, in the order of the file; empty without one.
 * @throws Fault `pdf.form-circular` where one stands in two places or inside itself, `pdf.limit`, other `pdf.*`
 */
export const readFieldTree = (document: PdfDocument): readonly FieldNode[] => {
  const form = document.dict(document.catalog, 'AcroForm');
  if (form === null) return [];
  const tree = new FieldTree(document);
  return (document.array(form, 'Fields') ?? []).flatMap((field) => tree.read(field, '', 0));
};
