/** The page Văn thư at 300 % on a screen of 1366 dots, in both languages: nothing is cut, everything is within reach. */
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { corpus, documents } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';
import { expectWhole } from './whole.js';

const stack = [documents.text, join(corpus, 'unsigned', 'scan-plan-753.pdf')];
const words = {
  vi: { page: 'Văn thư', all: 'Tất cả (2)', planning: 'Xem trước văn bản', keys: 'Danh sách phím' },
  en: { page: 'Records', all: 'All (2)', planning: 'Looking at documents', keys: 'Keys' },
} as const;

let surroundings: Surroundings;
let desktop: Desktop;
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
});
test.afterEach(() => desktop.close());
test.afterAll(() => surroundings.close());

const outside = (): Promise<string[]> =>
  desktop.window.evaluate(() =>
    [...document.querySelectorAll('button, input, select, textarea, [role=tab], [role=row]')]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < 0 || right > innerWidth + 1;
      })
      .map((element) => element.outerHTML.slice(0, 200)),
  );

for (const language of ['vi', 'en'] as const) {
  test(`is whole (${language})`, async () => {
    test.setTimeout(300_000);
    const said = words[language];
    desktop = await Desktop.launch(surroundings, { arguments: ['--force-device-scale-factor=3'] });
    const { app, window } = desktop;
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(455, 242));
    const look = async (name: string): Promise<void> => {
      await window.waitForTimeout(600);
      await expectWhole(window);
      expect(await outside()).toEqual([]);
      await takePicture(window, `van-thu-${name}-300-${language}`);
    };
    await desktop.open('Văn thư');
    await desktop.choose(desktop.page('Văn thư'), stack);
    if (language === 'en') await window.getByRole('button', { name: 'English' }).click();
    const page = window.getByRole('main', { name: said.page });
    await expect(page.getByRole('button', { name: said.all })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('progressbar', { name: said.planning })).toHaveCount(0, { timeout: 120_000 });
    await look('dau-trang');
    const first = page.getByRole('row').nth(1);
    await first.scrollIntoViewIfNeeded();
    await look('bang');
    await first.focus();
    const canvas = page.locator('canvas[data-page]');
    await canvas.scrollIntoViewIfNeeded({ timeout: 30_000 });
    await look('xem-trang');
    await page.getByRole('checkbox').last().scrollIntoViewIfNeeded();
    await look('cuoi-trang');
    const { violations } = await new AxeBuilder({ page: window })
      .setLegacyMode(true)
      .exclude('[data-tabster-dummy]')
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await first.focus();
    await window.keyboard.press('?');
    await expect(window.getByRole('dialog', { name: said.keys })).toBeVisible();
    await look('phim-tat');
  });
}
