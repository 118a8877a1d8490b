/** The log of native/io-recorder: what a run did, in the order in which it was done. */
import { existsSync, readFileSync } from 'node:fs';

/** In the order of KINDS in native/io-recorder/recorder.h. */
const kinds = [
  'create',
  'open',
  'write',
  'truncate',
  'allocate',
  'rename',
  'link',
  'symlink',
  'unlink',
  'mkdir',
  'rmdir',
  'fsync',
  'fdatasync',
  'close',
  'connect',
  'send',
  'sign',
] as const;

export type Kind = (typeof kinds)[number];

export interface Operation {
  readonly kind: Kind;
  /** Counts all operations of a run, also those that failed and are not in the log. */
  readonly seq: number;
  /** Relative to the recorded folder, '' for that folder; of a file that has no name any more it ends with ' (deleted)'. */
  readonly path: string;
  /** The new name of a rename or a link. */
  readonly other: string;
  readonly offset: number;
  /** Bytes written, or the new length. */
  readonly length: number;
  /** What was written (where the log has it) or signed. */
  readonly data: Buffer;
  /** Microseconds since 1970. */
  readonly at: number;
}

const headerSize = 56;

const readOperation = (log: Buffer, at: number): Operation => {
  const long = (place: number): number => Number(log.readBigUInt64LE(at + place));
  const int = (place: number): number => log.readUInt32LE(at + place);
  const kind = kinds[int(4)];
  if (kind === undefined) throw new Error('the log is of another recorder');
  const path = at + headerSize;
  const other = path + int(44);
  const data = other + int(48);
  return {
    kind,
    seq: long(8),
    at: long(16),
    offset: long(24),
    length: long(32),
    path: log.toString('utf8', path, other),
    other: log.toString('utf8', other, data),
    data: log.subarray(data, data + int(52)),
  };
};

/** No log, no operations. */
export const readLog = (file: string): Operation[] => {
  if (!existsSync(file)) return [];
  const log = readFileSync(file);
  const operations: Operation[] = [];
  // A run that is killed while it appends is killed behind the whole record: the record is one write.
  for (let at = 0; at < log.length; at += log.readUInt32LE(at)) operations.push(readOperation(log, at));
  return operations;
};

/** What a path is of, with names that differ from run to run left out. */
const placeOf = ({ path, other }: Pick<Operation, 'path' | 'other'>): string =>
  (other === '' ? path : other)
    .replace(/ \(deleted\)$/, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}/g, '*')
    .replace(/\.\d+(?=-|$)/g, '.*');

/** Where a run was cut, as the recorder tells it: `SEQ WHEN KIND PATH`. */
export const readCut = (text: string): { when: string; kind: Kind; path: string } => {
  const [, when = '', kind = '', ...path] = text.split(' ');
  const known = kinds.find((one) => one === kind);
  if (known === undefined) throw new Error(`a cut at what is no operation: ${text}`);
  return { when, kind: known, path: path.join(' ') };
};

/** Operations that are cut alike: kind and place. */
export const classOf = (operation: Pick<Operation, 'kind' | 'path' | 'other'>): string => {
  const place = placeOf(operation);
  return place === '' ? operation.kind : `${operation.kind} ${place}`;
};

/** What a cut names to be for the operations of a class and no other. */
export const patternOf = (className: string): string => {
  const [kind = '', ...place] = className.split(' ');
  return `${kind}@=${place.join(' ')}`;
};

/** At which instants of an operation of this class it can be cut. */
export const instants = (className: string): readonly string[] =>
  /^(write|send)\b/.test(className) ? ['before', 'middle', 'after'] : ['before', 'after'];
