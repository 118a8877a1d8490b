import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../../../src/renderer/app.js';
import {
  batchOf,
  certificate,
  documentInfo,
  type FakeWindow,
  fault,
  moduleWith,
  settings,
  setUpKyso,
  show,
} from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({
  PdfPreview: ({ name }: { name: string }) => <p>xem {name}</p>,
}));

const encrypted = { code: 'app.internal', vi: 'Văn bản có mật khẩu nên không ký được.', en: 'Encrypted.' } as const;
let kyso: FakeWindow;

beforeEach(() => {
  kyso = setUpKyso();
  kyso.answer('tokens:list', () => [moduleWith(certificate(1))]);
  kyso.answer('documents:choose', () => ({
    documents: [documentInfo(1), documentInfo(2), documentInfo(3, { error: encrypted })],
    failures: [
      { name: 'thu-moi.docx', error: { code: 'app.internal', vi: 'Đây không phải tệp PDF.', en: 'Not a PDF.' } },
    ],
  }));
});

const page = () => within(screen.getByRole('main', { name: 'Ký văn bản' }));

const openAndSign = async () => {
  const user = userEvent.setup();
  show(<App />);
  await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
  await user.click(await page().findByRole('button', { name: 'Ký 2 văn bản' }));
  return user;
};

describe('Ký', () => {
  it('believes what it was told of a token over an answer that was overtaken', async () => {
    let answer: (modules: []) => void = () => undefined;
    const answered = new Promise<[]>((resolve) => {
      answer = resolve;
    });
    kyso.answer('tokens:list', () => answered);
    const user = userEvent.setup();
    show(<App />);
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    await page().findByRole('button', { name: 'Ký 2 văn bản' });
    await act(async () => {
      kyso.emit('tokens:changed', [moduleWith(certificate(1))]);
      answer([]);
    });
    await waitFor(() => expect(page().getByRole('button', { name: 'Ký 2 văn bản' })).toHaveProperty('disabled', false));
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
    expect(page().getByRole('button', { name: 'Ký 2 văn bản' })).toHaveProperty('disabled', false);
  });

  it('says of each file why it cannot be taken in or signed, and signs the rest with the only certificate', async () => {
    kyso.answer('signing:start', () => batchOf('waiting-for-pin', ['waiting', 'waiting']));
    await openAndSign();
    expect(kyso.requestsOf('signing:start')).toEqual([
      {
        documents: [documentInfo(1).id, documentInfo(2).id],
        certificate: certificate(1).fingerprint,
        placement: { kind: 'automatic' },
      },
    ]);
    expect(await page().findByRole('heading', { name: 'Đang chờ mã PIN' })).toBeTruthy();
  });

  it('shows both kinds of problem as sentences beside their names', async () => {
    const user = userEvent.setup();
    show(<App />);
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    expect(await page().findByText('Đây không phải tệp PDF.')).toBeTruthy();
    expect(page().getByRole('button', { name: /van-ban-3\.pdf.*có mật khẩu nên không ký được/ })).toBeTruthy();
    expect(page().getByText('1 văn bản không ký được sẽ được bỏ qua.')).toBeTruthy();
  });

  it('sends reason and invisible placement when the person gives them', async () => {
    kyso.answer('signing:start', () => batchOf('running', ['signing', 'waiting']));
    const user = userEvent.setup();
    show(<App />);
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    await user.click(await page().findByRole('radio', { name: /Không hiển thị/ }));
    await user.type(page().getByLabelText('Lý do ký (không bắt buộc)'), ' Phê duyệt ');
    await user.click(page().getByRole('button', { name: 'Ký 2 văn bản' }));
    expect(kyso.requestsOf('signing:start')).toMatchObject([{ placement: { kind: 'invisible' }, reason: 'Phê duyệt' }]);
  });

  it('waits for a token, and goes on by itself when one is plugged in', async () => {
    kyso.answer('tokens:list', () => [{ path: 'x', name: 'x', tokens: [] }]);
    const user = userEvent.setup();
    show(<App />);
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    expect(await page().findByText('Chưa thấy thiết bị lưu khóa nào được cắm vào.')).toBeTruthy();
    expect(page().getByRole('button', { name: 'Ký 2 văn bản' })).toHaveProperty('disabled', true);
    act(() => kyso.emit('tokens:changed', [moduleWith(certificate(1))]));
    await waitFor(() => expect(page().getByRole('button', { name: 'Ký 2 văn bản' })).toHaveProperty('disabled', false));
  });

  it('offers to add a driver when none is there, and says why one cannot be used', async () => {
    const driver = { path: 'C:\\vgca.dll', name: 'VGCA', tokens: [] };
    kyso.answer('tokens:list', () => [
      { ...driver, error: { code: 'app.internal', vi: 'Trình điều khiển 32-bit.', en: '32-bit.' } },
    ]);
    kyso.answer('tokens:add-module', () => [moduleWith(certificate(1))]);
    const user = userEvent.setup();
    show(<App />);
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    expect(await page().findByText(/Trình điều khiển 32-bit/)).toBeTruthy();
    await user.click(page().getByRole('button', { name: 'Thêm trình điều khiển…' }));
    expect(await page().findByText('Nguyễn Thị Ánh 1')).toBeTruthy();
  });

  it('says of a locked token what to do, and does not start', async () => {
    const module = moduleWith(certificate(1));
    const locked = module.tokens.map((token) => ({ ...token, pin: { ...token.pin, state: 'locked' as const } }));
    kyso.answer('tokens:list', () => [{ ...module, tokens: locked }]);
    const user = userEvent.setup();
    show(<App />);
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    expect(await page().findByText('Mã PIN của “VGCA Token” đã bị khóa.')).toBeTruthy();
    expect(page().getAllByText(/Đề nghị nơi cấp mở khóa thiết bị\./)).toHaveLength(2);
    expect(page().getByRole('button', { name: 'Ký 2 văn bản' })).toHaveProperty('disabled', true);
    expect(page().queryByRole('button', { name: 'Đổi mã PIN…' })).toBeNull();
    act(() => kyso.emit('tokens:changed', [module]));
    await waitFor(() => expect(page().getByRole('button', { name: 'Ký 2 văn bản' })).toHaveProperty('disabled', false));
  });

  it('waits for the token of the chosen certificate, and signs with no other meanwhile', async () => {
    kyso.answer('tokens:list', () => [moduleWith(certificate(1), certificate(2))]);
    const user = userEvent.setup();
    show(<App />);
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    await user.click(await page().findByRole('radio', { name: /Ánh 2/ }));
    act(() => kyso.emit('tokens:changed', [moduleWith(certificate(1))]));
    expect(await page().findByText(/Chưa thấy thiết bị có chứng thư số đã chọn/)).toBeTruthy();
    expect(page().getByRole('button', { name: 'Ký 2 văn bản' })).toHaveProperty('disabled', true);
    act(() => kyso.emit('tokens:changed', [moduleWith(certificate(1), certificate(2))]));
    await waitFor(() => expect(page().getByRole('radio', { name: /Ánh 2/ })).toHaveProperty('checked', true));
    expect(page().getByRole('button', { name: 'Ký 2 văn bản' })).toHaveProperty('disabled', false);
  });

  it('remembers a certificate as the office’s seal', async () => {
    const remembered = { personal: null, seal: certificate(1).fingerprint };
    kyso.answer('settings:remember-certificate', () => ({ ...settings(), certificates: remembered }));
    const user = userEvent.setup();
    show(<App />);
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    await user.click(await page().findByRole('checkbox', { name: 'con dấu cơ quan' }));
    expect(kyso.requestsOf('settings:remember-certificate')).toEqual([
      { use: 'seal', certificate: certificate(1).fingerprint },
    ]);
    await waitFor(() =>
      expect(page().getByRole('checkbox', { name: 'con dấu cơ quan' })).toHaveProperty('checked', true),
    );
  });

  it('tells what became of a change of the PIN', async () => {
    kyso.answer('tokens:change-pin', () => true);
    const user = userEvent.setup();
    show(<App />);
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    await user.click(await page().findByRole('button', { name: 'Đổi mã PIN…' }));
    expect(await page().findByText(/^Đã đổi mã PIN\./)).toBeTruthy();
    kyso.refuse('tokens:change-pin', 'Mã PIN đã bị khóa.', 'token.pin-locked');
    await user.click(page().getByRole('button', { name: 'Đổi mã PIN…' }));
    expect(await page().findByText('Mã PIN đã bị khóa.')).toBeTruthy();
    expect(page().queryByText(/^Đã đổi mã PIN\./)).toBeNull();
  });

  it('drops a document with the Delete key and goes on to the next', async () => {
    const user = userEvent.setup();
    show(<App />);
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    await user.click(await page().findByRole('button', { name: /^van-ban-1\.pdf/ }));
    await user.keyboard('{Delete}');
    expect(kyso.requestsOf('documents:remove')).toEqual([[documentInfo(1).id]]);
    expect(page().getByText('xem van-ban-2.pdf')).toBeTruthy();
  });

  it('walks the list with the arrow keys', async () => {
    const user = userEvent.setup();
    show(<App />);
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    await user.click(await page().findByRole('button', { name: /^van-ban-1\.pdf/ }));
    await user.keyboard('{ArrowDown}');
    expect(page().getByText('xem van-ban-2.pdf')).toBeTruthy();
    await user.keyboard('{End}');
    expect(page().getByText('xem van-ban-3.pdf')).toBeTruthy();
  });
});

describe('a batch', () => {
  it('that meets an expired PIN offers to change it first, and then goes on', async () => {
    const error = fault('token.pin-expired', 'Mã PIN đã hết hạn.');
    kyso.answer('signing:start', () => batchOf('paused', ['not-signed', 'not-signed'], { error }));
    kyso.answer('signing:resume', () => batchOf('waiting-for-pin', ['not-signed', 'not-signed']));
    kyso.answer('tokens:change-pin', () => true);
    const user = await openAndSign();
    await user.click(await page().findByRole('button', { name: 'Đổi mã PIN…' }));
    expect(await page().findByRole('heading', { name: 'Đang chờ mã PIN' })).toBeTruthy();
    expect(kyso.requestsOf('tokens:change-pin')).toEqual([certificate(1).fingerprint]);
    expect(kyso.requestsOf('signing:resume')).toHaveLength(1);
  });

  it('is paused when the token is pulled: says what is signed and what is not, and goes on after the PIN', async () => {
    const removed = { code: 'app.internal', vi: 'Thiết bị đã bị rút.', en: 'Removed.' } as const;
    kyso.answer('signing:start', () => batchOf('running', ['signed', 'signing']));
    kyso.answer('signing:resume', () => batchOf('running', ['signed', 'signing']));
    const user = await openAndSign();
    act(() => kyso.emit('batch:changed', batchOf('paused', ['signed', 'waiting'], { error: removed })));
    // Once in sight, once for the screen reader.
    expect(page().getAllByText(/1 văn bản đã ký, 1 văn bản chưa ký\./)).toHaveLength(2);
    expect(page().getByText('Thiết bị đã bị rút.')).toBeTruthy();
    await user.click(page().getByRole('button', { name: 'Nhập lại mã PIN để ký tiếp' }));
    expect(kyso.requestsOf('signing:resume')).toEqual([batchOf('paused', []).id]);
    expect(await page().findByRole('heading', { name: 'Đang ký văn bản' })).toBeTruthy();
  });

  it('keeps an event that overtook the reply', async () => {
    kyso.answer('signing:start', () => {
      kyso.emit('batch:changed', batchOf('finished', ['signed', 'signed']));
      return batchOf('waiting-for-pin', ['waiting', 'waiting']);
    });
    await openAndSign();
    expect(await page().findByText('Cả 2 văn bản đã được ký.')).toBeTruthy();
  });

  it('lets other pages be looked at while it runs, and shows there how far it is', async () => {
    kyso.answer('signing:start', () => batchOf('running', ['signed', 'signing']));
    const user = await openAndSign();
    await user.click(screen.getByRole('button', { name: 'Kiểm tra' }));
    expect(screen.getByRole('main', { name: 'Kiểm tra chữ ký số' })).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Trạng thái' }).textContent).toContain('Đang ký 1/2');
  });

  it('ends with a summary, the failures by filter, the folder, and what failed left for another try', async () => {
    kyso.answer('signing:start', () => batchOf('running', ['signing', 'waiting']));
    kyso.answer('signing:reveal', () => undefined);
    const user = await openAndSign();
    act(() => kyso.emit('batch:changed', batchOf('finished', ['signed', 'failed'])));
    expect(page().getAllByText(/1 đã ký, 1 không ký được/)).toHaveLength(2);
    await user.click(page().getByRole('tab', { name: 'Không ký được (1)' }));
    expect(within(page().getByRole('list', { name: 'Tiến trình từng văn bản' })).getAllByRole('listitem')).toHaveLength(
      1,
    );
    await user.click(page().getByRole('button', { name: 'Mở thư mục kết quả' }));
    expect(kyso.requestsOf('signing:reveal')).toHaveLength(1);
    await user.click(page().getByRole('button', { name: 'Ký văn bản khác' }));
    expect(kyso.requestsOf('documents:remove')).toEqual([[documentInfo(1).id]]);
    expect(await page().findByRole('button', { name: 'Ký 1 văn bản' })).toBeTruthy();
  });

  it('is paused by a button while it runs, and goes on after a PIN typed again', async () => {
    const over = fault('token.session-over', 'Phiên làm việc với thiết bị đã kết thúc.');
    kyso.answer('signing:start', () => batchOf('running', ['signed', 'signing']));
    kyso.answer('signing:pause', () => batchOf('running', ['signed', 'signing']));
    const user = await openAndSign();
    await user.click(page().getByRole('button', { name: 'Tạm dừng' }));
    expect(kyso.requestsOf('signing:pause')).toHaveLength(1);
    act(() => kyso.emit('batch:changed', batchOf('paused', ['signed', 'not-signed'], { error: over })));
    expect(page().queryByRole('button', { name: 'Tạm dừng' })).toBeNull();
    expect(page().getByRole('button', { name: 'Nhập lại mã PIN để ký tiếp' })).toBeTruthy();
  });

  it('whose timestamps are missing needs no PIN to go on, and says what not waiting costs', async () => {
    const late = fault('timestamp.unavailable', 'Chưa lấy được dấu thời gian.');
    const waiting = batchOf('awaiting-timestamp', ['signed', 'awaiting-timestamp'], { error: late });
    kyso.answer('signing:start', () => waiting);
    kyso.answer('signing:resume', () => waiting);
    kyso.answer('signing:cancel', () => ({ ...waiting, state: 'cancelled' }));
    const user = await openAndSign();
    expect(await page().findByRole('heading', { name: 'Chờ dấu thời gian' })).toBeTruthy();
    expect(page().getAllByText(/1 văn bản còn thiếu dấu thời gian/)).toHaveLength(2);
    expect(page().getByText('Đã ký, chờ dấu thời gian')).toBeTruthy();
    await user.click(page().getByRole('button', { name: 'Lấy lại dấu thời gian' }));
    expect(kyso.requestsOf('signing:resume')).toEqual([waiting.id]);
    await user.click(page().getByRole('button', { name: 'Không chờ nữa' }));
    expect(await page().findByText('Chưa ký', { exact: true })).toBeTruthy();
    expect(page().queryByText('Đã ký, chờ dấu thời gian')).toBeNull();
  });

  it('that ends while timestamps are fetched by themselves calls no document failed', async () => {
    kyso.answer('signing:start', () => batchOf('finished', ['signed', 'awaiting-timestamp']));
    await openAndSign();
    expect(await page().findByRole('heading', { name: 'Đã ký, chờ dấu thời gian' })).toBeTruthy();
    expect(page().getAllByText(/1 văn bản đã xong, 1 chờ dấu thời gian, 0 không ký được/)).toHaveLength(2);
  });

  it('is not started twice', async () => {
    kyso.answer('signing:start', () => batchOf('running', ['signing', 'waiting']));
    kyso.answer('queue:list', () => ({ jobs: [], next: null, total: 0, more: false, counts: {}, moreCounts: false }));
    await openAndSign();
    expect(page().queryByRole('button', { name: /^Ký \d/ })).toBeNull();
  });

  it('shows the refusal of the main process and stays where it was', async () => {
    kyso.refuse('signing:start', 'Không mở được thiết bị.');
    await openAndSign();
    expect(await page().findByText('Không mở được thiết bị.')).toBeTruthy();
    expect(page().getByRole('button', { name: 'Ký 2 văn bản' })).toHaveProperty('disabled', false);
  });
});
