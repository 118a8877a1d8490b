import { describe, expect, it } from 'vitest';
import { isFrom, mainPage, pinPage } from '../../../src/main/shell/sender.js';

const from = (url: string, parent: unknown = null) => ({ senderFrame: { url, parent } });

describe('who may call the main process', () => {
  it('the main frame of the page itself', () => {
    expect(isFrom(from('app://ui/index.html'), mainPage)).toBe(true);
    expect(isFrom(from('app://ui/index.html#/queue'), mainPage)).toBe(true);
  });
  it.each([
    ['another page of ours', 'app://ui/pin.html'],
    ['a document', 'app://doc/index.html'],
    ['a web page', 'https://ui/index.html'],
    ['a data page', 'data:text/html,app://ui/index.html'],
    ['a look-alike host', 'app://ui.example/index.html'],
    ['a file', 'file:///index.html'],
    ['nothing', ''],
  ])('not %s', (_who, url) => {
    expect(isFrom(from(url), mainPage)).toBe(false);
  });
  it('not a frame inside the page', () => {
    expect(isFrom(from('app://ui/index.html', {}), mainPage)).toBe(false);
  });
  it('not the main window for the PIN window’s channels', () => {
    expect(isFrom(from('app://ui/index.html'), pinPage)).toBe(false);
  });
});
