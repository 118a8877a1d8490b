import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../../../src/renderer/app.js';
import { certificate, documentInfo, type FakeWindow, fault, moduleWith, settings, setUpKyso, show } from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({
  PdfPreview: ({ name }: { name: string }) => <p>xem {name}</p>,
}));

let kyso: FakeWindow;

beforeEach(() => {
  kyso = setUpKyso();
  kyso.answer('tokens:list', () => [moduleWith(certificate(1))]);
  kyso.answer('settings:set', (asked) => ({ ...settings(), timestamp: asked }));
});

const openSettings = async () => {
  const user = userEvent.setup();
  show(<App />);
  await user.click(screen.getByRole('button', { name: 'Cài đặt' }));
  const page = within(screen.getByRole('main', { name: 'Cài đặt' }));
  await page.findByRole('radio', { name: /^Tự động/ });
  return { user, page };
};
type Opened = Awaited<ReturnType<typeof openSettings>>;

const save = ({ page }: Opened) => page.getByRole('button', { name: 'Lưu cài đặt' });
const server = ({ page }: Opened, position: number) =>
  page.getByRole<HTMLInputElement>('textbox', { name: `Máy chủ ${position}` });

describe('Cài đặt', () => {
  it('shows what is in force and where signed files go', async () => {
    const opened = await openSettings();
    expect(opened.page.getByRole<HTMLInputElement>('radio', { name: /^Tự động/ }).checked).toBe(true);
    expect(server(opened, 1).value).toBe('http://tsa.ca.gov.vn/');
    expect(opened.page.getByText(settings().outputFolder)).toBeTruthy();
    expect(save(opened)).toHaveProperty('disabled', true);
  });

  it('keeps nothing before it is saved, then level and servers in their order', async () => {
    const opened = await openSettings();
    const { user, page } = opened;
    await user.click(page.getByRole('radio', { name: /^B-LT – / }));
    await user.click(page.getByRole('button', { name: 'Thêm máy chủ' }));
    await user.type(server(opened, 2), ' https://tsa.tinh.gov.vn/tsr ');
    await user.click(page.getByRole('button', { name: 'Đưa máy chủ 2 lên trên' }));
    expect(kyso.requestsOf('settings:set')).toEqual([]);
    await user.click(save(opened));
    expect(kyso.requestsOf('settings:set')).toEqual([
      { level: 'B-LT', servers: ['https://tsa.tinh.gov.vn/tsr', 'http://tsa.ca.gov.vn/'], embedRevocation: false },
    ]);
    expect(await page.findByText(/Đã lưu/)).toBeTruthy();
    expect(server(opened, 1).value).toBe('https://tsa.tinh.gov.vn/tsr');
    expect(save(opened)).toHaveProperty('disabled', true);
  });

  it.each([
    ['', 'Hãy nhập địa chỉ, hoặc bỏ dòng này.'],
    ['tsa.tinh.gov.vn', /phải bắt đầu bằng http/],
    ['ftp://tsa.tinh.gov.vn/', /phải bắt đầu bằng http/],
    ['http://ten:matkhau@tsa.tinh.gov.vn/', /không chứa mật khẩu/],
    ['http://tsa.ca.gov.vn/', 'Địa chỉ này đã có ở trên.'],
  ])('does not save the address “%s”, and says why at its field', async (address, sentence) => {
    const opened = await openSettings();
    const { user, page } = opened;
    await user.click(page.getByRole('button', { name: 'Thêm máy chủ' }));
    const field = server(opened, 2);
    if (address !== '') await user.type(field, address);
    await user.click(save(opened));
    expect(page.getByText(sentence)).toBeTruthy();
    expect([server(opened, 1), field].map((one) => one.getAttribute('aria-invalid'))).toEqual([null, 'true']);
    expect(kyso.requestsOf('settings:set')).toEqual([]);
  });

  it('does without servers only at the level that needs none', async () => {
    const opened = await openSettings();
    const { user, page } = opened;
    await user.click(page.getByRole('button', { name: 'Bỏ máy chủ 1' }));
    await user.click(save(opened));
    expect(page.getByRole('alert').textContent).toMatch(/cần ít nhất một máy chủ/);
    expect(kyso.requestsOf('settings:set')).toEqual([]);
    await user.click(page.getByRole('radio', { name: /^B-B – / }));
    await user.click(save(opened));
    expect(kyso.requestsOf('settings:set')).toEqual([{ level: 'B-B', servers: [], embedRevocation: false }]);
  });

  it('shows again what is in force when changes are discarded', async () => {
    const opened = await openSettings();
    const { user, page } = opened;
    await user.clear(server(opened, 1));
    await user.click(page.getByRole('radio', { name: /^B-B – / }));
    await user.click(page.getByRole('button', { name: 'Bỏ thay đổi' }));
    expect(server(opened, 1).value).toBe('http://tsa.ca.gov.vn/');
    expect(page.getByRole<HTMLInputElement>('radio', { name: /^Tự động/ }).checked).toBe(true);
  });

  it('puts revocation data into the signature only where it is asked for, and never with a level that appends them', async () => {
    const opened = await openSettings();
    const { user, page } = opened;
    const embed = page.getByRole<HTMLInputElement>('checkbox', { name: /^Đưa dữ liệu thu hồi vào trong chữ ký/ });
    expect(embed.checked).toBe(false);
    await user.click(page.getByRole('radio', { name: /^B-LT – / }));
    expect(embed.disabled).toBe(true);
    await user.click(page.getByRole('radio', { name: /^B-T – / }));
    await user.click(embed);
    for (const level of [/^B-LT – /, /^B-LTA – /])
      expect(page.getByRole<HTMLInputElement>('radio', { name: level }).disabled).toBe(true);
    await user.click(save(opened));
    expect(kyso.requestsOf('settings:set')).toEqual([
      { level: 'B-T', servers: ['http://tsa.ca.gov.vn/'], embedRevocation: true },
    ]);
  });

  it('says why it could not be saved, and keeps what was typed', async () => {
    kyso.refuse('settings:set', 'Không ghi được kết quả.');
    const opened = await openSettings();
    await opened.user.type(server(opened, 1), 'tsr');
    await opened.user.click(save(opened));
    expect(await opened.page.findByText('Không ghi được kết quả.')).toBeTruthy();
    expect(server(opened, 1).value).toBe('http://tsa.ca.gov.vn/tsr');
  });
});

describe('Nguồn tin cậy', () => {
  const candidate = (digit: string, problems: unknown[] = [], warnings: unknown[] = []) => ({
    fingerprint: digit.repeat(64),
    commonName: `Root ${digit}`,
    organization: 'Cơ quan Thử nghiệm',
    serial: '01ab',
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2036-01-01T00:00:00.000Z',
    problems,
    warnings,
  });
  const state = (own: unknown[], forbidden: unknown = null) => ({ forbidden, builtIn: [], own });
  const added = { at: '2026-11-22T01:00:00.000Z', user: 'van-thu', way: 'window' };
  const choose = async (candidates: unknown[]) => {
    kyso.answer('trust:choose', () => candidates);
    kyso.answer('trust:add', (fingerprint) =>
      state([{ ...candidate(String(fingerprint)[0] ?? ''), status: 'trusted', added }]),
    );
    const opened = await openSettings();
    await opened.user.click(await opened.page.findByRole('button', { name: 'Thêm chứng thư gốc…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Thêm nguồn tin cậy' }));
    return { ...opened, dialog, add: dialog.queryByRole<HTMLButtonElement>('button', { name: 'Thêm và tin cậy' }) };
  };

  it('adds what was shown only after the tick, and shows it then', async () => {
    const { user, page, dialog, add } = await choose([candidate('a')]);
    expect(dialog.getByText('AAAA '.repeat(16).trim())).toBeTruthy();
    expect(add?.disabled).toBe(true);
    await user.click(dialog.getByRole('checkbox', { name: /^Tôi đã đối chiếu/ }));
    if (add) await user.click(add);
    expect(kyso.requestsOf('trust:add')).toEqual(['a'.repeat(64)]);
    expect(await page.findByText('Root a')).toBeTruthy();
  });

  it('of several the person chooses one, and a tick for one is none for another', async () => {
    const { user, dialog, add } = await choose([
      candidate('a'),
      candidate('b'),
      candidate('c', [fault('trust.weak', 'Yếu.')]),
    ]);
    const tick = dialog.getByRole<HTMLInputElement>('checkbox', { name: /^Tôi đã đối chiếu/ });
    expect(dialog.getAllByRole('radio')).toHaveLength(2);
    expect(dialog.getByText('Yếu.')).toBeTruthy();
    expect(tick.disabled).toBe(true);
    await user.click(dialog.getByRole('radio', { name: /Root a/ }));
    await user.click(tick);
    expect(add?.disabled).toBe(false);
    await user.click(dialog.getByRole('radio', { name: /Root b/ }));
    expect(tick.checked).toBe(false);
    expect(add?.disabled).toBe(true);
  });

  it('warns of one that bears the name of a built-in source', async () => {
    const warning = fault('trust.resembles-built-in', 'Trùng tên với nguồn có sẵn.');
    const { dialog } = await choose([candidate('a', [], [warning])]);
    expect(dialog.getByText('Trùng tên với nguồn có sẵn.')).toBeTruthy();
  });

  it('says that the policy forbids it, and offers nothing', async () => {
    const own = [{ ...candidate('a'), status: 'forbidden', added }];
    kyso.answer('trust:get', () => state(own, fault('trust.forbidden', 'Đơn vị không cho phép.')));
    const { page } = await openSettings();
    expect(await page.findByText('Đơn vị không cho phép.')).toBeTruthy();
    expect(page.getByText('Không dùng – theo chính sách của đơn vị')).toBeTruthy();
    for (const name of ['Thêm chứng thư gốc…', 'Gỡ', 'Xác nhận…'])
      expect(page.queryByRole('button', { name })).toBeNull();
  });

  it('what waits in the folder says so, and takes the same step', async () => {
    kyso.answer('trust:get', () => state([{ ...candidate('d'), status: 'waiting', added: null }]));
    const { user, page } = await openSettings();
    expect(await page.findByText('Chờ xác nhận – chưa được tin cậy')).toBeTruthy();
    expect(page.queryByRole('button', { name: 'Gỡ' })).toBeNull();
    await user.click(page.getByRole('button', { name: 'Xác nhận…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Thêm nguồn tin cậy' }));
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Thêm và tin cậy' }).disabled).toBe(true);
  });

  it('removes one after a question', async () => {
    kyso.answer('trust:get', () => state([{ ...candidate('a'), status: 'trusted', added }]));
    kyso.answer('trust:remove', () => state([]));
    const { user, page } = await openSettings();
    await user.click(await page.findByRole('button', { name: 'Gỡ' }));
    expect(kyso.requestsOf('trust:remove')).toEqual([]);
    await user.click(await screen.findByRole('button', { name: 'Gỡ nguồn này' }));
    expect(kyso.requestsOf('trust:remove')).toEqual(['a'.repeat(64)]);
  });
});

describe('the level on the sign page', () => {
  it('is none of PAdES where revocation data stand inside the signature', async () => {
    kyso.answer('settings:get', () => settings({ level: 'B-T', embedRevocation: true }));
    kyso.answer('documents:choose', () => ({ documents: [documentInfo(1)], failures: [] }));
    const user = userEvent.setup();
    show(<App />);
    await user.click(screen.getAllByRole('button', { name: 'Chọn văn bản…' })[0] ?? document.body);
    expect(await screen.findByText(/không thuộc mức PAdES nào.*có dấu thời gian/)).toBeTruthy();
    expect(screen.queryByText(/Mức chữ ký: B-T/)).toBeNull();
  });

  it('is the one in force, and leads to where it is changed', async () => {
    kyso.answer('settings:get', () => settings({ level: 'B-T' }));
    kyso.answer('documents:choose', () => ({ documents: [documentInfo(1)], failures: [] }));
    const user = userEvent.setup();
    show(<App />);
    await user.click(screen.getAllByRole('button', { name: 'Chọn văn bản…' })[0] ?? document.body);
    expect(await screen.findByText('Mức chữ ký: B-T, có dấu thời gian.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Thay đổi mức chữ ký' }));
    const page = within(screen.getByRole('main', { name: 'Cài đặt' }));
    await user.click(page.getByRole('radio', { name: /^B-LTA – / }));
    await user.click(page.getByRole('button', { name: 'Lưu cài đặt' }));
    await page.findByText(/Đã lưu/);
    await user.click(screen.getByRole('button', { name: 'Ký' }));
    expect(screen.getByText('Mức chữ ký: B-LTA, lưu trữ lâu dài.')).toBeTruthy();
  });
});
