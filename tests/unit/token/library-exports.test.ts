import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import { loadFault } from '../../../src/main/token/host/load-fault.js';
import { FileBytes } from '../../../src/main/token/library/file-bytes.js';
import { machExports } from '../../../src/main/token/library/mach-o.js';
import { claimedPublisher } from '../../../src/main/token/library/publisher.js';
import { examineLibrary, type HostPlatform } from '../../../src/main/token/library-file.js';
import { softHsmModule } from '../../../tools/test-token/make.mjs';

const fixture = (name: string): string => resolve('tests/fixtures/libraries', name);
const windows: HostPlatform = { platform: 'win32', arch: 'x64' };
const mac: HostPlatform = { platform: 'darwin', arch: 'arm64' };
const linux: HostPlatform = { platform: 'linux', arch: process.arch };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-library-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

const compiled = (name: string, source: string, ...options: string[]): string => {
  const path = join(folder, name);
  execFileSync('cc', ['-shared', '-fPIC', '-o', path, ...options, '-xc', '-'], { input: source });
  return path;
};

const verdict = (path: string, host: HostPlatform): Promise<string> =>
  examineLibrary(path, host).then(
    () => 'usable',
    (thrown: unknown) => (thrown instanceof Fault ? thrown.code : String(thrown)),
  );

const entry = 'int C_GetFunctionList(void **list) { return 5; }';

describe('a Windows library', () => {
  it.each([
    ['with the function', 'module-x64.dll', 'usable'],
    ['that forwards it to another library', 'forwarder-x64.dll', 'usable'],
    ['with a signature behind its end', 'signed-x64.dll', 'usable'],
    ['without it', 'plain-x64.dll', 'token.driver-invalid'],
    ['that exports it by ordinal alone', 'ordinal-x64.dll', 'token.driver-invalid'],
    ['of 32 bits, told before anything else', 'module-ia32.dll', 'token.driver-32bit'],
  ])('%s', async (_, name, expected) => {
    expect(await verdict(fixture(name), windows)).toBe(expected);
  });

  it('whose tables lead outside the file, or that is cut short anywhere, is refused and never read past its end', async () => {
    const whole = readFileSync(fixture('module-x64.dll'));
    for (let length = 0; length < 1536; length += 61) {
      expect(await verdict(written('cut.dll', whole.subarray(0, length)), windows)).toBe('token.driver-invalid');
    }
    const start = whole.readUInt32LE(0x3c) + 24 + 112;
    const astray = Buffer.from(whole);
    astray.writeUInt32LE(0xfffffff0, start);
    expect(await verdict(written('astray.dll', astray), windows)).toBe('token.driver-invalid');
  });

  it('names the publisher that its signature names, or none', async () => {
    expect(await claimedPublisher(fixture('signed-x64.dll'))).toEqual({
      name: 'Nhà cung cấp THỬ NGHIỆM',
      issuer: 'Nhà cung cấp THỬ NGHIỆM',
    });
    expect(await claimedPublisher(fixture('module-x64.dll'))).toBeNull();
    const broken = Buffer.from(readFileSync(fixture('signed-x64.dll'))).fill(0x30, 2060, 2300);
    expect(await claimedPublisher(written('broken.dll', broken))).toBeNull();
  });
});

describe('a macOS library', () => {
  /** A universal file: the header's entries are cputype, subtype, offset, size, alignment. */
  const universal = (...images: [cpu: number, image: Buffer][]): Buffer => {
    const header = Buffer.alloc(4096);
    header.writeUInt32BE(0xcafebabe);
    header.writeUInt32BE(images.length, 4);
    const parts: Uint8Array[] = [header];
    let offset = header.length;
    for (const [index, [cpu, image]] of images.entries()) {
      header.writeUInt32BE(cpu, 8 + 20 * index);
      header.writeUInt32BE(offset, 16 + 20 * index);
      header.writeUInt32BE(image.length, 20 + 20 * index);
      parts.push(image);
      offset += image.length;
    }
    return Buffer.concat(parts);
  };
  const [good, plain] = [readFileSync(fixture('module-arm64.dylib')), readFileSync(fixture('plain-arm64.dylib'))];
  const [arm64, x64] = [0x0100000c, 0x01000007];

  /** Without its trie of exports, as old linkers made libraries. */
  const withoutTrie = (image: Buffer): Buffer => {
    const copy = Buffer.from(image);
    let at = 32;
    for (let left = copy.readUInt32LE(16); left > 0; left--) {
      const command = copy.readUInt32LE(at);
      if (command === 0x80000033) copy.writeUInt32LE(0, at + 12);
      if (command === 0x80000022 || command === 0x22) copy.writeUInt32LE(0, at + 44);
      at += copy.readUInt32LE(at + 4);
    }
    return copy;
  };

  it.each([
    ['with the function', good, 'usable'],
    ['without it', plain, 'token.driver-invalid'],
    ['universal, with it for this processor', universal([x64, plain], [arm64, good]), 'usable'],
    ['universal, with it for the other processor only', universal([x64, good], [arm64, plain]), 'token.driver-invalid'],
    ['universal, for the other processor only', universal([x64, good]), 'token.driver-architecture'],
    ['by the symbol table, with it', withoutTrie(good), 'usable'],
    ['by the symbol table, without it', withoutTrie(plain), 'token.driver-invalid'],
    ['cut short', good.subarray(0, 600), 'token.driver-invalid'],
  ])('%s', async (_, bytes, expected) => {
    expect(await verdict(written('library.dylib', bytes), mac)).toBe(expected);
  });

  it('does not take the beginning that two names share for a name', async () => {
    const found = (name: string): Promise<boolean> =>
      FileBytes.with(fixture('module-arm64.dylib'), (file) => machExports(file, { cpu: arm64, offset: 0 }, name));
    expect(await Promise.all(['C_Initialize', 'C_', 'C_Init', 'C_InitializeX', ''].map(found))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('signed by nobody ("ad hoc") names no publisher', async () => {
    expect(await claimedPublisher(fixture('module-arm64.dylib'))).toBeNull();
  });
});

describe('a Linux library', () => {
  it.each([
    ['a real module', () => softHsmModule(), 'usable'],
    ['with the function, GNU hash', () => compiled('gnu.so', entry, '-Wl,--hash-style=gnu'), 'usable'],
    ['with the function, System V hash', () => compiled('sysv.so', entry, '-Wl,--hash-style=sysv'), 'usable'],
    ['with the function, weak', () => compiled('weak.so', `__attribute__((weak)) ${entry}`), 'usable'],
    ['stripped', () => compiled('stripped.so', entry, '-s'), 'usable'],
    ['without it', () => compiled('plain.so', 'int nothing;'), 'token.driver-invalid'],
    [
      'without it, System V hash',
      () => compiled('plain2.so', 'int nothing;', '-Wl,--hash-style=sysv'),
      'token.driver-invalid',
    ],
    [
      'with it hidden',
      () => compiled('hidden.so', `static ${entry} int use(void) { return C_GetFunctionList(0); }`),
      'token.driver-invalid',
    ],
    [
      'that only calls it',
      () => compiled('caller.so', 'int C_GetFunctionList(void **); int use(void) { return C_GetFunctionList(0); }'),
      'token.driver-invalid',
    ],
    [
      'that only calls it, System V hash',
      () =>
        compiled(
          'caller2.so',
          'int C_GetFunctionList(void **); int use(void) { return C_GetFunctionList(0); }',
          '-Wl,--hash-style=sysv',
        ),
      'token.driver-invalid',
    ],
  ])('%s', async (_, path, expected) => {
    expect(await verdict(path(), linux)).toBe(expected);
  });

  it('cut short anywhere is refused', async () => {
    const whole = readFileSync(compiled('whole.so', entry));
    for (const part of [0.001, 0.01, 0.02, 0.1, 0.5]) {
      const cut = whole.subarray(0, Math.floor(whole.length * part));
      expect(['token.driver-invalid', 'usable']).toContain(await verdict(written('cut.so', cut), linux));
    }
    expect(await verdict(written('cut.so', whole.subarray(0, 100)), linux)).toBe('token.driver-invalid');
  });
});

describe('a library that the system will not load', () => {
  const told = (text: string, module = '/opt/driver/libp11.so'): [string, string] => {
    const { code, value } = loadFault(module, new Error(text));
    return [code, value.vi];
  };

  it.each([
    ['libssl.so.1.1: cannot open shared object file: No such file or directory', 'libssl.so.1.1'],
    [
      "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.99' not found (required by /opt/driver/libp11.so)",
      'GLIBC_2.99',
    ],
    [
      'dlopen(/x/libp11.dylib, 0x0005): Library not loaded: @rpath/libfoo.1.dylib\n  Referenced from: /x',
      'libfoo.1.dylib',
    ],
    [
      'Error loading shared library libpcsclite.so.1: No such file or directory (needed by /x/libp11.so)',
      'libpcsclite.so.1',
    ],
  ])('names what is missing: %s', (text, library) => {
    const [code, vi] = told(text);
    expect(code).toBe('token.driver-dependency');
    expect(vi).toContain(`“${library}”`);
  });

  it.each([
    ['Win32 error 126', 'token.driver-dependency-unnamed'],
    ['Win32 error 193', 'token.driver-invalid'],
    ['/opt/driver/libp11.so: file too short', 'token.driver-invalid'],
    ['/opt/driver/libp11.so: cannot open shared object file: No such file or directory', 'token.driver-invalid'],
  ])('%s', (text, code) => {
    expect(told(text)[0]).toBe(code);
  });
});
