/** What the sign page says of the token, and how it returns to waiting by itself. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { documents, faultModule, sha256 } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';

let surroundings: Surroundings;
let desktop: Desktop | undefined;
test.beforeEach(async () => {
  surroundings = await makeSurroundings();
});
test.afterEach(async () => {
  await desktop?.close();
  desktop = undefined;
  await surroundings.close();
});

/** The sign page with one document. `wrapped`: the tokens are those of the real module, else the zoo's own. */
const open = async (script: string, { wrapped = true } = {}): Promise<Locator> => {
  const { token, folder } = surroundings.workplace;
  desktop = await Desktop.launch(surroundings, {
    module: faultModule,
    env: {
      PKCS11_FAULT_SCRIPT: script,
      PKCS11_FAULT_STATE: join(folder, 'fault-state'),
      ...(wrapped && { PKCS11_FAULT_MODULE: token.modulePath }),
    },
  });
  const page = desktop.page('Ký văn bản');
  await desktop.choose(page, [documents.text]);
  return page;
};

const sign = (page: Locator): Locator => page.getByRole('button', { name: 'Ký 1 văn bản' });

test('shows within moments that the token is out, and in again, without a click', async () => {
  const plugged = join(surroundings.workplace.folder, 'plugged');
  writeFileSync(plugged, '');
  const page = await open(`plugged=${plugged}`);
  await expect(sign(page)).toBeEnabled();
  const seen = async (what: string, change: () => void, shown: () => Promise<void>): Promise<void> => {
    const begun = Date.now();
    change();
    await shown();
    test.info().annotations.push({ type: what, description: `${Date.now() - begun} ms` });
  };
  for (let round = 0; round < 3; round += 1) {
    await seen(
      'out',
      () => rmSync(plugged),
      () => expect(page.getByText('Chưa thấy thiết bị lưu khóa nào được cắm vào.')).toBeVisible(),
    );
    await expect(sign(page)).toBeDisabled();
    await seen(
      'in',
      () => writeFileSync(plugged, ''),
      () => expect(sign(page)).toBeEnabled(),
    );
  }
});

for (const [script, sentence, step] of [
  ['token=blank', 'chưa được khởi tạo nên không ký được', 'Liên hệ nơi cấp thiết bị.'],
  ['token=no-certificate', 'không có chứng thư nào đọc được', 'Liên hệ nơi cấp thiết bị.'],
  ['token=foreign', 'trình điều khiển không đọc được', 'Rút thiết bị rồi cắm lại.'],
  ['token=expired', 'đã hết hạn ngày', 'Gia hạn chứng thư số ở nơi cấp.'],
] as const) {
  test(`says of a token that cannot sign what it is and what to do (${script})`, async () => {
    const page = await open(script, { wrapped: false });
    await expect(page.getByRole('status').filter({ hasText: sentence })).toContainText(step);
    await expect(sign(page)).toBeDisabled();
  });
}

test('does not ask for the PIN of a locked token', async () => {
  const page = await open('flags=0x40000');
  await expect(page.getByRole('status').filter({ hasText: 'đã bị khóa' })).toContainText(
    'Đề nghị nơi cấp mở khóa thiết bị.',
  );
  await expect(sign(page)).toBeDisabled();
});

test('offers an expired certificate to the eye alone, beside one that signs', async () => {
  const page = await open('token=plain+expired', { wrapped: false });
  await expect(page.getByText('Đã hết hạn', { exact: true })).toBeVisible();
  const radios = page.getByRole('radiogroup', { name: 'Chứng thư số' }).getByRole('radio');
  await expect(radios).toHaveCount(2);
  await expect(radios.nth(0)).toBeChecked();
  await expect(radios.nth(1)).toBeDisabled();
});

test('keeps for what a certificate is remembered', async () => {
  const page = await open('');
  const seal = page.getByRole('checkbox', { name: 'con dấu cơ quan' });
  // It is ticked once it is kept.
  await seal.click();
  await expect(seal).toBeChecked();
  const kept = (): unknown =>
    JSON.parse(readFileSync(join(desktop?.profile ?? '', 'settings.json'), 'utf8')).certificates;
  await expect.poll(kept).toEqual({ personal: null, seal: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

/** Answers the two dialogs of "add a driver" and keeps what was asked in the second. */
const addDriver = async (page: Locator, path: string, answer: number): Promise<void> => {
  await desktop?.app.evaluate(
    ({ dialog }, [chosen, response]) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
      dialog.showMessageBox = async (...asked: unknown[]) => {
        Object.assign(globalThis, { asked: asked.at(-1) });
        return { response, checkboxChecked: false };
      };
    },
    [path, answer] as const,
  );
  await page.getByRole('button', { name: 'Thêm trình điều khiển…' }).click();
};

test('adds a driver only after path, publisher and hash were confirmed', async () => {
  const page = await open('token=blank', { wrapped: false });
  const driver = join(surroundings.workplace.folder, 'driver.so');
  copyFileSync(surroundings.workplace.token.modulePath, driver);
  await addDriver(page, driver, 0);
  await expect(page.getByText('chưa được khởi tạo nên không ký được', { exact: false })).toBeVisible();
  const detail = (): Promise<string> | undefined =>
    desktop?.app.evaluate(() => JSON.stringify(Reflect.get(globalThis, 'asked') ?? null));
  for (const part of [driver, 'Tệp không có chữ ký của nhà phát hành.', sha256(driver)]) {
    await expect.poll(detail).toContain(part);
  }
  await expect(sign(page)).toBeDisabled();
  await addDriver(page, driver, 1);
  await expect(sign(page)).toBeEnabled();
});

/** An ELF header alone. @param bits 1: 32, 2: 64 @param machine e_machine */
const elfHeader = (bits: number, machine: number): Buffer => {
  const header = Buffer.alloc(4096);
  header.set([0x7f, 0x45, 0x4c, 0x46, bits, 1, 1]);
  header.writeUInt16LE(3, 16);
  header.writeUInt16LE(machine, 18);
  return header;
};

for (const [name, content, sentence] of [
  ['32-bit.so', elfHeader(1, 3), 'là bản 32-bit'],
  ['arm.so', elfHeader(2, 183), 'dành cho bộ xử lý arm64'],
  ['text.so', Buffer.from('no library'), 'không phải là trình điều khiển PKCS#11'],
] as const) {
  test(`says what is wrong with a file that is no driver, and asks nothing (${name})`, async () => {
    const page = await open('token=blank', { wrapped: false });
    const path = join(surroundings.workplace.folder, name);
    writeFileSync(path, content);
    await addDriver(page, path, 1);
    await expect(page.getByText(sentence, { exact: false })).toBeVisible();
    expect(await desktop?.app.evaluate(() => Reflect.has(globalThis, 'asked'))).toBe(false);
  });
}
