/** What comes before the PIN: a locked document is opened, a doubtful one is told, the settings decide the level. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { PDFDocument } from 'pdf-lib';
import { openQueue } from '../../src/main/queue/client.js';
import { documents, entries, pin, sha256 } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';

let surroundings: Surroundings;
let desktop: Desktop;
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
  desktop = await Desktop.launch(surroundings);
});
test.afterAll(async () => {
  await desktop.close();
  await surroundings.close();
});

const password = 'mật khẩu của phòng';
const encryptedName = 'Tờ trình có mật khẩu.pdf';

const makeEncrypted = (): string => {
  const path = join(surroundings.workplace.folder, encryptedName);
  execFileSync('qpdf', ['--encrypt', password, 'chủ sở hữu', '256', '--', documents.text, path]);
  return path;
};

/** A signed document in which one digit was changed afterwards. */
const makeBroken = (): string => {
  const path = join(surroundings.workplace.folder, 'Quyết định bị sửa sau khi ký.pdf');
  const bytes = readFileSync(documents.signed);
  const at = bytes.indexOf('/CreationDate(D:20');
  expect(at).toBeGreaterThan(0);
  bytes[at + '/CreationDate(D:20'.length] = 0x39;
  writeFileSync(path, bytes);
  return path;
};

const makeScripted = async (): Promise<string> => {
  const path = join(surroundings.workplace.folder, 'Biểu mẫu có mã lệnh.pdf');
  const document = await PDFDocument.create();
  document.addPage();
  document.addJavaScript('mở', 'app.alert("xin chào")');
  writeFileSync(path, await document.save());
  return path;
};

const expectAccessible = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: desktop.window })
    .setLegacyMode(true)
    .exclude('[data-tabster-dummy]')
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
};

test('a document with a password is opened, seen, signed and verified', async () => {
  const page = desktop.page('Ký văn bản');
  await desktop.choose(page, [makeEncrypted()]);
  await page.getByRole('button', { name: 'Nhập mật khẩu', exact: true }).click();
  const dialog = desktop.window.getByRole('dialog');
  await dialog.getByLabel('Mật khẩu mở văn bản').fill('không phải');
  await dialog.getByRole('button', { name: 'Mở', exact: true }).click();
  await expect(dialog.getByText('Mật khẩu mở tệp PDF không đúng', { exact: false })).toBeVisible();
  await expectAccessible();
  await dialog.getByLabel('Mật khẩu mở văn bản').fill(password);
  await desktop.window.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.locator('canvas')).toBeVisible();
  await expect(page.getByText(/\d+ trang/)).toBeVisible();

  await page.getByRole('button', { name: 'Ký 1 văn bản' }).click();
  await desktop.typePin(pin);
  await expect(page.getByText('Cả 1 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
  const [name = ''] = readdirSync(surroundings.outputFolder);
  const signed = join(surroundings.outputFolder, name);
  execFileSync('qpdf', [`--password=${password}`, '--check', signed]);
  await page.getByRole('button', { name: 'Ký văn bản khác' }).click();

  await desktop.open('Kiểm tra');
  const verify = desktop.page('Kiểm tra chữ ký số');
  await desktop.choose(verify, [signed]);
  await verify.getByRole('button', { name: 'Nhập mật khẩu', exact: true }).click();
  await desktop.window.getByRole('dialog').getByLabel('Mật khẩu mở văn bản').fill(password);
  await desktop.window.keyboard.press('Enter');
  await expect(verify.getByText('Hợp lệ (nguồn tự thêm)', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await desktop.open('Ký');
});

test('the password of a document is in nothing that is written', async () => {
  const written = readdirSync(desktop.profile, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const holding = written.filter((path) => {
    const content = readFileSync(path);
    return content.includes(password) || content.includes(Buffer.from(password, 'utf16le'));
  });
  expect(holding).toEqual([]);
});

test('a broken signature and content that can change are told before the document is signed', async () => {
  const page = desktop.page('Ký văn bản');
  await desktop.choose(page, [await makeScripted(), makeBroken()]);
  const pane = page.getByRole('region', { name: 'Lưu ý trước khi ký' });
  await expect(pane.getByText('JavaScript', { exact: false })).toBeHidden();
  await pane.getByRole('button', { name: 'Đọc' }).click();
  await expect(pane.getByText('JavaScript', { exact: false })).toBeVisible();

  await expect(page.getByText('1 văn bản có chữ ký cũ đã hỏng.', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Xem văn bản có chữ ký cũ đã hỏng' }).click();
  await expect(pane.getByText('văn bản đã bị sửa sau khi ký', { exact: false })).toBeVisible();
  await expect(page.locator('canvas')).toBeVisible();
  await expectAccessible();
  await page.getByRole('button', { name: 'Bỏ tất cả' }).click();
});

test('a certificate whose issuer is unknown signs only after a tick, in a window as low as small screens are', async () => {
  const untrusting = await Desktop.launch(surroundings, { ownRoot: false });
  const page = untrusting.page('Ký văn bản');
  await untrusting.choose(page, [documents.scan]);
  await page.getByRole('button', { name: 'Ký 1 văn bản' }).click();
  const prompt = await untrusting.pinWindow();
  await untrusting.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().endsWith('/pin.html'));
    window?.setContentSize(500, 445);
  });
  await expect.poll(() => prompt.evaluate(() => innerHeight)).toBeLessThanOrEqual(445);
  const sign = prompt.getByRole('button', { name: 'Ký', exact: true });
  const tick = prompt.getByRole('checkbox', { name: 'Tôi đã đọc và vẫn ký' });
  const field = prompt.getByRole('textbox', { name: 'Mã PIN' });
  for (const part of [sign, tick, field, prompt.getByRole('button', { name: 'Hủy' })]) {
    await expect(part).toBeInViewport({ ratio: 1 });
  }
  await expect(prompt.getByText('Chưa xác định được cơ quan cấp chứng thư', { exact: false })).toBeInViewport();
  await field.fill(pin);
  await expect(sign).toBeDisabled();
  await untrusting.typePin(pin);
  await expect(page.getByText('Cả 1 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
  await untrusting.close();
});

test('revocation data go into the signature where the settings say so, and the level shown says what that makes of it', async () => {
  const embedding = await Desktop.launch(surroundings);
  await embedding.open('Cài đặt');
  const page = embedding.page('Cài đặt');
  const embed = page.getByRole('checkbox', { name: /^Đưa dữ liệu thu hồi vào trong chữ ký/ });
  await expect(embed).not.toBeChecked();
  await embed.check();
  await expect(page.getByRole('radio', { name: /^B-LTA – / })).toBeDisabled();
  await page.getByRole('button', { name: 'Lưu cài đặt' }).click();
  await expect(page.getByText('Đã lưu', { exact: false })).toBeVisible();

  await embedding.open('Ký');
  const sign = embedding.page('Ký văn bản');
  await embedding.choose(sign, [documents.signedTwo]);
  await expect(sign.getByText('không thuộc mức PAdES nào', { exact: false })).toBeVisible();
  await sign.getByRole('button', { name: 'Ký 1 văn bản' }).click();
  await embedding.typePin(pin);
  await expect(sign.getByText('Cả 1 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
  const [name = ''] = readdirSync(surroundings.outputFolder).filter((one) => one.startsWith('9a3da64d_04.signed'));
  const signed = readFileSync(join(surroundings.outputFolder, name));
  const increment = signed.subarray(readFileSync(documents.signedTwo).length).toString('latin1');
  expect(increment).toContain('/adbe.pkcs7.detached');
  // adbe-revocationInfoArchival, 1.2.840.113583.1.1.8, with the lists that the test's authorities publish.
  expect(increment.toLowerCase()).toContain('06092a864886f72f010108');
  await embedding.close();
});

test('a queued document with a password waits for it in the queue, and one with a script is told with the batch', async () => {
  const fill = async (profile: string): Promise<void> => {
    const queue = await openQueue({
      workerPath: join(entries, 'database-worker.cjs'),
      databasePath: join(profile, 'queue.sqlite'),
    });
    for (const path of [makeEncrypted(), await makeScripted()]) {
      const [title, size] = [basename(path), readFileSync(path).length];
      await queue.add({ serverId: null, title, fileName: title, originalPath: path, sha256: sha256(path), size });
    }
    await queue.close();
  };
  const queueing = await Desktop.launch(surroundings, { fill });
  await queueing.open('Hàng đợi');
  const { window } = queueing;
  const page = window.locator('main', { has: window.getByRole('heading', { name: 'Hàng đợi' }) });
  const signAll = async (count: number): Promise<void> => {
    await page.getByRole('checkbox', { name: `Chọn tất cả ${count} văn bản đang hiện` }).click();
    await page.getByRole('button', { name: `Ký đã chọn (${count})` }).click();
    await window.getByRole('button', { name: 'Tiếp tục nhập mã PIN' }).click();
    await queueing.typePin(pin);
  };
  await signAll(2);
  await expect(window.getByText('1 đã ký, 1 không ký được', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(window.getByText('Tệp PDF được đặt mật khẩu mở', { exact: false })).toBeVisible();
  await window.getByRole('tab', { name: 'Có lưu ý (1)' }).click();
  await expect(window.getByText('JavaScript', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Về hàng đợi' }).click();

  const need = page.getByText('Tệp PDF được đặt mật khẩu mở', { exact: false });
  await expect(need).toBeVisible();
  await page.getByRole('button', { name: encryptedName, exact: true }).click();
  const look = window.getByRole('dialog', { name: encryptedName });
  await look.getByRole('button', { name: 'Nhập mật khẩu', exact: true }).click();
  await window.getByLabel('Mật khẩu mở văn bản').fill(password);
  await window.keyboard.press('Enter');
  await expect(look.locator('canvas')).toBeVisible();
  await look.getByRole('button', { name: 'Đóng' }).click();
  await expect(need).toBeHidden();
  await signAll(1);
  await expect(window.getByText('Cả 1 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
  await queueing.close();
  const holding = readdirSync(queueing.profile, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .filter((bytes) => bytes.includes(password) || bytes.includes(Buffer.from(password, 'utf16le')));
  expect(holding).toEqual([]);
});

test('settings hold after a restart, and a signature without its timestamp waits instead of sinking to B-B', async () => {
  await desktop.open('Cài đặt');
  const page = desktop.page('Cài đặt');
  await page.getByRole('radio', { name: /^B-T – / }).check();
  const address = page.getByRole('textbox', { name: 'Máy chủ 1' });
  await address.fill('tsa.khong-co');
  await page.getByRole('button', { name: 'Lưu cài đặt' }).click();
  await expect(page.getByText('phải bắt đầu bằng http', { exact: false })).toBeVisible();
  await expect(address).toBeFocused();
  await expectAccessible();
  // Nobody answers there.
  await address.fill('http://127.0.0.1:9/');
  await page.getByRole('button', { name: 'Lưu cài đặt' }).click();
  await expect(page.getByText('Đã lưu', { exact: false })).toBeVisible();

  const restarted = await Desktop.launch(surroundings, {
    fill: async (profile) => copyFileSync(join(desktop.profile, 'settings.json'), join(profile, 'settings.json')),
  });
  await restarted.open('Cài đặt');
  await expect(restarted.page('Cài đặt').getByRole('radio', { name: /^B-T – / })).toBeChecked();
  await expect(restarted.page('Cài đặt').getByRole('textbox', { name: 'Máy chủ 1' })).toHaveValue(
    'http://127.0.0.1:9/',
  );

  await restarted.open('Ký');
  const sign = restarted.page('Ký văn bản');
  await restarted.choose(sign, [documents.text]);
  await expect(sign.getByText('Mức chữ ký: B-T, có dấu thời gian.', { exact: true })).toBeVisible();
  await sign.getByRole('button', { name: 'Ký 1 văn bản' }).click();
  await restarted.typePin(pin);
  await expect(sign.getByRole('button', { name: 'Lấy lại dấu thời gian' })).toBeVisible({ timeout: 60_000 });
  await expect(sign.getByText('Đã ký, chờ dấu thời gian', { exact: true })).toBeVisible();
  expect(existsSync(join(surroundings.outputFolder, 'text-circular-02-2021.signed.pdf'))).toBe(false);
  await sign.getByRole('button', { name: 'Không chờ nữa' }).click();
  await expect(sign.getByText('Đã dừng ký', { exact: true })).toBeVisible();
  await expect(sign.getByText('Chưa ký', { exact: true })).toBeVisible();
  await restarted.close();
});
