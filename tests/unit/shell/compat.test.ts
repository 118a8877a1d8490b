import { describe, expect, it } from 'vitest';
import { isMainFrame, senderUrl, sqliteBinding } from '../../../src/main/shell/compat.js';

const frame = (url: string, parent: unknown = null) => ({ senderFrame: { url, parent } });
const gone = { senderFrame: null };
const dead = {
  get senderFrame(): { url: string; parent: unknown } {
    throw new Error('Render frame was disposed before WebFrameMain could be accessed');
  },
};

describe('the frame that sent a message', () => {
  it('is told by its address while it lives', () => {
    expect(senderUrl(frame('app://ui/index.html'))).toBe('app://ui/index.html');
    expect(isMainFrame(frame('app://ui/index.html'))).toBe(true);
    expect(isMainFrame(frame('app://ui/index.html', {}))).toBe(false);
  });
  it('is nobody once it is gone: null on the shipped Electron', () => {
    expect(senderUrl(gone)).toBeNull();
    expect(isMainFrame(gone)).toBe(false);
  });
  it('is nobody once it is gone: a throwing getter on the test runtime', () => {
    expect(senderUrl(dead)).toBeNull();
    expect(isMainFrame(dead)).toBe(false);
  });
});

describe('the build of better-sqlite3', () => {
  it('is the published one from Node-API 10 on', () => {
    expect(sqliteBinding({ napi: '10' }, '/other.node')).toBeNull();
  });
  it('is the other one below', () => {
    expect(sqliteBinding({ napi: '8' }, '/other.node')).toBe('/other.node');
    expect(sqliteBinding({}, '/other.node')).toBe('/other.node');
  });
});
