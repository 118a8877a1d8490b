import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../../../src/renderer/app.js';
import { certificate, documentInfo, type FakeWindow, fault, moduleWith, setUpKyso, show } from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({
  PdfPreview: ({ name }: { name: string }) => <p>xem {name}</p>,
}));

const script = fault('content.javascript', 'Văn bản chứa mã JavaScript.');
const layers = fault('content.optional-content', 'Văn bản có lớp nội dung đang ẩn.');
const broken = fault('signing.existing-signature-broken', 'Chữ ký trong ô “Sig1” không còn nguyên vẹn.');
let kyso: FakeWindow;

const openWith = async (...documents: ReturnType<typeof documentInfo>[]) => {
  kyso.answer('documents:choose', () => ({ documents, failures: [] }));
  const user = userEvent.setup();
  show(<App />);
  const page = within(screen.getByRole('main', { name: 'Ký văn bản' }));
  await user.click(page.getByRole('button', { name: 'Chọn văn bản…' }));
  await page.findByText(/^xem /);
  return { user, page };
};

beforeEach(() => {
  kyso = setUpKyso();
  kyso.answer('tokens:list', () => [moduleWith(certificate(1))]);
});

describe('what to know of a document before signing it', () => {
  it('is counted in its row and read on demand', async () => {
    const { user, page } = await openWith(documentInfo(1, { warnings: [script, layers] }));
    expect(page.getByRole('button', { name: /van-ban-1\.pdf.*2 lưu ý trước khi ký/ })).toBeTruthy();
    const pane = within(page.getByRole('region', { name: 'Lưu ý trước khi ký' }));
    const read = pane.getByRole('button', { name: 'Đọc' });
    expect(read.getAttribute('aria-expanded')).toBe('false');
    expect(pane.queryByRole('listitem')).toBeNull();
    await user.click(read);
    expect(pane.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([script.vi, layers.vi]);
    expect(pane.getByRole('button', { name: 'Thu gọn' }).getAttribute('aria-expanded')).toBe('true');
  });

  it('is told at once, and again beside the button, where an earlier signature is broken', async () => {
    const { user, page } = await openWith(documentInfo(1), documentInfo(2, { warnings: [broken, script] }));
    expect(page.getByRole('button', { name: /van-ban-2\.pdf.*Chữ ký cũ đã hỏng/ })).toBeTruthy();
    expect(page.queryByText(broken.vi)).toBeNull();
    expect(page.getByText(/1 văn bản có chữ ký cũ đã hỏng/)).toBeTruthy();
    await user.click(page.getByRole('button', { name: 'Xem văn bản có chữ ký cũ đã hỏng' }));
    expect(page.getByText('xem van-ban-2.pdf')).toBeTruthy();
    expect(page.getByText(broken.vi)).toBeTruthy();
    expect(page.getByRole('button', { name: 'Ký 2 văn bản' })).toHaveProperty('disabled', false);
  });

  it('is not mentioned where there is nothing to say', async () => {
    const { page } = await openWith(documentInfo(1));
    expect(page.queryByRole('region', { name: 'Lưu ý trước khi ký' })).toBeNull();
    expect(page.queryByText(/lưu ý/)).toBeNull();
  });
});
