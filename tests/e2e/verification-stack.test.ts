/** 500 files at once on the page Kiểm tra: the window answers all the time, and every one is counted right. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { corpus, documents } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';

const one = join(corpus, 'signed', '0744633c_2450-kgvx.signed.pdf');
const scale = 1.5;

let surroundings: Surroundings;
let desktop: Desktop;
let page: Locator;
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
});
test.afterAll(() => surroundings.close());

const start = async (): Promise<void> => {
  desktop = await Desktop.launch(surroundings, { arguments: [`--force-device-scale-factor=${scale}`] });
  await desktop.app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width: Math.round(1366 / scale), height: Math.round(728 / scale) },
  );
  await desktop.open('Kiểm tra');
  page = desktop.page('Kiểm tra chữ ký số');
};

const picture = (name: string): Promise<void> => takePicture(desktop.window, name);

const accessible = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: desktop.window })
    .setLegacyMode(true)
    .exclude('[data-tabster-dummy]')
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  // Its own work on the page's thread is not ours.
  await measured();
};

/** 300 signed files, 100 without a signature, 50 with a byte changed, 50 locked by a password; and 5 that are gone. */
const makeStack = (folder: string): string[] => {
  mkdirSync(folder, { recursive: true });
  const broken = readFileSync(one);
  const at = broken.indexOf('endstream') - 20;
  broken[at] = (broken[at] ?? 0) ^ 1;
  const sources = { broken: join(folder, 'hỏng'), locked: join(folder, 'khóa') };
  writeFileSync(sources.broken, broken);
  execFileSync('qpdf', ['--encrypt', 'a', 'b', '256', '--', documents.text, sources.locked]);
  const kindOf = (index: number): readonly [string, string] => {
    const last = index % 10;
    if (last === 3) return [sources.broken, 'Tờ trình đã bị sửa đổi nội dung sau khi ký'];
    if (last === 5) return [sources.locked, 'Công văn có mật khẩu'];
    if (last >= 8) return [documents.text, 'Dự thảo Thông tư hướng dẫn'];
    return [one, 'Quyết định phê duyệt điều chỉnh chủ trương đầu tư dự án cải tạo, nâng cấp tuyến đường liên xã'];
  };
  const files = Array.from({ length: 500 }, (_, index) => {
    const [source, title] = kindOf(index);
    const path = join(folder, `${String(index + 1).padStart(3, '0')} ${title}.pdf`);
    if (source.startsWith(folder)) linkSync(source, path);
    else copyFileSync(source, path);
    return path;
  });
  const gone = Array.from({ length: 5 }, (_, index) => join(folder, `${index} đã bị chuyển đi.pdf`));
  return [...files, ...gone];
};

interface Measured {
  /** Milliseconds. */
  readonly longestTask: number;
  readonly longestGap: number;
  readonly heapMb: number;
}

/** Watches the page's own thread: its long tasks, and the gaps between two frames. */
const watch = (): Promise<void> =>
  desktop.window.evaluate(() => {
    const seen = { longestTask: 0, longestGap: 0 };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longestTask = Math.max(seen.longestTask, duration);
    }).observe({ type: 'longtask' });
    let before = performance.now();
    const frame = (now: number): void => {
      seen.longestGap = Math.max(seen.longestGap, now - before);
      before = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });

/** What was seen since the last time it was asked. */
const measured = (): Promise<Measured> =>
  desktop.window.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: { longestTask: number; longestGap: number } };
    const { memory } = performance as unknown as { memory: { usedJSHeapSize: number } };
    const result = { ...seen, heapMb: memory.usedJSHeapSize / 2 ** 20 };
    seen.longestTask = 0;
    seen.longestGap = 0;
    return result;
  });

const report = async (what: string): Promise<void> => {
  const { longestTask, longestGap, heapMb } = await measured();
  console.log(
    `    ${what}: longest task ${longestTask.toFixed(0)} ms, longest gap between frames ${longestGap.toFixed(0)} ms, heap ${heapMb.toFixed(0)} MB`,
  );
};

test('500 files are counted, filtered, searched without marks, and walked through by keyboard', async () => {
  test.setTimeout(600_000);
  await start();
  await watch();
  const began = Date.now();
  await desktop.choose(page, makeStack(join(surroundings.workplace.folder, 'chong')));
  const list = page.getByRole('list', { name: 'Danh sách văn bản' });
  // The first can be looked at while the others come.
  await expect(list.getByRole('button', { name: /^001 / })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: /^Đang đọc, còn \d+ tệp…$/ })).toBeVisible();
  await report(`the first after ${Date.now() - began} ms`);
  await expect(page.getByText('5 tệp không đưa vào được')).toBeVisible({ timeout: 120_000 });
  await report(`taken in after ${Date.now() - began} ms`);

  // Whoever chooses another file while the stack is checked gets its result before the rest.
  await page.getByRole('searchbox', { name: /^Tìm văn bản/ }).fill('500');
  await list.getByRole('button', { name: /^500 / }).click();
  await page.getByRole('searchbox', { name: /^Tìm văn bản/ }).fill('');
  await expect(page.getByRole('heading', { name: 'Không có chữ ký', level: 2 })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/đang kiểm tra \d+$/)).toBeVisible();
  await report('another file while it runs');

  await expect(
    page.getByText('500 văn bản: 50 không hợp lệ, 350 chưa xác định, 100 không có chữ ký', { exact: true }),
  ).toBeVisible({ timeout: 240_000 });
  await report(`checked after ${Date.now() - began} ms`);
  expect(await list.getByRole('listitem').count()).toBeLessThan(40);
  await page.getByRole('button', { name: 'Ẩn thông báo' }).click();
  await picture('kiem-tra-chong-150');

  await page.getByRole('button', { name: 'Không hợp lệ 50' }).click();
  await expect(list.getByRole('listitem').first()).toHaveAttribute('aria-setsize', '50');
  await list.getByRole('button', { name: /^004 / }).click();
  await desktop.window.keyboard.press('ArrowDown');
  await expect(list.getByRole('button', { name: /^014 / })).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Không hợp lệ', level: 2 })).toBeVisible();
  await expect(page.getByText(/^Không dùng bản này\. Đề nghị nơi gửi gửi lại bản gốc/)).toBeVisible();
  await report('filtered');
  await accessible();
  await page.getByRole('tab', { name: 'Văn bản theo lần ký' }).click();
  await expect(page.getByText(/^Bản 1\/1: /)).toBeVisible();
  await expect(page.locator('canvas[data-page]')).toBeVisible();
  await picture('kiem-tra-van-ban-150');
  await report('looked at');
  await accessible();

  await page.getByRole('button', { name: 'Tất cả 500' }).click();
  await page.getByRole('searchbox', { name: /^Tìm văn bản/ }).fill('dieu chinh DAU tu');
  await expect(list.getByRole('listitem').first()).toHaveAttribute('aria-setsize', '300');
  await page.getByRole('searchbox', { name: /^Tìm văn bản/ }).fill('không có ở đâu');
  await expect(page.getByText('Không có văn bản nào như vậy.')).toBeVisible();
  await report('searched');

  await page.getByRole('button', { name: 'Bỏ tất cả' }).click();
  await expect(page.getByText('Kéo thả văn bản PDF vào đây')).toBeVisible();
  await report('all put away');
  await desktop.close();
});

test('closing the window while 500 files are checked ends at once and leaves no copy behind', async () => {
  test.setTimeout(240_000);
  await start();
  await desktop.choose(page, makeStack(join(surroundings.workplace.folder, 'chong-dong')));
  await expect(page.getByText(/đang kiểm tra \d+$/)).toBeVisible({ timeout: 120_000 });
  await desktop.close();
  expect(existsSync(join(desktop.profile, 'intake'))).toBe(false);
});

test('closing the window while 500 files are taken in ends at once and leaves no copy behind', async () => {
  test.setTimeout(240_000);
  await start();
  await desktop.choose(page, makeStack(join(surroundings.workplace.folder, 'chong-nhan')));
  await expect(page.getByRole('button', { name: /^Đang đọc, còn \d+ tệp…$/ })).toBeVisible({ timeout: 60_000 });
  await desktop.close();
  expect(existsSync(join(desktop.profile, 'intake'))).toBe(false);
});
