/** 500 files at once on the page Kiểm tra: the window answers all the time, and every one is counted right. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { corpus, documents } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';

const images = resolve(import.meta.dirname, '..', '..', 'docs', 'images');
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

const picture = async (name: string): Promise<void> => {
  if (process.env['SCREENSHOTS'] !== '1') return;
  mkdirSync(images, { recursive: true });
  await desktop.window.screenshot({ path: join(images, `${name}.png`) });
};

const accessible = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: desktop.window })
    .setLegacyMode(true)
    .exclude('[data-tabster-dummy]')
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
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


import { appendFileSync } from 'node:fs';
test('profile', async () => {
  test.setTimeout(400_000);
  await start();
  const w = desktop.window;
  const cdp = await w.context().newCDPSession(w);
  await cdp.send('Performance.enable');
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.setSamplingInterval', { interval: 500 });
  await w.evaluate(() => {
    const tasks: [number, number][] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => { for (const e of list.getEntries()) tasks.push([e.startTime, e.duration]); }).observe({ type: 'longtask' });
  });
  const list = page.getByRole('list', { name: 'Danh sách văn bản' });
  const phase = async (name: string, work: () => Promise<void>) => {
    await w.evaluate(() => { (globalThis as any).tasks.length = 0; });
    const now = await w.evaluate(() => performance.now());
    const { metrics } = await cdp.send('Performance.getMetrics');
    const stamp = metrics.find((m: any) => m.name === 'Timestamp')!.value * 1000;
    await cdp.send('Profiler.start');
    const t0 = Date.now();
    await work();
    const { profile } = await cdp.send('Profiler.stop');
    const tasks = await w.evaluate(() => (globalThis as any).tasks);
    writeFileSync(`/tmp/s4/profile-${name}.json`, JSON.stringify({ now, stamp, tasks, profile, took: Date.now() - t0 }));
  };
  const files = makeStack(join(surroundings.workplace.folder, 'chong'));
  await phase('intake', async () => {
    await desktop.choose(page, files);
    await expect(page.getByText('5 tệp không đưa vào được')).toBeVisible({ timeout: 120_000 });
  });
  await phase('check', async () => {
    await expect(page.getByText(/đang kiểm tra \d+$/)).toHaveCount(0, { timeout: 240_000 });
  });
  await phase('search', async () => {
    await page.getByRole('searchbox', { name: /^Tìm văn bản/ }).fill('dieu chinh DAU tu');
    await expect(list.getByRole('listitem').first()).toHaveAttribute('aria-setsize', '300');
    await page.getByRole('searchbox', { name: /^Tìm văn bản/ }).fill('không có ở đâu');
    await expect(page.getByText('Không có văn bản nào như vậy.')).toBeVisible();
    await page.getByRole('searchbox', { name: /^Tìm văn bản/ }).fill('');
  });
  await phase('filter', async () => {
    await page.getByRole('button', { name: 'Không hợp lệ 50' }).click();
    await expect(list.getByRole('listitem').first()).toHaveAttribute('aria-setsize', '50');
    await list.getByRole('button', { name: /^004 / }).click();
    await desktop.window.keyboard.press('ArrowDown');
    await expect(list.getByRole('button', { name: /^014 / })).toBeFocused();
    await page.getByRole('tab', { name: 'Văn bản theo lần ký' }).click();
    await expect(page.locator('canvas[data-page]')).toBeVisible();
    await page.getByRole('button', { name: 'Tất cả 500' }).click();
  });
  await phase('axe', async () => { await accessible(); });
  await phase('clear', async () => {
    await page.getByRole('button', { name: 'Bỏ tất cả' }).click();
    await expect(page.getByText('Kéo thả văn bản PDF vào đây')).toBeVisible();
  });
  await desktop.close();
});
