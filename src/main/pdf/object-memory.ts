/** Objects that were read a moment ago: what a document is asked for, it is asked for many times over. */
import type { PdfObject } from './objects.js';

/** A form with a hundred signatures and the pages they stand on. */
const MOST_OBJECTS = 512;
/** Of one object, and of all of a document. */
const LARGEST_BYTES = 256 * 1024;
const MOST_BYTES = 4 * 1024 * 1024;
/** More than are compared with each other: verification has one open for each of what may be hundreds of signatures. */
const MOST_DOCUMENTS = 4;

/** Those of this thread that hold something, the one that began first in front. */
const holding: ObjectMemory[] = [];

/** Begins anew when it is full: to know what was not asked for longest would cost more than it saves. */
export class ObjectMemory {
  private readonly objects = new Map<number, PdfObject>();
  private bytes = 0;

  /** undefined when it is not known; an object may be null. */
  get(num: number): PdfObject | undefined {
    return this.objects.get(num);
  }

  /** @param bytes about how many bytes of memory the object takes */
  add(num: number, object: PdfObject, bytes: number): void {
    if (bytes > LARGEST_BYTES) return;
    if (this.objects.size >= MOST_OBJECTS || this.bytes + bytes > MOST_BYTES) this.forget();
    if (this.objects.size === 0) this.enter();
    this.objects.set(num, object);
    this.bytes += bytes;
  }

  private enter(): void {
    if (holding.includes(this)) return;
    holding.push(this);
    if (holding.length > MOST_DOCUMENTS) holding.shift()?.forget();
  }

  private forget(): void {
    this.objects.clear();
    this.bytes = 0;
  }
}
