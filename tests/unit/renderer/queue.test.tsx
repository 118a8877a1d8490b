import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { QueueFilter } from '../../../src/contracts/ipc.js';
import type { Job } from '../../../src/contracts/jobs.js';
import { App } from '../../../src/renderer/app.js';
import { batchOf, certificate, type FakeWindow, job, moduleWith, setUpKyso, show } from './support.js';

let kyso: FakeWindow;

const serve = (jobs: readonly Job[]): void =>
  kyso.answer('queue:list', (request) => {
    const { offset, limit, states } = request as QueueFilter;
    const matching = jobs.filter(({ state }) => states.length === 0 || states.includes(state));
    const counts: Record<string, number> = {};
    for (const { state } of jobs) counts[state] = (counts[state] ?? 0) + 1;
    return { jobs: matching.slice(offset, offset + limit), total: matching.length, counts };
  });

beforeEach(() => {
  kyso = setUpKyso();
  kyso.answer('tokens:list', () => [moduleWith(certificate(1))]);
});

const page = () => within(screen.getByRole('main', { name: 'Hàng đợi' }));

const open = async () => {
  const user = userEvent.setup();
  show(<App />);
  await user.click(screen.getByRole('button', { name: 'Hàng đợi' }));
  return user;
};

describe('Hàng đợi', () => {
  it('draws only the rows in sight of five hundred, and says how many there are', async () => {
    serve(Array.from({ length: 500 }, (_, index) => job(index)));
    await open();
    expect(await page().findByText('Đang hiện 500 trong 500 văn bản')).toBeTruthy();
    expect(page().getByRole('table').getAttribute('aria-rowcount')).toBe('501');
    const drawn = page().getAllByRole('row').length;
    expect(drawn).toBeGreaterThan(5);
    expect(drawn).toBeLessThan(40);
  });

  it('signs the chosen ones with the chosen certificate', async () => {
    serve([job(1), job(2), job(3, { state: 'delivered' })]);
    kyso.answer('queue:sign', () => batchOf('running', ['signing', 'waiting']));
    const user = await open();
    await user.click(await page().findByRole('checkbox', { name: 'Chọn tất cả 2 văn bản đang hiện' }));
    expect(page().queryByRole('checkbox', { name: 'Chọn Công văn số 3/CV-UBND' })).toBeNull();
    await user.click(page().getByRole('button', { name: 'Ký đã chọn (2)' }));
    await user.click(await screen.findByRole('button', { name: 'Tiếp tục nhập mã PIN' }));
    expect(kyso.requestsOf('queue:sign')).toEqual([
      { jobs: ['job-1', 'job-2'], certificate: certificate(1).fingerprint },
    ]);
    expect(await screen.findByRole('heading', { name: 'Đang ký văn bản' })).toBeTruthy();
  });

  it('says why a document failed and tries it again', async () => {
    const error = { code: 'app.internal', vi: 'Máy chủ không nhận văn bản.', en: 'Refused.' } as const;
    serve([job(1, { state: 'failed', error })]);
    kyso.answer('queue:retry', () => undefined);
    const user = await open();
    expect(await page().findByText('Máy chủ không nhận văn bản.')).toBeTruthy();
    await user.click(page().getByRole('button', { name: 'Thử lại Công văn số 1/CV-UBND' }));
    expect(kyso.requestsOf('queue:retry')).toEqual([['job-1']]);
  });

  it('hands the words typed to the main process as they are, with or without marks', async () => {
    serve([job(1)]);
    const user = await open();
    await user.type(page().getByRole('searchbox', { name: 'Tìm theo tên văn bản' }), 'cong van');
    await waitFor(() => expect(kyso.requestsOf('queue:list').at(-1)).toMatchObject({ text: 'cong van', offset: 0 }));
  });

  it('filters by group of states, with its count', async () => {
    serve([job(1), job(2, { state: 'signing' }), job(3, { state: 'uploading' })]);
    const user = await open();
    await page().findByText('Đang hiện 3 trong 3 văn bản');
    await user.click(page().getByRole('combobox', { name: 'Lọc theo trạng thái' }));
    await user.click(await screen.findByRole('option', { name: 'Đang xử lý (2)' }));
    expect(await page().findByText('Đang hiện 2 trong 2 văn bản')).toBeTruthy();
  });

  it('fetches and delivers by two buttons, and tells what came of it', async () => {
    serve([]);
    kyso.answer('server:sync', (direction) => ({
      downloaded: direction === 'download' ? 12 : 0,
      uploaded: direction === 'upload' ? 3 : 0,
      failures:
        direction === 'upload'
          ? [{ title: 'Tờ trình', error: { code: 'app.internal', vi: 'Máy chủ không trả lời.', en: 'x' } }]
          : [],
    }));
    const user = await open();
    await user.click(await page().findByRole('button', { name: 'Lấy văn bản về' }));
    expect(await page().findByText('Đã lấy về 12 văn bản.')).toBeTruthy();
    await user.click(page().getByRole('button', { name: 'Gửi lên máy chủ' }));
    expect(await page().findByText('Máy chủ không trả lời.')).toBeTruthy();
    expect(kyso.requestsOf('server:sync')).toEqual(['download', 'upload']);
  });

  it('follows changes without asking at each of them', async () => {
    serve([job(1)]);
    await open();
    await page().findByText('Đang hiện 1 trong 1 văn bản');
    const before = kyso.requestsOf('queue:list').length;
    serve([job(1), job(2)]);
    act(() => {
      for (let index = 0; index < 200; index += 1) kyso.emit('queue:changed', undefined);
    });
    expect(await page().findByText('Đang hiện 2 trong 2 văn bản', undefined, { timeout: 3000 })).toBeTruthy();
    expect(kyso.requestsOf('queue:list').length).toBe(before + 1);
  });
});

describe('sign-in to the server', () => {
  const state = { configured: true, url: 'https://vb.example', username: 'vanthu', signedIn: false, lastContact: null };

  it('forgets the password at once and shows the refusal', async () => {
    kyso.answer('server:state', () => state);
    kyso.refuse('server:sign-in', 'Sai tên đăng nhập hoặc mật khẩu.');
    const user = await open();
    const password = await page().findByLabelText<HTMLInputElement>('Mật khẩu');
    await user.type(password, 'bí-mật{Enter}');
    expect(await page().findByText('Sai tên đăng nhập hoặc mật khẩu.')).toBeTruthy();
    expect(password.value).toBe('');
    expect(kyso.requestsOf('server:sign-in')).toEqual([
      { url: 'https://vb.example', username: 'vanthu', password: 'bí-mật' },
    ]);
    expect(document.body.innerHTML).not.toContain('bí-mật');
  });

  it('gives way to the queue when it succeeds', async () => {
    kyso.answer('server:state', () => state);
    kyso.answer('server:sign-in', () => ({ ...state, signedIn: true }));
    const user = await open();
    expect(await page().findByRole('button', { name: 'Lấy văn bản về' })).toHaveProperty('disabled', true);
    await user.type(await page().findByLabelText('Mật khẩu'), 'x{Enter}');
    await waitFor(() => expect(page().queryByLabelText('Mật khẩu')).toBeNull());
    expect(page().getByRole('button', { name: 'Lấy văn bản về' })).toHaveProperty('disabled', false);
  });
});
