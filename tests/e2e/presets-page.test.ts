/** What an office sets: chosen, kept, carried to another computer, and told where it was lost. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { documents } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';
import { expectWhole } from './whole.js';

const root = resolve(import.meta.dirname, '..', '..');
const picture = join(root, 'resources', 'icons', '512x512.png');

let surroundings: Surroundings;
let desktop: Desktop;
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
});
test.afterEach(() => desktop.close());
test.afterAll(() => surroundings.close());

/** Opens the presets in a fresh profile; what `fill` put there is found. */
const open = async (fill?: (profile: string) => void, scale = 1): Promise<Locator> => {
  desktop = await Desktop.launch(surroundings, {
    arguments: [`--force-device-scale-factor=${scale}`],
    ...(fill && { fill: async (profile) => fill(profile) }),
  });
  await desktop.app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width: Math.floor(1366 / scale), height: Math.floor(728 / scale) },
  );
  await desktop.open('Cài đặt');
  await desktop.window.getByRole('tab', { name: 'Văn thư' }).click();
  const page = desktop.window.getByRole('tabpanel', { name: 'Văn thư' });
  await page.getByRole('textbox', { name: 'Tên cơ quan, tổ chức' }).waitFor();
  return page;
};
const answerOpen = (path: string): Promise<void> =>
  desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] });
  }, path);
const answerSave = (path: string): Promise<void> =>
  desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, path);
const look = async (name: string): Promise<void> => {
  await desktop.window.waitForTimeout(600);
  await expectWhole(desktop.window);
  await takePicture(desktop.window, name);
};
const presetsOf = (profile: string): unknown => JSON.parse(readFileSync(join(profile, 'presets.json'), 'utf8'));

test('name, seal, series and leader are on disk once they are saved, and on another computer once they are imported', async () => {
  const page = await open();
  await page.getByRole('textbox', { name: 'Tên cơ quan, tổ chức' }).fill('Sở Nội vụ tỉnh Đồng Tháp');
  await answerOpen(picture);
  await page.getByRole('button', { name: 'Chọn hình con dấu…' }).click();
  const seal = page.getByRole('img', { name: 'Hình con dấu' });
  await expect(seal).toBeVisible();
  // 36 mm at 96 pixels per inch.
  expect((await seal.boundingBox())?.width).toBeCloseTo((36 / 25.4) * 96, 0);
  await look('thiet-lap-van-thu');
  await page.getByRole('button', { name: 'Thêm dãy số' }).click();
  await page.getByRole('textbox', { name: 'Tên dãy 1' }).fill('Quyết định');
  await page.getByRole('textbox', { name: /^Loại văn bản của dãy 1/ }).fill('Quyết định, Quy định');
  await page.getByRole('slider', { name: /^Cỡ dấu/ }).fill('80');
  await page.getByRole('slider', { name: /^Cỡ dấu/ }).scrollIntoViewIfNeeded();
  await look('thiet-lap-van-thu-dau-den');
  await page.getByRole('button', { name: 'Thêm người ký' }).click();
  await page.getByRole('textbox', { name: 'Họ và tên người ký 1' }).fill('Trần Văn Đức');
  await page.getByRole('button', { name: 'Chọn hình chữ ký của Trần Văn Đức…' }).click();
  await page.getByRole('img', { name: 'Hình chữ ký của Trần Văn Đức' }).scrollIntoViewIfNeeded();
  await look('thiet-lap-van-thu-nguoi-ky');
  expect(existsSync(join(desktop.profile, 'presets.json'))).toBe(false);
  await page.getByRole('button', { name: 'Lưu thiết lập' }).click();
  await expect(page.getByText('Đã lưu. Thiết lập có hiệu lực', { exact: false })).toBeVisible();
  const pngBase64 = readFileSync(picture).toString('base64');
  const kept = presetsOf(desktop.profile);
  expect(kept).toMatchObject({
    office: {
      agency: 'Sở Nội vụ tỉnh Đồng Tháp',
      seal: { pngBase64, widthMm: 36 },
      arrivalStamp: { scale: 0.8, least: 0.6 },
      series: [{ name: 'Quyết định', types: ['Quyết định', 'Quy định'] }],
    },
    leaders: [{ name: 'Trần Văn Đức', signature: { pngBase64, widthMm: 40 }, initials: null }],
  });
  const carried = join(surroundings.workplace.folder, 'thiet-lap-van-thu.json');
  await answerSave(carried);
  await page.getByRole('button', { name: 'Xuất ra tệp…' }).click();
  await expect(page.getByText('Đã xuất.', { exact: false })).toBeVisible();
  await desktop.close();

  const other = await open();
  await answerOpen(carried);
  await other.getByRole('button', { name: 'Nhập từ tệp…' }).click();
  await expect(other.getByText('Đã đọc tệp nhưng chưa lưu', { exact: false })).toBeVisible();
  expect(existsSync(join(desktop.profile, 'presets.json'))).toBe(false);
  await other.getByRole('button', { name: 'Lưu thiết lập' }).click();
  await expect(other.getByText('Đã lưu. Thiết lập có hiệu lực', { exact: false })).toBeVisible();
  expect(presetsOf(desktop.profile)).toEqual(kept);
});

test('refuses a PDF by the name of a picture, and a picture as presets, with the reason', async () => {
  const page = await open();
  const disguised = join(surroundings.workplace.folder, 'dau.png');
  copyFileSync(documents.text, disguised);
  await answerOpen(disguised);
  await page.getByRole('button', { name: 'Chọn hình con dấu…' }).click();
  await expect(page.getByText('Tệp “dau.png” không phải hình PNG.', { exact: false })).toBeVisible();
  await answerOpen(picture);
  await page.getByRole('button', { name: 'Nhập từ tệp…' }).click();
  await expect(page.getByText('không phải là tệp thiết lập văn thư', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Lưu thiết lập' })).toBeDisabled();
});

test('tells that the file was damaged, and where it is now', async () => {
  const page = await open((profile) => writeFileSync(join(profile, 'presets.json'), '{"version": 1'));
  const [kept] = readdirSync(desktop.profile).filter((name) => name.startsWith('presets-hong-'));
  await expect(page.getByText(`“${kept}”`, { exact: false })).toBeVisible();
});

test('is whole at 300 %', async () => {
  const page = await open(undefined, 3);
  await answerOpen(picture);
  await page.getByRole('button', { name: 'Chọn hình con dấu…' }).click();
  await page.getByRole('img', { name: 'Hình con dấu' }).scrollIntoViewIfNeeded();
  await look('thiet-lap-van-thu-dau-300');
  await page.getByRole('slider', { name: /^Cỡ dấu/ }).scrollIntoViewIfNeeded();
  await look('thiet-lap-van-thu-dau-den-300');
  await page.getByRole('button', { name: 'Thêm dãy số' }).click();
  await page.getByRole('button', { name: 'Thêm người ký' }).click();
  await page.getByRole('textbox', { name: 'Tên dãy 1' }).scrollIntoViewIfNeeded();
  await look('thiet-lap-van-thu-day-so-300');
  await page.getByRole('button', { name: 'Lưu thiết lập' }).click();
  await expect(page.getByText('Hãy đặt tên cho dãy', { exact: false })).toBeVisible();
  await look('thiet-lap-van-thu-loi-300');
});
