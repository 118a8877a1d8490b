/**
 * The window in its three themes, in both languages and at 300 % on a small screen: everything can be read, nothing is
 * cut. With SCREENSHOTS=1 the pictures of the user guide are taken on the way.
 */
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { openQueue } from '../../src/main/queue/client.js';
import { documents, entries, pin, sha256 } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';
import { expectWhole } from './whole.js';

const screen = { width: 1366, height: 728 };

let surroundings: Surroundings;
let desktop: Desktop;
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
});
test.afterEach(() => desktop.close());
test.afterAll(() => surroundings.close());

/** Documents as if they had come from the server, with titles as long as they get. */
const fillQueue = async (profile: string): Promise<void> => {
  const queue = await openQueue({
    workerPath: join(entries, 'database-worker.cjs'),
    databasePath: join(profile, 'queue.sqlite'),
  });
  for (let index = 1; index <= 20; index += 1) {
    await queue.add({
      serverId: `vb-${index}`,
      title:
        `Công văn số ${index}/SNV-VP ${'về công tác văn thư, lưu trữ của các cơ quan trong tỉnh '.repeat(index % 4)}`.trim(),
      fileName: `vb-${index}.pdf`,
      originalPath: documents.text,
      sha256: sha256(documents.text),
      size: 1000,
    });
  }
  await queue.close();
};

const launch = async (scale: number): Promise<void> => {
  desktop = await Desktop.launch(surroundings, {
    arguments: [`--force-device-scale-factor=${scale}`],
    fill: fillQueue,
  });
  await desktop.app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width: Math.floor(screen.width / scale), height: Math.floor(screen.height / scale) },
  );
};

const violations = async (page: Page): Promise<unknown[]> => {
  // Colours fade in; half way they have no contrast.
  await page.waitForTimeout(400);
  const found = await new AxeBuilder({ page })
    .setLegacyMode(true)
    // Fluent's invisible stops that keep the focus in the window.
    .exclude('[data-tabster-dummy]')
    .analyze();
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]);
};

const themes = [
  ['Sáng', 'Light', 'sang'],
  ['Tối', 'Dark', 'toi'],
  ['Tương phản cao', 'High contrast', 'tuong-phan-cao'],
] as const;
const pages = {
  vi: ['Ký', 'Kiểm tra', 'Sổ văn bản', 'Hàng đợi', 'Kiểm tra máy', 'Cài đặt'],
  en: ['Sign', 'Verify', 'Registers', 'Queue', 'Computer', 'Settings'],
} as const;

for (const [vi, en, file] of themes) {
  // A theme changes colours and no words: one of them is looked at in both languages.
  const languages = en === 'Light' ? (['vi', 'en'] as const) : (['vi'] as const);
  test(`axe finds nothing in the theme “${en}”, on any page (${languages.join(', ')}), nor in the PIN window`, async () => {
    await launch(1);
    const { window } = desktop;
    const navigation = window.getByRole('navigation');
    await desktop.open('Cài đặt');
    await window.getByRole('radio', { name: vi, exact: true }).click();
    await desktop.open('Ký');
    await desktop.choose(desktop.page('Ký văn bản'), [documents.signed, documents.text]);
    await desktop.open('Kiểm tra');
    await desktop.choose(desktop.page('Kiểm tra chữ ký số'), [documents.signed, documents.text]);
    await expect(window.getByText('Không có chữ ký', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
    for (const language of languages) {
      for (const name of pages[language]) {
        await navigation.getByRole('button', { name, exact: true }).click();
        expect(await violations(window), `${name} (${language})`).toEqual([]);
        if (language === 'vi' && name === 'Kiểm tra') await takePicture(window, `kiem-tra-${file}`);
      }
      await window.getByRole('tab', { name: language === 'vi' ? 'Văn thư' : 'Office work' }).click();
      expect(await violations(window), `office settings (${language})`).toEqual([]);
      if (language === 'vi') await takePicture(window, `thiet-lap-van-thu-${file}`);
      await window.getByRole('tab', { name: language === 'vi' ? 'Sao lưu' : 'Backup' }).click();
      expect(await violations(window), `backups (${language})`).toEqual([]);
      await window.getByRole('button', { name: language === 'vi' ? 'Hướng dẫn nhanh' : 'Quick guide' }).click();
      expect(await violations(window), `guide (${language})`).toEqual([]);
      await window.getByRole('button', { name: language === 'vi' ? 'Bỏ qua' : 'Skip' }).click();
      if (language === 'vi' && languages.length > 1) await window.getByRole('button', { name: 'English' }).click();
    }
    if (languages.length > 1) await window.getByRole('button', { name: 'Tiếng Việt' }).click();
    await desktop.open('Ký');
    await takePicture(window, `ky-${file}`);
    await desktop.page('Ký văn bản').getByRole('button', { name: 'Ký 2 văn bản' }).click();
    const prompt = await desktop.pinWindow();
    expect(await violations(prompt)).toEqual([]);
    await takePicture(prompt, `ma-pin-${file}`);
    await desktop.declinePin();
  });
}

/** Nothing that is worked with stands outside the window at its side, where nobody could scroll to it. */
const expectReachable = async (page: Page): Promise<void> => {
  const outside = await page.evaluate(() =>
    [...document.querySelectorAll('button, input, select, textarea, [role=tab], [role=img], a')]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < 0 || right > innerWidth + 1;
      })
      .map((element) => element.outerHTML.slice(0, 200)),
  );
  expect(outside).toEqual([]);
};

for (const scale of [2, 3]) {
  test(`at ${scale}00 % on a screen of 1366 dots nothing is cut on any page`, async () => {
    await launch(scale);
    const { window } = desktop;
    const look = async (name: string, page = window): Promise<void> => {
      await page.waitForTimeout(600);
      await expectWhole(page);
      await expectReachable(page);
      if (scale === 3) await takePicture(page, `${name}-300`);
    };
    const sign = desktop.page('Ký văn bản');
    await look('ky-trong');
    await desktop.choose(sign, [documents.signed, documents.text, documents.scan]);
    await expect(window.locator('canvas').first()).toBeVisible();
    await look('ky');
    await desktop.open('Kiểm tra');
    await look('kiem-tra-trong');
    await desktop.choose(desktop.page('Kiểm tra chữ ký số'), [documents.signed, documents.text]);
    await expect(window.getByText('Không có chữ ký', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
    await look('kiem-tra');
    await window.getByRole('tab', { name: 'Văn bản theo lần ký', exact: true }).click();
    await look('kiem-tra-van-ban');
    await desktop.open('Hàng đợi');
    await expect(desktop.page('Hàng đợi').getByText('Công văn số 2', { exact: false }).first()).toBeVisible();
    await look('hang-doi');
    await desktop.page('Hàng đợi').getByText('Công văn số 2', { exact: false }).first().scrollIntoViewIfNeeded();
    await look('hang-doi-bang');
    await desktop.page('Hàng đợi').getByText('Công văn số 2', { exact: false }).first().click();
    const canvas = window.getByRole('dialog').locator('canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    await expect(canvas).toBeInViewport({ ratio: 0.15 });
    await look('hang-doi-van-ban');
    await window.keyboard.press('Escape');
    await desktop.open('Kiểm tra máy');
    await look('kiem-tra-may');
    await desktop.open('Cài đặt');
    await look('cai-dat');
    await window.getByRole('tab', { name: 'Văn thư' }).click();
    await look('thiet-lap-van-thu');
    await window.keyboard.press('F1');
    await look('huong-dan');
    await window.keyboard.press('Escape');
    await desktop.open('Ký');
    await sign.getByRole('button', { name: 'Ký 3 văn bản' }).click();
    const prompt = await desktop.pinWindow();
    await look('ma-pin', prompt);
    await desktop.typePin(pin);
    await expect(sign.getByRole('button', { name: 'Mở thư mục kết quả' })).toBeVisible({ timeout: 60_000 });
    await look('ky-xong');
  });
}
