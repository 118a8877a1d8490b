import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackupState } from '../../../src/contracts/backup.js';
import { App } from '../../../src/renderer/app.js';
import { type FakeWindow, fault, setUpKyso, show } from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({
  PdfPreview: ({ name }: { name: string }) => <p>xem {name}</p>,
}));

let kyso: FakeWindow;
let state: BackupState;

const at = '2026-11-20T05:02:00.000Z';
const days = { acknowledged: 90, rejected: 90, recalled: 90, cancelled: null, copies: 30 };
const good = { at, documents: 12, missing: 0, journalIntact: true, error: null };

beforeEach(() => {
  kyso = setUpKyso();
  state = { folder: '/mnt/sao-luu', every: 'day', hour: 12, last: good, lastGood: at, running: false, warning: null };
  kyso.answer('backup:state', () => state);
  kyso.answer('retention:state', () => ({ days, waiting: null }));
});

const openPage = async () => {
  const user = userEvent.setup();
  show(<App />);
  await user.click(screen.getByRole('button', { name: 'Cài đặt' }));
  await user.click(screen.getByRole('tab', { name: 'Sao lưu' }));
  const page = within(screen.getByRole('main', { name: 'Cài đặt' }));
  await page.findByRole('heading', { name: 'Nơi sao lưu' });
  return { user, page };
};

describe('Sao lưu', () => {
  it('asks for nothing but a place before one is chosen, and says what is at stake', async () => {
    state = { ...state, folder: null, last: null, lastGood: null };
    const { user, page } = await openPage();
    expect(page.getByText(/Chưa chọn\..*có thể mất/)).toBeTruthy();
    expect(page.queryByRole('button', { name: 'Sao lưu ngay' })).toBeNull();
    kyso.answer('backup:choose-folder', () => ({ ...state, folder: 'Z:\\sao-luu' }));
    await user.click(page.getByRole('button', { name: 'Chọn nơi sao lưu…' }));
    expect(await page.findByText('Z:\\sao-luu')).toBeTruthy();
    expect(page.getByRole<HTMLInputElement>('radio', { name: /Hằng ngày, sau 12 giờ/ }).checked).toBe(true);
    expect(page.getByText('Chưa có bản sao lưu nào ở nơi này.')).toBeTruthy();
  });

  it('keeps the focus on the button while it backs up, and shows how it went', async () => {
    const { user, page } = await openPage();
    kyso.answer('backup:begin', () => {
      state = { ...state, running: true };
      return state;
    });
    const button = page.getByRole('button', { name: 'Sao lưu ngay' });
    await user.click(button);
    expect(await page.findByText(/Đang sao lưu/)).toBeTruthy();
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute('aria-disabled')).toBe('true');
    state = { ...state, running: false, last: { ...good, documents: 13, missing: 2 } };
    kyso.emit('backup:changed', undefined);
    expect(await page.findByText(/đã sao lưu 13 tệp văn bản/)).toBeTruthy();
    expect(page.getByText(/^2 văn bản có tệp bị thiếu/)).toBeTruthy();
  });

  it.each([
    ['old', /Đã quá 7 ngày/],
    ['folder-gone', /Không thấy thư mục \/mnt\/sao-luu/],
  ] as const)('warns: %s', async (warning, sentence) => {
    state = { ...state, warning };
    const { page } = await openPage();
    expect(page.getByText(sentence)).toBeTruthy();
  });

  it('tells why the last one failed and which one is good', async () => {
    const error = fault('backup.disk-full', 'Nơi sao lưu đã đầy.');
    state = { ...state, last: { ...good, at: '2026-11-21T05:02:00.000Z', error } };
    const { page } = await openPage();
    expect(page.getByText('Nơi sao lưu đã đầy.')).toBeTruthy();
    expect(page.getByText(/^Bản dùng được gần nhất: 20\/11\/2026/)).toBeTruthy();
  });

  it('changes how often', async () => {
    kyso.answer('backup:set-rhythm', (every) => ({ ...state, every: every as BackupState['every'] }));
    const { user, page } = await openPage();
    await user.click(page.getByRole('radio', { name: 'Hằng tuần' }));
    expect(kyso.requestsOf('backup:set-rhythm')).toEqual(['week']);
    expect(page.getByRole<HTMLInputElement>('radio', { name: 'Hằng tuần' }).checked).toBe(true);
  });
});

describe('Thời hạn lưu', () => {
  it('says how long what is kept', async () => {
    const { page } = await openPage();
    const part = within(await page.findByRole('region', { name: 'Thời hạn lưu trên máy này' }));
    await part.findByText('Văn bản máy chủ đã nhận đủ');
    expect(part.getAllByRole('term').map(({ textContent }) => textContent)).toHaveLength(5);
    expect(part.getAllByRole('definition').map(({ textContent }) => textContent)).toEqual([
      '90 ngày',
      '90 ngày',
      '90 ngày',
      'không xóa',
      '30 ngày',
    ]);
  });

  it('says why nothing is deleted, and lets the person say that the clock is right', async () => {
    kyso.answer('retention:state', () => ({ days, waiting: fault('queue.clock-ahead', 'Đồng hồ chạy trước.') }));
    kyso.answer('retention:confirm-clock', () => ({ days, waiting: null }));
    const { user, page } = await openPage();
    await page.findByText('Đồng hồ chạy trước.');
    await user.click(page.getByRole('button', { name: 'Đồng hồ đúng, xóa theo thời hạn' }));
    await vi.waitFor(() => expect(page.queryByText('Đồng hồ chạy trước.')).toBeNull());
    expect(kyso.requestsOf('retention:confirm-clock')).toHaveLength(1);
  });
});
