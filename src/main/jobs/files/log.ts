/** The one log of the application: a file of bounded size in the data folder, every line of it redacted. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeDefect } from '../../../contracts/defect.js';
import { redact } from './redactor.js';

/** Bytes; with the one before it twice as much at most. */
const largestLog = 1 << 20;

export interface LogPorts {
  readonly now: () => Date;
  /** What cannot be written to the file is told here, redacted too. */
  readonly aside: (line: string) => void;
}

export const logFile = (dataFolder: string): string => join(dataFolder, 'logs', 'ky-so-cong-vu.log');

export class Log {
  readonly #path: string;

  constructor(
    dataFolder: string,
    private readonly ports: LogPorts,
  ) {
    this.#path = logFile(dataFolder);
  }

  /** One line about what happened; never document text, whatever it is made of. */
  note(text: string): void {
    this.#write(redact(text));
  }

  /** Where an error of ours happened: calls and codes, no message. */
  defect(thrown: unknown): void {
    this.#write(describeDefect(thrown));
  }

  #write(text: string): void {
    const line = `${this.ports.now().toISOString()} ${text.replaceAll('\n', '\n    ')}\n`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      const size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
      if (size + Buffer.byteLength(line) > largestLog) renameSync(this.#path, `${this.#path}.1`);
      appendFileSync(this.#path, line, { mode: 0o600 });
    } catch {
      // A log that cannot be written must not stop what it tells of.
      this.ports.aside(line);
    }
  }
}
