/** What a run prints: NDJSON or sentences on stdout, one line an item as soon as it is known; and its exit code. */
import { type ExitCode, exitCodes, exitSeverity } from '../../contracts/cli.js';

export class Output {
  #worst: ExitCode = exitCodes.good;

  constructor(
    private readonly json: boolean,
    private readonly stdout: NodeJS.WritableStream,
  ) {}

  /** One item: its JSON, or the sentences a person reads. */
  line(item: unknown, text: string, outcome: ExitCode = exitCodes.good): void {
    this.stdout.write(`${this.json ? JSON.stringify(item) : text}\n`);
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
