import { describe, expect, it } from 'vitest';
import { libraryKind } from '../../../src/main/token/library-file.js';

const pe = (machine: number): Buffer => {
  const header = Buffer.alloc(512);
  header.write('MZ');
  header.writeUInt32LE(0x80, 0x3c);
  header.write('PE\0\0', 0x80);
  header.writeUInt16LE(machine, 0x84);
  return header;
};

const elf = (machine: number): Buffer => {
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  header.writeUInt16LE(machine, 18);
  return header;
};

describe('a driver file', () => {
  it.each([
    ['64-bit DLL', pe(0x8664), { platform: 'win32', archs: ['x64'] }],
    ['32-bit DLL', pe(0x14c), { platform: 'win32', archs: ['ia32'] }],
    ['ARM DLL', pe(0xaa64), { platform: 'win32', archs: ['arm64'] }],
    ['64-bit ELF', elf(62), { platform: 'linux', archs: ['x64'] }],
    ['32-bit ELF', elf(3), { platform: 'linux', archs: ['ia32'] }],
    ['ELF of an unknown processor', elf(243), { platform: 'linux', archs: ['0xf3'] }],
    ['Mach-O', Buffer.from('cffaedfe0c000001', 'hex'), { platform: 'darwin', archs: ['arm64'] }],
    [
      'universal Mach-O',
      Buffer.from(`cafebabe00000002${'01000007'.padEnd(40, '0')}${'0100000c'.padEnd(40, '0')}`, 'hex'),
      { platform: 'darwin', archs: ['x64', 'arm64'] },
    ],
  ])('is known by its header: %s', (_, header, kind) => {
    expect(libraryKind(header)).toEqual(kind);
  });

  it.each([
    ['text', Buffer.from('không phải thư viện')],
    ['empty', Buffer.alloc(0)],
    ['only a magic number', Buffer.from('7f454c46', 'hex')],
    ['a DOS program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['a DLL header that points outside the file', Buffer.concat([pe(0x8664).subarray(0, 0x40)])],
    ['a Java class, which shares a magic number with universal Mach-O', Buffer.from('cafebabe00000041', 'hex')],
  ])('is no library: %s', (_, header) => {
    expect(libraryKind(header)).toBeNull();
  });
});
