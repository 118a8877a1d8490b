/** Every way in which a PIN is asked for, and ends. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { documents, faultModule, pin } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';

let surroundings: Surroundings;
let desktop: Desktop;
test.beforeEach(async () => {
  surroundings = await makeSurroundings();
});
test.afterEach(async () => {
  await desktop.close();
  await surroundings.close();
});

const three = [documents.text, documents.scan, documents.signedTwo];

/** The sign page with three documents, over the real token behind a driver that does as the script says. */
const open = async (script: string): Promise<Locator> => {
  const { token, folder } = surroundings.workplace;
  desktop = await Desktop.launch(surroundings, {
    module: faultModule,
    env: {
      PKCS11_FAULT_SCRIPT: script,
      PKCS11_FAULT_STATE: join(folder, 'fault-state'),
      PKCS11_FAULT_MODULE: token.modulePath,
      PKCS11_FAULT_PIN: pin,
    },
  });
  const page = desktop.page('Ký văn bản');
  await desktop.choose(page, three);
  return page;
};

const sign = async (page: Locator): Promise<void> => page.getByRole('button', { name: 'Ký 3 văn bản' }).click();
const signedFiles = (): string[] =>
  existsSync(surroundings.outputFolder) ? readdirSync(surroundings.outputFolder) : [];

test('a key that asks at every signature: said beforehand, and who stops keeps exactly what was signed', async () => {
  const page = await open('context-login');
  await sign(page);
  await desktop.typePin(pin);
  const first = await desktop.pinWindow();
  await expect(first.getByRole('heading', { name: 'Chữ ký 1 trên 3' })).toBeVisible();
  await expect(first.getByText('3 chữ ký cần nhập 3 lần', { exact: false })).toBeVisible();
  await expect(first.getByRole('listitem')).toHaveCount(1);
  await desktop.typePin(pin);
  const second = await desktop.pinWindow();
  await expect(second.getByRole('heading', { name: 'Chữ ký 2 trên 3' })).toBeVisible();
  await expect(second.getByText('cần nhập 3 lần', { exact: false })).toBeHidden();
  await desktop.typePin(pin);
  await expect((await desktop.pinWindow()).getByRole('heading', { name: 'Chữ ký 3 trên 3' })).toBeVisible();
  await desktop.declinePin();
  await expect(page.getByRole('heading', { name: 'Đã dừng ký' })).toBeVisible();
  await expect(page.getByText('2 đã ký, 0 không ký được, 1 chưa ký', { exact: true })).toBeVisible();
  expect(signedFiles()).toHaveLength(2);
});

test('the last try takes a step of its own', async () => {
  const page = await open('tries=3');
  await sign(page);
  await desktop.typePin('99999991');
  await desktop.typePin('99999992');
  const last = await desktop.pinWindow();
  await expect(last.getByText('Chỉ còn MỘT lần thử', { exact: false }).last()).toBeVisible();
  await last.getByRole('textbox', { name: 'Mã PIN' }).fill(pin);
  await expect(last.getByRole('button', { name: 'Ký' })).toBeDisabled();
  await last.getByRole('checkbox', { name: 'Tôi hiểu đây là lần thử cuối' }).check();
  const closed = last.waitForEvent('close');
  await last.getByRole('button', { name: 'Ký' }).click();
  await closed;
  await expect(page.getByText('Cả 3 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
});

const typeChange = async (old: string, fresh: string): Promise<void> => {
  const prompt = await desktop.prompt();
  await prompt.getByRole('textbox', { name: 'Mã PIN hiện tại' }).fill(old);
  await prompt.getByRole('textbox', { name: 'Mã PIN mới', exact: true }).fill(fresh);
  await prompt.getByRole('textbox', { name: 'Nhập lại mã PIN mới' }).fill(fresh);
  const closed = prompt.waitForEvent('close');
  await prompt.keyboard.press('Enter').catch(() => undefined);
  await closed;
};

test('changes the PIN: a wrong old one is told and asked for again, the new one signs', async () => {
  const page = await open('');
  await page.getByRole('button', { name: 'Đổi mã PIN…' }).click();
  await typeChange('99999999', '87654321');
  const again = await desktop.prompt();
  await expect(again.getByText('Mã PIN không đúng', { exact: false })).toBeVisible();
  await typeChange(pin, '87654321');
  await expect(page.getByText('Đã đổi mã PIN.', { exact: false })).toBeVisible();
  await sign(page);
  await desktop.typePin('87654321');
  await expect(page.getByText('Cả 3 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
});

test('two PINs wanted at once: one window after the other, and each is used for what its window said', async () => {
  const page = await open('');
  await page.getByRole('button', { name: 'Đổi mã PIN…' }).click();
  const change = await desktop.prompt();
  await expect(change.getByRole('textbox', { name: 'Mã PIN hiện tại' })).toBeVisible();
  await sign(page);
  await expect(page.getByRole('heading', { name: 'Đang chờ mã PIN' })).toBeVisible();
  expect(desktop.app.windows().filter((one) => one.url().endsWith('/pin.html'))).toHaveLength(1);
  await typeChange(pin, '87654321');
  const login = await desktop.pinWindow();
  await expect(login.getByRole('listitem')).toHaveCount(3);
  await desktop.typePin('87654321');
  await expect(page.getByText('Cả 3 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
});

test('a PIN pad: says what to do there, waits, and signs', async () => {
  const page = await open('pin-pad,delay@C_Login=4000');
  await sign(page);
  const prompt = await desktop.prompt();
  await expect(prompt.getByRole('textbox')).toHaveCount(0);
  const caution = prompt.getByRole('checkbox', { name: 'Tôi đã đọc và vẫn ký' });
  if (await caution.isVisible()) await caution.check();
  await prompt.getByRole('button', { name: 'Ký' }).click();
  await expect(prompt.getByRole('status')).toContainText('Hãy nhập mã PIN trên bàn phím của thiết bị.');
  await expect(prompt.getByText('Muốn hủy, bấm phím hủy trên thiết bị.', { exact: false })).toBeVisible();
  await expect(page.getByText('Cả 3 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
});

test('a PIN pad on which the person cancels: told, and nothing is signed', async () => {
  const page = await open('pin-pad,fail@C_Login=CKR_FUNCTION_CANCELED');
  await sign(page);
  const prompt = await desktop.prompt();
  const caution = prompt.getByRole('checkbox', { name: 'Tôi đã đọc và vẫn ký' });
  if (await caution.isVisible()) await caution.check();
  await prompt.getByRole('button', { name: 'Ký' }).click();
  await expect(page.getByText('Thao tác đã bị hủy trên thiết bị', { exact: false })).toBeVisible();
  expect(signedFiles()).toEqual([]);
});

test('a locked screen ends the prompt', async () => {
  const page = await open('');
  await sign(page);
  const closed = (await desktop.pinWindow()).waitForEvent('close');
  await desktop.lockScreen();
  await closed;
  await expect(page.getByRole('heading', { name: 'Đã dừng ký' })).toBeVisible();
});

test('a screen locked while the token still looks at the PIN: nothing is signed with that login', async () => {
  const page = await open('delay@C_Login=4000');
  await sign(page);
  const prompt = await desktop.pinWindow();
  const caution = prompt.getByRole('checkbox', { name: 'Tôi đã đọc và vẫn ký' });
  if (await caution.isVisible()) await caution.check();
  await prompt.getByRole('textbox', { name: 'Mã PIN' }).fill(pin);
  await prompt.keyboard.press('Enter');
  await desktop.lockScreen();
  await expect(page.getByText('Phiên làm việc với thiết bị đã kết thúc', { exact: false })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Tạm dừng' })).toBeVisible();
  expect(signedFiles()).toEqual([]);
});

test('a PIN that has expired is changed from where that is told', async () => {
  const page = await open('fail@C_Login:1=CKR_PIN_EXPIRED');
  await sign(page);
  await desktop.typePin(pin);
  await expect(page.getByText('Mã PIN của thiết bị đã hết hạn', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Đổi mã PIN…' }).click();
  await typeChange(pin, '87654321');
  await desktop.typePin('87654321');
  await expect(page.getByText('Cả 3 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
});

test('a locked screen ends the login of a batch that runs: it pauses, and goes on after a PIN', async () => {
  const page = await open('delay@C_Sign=1500');
  await sign(page);
  await desktop.typePin(pin);
  await expect(page.getByRole('heading', { name: 'Đang ký văn bản' })).toBeVisible();
  await desktop.lockScreen();
  await expect(page.getByText('Phiên làm việc với thiết bị đã kết thúc', { exact: false })).toBeVisible({
    timeout: 30_000,
  });
  await page.getByRole('button', { name: 'Nhập lại mã PIN để ký tiếp' }).click();
  await desktop.typePin(pin);
  await expect(page.getByText('Cả 3 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(signedFiles()).toHaveLength(3);
});
