/** Prints exactly one line a file, and keeps what is needed for it between the steps. */
import { exitCodes, type SignLine } from '../../contracts/cli.js';
import type { FaultValue } from '../../contracts/faults/index.js';
import type { SigningStep } from '../../contracts/jobs.js';
import type { StatedLevel } from '../../contracts/verification.js';
import type { BatchItem, BatchObserver, ProvedFile } from '../jobs/batch/batch.js';
import { deliver } from '../jobs/files/delivery.js';
import type { Output } from './output.js';

export class SignReport implements BatchObserver {
  /** What a line says of the level; known once the certificate is. */
  level: StatedLevel = 'B-B';
  /** What there is to say of the timestamp authorities, by the time a file is signed. */
  cautions: () => readonly FaultValue[] = () => [];
  readonly #finished = new Map<string, { out: string; sha256: string; field: string }>();
  readonly #untold: Map<string, string>;
  readonly #warnings = new Map<string, readonly FaultValue[]>();

  /** @param files the words of the command line by the id of their item */
  constructor(
    files: ReadonlyMap<string, string>,
    private readonly directory: string,
    private readonly output: Output,
  ) {
    this.#untold = new Map(files);
  }

  async step({ id }: BatchItem, step: SigningStep, error?: FaultValue): Promise<void> {
    // Nobody goes on for this run: a signature that still waits for its timestamp is no result.
    if ((step === 'failed' || step === 'awaiting-timestamp') && error) this.failed(id, error);
    const done = this.#finished.get(id);
    if (step !== 'signed' || !done) return;
    const told = this.#tell(id);
    const { file } = told;
    const warnings = [...told.warnings, ...this.cautions()];
    const line: SignLine = { file, ...done, status: 'signed', level: this.level, warnings: [...warnings] };
    const notes = warnings.map(({ vi }) => `\n   Lưu ý: ${vi}`).join('');
    const kind = this.level === 'CMS' ? '\n   Chữ ký dạng CMS, không thuộc mức PAdES nào' : '';
    this.output.line(line, `Đã ký: ${file}\n   → ${done.out}${kind}${notes}`);
  }

  warn({ id }: BatchItem, warnings: readonly FaultValue[]): void {
    this.caution(id, warnings);
  }

  async keep(item: BatchItem, { sha256, fieldName }: ProvedFile): Promise<undefined> {
    const path = await deliver(item.workFile, this.directory, item.name, 'signed');
    this.#finished.set(item.id, { out: path, sha256, field: fieldName });
  }

  /** Something the person should know of this file, told in its line. */
  caution(id: string, warnings: readonly FaultValue[]): void {
    this.#warnings.set(id, [...(this.#warnings.get(id) ?? []), ...warnings]);
  }

  failed(id: string, error: FaultValue): void {
    if (!this.#untold.has(id)) return;
    const { file, warnings } = this.#tell(id);
    const line: SignLine = {
      file,
      out: null,
      status: 'failed',
      level: this.level,
      field: null,
      sha256: null,
      error,
      warnings: [...warnings],
    };
    this.output.line(line, `Không ký được: ${file}\n   ${error.vi}`, exitCodes.failed);
  }

  /** What ended the run is the outcome of every file that has none yet. */
  endedBy(error: FaultValue): void {
    for (const id of [...this.#untold.keys()]) this.failed(id, error);
  }

  #tell(id: string): { file: string; warnings: readonly FaultValue[] } {
    const file = this.#untold.get(id) ?? id;
    this.#untold.delete(id);
    return { file, warnings: this.#warnings.get(id) ?? [] };
  }
}
