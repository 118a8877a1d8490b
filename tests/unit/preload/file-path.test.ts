import { describe, expect, it } from 'vitest';
import { pathOf } from '../../../src/preload/file-path.js';

const file = new File(['%PDF-'], 'van-ban.pdf');

describe('pathOf', () => {
  it('asks webUtils where Electron has it (File.path is gone since 32)', () => {
    expect(pathOf(file, { getPathForFile: (given) => `/van-thu/${given.name}` })).toBe('/van-thu/van-ban.pdf');
  });

  it('takes File.path where Electron has no webUtils (25)', () => {
    const old = Object.assign(new File(['%PDF-'], 'cu.pdf'), { path: '/van-thu/cu.pdf' });
    expect(pathOf(old, undefined)).toBe('/van-thu/cu.pdf');
  });

  it('is empty for a dropped thing that is not on the disk', () => {
    expect(pathOf(file, undefined)).toBe('');
  });
});
