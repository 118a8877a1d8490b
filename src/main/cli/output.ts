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
    this.stdout.write(`${this.json ? JSON.stringify(item) : lines()}\n`);
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
