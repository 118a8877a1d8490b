/** Pictures on the way of a test, where SCREENSHOTS=1 asks for them (`npm run screenshots`). */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { Desktop } from './application.js';

export const takesPictures = process.env['SCREENSHOTS'] === '1';

const root = resolve(import.meta.dirname, '..', '..');

/** What stands in a document is kept; the others are for the eye of whoever works on the window. */
const placeOf = (name: string): string => {
  const shown = ['README.md', 'docs/huong-dan-su-dung.md'].some((document) =>
    readFileSync(join(root, document), 'utf8').includes(`images/${name}.png)`),
  );
  return join(root, shown ? 'docs/images' : 'test-results/pictures', name);
};

/** @param name of the file, without `.png` */
export const takePicture = async (page: Page, name: string): Promise<void> => {
  if (takesPictures) await page.screenshot({ path: `${placeOf(name)}.png` });
};

/** The first page of the report that the page Kiểm tra saves of the document in sight. */
export const takeReport = async (desktop: Desktop, name: string): Promise<void> => {
  if (!takesPictures) return;
  const folder = mkdtempSync(join(tmpdir(), 'kyso-report-'));
  const report = join(folder, 'report.pdf');
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, report);
  await desktop.page('Kiểm tra chữ ký số').getByRole('button', { name: 'Lưu báo cáo…' }).click();
  await expect.poll(() => existsSync(report) && readFileSync(report, 'latin1').includes('%%EOF')).toBe(true);
  execFileSync('pdftoppm', ['-png', '-r', '80', '-f', '1', '-singlefile', report, placeOf(name)]);
  rmSync(folder, { recursive: true });
};
