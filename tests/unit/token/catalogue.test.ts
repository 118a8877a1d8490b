import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../../src/main/token/catalogue.js';

const json: unknown = JSON.parse(readFileSync('resources/tokens.json', 'utf8'));

describe('the token catalogue', () => {
  it('resolves Windows names against System32 of this Windows', () => {
    const entries = readCatalogue(json, 'win32', 'D:\\Win');
    expect(entries.find(({ vendor }) => vendor === 'Bit4ID')).toMatchObject({
      path: 'D:\\Win\\System32\\bit4xpki.dll',
      pin: { minLength: 4, maxLength: 16 },
    });
    expect(entries.map(({ path }) => path)).toContain('D:\\Win\\System32\\vnptca_p11_v10.dll');
  });

  it.each(['win32', 'linux', 'darwin'] as const)('names absolute paths only, each once, on %s', (platform) => {
    const paths = readCatalogue(json, platform).map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(2);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.filter((path) => !/^([A-Z]:\\|\/)/.test(path))).toEqual([]);
  });

  it('offers officials no software token', () => {
    expect(JSON.stringify(json)).not.toMatch(/softhsm/i);
  });

  it('refuses a relative path', () => {
    const paths = { win32: [], linux: ['libx.so'], darwin: [] };
    expect(() => readCatalogue({ modules: [{ name: 'x', vendor: 'x', paths }] }, 'linux')).toThrow();
  });
});
