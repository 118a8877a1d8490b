/** The main job through the window alone: choose, sign with one PIN, read the verdicts, fetch, sign and send. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { documents, makeBadFiles, pdfsig, pin } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings, serverUser } from './application.js';

let surroundings: Surroundings;
let desktop: Desktop;
test.beforeAll(async () => {
  surroundings = await makeSurroundings(Object.values(documents));
  desktop = await Desktop.launch(surroundings);
});
test.afterAll(async () => {
  await desktop.close();
  await surroundings.close();
});

test('signs chosen files among bad ones with one PIN, and shows the results as valid', async () => {
  const page = desktop.page('Ký văn bản');
  const bad = makeBadFiles(surroundings.workplace.folder);
  await desktop.choose(page, [
    documents.scan,
    bad['broken']?.path ?? '',
    documents.signed,
    bad['missing']?.path ?? '',
    documents.text,
  ]);
  // One file could not be taken in at all; the broken one is listed with its sentence and left out of the batch.
  await expect(page.getByText('Không tìm thấy tệp “không có.pdf”', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Ký 3 văn bản' }).click();
  const prompt = await desktop.pinWindow();
  await expect(prompt.getByText('Nguyễn Thị Minh Anh THỬ NGHIỆM')).toBeVisible();
  await expect(prompt.getByRole('listitem')).toHaveCount(3);
  await desktop.typePin(pin);
  await expect(page.getByText('Cả 3 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });

  const signed = readdirSync(surroundings.outputFolder).map((name) => join(surroundings.outputFolder, name));
  expect(signed.map((path) => basename(path)).sort()).toEqual(
    [documents.scan, documents.signed, documents.text].map((path) => `${basename(path, '.pdf')}.signed.pdf`).sort(),
  );
  for (const path of signed) expect(pdfsig(path).at(-1)).toEqual({ valid: true, total: true });

  await desktop.open('Kiểm tra');
  const verify = desktop.page('Kiểm tra chữ ký số');
  await desktop.choose(verify, [
    join(surroundings.outputFolder, 'text-circular-02-2021.signed.pdf'),
    documents.text,
    documents.signed,
  ]);
  await expect(verify.getByText('Hợp lệ (nguồn tự thêm)', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await expect(verify.getByText('Không có chữ ký', { exact: true }).first()).toBeVisible();
  await expect(verify.getByText('Chưa xác định', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
});

test('fetches, signs and sends what waits on the server', async () => {
  await desktop.open('Hàng đợi');
  const page = desktop.page('Hàng đợi');
  await page.getByRole('textbox', { name: 'Địa chỉ máy chủ' }).fill(surroundings.server.url);
  await page.getByRole('textbox', { name: 'Tên đăng nhập' }).fill(serverUser.username);
  await page.getByLabel('Mật khẩu').fill(serverUser.password);
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await page.getByRole('button', { name: 'Lấy văn bản về' }).click();
  await expect(page.getByText('Đã lấy về 4 văn bản.', { exact: true })).toBeVisible({ timeout: 30_000 });

  // What will be signed can be looked at before.
  await page
    .getByRole('button', { name: /^Xem văn bản / })
    .first()
    .click();
  const preview = desktop.window.getByRole('dialog');
  await expect(preview.getByText('Bản chưa ký', { exact: true })).toBeVisible();
  await expect(preview.locator('canvas')).toBeVisible();
  await preview.getByRole('button', { name: 'Đóng' }).click();
  await expect(preview).toBeHidden();

  await page.getByRole('checkbox', { name: 'Chọn tất cả 4 văn bản đang hiện' }).click();
  await page.getByRole('button', { name: 'Ký đã chọn (4)' }).click();
  await desktop.window.getByRole('button', { name: 'Tiếp tục nhập mã PIN' }).click();
  await desktop.typePin(pin);
  await expect(desktop.window.getByText('Cả 4 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
  await desktop.window.getByRole('button', { name: 'Về hàng đợi' }).click();

  await page.getByRole('button', { name: 'Gửi lên máy chủ' }).click();
  await expect(page.getByText('Đã gửi 4 văn bản lên máy chủ.', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Đã gửi, chờ xác nhận', { exact: true })).toHaveCount(4);

  const session = await fetch(`${surroundings.server.url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(serverUser),
  });
  const { token } = await session.json();
  const listed = await fetch(`${surroundings.server.url}/api/v1/documents?status=signed`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect((await listed.json()).documents).toHaveLength(4);
});

test('keeps the PIN out of everything it has written', async () => {
  const holds = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => {
        const content = readFileSync(path);
        return content.includes(pin) || content.includes(Buffer.from(pin, 'utf16le'));
      });
  expect(holds(desktop.profile)).toEqual([]);
});
