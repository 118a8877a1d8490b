/**
 * Practice mode in the real window: from the guide into it, sign one, issue one, and out of it with nothing left behind
 * and nobody asked.
 */
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { documents, kyso, sha256 } from '../integration/installation.js';
import { pdfText } from '../integration/signing-support.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';
import { expectWhole } from './whole.js';

const trainingPin = '12345678';
const bandWords = 'THỰC HÀNH – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ';

/** Every page by its name in the rail. */
const pages = {
  vi: ['Ký', 'Kiểm tra', 'Văn thư', 'Sổ văn bản', 'Hàng đợi', 'Kiểm tra máy', 'Cài đặt'],
  en: ['Sign', 'Verify', 'Records', 'Registers', 'Queue', 'Computer', 'Settings'],
} as const;

let surroundings: Surroundings;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let desktop: Desktop;
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
  proxy = await startProxy();
});
test.afterAll(async () => {
  await desktop.close().catch(() => undefined);
  const left = running(desktop.profile);
  if (left) process.kill(left.pid, 'SIGKILL');
  await surroundings.close();
  proxy.close();
});

/** A proxy that everything would go through, to this computer itself too; it answers nobody, and notes what is asked. */
const startProxy = async () => {
  const asked: string[] = [];
  const server = createServer((socket) => {
    const at = asked.push('a connection') - 1;
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => {
      asked[at] = bytes.toString('latin1').split('\r\n')[0] ?? '';
      socket.destroy();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    arguments: [`--proxy-server=127.0.0.1:${port}`, '--proxy-bypass-list=<-loopback>'],
    asked,
    close: () => server.close(),
  };
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
  await takePicture(desktop.window, 'thuc-hanh-huong-dan');
  const into = await startedAgain(() => guide.getByRole('button', { name: 'Mở chế độ thực hành' }).click());
  expect(into).toContain('--practice');
  const before = realFiles(profile);

  desktop = await Desktop.start(surroundings, profile, { arguments: ['--practice', ...proxy.arguments] });
  const { window } = desktop;
  expect(await title()).toBe('THỰC HÀNH – Ký số công vụ');
  const banner = window.getByRole('region', { name: bandWords });
  await expect(banner).toContainText(bandWords);
  await banner.getByRole('button', { name: 'Lấy tài liệu mẫu' }).click();
  await expect(window.getByText('Tài liệu mẫu đã có trong thư mục “Tài liệu mẫu”.')).toBeVisible();
  const samples = join(profile, 'practice', 'Tài liệu mẫu');
  const [toApprove = '', toIssue = '', ...others] = readdirSync(samples).sort();
  expect(others).toHaveLength(2);

  // A level that needs servers is not to be had, whatever is asked for.
  const inForce = await window.evaluate(async () => {
    const api: { invoke(channel: string, request?: unknown): Promise<unknown> } = Reflect.get(globalThis, 'kyso');
    const timestamp = { servers: ['http://tsa.ca.gov.vn/'], level: 'B-LT', embedRevocation: false };
    return api.invoke('settings:set', timestamp);
  });
  expect(inForce).toMatchObject({ ok: true, value: { timestamp: { servers: [], level: 'B-B' } } });

  // One to sign; first with a wrong PIN.
  const sign = desktop.page('Ký văn bản');
  await desktop.choose(sign, [join(samples, toApprove)]);
  await sign.getByRole('button', { name: 'Ký 1 văn bản' }).click();
  const prompt = await desktop.pinWindow();
  await expect(prompt.getByText('Mã PIN thực hành: 12345678')).toBeVisible();
  await expect(prompt.getByText('HUẤN LUYỆN – Nguyễn Văn Thực Hành')).toBeVisible();
  expect(await violations(prompt)).toEqual([]);
  await takePicture(prompt, 'thuc-hanh-ma-pin');
  await desktop.typePin('00000000');
  await expect((await desktop.pinWindow()).getByText(/không đúng/).first()).toBeVisible();
  await desktop.typePin(trainingPin);
  await expect(sign.getByText('Đã ký xong', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await takePicture(window, 'thuc-hanh-ky');
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
  await takePicture(window, 'thuc-hanh-van-thu');
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

  // A document of the real work is looked at as it is; what would settle its verdict has to wait.
  await desktop.open('Kiểm tra');
  const check = desktop.page('Kiểm tra chữ ký số');
  await desktop.choose(check, [documents.signed]);
  await expect(check.getByText(/nếu đang thực hành: sau khi kết thúc thực hành/).first()).toBeVisible({
    timeout: 60_000,
  });

  // The band on every page, at all of which axe looks; on a screen of 1366 x 768 dots at 300 % nothing is cut.
  const turnTo = (name: string): Promise<void> =>
    window.getByRole('navigation').getByRole('button', { name, exact: true }).click();
  const resize = (width: number, height: number): Promise<void> =>
    desktop.app.evaluate(({ BrowserWindow }, [x, y]) => BrowserWindow.getAllWindows()[0]?.setContentSize(x, y), [
      width,
      height,
    ] as const);
  for (const language of ['en', 'vi'] as const) {
    await window.getByRole('button', { name: language === 'en' ? 'English' : 'Tiếng Việt' }).click();
    const band = window.getByRole('region', { name: language === 'en' ? 'PRACTICE – NO LEGAL EFFECT' : bandWords });
    for (const page of pages[language]) {
      await turnTo(page);
      await expect(band).toBeVisible();
      if (page === 'Kiểm tra máy')
        await expect(window.locator('[data-state="running"]')).toHaveCount(0, { timeout: 60_000 });
      expect([page, await violations(window)]).toEqual([page, []]);
    }
    await resize(Math.round(1366 / 3), Math.round(728 / 3));
    for (const [index, page] of pages[language].entries()) {
      await turnTo(page);
      await expectWhole(window);
      await takePicture(window, `thuc-hanh-${index}-300-${language}`);
    }
    await resize(1366, 728);
  }
  for (const theme of ['Sáng', 'Tối', 'Tương phản cao']) {
    await desktop.page('Cài đặt').getByRole('radio', { name: theme }).click();
    expect([theme, await violations(window)]).toEqual([theme, []]);
  }
  await desktop.page('Cài đặt').getByRole('radio', { name: 'Theo hệ điều hành' }).click();
  await expect(desktop.page('Cài đặt').getByText(/không hỏi máy chủ nào: mọi chữ ký ở mức B-B/)).toBeVisible();
  await desktop.page('Cài đặt').getByRole('heading', { name: 'Chế độ thực hành' }).scrollIntoViewIfNeeded();
  await takePicture(window, 'thuc-hanh-cai-dat');
  expect(proxy.asked).toEqual([]);

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
  await expect(desktop.window.getByText(bandWords)).toHaveCount(0);
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
