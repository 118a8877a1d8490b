/** Closing the window in the middle of a batch. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { documents, faultModule, misbehaving, pdfsig, pin } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';

let surroundings: Surroundings;
test.beforeEach(async () => {
  surroundings = await makeSurroundings();
});
test.afterEach(() => surroundings.close());

const start = async (): Promise<Desktop> => {
  const env = misbehaving(surroundings.workplace, 'delay=1500');
  const desktop = await Desktop.launch(surroundings, { module: faultModule, env });
  const page = desktop.page('Ký văn bản');
  await desktop.choose(page, Object.values(documents));
  await page.getByRole('button', { name: 'Ký 4 văn bản' }).click();
  await desktop.pinWindow();
  return desktop;
};

test('while a batch runs keeps whole what is signed, and leaves no copy of a document behind', async () => {
  const desktop = await start();
  await desktop.typePin(pin);
  const { outputFolder } = surroundings;
  await expect.poll(() => existsSync(outputFolder) && readdirSync(outputFolder).length, { intervals: [20] }).toBe(1);
  await desktop.close();
  const signed = readdirSync(outputFolder);
  expect(signed.length).toBeLessThan(4);
  for (const name of signed) expect(pdfsig(join(outputFolder, name)).at(-1)).toEqual({ valid: true, total: true });
  expect(readdirSync(join(desktop.profile, 'work'))).toEqual([]);
  expect(existsSync(join(desktop.profile, 'intake'))).toBe(false);
});

test('while the PIN is asked for signs nothing', async () => {
  const desktop = await start();
  await desktop.close();
  expect(existsSync(surroundings.outputFolder)).toBe(false);
  expect(existsSync(join(desktop.profile, 'intake'))).toBe(false);
});
