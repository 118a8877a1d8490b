/**
 * Sổ văn bản in a real window over a real queue: what the registers say, what is searched, and the steps that cannot be
 * undone. With SCREENSHOTS=1 the pictures of the user guide are taken on the way.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import type { OutgoingFields, Registration } from '../../src/contracts/registers.js';
import { openQueue } from '../../src/main/queue/client.js';
import type { Queue } from '../../src/main/queue/types.js';
import { documents, entries } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { expectWhole } from './whole.js';

const images = resolve(import.meta.dirname, '..', '..', 'docs', 'images');
const year = new Date().getFullYear();
const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
const user = 'Nguyễn Thị Văn Thư';

const openProfile = (profile: string): Promise<Queue> =>
  openQueue({
    workerPath: join(entries, 'database-worker.cjs'),
    databasePath: join(profile, 'queue.sqlite'),
  });

const dayOf = (number: number): string => `${year}-01-${String(1 + Math.floor(number / 20)).padStart(2, '0')}`;

const kinds = [
  ['Quyết định', 'QĐ-SNV', 'Về việc phê duyệt kế hoạch đào tạo, bồi dưỡng cán bộ, công chức'],
  ['Công văn', 'SNV-VP', 'V/v hướng dẫn công tác văn thư, lưu trữ và chỉnh lý tài liệu'],
  ['Tờ trình', 'TTr-SNV', 'Về việc đề nghị bổ sung biên chế'],
] as const;

const outgoingFields = (number: number): OutgoingFields => {
  const [typeName, notation, subject] = kinds[number % kinds.length] ?? kinds[0];
  return {
    notation,
    typeName,
    subject: number === 7 ? `${subject} `.repeat(8).trim() : `${subject} đợt ${number}`,
    signer: { fullName: 'Trần Văn Đức', position: 'Giám đốc' },
    recipients: [{ name: 'Ủy ban nhân dân tỉnh' }, { name: `Phòng Nội vụ số ${number}` }],
    pages: 3,
  };
};

const held = async (queue: Queue, direction: 'outgoing' | 'incoming', count: number): Promise<string[]> => {
  const series = direction === 'incoming' ? 'den' : 'chung';
  const names = Array.from({ length: count }, (_, index) => `${direction}-${index + 1}`);
  await queue.holdNumbers({
    direction,
    user,
    items: names.map((name, index) => ({ series, documentSha256: sha256Of(name), date: dayOf(index + 1) })),
  });
  return names;
};

/** 86 outgoing documents, two numbers held by documents that are not signed yet, three incoming ones. */
const fill = async (profile: string): Promise<void> => {
  const queue = await openProfile(profile);
  const names = await held(queue, 'outgoing', 88);
  for (const [index, name] of names.entries()) {
    await queue.add({
      serverId: null,
      title: `${name}.pdf`,
      fileName: `${name}.pdf`,
      originalPath: documents.text,
      sha256: sha256Of(name),
      size: 1000,
    });
    const number = index + 1;
    if (number > 86) continue;
    const registration: Registration = {
      direction: 'outgoing',
      series: 'chung',
      year,
      number,
      date: dayOf(number),
      documentSha256: sha256Of(name),
      resultSha256: sha256Of(`${name} signed`),
      signerFingerprint: sha256Of('leader'),
      officeFingerprint: sha256Of('office'),
      confirmationId: null,
      user,
      fields: outgoingFields(number),
    };
    await queue.register(registration);
  }
  const arrived = await held(queue, 'incoming', 3);
  for (const [index, name] of arrived.entries()) {
    await queue.register({
      direction: 'incoming',
      series: 'den',
      year,
      number: index + 1,
      date: dayOf(index + 1),
      documentSha256: sha256Of(name),
      resultSha256: null,
      signerFingerprint: null,
      officeFingerprint: null,
      confirmationId: null,
      user,
      fields: {
        notation: 'BNV-VP',
        typeName: 'Công văn',
        subject: `V/v báo cáo kết quả công tác cải cách hành chính quý ${index + 1}`,
        codeNumber: String(150 + index),
        sender: { name: 'Bộ Nội vụ' },
        issuedDate: `${year}-01-01`,
        assignee: 'Phòng Hành chính – Tổ chức',
      },
    });
  }
  await queue.close();
};

let surroundings: Surroundings;
let desktop: Desktop;
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
});
test.afterEach(() => desktop.close());
test.afterAll(() => surroundings.close());

const open = async (scale: number, filled = true): Promise<Locator> => {
  desktop = await Desktop.launch(surroundings, {
    arguments: [`--force-device-scale-factor=${scale}`],
    ...(filled && { fill }),
  });
  await desktop.app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width: Math.floor(1366 / scale), height: Math.floor(728 / scale) },
  );
  await desktop.window.getByRole('navigation').getByRole('button', { name: 'Sổ văn bản', exact: true }).click();
  return desktop.window.getByRole('main', { name: 'Sổ văn bản' });
};

const look = async (name: string): Promise<void> => {
  await desktop.window.waitForTimeout(500);
  await expectWhole(desktop.window);
  if (process.env['SCREENSHOTS'] !== '1') return;
  mkdirSync(images, { recursive: true });
  await desktop.window.screenshot({ path: join(images, `registers-${name}.png`) });
};

const accessible = async (): Promise<void> => {
  // Colours fade in; half way they have no contrast.
  await desktop.window.waitForTimeout(400);
  // Fluent's focus guards are hidden from readers on purpose.
  const { violations } = await new AxeBuilder({ page: desktop.window })
    .setLegacyMode(true)
    .exclude('[data-tabster-dummy]')
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
};

for (const scale of [1, 1.5]) {
  test(`the registers of a year are read, searched and opened at ${scale * 100} %`, async () => {
    const page = await open(scale);
    await expect(page.getByText('Sổ liền mạch từ 01 đến 86; đang giữ: 87–88; số tiếp theo: 89.')).toBeVisible();
    await expect(page.getByText('Đang hiện 86 trong 86 văn bản')).toBeVisible();
    await accessible();
    await look(`so-di-${scale * 100}`);
    await page.getByRole('searchbox', { name: 'Tìm trong sổ' }).fill('luu tru phong noi vu so 7');
    await page.getByRole('combobox', { name: 'Loại văn bản' }).selectOption('Công văn');
    await expect(page.getByText('Đang hiện 7 trong 7 văn bản')).toBeVisible();
    await page.getByRole('searchbox', { name: 'Tìm trong sổ' }).fill('không văn bản nào có chữ này');
    await expect(page.getByText('Không có văn bản nào khớp')).toBeVisible();
    await page.getByRole('button', { name: 'Bỏ bộ lọc' }).click();
    await page.getByRole('button', { name: 'Xem văn bản số 86/TTr-SNV' }).click();
    const dialog = desktop.window.getByRole('dialog');
    await expect(dialog.getByText(sha256Of('outgoing-86'), { exact: true })).toBeVisible();
    await accessible();
    await look(`chi-tiet-${scale * 100}`);
    await desktop.window.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('button', { name: 'Xem văn bản số 86/TTr-SNV' })).toBeFocused();
    await page.getByRole('tab', { name: 'Sổ đến' }).click();
    await expect(page.getByText('Sổ liền mạch từ 01 đến 03; số tiếp theo: 04.')).toBeVisible();
    await accessible();
    await look(`so-den-${scale * 100}`);
    await page.getByRole('tab', { name: 'Số đang giữ (2)' }).click();
    await expect(page.getByText('outgoing-88.pdf')).toBeVisible();
    await accessible();
    await look(`dang-giu-${scale * 100}`);
  });
}

test('axe finds nothing in English either', async () => {
  await open(1);
  await desktop.window.getByRole('button', { name: 'English' }).click();
  const page = desktop.window.getByRole('main', { name: 'Registers' });
  for (const tab of ['Incoming', 'Numbers held (2)', 'Outgoing']) {
    await page.getByRole('tab', { name: tab }).click();
    await accessible();
    await expectWhole(desktop.window);
  }
  await page.getByRole('button', { name: 'Open document number 86/TTr-SNV' }).click();
  await desktop.window.getByRole('button', { name: 'Replace…' }).click();
  await accessible();
  await expectWhole(desktop.window);
});

test('a document is recalled by the keyboard alone, and the queue holds it with reason and decision', async () => {
  const page = await open(1);
  await page.getByRole('button', { name: 'Xem văn bản số 86/TTr-SNV' }).focus();
  await desktop.window.keyboard.press('ArrowDown');
  await expect(page.getByRole('button', { name: 'Xem văn bản số 85/SNV-VP' })).toBeFocused();
  await desktop.window.keyboard.press('Enter');
  const dialog = desktop.window.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Thu hồi…' }).press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'Lý do' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Ghi thu hồi' }).press('Enter');
  await expect(dialog.getByText('Ghi lý do.')).toBeVisible();
  await accessible();
  await dialog.getByRole('textbox', { name: 'Lý do' }).press('Tab');
  await dialog.getByRole('textbox', { name: 'Lý do' }).fill('Ban hành trái thẩm quyền');
  await dialog.getByRole('textbox', { name: 'Số, ký hiệu văn bản thu hồi' }).fill('90/QĐ-SNV');
  await dialog.getByRole('textbox', { name: 'Ngày' }).fill(`22/11/${year}`);
  await look('thu-hoi');
  await dialog.getByRole('button', { name: 'Ghi thu hồi' }).press('Enter');
  await expect(dialog.getByText('Đã ghi vào sổ và nhật ký.')).toBeVisible();
  await expect(dialog.getByText('Đã thu hồi')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Thu hồi…' })).toBeHidden();
  await look('da-thu-hoi');
  await desktop.window.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Trạng thái' }).selectOption('recalled');
  await expect(page.getByText('Đang hiện 1 trong 1 văn bản')).toBeVisible();
  await desktop.close();
  const queue = await openProfile(desktop.profile);
  const { entry, changes } = await queue.registerEntry({ direction: 'outgoing', series: 'chung', year, number: 85 });
  expect(entry.state).toBe('recalled');
  expect(changes.map(({ change }) => change)).toMatchObject([
    {
      event: 'document-recalled',
      reason: 'Ban hành trái thẩm quyền',
      decision: { notation: '90/QĐ-SNV', date: `${year}-11-22` },
    },
  ]);
  expect(await queue.verifyJournal()).toMatchObject({ intact: true });
  await queue.close();
});

test('a number is given back with its reason, and the register goes out as a table', async () => {
  const page = await open(1);
  await page.getByRole('tab', { name: 'Số đang giữ (2)' }).click();
  await page.getByRole('checkbox', { name: /^Chọn số 88/ }).press('Space');
  await page.getByRole('button', { name: 'Trả 1 số…' }).press('Enter');
  const dialog = desktop.window.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Lý do' }).fill('Văn bản không ban hành nữa');
  await accessible();
  await look('tra-so');
  await dialog.getByRole('button', { name: 'Trả số' }).press('Enter');
  await expect(page.getByRole('tab', { name: 'Số đang giữ (1)' })).toBeVisible();
  await page.getByRole('tab', { name: 'Sổ đi' }).click();
  await expect(page.getByText('Sổ liền mạch từ 01 đến 86; đang giữ: 87; số tiếp theo: 88.')).toBeVisible();
  await page.getByRole('tab', { name: 'Sổ đến' }).click();
  const target = join(surroundings.workplace.folder, 'so-den.csv');
  await desktop.app.evaluate(({ dialog: system }, filePath) => {
    system.showSaveDialog = async () => ({ canceled: false, filePath });
  }, target);
  await page.getByRole('button', { name: 'Xuất sổ…' }).click();
  await expect(page.getByText('Đã xuất sổ', { exact: false })).toBeVisible();
  const [head, first] = readFileSync(target, 'utf8').split('\r\n');
  expect(head).toMatch(/^\uFEFF"Ngày đến","Số đến","Tác giả"/);
  expect(first).toContain(`"Bộ Nội vụ","150/BNV-VP","01/01/${year}","Công văn V/v báo cáo kết quả`);
});

test('an office that starts in the middle of the year sets its first number, and corrects it', async () => {
  const page = await open(1, false);
  await expect(page.getByText('Chưa cấp số nào; số tiếp theo: 01.')).toBeVisible();
  await accessible();
  await look('trong');
  for (const [first, next] of [
    ['1201', '1201'],
    ['121', '121'],
  ] as const) {
    await page.getByRole('button', { name: 'Bắt đầu từ số…' }).click();
    const dialog = desktop.window.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Số đầu tiên cấp bằng phần mềm' }).fill(first);
    if (first === '121') await look('bat-dau');
    await dialog.getByRole('button', { name: 'Đặt số bắt đầu' }).click();
    await expect(page.getByText(`Chưa cấp số nào; số tiếp theo: ${next}.`)).toBeVisible();
    await expect(dialog).toBeHidden();
  }
});

test('is whole at 300 %', async () => {
  const page = await open(3);
  await expect(page.getByRole('button', { name: 'Xem văn bản số 86/TTr-SNV' })).toBeVisible();
  await look('so-di-300');
  await page.getByRole('tab', { name: 'Số đang giữ (2)' }).click();
  await expect(page.getByText('outgoing-88.pdf')).toBeVisible();
  await look('dang-giu-300');
});
