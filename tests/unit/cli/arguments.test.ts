import { describe, expect, it } from 'vitest';
import { oneOf, readArguments, readRect, readTime } from '../../../src/main/cli/arguments.js';

const usageError = expect.objectContaining({ code: 'app.usage' });
const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
};

describe('the words of a command line', () => {
  it('refuses an option it does not know, so that a misspelt one is never ignored', () => {
    expect(thrownBy(() => readArguments(['--tust', 'x'], { trust: { type: 'string' } }))).toEqual(usageError);
  });
  it.each([
    [['--tust', 'x'], 'không có tùy chọn --tust'],
    [['-x'], 'không có tùy chọn -x'],
    [['--trust'], '--trust thiếu giá trị'],
    [['--trust', '--json'], '--trust thiếu giá trị'],
    [['--json=1'], '--json không nhận giá trị'],
  ])('says in Vietnamese what is wrong with %j', (words, detail) => {
    expect(thrownBy(() => readArguments(words, { trust: { type: 'string' } }))).toMatchObject({
      code: 'app.usage',
      value: { vi: `Lệnh không đúng: ${detail}. Gõ “kyso --help” để xem cách dùng.` },
    });
  });
  it('knows --json everywhere', () => {
    expect(readArguments(['a.pdf', '--json'], {})).toMatchObject({ values: { json: true }, positionals: ['a.pdf'] });
  });
  it('takes only what a closed list holds', () => {
    expect(oneOf('B-B', ['B-B', 'B-T'], '--level')).toBe('B-B');
    expect(thrownBy(() => oneOf('b', ['B-B'], '--level'))).toEqual(usageError);
  });
  it.each(['1,2,3', '1,2,3,x', '1,2,0,4', '1,2,-3,4', ''])('refuses the rectangle “%s”', (value) => {
    expect(thrownBy(() => readRect(value, '--rect'))).toEqual(usageError);
  });
  it('reads a rectangle and a time', () => {
    expect(readRect('10,20.5,100,30', '--rect')).toEqual({ x: 10, y: 20.5, width: 100, height: 30 });
    expect(readRect('25.4mm, 0, 50.8mm, 36', '--rect')).toEqual({ x: 72, y: 0, width: 144, height: 36 });
    expect(readTime('2026-11-22T08:00:00+07:00').toISOString()).toBe('2026-11-22T01:00:00.000Z');
    expect(thrownBy(() => readTime('hôm nay'))).toEqual(usageError);
  });
});
