/** One piece of work on a data folder, cut at each of its operations, and begun again. */
import { cpSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Operation, readLog } from './log.js';
import { cutOf, runRecorded } from './recorder.js';

/** What walk-program.ts tells. */
export interface Facts {
  /** Of the schema. */
  readonly version: number;
  /** Of the journal, where the database was found damaged. */
  readonly rebuilt: { readonly found: number; readonly known: number } | null;
  readonly intact: boolean;
  /** Document, state, title, and what stands of its original and its signed file. */
  readonly rows: readonly string[];
  readonly numbers: readonly string[];
  readonly leased: readonly string[];
  /** Jobs whose data were deleted, as the journal says. */
  readonly deletions: readonly string[];
  /** Those that count. */
  readonly backups: readonly {
    readonly documents: number;
    readonly missing: number;
    readonly damaged: number;
    readonly intact: boolean;
  }[];
  /** Names in the data folder. */
  readonly left: readonly string[];
}

export interface Told {
  /** What stood there before the work was begun, if that was asked for. */
  readonly found: Facts | null;
  /** What the work was refused with, null where it was done. */
  readonly said: string | null;
  readonly facts: Facts;
}

export interface Walk {
  readonly name: string;
  /** As walk-program.ts knows it. */
  readonly work: string;
  /** Makes the folder as the work finds it: `data`, perhaps `kho`, perhaps `server`. */
  prepare(folder: string): void | Promise<void>;
  /** A second cut, where the work is begun again before it comes to its end. */
  readonly second?: string;
  /** Before a run over `folder`; what it resolves to ends it. */
  serve?(folder: string): Promise<{ readonly url: string; close(): Promise<void> }>;
  /** Whether what stands right behind the cut is whole; `before` is as the work found it. */
  atCut(found: Facts, before: Facts, after: Facts): boolean;
  /** What has to be as it is behind work that was not cut. */
  end(told: Told, folder: string): unknown;
}

export interface WalkProgram {
  /** Bundled. */
  readonly program: string;
  readonly worker: string;
}

export interface WalkResult {
  /** Of the work. */
  readonly operations: number;
  /** Between them, that leave different things behind. */
  readonly instants: number;
  readonly cuts: number;
  readonly problems: readonly string[];
}

/** What the work finds, and what it comes to, where nobody cuts it. */
interface Uncut {
  readonly before: Facts;
  readonly after: Facts;
  readonly end: unknown;
}

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const changing: readonly Operation['kind'][] = [
  ...(['create', 'write', 'truncate', 'allocate', 'rename', 'link', 'symlink', 'unlink', 'mkdir', 'rmdir'] as const),
  ...(['connect', 'send'] as const),
];

/** Before the first operation, and behind each that leaves another folder, or tells the server something. */
const instantsIn = (operations: readonly Operation[]): number[] =>
  operations
    .filter((_, index) => {
      const { kind, path } = operations[index - 1] ?? { kind: 'create', path: '' };
      return changing.includes(kind) && !path.endsWith('-shm');
    })
    .map(({ seq }) => seq);

const placeIn = (folder: string): string => join(folder, 'place');
const keptIn = (folder: string): string => join(folder, 'kept');

class Walker {
  private runs = 0;

  constructor(
    private readonly walk: Walk,
    private readonly folder: string,
    private readonly programs: WalkProgram,
  ) {}

  /** As the work finds it; always there, as the paths in a database are absolute. */
  fresh(): string {
    const place = placeIn(this.folder);
    rmSync(place, { recursive: true, force: true });
    cpSync(keptIn(this.folder), place, { recursive: true });
    return place;
  }

  /** Runs a command of walk-program.ts over a place, cut or to its end. */
  async run(place: string, command: 'once' | 'again', cut?: string) {
    this.runs += 1;
    const [state, log] = ['state', 'log'].map((name) => join(this.folder, `${name}-${this.runs}`));
    const recording = { folder: realpathSync(place), state: state ?? '', log: log ?? '', ...(cut ? { cut } : {}) };
    const server = await this.walk.serve?.(place);
    try {
      const { program, worker } = this.programs;
      const words = [program, command, this.walk.work, place, worker, server?.url ?? ''];
      const { stdout, stderr } = await runRecorded(process.execPath, words, recording);
      return { stdout, stderr, cut: cutOf(recording), operations: readLog(recording.log) };
    } finally {
      await server?.close();
      for (const file of [recording.state, recording.log]) rmSync(file, { force: true });
    }
  }

  /** What is wrong once the work was cut before its operation `seq` and begun again. */
  async cutAt(seq: number, uncut: Uncut): Promise<string[]> {
    const place = this.fresh();
    const { walk } = this;
    try {
      const first = await this.run(place, 'once', `any:${seq}:before`);
      // The run's last operations differ from time to time; behind its end there is nothing to cut.
      if (first.cut === null) return first.stdout === '' ? [`ended by itself: ${first.stderr}`] : [];
      if (walk.second !== undefined) await this.run(place, 'once', walk.second);
      const { stdout, stderr } = await this.run(place, 'again');
      if (stdout === '') throw new Error(stderr);
      const told: Told = JSON.parse(stdout);
      const end = walk.end(told, place);
      return [
        ...(walk.atCut(told.found ?? told.facts, uncut.before, uncut.after)
          ? []
          : [`found: ${JSON.stringify(told.found)}`]),
        ...(same(end, uncut.end) ? [] : [`ended as ${JSON.stringify(end)} and not as ${JSON.stringify(uncut.end)}`]),
      ].map((one) => `cut ${first.cut}: ${one}`);
    } catch (thrown) {
      return [`cut ${seq}: ${thrown instanceof Error ? thrown.message : thrown}`];
    }
  }
}

/**
 * Cuts the work at the instants that `choose` names of all, in that order, as long as there is time for another.
 * @param folder empty
 * @param milliseconds of all cuts
 */
export const walkThrough = async (
  walk: Walk,
  folder: string,
  programs: WalkProgram,
  choose: (instants: readonly number[]) => readonly number[],
  milliseconds: number,
): Promise<WalkResult> => {
  mkdirSync(placeIn(folder));
  await walk.prepare(placeIn(folder));
  cpSync(placeIn(folder), keptIn(folder), { recursive: true });
  const walker = new Walker(walk, folder, programs);
  const place = walker.fresh();
  const whole = await walker.run(place, 'again');
  if (whole.stdout === '') throw new Error(`${walk.name} does not even end uncut: ${whole.stderr}`);
  const told: Told = JSON.parse(whole.stdout);
  if (told.said !== null) throw new Error(`${walk.name} is refused uncut: ${told.said}`);
  const uncut = { before: told.found ?? told.facts, after: told.facts, end: walk.end(told, place) };
  const { operations } = await walker.run(walker.fresh(), 'once');
  const all = instantsIn(operations);
  const problems: string[] = [];
  const end = performance.now() + milliseconds;
  let cuts = 0;
  for (const seq of choose(all)) {
    if (cuts > 0 && performance.now() > end) break;
    problems.push(...(await walker.cutAt(seq, uncut)));
    cuts += 1;
  }
  return { operations: operations.length, instants: all.length, cuts, problems };
};
