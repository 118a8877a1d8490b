/** edXML packages in the window: taken in by hand, exchanged by folders, and made of a document that is signed. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { openQueue } from '../../src/main/queue/client.js';
import { makeFacts } from '../../src/main/sync/edxml/package.js';
import { writeStatus } from '../../src/main/sync/edxml/status.js';
import { writePackage } from '../../src/main/sync/edxml/write.js';
import { documents, entries, kyso, pdfsig, pin, sha256 } from '../integration/installation.js';
import { outgoing } from '../unit/queue/register-samples.js';
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

const issued = documents.scan;
const year = new Date().getFullYear();

/** The document that was signed here is number 1 of this year. */
const register = async (profile: string): Promise<void> => {
  const databasePath = join(profile, 'queue.sqlite');
  const queue = await openQueue({ workerPath: join(entries, 'database-worker.cjs'), databasePath });
  const { jobs } = await queue.list({ text: '', states: ['proved'], after: null, limit: 10 });
  const job = jobs.find((one) => one.serverId === null);
  const [user, date, series] = ['vanthu', `${year}-03-02`, 'di'];
  const documentSha256 = sha256(issued);
  await queue.holdNumbers({ direction: 'outgoing', user, items: [{ series, documentSha256, date }] });
  const sample = outgoing('x', 1);
  const fields = { ...sample.fields, urgency: 'khan' as const, recipients: [{ name: 'Sở Nội vụ tỉnh Nghệ An' }] };
  const resultSha256 = job?.signedSha256 ?? '';
  await queue.register({ ...sample, year, date, series, documentSha256, resultSha256, fields });
  await queue.close();
};

/** A document came in a package and one by hand; both were signed, and one registered, before the application starts. */
const fill = async (profile: string): Promise<void> => {
  const { token } = surroundings.workplace;
  put('đến/1.edxml', {}, documents.text);
  const data = ['--data', profile];
  await kyso(['sync', '--edxml-inbox', at('đến'), '--edxml-outbox', at('đi'), ...data]);
  await kyso(['queue', 'add', issued, ...data]);
  const run = ['queue', 'run', '--module', token.modulePath, '--pin-stdin', '--offline', ...data];
  const { lines } = await kyso(run, { env: token.env, input: pin });
  expect(lines.map(({ state }) => state)).toEqual(['proved', 'proved']);
  await register(profile);
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

const resize = (scale: number): Promise<void> =>
  desktop.app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size), [
    Math.round(1366 / scale),
    Math.round(728 / scale),
  ] as [number, number]);

/** Nothing is cut at 100 % or 150 % of a small screen, and axe finds nothing. */
const look = async (name: string, at?: Locator): Promise<void> => {
  for (const scale of [1.5, 1]) {
    await resize(scale);
    await at?.scrollIntoViewIfNeeded();
    await desktop.window.waitForTimeout(200);
    await expectWhole(desktop.window);
    await takePicture(desktop.window, `edxml-${name}-${scale * 100}`);
  }
  await accessible();
};

const speak = (language: 'English' | 'Tiếng Việt'): Promise<void> =>
  desktop.window.getByRole('button', { name: language }).click();

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
  await look('nhan-goi');
});

test('a signed document leaves in a package that says what it came with, once nothing is missing', async () => {
  const page = await queue();
  await page.getByRole('button', { name: `Xem văn bản ${draft.subject}` }).click();
  const dialog = desktop.window.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Gửi qua trục…' }).click();
  const number = dialog.getByRole('textbox', { name: 'Số', exact: true });
  await expect(number).toHaveValue('05');
  await expect(dialog.getByRole('textbox', { name: 'Ngày ban hành' })).toHaveValue('02/03/2026');
  await number.fill('');
  const target = at('ra.edxml');
  await answer([target]);
  await dialog.getByRole('button', { name: 'Lưu gói thành tệp…' }).press('Enter');
  await expect(number).toBeFocused();
  await expect(dialog.getByText('Mục này thiếu, sai dạng hoặc quá dài.')).toBeVisible();
  await look('gui-qua-truc');
  await number.fill('7');
  await dialog.getByRole('button', { name: 'Lưu gói thành tệp…' }).press('Enter');
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
  await look('thu-muc', code);
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

test('what others said of a document is one line in the list and over the document, in both languages', async () => {
  const [documentId, sender] = ['H41.02.01,2026/03/02,05/TTr-SNV', 'Sở Nội vụ tỉnh Nghệ An'];
  const { organId, name } = draft.from;
  const responseFor = { organId, code: '05/TTr-SNV', issuedOn: draft.issuedOn, documentId };
  const words = { from: { organId, name }, code: '03', description: 'Vào sổ số 15', at: '2026-03-02T03:04:05Z' };
  writeFileSync(at('tt.xml'), writeStatus({ responseFor, ...words, staff: {} }));
  const page = await queue();
  await answer([at('tt.xml')]);
  await page.getByRole('button', { name: 'Gói edXML' }).press('Enter');
  await desktop.window.getByRole('menuitem', { name: 'Nhận gói edXML…' }).press('Enter');
  const said = `${sender} đã tiếp nhận, vào sổ (10:04 ngày 02/03/2026): Vào sổ số 15.`;
  await expect(page.getByRole('row').filter({ hasText: said })).toContainText(draft.subject);
  await look('trang-thai');
  await speak('English');
  const english = desktop.window.getByRole('main', { name: 'Queue' });
  const line = `${sender}: accepted and registered (10:04, 02/03/2026): Vào sổ số 15.`;
  await expect(english.getByRole('row').filter({ hasText: line })).toContainText(draft.subject);
  await look('trang-thai-en');
  await english.getByRole('row').filter({ hasText: line }).getByRole('button').first().click();
  await expect(desktop.window.getByRole('dialog').getByText(line)).toBeVisible();
  await look('chi-tiet-en');
  await desktop.window.keyboard.press('Escape');
  await desktop.window.getByRole('navigation').getByRole('button', { name: 'Settings', exact: true }).click();
  await look('thu-muc-en', desktop.window.getByRole('textbox', { name: 'Code of this office' }));
});

test('an issued document leaves from its register, filled in as it was registered, and its line tells so', async () => {
  const { window } = desktop;
  await window.getByRole('navigation').getByRole('button', { name: 'Registers', exact: true }).click();
  const page = window.getByRole('main', { name: 'Registers' });
  await page.getByRole('button', { name: 'Open document number 01/QĐ-UBND' }).click();
  const dialog = window.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Send by exchange…' }).press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'Notation' })).toHaveValue('QĐ-UBND');
  await expect(dialog.getByRole('combobox', { name: 'Urgency' })).toHaveValue('1');
  // A package came from that office before: its code is known.
  const to = dialog.getByRole('textbox', { name: 'Receiving offices' });
  await expect(to).toHaveValue('H41.02.01 Sở Nội vụ tỉnh Nghệ An');
  await look('gui-tu-so-en');
  const name = dialog.getByRole('textbox', { name: 'Sender’s name' });
  await name.fill('UBND huyện');
  const before = readdirSync(at('đi'));
  await dialog.getByRole('button', { name: 'Put into the outgoing folder' }).press('Enter');
  await expect(dialog.getByText(`Document code: H41.03,${year}/03/02,01/QĐ-UBND.`, { exact: false })).toBeVisible();
  const [left = '', ...others] = readdirSync(at('đi')).filter((one) => !before.includes(one));
  expect(others).toEqual([]);
  const { facts } = await readDocument(readFileSync(at('đi', left)));
  expect(facts).toMatchObject({ priority: 1, copies: 3, to: [{ organId: 'H41.02.01' }] });
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: 'Open document number 01/QĐ-UBND' }).click();
  await expect(dialog.getByText('Package for 1 office made', { exact: false })).toBeVisible();
  await look('so-dong-trang-thai-en');
  await window.keyboard.press('Escape');
  await speak('Tiếng Việt');
});
