import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Drivers } from '../../../src/main/token/drivers.js';
import type { HostExit } from '../../../src/main/token/host-launcher.js';
import { PinGuardian } from '../../../src/main/token/pin-guardian.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-drivers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const drivers = (...paths: string[]): Drivers => {
  const launcher = {
    launch: () => {
      throw new Error('Nothing is launched here.');
    },
  };
  const catalogue = paths.map((path) => ({
    path,
    name: `Trình điều khiển ${path}`,
    vendor: '',
    pin: null,
    parameters: null,
  }));
  return new Drivers({ launcher, catalogue }, new PinGuardian());
};

describe('the drivers of a computer', () => {
  it('are those of the catalogue that are there, and every one that was added, there or not', async () => {
    const [here, absent] = [join(folder, 'here.so'), join(folder, 'absent.so')];
    writeFileSync(here, '');
    const added = join(folder, 'added-and-gone.so');
    expect(await drivers(here, absent).paths([added])).toEqual([here, added]);
  });

  it('count once under several names: links, versions, catalogue and added', async () => {
    const [real, link] = [join(folder, 'real.so.1'), join(folder, 'real.so')];
    writeFileSync(real, '');
    symlinkSync(real, link);
    expect(await drivers(link, real).paths([real])).toEqual([link]);
  });

  it('are found by a name with a star, and called as the catalogue calls them', async () => {
    const system = join(folder, 'System32');
    mkdirSync(system);
    for (const name of ['vina-ca_v2.dll', 'vina-ca_v10.dll', 'other.dll']) writeFileSync(join(system, name), '');
    const found = drivers(join(system, 'vina-ca_v*.dll'));
    const paths = await found.paths([]);
    expect(paths.sort()).toEqual([join(system, 'vina-ca_v10.dll'), join(system, 'vina-ca_v2.dll')]);
    expect(paths.map((path) => found.nameOf(path))).toEqual(
      new Array(2).fill(expect.stringContaining('Trình điều khiển')),
    );
    expect(found.nameOf(join(system, 'other.dll'))).toBe('other.dll');
    expect(await drivers(join(folder, 'no-such-folder', 'x*.dll')).paths([])).toEqual([]);
  });
});

it('a driver that crashes again and again in the same words is heard once, without what is no letter', async () => {
  const heard: string[] = [];
  let output = 'reader\u001b[31m gone\n';
  const launch = () => ({
    send: () => undefined,
    onMessage: () => undefined,
    onExit: (listener: (exit: HostExit) => void) => listener({ code: 1, signal: null, output }),
    kill: () => undefined,
  });
  const options = {
    launcher: { launch },
    catalogue: [],
    training: true,
    heard: (text: string) => void heard.push(text),
  };
  const all = new Drivers(options, new PinGuardian());
  for (output of [output, output, 'card gone']) await all.start('/opt/m.so');
  expect(heard).toEqual(['token host of m.so: reader [31m gone', 'token host of m.so: card gone']);
});
