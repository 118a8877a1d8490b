/**
 * What a disk may hold after the power went: computed from the log of a run. Only what was synced is sure (POSIX fsync:
 * of a file its bytes, of a folder its names); of everything else any part may be there or not.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Operation } from './log.js';

/** `minimal`: any subset of unsynced names; `ordered`: names as a journalling file system keeps them (ext4 data=ordered). */
export type DiskModel = 'minimal' | 'ordered';

/** What becomes of what was not synced. `nothing` is lost but what was synced; `everything` is there, as after a SIGKILL. */
export type Unsynced = 'nothing' | 'everything' | 'random';

interface DataStep {
  readonly kind: 'write' | 'truncate' | 'allocate';
  readonly offset: number;
  readonly data: Buffer;
  readonly length: number;
  synced: boolean;
}

interface FileNode {
  readonly kind: 'file';
  readonly steps: DataStep[];
}

const folderNode = { kind: 'folder' } as const;
type Node = FileNode | typeof folderNode;

/** One entry of a folder comes or goes. */
interface NameStep {
  readonly action: 'add' | 'remove';
  readonly path: string;
  readonly node: Node;
  /** Steps of one group within one folder come together or not at all. */
  readonly group: number;
  synced: boolean;
}

const parentOf = (path: string): string => {
  const parent = dirname(path);
  return parent === '.' ? '' : parent;
};

/** SQLite makes this file anew after every crash: what a lost machine left in it is never read. */
const isIndex = (path: string): boolean => path.endsWith('-shm');

const isGone = (path: string): boolean => path.endsWith(' (deleted)');

/** The state of a disk between the operations of a log. */
export class Disk {
  /** As the running programs see it. */
  private readonly live = new Map<string, Node>([['', folderNode]]);
  private readonly names: NameStep[] = [];
  private group = 0;

  constructor(private readonly model: DiskModel) {}

  /** @param data with their bytes: the log was made with IO_RECORDER_DATA */
  apply(operations: readonly Operation[]): this {
    for (const operation of operations) if (!isIndex(operation.path)) this.follow(operation);
    return this;
  }

  private follow(operation: Operation): void {
    const { kind, path, other } = operation;
    this.group += 1;
    switch (kind) {
      case 'create':
        this.add(path, { kind: 'file', steps: [] });
        break;
      case 'mkdir':
        this.add(path, folderNode);
        break;
      case 'link':
        this.add(other, this.nodeAt(path));
        break;
      case 'rename':
        this.rename(path, other);
        break;
      case 'unlink':
      case 'rmdir':
        this.remove(path, this.nodeAt(path));
        break;
      case 'write':
      case 'truncate':
      case 'allocate':
        this.change(kind, operation);
        break;
      case 'fsync':
      case 'fdatasync':
        if (!isGone(path)) this.sync(path);
        break;
      case 'symlink':
        throw new Error('links by name are not modelled');
      case 'open':
      case 'close':
      case 'connect':
      case 'send':
      case 'sign':
        break;
    }
  }

  private change(kind: DataStep['kind'], { path, offset, data, length }: Operation): void {
    if (!isGone(path)) this.fileAt(path).steps.push({ kind, offset, data, length, synced: false });
  }

  /** A folder takes what is in it along. */
  private rename(path: string, other: string): void {
    const node = this.nodeAt(path);
    this.add(other, node);
    for (const [name, inside] of [...this.live].filter(([one]) => one.startsWith(`${path}/`))) {
      this.add(`${other}${name.slice(path.length)}`, inside);
      this.remove(name, inside);
    }
    this.remove(path, node);
  }

  private nodeAt(path: string): Node {
    const node = this.live.get(path);
    if (node === undefined) throw new Error(`the log speaks of ${path}, which it never made`);
    return node;
  }

  private fileAt(path: string): FileNode {
    const node = this.nodeAt(path);
    if (node.kind !== 'file') throw new Error(`${path} is no file`);
    return node;
  }

  private add(path: string, node: Node): void {
    this.live.set(path, node);
    this.names.push({ action: 'add', path, node, group: this.group, synced: false });
  }

  private remove(path: string, node: Node): void {
    this.live.delete(path);
    this.names.push({ action: 'remove', path, node, group: this.group, synced: false });
  }

  private sync(path: string): void {
    const node = this.nodeAt(path);
    if (node.kind === 'file') for (const step of node.steps) step.synced = true;
    // The one journal of such a file system: whatever is synced takes all names along that changed before.
    const takesAll = this.model === 'ordered';
    for (const step of this.names)
      if (takesAll || (node.kind === 'folder' && parentOf(step.path) === path)) step.synced = true;
  }

  /**
   * One state that the disk may be in after the power went now: path → bytes, null for a folder.
   * @param random 0 … 1
   */
  after(unsynced: Unsynced, random: () => number): Map<string, Buffer | null> {
    const keep = (): boolean => (unsynced === 'random' ? random() < 0.5 : unsynced === 'everything');
    const found = new Map<string, Node>([['', folderNode]]);
    for (const { action, path, node } of this.namesKept(keep)) {
      if (action === 'remove' && found.get(path) === node) found.delete(path);
      if (action === 'add' && found.get(parentOf(path))?.kind === 'folder') found.set(path, node);
    }
    const contents = new Map<FileNode, Buffer>();
    const bytesOf = (node: FileNode): Buffer => {
      const bytes = contents.get(node) ?? content(node, keep, unsynced === 'random' ? random : null);
      contents.set(node, bytes);
      return bytes;
    };
    found.delete('');
    return new Map([...found].map(([path, node]) => [path, node.kind === 'file' ? bytesOf(node) : null]));
  }

  private namesKept(keep: () => boolean): NameStep[] {
    let ended = false;
    const groups = new Map<string, boolean>();
    return this.names.filter(({ synced, group, path, action }) => {
      if (synced) return true;
      if (this.model === 'ordered') {
        if (!groups.has(`${group}`)) groups.set(`${group}`, !ended && keep());
        ended ||= groups.get(`${group}`) === false;
        return !ended;
      }
      // Between two folders the new name may be there beside the old one; neither is never.
      const inFolder = `${group} ${parentOf(path)}`;
      if (!groups.has(inFolder)) {
        const added = [...groups].filter(([one]) => one.startsWith(`${group} `)).every(([, kept]) => kept);
        groups.set(inFolder, keep() && (action === 'add' || added));
      }
      return groups.get(inFolder) === true;
    });
  }
}

/** The bytes of a file, with room for more: a database's log is added to thousands of times. */
class Bytes {
  private room = Buffer.alloc(65_536);
  private length = 0;

  /** What comes anew is zero. */
  resize(length: number): void {
    if (length > this.room.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.room.length));
      this.room.copy(larger, 0, 0, this.length);
      this.room = larger;
    }
    if (length < this.length) this.room.fill(0, length, this.length);
    this.length = length;
  }

  write(offset: number, data: Buffer): void {
    this.resize(Math.max(this.length, offset + data.length));
    data.copy(this.room, offset);
  }

  /** At least so long. */
  grow(length: number): void {
    this.resize(Math.max(this.length, length));
  }

  get taken(): Buffer {
    return this.room.subarray(0, this.length);
  }
}

/** Of a write that was not synced, each sector is there or not. */
const tearWrite = (bytes: Bytes, { offset, data }: DataStep, random: () => number): void => {
  const sector = random() < 0.5 ? 512 : 4096;
  for (let at = 0; at < data.length; at += sector - ((offset + at) % sector)) {
    const end = Math.min(data.length, at + sector - ((offset + at) % sector));
    if (random() >= 0.5) bytes.write(offset + at, data.subarray(at, end));
  }
};

const content = ({ steps }: FileNode, keep: () => boolean, random: (() => number) | null): Buffer => {
  const bytes = new Bytes();
  for (const step of steps) {
    if (!step.synced && random && step.kind === 'write' && random() < 0.3) {
      tearWrite(bytes, step, random);
      continue;
    }
    if (!step.synced && !keep()) continue;
    switch (step.kind) {
      case 'write':
        bytes.write(step.offset, step.data);
        break;
      case 'truncate':
        bytes.resize(step.length);
        break;
      case 'allocate':
        bytes.grow(step.length);
        break;
    }
  }
  return bytes.taken;
};

/** Writes a state into an empty folder. */
export const materialise = (state: ReadonlyMap<string, Buffer | null>, folder: string): void => {
  for (const [path, bytes] of [...state].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (bytes === null) mkdirSync(join(folder, path), { recursive: true, mode: 0o700 });
    else writeFileSync(join(folder, path), bytes, { mode: 0o600 });
  }
};
