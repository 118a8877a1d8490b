/** The page Kiểm tra in a real window, with real signed documents: what each person signed. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { corpus, documents } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { takePicture } from './picture.js';

const real = (name: string): string => join(corpus, 'signed', name);
const five = real('b5c701cd_40_van_ban_du_thao_4wgf1xkl.ndy-p62243-signed.pdf');
const six = real('d73b11b9_38_van_ban_du_thao_5dzyr0zq.ylq-cv-gui-xin-y-kien-c.pdf');
const one = real('0744633c_2450-kgvx.signed.pdf');
const screen = { width: 1366, height: 728 };

let surroundings: Surroundings;
let desktop: Desktop;
let page: Locator;
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
});
test.afterAll(() => surroundings.close());

const start = async (scale: number): Promise<void> => {
  desktop = await Desktop.launch(surroundings, { arguments: [`--force-device-scale-factor=${scale}`] });
  await desktop.app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width: Math.round(screen.width / scale), height: Math.round(screen.height / scale) },
  );
  await desktop.open('Kiểm tra');
  page = desktop.page('Kiểm tra chữ ký số');
};

const picture = (name: string): Promise<void> => takePicture(desktop.window, name);

/** The pixels in sight, once the page is drawn. */
const drawn = (): Promise<string> =>
  page.locator('canvas[data-page]').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

const accessible = async (): Promise<void> => {
  // Fluent's focus guards are hidden from readers on purpose.
  const { violations } = await new AxeBuilder({ page: desktop.window })
    .setLegacyMode(true)
    .exclude('[data-tabster-dummy]')
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
};

test('a document with five signatures is shown as each person signed it, with what is new marked', async () => {
  await start(1);
  await desktop.choose(page, [five, six, one, documents.text]);
  const row = page.getByRole('list', { name: 'Danh sách văn bản' }).getByRole('button', { name: /^b5c701cd/ });
  await row.click();
  await expect(page.getByText(/^Bản 5\/5: /)).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('canvas[data-page]')).toBeVisible();
  const now = await drawn();
  await picture('kiem-tra');
  await accessible();

  const slider = page.getByRole('slider', { name: 'Các bản theo lần ký' });
  await slider.focus();
  await desktop.window.keyboard.press('Home');
  await expect(page.getByText(/^Bản 1\/5: /)).toBeVisible();
  await expect.poll(drawn).not.toBe(now);
  await slider.focus();
  await desktop.window.keyboard.press('ArrowRight');
  await desktop.window.keyboard.press('ArrowRight');
  await expect(page.getByText(/^Bản 3\/5: /)).toBeVisible();
  await expect(page.locator('[data-comparison="compared"]')).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('[data-mark]')).toBeVisible();
  const third = await drawn();
  await picture('kiem-tra-lich-su');

  await page.getByRole('button', { name: 'Xem trước khi ký lần này' }).click();
  await expect(page.getByText('Đang hiện bản trước đó.')).toBeVisible();
  await expect.poll(drawn).not.toBe(third);
  await expect(page.locator('[data-mark]')).toHaveCount(0);
  await page.getByRole('button', { name: 'Xem trước khi ký lần này' }).click();
  await accessible();
});

test('each signature shows who under which scheme, the five things, and every detail down to the byte', async () => {
  const result = page.getByRole('region', { name: 'Kết quả kiểm tra' });
  await expect(result.getByText('Việc cần làm ngay')).toBeVisible();
  const card = result.getByRole('article', { name: 'Chữ ký 1', exact: true });
  await card.scrollIntoViewIfNeeded();
  await expect(card.getByText(/^Chứng thư công vụ – Ban Cơ yếu: C07/)).toBeVisible();
  for (const name of [
    'Người ký',
    'Cơ quan cấp chứng thư số',
    'Thời điểm ký',
    'Tính toàn vẹn',
    'Hiệu lực chứng thư khi ký',
  ])
    await expect(card.getByRole('term').filter({ hasText: new RegExp(`^${name}$`) })).toBeVisible();
  await card.getByRole('button', { name: 'Thông tin kỹ thuật' }).click();
  const tree = card.getByRole('tree', { name: 'Thông tin kỹ thuật' });
  await expect(tree.getByText(/^Đối tượng chữ ký: \d+ 0 R$/)).toBeVisible();
  await expect(tree.getByText(/^\/ByteRange: \[0 \d+ \d+ \d+\]$/)).toBeVisible();
  await tree.getByText(/^Đường dẫn chứng thư/).click();
  await tree.getByText('CA phục vụ các cơ quan Nhà nước G2', { exact: true }).click();
  await expect(tree.getByText(/^Vân tay SHA-256: [0-9a-f]{64}$/)).toBeVisible();
  await picture('kiem-tra-ky-thuat');
  await accessible();
});

test('number, date and seal of a document can be read and copied as text', async () => {
  const result = page.getByRole('region', { name: 'Kết quả kiểm tra' });
  const copy = result.getByRole('button', { name: 'Sao chép nội dung' });
  await copy.scrollIntoViewIfNeeded();
  await desktop.app.evaluate(({ clipboard }) => clipboard.clear());
  await copy.click();
  await expect(result.getByRole('button', { name: 'Đã sao chép' })).toBeVisible();
  const copied = await desktop.app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied.split('\n')).toHaveLength(5);
  expect(copied.split('\n')[0]?.split('\t').slice(0, 4)).toEqual(['1', '2243', 'trang 1', 'Signature1']);
  const adobe = result.getByText(/^Adobe và phần mềm khác có thể báo khác/);
  await adobe.click();
  await expect(result.getByText(/không nằm trong danh sách tin cậy của Adobe \(AATL\)/)).toBeVisible();
  await accessible();
});

test('the result is saved as a report in PDF', async () => {
  const target = join(surroundings.workplace.folder, 'báo cáo.pdf');
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, target);
  await page.getByRole('button', { name: 'Lưu báo cáo…' }).click();
  await expect(page.getByText('Đã lưu báo cáo kiểm tra.')).toBeVisible();
  expect(execFileSync('pdftotext', [target, '-'], { encoding: 'utf8' })).toMatch(/BÁO CÁO KIỂM TRA CHỮ KÝ SỐ/);
  await desktop.close();
});

/** `five` with an opaque box over the subject on page 1, in an increment that nobody signed. */
const withBox = (path: string): string => {
  const show = (what: string): string => execFileSync('qpdf', [what, five], { encoding: 'utf8' }).trim();
  const page = Number(/page 1: (\d+) 0 R/.exec(show('--show-pages'))?.[1]);
  const size = Number(/\/Size (\d+)/.exec(show('--show-object=trailer'))?.[1]);
  const root = /\/Root (\d+ 0 R)/.exec(show('--show-object=trailer'))?.[1];
  const original = readFileSync(five);
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(original.subarray(-64).toString('latin1'))?.[1];
  const drawing = '0.8 0.9 0.8 rg 0 0 200 60 re f';
  const bodies: readonly (readonly [number, string])[] = [
    [page, show(`--show-object=${page}`).replace('/Annots [', `/Annots [ ${size} 0 R`)],
    [size, `<< /Type /Annot /Subtype /Square /Rect [100 560 300 620] /F 4 /AP << /N ${size + 1} 0 R >> >>`],
    [
      size + 1,
      `<< /Type /XObject /Subtype /Form /BBox [0 0 200 60] /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    ],
  ];
  let at = original.length;
  const rows: number[] = [];
  let text = '';
  const add = (number: number, body: string): void => {
    rows.push(1, (at >>> 24) & 255, (at >>> 16) & 255, (at >>> 8) & 255, at & 255, 0);
    const object = `${number} 0 obj\n${body}\nendobj\n`;
    text += object;
    at += object.length;
  };
  for (const [number, body] of bodies) add(number, body);
  const start = at;
  rows.push(1, (at >>> 24) & 255, (at >>> 16) & 255, (at >>> 8) & 255, at & 255, 0);
  const head =
    `${size + 2} 0 obj\n<< /Type /XRef /W [1 4 1] /Index [${page} 1 ${size} 3] /Size ${size + 3} ` +
    `/Root ${root} /Prev ${previous} /Length ${rows.length} >>\nstream\n`;
  const tail = `\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`;
  writeFileSync(path, Buffer.concat([original, Buffer.from(text + head), Buffer.from(rows), Buffer.from(tail)]));
  return path;
};

test('what was drawn over a page after the last signature is framed, and belongs to nobody', async () => {
  await start(1);
  await desktop.choose(page, [withBox(join(surroundings.workplace.folder, 'che.pdf'))]);
  await expect(page.getByText('Bản 6/6: phần thêm vào sau chữ ký cuối')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: 'Không hợp lệ', level: 2 })).toBeVisible();
  await expect(page.getByText(/^1 chỗ khác bản trước mà không thuộc ô ký nào/)).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('[data-difference]')).toHaveCount(1);
  await picture('kiem-tra-them-sau-ky');
  await page.getByRole('button', { name: 'Bản trước', exact: true }).click();
  await expect(page.getByText(/^Bản 5\/6: C07 ký lúc/)).toBeVisible();
  await expect(page.locator('[data-difference]')).toHaveCount(0);
  await desktop.close();
});
