/** edXML packages in the window: taken in by hand, exchanged by folders, and made of a document that is signed. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { makeFacts } from '../../src/main/sync/edxml/package.js';
import { writePackage } from '../../src/main/sync/edxml/write.js';
import { documents, kyso, pdfsig, pin } from '../integration/installation.js';
import { attachment, current, draft, readDocument } from '../unit/sync/edxml/samples.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';
import { expectWhole } from './whole.js';

test.describe.configure({ mode: 'serial' });

let surroundings: Surroundings;
let desktop: Desktop;
const at = (...names: string[]): string => join(surroundings.workplace.folder, 'edxml', ...names);

const put = (name: string, changes: object, file: string): void => {
  const facts = makeFacts({ ...draft, ...changes }, new Date());
  const files = [attachment('văn bản.pdf', readFileSync(file))];
  writeFileSync(at(name), [...writePackage({ facts, attachments: files }, 'a1b2c3d4')].join(''));
};

/** A document came in a package and was signed before the application starts. */
const fill = async (profile: string): Promise<void> => {
  const { token } = surroundings.workplace;
  put('đến/1.edxml', {}, documents.text);
  const data = ['--data', profile];
  await kyso(['sync', '--edxml-inbox', at('đến'), '--edxml-outbox', at('đi'), ...data]);
  const run = ['queue', 'run', '--module', token.modulePath, '--pin-stdin', '--offline', ...data];
  const { lines } = await kyso(run, { env: token.env, input: pin });
  expect(lines.map(({ state }) => state)).toEqual(['proved']);
};

test.beforeAll(async () => {
  test.setTimeout(180_000);
  surroundings = await makeSurroundings();
  for (const name of ['đến', 'đi']) mkdirSync(at(name), { recursive: true });
  desktop = await Desktop.launch(surroundings, { fill });
});
test.afterAll(async () => {
  await desktop?.close();
  await surroundings?.close();
});

const answer = (filePaths: readonly string[]): Promise<void> =>
  desktop.app.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [...paths] });
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: paths[0] ?? '' });
  }, filePaths);

const accessible = async (): Promise<void> => {
  // Colours fade in; half way they have no contrast.
  await desktop.window.waitForTimeout(400);
  const { violations } = await new AxeBuilder({ page: desktop.window })
    // Without it axe opens a page of its own, which Electron has none of.
    .setLegacyMode()
    // Fluent's invisible stops that keep the focus in the window.
    .exclude('[data-tabster-dummy]')
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
};

const queue = async (): Promise<Locator> => {
  await desktop.open('Hàng đợi');
  return desktop.page('Hàng đợi');
};

test('packages that a person chose come into the queue, what is harmful is told by name', async () => {
  const page = await queue();
  put('2.edxml', { codeNumber: '06', subject: 'Về việc tổ chức hội nghị' }, documents.scan);
  writeFileSync(at('xấu.edxml'), current({ prolog: '<!DOCTYPE x [<!ENTITY a "b">]>' }));
  await answer([at('2.edxml'), at('xấu.edxml')]);
  await page.getByRole('button', { name: 'Gói edXML' }).press('Enter');
  await desktop.window.getByRole('menuitem', { name: 'Nhận gói edXML…' }).press('Enter');
  await expect(page.getByText('Đã nhận 1 văn bản mới vào hàng đợi.', { exact: false })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'xấu.edxml' })).toContainText('DTD');
  await expect(page.getByText('Về việc tổ chức hội nghị')).toBeVisible();
  // Nothing leaves that nobody asked to send.
  expect(readdirSync(at('đi')).filter((name) => !name.startsWith('trang-thai'))).toEqual([]);
  await accessible();
  await takePicture(desktop.window, 'edxml-nhan-goi');
});

test('a signed document leaves in a package that says what it came with, once nothing is missing', async () => {
  const page = await queue();
  await page.getByRole('button', { name: `Xem văn bản ${draft.subject}` }).click();
  const dialog = desktop.window.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Xuất gói edXML…' }).click();
  const number = dialog.getByRole('textbox', { name: 'Số', exact: true });
  await expect(number).toHaveValue('05');
  await expect(dialog.getByRole('textbox', { name: 'Ngày ban hành' })).toHaveValue('02/03/2026');
  await number.fill('');
  const target = at('ra.edxml');
  await answer([target]);
  await dialog.getByRole('button', { name: 'Xuất gói edXML…' }).press('Enter');
  await expect(number).toBeFocused();
  await expect(dialog.getByText('Mục này thiếu, sai dạng hoặc quá dài.')).toBeVisible();
  await accessible();
  await expectWhole(desktop.window);
  await takePicture(desktop.window, 'edxml-xuat-goi');
  await number.fill('7');
  await dialog.getByRole('button', { name: 'Xuất gói edXML…' }).press('Enter');
  await expect(dialog.getByText('Mã văn bản: H41.02.01,2026/03/02,7/TTr-SNV.', { exact: false })).toBeVisible();
  await dialog.getByRole('button', { name: 'Đóng' }).last().click();
  const { facts, package: read } = await readDocument(readFileSync(target));
  expect(facts).toMatchObject({ subject: draft.subject, to: [{ organId: '000.00.01.H41' }, { organId: 'H41.03' }] });
  writeFileSync(at('ra.pdf'), read.attachments[0]?.bytes ?? new Uint8Array());
  expect(pdfsig(at('ra.pdf'))).toEqual([{ valid: true, total: true }]);
});

test('with folders chosen in the settings, signed documents go out and new packages come in by one step', async () => {
  await desktop.open('Cài đặt');
  const settings = desktop.page('Cài đặt');
  await settings.getByRole('tab', { name: 'Máy chủ văn bản' }).click();
  await answer([at('đến')]);
  await settings.getByRole('button', { name: 'Chọn thư mục gói đến' }).press('Enter');
  await expect(settings.getByText(at('đến'))).toBeVisible();
  await settings.getByRole('button', { name: 'Chọn thư mục gói đi' }).press('Enter');
  await expect(settings.getByText('Thư mục gói đến và thư mục gói đi phải khác nhau', { exact: false })).toBeVisible();
  await answer([at('đi')]);
  await settings.getByRole('button', { name: 'Chọn thư mục gói đi' }).press('Enter');
  const code = settings.getByRole('textbox', { name: 'Mã định danh của cơ quan' });
  await code.fill('H41');
  await code.fill('H41.');
  await expect(settings.getByText('Mã phải có dạng', { exact: false })).toBeVisible();
  await accessible();
  await code.fill('H41.03');
  await code.press('Enter');
  await takePicture(desktop.window, 'edxml-thu-muc');
  put('đến/3.edxml', { codeNumber: '08', subject: 'Gói thứ ba' }, documents.signed);
  const page = await queue();
  await page.getByRole('button', { name: 'Gói edXML' }).press('Enter');
  await desktop.window.getByRole('menuitem', { name: 'Gửi và nhận theo thư mục' }).press('Enter');
  await expect(page.getByText('Đã ghi 1 gói có văn bản đã ký vào thư mục đi.', { exact: false })).toBeVisible();
  await expect(page.getByText('Gói thứ ba')).toBeVisible();
  const sent = readdirSync(at('đi')).map((name) => name.replace(/[0-9a-f]{32}/, '#'));
  expect(sent).toContain('văn bản-#.edxml');
  expect(sent.some((name) => name.startsWith('trang-thai-01'))).toBe(true);
});
