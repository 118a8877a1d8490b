import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PinPrompt } from '../../../src/contracts/ipc.js';
import type { PracticeState } from '../../../src/contracts/practice.js';
import { App } from '../../../src/renderer/app.js';
import { PinWindow } from '../../../src/renderer/pin/pin-window.js';
import { PracticePart } from '../../../src/renderer/practice/practice-part.js';
import { type FakeWindow, setUpKyso, show } from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({ PdfPreview: () => null }));

let kyso: FakeWindow;
const practising = (changes: Partial<PracticeState & { active: true }> = {}): void => {
  kyso.answer('practice:state', () => ({ active: true, pin: '12345678', server: null, ...changes }));
};
const band = () => screen.findByRole('region', { name: 'THỰC HÀNH – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ' });

beforeEach(() => {
  kyso = setUpKyso();
  localStorage.setItem('practice-guide-seen', '1');
});

describe('the band of practice mode', () => {
  it('stands above every page with the PIN that is to be typed', async () => {
    practising();
    const user = userEvent.setup();
    show(<App />);
    expect((await band()).textContent).toContain('THỰC HÀNH – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ');
    for (const page of ['Kiểm tra', 'Hàng đợi', 'Cài đặt']) {
      await user.click(screen.getByRole('button', { name: page }));
      expect((await band()).textContent).toContain('Mã PIN thực hành: 12345678');
    }
  });

  it('is not there in the real work', async () => {
    show(<App />);
    await screen.findByText('Phiên bản 0.1.0');
    expect(screen.queryByText(/KHÔNG CÓ GIÁ TRỊ PHÁP LÝ/)).toBeNull();
  });

  it('deletes nothing before it was asked and answered', async () => {
    practising();
    kyso.answer('practice:leave', () => undefined);
    const user = userEvent.setup();
    show(<App />);
    await user.click(within(await band()).getByRole('button', { name: 'Kết thúc thực hành…' }));
    await user.click(await screen.findByRole('button', { name: 'Hủy' }));
    expect(kyso.requestsOf('practice:leave')).toEqual([]);
    // The question has to have faded away before it is asked again.
    const again = await vi.waitFor(
      async () => {
        await user.click(within(await band()).getByRole('button', { name: 'Kết thúc thực hành…' }));
        return screen.getByRole('button', { name: 'Xóa dữ liệu và kết thúc' });
      },
      { timeout: 5_000 },
    );
    await user.click(again);
    await vi.waitFor(() => expect(kyso.requestsOf('practice:leave')).toEqual(['delete']));
    await vi.waitFor(() => expect(localStorage.getItem('practice-guide-seen')).toBeNull());
  });

  it('tells where the sample documents are, and why they are not', async () => {
    practising();
    kyso.answer('practice:samples', () => ({ folder: 'Tài liệu mẫu', names: ['1. Công văn.pdf'] }));
    const user = userEvent.setup();
    show(<App />);
    const button = within(await band()).getByRole('button', { name: 'Lấy tài liệu mẫu' });
    await user.click(button);
    expect(await screen.findByText(/1\. Công văn\.pdf/)).toBeTruthy();
    kyso.refuse('practice:samples', 'Đĩa đầy.', 'practice.samples-failed');
    await user.click(button);
    expect(await screen.findByText('Đĩa đầy.')).toBeTruthy();
  });
});

describe('the guide in practice', () => {
  it('leads from the sample documents over one signature and one issue to the end', async () => {
    practising();
    localStorage.removeItem('practice-guide-seen');
    const user = userEvent.setup();
    show(<App />);
    const titles: (string | null)[] = [];
    for (const button of ['Tiếp tục', 'Tiếp tục', 'Tiếp tục', 'Bắt đầu']) {
      const dialog = await screen.findByRole('dialog');
      titles.push(within(dialog).getByRole('heading').textContent);
      await user.click(within(dialog).getByRole('button', { name: button }));
    }
    expect(titles).toEqual([
      'Bước 1 trong 4Lấy tài liệu mẫu',
      'Bước 2 trong 4Ký thử một văn bản',
      'Bước 3 trong 4Phát hành thử một văn bản',
      'Bước 4 trong 4Kết thúc thực hành',
    ]);
    expect(localStorage.getItem('practice-guide-seen')).toBe('1');
  });
});

it('the queue offers no sign-in where practice has no server, and says why', async () => {
  practising();
  const user = userEvent.setup();
  kyso.answer('server:state', () => ({
    configured: false,
    url: null,
    username: null,
    signedIn: false,
    sessionKept: null,
    paused: false,
    lastContact: null,
  }));
  show(<App />);
  await band();
  await user.click(screen.getByRole('button', { name: 'Hàng đợi' }));
  const page = screen.getByRole('main', { name: 'Hàng đợi' });
  expect(await within(page).findByText(/không kết nối với máy chủ văn bản/)).toBeTruthy();
  expect(within(page).queryByRole('form')).toBeNull();
});

it('offers no level that needs servers, and says why', async () => {
  practising();
  const user = userEvent.setup();
  show(<App />);
  await user.click(screen.getByRole('button', { name: 'Cài đặt' }));
  const page = within(screen.getByRole('main', { name: 'Cài đặt' }));
  expect(await page.findByText(/không hỏi máy chủ nào: mọi chữ ký ở mức B-B/)).toBeTruthy();
  expect(page.queryByRole('radio', { name: /^B-T/ })).toBeNull();
  expect(page.queryByRole('button', { name: 'Lưu cài đặt' })).toBeNull();
});

describe('practice mode on the settings page', () => {
  it.each([
    [false, 'Mở chế độ thực hành'],
    [true, 'Thực hành tiếp'],
  ])('with something kept: %s, offers “%s”', async (kept, name) => {
    kyso.answer('practice:state', () => ({ active: false, kept }));
    kyso.refuse('practice:start', 'Đang có văn bản được ký.', 'practice.busy');
    const user = userEvent.setup();
    show(<PracticePart />);
    await user.click(await screen.findByRole('button', { name }));
    expect(await screen.findByText('Đang có văn bản được ký.')).toBeTruthy();
  });

  it('shows a changed PIN as unknown, and the first one again after the token was renewed', async () => {
    practising({ pin: null });
    kyso.answer('practice:renew-token', () => ({ active: true, pin: '12345678', server: null }));
    const user = userEvent.setup();
    show(<PracticePart />);
    expect(await screen.findByText(/Mã PIN thực hành đã được đổi/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Làm mới thiết bị thực hành' }));
    expect(await screen.findByText('Mã PIN thực hành: 12345678')).toBeTruthy();
  });
});

const prompt: PinPrompt = {
  purpose: { kind: 'login' },
  count: 1,
  names: ['a.pdf'],
  certificate: { commonName: 'HUẤN LUYỆN', organization: '', issuer: 'CA', notAfter: '2030-01-01T00:00:00Z' },
  token: { label: 'THIẾT BỊ THỰC HÀNH', state: 'ok', minLength: 4, maxLength: 16, pad: false },
  again: null,
  caution: [],
};

describe('the PIN window', () => {
  it.each([
    ['12345678', 'Mã PIN thực hành: 12345678'],
    [null, 'Mã PIN thực hành đã được đổi'],
  ])('says in practice that PIN %s is meant, and no real one', async (pin, words) => {
    vi.stubGlobal('kysoPin', { prompt: async () => ({ ...prompt, practice: { pin } }) });
    show(<PinWindow />);
    const notice = (await screen.findByText('THỰC HÀNH – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ')).parentElement;
    expect(notice?.textContent).toContain(words);
    expect(notice?.textContent).toContain('Đừng nhập mã PIN thật ở đây.');
  });

  it('says nothing of it in the real work', async () => {
    vi.stubGlobal('kysoPin', { prompt: async () => prompt });
    show(<PinWindow />);
    await screen.findByText('THIẾT BỊ THỰC HÀNH', { exact: false });
    expect(screen.queryByText('THỰC HÀNH – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ')).toBeNull();
  });
});
