import { test } from '@playwright/test';
import { documents } from '../integration/installation.js';
import { chooseFiles, launch, makeSurroundings, serverUser } from './application.js';

test('look', async () => {
  test.setTimeout(60000);
  const surroundings = await makeSurroundings([documents.text, documents.scan]);
  const desktop = await launch({ surroundings });
  const { app, window } = desktop;
  window.on('console', (m) => console.log('console:', m.type(), m.text()));
  await chooseFiles(app, Object.values(documents));
  await window.getByRole('button', { name: 'Chọn văn bản…' }).first().click();
  await window.waitForTimeout(5000);
  await window.screenshot({ path: '/tmp/l2.png' });
  await window.getByRole('button', { name: /^Ký \d+ văn bản/ }).click();
  const pin = await desktop.pinWindow();
  await pin.waitForTimeout(1500);
  await pin.screenshot({ path: '/tmp/l3.png' });
  await pin.getByRole('textbox', { name: 'Mã PIN' }).fill('12345678');
  await pin.keyboard.press('Enter').catch(() => undefined);
  await window.waitForTimeout(8000);
  await window.screenshot({ path: '/tmp/l4.png' });
  await window.getByRole('button', { name: 'Hàng đợi', exact: true }).click();
  await window.waitForTimeout(1000);
  await window.screenshot({ path: '/tmp/l5.png' });
  await app.close();
  await surroundings.close();
});
