import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { PDFDocument } from 'pdf-lib';
import { documents, pin } from '../integration/installation.js';
import { Desktop, makeSurroundings } from './application.js';

const long =
  'Quyết định về việc phê duyệt điều chỉnh chủ trương đầu tư dự án cải tạo, nâng cấp tuyến đường liên xã và hệ thống thoát nước';
for (const scale of [1, 1.5]) {
  test(`shots ${scale}`, async () => {
    const s = await makeSurroundings();
    const f = s.workplace.folder;
    const at = (n: string) => join(f, n);
    execFileSync('qpdf', ['--encrypt', 'a', 'b', '256', '--', documents.text, at(`${long} (mật).pdf`)]);
    execFileSync('qpdf', ['--encrypt', '', 'b', '256', '--modify=none', '--', documents.text, at('Không cho ký.pdf')]);
    const bytes = readFileSync(documents.signed);
    bytes[bytes.indexOf('/CreationDate(D:20') + 18] = 0x39;
    writeFileSync(at(`${long}.pdf`), bytes);
    const d = await PDFDocument.create();
    d.addPage();
    d.addJavaScript('x', 'app.alert(1)');
    d.getForm();
    writeFileSync(at('Biểu mẫu có mã.pdf'), await d.save());
    const desktop = await Desktop.launch(s, {
      arguments: [`--force-device-scale-factor=${scale}`],
      settings: { timestamp: { level: 'B-T', servers: ['http://127.0.0.1:9/'] } },
    });
    const w = desktop.window;
    const shot = (name: string, p = w) => p.screenshot({ path: `/tmp/shots/${name}-${scale * 100}.png` });
    await desktop.app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
      { width: Math.round(1366 / scale), height: Math.round(728 / scale) },
    );
    const page = desktop.page('Ký văn bản');
    await desktop.choose(page, [
      at('Biểu mẫu có mã.pdf'),
      at(`${long}.pdf`),
      at(`${long} (mật).pdf`),
      at('Không cho ký.pdf'),
      documents.text,
    ]);
    await w.waitForTimeout(2500);
    await shot('1-script');
    await page.getByRole('button', { name: 'Đọc' }).click();
    await w.waitForTimeout(300);
    await shot('2-script-read');
    await page.getByRole('button', { name: 'Xem văn bản có chữ ký cũ đã hỏng' }).click();
    await w.waitForTimeout(1500);
    await shot('3-broken');
    await page
      .getByRole('button', { name: /\(mật\)\.pdf/ })
      .first()
      .click();
    await w.waitForTimeout(500);
    await shot('4-locked');
    await page.getByRole('button', { name: 'Nhập mật khẩu', exact: true }).click();
    await w.getByRole('dialog').getByLabel('Mật khẩu mở văn bản').fill('zz');
    await w.keyboard.press('Enter');
    await w.waitForTimeout(800);
    await shot('5-dialog');
    await w.getByRole('button', { name: 'Hủy' }).click();
    await page
      .getByRole('button', { name: /^Không cho ký/ })
      .first()
      .click();
    await w.waitForTimeout(1200);
    await shot('6-owner');
    await desktop.open('Cài đặt');
    await w.waitForTimeout(300);
    await shot('7-settings');
    const set = desktop.page('Cài đặt');
    await set.getByRole('button', { name: 'Thêm máy chủ' }).click();
    await set.getByRole('button', { name: 'Thêm máy chủ' }).click();
    await set.getByRole('textbox', { name: 'Máy chủ 2' }).fill('tsa.khong-co');
    await set.getByRole('button', { name: 'Lưu cài đặt' }).click();
    await w.waitForTimeout(400);
    await shot('8-settings-errors');
    await set.getByRole('button', { name: 'Bỏ máy chủ 3' }).click();
    await set.getByRole('textbox', { name: 'Máy chủ 2' }).fill('http://127.0.0.1:9/b');
    await set.getByRole('button', { name: 'Lưu cài đặt' }).click();
    await w.waitForTimeout(400);
    await shot('9-settings-saved');
    await desktop.open('Ký');
    await page.getByRole('button', { name: /^Ký \d văn bản/ }).click();
    const p = await desktop.pinWindow();
    await w.waitForTimeout(500);
    await shot('a-pin', p);
    await desktop.typePin(pin);
    await page.getByRole('button', { name: 'Lấy lại dấu thời gian' }).waitFor({ timeout: 60000 });
    await w.waitForTimeout(400);
    await shot('b-awaiting');
    for (const height of scale === 1 ? [688, 1008] : [445, 700]) {
      await desktop.app.evaluate(async ({ BrowserWindow }, h) => {
        const b = new BrowserWindow({
          width: 500,
          height: h,
          useContentSize: true,
          webPreferences: { preload: '/tmp/pin-preload.js', contextIsolation: false, sandbox: false },
        });
        await b.loadURL('app://ui/pin.html');
      }, height);
      const pp = desktop.app
        .windows()
        .filter((x) => x.url().endsWith('/pin.html'))
        .at(-1);
      await w.waitForTimeout(1000);
      if (pp) {
        await shot(`c-pin-${height}`, pp);
        await pp.close();
      }
    }
    await desktop.close();
    await s.close();
  });
}
