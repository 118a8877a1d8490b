/**
 * Practice mode: the same application on another data folder, with a token of its own that is a file. Numbers, registers,
 * settings and documents of the real work are not opened by a process that practises.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';
import type { CertificateUse } from '../../../contracts/ipc.js';
import type { PracticeState } from '../../../contracts/practice.js';
import type { PresetImage, Presets } from '../../../contracts/records.js';
import type { CatalogueEntry } from '../../token/catalogue.js';
import {
  newTrainingToken,
  readTrainingToken,
  renewedTrainingToken,
  type TrainingIdentity,
  trainingPinLengths,
  trainingTries,
  writeTrainingToken,
} from '../../token/training/token-file.js';
import { type ApplicationFolders, applicationFolders } from '../files/application-folders.js';
import { importPresets, presetsText, unsetPresets } from '../presets-file.js';
import { trainingServer } from './practice-policy.js';
import { makeTrainingIdentities, trainingLeader, trainingOffice } from './training-certificates.js';

/** Shown wherever it may be typed; it protects nothing. */
export const trainingPin = '12345678';

/** File of `resources/practice/samples`, and the name that the person sees. */
const samples = [
  ['approve.pdf', '1. Công văn để ký duyệt.pdf'],
  ['issue.pdf', '2. Công văn chờ phát hành.pdf'],
  ['scan.pdf', '3. Bản quét chờ ký số của cơ quan.pdf'],
  ['incoming.pdf', '4. Văn bản đến.pdf'],
] as const;

const folderOf = (data: string): string => join(data, 'practice');
/** Says that the practice was ended: what could not be deleted then is deleted at the next start. */
const endedMark = (folder: string): string => join(folder, 'ended');

const remove = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });

/** Whether a practice was begun and not ended. @param data the folder of the real work (absolute) */
export const isPracticeKept = (data: string): boolean =>
  existsSync(folderOf(data)) && !existsSync(endedMark(folderOf(data)));

/** Deletes a practice that was ended while something still held its files. @param data the folder of the real work */
export const removeEndedPractice = async (data: string): Promise<void> => {
  if (existsSync(endedMark(folderOf(data)))) await remove(folderOf(data));
};

const image = (resources: string, name: string, widthMm: number): PresetImage => ({
  pngBase64: readFileSync(join(resources, 'practice', name)).toString('base64'),
  widthMm,
});

/**
 * The office's own way of working with the name, the seal and the signature of an office that does not exist: the real
 * ones never get onto an exercise.
 */
export const practicePresets = (own: Presets, resources: string): Presets => ({
  version: 1,
  office: { ...own.office, agency: trainingOffice, seal: image(resources, 'seal.png', 38), corrections: {} },
  leaders: [
    {
      name: trainingLeader,
      signature: image(resources, 'signature.png', 45),
      initials: image(resources, 'signature.png', 18),
    },
  ],
});

/** The leader's certificate is offered for signatures, the office's for the seal, as people have their own remembered. */
const rememberedOf = ([personal, seal]: readonly TrainingIdentity[]): Readonly<
  Record<CertificateUse, string | null>
> => {
  const fingerprint = (identity: TrainingIdentity | undefined): string | null =>
    identity ? createHash('sha256').update(Buffer.from(identity.certificate, 'base64')).digest('hex') : null;
  return { personal: fingerprint(personal), seal: fingerprint(seal) };
};

export class Practice {
  #ended = false;

  private constructor(
    /** Of the practice. The administrator's list of servers is that of the real work. */
    readonly folders: ApplicationFolders,
    private readonly resources: string,
  ) {}

  /**
   * Opens the practice of a data folder; the first time its token and its office are made.
   * @param data the folder of the real work (absolute), of which nothing is written
   */
  static async open(data: string, resources: string): Promise<Practice> {
    await removeEndedPractice(data);
    const real = applicationFolders(data);
    const folders = { ...applicationFolders(folderOf(data)), networkPolicy: real.networkPolicy };
    const practice = new Practice(folders, resources);
    await mkdir(folders.data, { recursive: true, mode: 0o700 });
    if (!existsSync(practice.#token)) {
      const made = await makeTrainingIdentities(new Date());
      await writeFile(folders.settings, JSON.stringify({ certificates: rememberedOf(made.identities) }), {
        mode: 0o600,
      });
      writeTrainingToken(practice.#token, newTrainingToken(made, trainingPin));
    }
    if (!existsSync(folders.presets)) {
      const own = await importPresets(real.presets).catch(() => unsetPresets);
      await writeFile(folders.presets, presetsText(practicePresets(own, resources)), { mode: 0o600 });
    }
    return practice;
  }

  /** The one device: a file, which no driver is loaded for. */
  get catalogue(): readonly CatalogueEntry[] {
    const pin = { ...trainingPinLengths, tries: trainingTries };
    return [{ path: this.#token, name: 'Thiết bị thực hành', vendor: 'Ký số công vụ', pin, parameters: null }];
  }

  /** Where signed files go unless the person chose another folder for practice. */
  get outputFolder(): string {
    return join(this.folders.data, 'Văn bản đã ký (thực hành)');
  }

  get samplesFolder(): string {
    return join(this.folders.data, 'Tài liệu mẫu');
  }

  /** The only document server that may be contacted; null: none. */
  get server(): string | null {
    return trainingServer(this.resources);
  }

  /** The PIN as long as it is the first one; null once a person has changed it, or where the token cannot be read. */
  get pin(): string | null {
    try {
      return readTrainingToken(this.#token).pin.changed ? null : trainingPin;
    } catch {
      return null;
    }
  }

  get state(): PracticeState & { readonly active: true } {
    return { active: true, pin: this.pin, server: this.server };
  }

  /** Makes the token as it was on its first day: the first PIN, all tries. A damaged one is made anew, with new keys. */
  async renewToken(): Promise<void> {
    try {
      writeTrainingToken(this.#token, renewedTrainingToken(readTrainingToken(this.#token), trainingPin));
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      writeTrainingToken(this.#token, newTrainingToken(await makeTrainingIdentities(new Date()), trainingPin));
    }
  }

  /** Copies the sample documents; those of before are replaced. Returns their names. Fault `practice.samples-failed`. */
  async putSamples(): Promise<string[]> {
    try {
      await mkdir(this.samplesFolder, { recursive: true });
      for (const [file, name] of samples) {
        const bytes = await readFile(join(this.resources, 'practice', 'samples', file));
        await writeFile(join(this.samplesFolder, name), bytes);
      }
    } catch (cause) {
      throw new Fault('practice.samples-failed', {}, { cause });
    }
    return samples.map(([, name]) => name);
  }

  /** From now on this practice is over: {@link close} deletes it. */
  async end(): Promise<void> {
    this.#ended = true;
    await writeFile(endedMark(this.folders.data), '');
  }

  /** To be called when nothing uses the folder any more. */
  async close(): Promise<void> {
    if (this.#ended) await remove(this.folders.data);
  }

  get #token(): string {
    return join(this.folders.data, 'training-token.json');
  }
}
