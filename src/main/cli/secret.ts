import { Fault } from '../../contracts/faults/index.js';

const newline = 0x0a;
const carriageReturn = 0x0d;
const longest = 1024;

/**
 * The first line of `input` as bytes, without its end. The bytes exist once, in what is returned: the caller hands them
 * on and overwrites them. Fault: token.pin-missing when the input ends without a line or cannot be read.
 */
export const readSecretLine = async (input: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const line = new Uint8Array(longest);
  try {
    let length = await readLine(input, line);
    if (length > 0 && line[length - 1] === carriageReturn) length -= 1;
    if (length === 0) throw new Fault('token.pin-missing');
    return line.slice(0, length);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    // A closed or unreadable input, or one that was destroyed to end the run.
    throw new Fault('token.pin-missing', {}, { cause });
  } finally {
    line.fill(0);
  }
};

/** Fills `line` up to the first newline or the end of `input`, erasing what it read; returns the length in bytes. */
const readLine = async (input: AsyncIterable<Uint8Array>, line: Uint8Array): Promise<number> => {
  let length = 0;
  for await (const chunk of input) {
    const end = chunk.indexOf(newline);
    const part = end < 0 ? chunk : chunk.subarray(0, end);
    const fits = length + part.length <= line.length;
    if (fits) line.set(part, length);
    chunk.fill(0);
    if (!fits) throw new Fault('token.pin-missing');
    length += part.length;
    if (end >= 0) break;
  }
  return length;
};
