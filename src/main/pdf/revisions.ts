/** The revisions of a file: its increments (ISO 32000-2 7.5.6), and what each one did to the objects. */
import { latin1 } from './bytes.js';
import { Cursor } from './cursor.js';
import { LIMITS, limitFault } from './limits.js';
import { ObjectNumbers } from './object-numbers.js';
import { type EntrySink, ObjectTable, type XrefEntry } from './object-table.js';
import type { ByteSource } from './source.js';
import { XrefReader, type XrefSection } from './xref.js';

export interface Revision {
  /** 0 is the oldest. */
  readonly index: number;
  /** Bytes up to here, counted from `%PDF`: one past its `%%EOF` and the end of that line. */
  readonly end: number;
  /** Of the section by which the document is opened as of this revision. */
  readonly startXref: number;
  readonly kind: 'table' | 'stream';
  /** Objects that were not before, or were free. */
  readonly added: ObjectNumbers;
  /** Objects that are elsewhere than before, those of a replaced object stream among them. */
  readonly changed: ObjectNumbers;
  readonly freed: ObjectNumbers;
}

interface Changes {
  readonly added: ObjectNumbers;
  readonly changed: ObjectNumbers;
  readonly freed: ObjectNumbers;
}

/** Sections of one revision, the newest first. */
type Group = readonly [XrefSection, ...XrefSection[]];

/** The document's newest state, for the one revision of a recovered file. */
interface NewestState {
  readonly startXref: number;
  readonly xrefKind: 'table' | 'stream';
  readonly size: number;
  entry(num: number): XrefEntry | undefined;
  objectNumbers(): Iterable<number>;
}

/** The revisions, oldest first. `sections`: newest first; null when the file had to be recovered. */
export const listRevisions = (
  view: ByteSource,
  sections: readonly XrefSection[] | null,
  newest: NewestState,
): readonly Revision[] => {
  if (sections === null) {
    return [new ListedRevision(0, view.length, newest.startXref, newest.xrefKind, () => everything(newest))];
  }
  const groups = groupSections(view, sections);
  let changes: readonly Changes[] | undefined;
  const changesOf = (index: number): Changes => {
    changes ??= readChanges(view, groups, newest.size);
    return changes[index] ?? noChanges();
  };
  let end = 0;
  return groups.map((group, index) => {
    end = group.reduce((last, section) => Math.max(last, endOfRevision(view, section.end)), end);
    return new ListedRevision(index, end, group[0].offset, group[0].kind, () => changesOf(index));
  });
};

class ListedRevision implements Revision {
  constructor(
    readonly index: number,
    readonly end: number,
    readonly startXref: number,
    readonly kind: 'table' | 'stream',
    private readonly changes: () => Changes,
  ) {}

  get added(): ObjectNumbers {
    return this.changes().added;
  }

  get changed(): ObjectNumbers {
    return this.changes().changed;
  }

  get freed(): ObjectNumbers {
    return this.changes().freed;
  }
}

const noChanges = (): Changes => ({
  added: new ObjectNumbers(),
  changed: new ObjectNumbers(),
  freed: new ObjectNumbers(),
});

const everything = (newest: NewestState): Changes => {
  const changes = noChanges();
  for (const num of newest.objectNumbers()) if (isLive(newest.entry(num))) changes.added.add(num);
  return changes;
};

/**
 * One section is one revision, but for the two of a linearised file (Annex F): the section of the first page stands at
 * the beginning and leads to the one of the rest, which is behind it.
 */
const groupSections = (view: ByteSource, newestFirst: readonly XrefSection[]): Group[] => {
  const [oldest, second, ...newer] = [...newestFirst].reverse();
  if (!oldest) return [];
  if (!second) return [[oldest]];
  const singles = newer.map((section): Group => [section]);
  const isOne = second.offset < oldest.offset && isLinearised(view);
  return isOne ? [[second, oldest], ...singles] : [[oldest], [second], ...singles];
};

const isLinearised = (view: ByteSource): boolean =>
  latin1(view.read(0, Math.min(view.length, LIMITS.headerBytes))).includes('/Linearized');

/** From the end of a section past its `startxref`, its `%%EOF` and the end of that line, as far as they stand there. */
const endOfRevision = (view: ByteSource, sectionEnd: number): number => {
  const cursor = new Cursor(view, sectionEnd);
  for (const keyword of ['endstream', 'endobj', 'startxref']) {
    cursor.skipSpace();
    cursor.acceptKeyword(keyword);
  }
  if (cursor.integer() === null) return sectionEnd;
  const { position } = cursor;
  const tail = latin1(view.read(position, Math.min(position + LIMITS.headerBytes, view.length)));
  const match = /^(?:[\0\t\n\f\r ]|%(?!%EOF)[^\r\n]*)*%%EOF[\t ]*(?:\r\n|\n|\r)?/.exec(tail);
  return position + (match?.[0].length ?? 0);
};

const isLive = (entry: XrefEntry | undefined): boolean => entry !== undefined && entry.kind !== 'free';

const readChanges = (view: ByteSource, groups: readonly Group[], size: number): Changes[] => {
  const replay = new Replay(size);
  const reader = new XrefReader(view, replay);
  return groups.map((group) => {
    replay.begin();
    for (const section of group) reader.section(section.offset);
    return replay.finish();
  });
};

/** Objects looked at again because an object stream was replaced. */
const MOST_VISITS = 50_000_000;

/** The state of all objects as revision after revision is read: 16 bytes each. */
class Replay implements EntrySink {
  private readonly state = new ObjectTable();
  /** The last revision that named the object, counted from 1. */
  private readonly stamps: Uint16Array;
  private readonly containers: Uint8Array;
  private revision = 0;
  private changes = noChanges();
  private visits = 0;

  constructor(size: number) {
    this.stamps = new Uint16Array(size);
    this.containers = new Uint8Array(size);
  }

  begin(): void {
    this.revision++;
    this.changes = noChanges();
  }

  /** Of the entries that one revision has for a number the first one given stands. */
  add(num: number, entry: XrefEntry): void {
    if (this.stamps[num] === this.revision) return;
    this.stamps[num] = this.revision;
    const before = this.state.get(num);
    this.state.set(num, entry);
    if (entry.kind === 'compressed') this.containers[entry.stream] = 1;
    if (!isLive(entry)) {
      if (isLive(before)) this.changes.freed.add(num);
    } else if (!isLive(before)) this.changes.added.add(num);
    else if (!before || !isSame(before, entry)) this.changes.changed.add(num);
  }

  finish(): Changes {
    const { added, changed, freed } = this.changes;
    const replaced = new Set<number>();
    for (const numbers of this.revision === 1 ? [] : [added, changed, freed]) {
      for (const num of numbers) if (this.containers[num] === 1) replaced.add(num);
    }
    if (replaced.size > 0) this.addContents(replaced);
    return this.changes;
  }

  /** What the entries of older revisions look for in object streams that this one replaces. */
  private addContents(replaced: ReadonlySet<number>): void {
    this.visits += this.state.size;
    if (this.visits > MOST_VISITS) throw limitFault('replaced object streams');
    for (const num of this.state.numbers()) {
      const entry = this.state.get(num);
      const isOlder = this.stamps[num] !== this.revision;
      if (isOlder && entry?.kind === 'compressed' && replaced.has(entry.stream)) this.changes.changed.add(num);
    }
  }
}

const isSame = (a: XrefEntry, b: XrefEntry): boolean => {
  switch (a.kind) {
    case 'free':
      return b.kind === 'free';
    case 'offset':
      return b.kind === 'offset' && a.offset === b.offset && a.generation === b.generation;
    case 'compressed':
      return b.kind === 'compressed' && a.stream === b.stream && a.index === b.index;
  }
};
