/** The window over drivers that hang, crash and lose their token, and over a wrong PIN. */
import { readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { documents, faultModule, misbehaving, pin } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';

let surroundings: Surroundings;
test.beforeEach(async () => {
  surroundings = await makeSurroundings();
});
test.afterEach(() => surroundings.close());

const start = async (script: string): Promise<Desktop> => {
  const desktop = await Desktop.launch(surroundings, {
    module: faultModule,
    env: misbehaving(surroundings.workplace, script),
    settings: { signDeadlineMs: 1500 },
  });
  const page = desktop.page('Ký văn bản');
  await desktop.choose(page, Object.values(documents));
  await page.getByRole('button', { name: 'Ký 4 văn bản' }).click();
  return desktop;
};

for (const [script, sentence] of [
  ['hang@2', 'không trả lời và đã bị dừng'],
  ['crash@2', 'bị lỗi và đã dừng đột ngột'],
  ['removed@2', 'Thiết bị đã bị rút ra'],
] as const) {
  test(`answers while the driver does “${script}”, says what is signed, asks for the PIN again and goes on`, async () => {
    const desktop = await start(script);
    await desktop.typePin(pin);
    // While the driver hangs the other pages open and close.
    await desktop.open('Hàng đợi');
    await expect(desktop.page('Hàng đợi')).toBeVisible();
    await desktop.open('Ký');
    // Once the token answers again the PIN is asked for by itself; who declines finds all as it was.
    const asked = await desktop.pinWindow();
    await expect(asked.getByText(sentence, { exact: false })).toBeVisible();
    await expect(asked.getByRole('listitem')).toHaveCount(3);
    await desktop.declinePin();
    const page = desktop.page('Ký văn bản');
    await expect(page.getByText('1 văn bản đã ký, 3 văn bản chưa ký.', { exact: true })).toBeVisible();
    await expect(page.getByText(sentence, { exact: false }).first()).toBeVisible();

    await page.getByRole('button', { name: 'Nhập lại mã PIN để ký tiếp' }).click();
    await desktop.typePin(pin);
    await expect(page.getByText('Cả 4 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 30_000 });
    expect(readdirSync(surroundings.outputFolder)).toHaveLength(4);
    await desktop.close();
  });
}

test('says of a wrong PIN what the token tells, and asks the person again', async () => {
  const desktop = await start('');
  await desktop.typePin('99999999');
  const again = await desktop.pinWindow();
  await expect(again.getByText('Mã PIN không đúng', { exact: false })).toBeVisible();
  await expect(again.getByText('số lần thử còn lại không nhiều', { exact: false })).toBeVisible();
  await desktop.declinePin();
  await expect(desktop.page('Ký văn bản').getByText('Đã dừng ký', { exact: false }).first()).toBeVisible();
  await desktop.close();
});
