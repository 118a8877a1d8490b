/** Evidence packs in the window: saved of one file and of a list, found again, told when moved or altered, deleted. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { documents, kyso, sha256 } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';

const name = 'Tờ trình số 12 về việc ban hành Quy chế';

let surroundings: Surroundings;
let desktop: Desktop;
let page: Locator;
let signed: string;
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
  signed = join(surroundings.workplace.folder, `${name}.pdf`);
  copyFileSync(documents.signed, signed);
});
test.afterAll(() => surroundings.close());

const folderAt = (folder: string): string => {
  const path = join(surroundings.workplace.folder, folder);
  mkdirSync(path, { recursive: true });
  return path;
};

/** The operating system's dialog answers with this folder. */
const answerFolder = (path: string): Promise<void> =>
  desktop.app.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
  }, path);

/** The question whether to delete is answered by this button. */
const answerDeletion = (response: 0 | 1): Promise<void> =>
  desktop.app.evaluate(({ dialog }, button) => {
    dialog.showMessageBox = async () => ({ response: button, checkboxChecked: false });
  }, response);

const accessible = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: desktop.window })
    .setLegacyMode(true)
    .exclude('[data-tabster-dummy]')
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
};

const start = async (files: readonly string[]): Promise<void> => {
  desktop = await Desktop.launch(surroundings);
  await desktop.open('Kiểm tra');
  page = desktop.page('Kiểm tra chữ ký số');
  await desktop.choose(page, files);
  await expect(page.getByRole('region', { name: 'Việc cần làm ngay' })).toBeVisible({ timeout: 60_000 });
};

const fromMenu = async (item: string | RegExp): Promise<void> => {
  await page.getByRole('button', { name: 'Hồ sơ chứng cứ', exact: true }).click();
  await desktop.window.getByRole('menuitem', { name: item }).click();
};

test('the pack of one file stands in the chosen folder beside what was there, and says what the window shows', async () => {
  await start([signed]);
  const folder = folderAt('ho-so');
  writeFileSync(join(folder, `${name}.evidence.zip`), 'của người khác');
  await answerFolder(folder);
  await page.getByRole('button', { name: 'Lưu hồ sơ chứng cứ…' }).click();
  await expect(page.getByText('Đã lưu 1 hồ sơ chứng cứ vào thư mục “ho-so”.')).toBeVisible({ timeout: 30_000 });
  expect(readdirSync(folder).sort()).toEqual([`${name}.evidence-2.zip`, `${name}.evidence.zip`]);
  const pack = join(folder, `${name}.evidence-2.zip`);
  const read = (entry: string): Buffer => execFileSync('unzip', ['-p', pack, entry], { maxBuffer: 1e8 });
  const report = JSON.parse(read('report.json').toString('utf8'));
  expect(report).toMatchObject({ file: `${name}.pdf`, sha256: sha256(signed), verdict: 'indeterminate' });
  expect(read(`document/${name}.pdf`).length).toBe(report.size);
  await accessible();
});

test('packs are found again, told when moved or altered, and deleted after a question, which the journal records', async () => {
  const folder = join(surroundings.workplace.folder, 'ho-so');
  await page.getByRole('button', { name: 'Lưu hồ sơ chứng cứ…' }).click();
  await expect.poll(() => readdirSync(folder).length, { timeout: 30_000 }).toBe(3);
  await page.getByRole('button', { name: 'Lưu hồ sơ chứng cứ…' }).click();
  await expect.poll(() => readdirSync(folder).length, { timeout: 30_000 }).toBe(4);
  renameSync(join(folder, `${name}.evidence-3.zip`), join(folder, 'đã đổi tên.zip'));
  appendFileSync(join(folder, `${name}.evidence-4.zip`), 'x');

  await fromMenu('Hồ sơ đã lưu trên máy này…');
  const dialog = desktop.window.getByRole('dialog', { name: 'Hồ sơ chứng cứ đã lưu trên máy này' });
  const row = (number: number): Locator =>
    dialog.getByRole('listitem').filter({ hasText: `${name}.evidence-${number}.zip` });
  await expect(row(2).getByText('Còn nguyên vẹn')).toBeVisible();
  await expect(row(2).getByText(`Văn bản: ${name}.pdf`)).toBeVisible();
  await expect(row(3).getByText('Không còn ở chỗ đã lưu: đã bị chuyển, đổi tên hoặc xóa')).toBeVisible();
  await expect(row(4).getByText('Tệp đã bị sửa hoặc thay bằng tệp khác từ khi lập')).toBeVisible();
  await accessible();

  await answerDeletion(0);
  await row(2).getByRole('button', { name: /^Xóa / }).click();
  await expect(row(2)).toBeVisible();
  expect(readdirSync(folder)).toContain(`${name}.evidence-2.zip`);
  await answerDeletion(1);
  await row(2).getByRole('button', { name: /^Xóa / }).click();
  await expect(row(2)).toHaveCount(0);
  expect(readdirSync(folder)).not.toContain(`${name}.evidence-2.zip`);
  await row(3)
    .getByRole('button', { name: /^Bỏ khỏi danh sách: / })
    .click();
  await row(4)
    .getByRole('button', { name: /^Bỏ khỏi danh sách: / })
    .click();
  await expect(dialog.getByText('Chưa có hồ sơ chứng cứ nào được lưu trên máy này.')).toBeVisible();
  expect(readdirSync(folder).sort()).toEqual(
    [`${name}.evidence-4.zip`, `${name}.evidence.zip`, 'đã đổi tên.zip'].sort(),
  );
  await dialog.getByRole('button', { name: 'Đóng' }).click();
  await desktop.close();
  const { lines } = await kyso(['journal', 'verify', '--data', desktop.profile]);
  expect(lines[0]).toMatchObject({ intact: true });
});

test('of a list there is one pack a file; one that cannot be read is told and stops no other', async () => {
  const locked = join(surroundings.workplace.folder, 'mật khẩu.pdf');
  execFileSync('qpdf', ['--encrypt', 'a', 'b', '256', '--', documents.text, locked]);
  await start([signed, documents.text, locked]);
  const folder = folderAt('ca-danh-sach');
  await answerFolder(folder);
  await fromMenu('Lưu hồ sơ của cả 3 văn bản…');
  await expect(page.getByText(/Đã lưu 2 hồ sơ chứng cứ vào thư mục “ca-danh-sach”\./)).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('1 văn bản không lưu được hồ sơ:')).toBeVisible();
  expect(readdirSync(folder)).toHaveLength(2);
  await page.getByRole('button', { name: 'Ẩn thông báo' }).click();

  const other = folderAt('dang-loc');
  await answerFolder(other);
  await page.getByRole('searchbox', { name: /^Tìm văn bản/ }).fill('to trinh');
  await fromMenu('Lưu hồ sơ của 1 văn bản đang lọc…');
  await expect(page.getByText('Đã lưu 1 hồ sơ chứng cứ vào thư mục “dang-loc”.')).toBeVisible({ timeout: 30_000 });
  expect(readdirSync(other)).toEqual([`${name}.evidence.zip`]);
  await page.getByRole('button', { name: 'Ẩn thông báo' }).click();

  // A folder that is gone meanwhile, and is a file now: nobody's file is touched, the sentence says what to do.
  const gone = folderAt('mat');
  await answerFolder(gone);
  rmSync(gone, { recursive: true });
  writeFileSync(gone, 'một tệp');
  await page.getByRole('searchbox', { name: /^Tìm văn bản/ }).fill('');
  await fromMenu('Lưu hồ sơ của cả 3 văn bản…');
  await expect(page.getByText(/Chưa lưu được hồ sơ chứng cứ nào\. Còn 2 văn bản chưa được lưu hồ sơ\./)).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByText(/Hãy kiểm tra dung lượng đĩa và quyền ghi/)).toBeVisible();
  expect(readdirSync(join(desktop.profile, 'work'))).toEqual([]);
  await desktop.close();
});

test('a disk that fills up ends the saving with a sentence, keeps the packs before and leaves no half one', async () => {
  const disk = folderAt('dia-nho');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return; // A container that may not mount.
  }
  try {
    const files = [1, 2, 3, 4].map((number) => {
      const path = join(surroundings.workplace.folder, `${number}.pdf`);
      copyFileSync(documents.signed, path);
      return path;
    });
    await start(files);
    await answerFolder(disk);
    await fromMenu('Lưu hồ sơ của cả 4 văn bản…');
    await expect(page.getByText(/Hãy kiểm tra dung lượng đĩa và quyền ghi/)).toBeVisible({ timeout: 60_000 });
    const packs = readdirSync(disk);
    expect(packs.length).toBeGreaterThan(0);
    for (const pack of packs) execFileSync('unzip', ['-tq', join(disk, pack)]);
    await desktop.close();
  } finally {
    execFileSync('umount', [disk]);
  }
});
