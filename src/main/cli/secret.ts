import { Fault } from '../../contracts/faults/index.js';

const newline = 0x0a;
const carriageReturn = 0x0d;
const longest = 1024;

/**
 * The first line of `input` as bytes, without its end. The bytes exist once, in what is returned: the caller hands them
 * on and overwrites them. Fault: token.pin-missing when the input ends without a line.
 */
export const readSecretLine = async (input: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const line = new Uint8Array(longest);
  let length = 0;
  for await (const chunk of input) {
    const end = chunk.indexOf(newline);
    const part = end < 0 ? chunk : chunk.subarray(0, end);
    if (length + part.length > longest) {
      chunk.fill(0);
      line.fill(0);
      throw new Fault('token.pin-missing');
    }
    line.set(part, length);
    length += part.length;
    chunk.fill(0);
    if (end >= 0) break;
  }
  if (length > 0 && line[length - 1] === carriageReturn) length -= 1;
  if (length === 0) throw new Fault('token.pin-missing');
  const secret = line.slice(0, length);
  line.fill(0);
  return secret;
};
