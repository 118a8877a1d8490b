import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { corpus, documents } from '../integration/installation.js';
import { Desktop, makeSurroundings } from './application.js';

const scale = Number(process.env['PROBE_SCALE'] ?? '1');
test('probe', async () => {
  test.setTimeout(400_000);
  const s = await makeSurroundings();
  const d = await Desktop.launch(s, { arguments: [`--force-device-scale-factor=${scale}`] });
  await d.app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), { width: Math.round(1366 / scale), height: Math.round(728 / scale) });
  d.window.on('console', (m) => console.log('console:', m.type(), m.text()));
  d.window.on('pageerror', (e) => console.log('pageerror', e.message));
  if (process.env['PROBE_REAL'] !== '1') await d.app.evaluate(({ ipcMain }) => {
    const fault = (vi: string) => ({ code: 'records.kind-open', vi, en: vi });
    let n = 0;
    Object.assign(globalThis, { pixelsSeen: [] });
    const reply = (channel: string, f: (r: any) => unknown) => {
      ipcMain.removeHandler(channel);
      ipcMain.handle(channel, async (_e: unknown, r: any) => ({ ok: true, value: await f(r) }));
    };
    const anchor = (text: string) => ({ page: 1, box: { x: 60, y: 700, width: 100, height: 14 }, text, sure: true, reason: null });
    reply('records:plan', async (r) => {
      n += 1;
      const k = parseInt(r.document.slice(0, 4), 16) % 5;
      if (r.pixels) (globalThis as any).pixelsSeen.push(r.pixels);
      await new Promise((x) => setTimeout(x, 30));
      const gap = { page: 1, box: { x: 90, y: 700, width: 40, height: 13 }, baseline: 703, size: 13, filled: null, sure: true, reason: null };
      const scan = k === 2;
      return {
        facts: { pdfVersion: '1.7', pageCount: 3, pages: [1].map((page) => ({ page, width: 595, height: 842, text: { characters: 800, vietnamese: 0.3, usable: true }, images: [], imageCover: 1, occupied: [{ x: 60, y: 640, width: 200, height: 13 }], complete: true })),
          nation: null, motto: null, agency: anchor('SỞ NỘI VỤ'), superiorAgency: null, number: { label: anchor('Số:'), gap: scan ? { ...gap, filled: { text: '57', box: gap.box, field: null } } : gap, notation: '/QĐ-UBND' }, date: { line: anchor('ngày'), city: 'Đồng Tháp', day: gap, month: gap, year: '2026' },
          type: { name: 'Quyết định', abbreviation: 'QĐ', anchor: null }, subject: anchor('Về việc phê duyệt điều chỉnh chủ trương đầu tư dự án cải tạo, nâng cấp tuyến đường liên xã và hệ thống thoát nước'), block: null, recipients: null, stamps: [], secrecy: null, urgency: null },
        kind: { kind: r.choice.kind ?? (scan ? 'scan' : 'electronic'), sure: true, reasons: [] }, way: 'own-signatures',
        marks: scan ? [{ role: 'strip', page: 1, rect: { x: 380, y: 790, width: 180, height: 36 }, sure: true }] : [
          { role: 'number', page: 1, rect: { x: 95, y: 698, width: 30, height: 16 }, sure: true }, { role: 'day', page: 1, rect: { x: 400, y: 698, width: 20, height: 16 }, sure: true }, { role: 'month', page: 1, rect: { x: 460, y: 698, width: 20, height: 16 }, sure: true },
          { role: 'seal', page: 1, rect: { x: 330, y: 200, width: 100, height: 100 }, sure: k !== 1, ...(k === 1 && { reason: fault('Chưa chắc vị trí đặt dấu vì không tìm thấy hình chữ ký của lãnh đạo. Hãy kéo dấu vào đúng chỗ.') }) }],
        refusal: k === 3 ? fault('Văn bản điện tử này chưa có chữ ký số của người có thẩm quyền nên chưa phát hành được (NĐ 30/2020 Đ.33). Hãy trình người có thẩm quyền ký số.') : null,
        look: [], remarks: [{ code: 'records.kind-open', vi: 'Bản quét đen trắng; NĐ 30/2020 yêu cầu ảnh màu.', en: 'x', severity: 'warning', clause: 'NĐ 30/2020 Đ.25' }],
      };
    });
    reply('records:numbers', (r) => r.types.map((_: unknown, i: number) => 57 + i));
    reply('presets:get', () => ({ version: 1, office: { agency: 'Sở Nội vụ', seal: null, marks: 'prepared-fields', timeFormat: 'iso', arrivalStamp: { scale: 1, least: 0.6, place: 'under-number' }, series: [], corrections: {} }, leaders: [] }));
  });
  await d.open('Văn thư' as never);
  const page = d.window.getByRole('main', { name: 'Văn thư' });
  mkdirSync('/tmp/shots', { recursive: true });
  const shot = async (name: string) => { await d.window.screenshot({ path: `/tmp/shots/${name}-${scale * 100}.png` }); };
  await shot('empty');
  const folder = join(s.workplace.folder, 'chồng');
  mkdirSync(folder);
  const sources = [documents.text, documents.scan, documents.signed, documents.signedTwo, join(corpus, 'signed', '065811f3_01.pdf')];
  const files = Array.from({ length: 5 }, (_, i) => { const p = join(folder, `${String(i + 1).padStart(3, '0')} Quyết định phê duyệt điều chỉnh chủ trương đầu tư.pdf`); copyFileSync(sources[i % sources.length]!, p); return p; });
  await d.window.emulateMedia({ colorScheme: 'dark' });
  await d.window.evaluate(() => {
    const frames: number[] = []; const longs: number[] = [];
    Object.assign(globalThis, { frames, longs });
    new PerformanceObserver((l) => { for (const e of l.getEntries()) longs.push(Math.round(e.duration)); }).observe({ type: 'longtask' });
    let before = performance.now();
    const f = (now: number): void => { frames.push(now - before); before = now; requestAnimationFrame(f); };
    requestAnimationFrame(f);
  });
  const t0 = Date.now();
  await d.choose(page, files);
  await expect(page.getByRole('button', { name: 'Tất cả (5)' })).toBeVisible({ timeout: 100_000 });
  await expect(page.getByRole('progressbar', { name: 'Xem trước văn bản' })).toBeHidden({ timeout: 200_000 });
  console.log(await d.window.evaluate(async () => {
    const out: unknown[] = [];
    for (const row of document.querySelectorAll('[data-row]')) {
      const id = row.getAttribute('data-row') ?? '';
      (globalThis as any).longs.length = 0;
      const r: any = await (window as any).kyso.invoke('records:plan', { document: id, operation: 'issue', choice: {}, pixels: null });
      await new Promise((x) => setTimeout(x, 200));
      out.push([JSON.stringify(r).length, r.ok && JSON.stringify(r.value.facts.pages).length, [...(globalThis as any).longs]]);
    }
    return JSON.stringify(out);
  }));
  console.log('planned after', Date.now() - t0);
  console.log(await d.window.evaluate(() => { const { frames, longs } = globalThis as any; const s = [...frames].sort((a: number, b: number) => a - b); return JSON.stringify({ n: s.length, p50: s[Math.floor(s.length * .5)], p95: s[Math.floor(s.length * .95)], p99: s[Math.floor(s.length * .99)], max: s.at(-1), longs }); }));
  await d.window.evaluate(() => { (globalThis as any).frames.length = 0; (globalThis as any).longs.length = 0; });
  await page.locator('[data-row]').first().focus();
  for (let i = 0; i < 30; i += 1) { await d.window.keyboard.press('ArrowDown'); await d.window.waitForTimeout(60); }
  await d.window.keyboard.press('End');
  await d.window.waitForTimeout(1500);
  console.log('keys', await d.window.evaluate(() => { const { frames, longs } = globalThis as any; const s = [...frames].sort((a: number, b: number) => a - b); return JSON.stringify({ n: s.length, p95: s[Math.floor(s.length * .95)], max: s.at(-1), longs, focus: document.activeElement?.getAttribute('data-row') !== null }); }));
  await shot('dark');
  const { violations } = await new AxeBuilder({ page: d.window }).setLegacyMode(true).exclude('[data-tabster-dummy]').analyze();
  console.log(JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html, failureSummary }) => [html.slice(0, 200), failureSummary])])));
  await d.close();
  await s.close();
});
