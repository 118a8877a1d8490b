/**
 * What the clerk's hand teaches: a mark that was moved stands there on the next document of the template, says so, and can
 * be forgotten. The keyboard is where the documents are as soon as they fall onto the page.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { presetsSchema } from '../../src/contracts/records.js';
import { pin } from '../integration/installation.js';
import { Desktop } from './application.js';
import { type Desk, drop, makeDesk, planned } from './records-desk.js';

let desk: Desk;
let desktop: Desktop;

test.beforeAll(async () => {
  desk = await makeDesk({ scans: 0, originals: 0, others: 0 });
});
test.afterEach(() => desktop.close());
test.afterAll(() => desk.surroundings.close());

/** The same letter, signed by its leader once more: another document of the same template. */
const letter = async (): Promise<string> => {
  const { draft, leader, letter: written, perform } = desk.office;
  return (await perform(draft, 'approve', leader, { leader: written.labels.name }, { marks: 'own-signatures' })).file;
};

const corrections = () =>
  presetsSchema.parse(JSON.parse(readFileSync(join(desktop.profile, 'presets.json'), 'utf8'))).office.corrections;

const mark = (page: Locator): Locator => page.locator('button[data-mark="number"]');

test('a mark that was moved and issued stands there on the next document of the template', async () => {
  test.setTimeout(300_000);
  const [first, second] = [await letter(), await letter()];
  desktop = await Desktop.launch(desk.surroundings, {
    fill: async (profile) =>
      writeFileSync(join(profile, 'presets.json'), JSON.stringify(desk.office.presets('own-signatures'))),
  });
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 728));
  const { window } = desktop;
  const { keyboard } = window;
  await desktop.open('Văn thư');
  const page = desktop.page('Văn thư');
  const row = page.getByRole('row').nth(1);

  await drop(desktop, [first]);
  await planned(page, 1);
  await expect(row).toBeFocused();
  // The review of the document is drawn a moment after its row: the key is remembered until then.
  await keyboard.press('m');
  await expect(mark(page)).toBeFocused({ timeout: 30_000 });
  const proposed = await mark(page).getAttribute('aria-label');
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowLeft']) await keyboard.press(key);
  await expect(mark(page)).not.toHaveAttribute('aria-label', proposed ?? '');
  const placed = (await mark(page).getAttribute('aria-label')) ?? '';
  await keyboard.press('Enter');
  const issue = page.getByRole('button', { name: 'Phát hành 1 văn bản, số 01' });
  await expect(issue).toBeEnabled({ timeout: 30_000 });
  expect(corrections()).toEqual({});
  await keyboard.press('Control+Enter');
  await desktop.typePin(pin);
  await expect(page.getByRole('heading', { name: 'Đã ký xong' })).toBeVisible({ timeout: 120_000 });
  await expect.poll(() => Object.values(corrections())).toHaveLength(1);
  const [{ number } = {}] = Object.values(corrections());
  expect(number?.dx).toBeCloseTo((-0.5 * 72) / 25.4, 3);
  expect(number?.dy).toBeCloseTo(72 / 25.4, 3);

  const registered = page.getByText(/^Số 01\//u);
  await expect(registered).toBeVisible();
  const name = (await registered.textContent()) ?? '';
  await page.getByRole('button', { name: `Sao chép ${name}` }).click();
  expect(await desktop.app.evaluate(({ clipboard }) => clipboard.readText())).toMatch(
    new RegExp(`^${name} ngày \\d{2}/\\d{2}/\\d{4}$`, 'u'),
  );

  await page.getByRole('button', { name: 'Về danh sách' }).click();
  await drop(desktop, [second]);
  await planned(page, 1);
  await expect(row).toBeFocused();
  await expect(page.getByText('Đặt theo lần chỉnh trước: Số.')).toBeVisible();
  await keyboard.press('m');
  await expect(mark(page)).toHaveAttribute('aria-label', placed, { timeout: 30_000 });

  await desktop.open('Cài đặt');
  await window.getByRole('tab', { name: 'Văn thư' }).click();
  const settings = window.getByRole('tabpanel', { name: 'Văn thư' });
  await expect(settings.getByText('Đang nhớ cho 1 mẫu văn bản.')).toBeVisible();
  await settings.getByRole('button', { name: /^Quên vị trí đã nhớ của / }).click();
  await settings.getByRole('button', { name: 'Lưu thiết lập' }).click();
  await expect(settings.getByText('Chưa nhớ vị trí nào.')).toBeVisible();
  await expect.poll(corrections).toEqual({});
  await desktop.open('Văn thư');
  await expect(page.getByText(/^Đặt theo lần chỉnh trước/u)).toHaveCount(0);
  await expect(mark(page)).toHaveAttribute('aria-label', proposed ?? '', { timeout: 30_000 });
});
