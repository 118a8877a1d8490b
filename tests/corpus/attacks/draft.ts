/**
 * PDF revisions written as text, byte for byte as the attacker wants them, and signatures made by hand. The product's own
 * writer refuses most of this, so none of it is used.
 */
import { createHash, sign as signValue } from 'node:crypto';
import { buildSignedData, signedAttributes } from '../../../src/main/pki/cms/build.js';
import { append, type Bodies, form, put, stream, textLine } from './bodies.js';
import type { Identity } from './cases.js';
import { type Entry, type RevisionOptions, row, runs, streamRows } from './revision-options.js';

export interface SignOptions {
  readonly name?: string;
  readonly rect?: string;
  /** Number of the page; null keeps the widget off every page. */
  readonly page?: number | null;
  /** The content of the appearance; null for none. */
  readonly appearance?: string | null;
  /** An existing field to sign; its number. */
  readonly existing?: number;
  /** Further entries of the field and of the signature dictionary. */
  readonly fieldEntries?: string;
  readonly entries?: string;
  /** The annotation flags of the widget. */
  readonly flags?: string;
  readonly certify?: 1 | 2 | 3;
  readonly subFilter?: string;
  readonly type?: string | null;
  /** The dictionary stands in /V itself. */
  readonly direct?: boolean;
  /** Bodies written in the same revision. */
  readonly also?: Bodies;
  readonly options?: RevisionOptions;
  /** /ByteRange as text for the right numbers, or an own one. */
  readonly range?: (numbers: readonly [number, number, number, number]) => string;
  /** Bytes that are signed, for the right ones. */
  readonly content?: (file: Buffer, numbers: readonly [number, number, number, number]) => Uint8Array;
  /** The CMS over the signed bytes. */
  readonly cms?: (content: Uint8Array) => Uint8Array;
  /** What stands between `<` and `>`, for the hexadecimal digits of the CMS and the number of digits reserved. */
  readonly hex?: (digits: string, reserved: number) => string;
}

/** Hexadecimal digits reserved for /Contents. */
const reserved = 8000;
const rangeWidth = 48;

/** RSA with SHA-256, CAdES attributes, the whole chain. */
export const cmsBy = (identity: Identity, content: Uint8Array): Uint8Array => {
  const [certificate] = identity.certificates;
  const messageDigest = createHash('sha256').update(content).digest();
  const attributes = signedAttributes({ messageDigest, certificate, digest: 'sha256' });
  return buildSignedData({
    signedAttributes: attributes,
    algorithm: { mechanism: 'rsa-pkcs1', digest: 'sha256' },
    value: signValue('sha256', attributes, identity.key),
    certificates: identity.certificates,
  });
};

/** A file with what is known of it; every change gives a new one. */
export class Draft {
  private constructor(
    readonly bytes: Buffer,
    /** The newest body of every object. */
    readonly bodies: Bodies,
    readonly size: number,
    readonly startxref: number,
    private readonly trailerEntries: Readonly<Record<string, string | null>>,
    /** Generation 0 unless told here. */
    private readonly generations: Readonly<Record<number, number>> = {},
    /** Offset of the newest writing of every object. */
    readonly offsets: Readonly<Record<number, number>> = {},
  ) {}

  static create(bodies: Bodies, trailer: Readonly<Record<string, string>>, options: RevisionOptions = {}): Draft {
    const empty = new Draft(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), {}, 0, 0, {}, {});
    return empty.revise(bodies, {
      ...options,
      prev: null,
      trailer: { ...trailer, ...options.trailer },
      free: { 0: 65535, ...options.free },
    });
  }

  body(num: number): string {
    const found = this.bodies[num];
    if (found === undefined) throw new Error(`no object ${num}`);
    return found;
  }

  /** The body of object `num` with an entry changed, as a change for {@link revise}. */
  with(num: number, key: string, value: string | null): Bodies {
    return { [num]: put(this.body(num), key, value) };
  }

  /** Appends a revision. */
  revise(changes: Bodies, options: RevisionOptions = {}): Draft {
    const chunks: string[] = [];
    let position = this.bytes.length;
    const write = (text: string): number => {
      const at = position;
      chunks.push(text);
      position += Buffer.byteLength(text, 'latin1');
      return at;
    };
    const generations = { ...this.generations, ...options.generations };
    const offsets: Record<number, number> = { ...this.offsets };
    const members = new Map(
      Object.entries(options.objectStreams ?? {}).flatMap(([container, numbers]) =>
        numbers.map((num, index): [number, Entry] => [num, [2, Number(container), index]]),
      ),
    );
    const table = new Map<number, Entry>();
    const late = new Map<number, Entry>();
    const place = (num: number, entry: Entry): void => {
      const hidden = options.hybrid !== undefined && (entry[0] === 2 || options.hybridNumbers?.includes(num));
      (hidden ? late : table).set(num, entry);
      if (hidden && (options.hybridFree ?? true)) table.set(num, [0, 0, 0]);
    };
    write(options.before ?? '');
    for (const [key, body] of Object.entries(changes)) {
      const num = Number(key);
      if (members.has(num)) continue;
      const generation = generations[num] ?? 0;
      offsets[num] = write(`${num} ${generation} obj\n${body}\nendobj\n`);
      if (!options.unlisted?.includes(num)) place(num, [1, offsets[num] ?? 0, generation]);
    }
    for (const [container, numbers] of Object.entries(options.objectStreams ?? {})) {
      const texts = numbers.map((num) => `${changes[num] ?? this.body(num)}\n`);
      let at = 0;
      const header = numbers.map((num, i) => {
        const text = `${num} ${at} `;
        at += texts[i]?.length ?? 0;
        return text;
      });
      const first = header.join('');
      const body = stream(`${first}${texts.join('')}`, `/Type/ObjStm/N ${numbers.length}/First ${first.length}`);
      const offset = write(`${container} 0 obj\n${body}\nendobj\n`);
      place(Number(container), [1, offset, 0]);
      for (const num of numbers) place(num, members.get(num) ?? [0, 0, 0]);
    }
    for (const [num, generation] of Object.entries(options.free ?? {})) table.set(Number(num), [0, 0, generation]);
    for (const [num, [offset, generation, letter]] of Object.entries(options.entries ?? {}))
      table.set(Number(num), [letter === 'n' ? 1 : 0, offset, generation]);
    write(options.behind ?? '');
    const highest = Math.max(
      this.size - 1,
      ...table.keys(),
      ...late.keys(),
      options.xrefStream ?? 0,
      options.hybrid ?? 0,
    );
    const size = options.size ?? highest + 1;
    const prev = options.prev === undefined ? this.startxref : options.prev;
    const trailer: Record<string, string | null> = {
      ...this.trailerEntries,
      Size: String(size),
      Prev: prev === null ? null : String(prev),
      ...options.trailer,
    };
    if (options.hybrid !== undefined) {
      const { data, index } = streamRows(late);
      const offset = write(
        `${options.hybrid} 0 obj\n${stream(data, `/Type/XRef/Size ${size}/W[1 4 4]/Index[${index}]`)}\nendobj\n`,
      );
      table.set(options.hybrid, [1, offset, 0]);
      trailer.XRefStm = String(offset);
    }
    const entriesOf = (dict: Readonly<Record<string, string | null>>): string =>
      Object.entries(dict)
        .flatMap(([key, value]) => (value === null ? [] : [`/${key} ${value}`]))
        .join('');
    let start: number;
    if (options.xrefStream !== undefined) {
      table.set(options.xrefStream, [1, position, 0]);
      const { data, index } = streamRows(table);
      start = write(
        `${options.xrefStream} 0 obj\n${stream(data, `/Type/XRef/W[1 4 4]/Index[${index}]${entriesOf(trailer)}`)}\nendobj\n`,
      );
    } else {
      const rows = runs([...table.keys()]).map((run) => {
        const lines = run.map((num) => {
          const [kind, second, third] = table.get(num) ?? [0, 0, 0];
          return row(second, third, kind === 0 ? 'f' : 'n');
        });
        return `${run[0]} ${run.length}\n${lines.join('')}`;
      });
      start = write(`xref\n${rows.length === 0 ? '0 0\n' : rows.join('')}trailer\n<<${entriesOf(trailer)}>>\n`);
    }
    const stated = options.startxref ?? start;
    write(options.tail?.(stated) ?? `startxref\n${stated}\n%%EOF\n`);
    return new Draft(
      Buffer.concat([this.bytes, Buffer.from(chunks.join(''), 'latin1')]),
      { ...this.bodies, ...changes },
      Math.max(size, highest + 1),
      start,
      Object.fromEntries(Object.entries(trailer).filter(([key]) => !['Prev', 'XRefStm', 'Size'].includes(key))),
      generations,
      offsets,
    );
  }

  /** The file with bytes changed in place. */
  patched(change: (bytes: Buffer) => Buffer | undefined): Buffer {
    const copy = Buffer.from(this.bytes);
    return change(copy) ?? copy;
  }

  /** As it is now, but for these bytes appended. */
  followedBy(text: string): Buffer {
    return Buffer.concat([this.bytes, Buffer.from(text, 'latin1')]);
  }

  /** Number of the form's object. */
  get formNumber(): number {
    return Number(/\/AcroForm (\d+) 0 R/.exec(this.body(this.rootNumber))?.[1] ?? 0);
  }

  get rootNumber(): number {
    return Number(/^(\d+)/.exec(this.trailerEntries.Root ?? '')?.[1] ?? 0);
  }

  /** Signs in a revision of its own: field, value and appearance take the next free numbers, in this order. */
  sign(identity: Identity, options: SignOptions = {}): Draft {
    const first = Math.max(this.size, ...Object.keys(options.also ?? {}).map((num) => Number(num) + 1));
    const [field, value, picture] = [options.existing ?? first, first + 1, first + 2];
    const page = options.page === undefined ? 3 : options.page;
    const appearance = options.appearance === undefined ? textLine('Da ky') : options.appearance;
    const type = options.type === undefined ? 'Sig' : options.type;
    const range = `[${'0'.padEnd(rangeWidth)}]`;
    const docMdp =
      options.certify === undefined
        ? ''
        : `/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P ${options.certify}/V/1.2>>>>]`;
    const dictionary =
      `<<${type === null ? '' : `/Type/${type}`}/Filter/Adobe.PPKLite/SubFilter/${options.subFilter ?? 'ETSI.CAdES.detached'}` +
      `/ByteRange ${range}/Contents<${'0'.repeat(reserved)}>/M(D:20260102030405+07'00')${docMdp}${options.entries ?? ''}>>`;
    const held = options.direct ? dictionary : `${value} 0 R`;
    const look = appearance === null ? '' : `/AP<</N ${picture} 0 R>>`;
    const name = options.name ?? `Signature${field}`;
    const rect = options.rect ?? '[300 100 400 120]';
    const on = page === null ? '' : `/P ${page} 0 R`;
    const own = `<</Type/Annot/Subtype/Widget/FT/Sig/T(${name})/Rect${rect}${on}/F ${options.flags ?? '132'}/V ${held}${look}${options.fieldEntries ?? ''}>>`;
    const also = options.also ?? {};
    const [formNumber, root] = [this.formNumber, this.rootNumber];
    const bodyOf = (num: number): string => also[num] ?? this.body(num);
    const changes: Record<number, string> = { ...also };
    if (options.existing === undefined) {
      changes[field] = own;
      changes[formNumber] = put(append(bodyOf(formNumber), 'Fields', `${field} 0 R`), 'SigFlags', '3');
      if (page !== null) changes[page] = append(bodyOf(page), 'Annots', `${field} 0 R`);
    } else {
      const signed = put(bodyOf(field), 'V', held);
      changes[field] = appearance === null ? signed : put(signed, 'AP', `<</N ${picture} 0 R>>`);
    }
    if (!options.direct) changes[value] = dictionary;
    if (appearance !== null) changes[picture] = form(appearance);
    if (options.certify !== undefined)
      changes[root] = put(changes[root] ?? bodyOf(root), 'Perms', `<</DocMDP ${value} 0 R>>`);
    const drafted = this.revise(changes, options.options);
    const at = drafted.bytes.lastIndexOf('/Contents<000') + '/Contents'.length;
    const numbers = [0, at, at + reserved + 2, drafted.bytes.length - at - reserved - 2] as const;
    const stated = options.range?.(numbers) ?? `[${numbers.join(' ')}]`;
    drafted.bytes.write(stated.padEnd(rangeWidth + 2), drafted.bytes.lastIndexOf(range), 'latin1');
    const gap = numbers[2];
    const content =
      options.content?.(drafted.bytes, numbers) ??
      Buffer.concat([drafted.bytes.subarray(0, at), drafted.bytes.subarray(gap)]);
    const cms = Buffer.from(options.cms?.(content) ?? cmsBy(identity, content));
    const digits = cms.toString('hex');
    const inside = options.hex?.(digits, reserved) ?? digits.padEnd(reserved, '0');
    if (inside.length !== reserved) throw new Error(`/Contents: ${inside.length} digits`);
    drafted.bytes.write(inside, at + 1, 'latin1');
    return drafted;
  }
}
