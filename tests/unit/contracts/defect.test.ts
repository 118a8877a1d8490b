import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { describeDefect } from '../../../src/contracts/defect.js';

const thrown = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('a defect', () => {
  it('is told by its kind and the calls that led to it', () => {
    const missing: { readonly page?: { readonly size: number } } = {};
    const told = describeDefect(thrown(() => (missing.page as { size: number }).size));
    expect(told.split('\n')[0]).toBe('TypeError');
    expect(told).toMatch(/^ {4}at .*defect\.test\.ts:\d+:\d+\)?$/m);
  });

  it('tells neither messages nor folders nor names of files', async () => {
    const error = await readFile('/home/nguyen-van-a/Quyết định kỷ luật.pdf').catch((reason: unknown) => reason);
    const told = describeDefect(new TypeError('Nguyễn Văn A\n    at Nguyễn (/home/a/b.js:1:2)', { cause: error }));
    expect(told).toMatch(/^TypeError\n/);
    expect(told).toMatch(/^caused by Error ENOENT/m);
    expect(told).not.toMatch(/nguyen|Nguyễn|Quyết|[\\/](home|tests)/);
  });

  it('folders of Windows are left out too', () => {
    const error = new Error('x');
    error.stack =
      'Error: x\n    at sign (C:\\Users\\Nguyen Van A\\ky-so\\main.cjs:3:14)\n    at async C:\\Users\\A (b)\\x.cjs:1:2';
    expect(describeDefect(error)).toBe('Error\n    at sign (main.cjs:3:14)\n    at x.cjs:1:2');
  });

  it.each([
    ['text', 'Nguyễn Văn A', 'a thrown string'],
    ['nothing', undefined, 'a thrown undefined'],
  ])('that is no error is told by its type: %s', (_name, value, told) => {
    expect(describeDefect(value)).toBe(told);
  });

  it('whose causes lead in a circle comes to an end', () => {
    const error = new Error('x');
    error.cause = error;
    expect(describeDefect(error).match(/caused by/g)).toHaveLength(4);
  });
});
