import { test } from '@playwright/test';
import { documents } from '../integration/installation.js';
import { chooseFiles, launch, makeSurroundings } from './application.js';

test('look', async () => {
  const surroundings = await makeSurroundings([documents.text, documents.scan]);
  const desktop = await launch({ surroundings });
  const { app, window } = desktop;
  window.on('console', (m) => console.log('console:', m.type(), m.text()));
  console.log(await app.evaluate(({ BrowserWindow, app }) => BrowserWindow.getAllWindows().map((w) => [w.isVisible(), w.getBounds(), w.webContents.getURL(), app.getGPUFeatureStatus()])));
  await window.waitForTimeout(1500);
  console.log(await window.evaluate(() => document.visibilityState));
  await window.screenshot({ path: '/tmp/l1.png', timeout: 8000 }).catch((e) => console.log(String(e)));
  await app.evaluate(({ app }) => app.exit(0)).catch(() => undefined);
  await surroundings.close();
});
