/** The page's process dies while a batch goes on: nothing of it is lost, and the person sees it again. */
import { expect, test } from '@playwright/test';
import { documents } from '../integration/installation.js';
import { Desktop, makeSurroundings } from './application.js';

test('shows the batch again when the page has crashed', async () => {
  const surroundings = await makeSurroundings();
  const desktop = await Desktop.launch(surroundings);
  const page = desktop.page('Ký văn bản');
  await desktop.choose(page, [documents.text]);
  await page.getByRole('button', { name: 'Ký 1 văn bản' }).click();
  await desktop.pinWindow();
  // Playwright loses the page with its process: from here on the application itself is asked.
  await desktop.app.evaluate(async ({ BrowserWindow }) => {
    const main = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().endsWith('/index.html'));
    const loaded = new Promise<void>((done) => main?.webContents.once('did-finish-load', () => done()));
    main?.webContents.forcefullyCrashRenderer();
    await loaded;
  });
  const shown = (): Promise<string> =>
    desktop.app.evaluate(async ({ BrowserWindow }) => {
      const main = BrowserWindow.getAllWindows().find(({ webContents }) =>
        webContents.getURL().endsWith('/index.html'),
      );
      return String(await main?.webContents.executeJavaScript('document.body.innerText'));
    });
  await expect.poll(shown, { timeout: 20_000 }).toContain('Đang chờ mã PIN');
  await desktop.app.evaluate(({ app }) => app.exit()).catch(() => undefined);
  await surroundings.close();
});
