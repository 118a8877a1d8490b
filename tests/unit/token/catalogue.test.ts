import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isEntryOf, isNameAlone, readCatalogue } from '../../../src/main/token/catalogue.js';

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

  it('knows a TPM by the name of its module wherever a person adds it from, and that it keeps its count', () => {
    for (const path of ['/usr/lib/x86_64-linux-gnu/libtpm2_pkcs11.so.1', '/opt/tpm/libtpm2_pkcs11.so']) {
      const entry = readCatalogue(json, 'linux').find((each) => isEntryOf(each, path));
      expect(entry?.pin).toMatchObject({ keepsCount: true });
    }
    const other = readCatalogue(json, 'linux').find((each) => isEntryOf(each, '/usr/lib/libtpm2_pkcs11.so.d/libx.so'));
    expect(other).toBeUndefined();
  });

  it.each(['win32', 'linux', 'darwin'] as const)('looks in absolute paths only, in each once, on %s', (platform) => {
    const paths = readCatalogue(json, platform)
      .map(({ path }) => path)
      .filter((path) => !isNameAlone(path));
    expect(paths.length).toBeGreaterThan(2);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.filter((path) => !/^([A-Z]:\\|\/)/.test(path))).toEqual([]);
  });

  it('offers officials no software token', () => {
    expect(JSON.stringify(json)).not.toMatch(/softhsm/i);
  });

  it('knows every Windows module that is known of in the field, whatever the version in its name', () => {
    const entries = readCatalogue(json, 'win32');
    const names = [
      ['bit4xpki.dll', 'bit4ipki.dll', 'bit4opki.dll', 'eTPKCS11.dll', 'IDPrimePKCS11.dll'],
      ['eps2003csp11.dll', 'eps2003csp11v2.dll', 'ShuttleCsp11_3003.dll'],
      [6, 7, 8, 9, 10].map((version) => `vnptca_p11_v${version}.dll`),
      ['vnptcav2_p11_v8.dll', 'vnpt-ca_csp11.dll', 'vnpt-ca_cl_v1.dll', 'vnpt-ca_v34.dll'],
      [1, 2, 3, 4, 5, 6].map((version) => `viettel-ca_v${version}.dll`),
      ['fptca_v3.dll', 'fptca_v6.dll', 'fpt-ca.dll', 'fpt-ca_v2.dll', 'BkavCA.dll', 'BkavCAv2S.dll', 'st3csp11.dll'],
      ['CA2_csp11.dll', 'CA2_v34.dll', 'ncca_csp11_v1.dll', 'fca_v1.dll', 'newca_v4.dll', 'vina-ca_v2.dll'],
      ['efy-ca_v1.dll', 'misaca_csp11_v2.dll', 'Safe-ca_v2.dll'],
    ].flat();
    const unknown = names.filter(
      (name) => !entries.some((entry) => isEntryOf(entry, `C:\\Windows\\System32\\${name}`)),
    );
    expect(unknown).toEqual([]);
  });

  it('takes the star of a name for letters of the name alone', () => {
    const entry = readCatalogue(json, 'win32').find(({ path }) => path.endsWith('vina-ca_v*.dll'));
    if (!entry) throw new Error('The catalogue has no SmartSign.');
    const verdicts = [
      'VINA-CA_V12.DLL',
      'vina-ca_v1.dll.bak',
      'x\\vina-ca_v1.dll',
      'vina-ca_v1\\x.dll',
      'vinaxca_v1.dll',
    ].map((name) => isEntryOf(entry, `C:\\Windows\\System32\\${name}`));
    expect(verdicts).toEqual([true, false, false, false, false]);
  });

  it('refuses a relative path', () => {
    const paths = { win32: [], linux: ['libx.so'], darwin: [] };
    expect(() => readCatalogue({ modules: [{ name: 'x', vendor: 'x', paths }] }, 'linux')).toThrow();
  });
});
