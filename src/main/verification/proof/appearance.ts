/** Looks that one increment added: new objects that draw, used by appearances alone (ISO 32000-2 12.5.5, 8.10, 8.9). */
import { isName, PdfDict, type PdfObject, PdfRef, PdfStream } from '../../pdf/objects.js';
import { hidesNothing } from './compressed.js';
import { type Increment, undeclared } from './increment.js';

const STREAM_KEYS = ['Type', 'Subtype', 'Filter', 'DecodeParms', 'Length'];
/** Nothing optional, nothing from another file, nothing that replaces it in print (/OC, /Ref, /OPI, /Alternates). */
const FORM_KEYS = [...STREAM_KEYS, 'BBox', 'Matrix', 'Resources'];
const IMAGE_KEYS = [
  ...STREAM_KEYS,
  ...['Width', 'Height', 'ColorSpace', 'BitsPerComponent', 'ImageMask', 'Mask', 'SMask', 'Decode'],
];
/** Font programs with their tables, colour profiles: bytes for whoever draws. */
const DATA_KEYS = ['Filter', 'DecodeParms', 'Length', 'Length1', 'N'];
const RESOURCES = ['Font', 'XObject', 'ColorSpace'];

/** The looks of one increment; they may share fonts and images. */
export class Appearances {
  private readonly taken = new Set<number>();

  constructor(readonly increment: Increment) {}

  /** The normal appearance alone, and all of it new. @throws Fault `verification.undeclared-change` */
  prove(widget: PdfDict, name: string): PdfStream {
    const what = `${name} /AP`;
    const appearance = widget.get('AP');
    if (!(appearance instanceof PdfDict) || appearance.entries.size !== 1) throw undeclared(what);
    const place = appearance.get('N');
    const form = place instanceof PdfRef && this.increment.fresh(place) ? this.increment.after.get(place) : null;
    if (!(place instanceof PdfRef) || !(form instanceof PdfStream) || !isName(form.dict.get('Subtype'), 'Form')) {
      throw undeclared(what);
    }
    this.take(place, what);
    return form;
  }

  /** The same for a field without a value: nothing is drawn (12.7.4.3). */
  proveEmpty(widget: PdfDict, name: string): void {
    const form = this.prove(widget, name);
    const resources = form.dict.get('Resources');
    const operators = Buffer.from(this.increment.after.decode(form)).toString('latin1');
    const isEmpty = resources instanceof PdfDict && resources.entries.size === 0 && operators === '/Tx BMC\nEMC';
    if (!isEmpty) throw undeclared(`${name} /AP`);
  }

  private take(first: PdfRef, what: string): void {
    const open = [first];
    for (let ref = open.pop(); ref; ref = open.pop()) {
      if (this.taken.has(ref.num)) continue;
      const object = this.increment.take(ref, what);
      this.taken.add(ref.num);
      if (object instanceof PdfStream) {
        requireDrawing(object.dict, what);
        if (!hidesNothing(this.increment.after, object)) throw undeclared(what);
      }
      for (const found of referencesIn(object)) {
        if (!this.increment.fresh(found)) throw undeclared(`${what} → ${found.num}`);
        open.push(found);
      }
    }
  }
}

const requireDrawing = (dict: PdfDict, what: string): void => {
  const subtype = dict.get('Subtype');
  const keys = isName(subtype, 'Form') ? FORM_KEYS : isName(subtype, 'Image') ? IMAGE_KEYS : DATA_KEYS;
  const other = [...dict.entries.keys()].find((key) => !keys.includes(key));
  if (other !== undefined) throw undeclared(`${what} /${other}`);
  const resources = dict.get('Resources');
  if (resources === null) return;
  const known = resources instanceof PdfDict && [...resources.entries.keys()].every((key) => RESOURCES.includes(key));
  if (!known) throw undeclared(`${what} /Resources`);
};

/** The parser limits how deep objects nest. */
const referencesIn = (object: PdfObject): readonly PdfRef[] => {
  if (object instanceof PdfRef) return [object];
  if (Array.isArray(object)) return object.flatMap(referencesIn);
  if (object instanceof PdfStream) return referencesIn(object.dict);
  return object instanceof PdfDict ? [...object.entries.values()].flatMap(referencesIn) : [];
};
