import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../../../src/renderer/app.js';
import { certificate, documentInfo, type FakeWindow, fault, moduleWith, report, setUpKyso, show } from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({
  PdfPreview: ({ name, password }: { name: string; password?: string }) => (
    <p>
      xem {name} bằng {password ?? 'không mật khẩu'}
    </p>
  ),
}));

const needed = fault('pdf.password-needed', 'Tệp PDF được đặt mật khẩu mở.');
const locked = documentInfo(1, { error: needed, pages: null });
const opened = documentInfo(1);
const secret = 'mật khẩu 83415926';
let kyso: FakeWindow;

beforeEach(() => {
  kyso = setUpKyso();
  kyso.answer('tokens:list', () => [moduleWith(certificate(1))]);
  kyso.answer('documents:choose', () => ({ documents: [locked], failures: [] }));
  kyso.answer('documents:unlock', () => opened);
});

const openDialog = async () => {
  const user = userEvent.setup();
  show(<App />);
  await user.click(screen.getAllByRole('button', { name: 'Chọn văn bản…' })[0] ?? document.body);
  await user.click(await screen.findByRole('button', { name: 'Nhập mật khẩu' }));
  return { user, dialog: within(await screen.findByRole('dialog')) };
};

describe('an encrypted document', () => {
  it('is shown and can be signed as soon as its password is given', async () => {
    const { user, dialog } = await openDialog();
    expect(screen.queryByText(/^xem /)).toBeNull();
    const field = dialog.getByLabelText<HTMLInputElement>('Mật khẩu mở văn bản');
    expect([field.type, field.autocomplete]).toEqual(['password', 'off']);
    await user.type(field, `${secret}{Enter}`);
    expect(await screen.findByText(`xem ${opened.name} bằng ${secret}`)).toBeTruthy();
    expect(kyso.requestsOf('documents:unlock')).toEqual([{ id: opened.id, password: secret }]);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(await screen.findByRole('button', { name: 'Ký 1 văn bản' })).toHaveProperty('disabled', false);
  });

  it('stays locked after a wrong password, and says so where it was typed', async () => {
    kyso.refuse('documents:unlock', 'Mật khẩu mở tệp PDF không đúng.', 'pdf.password-wrong');
    const { user, dialog } = await openDialog();
    const field = dialog.getByLabelText<HTMLInputElement>('Mật khẩu mở văn bản');
    await user.type(field, 'sai{Enter}');
    expect(await dialog.findByText('Mật khẩu mở tệp PDF không đúng.')).toBeTruthy();
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(field.value).toBe('');
    kyso.answer('documents:unlock', () => opened);
    await user.type(field, `${secret}{Enter}`);
    expect(await screen.findByText(/^xem van-ban-1\.pdf/)).toBeTruthy();
  });

  it('leaves its password in no attribute of the page and in no store of the browser', async () => {
    kyso.refuse('documents:unlock', 'Mật khẩu mở tệp PDF không đúng.', 'pdf.password-wrong');
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText('Mật khẩu mở văn bản'), `${secret}{Enter}`);
    await dialog.findByText('Mật khẩu mở tệp PDF không đúng.');
    expect(document.documentElement.outerHTML).not.toContain(secret);
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain(secret);
  });

  it('is forgotten with its password when it leaves the list', async () => {
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText('Mật khẩu mở văn bản'), `${secret}{Enter}`);
    await screen.findByText(/^xem /);
    await user.click(await screen.findByRole('button', { name: 'Bỏ tất cả' }));
    expect(kyso.requestsOf('documents:remove')).toEqual([[opened.id]]);
    // The main process gives each copy a new id; were the old one to come again, it would be locked.
    kyso.answer('documents:choose', () => ({ documents: [opened], failures: [] }));
    await user.click(screen.getAllByRole('button', { name: 'Chọn văn bản…' })[0] ?? document.body);
    expect(await screen.findByText(`xem ${opened.name} bằng không mật khẩu`)).toBeTruthy();
  });

  it('that its author lets nobody sign can be opened with the password of its owner', async () => {
    const refusal = fault('pdf.signing-not-permitted', 'Người tạo tệp PDF không cho phép ký.');
    kyso.answer('documents:choose', () => ({ documents: [documentInfo(1, { error: refusal })], failures: [] }));
    const user = userEvent.setup();
    show(<App />);
    await user.click(screen.getAllByRole('button', { name: 'Chọn văn bản…' })[0] ?? document.body);
    expect(await screen.findByText('xem van-ban-1.pdf bằng không mật khẩu')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Nhập mật khẩu chủ sở hữu' }));
    const field = await screen.findByLabelText('Mật khẩu chủ sở hữu');
    // That of a reader is right, and still not enough.
    kyso.answer('documents:unlock', () => documentInfo(1, { error: refusal }));
    await user.type(field, 'của người đọc{Enter}');
    expect((await within(screen.getByRole('dialog')).findByRole('alert')).textContent).toBe(refusal.vi);
    kyso.answer('documents:unlock', () => opened);
    await user.type(field, `${secret}{Enter}`);
    expect(await screen.findByRole('button', { name: 'Ký 1 văn bản' })).toHaveProperty('disabled', false);
  });

  it('is verified anew once it is open', async () => {
    kyso.answer('verification:run', () => report('indeterminate', { error: needed }));
    const user = userEvent.setup();
    show(<App />);
    await user.click(screen.getByRole('button', { name: 'Kiểm tra' }));
    const page = within(screen.getByRole('main', { name: 'Kiểm tra chữ ký số' }));
    await user.click(page.getByRole('button', { name: 'Chọn văn bản…' }));
    await user.click(await page.findByRole('button', { name: 'Nhập mật khẩu' }));
    kyso.answer('verification:run', () => report('unsigned'));
    await user.type(await screen.findByLabelText('Mật khẩu mở văn bản'), `${secret}{Enter}`);
    await waitFor(() => expect(kyso.requestsOf('verification:run')).toHaveLength(2));
    expect(await page.findByText(/Văn bản không có chữ ký số nào/)).toBeTruthy();
  });
});
