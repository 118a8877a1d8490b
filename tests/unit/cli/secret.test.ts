import { describe, expect, it } from 'vitest';
import { readSecretLine } from '../../../src/main/cli/secret.js';

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text, 'utf8');
}
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('the PIN on standard input', () => {
  it('is the first line, without its end', async () => {
    expect(text(await readSecretLine(chunks('12', '34\nrest')))).toBe('1234');
    expect(text(await readSecretLine(chunks('1234\r\n')))).toBe('1234');
    expect(text(await readSecretLine(chunks('mật khẩu')))).toBe('mật khẩu');
  });
  it('is asked for when the input holds none', async () => {
    await expect(readSecretLine(chunks())).rejects.toMatchObject({ code: 'token.pin-missing' });
    await expect(readSecretLine(chunks('\n1234'))).rejects.toMatchObject({ code: 'token.pin-missing' });
  });
  it('leaves nothing in the buffers it was read from', async () => {
    const chunk = Buffer.from('123456\n');
    await readSecretLine(
      (async function* () {
        yield chunk;
      })(),
    );
    expect(chunk.every((byte) => byte === 0)).toBe(true);
  });
  it('has a limit', async () => {
    await expect(readSecretLine(chunks('x'.repeat(2000)))).rejects.toMatchObject({ code: 'token.pin-missing' });
  });
});
