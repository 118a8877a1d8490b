import { describe, expect, it } from 'vitest';
import { hasHidden, shownSentence, shownText, spelledOut } from '../../../src/contracts/shown-text.js';

describe('words of strangers', () => {
  it.each([
    ['a name that is turned round', 'Bộ \u202eụv gnôC\u202c', 'Bộ [U+202E]ụv gnôC[U+202C]'],
    ['a letter that nobody sees', 'Ban\u200b Cơ yếu', 'Ban[U+200B] Cơ yếu'],
    ['a soft hyphen', 'Ban\u00ad Cơ yếu', 'Ban[U+00AD] Cơ yếu'],
    ['a line of its own', 'A\u2028Hợp lệ', 'A[U+2028]Hợp lệ'],
    ['what steers a terminal', 'A\u001b[2JB', 'A[U+001B][2JB'],
    ['an isolate that is never closed', '\u2067A', '[U+2067]A'],
    ['a letter of no Unicode plane', 'A\ue000\u{f0000}', 'A[U+E000][U+F0000]'],
    ['a half of a letter', 'A\ud800', 'A[U+D800]'],
    ['a heap of marks', `a${'\u0301'.repeat(5)}`, 'a\u0301\u0301\u0301[U+0301][U+0301]'],
  ])('%s is spelled out', (_, text, shown) => {
    expect(shownText(text)).toBe(shown);
    expect(spelledOut(text)).toBe(shown);
    expect(hasHidden(text)).toBe(true);
  });

  it.each(['Nguyễn Thị Hồng Nhung', 'Nguyễn Thị Hồng', 'Tệp 1/2 “số” – №5', '日本語', 'УБНД', '👍'])(
    '%s stays as it is',
    (text) => expect(shownText(text)).toBe(text),
  );

  it('written from right to left turn round nothing beside them', () => {
    expect(shownText('אבג דהו 12/03')).toBe('\u2068אבג דהו\u2069 12/03');
    expect(spelledOut('אבג 12')).toBe('אבג 12');
  });

  it('shown twice are shown the same, and an isolate of their own buys them nothing', () => {
    for (const text of ['x אבג \u202e 12', '\u2068אבג\u2069', 'a\u2068b\u2069', '\u2068א\u2069\u2069 1'])
      expect(shownText(shownText(text))).toBe(shownText(text));
    expect(shownText('\u2068b\u2069')).toBe('[U+2068]b[U+2069]');
    expect(shownText('א\u202e')).toBe('\u2068א\u2069[U+202E]');
  });

  it('of a sentence stay on its line', () => {
    expect(shownSentence('Người ký:\nA\u202eB')).toBe('Người ký: A[U+202E]B');
  });
});
