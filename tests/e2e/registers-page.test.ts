/**
 * Sổ văn bản in a real window over a real queue: what the registers say, what is searched, and the steps that cannot be
 * undone. With SCREENSHOTS=1 the pictures of the user guide are taken on the way.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import type { OutgoingFields, Registration } from '../../src/contracts/registers.js';
import { openQueue } from '../../src/main/queue/client.js';
import type { Queue } from '../../src/main/queue/types.js';
import { documents, entries } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';
import { expectWhole } from './whole.js';

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
  await takePicture(desktop.window, `registers-${name}`);
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
    await expect(page.getByText('Đang hiện 5 trong 5 văn bản')).toBeVisible();
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

test('what was handed over is written into the register by the keyboard alone, and what stood there only with a reason', async () => {
  const page = await open(1);
  const { window } = desktop;
  await page.getByRole('button', { name: 'Xem văn bản số 86/TTr-SNV' }).focus();
  await window.keyboard.press('Enter');
  const dialog = window.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Bổ sung, sửa…' }).press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'Đơn vị, người nhận bản lưu' })).toBeFocused();
  for (const typed of ['Lưu trữ cơ quan', '5', `6/1/${year}`, 'Lê Thị Lan', '', 'Gửi qua bưu điện']) {
    await window.keyboard.type(typed);
    await window.keyboard.press('Tab');
  }
  await accessible();
  await look('bo-sung');
  await dialog.getByRole('button', { name: 'Ghi vào sổ' }).press('Enter');
  await expect(dialog.getByText('Đã ghi vào sổ và nhật ký.')).toBeVisible();
  await expect(dialog.getByText('Số lượng bản: 5; Ngày chuyển', { exact: false })).toBeVisible();

  await dialog.getByRole('button', { name: 'Bổ sung, sửa…' }).press('Enter');
  await dialog.getByRole('textbox', { name: 'Số lượng bản' }).fill('6');
  await dialog.getByRole('textbox', { name: 'Ngày chuyển' }).fill(`1/1/${year}`);
  await dialog.getByRole('button', { name: 'Ghi vào sổ' }).press('Enter');
  await expect(dialog.getByText('Ghi lý do.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Lý do sửa' }).fill('Đếm thiếu một bản');
  await accessible();
  await look('sua-so');
  await dialog.getByRole('button', { name: 'Ghi vào sổ' }).press('Enter');
  await expect(dialog.getByText('sớm hơn ngày ghi trong sổ', { exact: false })).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Ngày chuyển' }).fill(`6/1/${year}`);
  await dialog.getByRole('button', { name: 'Ghi vào sổ' }).press('Enter');
  await expect(dialog.getByText('Số lượng bản: 5 → 6 · Đếm thiếu một bản', { exact: false })).toBeVisible();
  await accessible();
  await look('da-sua');
  await window.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Xem văn bản số 86/TTr-SNV' })).toBeFocused();
  await page.getByRole('searchbox', { name: 'Tìm trong sổ' }).fill('le thi lan');
  await expect(page.getByText('Đang hiện 1 trong 1 văn bản')).toBeVisible();
  await desktop.close();
  const queue = await openProfile(desktop.profile);
  const { entry, changes } = await queue.registerEntry({ direction: 'outgoing', series: 'chung', year, number: 86 });
  expect(entry).toMatchObject({
    state: 'issued',
    fields: { copies: 6, archivedBy: 'Lưu trữ cơ quan', passedOn: `${year}-01-06`, receivedBy: 'Lê Thị Lan' },
  });
  expect(changes).toHaveLength(2);
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

test('a register that was looked away from is where it was, and full', async () => {
  const page = await open(1);
  const first = page.getByRole('button', { name: 'Xem văn bản số 86/TTr-SNV' });
  const sixth = page.getByRole('button', { name: 'Xem văn bản số 81/QĐ-SNV' });
  await expect(sixth).toBeInViewport();
  for (const away of [
    () => page.getByRole('tab', { name: 'Số đang giữ (2)' }).click(),
    () => desktop.open('Hàng đợi'),
  ]) {
    await away();
    await expect(first).toBeHidden();
    await desktop.window.waitForTimeout(400);
    await desktop.window.getByRole('navigation').getByRole('button', { name: 'Sổ văn bản', exact: true }).click();
    await page.getByRole('tab', { name: 'Sổ đi' }).click();
    await expect(first).toBeInViewport();
    await expect(sixth).toBeInViewport();
  }
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

const themes = [
  ['Tương phản cao', 'tuong-phan-cao'],
  ['Tối', 'toi'],
] as const;
for (const [theme, file] of themes) {
  test(`axe finds nothing in the theme “${theme}”: in any register, in an opened document, in the form over it`, async () => {
    const page = await open(1);
    const { window } = desktop;
    await desktop.open('Cài đặt');
    await window.getByRole('radio', { name: theme, exact: true }).click();
    await window.getByRole('navigation').getByRole('button', { name: 'Sổ văn bản', exact: true }).click();
    for (const tab of ['Sổ đến', 'Số đang giữ (2)', 'Sổ đi']) {
      await page.getByRole('tab', { name: tab }).click();
      await accessible();
      await look(`${tab === 'Sổ đi' ? 'so-di' : tab === 'Sổ đến' ? 'so-den' : 'dang-giu'}-${file}`);
    }
    await page.getByRole('button', { name: 'Xem văn bản số 86/TTr-SNV' }).click();
    const dialog = window.getByRole('dialog');
    await expect(dialog.getByText(sha256Of('outgoing-86'), { exact: true })).toBeVisible();
    await accessible();
    await look(`chi-tiet-${file}`);
    await dialog.getByRole('button', { name: 'Bổ sung, sửa…' }).click();
    await dialog.getByRole('textbox', { name: 'Ngày chuyển' }).fill('hôm qua');
    await dialog.getByRole('button', { name: 'Ghi vào sổ' }).click();
    await accessible();
    await look(`bo-sung-${file}`);
    await dialog.getByRole('button', { name: 'Quay lại' }).click();
    await dialog.getByRole('button', { name: 'Thu hồi…' }).click();
    await dialog.getByRole('button', { name: 'Ghi thu hồi' }).click();
    await accessible();
    await look(`thu-hoi-${file}`);
  });
}

/** Whatever can be worked with is within the window's width, where it can be scrolled to. */
const expectReachable = async (): Promise<void> => {
  const outside = await desktop.window.evaluate(() =>
    [...document.querySelectorAll('button, input, select, textarea, [role=tab]')]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < 0 || right > innerWidth + 1;
      })
      .map((element) => element.outerHTML.slice(0, 200)),
  );
  expect(outside).toEqual([]);
};

const words = {
  vi: {
    page: 'Sổ văn bản',
    tabs: ['Sổ đến', 'Số đang giữ (2)', 'Sổ đi'],
    open: 'Xem văn bản số 86/TTr-SNV',
    amend: 'Bổ sung, sửa…',
    receivedBy: 'Ký nhận',
    back: 'Quay lại',
    replace: 'Thay thế…',
  },
  en: {
    page: 'Registers',
    tabs: ['Incoming', 'Numbers held (2)', 'Outgoing'],
    open: 'Open document number 86/TTr-SNV',
    amend: 'Complete or correct…',
    receivedBy: 'Received by',
    back: 'Back',
    replace: 'Replace…',
  },
} as const;

for (const language of ['vi', 'en'] as const) {
  test(`is whole at 300 % (${language})`, async () => {
    await open(3);
    const { window } = desktop;
    const said = words[language];
    const seen = async (name: string): Promise<void> => {
      await look(`${name}-300-${language}`);
      await expectReachable();
    };
    if (language === 'en') await window.getByRole('button', { name: 'English' }).click();
    const page = window.getByRole('main', { name: said.page });
    for (const [index, tab] of said.tabs.entries()) {
      await page.getByRole('tab', { name: tab }).click();
      await seen(['so-den', 'dang-giu', 'so-di'][index] ?? '');
    }
    await page.getByRole('table').scrollIntoViewIfNeeded();
    await seen('so-di-bang');
    await page.getByRole('button', { name: said.open }).click();
    const dialog = window.getByRole('dialog');
    await expect(dialog.getByText(sha256Of('outgoing-86'), { exact: true })).toBeVisible();
    await seen('chi-tiet');
    await dialog.getByRole('button', { name: said.amend }).click();
    await seen('bo-sung');
    const field = dialog.getByRole('textbox', { name: said.receivedBy });
    await field.scrollIntoViewIfNeeded();
    await expect(field).toBeInViewport({ ratio: 1 });
    await seen('bo-sung-cuon');
    await dialog.getByRole('button', { name: said.back }).click();
    await dialog.getByRole('button', { name: said.replace }).click();
    await seen('thay-the');
    await accessible();
  });
}
