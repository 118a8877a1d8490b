/**
 * What is said of the token, at 100 % and 150 %: nothing is cut, nothing scrolls sideways. With SCREENSHOTS=1 the
 * pictures of the user guide are taken on the way.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { documents, faultModule, pin } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';
import { expectWhole } from './whole.js';

const screen = { width: 1366, height: 728 };

for (const scale of [1, 1.5]) {
  test.describe(`at ${scale * 100} %`, () => {
    let surroundings: Surroundings;
    let desktop: Desktop;
    test.beforeAll(async () => {
      surroundings = await makeSurroundings();
    });
    test.afterEach(() => desktop.close());
    test.afterAll(() => surroundings.close());

    const open = async (script: string): Promise<Locator> => {
      const { token, folder } = surroundings.workplace;
      desktop = await Desktop.launch(surroundings, {
        module: faultModule,
        env: {
          PKCS11_FAULT_SCRIPT: script,
          PKCS11_FAULT_STATE: join(folder, `state-${script.replace(/\W/g, '').slice(0, 20)}`),
          PKCS11_FAULT_MODULE: token.modulePath,
          PKCS11_FAULT_PIN: pin,
        },
        arguments: [`--force-device-scale-factor=${scale}`],
      });
      await desktop.app.evaluate(
        ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
        { width: Math.round(screen.width / scale), height: Math.round(screen.height / scale) },
      );
      const page = desktop.page('Ký văn bản');
      await desktop.choose(page, [documents.text, documents.scan, documents.signedTwo]);
      await expect(desktop.window.locator('canvas').first()).toBeVisible();
      return page;
    };
    const look = async (name: string, page = desktop.window): Promise<void> => {
      // Messages and pages come in with a movement.
      await page.waitForTimeout(1000);
      await expectWhole(page);
      await takePicture(page, `${name}-${scale * 100}`);
    };
    const sign = (page: Locator): Promise<void> => page.getByRole('button', { name: 'Ký 3 văn bản' }).click();

    test('a token pulled out, the PIN changed, the last try', async () => {
      const plugged = join(surroundings.workplace.folder, 'plugged');
      writeFileSync(plugged, '');
      const page = await open(`tries=3,plugged=${plugged}`);
      await page.getByRole('button', { name: 'Đổi mã PIN…' }).click();
      const change = await desktop.prompt();
      await look('doi-ma-pin', change);
      await change.getByRole('textbox', { name: 'Mã PIN mới', exact: true }).fill('87654321');
      await change.getByRole('textbox', { name: 'Nhập lại mã PIN mới' }).fill('876543210');
      await look('doi-ma-pin-khac', change);
      await desktop.declinePrompt();
      await sign(page);
      await desktop.typePin('99999991');
      await desktop.typePin('99999992');
      await look('ma-pin-lan-cuoi', await desktop.pinWindow());
      await desktop.declinePin();
      await page.getByRole('button', { name: 'Ký văn bản khác' }).click();
      await look('ky-lan-cuoi');
      rmSync(plugged);
      await expect(page.getByText('Chưa thấy thiết bị lưu khóa nào được cắm vào.')).toBeVisible();
      await look('ky-chua-cam');
    });

    test('a locked token', async () => {
      const page = await open('flags=0x40000');
      await expect(page.getByText('đã bị khóa', { exact: false }).first()).toBeVisible();
      await look('ky-bi-khoa');
    });

    test('a PIN for every signature, and a batch that pauses', async () => {
      const page = await open('context-login,removed@C_Sign:2');
      await sign(page);
      await desktop.typePin(pin);
      await look('ma-pin-tung-chu-ky', await desktop.pinWindow());
      await desktop.typePin(pin);
      await desktop.typePin(pin);
      // It is back at once, and the PIN is asked for again by itself.
      await expect((await desktop.pinWindow()).getByText('Thiết bị đã bị rút ra', { exact: false })).toBeVisible();
      await desktop.declinePin();
      await expect(page.getByRole('heading', { name: 'Tạm dừng' })).toBeVisible();
      await look('ky-tam-dung');
    });

    test('a PIN pad', async () => {
      const page = await open('pin-pad,delay@C_Login=8000');
      await sign(page);
      const prompt = await desktop.prompt();
      const caution = prompt.getByRole('checkbox', { name: 'Tôi đã đọc và vẫn ký' });
      if (await caution.isVisible()) await caution.check();
      await prompt.getByRole('button', { name: 'Ký' }).click();
      await look('ma-pin-ban-phim', prompt);
      await expect(page.getByText('Cả 3 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
    });
  });
}
