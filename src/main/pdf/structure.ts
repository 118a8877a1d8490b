/** What a document is read by: its cross-reference as the file states it, or as recovery finds it. */
import { latin1 } from './bytes.js';
import { isDigit } from './characters.js';
import { Cursor } from './cursor.js';
import { broken, isDamage, LIMITS, limitFault } from './limits.js';
import type { ObjectTable } from './object-table.js';
import { isName, type PdfDict, PdfRef, PdfStream } from './objects.js';
import { Parser } from './parser.js';
import { type Recovery, type RecoveryReason, type Scan, scanObjects } from './recovery.js';
import type { ByteSource } from './source.js';
import { findStartXref, readXref, type XrefSection } from './xref.js';

export interface Structure {
  /** 0 when recovery found no section. */
  readonly startXref: number;
  readonly kind: 'table' | 'stream';
  /** Newest first; none in a recovered document. */
  readonly sections: readonly XrefSection[];
  /** Newest first. */
  readonly trailers: readonly [PdfDict, ...PdfDict[]];
  readonly table: ObjectTable;
  /** At least this many object numbers are in use, 0 included. */
  readonly size: number;
  readonly recovered: Recovered | null;
}

export interface Recovered extends Recovery {
  /** Its object streams wait for the document to open them, since they may be encrypted. */
  readonly scan: Scan;
  /** What the file states, where that could be read; believed wherever it leads to its object. */
  readonly stated: ObjectTable | null;
}

/** The sections from `startXref` on, as the file states them. @throws Fault `pdf.broken`, `pdf.limit`, `pdf.filter-unsupported` */
export const statedStructure = (view: ByteSource, startXref: number): Structure => {
  const { sections, table } = readXref(view, startXref);
  const [newest, ...older] = sections;
  if (!newest) throw broken('no cross-reference section');
  const declared = newest.trailer.get('Size');
  if (typeof declared !== 'number' || !Number.isInteger(declared) || declared < 1) throw broken('/Size');
  if (declared > LIMITS.objectNumber + 1) throw limitFault('object number');
  if (!(newest.trailer.get('Root') instanceof PdfRef)) throw broken('/Root');
  const trailers = [newest.trailer, ...older.map(({ trailer }) => trailer)] as const;
  return { startXref, kind: newest.kind, sections, trailers, table, size: declared, recovered: null };
};

/** As {@link statedStructure}, or what is wrong with it. `structure` beside a reason: right, but not to be found as it should be. */
export const attemptStated = (
  view: ByteSource,
): { readonly structure: Structure | null; readonly reason: RecoveryReason | null } => {
  const near = attempt(() => findStartXref(view));
  const startXref = near ?? attempt(() => findStartXref(view, LIMITS.recoveryTailBytes));
  if (startXref === undefined) return { structure: null, reason: mentionsStartXref(view) ? 'startxref' : 'truncated' };
  const structure = attempt(() => statedStructure(view, startXref)) ?? null;
  if (structure) return { structure, reason: near === undefined ? 'startxref' : null };
  return { structure, reason: isSectionAt(view, startXref) ? 'xref' : 'startxref' };
};

/** Every object found by one pass over the file. @throws Fault `pdf.limit` */
export const recoveredStructure = (view: ByteSource, reason: RecoveryReason, found: Structure | null): Structure => {
  const scan = scanObjects(view);
  // Objects behind the last sections that can be read belong to a revision that lost its own.
  const isOlder = found?.sections.every(({ end }) => end < scan.lastOffset) ?? false;
  const stated = isOlder ? null : found;
  return {
    startXref: stated?.startXref ?? 0,
    kind: stated?.kind ?? scan.kind,
    sections: [],
    trailers: stated?.trailers ?? [scan.trailer],
    table: scan.table,
    size: 1,
    recovered: { reason: isOlder ? 'truncated' : reason, scan, stated: stated?.table ?? null },
  };
};

const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (thrown) {
    if (isDamage(thrown)) return undefined;
    throw thrown;
  }
};

const mentionsStartXref = (view: ByteSource): boolean =>
  latin1(view.read(Math.max(0, view.length - LIMITS.recoveryTailBytes), view.length)).includes('startxref');

/** Whether a section, readable or not, is what stands there. */
const isSectionAt = (view: ByteSource, offset: number): boolean => {
  const cursor = new Cursor(view, offset);
  cursor.skipSpace();
  if (!isDigit(cursor.peek())) return cursor.acceptKeyword('xref');
  const parser = new Parser(cursor, false);
  if (attempt(() => parser.header()) === undefined) return false;
  const object = attempt(() => parser.body());
  return object === undefined || (object instanceof PdfStream && isName(object.dict.get('Type'), 'XRef'));
};
