/**
 * A PDF file that grows by appended revisions, each written as text: what the signing tools in the field append, with
 * their sizes of /Contents, their order of entries and their kind of cross-reference.
 */
import { ByteBuilder } from '../../../src/main/pdf/bytes.js';
import { PdfDocument } from '../../../src/main/pdf/document.js';
import { PdfRef } from '../../../src/main/pdf/objects.js';
import { serialize } from '../../../src/main/pdf/serialize.js';
import { MemorySource } from '../../../src/main/pdf/source.js';
import { append, type Bodies, put, stream } from '../attacks/bodies.js';

export type Rect = readonly [left: number, bottom: number, right: number, top: number];
export type XrefKind = 'table' | 'stream';

/** An appearance: objects numbered from `first` on, the form itself under `first`. */
export type Look = (first: number, width: number, height: number) => Bodies;

export interface Signing {
  readonly field: string;
  readonly rect: Rect;
  /** null: no appearance at all. */
  readonly look: Look | null;
  /** Index of the page. */
  readonly page?: number;
  readonly subFilter: string;
  /** Hexadecimal digits between `<` and `>`. */
  readonly reserved: number;
  /** The signer's clock in /M; null: no /M. */
  readonly claimed: Date | null;
  readonly certify?: 1 | 2 | 3;
  /** Further entries of the signature dictionary. */
  readonly entries?: string;
  readonly xref?: XrefKind;
  /** A field of the file to be signed instead of a new one. */
  readonly existing?: number;
  /** Objects written in the same revision. */
  readonly also?: Bodies;
  /** The CMS over the signed bytes. */
  readonly cms: (content: Uint8Array) => Uint8Array;
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A text string (ISO 32000-2 7.9.2.2) as a hexadecimal token, UTF-16BE where it is not ASCII. */
export const textToken = (text: string): string => {
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replace(/[\\()]/g, '\\$&')})`;
  return `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()}>`;
};

/** Vietnamese local time with its offset, as every tool in the field writes /M. */
export const localDate = (time: Date): string => {
  const digits = new Date(time.getTime() + 7 * 3_600_000).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return `(D:${digits}+07'00')`;
};

const streamRows = (offsets: ReadonlyMap<number, number>): { data: string; index: string } => {
  const rows = [...offsets].sort(([a], [b]) => a - b);
  const bytes = Buffer.alloc(rows.length * 7);
  rows.forEach(([, offset], i) => {
    bytes.writeUInt8(1, i * 7);
    bytes.writeUInt32BE(offset, i * 7 + 1);
  });
  return { data: bytes.toString('latin1'), index: rows.map(([num]) => `${num} 1`).join(' ') };
};

export class TwinFile {
  private readonly document: PdfDocument;

  constructor(
    readonly bytes: Buffer,
    private readonly bodies: Bodies = {},
  ) {
    this.document = PdfDocument.open(new MemorySource(bytes));
  }

  /** A new file from its objects; `root` and `info` are their numbers. */
  static create(bodies: Bodies, { root, info, header = '%PDF-1.4' }: { root: number; info: number; header?: string }): TwinFile {
    const offsets: string[] = ['0000000000 65535 f\r\n'];
    let text = `${header}\n%\xe2\xe3\xcf\xd3\n`;
    const numbers = Object.keys(bodies).map(Number);
    numbers.forEach((num, i) => {
      if (num !== i + 1) throw new Error(`objects are to be numbered without gaps: ${num}`);
      offsets.push(`${String(text.length).padStart(10, '0')} 00000 n\r\n`);
      text += `${num} 0 obj\n${bodies[num]}\nendobj\n`;
    });
    const id = '<0123456789abcdef0123456789abcdef>';
    const trailer = `trailer\n<</Size ${offsets.length}/Root ${root} 0 R/Info ${info} 0 R/ID[${id}${id}]>>\n`;
    const tail = `xref\n0 ${offsets.length}\n${offsets.join('')}${trailer}startxref\n${text.length}\n%%EOF\n`;
    return new TwinFile(latin1(text + tail), bodies);
  }

  get size(): number {
    return this.document.size;
  }

  get root(): number {
    return this.document.catalogRef.num;
  }

  /** Number of the page with this index. */
  page(index: number): number {
    const page = this.document.pages()[index];
    if (page === undefined) throw new Error(`no page ${index}`);
    return page.ref.num;
  }

  /** Number of the form's object; 0 without a form. */
  get form(): number {
    const reference = this.document.catalog.get('AcroForm');
    return reference instanceof PdfRef ? reference.num : 0;
  }

  /** Number of the font that page 1 uses. */
  get font(): number {
    const [page] = this.document.pages();
    const resources = page && this.document.dict(page.dict, 'Resources');
    const fonts = resources && this.document.dict(resources, 'Font');
    const reference = fonts?.get('F1');
    if (!(reference instanceof PdfRef)) throw new Error('no font F1');
    return reference.num;
  }

  /** The object as it would be written again. */
  body(num: number): string {
    const known = this.bodies[num];
    if (known !== undefined) return known;
    const out = new ByteBuilder();
    serialize(this.document.get(new PdfRef(num, 0)), out);
    return latin1Text(out.bytes());
  }

  /** Appends a revision. */
  revise(changes: Bodies, xref: XrefKind = this.document.xrefKind): TwinFile {
    const chunks: string[] = [];
    let position = this.bytes.length;
    const write = (text: string): number => {
      const at = position;
      chunks.push(text);
      position += text.length;
      return at;
    };
    const offsets = new Map<number, number>();
    for (const [num, body] of Object.entries(changes)) offsets.set(Number(num), write(`${num} 0 obj\n${body}\nendobj\n`));
    const highest = Math.max(this.size - 1, ...offsets.keys());
    const { catalogRef, startXref, trailer } = this.document;
    const info = trailer.get('Info');
    const shared =
      `/Root ${catalogRef.num} 0 R${info instanceof PdfRef ? `/Info ${info.num} 0 R` : ''}` +
      `/ID[<0123456789abcdef0123456789abcdef><${(highest + 4096).toString(16).padStart(32, '0')}>]/Prev ${startXref}`;
    let start: number;
    if (xref === 'stream') {
      offsets.set(highest + 1, position);
      const { data, index } = streamRows(offsets);
      const entries = `/Type/XRef/W[1 4 2]/Index[${index}]/Size ${highest + 2}${shared}`;
      start = write(`${highest + 1} 0 obj\n${stream(data, entries)}\nendobj\n`);
    } else {
      const rows = [...offsets].sort(([a], [b]) => a - b);
      const lines = rows.map(([num, offset]) => `${num} 1\n${String(offset).padStart(10, '0')} 00000 n\r\n`);
      start = write(`xref\n0 1\n0000000000 65535 f\r\n${lines.join('')}trailer\n<</Size ${highest + 1}${shared}>>\n`);
    }
    write(`startxref\n${start}\n%%EOF\n`);
    return new TwinFile(Buffer.concat([this.bytes, latin1(chunks.join(''))]), { ...this.bodies, ...changes });
  }

  /** Signs in a revision of its own, as a merged field and widget (12.7.4, 12.5.6.19). */
  sign(options: Signing): TwinFile {
    const also: Record<number, string> = { ...options.also };
    const first = Math.max(this.size, ...Object.keys(also).map((num) => Number(num) + 1));
    const [value, field] = [first, options.existing ?? first + 1];
    const { rect, look, reserved } = options;
    const width = rect[2] - rect[0];
    const height = rect[3] - rect[1];
    const current = (num: number): string => also[num] ?? this.body(num);
    const page = this.page(options.page ?? 0);
    const changes: Record<number, string> = { ...also, ...(look?.(first + 2, width, height) ?? {}) };
    const range = `[${'0'.padEnd(48)}]`;
    const reference = `/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P ${options.certify}/V/1.2>>>>]`;
    changes[value] =
      `<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/${options.subFilter}${options.claimed === null ? '' : `/M${localDate(options.claimed)}`}${options.entries ?? ''}` +
      `${options.certify === undefined ? '' : reference}/ByteRange ${range}/Contents <${'0'.repeat(reserved)}>>>`;
    const appearance = look === null ? '' : `/AP<</N ${first + 2} 0 R>>`;
    if (options.existing === undefined) {
      changes[field] =
        `<</Type/Annot/Subtype/Widget/FT/Sig/T ${textToken(options.field)}/F 132/Rect[${rect.join(' ')}]/P ${page} 0 R/V ${value} 0 R${appearance}>>`;
      const fields = current(this.form);
      changes[this.form] = put(append(fields, 'Fields', `${field} 0 R`), 'SigFlags', '3');
      changes[page] = append(current(page), 'Annots', `${field} 0 R`);
    } else {
      const signed = put(current(field), 'V', `${value} 0 R`);
      changes[field] = look === null ? signed : put(signed, 'AP', `<</N ${first + 2} 0 R>>`);
    }
    if (options.certify !== undefined) changes[this.root] = put(current(this.root), 'Perms', `<</DocMDP ${value} 0 R>>`);
    const { bytes, bodies } = this.revise(changes, options.xref);
    const at = bytes.lastIndexOf('/Contents <000') + '/Contents '.length;
    const end = at + reserved + 2;
    const numbers = `[0 ${at} ${end} ${bytes.length - end}]`.padEnd(range.length);
    bytes.write(numbers, bytes.lastIndexOf(range), 'latin1');
    const content = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    const digits = Buffer.from(options.cms(content)).toString('hex');
    if (digits.length > reserved) throw new Error(`/Contents: ${digits.length} of ${reserved} digits`);
    bytes.write(digits.padEnd(reserved, '0'), at + 1, 'latin1');
    return new TwinFile(bytes, bodies);
  }
}

const latin1Text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
