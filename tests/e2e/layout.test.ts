/**
 * The window on a small screen, at 100 % and 150 %, with long titles and many rows: nothing is cut, nothing scrolls
 * sideways. With SCREENSHOTS=1 the pictures of the README are taken on the way (`npm run screenshots`).
 */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openQueue } from '../../src/main/queue/client.js';
import { corpus, documents, entries, pin } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';
import { expectWhole } from './whole.js';

const screen = { width: 1366, height: 728 };

const longTitle = (index: number): string =>
  `${index}. Quyết định về việc phê duyệt điều chỉnh chủ trương đầu tư dự án cải tạo, nâng cấp tuyến đường liên xã và hệ thống thoát nước khu dân cư thuộc địa bàn các xã, phường của tỉnh trong giai đoạn 2026 – 2030`
    .padEnd(200, '.')
    .slice(0, 200);

/** Added by hand. */
const own = 499;

/** 500 documents, all but one as if they had come from the server. */
const fillQueue = async (profile: string): Promise<void> => {
  const queue = await openQueue({
    workerPath: join(entries, 'database-worker.cjs'),
    databasePath: join(profile, 'queue.sqlite'),
  });
  for (let index = 1; index <= 500; index += 1) {
    const title = index % 3 === 0 ? longTitle(index) : `Công văn số ${index}/SNV-VP về công tác văn thư, lưu trữ`;
    await queue.add({
      serverId: index === own ? null : `vb-${index}`,
      title,
      fileName: `vb-${index}.pdf`,
      originalPath: documents.text,
      sha256: String(index).padStart(64, '0'),
      size: 1000,
    });
  }
  await queue.close();
};

for (const scale of [1, 1.5]) {
  test.describe(`at ${scale * 100} %`, () => {
    let surroundings: Surroundings;
    let desktop: Desktop;
    const look = async (name: string, page = desktop.window): Promise<void> => {
      await expectWhole(page);
      await takePicture(page, `${name}-${scale * 100}`);
    };
    test.beforeAll(async () => {
      surroundings = await makeSurroundings();
      desktop = await Desktop.launch(surroundings, {
        arguments: [`--force-device-scale-factor=${scale}`],
        fill: fillQueue,
      });
      await desktop.app.evaluate(
        ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
        { width: Math.round(screen.width / scale), height: Math.round(screen.height / scale) },
      );
    });
    test.afterAll(async () => {
      await desktop.close();
      await surroundings.close();
    });

    test('the sign page, the PIN window and a finished batch', async () => {
      const page = desktop.page('Ký văn bản');
      await look('ky-trong');
      await desktop.choose(page, [documents.signed, documents.text, documents.scan, documents.signedTwo]);
      await expect(desktop.window.locator('canvas').first()).toBeVisible();
      await desktop.window.waitForTimeout(2500);
      await look('ky');
      await page.getByRole('button', { name: 'Ký 4 văn bản' }).click();
      const prompt = await desktop.pinWindow();
      await look('ma-pin', prompt);
      await desktop.typePin(pin);
      await expect(page.getByRole('button', { name: 'Mở thư mục kết quả' })).toBeVisible({ timeout: 60_000 });
      await look('ky-xong');
    });

    test('verdicts', async () => {
      await desktop.open('Kiểm tra');
      const page = desktop.page('Kiểm tra chữ ký số');
      const many = join(corpus, 'signed', 'd73b11b9_38_van_ban_du_thao_5dzyr0zq.ylq-cv-gui-xin-y-kien-c.pdf');
      await desktop.choose(page, [
        join(surroundings.outputFolder, 'text-circular-02-2021.signed.pdf'),
        many,
        documents.text,
      ]);
      await expect(page.getByText('Hợp lệ (nguồn tự thêm)', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
      await expect(page.getByText('Không có chữ ký', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
      await desktop.window.waitForTimeout(500);
      await look('kiem-tra');
      await page.getByText('d73b11b9', { exact: false }).first().click();
      await desktop.window.waitForTimeout(500);
      await look('kiem-tra-nhieu-chu-ky');
    });

    test('the settings', async () => {
      await desktop.open('Cài đặt');
      await expect(desktop.page('Cài đặt').getByRole('radio', { name: /^Tự động/ })).toBeChecked();
      await look('cai-dat');
    });

    test('the backups, of which one is made', async () => {
      const page = desktop.page('Cài đặt');
      await page.getByRole('tab', { name: 'Sao lưu' }).click();
      await desktop.app.evaluate(
        ({ dialog }, folder) => {
          dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
        },
        mkdtempSync(join(surroundings.workplace.folder, 'sao lưu ')),
      );
      await page.getByRole('button', { name: 'Chọn nơi sao lưu…' }).click();
      await page.getByRole('button', { name: 'Sao lưu ngay' }).click();
      // Not one of the 500 is what the queue was told: each is missed, and the backup stands all the same.
      await expect(page.getByText(/500 văn bản có tệp bị thiếu/)).toBeVisible({ timeout: 30_000 });
      await look('sao-luu');
    });

    test('500 documents with titles of 200 characters', async () => {
      await desktop.open('Hàng đợi');
      const page = desktop.page('Hàng đợi');
      await expect(page.getByText('500', { exact: false }).first()).toBeVisible();
      await desktop.window.waitForTimeout(500);
      await look('hang-doi');
      await page.getByRole('searchbox', { name: 'Tìm theo tên văn bản' }).fill('dieu chinh chu truong');
      await expect(page.getByText(/Đang hiện \d+ trong 166 văn bản/)).toBeVisible();
      await look('hang-doi-tim');
    });

    test('a document that was added by hand, and is to leave the queue', async () => {
      const page = desktop.page('Hàng đợi');
      await page.getByRole('searchbox', { name: 'Tìm theo tên văn bản' }).fill(`${own}/SNV`);
      await page.getByRole('checkbox', { name: `Chọn Công văn số ${own}/SNV-VP` }).check();
      await page.getByRole('button', { name: 'Bỏ 1 văn bản khỏi hàng đợi…' }).click();
      await look('hang-doi-bo');
      await desktop.window.keyboard.press('Escape');
    });
  });
}
