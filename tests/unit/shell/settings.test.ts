import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SettingsFile } from '../../../src/main/shell/settings.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-settings-'));
  path = join(folder, 'settings.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const timestamp = { servers: ['https://tsa.example/'], level: 'B-LT' as const, embedRevocation: false };

it('finds after a restart what was chosen before', async () => {
  const settings = await SettingsFile.open(path);
  await settings.update({ timestamp });
  expect((await SettingsFile.open(path)).value).toEqual({ ...settings.value, timestamp });
  expect(readdirSync(folder)).toEqual(['settings.json']);
});

it('signs with the official timestamp server where nothing was chosen, or the file is damaged', async () => {
  writeFileSync(path, '{"timestamp": {"servers"');
  const { value } = await SettingsFile.open(path);
  expect(value.timestamp).toEqual({ servers: ['http://tsa.ca.gov.vn/'], level: null, embedRevocation: false });
});

it('loses neither of two changes made at once', async () => {
  const settings = await SettingsFile.open(path);
  await Promise.all([settings.update({ timestamp }), settings.update({ outputFolder: folder })]);
  expect((await SettingsFile.open(path)).value).toMatchObject({ timestamp, outputFolder: folder });
});

it('goes on with what is on disk when a change cannot be written, and takes the next one', async () => {
  const settings = await SettingsFile.open(path);
  mkdirSync(`${path}.new`);
  await expect(settings.update({ timestamp })).rejects.toMatchObject({ code: 'output.failed' });
  expect(settings.value.timestamp.level).toBeNull();
  rmSync(`${path}.new`, { recursive: true });
  await settings.update({ timestamp });
  expect(settings.value.timestamp).toEqual(timestamp);
});

it('keeps the choices of a file from before revocation data could go into the signature, and leaves that off', async () => {
  writeFileSync(path, JSON.stringify({ timestamp: { servers: ['https://tsa.example/'], level: 'B-T' } }));
  const { value } = await SettingsFile.open(path);
  expect(value.timestamp).toEqual({ servers: ['https://tsa.example/'], level: 'B-T', embedRevocation: false });
});
