import { Fault } from '../../contracts/faults/index.js';
import { ownCopy } from './secret-input.js';

const newline = 0x0a;
const carriageReturn = 0x0d;
const longest = 1024;

/**
 * Secrets on standard input, one a line. What was read is overwritten: a line's bytes exist once, in what is returned,
 * and the caller hands them on and overwrites them too.
 */
export class SecretLines {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** Read, and belonging to the next line. */
  #rest: Uint8Array = new Uint8Array();

  constructor(input: AsyncIterable<Uint8Array>) {
    this.#chunks = input[Symbol.asyncIterator]();
  }

  /** The next line as bytes, without its end. Fault: token.pin-missing when the input has none or cannot be read. */
  async next(): Promise<Uint8Array> {
    const line = new Uint8Array(longest);
    try {
      let length = await this.#fill(line);
      if (length > 0 && line[length - 1] === carriageReturn) length -= 1;
      if (length === 0) throw new Fault('token.pin-missing');
      return ownCopy(line.subarray(0, length));
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      // A closed or unreadable input, or one that was destroyed to end the run.
      throw new Fault('token.pin-missing', {}, { cause });
    } finally {
      line.fill(0);
    }
  }

  /** Fills `line` up to the first newline or the end of the input; returns the length in bytes. */
  async #fill(line: Uint8Array): Promise<number> {
    let length = 0;
    for (let chunk = await this.#chunk(); chunk; chunk = await this.#chunk()) {
      const end = chunk.indexOf(newline);
      const part = end < 0 ? chunk : chunk.subarray(0, end);
      const fits = length + part.length <= line.length;
      if (fits) line.set(part, length);
      if (end >= 0) this.#rest = ownCopy(chunk.subarray(end + 1));
      chunk.fill(0);
      if (!fits) throw new Fault('token.pin-missing');
      length += part.length;
      if (end >= 0) break;
    }
    return length;
  }

  async #chunk(): Promise<Uint8Array | null> {
    const rest = this.#rest;
    this.#rest = new Uint8Array();
    if (rest.length > 0) return rest;
    const next = await this.#chunks.next();
    return next.done ? null : next.value;
  }
}

/** The next line as the password of a document. Fault: pdf.password-needed where there is none. */
export const readDocumentPassword = async (secrets: SecretLines): Promise<string> => {
  const line = await secrets.next().catch((cause: unknown) => {
    throw new Fault('pdf.password-needed', {}, { cause });
  });
  return Buffer.from(line).toString('utf8');
};
