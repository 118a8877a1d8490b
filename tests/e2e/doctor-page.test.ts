/** The page Kiểm tra máy in a real window, with a real token, timestamp server and revocation lists, at 100 % and 150 %. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { checkIdSchema, doctorReportSchema } from '../../src/contracts/doctor.js';
import { issue, makeServices } from '../../tools/test-pki/make.mjs';
import { makeTestToken } from '../../tools/test-token/make.mjs';
import { pin } from '../integration/installation.js';
import { startTsa } from '../integration/pki-servers.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';

const screen = { width: 1366, height: 728 };
const checks = checkIdSchema.options.length;

let surroundings: Surroundings;
let tsa: Awaited<ReturnType<typeof startTsa>>;
test.beforeAll(async () => {
  const made = await makeSurroundings();
  const { pki, folder } = made.workplace;
  const soon = issue(pki.sub, {
    name: 'soon',
    subject: [
      ['C', 'VN'],
      ['O', 'ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM'],
      ['OU', 'Sở Nội vụ'],
      ['CN', 'Trần Thị Bích'],
    ],
    extensions: ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'],
    notAfter: new Date(Date.now() + 12.5 * 86_400_000),
  });
  const token = await makeTestToken({
    folder: join(folder, 'token-soon'),
    label: 'VGCA THU NGHIEM',
    pin,
    soPin: '87654321',
    identities: [
      { key: pki.person.key, certificate: pki.person.certificate, label: 'cá nhân' },
      { key: soon.key, certificate: soon.certificate, label: 'sắp hết hạn' },
    ],
    issuers: [pki.sub.certificate],
  });
  surroundings = { ...made, workplace: { ...made.workplace, token } };
  tsa = await startTsa({ authority: pki.root, signer: makeServices(pki).tsa });
});
test.afterAll(async () => {
  await tsa.close();
  await surroundings.close();
});

for (const scale of [1, 1.5]) {
  test(`the page at ${scale * 100} %: results, report without people, renewal list`, async () => {
    const desktop = await Desktop.launch(surroundings, {
      arguments: [`--force-device-scale-factor=${scale}`],
      settings: { timestamp: { servers: [tsa.url], level: null, embedRevocation: false } },
    });
    await desktop.app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
      { width: Math.round(screen.width / scale), height: Math.round(screen.height / scale) },
    );
    await desktop.open('Kiểm tra máy');
    const page = desktop.page('Kiểm tra máy');
    const list = page.getByRole('list', { name: 'Các mục kiểm tra' });
    await expect(list.getByRole('listitem')).toHaveCount(checks);
    await expect(list.locator('[data-state="running"]')).toHaveCount(0, { timeout: 60_000 });
    const row = (name: string) => list.getByRole('listitem', { name, exact: true });
    await expect(row('Máy chủ dấu thời gian')).toHaveAttribute('data-state', 'good');
    await expect(row('Thời hạn chứng thư')).toHaveAttribute('data-state', 'attention');
    await expect(row('Thời hạn chứng thư')).toContainText('Trần Thị Bích chỉ còn 12 ngày');
    await expect(desktop.window.getByText('Chứng thư còn 12 ngày')).toBeVisible();
    const wide = await desktop.window.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBeLessThanOrEqual(0);
    await takePicture(desktop.window, `kiem-tra-may-${scale * 100}`);
    await row('Máy chủ dấu thời gian').getByText('Thông tin kỹ thuật').click();
    await expect(row('Máy chủ dấu thời gian').getByText(tsa.url)).toBeVisible();
    const { violations } = await new AxeBuilder({ page: desktop.window })
      .setLegacyMode(true)
      .exclude('[data-tabster-dummy]')
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);

    await desktop.app.evaluate(({ clipboard }) => clipboard.clear());
    await page.getByRole('button', { name: 'Sao chép báo cáo' }).click();
    await expect(page.getByRole('button', { name: 'Đã sao chép' })).toBeVisible();
    const copied = await desktop.app.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toContain('[TỐT] Máy chủ dấu thời gian');
    expect(copied).toContain('T. T. B.');
    expect(copied).not.toMatch(/Trần Thị Bích|Nguyễn/);

    const target = { json: join(desktop.profile, 'máy.json'), csv: join(desktop.profile, 'gia hạn.csv') };
    const answerWith = (filePath: string): Promise<void> =>
      desktop.app.evaluate(({ dialog }, path) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
      }, filePath);
    await answerWith(target.json);
    await page.getByRole('button', { name: 'Lưu báo cáo…' }).click();
    await expect.poll(() => existsSync(target.json)).toBe(true);
    await expect(page.getByRole('button', { name: 'Đã lưu báo cáo' })).toBeVisible();
    const saved = doctorReportSchema.parse(JSON.parse(readFileSync(target.json, 'utf8')));
    expect(saved.results).toHaveLength(checks);
    expect(JSON.stringify(saved)).not.toContain('Trần Thị Bích');
    await answerWith(target.csv);
    await page.getByRole('button', { name: /^Xuất danh sách gia hạn \(1\)/ }).click();
    await expect(page.getByText('Đã lưu danh sách đề nghị gia hạn.')).toBeVisible();
    expect(readFileSync(target.csv, 'utf8')).toMatch(/^\uFEFF"Họ và tên",[^\n]+\r\n"Trần Thị Bích",/);
    await desktop.close();
  });
}
