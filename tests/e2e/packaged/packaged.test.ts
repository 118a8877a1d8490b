/** The packed application: it signs, and its fuses are what the shipped configuration says. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { documents, pdfsig, pin } from '../../integration/installation.js';
import { Desktop, makeSurroundings } from '../application.js';

const dist = resolve(import.meta.dirname, '..', '..', '..', 'dist');

test('signs one file that pdfsig calls valid', async () => {
  const surroundings = await makeSurroundings();
  // This copy differs from the one beside it in a single fuse, the one that lets a test attach.
  const desktop = await Desktop.launch(surroundings, {
    executable: join(dist, 'test', 'linux-unpacked', 'ky-so-cong-vu'),
  });
  expect(await desktop.app.evaluate(({ app }) => app.isPackaged)).toBe(true);
  const page = desktop.page('Ký văn bản');
  await desktop.choose(page, [documents.text]);
  await page.getByRole('button', { name: 'Ký 1 văn bản' }).click();
  await desktop.typePin(pin);
  await expect(page.getByRole('button', { name: 'Mở thư mục kết quả' })).toBeVisible({ timeout: 60_000 });
  const results = readdirSync(surroundings.outputFolder);
  expect(results).toEqual(['text-circular-02-2021.signed.pdf']);
  expect(pdfsig(join(surroundings.outputFolder, results[0] ?? ''))).toEqual([{ valid: true, total: true }]);
  await desktop.close();
  await surroundings.close();
});

test('ships with every door shut that a fuse can shut', async () => {
  const fuses = await getCurrentFuseWire(join(dist, 'linux-unpacked', 'ky-so-cong-vu'));
  expect(fuses).toMatchObject({
    [FuseV1Options.RunAsNode]: FuseState.DISABLE,
    [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
    [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
    [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
  });
});
