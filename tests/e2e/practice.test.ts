/** Practice mode in the real window: from the guide into it, sign one, issue one, and out of it with nothing left behind. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { kyso, sha256 } from '../integration/installation.js';
import { pdfText } from '../integration/signing-support.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';

const images = resolve(import.meta.dirname, '..', '..', 'docs', 'images');
const trainingPin = '12345678';
const band = 'THỰC HÀNH – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ';

let surroundings: Surroundings;
let desktop: Desktop;
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
});
test.afterAll(async () => {
  await desktop.close().catch(() => undefined);
  const left = running(desktop.profile);
  if (left) process.kill(left.pid, 'SIGKILL');
  await surroundings.close();
});

const picture = async (name: string, page: Page): Promise<void> => {
  if (process.env['SCREENSHOTS'] !== '1') return;
  mkdirSync(images, { recursive: true });
  await page.screenshot({ path: join(images, `${name}.png`) });
};

const violations = async (page: Page): Promise<unknown[]> => {
  // Colours fade in; half way they have no contrast.
  await page.waitForTimeout(400);
  const found = await new AxeBuilder({ page }).setLegacyMode(true).exclude('[data-tabster-dummy]').analyze();
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]);
};

/** The words of the command line of the application that uses this profile; null while there is none. */
const running = (profile: string): { readonly pid: number; readonly words: readonly string[] } | null => {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      // Chromium writes its own anew, with spaces in it.
      const words = readFileSync(join('/proc', name, 'cmdline'), 'utf8').split(/[\0 ]+/);
      const own = words.includes(`--user-data-dir=${profile}`) && !words.some((word) => word.startsWith('--type='));
      if (own) return { pid: Number(name), words };
    } catch {
      // Ended meanwhile.
    }
  }
  return null;
};

/**
 * Does what starts the application again, and takes over from the one that was started: Playwright cannot lead that one.
 * Returns the words that it was started with.
 */
const startedAgain = async (act: () => Promise<void>): Promise<readonly string[]> => {
  const closed = desktop.app.waitForEvent('close');
  await act();
  await closed;
  await expect.poll(() => running(desktop.profile)?.words.length ?? 0, { timeout: 30_000 }).toBeGreaterThan(0);
  const next = running(desktop.profile);
  if (!next) throw new Error('it ended by itself');
  // What it has opened is closed by its end alone, as after a crash.
  process.kill(next.pid, 'SIGKILL');
  await expect.poll(() => running(desktop.profile), { timeout: 30_000 }).toBeNull();
  return next.words;
};

const title = (): Promise<string> =>
  desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle() ?? '');

/** The files of the real work, with their hashes; Chromium's own are none. */
const realFiles = (profile: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['queue.sqlite', 'settings.json', 'presets.json', 'trust', 'signed', 'originals'].flatMap((name) => {
      const path = join(profile, name);
      if (!existsSync(path)) return [[name, 'none']];
      const files = readdirSync(profile, { withFileTypes: true })
        .find((one) => one.name === name)
        ?.isDirectory()
        ? readdirSync(path).map((file) => join(name, file))
        : [name];
      return files.map((file) => [file, sha256(join(profile, file))]);
    }),
  );

test('practice is entered from the guide, and left with nothing of the real work touched', async () => {
  test.setTimeout(300_000);
  desktop = await Desktop.launch(surroundings, { guide: true });
  const { profile } = desktop;
  expect(await title()).toBe('Ký số công vụ');
  const guide = desktop.window.getByRole('dialog');
  for (let card = 1; card < 5; card += 1) await guide.getByRole('button', { name: 'Tiếp tục' }).click();
  await picture('thuc-hanh-huong-dan', desktop.window);
  const into = await startedAgain(() => guide.getByRole('button', { name: 'Mở chế độ thực hành' }).click());
  expect(into).toContain('--practice');
  const before = realFiles(profile);

  desktop = await Desktop.start(surroundings, profile, { arguments: ['--practice'] });
  const { window } = desktop;
  expect(await title()).toBe('THỰC HÀNH – Ký số công vụ');
  const banner = window.getByRole('region', { name: band });
  await expect(banner).toContainText(band);
  await banner.getByRole('button', { name: 'Lấy tài liệu mẫu' }).click();
  await expect(window.getByText('Tài liệu mẫu đã có trong thư mục “Tài liệu mẫu”.')).toBeVisible();
  const samples = join(profile, 'practice', 'Tài liệu mẫu');
  const [toApprove = '', toIssue = '', ...others] = readdirSync(samples).sort();
  expect(others).toHaveLength(2);

  // One to sign; first with a wrong PIN.
  const sign = desktop.page('Ký văn bản');
  await desktop.choose(sign, [join(samples, toApprove)]);
  await sign.getByRole('button', { name: 'Ký 1 văn bản' }).click();
  const prompt = await desktop.pinWindow();
  await expect(prompt.getByText('Mã PIN thực hành: 12345678')).toBeVisible();
  await expect(prompt.getByText('HUẤN LUYỆN – Nguyễn Văn Thực Hành')).toBeVisible();
  expect(await violations(prompt)).toEqual([]);
  await picture('thuc-hanh-ma-pin', prompt);
  await desktop.typePin('00000000');
  await expect((await desktop.pinWindow()).getByText(/không đúng/).first()).toBeVisible();
  await desktop.typePin(trainingPin);
  await expect(sign.getByText('Đã ký xong', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await picture('thuc-hanh-ky', window);
  const output = join(profile, 'practice', 'Văn bản đã ký (thực hành)');
  const [signed = ''] = readdirSync(output);
  const kept = join(surroundings.workplace.folder, 'đã ký khi thực hành.pdf');
  copyFileSync(join(output, signed), kept);
  expect(existsSync(surroundings.outputFolder)).toBe(false);
  expect(pdfText(kept)).toContain('TẬP HUẤN – không có giá trị pháp lý');

  // One to issue.
  await desktop.open('Văn thư');
  const records = desktop.page('Văn thư');
  await desktop.choose(records, [join(samples, toIssue)]);
  const issue = records.getByRole('button', { name: /^Phát hành 1 văn bản, số 01/ });
  await expect(issue).toBeEnabled({ timeout: 60_000 });
  await picture('thuc-hanh-van-thu', window);
  await issue.click();
  await expect((await desktop.pinWindow()).getByText('HUẤN LUYỆN – CƠ QUAN TẬP HUẤN')).toBeVisible();
  await desktop.typePin(trainingPin);
  await expect(records.getByRole('heading', { name: 'Đã ký xong', exact: true })).toBeVisible({ timeout: 60_000 });

  // No server is contacted, no driver added.
  await desktop.open('Hàng đợi');
  await expect(desktop.page('Hàng đợi').getByText(/không kết nối với máy chủ văn bản/)).toBeVisible();
  const refused = await window.evaluate(async (url) => {
    const api: { invoke(channel: string, request?: unknown): Promise<unknown> } = Reflect.get(globalThis, 'kyso');
    const signIn = { url, username: 'a', password: 'b' };
    return Promise.all([
      api.invoke('server:sign-in', signIn),
      api.invoke('server:sync', 'upload'),
      api.invoke('tokens:add-module'),
    ]);
  }, surroundings.server.url);
  expect(refused).toEqual(
    ['practice.no-server', 'practice.no-server', 'practice.no-driver'].map((code) => ({
      ok: false,
      error: expect.objectContaining({ code }),
    })),
  );

  // The band on every page and in every theme, at all of which axe looks.
  for (const page of ['Ký', 'Kiểm tra', 'Văn thư', 'Hàng đợi', 'Kiểm tra máy', 'Cài đặt'] as const) {
    await desktop.open(page);
    await expect(banner).toBeVisible();
  }
  for (const theme of ['Sáng', 'Tối', 'Tương phản cao']) {
    await desktop.page('Cài đặt').getByRole('radio', { name: theme }).click();
    expect([theme, await violations(window)]).toEqual([theme, []]);
  }
  await desktop.page('Cài đặt').getByRole('radio', { name: 'Theo hệ điều hành' }).click();
  await desktop.page('Cài đặt').getByRole('heading', { name: 'Chế độ thực hành' }).scrollIntoViewIfNeeded();
  await picture('thuc-hanh-cai-dat', window);

  await banner.getByRole('button', { name: 'Kết thúc thực hành…' }).click();
  const leave = window.getByRole('dialog');
  expect(await violations(window)).toEqual([]);
  const back = await startedAgain(() => leave.getByRole('button', { name: 'Xóa dữ liệu và kết thúc' }).click());
  expect(back).not.toContain('--practice');
  expect(existsSync(join(profile, 'practice'))).toBe(false);
  expect(realFiles(profile)).toEqual(before);

  // The real work again: its own token, and an exercise is what it is.
  desktop = await Desktop.start(surroundings, profile, { guide: 'seen' });
  expect(await title()).toBe('Ký số công vụ');
  await expect(desktop.window.getByText(band)).toHaveCount(0);
  await expect(desktop.window.getByText('Thiết bị: THU NGHIEM')).toBeVisible();
  await desktop.open('Kiểm tra');
  const verify = desktop.page('Kiểm tra chữ ký số');
  await desktop.choose(verify, [kept]);
  await expect(verify.getByText('Chưa xác định', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await expect(verify.getByText(/TẬP HUẤN/).first()).toBeVisible();
  await expect(verify.getByText('Hợp lệ', { exact: true })).toHaveCount(0);
  const { code, lines } = await kyso(['verify', kept]);
  expect([code, lines[0]]).toEqual([
    2,
    expect.objectContaining({
      verdict: 'indeterminate',
      signatures: [
        expect.objectContaining({ integrity: 'intact', trust: expect.objectContaining({ scheme: 'training' }) }),
      ],
    }),
  ]);
});
