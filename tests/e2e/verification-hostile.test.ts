/** The page Kiểm tra in a real window, before documents whose sender means ill and clerks who do not wait. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { type HostileDocuments, makeHostileDocuments } from './hostile-documents.js';

let surroundings: Surroundings;
let hostile: HostileDocuments;
let desktop: Desktop;
let page: Locator;
let faults: string[];
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
  const folder = join(surroundings.workplace.folder, 'ac-y');
  mkdirSync(folder);
  hostile = makeHostileDocuments(surroundings.workplace.pki, folder);
});
test.afterAll(() => surroundings.close());

const start = async (scale: number, paths: readonly string[]): Promise<void> => {
  desktop = await Desktop.launch(surroundings, { arguments: [`--force-device-scale-factor=${scale}`] });
  faults = [];
  desktop.window.on('pageerror', (error) => faults.push(String(error)));
  await desktop.app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width: Math.round(1366 / scale), height: Math.round(728 / scale) },
  );
  await desktop.open('Kiểm tra');
  page = desktop.page('Kiểm tra chữ ký số');
  await desktop.choose(page, paths);
};

const stop = async (): Promise<void> => {
  await desktop.close();
  expect(faults).toEqual([]);
};

const accessible = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: desktop.window })
    .setLegacyMode(true)
    .exclude('[data-tabster-dummy]')
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
};

const result = (): Locator => page.getByRole('region', { name: 'Kết quả kiểm tra' });

/** Text and every attribute that is read out or shown, of the whole window. */
const everything = (): Promise<string> =>
  desktop.window.evaluate(() =>
    [...document.querySelectorAll('main:not([hidden]) *')]
      .flatMap((element) => [
        ...[...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ nodeValue }) => nodeValue),
        ...['title', 'aria-label', 'aria-valuetext', 'alt', 'value'].map((name) => element.getAttribute(name)),
      ])
      .filter((part) => part !== null)
      .join('\n'),
  );

/** What may turn round or hide something: isolates only where they hold a word and are closed. */
const deceives = (shown: string): string[] =>
  shown
    .replace(/\u2068[^\u2068\u2069]*\u2069/gu, '')
    .match(/[\u200b-\u200f\u202a-\u202e\u2060-\u206f\u00ad]/gu)
    ?.map((letter) => letter.codePointAt(0)?.toString(16) ?? '') ?? [];

test('names that turn round, hide or cover are spelled out in list, cards, tree, tooltips, clipboard and report', async () => {
  await start(1, [hostile.deceptive]);
  const card = result().getByRole('article', { name: 'Chữ ký 1', exact: true });
  await expect(card.getByText(/Bộ \[U\+202E\]ụv gnôC \u2068אבג\u2069 12\/03/).first()).toBeVisible({ timeout: 30_000 });
  await card.getByRole('button', { name: 'Thông tin kỹ thuật' }).click();
  await card.getByRole('treeitem', { name: /^Đường dẫn chứng thư/ }).click();
  await expect(page.getByRole('heading', { name: 'Công văn [U+202E]fdp.exe.pdf' })).toBeVisible();
  const shown = await everything();
  expect(shown).toContain('Ban[U+200B] Cơ yếu');
  expect(deceives(shown)).toEqual([]);
  await accessible();

  await result().getByRole('button', { name: 'Sao chép nội dung' }).click();
  const copied = await desktop.app.evaluate(({ clipboard }) => clipboard.readText());
  // A spreadsheet that it is pasted into computes nothing.
  expect(copied).toContain(`\t'=HYPERLINK("http://x")\t`);
  expect(deceives(copied)).toEqual([]);

  const target = join(surroundings.workplace.folder, 'báo cáo.pdf');
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, target);
  await page.getByRole('button', { name: 'Lưu báo cáo…' }).click();
  await expect(page.getByText('Đã lưu báo cáo kiểm tra.')).toBeVisible();
  const printed = execFileSync('pdftotext', ['-layout', target, '-'], { encoding: 'utf8' });
  expect(printed).toContain('[U+202E]');
  // pdftotext puts marks of its own round what is written from right to left; the override is the sender's.
  expect(printed).not.toContain('\u202e');
  await stop();
});

test('long names wrap, and nothing the law wants shown is cut, at 150 % too', async () => {
  await start(1, [hostile.long]);
  await expect(page.getByText('Hợp lệ (nguồn tự thêm)').first()).toBeVisible({ timeout: 30_000 });
  const cut = (): Promise<string[]> =>
    result().evaluate((region) =>
      [...region.querySelectorAll('dd, dt, h2, h3, li, p, span')]
        .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
        .filter((element) => getComputedStyle(element).display !== 'inline')
        .map(({ textContent }) => textContent ?? ''),
    );
  expect(await cut()).toEqual([]);
  await stop();
  await start(1.5, [hostile.long]);
  await expect(result().getByText('Hợp lệ (nguồn tự thêm)').first()).toBeVisible({ timeout: 30_000 });
  expect(await cut()).toEqual([]);
  await accessible();
  // Nor does the rail need to be scrolled.
  for (const language of ['English', 'Tiếng Việt']) {
    const rail = await desktop.window
      .getByRole('banner')
      .evaluate((header) => header.scrollHeight - header.clientHeight);
    expect(rail).toBeLessThanOrEqual(0);
    await desktop.window.getByRole('button', { name: language }).click();
  }
  await stop();
});

test('60 signatures are counted, walked through by keyboard, and the slider stops at either end', async () => {
  await start(1, [hostile.many]);
  await expect(result().getByText('60 chữ ký: 60 hợp lệ theo nguồn tự thêm')).toBeVisible({ timeout: 90_000 });
  const slider = page.getByRole('slider', { name: 'Các bản theo lần ký' });
  await slider.focus();
  for (const [key, step] of [
    ['Home', 1],
    ['ArrowLeft', 1],
    ['ArrowRight', 2],
    ['End', 60],
    ['ArrowRight', 60],
  ] as const) {
    await desktop.window.keyboard.press(key);
    await expect(page.getByText(new RegExp(`^Bản ${step}/60: `))).toBeVisible();
  }
  // Whoever runs through them sees the last one he stopped at.
  for (let step = 60; step > 20; step -= 1) await desktop.window.keyboard.press('ArrowLeft');
  await expect(page.getByText(/^Bản 20\/60: /)).toBeVisible();
  await expect(page.locator('[data-comparison="compared"]')).toBeVisible({ timeout: 30_000 });
  // A frame of thin lines is no mark with a number; what it draws is the signer's all the same.
  await expect(page.locator('[data-difference]')).toHaveCount(0);
  await accessible();
  await stop();
});

test('pages of any shape are shown with their marks in place, and a page without surface says that it cannot', async () => {
  const { huge, strip, nothing, turned, units, aside } = hostile.shapes;
  await start(1, [huge, strip, nothing, turned, units, aside, hostile.thick]);
  const list = page.getByRole('list', { name: 'Danh sách văn bản' });
  const larger = page.getByRole('button', { name: 'Phóng to' });
  for (const name of ['dải', 'xoay', 'đơn vị', 'lệch', 'lớn', 'dày']) {
    await list.getByRole('button', { name: new RegExp(`^trang ${name}\\.pdf`) }).click();
    await expect(page.locator('canvas[data-page="1"]')).toBeVisible({ timeout: 30_000 });
    await expect(page.locator('[data-mark]')).toHaveCount(1, { timeout: 30_000 });
    // The mark's frame holds the only ink of its kind: it lies on the page, and over what the mark drew.
    const inside = await page.locator('[data-mark]').evaluate((mark) => {
      const sheet = mark.parentElement?.getBoundingClientRect();
      const frame = mark.getBoundingClientRect();
      const within = sheet && frame.left >= sheet.left - 1 && frame.right <= sheet.right + 1;
      return Boolean(within && sheet && frame.top >= sheet.top - 1 && frame.bottom <= sheet.bottom + 1);
    });
    expect([name, inside]).toEqual([name, true]);
    // At the largest zoom, too, there is something to see.
    for (let more = 0; more < 10 && (await larger.isEnabled()); more += 1) await larger.click();
    await expect(page.getByText('300%', { exact: true })).toBeVisible();
    // A canvas beyond what a browser can hold is no error: it stays transparent.
    const paper = (): Promise<number> =>
      page
        .locator('canvas[data-page="1"]')
        .evaluate((canvas) => (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(1, 1, 1, 1).data[3] ?? 0);
    await expect.poll(paper).toBe(255);
    await expect(page.locator('canvas[data-page="1"]')).toBeVisible();
    await expect(page.getByText(/^Không hiển thị được văn bản này/)).toHaveCount(0);
  }
  await page.getByRole('spinbutton', { name: 'Trang' }).fill('3000');
  await expect(page.locator('canvas[data-page="3000"]')).toBeVisible({ timeout: 30_000 });
  await list.getByRole('button', { name: /^trang không\.pdf/ }).click();
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
  await expect(
    page.getByRole('region', { name: 'Kết quả kiểm tra' }).getByRole('heading', { level: 2 }).first(),
  ).toBeVisible();
  await accessible();
  await stop();
});

test('whoever changes files while pages are drawn, and closes the window over it, breaks nothing', async () => {
  const { huge, turned } = hostile.shapes;
  await start(1, [hostile.many, huge, hostile.thick, turned]);
  const list = page.getByRole('list', { name: 'Danh sách văn bản' });
  await expect(list.getByRole('button', { name: /^trang xoay/ })).toBeVisible();
  for (const name of ['trang lớn', 'nhiều', 'trang dày', 'trang xoay', 'trang lớn', 'nhiều', 'trang dày', 'trang lớn'])
    await list.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  await expect(page.getByRole('heading', { name: /^trang lớn\.pdf$/ })).toBeVisible();
  await list.getByRole('button', { name: /^nhiều/ }).click();
  await stop();
});

test('a document whose original is gone from the disk is still shown and checked', async () => {
  const path = join(surroundings.workplace.folder, 'sẽ mất.pdf');
  writeFileSync(path, execFileSync('cat', [hostile.shapes.turned]));
  await start(1, [path]);
  await expect(result().getByText('Hợp lệ (nguồn tự thêm)').first()).toBeVisible({ timeout: 30_000 });
  rmSync(path);
  await page.getByRole('button', { name: 'Kiểm tra lại', exact: true }).click();
  await expect(result().getByText('Hợp lệ (nguồn tự thêm)').first()).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('canvas[data-page="1"]')).toBeVisible();
  await stop();
});
