/**
 * The page Văn thư with everything around it real: scans and incoming documents go from the folder to the register, worked
 * by keys. With SCREENSHOTS=1 the pictures of the user guide are taken on the way.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { corpus, documents, pin } from '../integration/installation.js';
import { sealPng } from '../integration/records-marks-support.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';
import { expectWhole } from './whole.js';

const unsigned = (name: string): string => join(corpus, 'unsigned', `${name}.pdf`);
const scans = ['scan-circular-04-2021', 'scan-circular-150-2020', 'scan-law-fire-prevention', 'scan-plan-753'].map(
  unsigned,
);
const letters = [documents.text, unsigned('text-decree-65-2018')];

const presets = () => ({
  version: 1,
  office: {
    agency: 'Ủy ban nhân dân xã Thử Nghiệm',
    seal: { pngBase64: Buffer.from(sealPng()).toString('base64'), widthMm: 36 },
    marks: 'prepared-fields',
    timeFormat: 'iso',
    arrivalStamp: { scale: 1, least: 0.6, place: 'under-number' },
    series: [],
    corrections: {},
  },
  leaders: [],
});

let surroundings: Surroundings;
let desktop: Desktop;
let page: Locator;

const start = async (scale = 1): Promise<void> => {
  desktop = await Desktop.launch(surroundings, {
    arguments: [`--force-device-scale-factor=${scale}`],
    fill: async (profile) => writeFileSync(join(profile, 'presets.json'), JSON.stringify(presets())),
  });
  await desktop.app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width: Math.round(1366 / scale), height: Math.round(728 / scale) },
  );
  await desktop.open('Văn thư');
  page = desktop.page('Văn thư');
};

test.beforeAll(async () => {
  surroundings = await makeSurroundings();
});
test.afterEach(() => desktop.close());
test.afterAll(() => surroundings.close());

const look = async (name: string): Promise<void> => {
  await expectWhole(desktop.window);
  await takePicture(desktop.window, name);
};

const accessible = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: desktop.window })
    .setLegacyMode(true)
    .exclude('[data-tabster-dummy]')
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
};

const planned = async (count: number): Promise<void> => {
  await expect(page.getByRole('button', { name: `Tất cả (${count})` })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('progressbar', { name: 'Xem trước văn bản' })).toHaveCount(0, { timeout: 120_000 });
};

const key = (name: string): Promise<void> => desktop.window.keyboard.press(name);
const row = (name: string): Locator => page.getByRole('row', { name });

/** Enter as long as something is to be looked at. */
const lookAtAll = async (most: number): Promise<void> => {
  const open = page.getByRole('button', { name: /^Cần xem \(/ });
  for (let round = 0; round < most && (await open.count()) > 0; round += 1) {
    // What is not drawn yet has not been looked at.
    await expect(page.locator('[data-mark]').first()).toBeVisible({ timeout: 30_000 });
    await key('Enter');
    await desktop.window.waitForTimeout(200);
  }
  await expect(open).toHaveCount(0);
};

test('scans are looked at, confirmed and issued as electronic copies, by keys', async () => {
  test.setTimeout(300_000);
  await start();
  await look('van-thu-trong');
  await accessible();
  await desktop.choose(page, scans);
  await planned(scans.length);
  const first = page.getByRole('row').nth(1);
  await expect(first).toHaveAttribute('aria-current', 'true');
  await first.focus();
  await expect(page.locator('canvas[data-page]')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('row').nth(1).locator('canvas')).toBeVisible({ timeout: 30_000 });
  await look('van-thu');
  await accessible();

  await key('m');
  const mark = page.locator('button[data-mark]:focus');
  await expect(mark).toBeVisible();
  const before = await mark.getAttribute('aria-label');
  await key('Shift+ArrowDown');
  await expect(mark).not.toHaveAttribute('aria-label', before ?? '');
  await look('van-thu-dau');
  await accessible();
  await key('Control+z');
  await expect(mark).toHaveAttribute('aria-label', before ?? '');
  await key('Escape');
  await expect(first).toBeFocused();

  for (const scan of await page.locator('[data-row]').all()) await expect(scan).toContainText(/Bản quét|Quét, chưa số/);
  await lookAtAll(10);
  const button = page.getByRole('button', { name: /^Phát hành \d văn bản/ });
  await expect(button).toBeDisabled();
  await page.getByRole('checkbox', { name: /Tôi xác nhận bản giấy/ }).focus();
  await key('Space');
  await expect(button).toBeEnabled();
  await look('van-thu-san-sang');
  await key('Control+Enter');
  await desktop.typePin(pin);
  await expect(page.getByRole('heading', { name: 'Đã ký xong' })).toBeVisible({ timeout: 120_000 });
  await look('van-thu-xong');
  await accessible();

  const summary = join(surroundings.workplace.folder, 'tong-hop.pdf');
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, summary);
  await page.getByRole('button', { name: 'Lưu bảng tổng hợp để in…' }).click();
  await expect(page.getByText('Đã lưu bảng tổng hợp.')).toBeVisible();
  expect(existsSync(summary) && readFileSync(summary).subarray(0, 5).toString()).toBe('%PDF-');
  await page.getByRole('button', { name: 'Về danh sách' }).click();
  await expect(page.getByText('Kéo thả văn bản PDF vào đây')).toBeVisible();
});

test('incoming documents get the next numbers of the register, and the next stack goes on behind them', async () => {
  test.setTimeout(300_000);
  await start(1.5);
  await page.getByRole('combobox', { name: 'Việc cần làm' }).selectOption('incoming');
  await desktop.choose(page, letters);
  await planned(letters.length);
  await page.getByRole('row').nth(1).focus();
  await look('van-thu-den-150');
  await accessible();
  await lookAtAll(5);
  const button = page.getByRole('button', { name: 'Đóng dấu đến 2 văn bản, số 01–02' });
  await expect(button).toBeEnabled({ timeout: 30_000 });
  await key('Control+Enter');
  await desktop.typePin(pin);
  await expect(page.getByRole('heading', { name: 'Đã ký xong' })).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Về danh sách' }).click();
  await desktop.choose(page, [unsigned('text-draft-regulation-82p')]);
  await planned(1);
  await page.getByRole('row').nth(1).focus();
  await lookAtAll(5);
  await expect(page.getByRole('button', { name: 'Đóng dấu đến 1 văn bản, số 03' })).toBeVisible({ timeout: 30_000 });
});

test('what cannot be done says why, and the page speaks English, too', async () => {
  test.setTimeout(180_000);
  await start();
  await desktop.choose(page, [documents.text, ...scans.slice(0, 1)]);
  await planned(2);
  await expect(row('text-circular-02-2021')).toContainText('Không làm được');
  await desktop.window.getByRole('button', { name: 'English' }).click();
  page = desktop.window.getByRole('main', { name: 'Records' });
  await expect(page.getByRole('row', { name: 'text-circular-02-2021' })).toContainText('Cannot be done');
  await page.getByRole('row').nth(1).focus();
  await key('?');
  await expect(desktop.window.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await accessible();
  await key('Escape');
  await expect(desktop.window.locator('#root')).not.toHaveAttribute('aria-hidden', 'true');
  await expect(page.getByRole('row').nth(1)).toBeFocused();
  await accessible();
  await desktop.window.getByRole('button', { name: 'Tiếng Việt' }).click();
});
