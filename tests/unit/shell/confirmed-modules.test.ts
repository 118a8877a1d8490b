import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfirmedModules, hashOfFile, publisherSentence } from '../../../src/main/shell/confirmed-modules.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-modules-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('uses a module only while it is the file that the person confirmed', async () => {
  const path = join(folder, 'driver.so');
  writeFileSync(path, 'driver');
  const modules = [{ path, sha256: await hashOfFile(path) }];
  const confirmed = new ConfirmedModules(() => ({ modules }));
  expect(await confirmed.select()).toEqual({ usable: [path], refused: [] });

  // Same size, same modification time: a swapped file tells itself by its change time.
  writeFileSync(path, 'drivel');
  utimesSync(path, new Date(0), new Date(0));
  expect(await confirmed.select()).toMatchObject({
    usable: [],
    refused: [{ path, error: { code: 'token.driver-changed' } }],
  });

  rmSync(path);
  expect(await confirmed.select()).toMatchObject({
    usable: [],
    refused: [{ error: { code: 'token.driver-missing' } }],
  });
});

it('says of a publisher that only the file itself names him, and that nobody has checked it', () => {
  const said = publisherSentence({ name: 'Nhà cung cấp', issuer: 'CA công cộng' });
  for (const part of ['ghi trong tệp: Nhà cung cấp', 'CA công cộng', 'chưa được kiểm chứng'])
    expect(said).toContain(part);
  expect(publisherSentence(null)).toBe('Tệp không có chữ ký của nhà phát hành.');
});
