/** Named resources (ISO 32000-2 7.8.3), each read once: a page may name the same one a hundred thousand times. */
import type { PdfDocument } from '../document.js';
import { PdfDict, PdfName, type PdfObject, PdfRef } from '../objects.js';

export class Resources {
  private readonly objects = new Map<number, PdfObject>();

  constructor(private readonly document: PdfDocument) {}

  /** What a reference leads to. @throws Fault `pdf.*` */
  resolve(object: PdfObject): PdfObject {
    if (!(object instanceof PdfRef)) return object;
    const known = this.objects.get(object.num);
    if (known !== undefined) return known;
    const resolved = this.document.resolve(object);
    this.objects.set(object.num, resolved);
    return resolved;
  }

  /** A dictionary's dictionary, or null. @throws Fault `pdf.*` */
  dict(owner: PdfDict, key: string): PdfDict | null {
    const value = this.resolve(owner.get(key));
    return value instanceof PdfDict ? value : null;
  }

  /**
   * The resource of this name as it stands, a reference not followed, of the first dictionary that has one.
   * @throws Fault `pdf.*`
   */
  named(resources: readonly PdfDict[], category: string, name: PdfObject): PdfObject {
    if (!(name instanceof PdfName)) return null;
    for (const one of resources) {
      const found = this.dict(one, category)?.get(name.value) ?? null;
      if (found !== null && this.resolve(found) !== null) return found;
    }
    return null;
  }
}
