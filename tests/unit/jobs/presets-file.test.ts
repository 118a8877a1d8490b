import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Presets } from '../../../src/contracts/records.js';
import {
  importPresets,
  PresetsFile,
  presetsText,
  remembering,
  unsetPresets,
} from '../../../src/main/jobs/presets-file.js';

const now = new Date('2026-11-22T08:05:09Z');
const logo = readFileSync(join(import.meta.dirname, '..', '..', '..', 'resources', 'icons', '128x128.png'));

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-presets-'));
  path = join(folder, 'presets.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const office = (changes: Partial<Presets['office']> = {}): Presets => ({
  ...unsetPresets,
  office: { ...unsetPresets.office, agency: 'Sở Nội vụ tỉnh Đồng Tháp', ...changes },
});
const withSeal = (pngBase64: string): Presets => office({ seal: { pngBase64, widthMm: 36 } });

describe('what an office has set', () => {
  it('is there after a restart, corrections and pictures with it', async () => {
    const presets: Presets = {
      ...office({
        seal: { pngBase64: logo.toString('base64'), widthMm: 36 },
        corrections: { 'so-noi-vu/cong-van': { seal: { dx: 3.5, dy: -2 } } },
      }),
      leaders: [{ name: 'Trần Văn Đức', signature: null, initials: null }],
    };
    await (await PresetsFile.open(path, now)).set(presets);
    expect((await PresetsFile.open(path, now)).value).toEqual(presets);
    expect(readdirSync(folder)).toEqual(['presets.json']);
  });

  it('keeps what several documents taught at the same time, and what was set meanwhile', async () => {
    const presets = await PresetsFile.open(path, now);
    const learn = (template: string) =>
      presets.change((current) => remembering(current, { template, marks: { seal: { dx: 1, dy: 2 } } }));
    await Promise.all([
      learn('a'),
      presets.set(office({ corrections: { b: { number: { dx: 1, dy: 1 } } } })),
      learn('c'),
    ]);
    const kept = (await PresetsFile.open(path, now)).value.office;
    expect(kept.agency).toBe('Sở Nội vụ tỉnh Đồng Tháp');
    expect(kept.corrections).toEqual({ b: { number: { dx: 1, dy: 1 } }, c: { seal: { dx: 1, dy: 2 } } });
  });

  it('is told with what a document is still teaching', async () => {
    const presets = await PresetsFile.open(path, now);
    const taught = presets.change((current) =>
      remembering(current, { template: 'a', marks: { day: { dx: 1, dy: 2 } } }),
    );
    expect((await presets.settled()).office.corrections).toEqual({ a: { day: { dx: 1, dy: 2 } } });
    await taught;
  });

  it('is nothing yet where there is no file, and that is no trouble', async () => {
    const presets = await PresetsFile.open(path, now);
    expect([presets.value, presets.trouble]).toEqual([unsetPresets, null]);
  });

  it.each([
    ['cut off', '{"version": 1, "office": {'],
    ['of a later version', JSON.stringify({ ...unsetPresets, version: 2 })],
    ['with a picture that is none', JSON.stringify(withSeal(Buffer.from('%PDF-1.7').toString('base64')))],
    ['with junk beside the picture', JSON.stringify(withSeal(`${logo.toString('base64')}<script>`))],
  ])('is kept aside and told where the file is damaged (%s)', async (_, text) => {
    writeFileSync(path, text);
    const presets = await PresetsFile.open(path, now);
    expect(presets.value).toEqual(unsetPresets);
    expect(presets.trouble?.code).toBe('presets.damaged');
    await presets.set(office());
    const kept = 'presets-hong-2026-11-22T08-05-09.json';
    expect(readdirSync(folder).sort()).toEqual([kept, 'presets.json']);
    expect(readFileSync(join(folder, kept), 'utf8')).toBe(text);
    expect(presets.trouble?.vi).toContain(kept);
  });

  it('is not written over where it could not even be opened', async () => {
    mkdirSync(path);
    const presets = await PresetsFile.open(path, now);
    expect(presets.trouble?.code).toBe('presets.unreadable');
    await expect(presets.set(office())).rejects.toMatchObject({ code: 'presets.unreadable' });
  });

  it('stays in force when a change cannot be written, and takes the next one', async () => {
    const presets = await PresetsFile.open(path, now);
    mkdirSync(`${path}.new`);
    await expect(presets.set(office())).rejects.toMatchObject({ code: 'output.failed' });
    expect(presets.value).toEqual(unsetPresets);
    rmSync(`${path}.new`, { recursive: true });
    await presets.set(office());
    expect(presets.value).toEqual(office());
  });
});

describe('a file from another computer', () => {
  const other = (text: string): string => {
    const file = join(folder, 'thiet-lap-van-thu.json');
    writeFileSync(file, text);
    return file;
  };

  it('brings exactly what was exported there', async () => {
    expect(await importPresets(other(presetsText(withSeal(logo.toString('base64')))))).toEqual(
      withSeal(logo.toString('base64')),
    );
  });

  it.each([
    ['no JSON', 'not json'],
    ['another JSON', '{"modules": []}'],
    ['a JPEG as seal', presetsText(withSeal(Buffer.from([0xff, 0xd8, 0xff]).toString('base64')))],
    ['a picture of 3 MB', presetsText(withSeal(Buffer.concat([logo, Buffer.alloc(3_000_000)]).toString('base64')))],
  ])('is refused with its name where it is %s', async (_, text) => {
    await expect(importPresets(other(text))).rejects.toMatchObject({
      code: 'presets.not-presets',
      value: { vi: expect.stringContaining('thiet-lap-van-thu.json') },
    });
  });

  it('is told from one that is not there', async () => {
    await expect(importPresets(join(folder, 'nothing.json'))).rejects.toMatchObject({ code: 'file.missing' });
  });
});
