/** What a run prints: NDJSON or sentences on stdout, one line an item as soon as it is known; and its exit code. */
import { type ExitCode, exitCodes, exitSeverity } from '../../contracts/cli.js';
import { spelledOut } from '../../contracts/shown-text.js';

export class Output {
  #worst: ExitCode = exitCodes.good;

  constructor(
    private readonly json: boolean,
    private readonly stdout: NodeJS.WritableStream,
  ) {}

  /** One item: its JSON, or the sentences a person reads. */
  line(item: unknown, text: string, outcome: ExitCode = exitCodes.good): void {
    // Names out of files could steer the terminal.
    const lines = (): string => text.split('\n').map(spelledOut).join('\n');
    this.stdout.write(`${this.json ? plainJson(item) : lines()}\n`);
    this.note(outcome);
  }

  /** Counts an outcome that has no line of its own. */
  note(outcome: ExitCode): void {
    if (exitSeverity.indexOf(outcome) > exitSeverity.indexOf(this.#worst)) this.#worst = outcome;
  }

  /** The worst of all outcomes so far. */
  get exitCode(): ExitCode {
    return this.#worst;
  }
}

/** JSON as it is, but for what steers a terminal or turns round what is beside it: control characters beyond ASCII and marks of direction. */
const plainJson = (item: unknown): string =>
  JSON.stringify(item).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
