import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Batch, QueueFilter } from '../../../src/contracts/ipc.js';
import type { Job } from '../../../src/contracts/jobs.js';
import { App } from '../../../src/renderer/app.js';
import {
  batchOf,
  certificate,
  documentInfo,
  type FakeWindow,
  fault,
  job,
  moduleWith,
  report,
  setUpKyso,
  show,
  signature,
} from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({
  PdfPreview: ({ documentId, name }: { documentId: string; name: string }) => (
    <p>
      xem {name} {documentId}
    </p>
  ),
}));

let kyso: FakeWindow;

const serve = (jobs: readonly Job[]): void =>
  kyso.answer('queue:list', (request) => {
    const { after, limit, states } = request as QueueFilter;
    const matching = jobs.filter(({ state }) => states.length === 0 || states.includes(state));
    const counts: Record<string, number> = {};
    for (const { state } of jobs) counts[state] = (counts[state] ?? 0) + 1;
    // Row n from the end has the number n, as newer rows have greater ones.
    const start = after === null ? 0 : matching.length - after + 1;
    const end = start + limit;
    return {
      jobs: matching.slice(start, end),
      next: end < matching.length ? matching.length - end + 1 : null,
      total: matching.length,
      more: false,
      counts,
      moreCounts: false,
    };
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

  it('says of a document without its timestamp that nobody has to do anything, and why it waits', async () => {
    const late = fault('timestamp.unavailable', 'Chưa lấy được dấu thời gian.');
    serve([job(1, { state: 'awaiting-timestamp', error: late })]);
    await open();
    const row = within(await page().findByRole('row', { name: /Chờ dấu thời gian/ }));
    expect(row.getByText(/phần mềm tự lấy dấu thời gian/)).toBeTruthy();
    expect(row.getByText(late.vi)).toBeTruthy();
    expect(row.queryByRole('button', { name: /^Thử lại/ })).toBeNull();
    expect(row.queryByRole('checkbox')).toBeNull();
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

  it('takes what was added by hand out of the queue, and nothing that a server brought', async () => {
    const own = { serverId: null, state: 'failed' } as const;
    serve([job(1, own), job(2, { state: 'failed' })]);
    kyso.answer('queue:cancel', () => undefined);
    const user = await open();
    await user.click(await page().findByRole('checkbox', { name: 'Chọn tất cả 2 văn bản đang hiện' }));
    await user.click(page().getByRole('button', { name: 'Bỏ 1 văn bản khỏi hàng đợi…' }));
    expect(kyso.requestsOf('queue:cancel')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Bỏ khỏi hàng đợi' }));
    await waitFor(() => expect(kyso.requestsOf('queue:cancel')).toEqual([[job(1, own).id]]));
  });

  it('hands the words typed to the main process as they are, with or without marks', async () => {
    serve([job(1)]);
    const user = await open();
    await user.type(page().getByRole('searchbox', { name: 'Tìm theo tên văn bản' }), 'cong van');
    await waitFor(() => expect(kyso.requestsOf('queue:list').at(-1)).toMatchObject({ text: 'cong van', after: null }));
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
      acknowledged: direction === 'upload' ? 2 : 0,
      recalled: 0,
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

  it('says once what all documents were kept back by', async () => {
    serve([]);
    const error = fault('sync.unreachable', 'Không kết nối được máy chủ văn bản.');
    const failures = [1, 2, 3].map((index) => ({ title: `Tờ trình ${index}`, error }));
    kyso.answer('server:sync', () => ({ downloaded: 0, uploaded: 0, acknowledged: 0, recalled: 0, failures }));
    const user = await open();
    await user.click(await page().findByRole('button', { name: 'Gửi lên máy chủ' }));
    expect(await page().findByText(/3 văn bản chưa xong/)).toBeTruthy();
    expect(page().getAllByText(/Không kết nối được máy chủ văn bản/)).toHaveLength(1);
  });

  it('says of each document what comes next, and nothing besides where it failed', async () => {
    const gone = fault('sync.unreachable', 'Không kết nối được máy chủ văn bản.');
    serve([
      job(1, { state: 'waiting-for-approval' }),
      job(2, { state: 'proved' }),
      job(3, { state: 'proved', error: gone }),
      job(4, { state: 'delivered' }),
      job(5, { state: 'recalled' }),
      job(6, { state: 'rejected', rejectionReason: 'Sai thẩm quyền' }),
      job(7, { state: 'proved', serverId: null }),
    ]);
    await open();
    const row = async (seed: number) =>
      within(await page().findByRole('row', { name: new RegExp(`số ${seed}/CV-UBND`) }));
    expect((await row(1)).getByText(/để duyệt rồi ký/)).toBeTruthy();
    expect((await row(2)).getByText(/Bấm “Gửi lên máy chủ”/)).toBeTruthy();
    expect((await row(3)).getByText(gone.vi)).toBeTruthy();
    expect((await row(3)).queryByText(/Bấm “Gửi lên máy chủ”/)).toBeNull();
    expect((await row(4)).getByText(/đang kiểm tra chữ ký/)).toBeTruthy();
    expect((await row(5)).getByText(/Nơi gửi đã lấy lại/)).toBeTruthy();
    expect((await row(6)).getByText('Lý do từ chối: Sai thẩm quyền')).toBeTruthy();
    expect((await row(7)).queryByText(/Bấm “Gửi lên máy chủ”/)).toBeNull();
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

describe('a queued document', () => {
  const original = documentInfo(9, { name: 'cv-1.pdf', sha256: job(1).sha256, signatures: 1 });

  it('can be looked at before it is signed, from its title by the keyboard, and is signed from there', async () => {
    serve([job(1), job(2)]);
    kyso.answer('queue:open', () => original);
    kyso.answer('queue:sign', () => batchOf('running', ['signing']));
    const user = await open();
    (await page().findByRole('button', { name: 'Công văn số 1/CV-UBND' })).focus();
    await user.keyboard('{Enter}');
    const dialog = within(await screen.findByRole('dialog', { name: 'Công văn số 1/CV-UBND' }));
    expect(await dialog.findByText(`xem cv-1.pdf ${original.id}`)).toBeTruthy();
    expect(dialog.getByText(/3 trang.*1 chữ ký số đã có/)).toBeTruthy();
    expect(kyso.requestsOf('queue:open')).toEqual(['job-1']);
    const sign = dialog.getByRole('button', { name: 'Ký văn bản này' });
    await waitFor(() => expect(sign).toHaveProperty('disabled', false));
    await user.click(sign);
    await user.click(await screen.findByRole('button', { name: 'Tiếp tục nhập mã PIN' }));
    expect(kyso.requestsOf('queue:sign')).toMatchObject([{ jobs: ['job-1'] }]);
    await waitFor(() => expect(kyso.requestsOf('documents:remove')).toEqual([[original.id]]));
  });

  it('says why it cannot be signed, and is not signed from there', async () => {
    serve([job(1)]);
    const error = { code: 'app.internal', vi: 'Văn bản có mật khẩu nên không ký được.', en: 'Encrypted.' } as const;
    kyso.answer('queue:open', () => ({ ...original, error }));
    const user = await open();
    await user.click(await page().findByRole('button', { name: 'Xem văn bản Công văn số 1/CV-UBND' }));
    expect(await screen.findByText('Văn bản có mật khẩu nên không ký được.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Ký văn bản này' })).toHaveProperty('disabled', true);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(kyso.requestsOf('documents:remove')).toEqual([[original.id]]));
  });

  it('that is another file than it was is not shown', async () => {
    serve([job(1)]);
    kyso.refuse('queue:open', 'Tệp đã thay đổi sau khi được đưa vào.');
    const user = await open();
    await user.click(await page().findByRole('button', { name: 'Xem văn bản Công văn số 1/CV-UBND' }));
    expect(await screen.findByText('Tệp đã thay đổi sau khi được đưa vào.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Ký văn bản này' })).toHaveProperty('disabled', true);
  });

  it('that is signed shows the signed file and goes on to its verification', async () => {
    const signed = documentInfo(9, { name: 'cv-1.pdf', sha256: 'f'.repeat(64), signatures: 1 });
    serve([job(1, { state: 'proved', signedSha256: signed.sha256 })]);
    kyso.answer('queue:open', () => signed);
    kyso.answer('verification:run', () => report('valid', { signatures: [signature({ verdict: 'valid' })] }));
    const user = await open();
    await user.click(await page().findByRole('button', { name: 'Xem văn bản Công văn số 1/CV-UBND' }));
    expect(await screen.findByText('Bản đã ký')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Ký văn bản này' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Kiểm tra chữ ký' }));
    const verify = within(await screen.findByRole('main', { name: 'Kiểm tra chữ ký số' }));
    expect(await verify.findByRole('heading', { name: 'Hợp lệ', level: 2 })).toBeTruthy();
    expect(kyso.requestsOf('verification:run')).toEqual([signed.id]);
    // The verification still needs it.
    await waitFor(() => expect(kyso.requestsOf('documents:remove')).toEqual([]));
  });
});

describe('a queued document with a password', () => {
  const needed = fault('pdf.password-needed', 'Tệp PDF được đặt mật khẩu mở.');
  const locked = documentInfo(9, { name: 'cv-1.pdf', sha256: job(1).sha256, pages: null, error: needed });
  const opened = documentInfo(10, { name: 'cv-1.pdf', sha256: job(1).sha256 });
  const secret = 'mật khẩu 83415926';
  const typeInto = async (user: ReturnType<typeof userEvent.setup>): Promise<void> =>
    user.type(await screen.findByLabelText('Mật khẩu mở văn bản'), `${secret}{Enter}`);

  it('is opened from its row, stays to be signed, and its password is nowhere in the page', async () => {
    serve([job(1, { error: needed })]);
    const user = await open();
    const row = within(await page().findByRole('row', { name: /CV-UBND/ }));
    expect(row.getByText(needed.vi)).toBeTruthy();
    kyso.refuse('queue:unlock', 'Mật khẩu mở tệp PDF không đúng.', 'pdf.password-wrong');
    await user.click(row.getByRole('button', { name: 'Nhập mật khẩu của Công văn số 1/CV-UBND' }));
    await typeInto(user);
    expect(await screen.findByText('Mật khẩu mở tệp PDF không đúng.')).toBeTruthy();
    kyso.answer('queue:unlock', () => opened);
    serve([job(1)]);
    await typeInto(user);
    await waitFor(() => expect(page().queryByText(needed.vi)).toBeNull());
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(kyso.requestsOf('queue:unlock').at(-1)).toEqual({ job: 'job-1', password: secret });
    await waitFor(() => expect(kyso.requestsOf('documents:remove')).toEqual([[opened.id]]));
    expect(document.documentElement.outerHTML).not.toContain(secret);
    expect(page().getByRole('checkbox', { name: 'Chọn Công văn số 1/CV-UBND' })).toBeTruthy();
  });

  it('is seen and can be signed once it is opened, and is given back with the look', async () => {
    serve([job(1)]);
    kyso.answer('queue:open', () => locked);
    kyso.answer('queue:unlock', () => opened);
    const user = await open();
    await user.click(await page().findByRole('button', { name: 'Công văn số 1/CV-UBND' }));
    const sign = await screen.findByRole('button', { name: 'Ký văn bản này' });
    await user.click(await screen.findByRole('button', { name: 'Nhập mật khẩu' }));
    expect(sign).toHaveProperty('disabled', true);
    await typeInto(user);
    expect(await screen.findByText(`xem cv-1.pdf ${opened.id}`)).toBeTruthy();
    await waitFor(() => expect(sign).toHaveProperty('disabled', false));
    await waitFor(() => expect(kyso.requestsOf('documents:remove')).toEqual([[locked.id]]));
    await user.click(sign);
    await waitFor(() => expect(kyso.requestsOf('documents:remove')).toEqual([[locked.id], [opened.id]]));
    expect(kyso.requestsOf('queue:open')).toEqual(['job-1']);
  });

  it('that the token has signed waits for its password, and not in vain for a server', async () => {
    serve([job(1, { state: 'awaiting-timestamp', error: needed })]);
    await open();
    const row = within(await page().findByRole('row', { name: /Chờ dấu thời gian/ }));
    expect(row.getByText(/không cần ký lại/)).toBeTruthy();
    expect(row.queryByText(/cứ 5 phút/)).toBeNull();
    expect(row.getByRole('button', { name: /^Nhập mật khẩu/ })).toBeTruthy();
  });
});

describe('what there is to know of the documents of a batch', () => {
  const broken = fault('signing.existing-signature-broken', 'Chữ ký Signature1 đã hỏng.');
  const doubtful = (): Batch => {
    const batch = batchOf('finished', ['signed', 'signed']);
    const [first, second] = batch.items;
    return first && second ? { ...batch, items: [{ ...first, warnings: [broken] }, second] } : batch;
  };

  it('is told above the list, stands with the document, and can be listed alone', async () => {
    serve([]);
    kyso.answer('signing:current', () => [{ origin: 'queue', batch: batchOf('running', ['signing', 'waiting']) }]);
    const user = userEvent.setup();
    show(<App />);
    await screen.findByRole('heading', { name: 'Đang ký văn bản' });
    expect(screen.queryByRole('tab', { name: /^Có lưu ý/ })).toBeNull();
    act(() => kyso.emit('batch:changed', doubtful()));
    expect(page().getByText(/^1 văn bản có lưu ý/)).toBeTruthy();
    expect(page().getByText(broken.vi)).toBeTruthy();
    await user.click(page().getByRole('tab', { name: 'Có lưu ý (1)' }));
    expect(page().getByText('van-ban-1.pdf')).toBeTruthy();
    expect(page().queryByText('van-ban-2.pdf')).toBeNull();
  });
});

describe('a window that was loaded anew', () => {
  it('shows the batch that goes on, on the page that started it, and follows it', async () => {
    const running = batchOf('running', ['signed', 'signing']);
    kyso.answer('signing:current', () => [{ origin: 'queue', batch: running }]);
    show(<App />);
    await screen.findByRole('main', { name: 'Hàng đợi' });
    expect(await page().findByRole('heading', { name: 'Đang ký văn bản' })).toBeTruthy();
    act(() => kyso.emit('batch:changed', batchOf('finished', ['signed', 'signed'])));
    expect(page().getByText('Cả 2 văn bản đã được ký.')).toBeTruthy();
    // Files of the queue are not in the person's folder.
    expect(page().queryByRole('button', { name: 'Mở thư mục kết quả' })).toBeNull();
  });

  it('believes an event that overtook the answer', async () => {
    kyso.answer('signing:current', () => {
      kyso.emit('batch:changed', batchOf('finished', ['signed']));
      return [{ origin: 'queue', batch: batchOf('running', ['signing']) }];
    });
    show(<App />);
    await screen.findByRole('main', { name: 'Hàng đợi' });
    expect(await page().findByText('Cả 1 văn bản đã được ký.')).toBeTruthy();
  });
});

describe('sign-in to the server', () => {
  const state = {
    configured: true,
    url: 'https://vb.example',
    username: 'vanthu',
    signedIn: false,
    lastContact: null,
    sessionKept: null,
    paused: false,
    signedInAs: null,
    nextTry: null,
  };
  const signedIn = { ...state, signedIn: true, signedInAs: 'Nguyễn Thị Ánh', sessionKept: true };

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

  it('is over when the person signs out, and can be begun again', async () => {
    kyso.answer('server:state', () => signedIn);
    kyso.answer('server:sign-out', () => state);
    const user = await open();
    expect(await page().findByText('Đã đăng nhập máy chủ https://vb.example với tên Nguyễn Thị Ánh.')).toBeTruthy();
    expect(page().queryByText(/phiên đăng nhập không được giữ lại/)).toBeNull();
    await user.click(page().getByRole('button', { name: 'Đăng xuất' }));
    expect(await page().findByRole('form', { name: 'Đăng nhập máy chủ văn bản' })).toBeTruthy();
    expect(page().queryByRole('button', { name: 'Đăng xuất' })).toBeNull();
  });

  it('shows what goes on by itself: that the server is out of reach, and when it is tried again', async () => {
    kyso.answer('server:state', () => signedIn);
    await open();
    await page().findByRole('button', { name: 'Đăng xuất' });
    const error = fault('sync.unreachable', 'Không kết nối được máy chủ văn bản.');
    const nextTry = new Date(2026, 10, 23, 10, 42).toISOString();
    act(() => kyso.emit('server:changed', { ...signedIn, lastContact: { at: nextTry, error }, nextTry }));
    expect(await page().findByText(error.vi)).toBeTruthy();
    expect(page().getByText('Phần mềm tự liên lạc lại lúc 23/11/2026 10:42.')).toBeTruthy();
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

describe('a server that wants a certificate of this computer', () => {
  const question = {
    id: '0'.repeat(32),
    server: 'vb.example:443',
    certificates: [
      { fingerprint: 'a', subject: 'Máy 1', issuer: 'CA của mạng', notAfter: '2027-01-15T08:00:00Z' },
      { fingerprint: 'b', subject: 'Máy 2', issuer: 'CA của mạng', notAfter: '2027-01-15T08:00:00Z' },
    ],
  };

  it('gets none before the person has chosen one, and none from who declines', async () => {
    kyso.answer('server:choose-certificate', () => undefined);
    const user = await open();
    act(() => kyso.emit('server:certificate-asked', question));
    const dialog = within(await screen.findByRole('dialog', { name: 'Chọn chứng thư để kết nối' }));
    const use = dialog.getByRole('button', { name: 'Dùng chứng thư này' });
    expect(use).toHaveProperty('disabled', true);
    await user.click(dialog.getByRole('radio', { name: /^Máy 2/ }));
    await user.click(use);
    expect(kyso.requestsOf('server:choose-certificate')).toEqual([{ id: question.id, fingerprint: 'b' }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    act(() => kyso.emit('server:certificate-asked', { ...question, id: '1'.repeat(32) }));
    await screen.findByRole('dialog', { name: 'Chọn chứng thư để kết nối' });
    await user.keyboard('{Escape}');
    await waitFor(() =>
      expect(kyso.requestsOf('server:choose-certificate').at(-1)).toEqual({ id: '1'.repeat(32), fingerprint: null }),
    );
  });
});
