import { describe, expect, it } from 'vitest';
import { SecretLines } from '../../../src/main/cli/secret.js';

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text, 'utf8');
}
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('the PIN on standard input', () => {
  it('is the first line, without its end', async () => {
    expect(text(await new SecretLines(chunks('12', '34\nrest')).next())).toBe('1234');
    expect(text(await new SecretLines(chunks('1234\r\n')).next())).toBe('1234');
    expect(text(await new SecretLines(chunks('mật khẩu')).next())).toBe('mật khẩu');
  });
  it('may be followed by other secrets, each a line', async () => {
    const lines = new SecretLines(chunks('1234\nm', 'ật khẩu\n', 'a'));
    const read = [await lines.next(), await lines.next(), await lines.next()];
    expect(read.map(text)).toEqual(['1234', 'mật khẩu', 'a']);
    await expect(lines.next()).rejects.toMatchObject({ code: 'token.pin-missing' });
  });
  it('is asked for when the input holds none', async () => {
    await expect(new SecretLines(chunks()).next()).rejects.toMatchObject({ code: 'token.pin-missing' });
    await expect(new SecretLines(chunks('\n1234')).next()).rejects.toMatchObject({ code: 'token.pin-missing' });
  });
  it('leaves nothing in the buffers it was read from', async () => {
    const chunk = Buffer.from('123456\n');
    await new SecretLines(
      (async function* () {
        yield chunk;
      })(),
    ).next();
    expect(chunk.every((byte) => byte === 0)).toBe(true);
  });
  it('has a limit', async () => {
    await expect(new SecretLines(chunks('x'.repeat(2000))).next()).rejects.toMatchObject({ code: 'token.pin-missing' });
  });
});
