/** What the office has set for công tác văn thư, kept in one file of this user; the same form goes to other computers. */
import { readFile, rename } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { Fault, type FaultValue, faultValue } from '../../contracts/faults/index.js';
import { type PresetImage, type Presets, presetsSchema, type RecordChoice } from '../../contracts/records.js';
import { isPng } from '../appearance/png.js';
import { withLearned } from '../records/placement/corrections.js';
import { replaceFile } from './files/replace-file.js';
import { MAX_PRESET_IMAGE_BYTES } from './preset-image.js';

/** Before anything was set: no picture is placed, and what stands in the strips is still to be said. */
export const unsetPresets: Presets = {
  version: 1,
  office: {
    agency: '',
    seal: null,
    marks: 'prepared-fields',
    timeFormat: 'iso',
    arrivalStamp: { scale: 1, least: 0.6, place: 'under-number' },
    series: [],
    corrections: {},
  },
  leaders: [],
};

/** More than 400 pictures of the usual size. */
const mostBytes = 64 * 1024 * 1024;

const imagesOf = ({ office, leaders }: Presets): PresetImage[] =>
  [office.seal, ...leaders.flatMap(({ signature, initials }) => [signature, initials])].flatMap((image) => image ?? []);

/** A file is written by anybody: what it calls a picture has to be one that could have been chosen here. */
const isShownImage = ({ pngBase64 }: PresetImage): boolean => {
  const bytes = Buffer.from(pngBase64, 'base64');
  return isPng(bytes) && bytes.length <= MAX_PRESET_IMAGE_BYTES && bytes.toString('base64') === pngBase64;
};

/** The presets that `text` holds; null where it is anything else. */
export const parsePresets = (text: string): Presets | null => {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = presetsSchema.safeParse(stored);
  return parsed.success && imagesOf(parsed.data).every(isShownImage) ? parsed.data : null;
};

export const presetsText = (presets: Presets): string => `${JSON.stringify(presets, null, 2)}\n`;

/** Reads presets that came from elsewhere. Faults: file.missing, file.unreadable, presets.not-presets. */
export const importPresets = async (path: string): Promise<Presets> => {
  const file = basename(path);
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new Fault(cause.code === 'ENOENT' ? 'file.missing' : 'file.unreadable', { file }, { cause });
  });
  const presets = bytes.length > mostBytes ? null : parsePresets(bytes.toString('utf8'));
  if (presets === null) throw new Fault('presets.not-presets', { file });
  return presets;
};

/** With what a person's hand changed on a document of a template. */
export const remembering = (presets: Presets, learned: NonNullable<RecordChoice['learned']>): Presets => ({
  ...presets,
  office: { ...presets.office, corrections: withLearned(presets.office.corrections, learned) },
});

interface Opened {
  readonly presets: Presets;
  readonly trouble: FaultValue | null;
  /** False: what is in the file is not known and must not be lost. */
  readonly writable: boolean;
}

/** `2026-11-22T08-05-09`: no file system refuses it. */
const stamp = (at: Date): string => at.toISOString().slice(0, 19).replaceAll(':', '-');

const setAside = async (path: string, at: Date): Promise<Opened> => {
  const { name, ext } = parse(path);
  const kept = `${name}-hong-${stamp(at)}${ext}`;
  try {
    await rename(path, join(dirname(path), kept));
    return { presets: unsetPresets, trouble: faultValue('presets.damaged', { kept }), writable: true };
  } catch {
    return { presets: unsetPresets, trouble: faultValue('presets.unreadable', { file: path }), writable: false };
  }
};

const openFile = async (path: string, at: Date): Promise<Opened> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      return { presets: unsetPresets, trouble: null, writable: true };
    }
    return { presets: unsetPresets, trouble: faultValue('presets.unreadable', { file: path }), writable: false };
  }
  const presets = parsePresets(text);
  return presets ? { presets, trouble: null, writable: true } : setAside(path, at);
};

export class PresetsFile {
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private readonly opened: Opened,
    private current: Presets,
  ) {}

  /**
   * Reads `path` (absolute), which need not be there. A damaged file is kept beside it under another name.
   * @param at now; names what is kept aside
   */
  static async open(path: string, at: Date): Promise<PresetsFile> {
    const opened = await openFile(path, at);
    return new PresetsFile(path, opened, opened.presets);
  }

  get value(): Presets {
    return this.current;
  }

  /** The same once every change that was begun before is over. */
  async settled(): Promise<Presets> {
    await this.writing;
    return this.current;
  }

  /** Why what was kept is not in force: `presets.damaged`, `presets.unreadable`. */
  get trouble(): FaultValue | null {
    return this.opened.trouble;
  }

  /** Presets that cannot be kept are not in force either. Faults: output.failed, presets.unreadable. */
  set(next: Presets): Promise<Presets> {
    return this.change(() => next);
  }

  /** Puts into force what `make` makes of the presets that are in force by then. Faults as of {@link set}. */
  change(make: (current: Presets) => Presets): Promise<Presets> {
    const written = this.writing.then(async () => {
      if (!this.opened.writable) throw new Fault('presets.unreadable', { file: this.path });
      const next = make(this.current);
      await replaceFile(this.path, presetsText(next));
      this.current = next;
      return next;
    });
    this.writing = written.then(
      () => undefined,
      () => undefined,
    );
    return written;
  }
}
