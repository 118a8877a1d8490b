import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileReport } from '../../../src/contracts/verification.js';
import { App } from '../../../src/renderer/app.js';
import { documentInfo, type FakeWindow, report, setUpKyso, show, signature } from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({
  PdfPreview: ({ name }: { name: string }) => <p>xem {name}</p>,
}));

const signer = {
  commonName: 'Trần Văn Đức',
  organization: 'UBND tỉnh',
  serial: '0A',
  issuer: 'CN=CA G2',
  fingerprint: '5'.repeat(64),
};

let kyso: FakeWindow;

beforeEach(() => {
  kyso = setUpKyso();
  kyso.answer('documents:choose', () => ({ documents: [documentInfo(1)], failures: [] }));
});

const page = () => within(screen.getByRole('main', { name: 'Kiểm tra chữ ký số' }));

const verify = async (reply: FileReport) => {
  kyso.answer('verification:run', () => reply);
  const user = userEvent.setup();
  show(<App />);
  await user.click(screen.getByRole('button', { name: 'Kiểm tra' }));
  await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
  await page().findByRole('region', { name: 'Kết quả kiểm tra' });
  await waitFor(() => expect(page().queryByText('Đang kiểm tra…')).toBeNull());
  return user;
};

describe('Kiểm tra', () => {
  it.each([
    ['valid', 'Hợp lệ'],
    ['invalid', 'Không hợp lệ'],
    ['indeterminate', 'Chưa xác định'],
    ['unsigned', 'Không có chữ ký'],
  ] as const)('says %s in words', async (verdict, words) => {
    await verify(report(verdict));
    expect(page().getByRole('heading', { name: words, level: 2 })).toBeTruthy();
    expect(page().getByRole('button', { name: new RegExp(`van-ban-1\\.pdf.*${words}`) })).toBeTruthy();
  });

  it('never calls a document valid that is not', async () => {
    await verify(report('indeterminate', { signatures: [signature()] }));
    expect(page().queryByText('Hợp lệ')).toBeNull();
    expect(page().getByText('Chưa có thông tin thu hồi.')).toBeTruthy();
    expect(page().getByText('Kết nối mạng rồi kiểm tra lại để biết chứng thư có bị thu hồi hay không.')).toBeTruthy();
    expect(page().getByText('Chưa xác định: chưa biết có bị thu hồi hay không')).toBeTruthy();
  });

  it("names the signer's own clock for what it is and claims no timestamp", async () => {
    await verify(report('indeterminate', { signatures: [signature()] }));
    expect(page().getByText('Theo đồng hồ máy người ký, không phải bằng chứng về thời điểm ký.')).toBeTruthy();
    expect(page().queryByText(/^Theo dấu thời gian/)).toBeNull();
  });

  it('marks a training certificate as without legal value', async () => {
    const training = signature({ trust: { scheme: 'training', anchor: null, revocation: 'unknown' } });
    await verify(report('indeterminate', { signatures: [training] }));
    expect(page().getByText('Chứng thư tập huấn – không có giá trị pháp lý')).toBeTruthy();
  });

  it('says at the top how many of several signatures are broken, unknown and valid, and lists them in order', async () => {
    const signatures = (['valid', 'invalid', 'indeterminate', 'valid'] as const).map((verdict, index) =>
      signature({
        verdict,
        signer: { ...signer, commonName: `Người ký ${index + 1}`, issuer: 'CN=CA G2, O=Ban Cơ yếu Chính phủ' },
      }),
    );
    const user = await verify(report('invalid', { signatures }));
    expect(page().getByText('4 chữ ký: 1 không hợp lệ, 1 chưa xác định, 2 hợp lệ')).toBeTruthy();
    const overview = within(page().getByRole('list', { name: 'Tóm tắt các chữ ký' }));
    expect(overview.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^1Người ký 1.*Hợp lệ$/),
      expect.stringMatching(/^2Người ký 2.*Không hợp lệ$/),
      expect.stringMatching(/^3Người ký 3.*Chưa xác định$/),
      expect.stringMatching(/^4Người ký 4.*Hợp lệ$/),
    ]);
    await user.click(overview.getByRole('button', { name: /Người ký 3/ }));
    expect(document.activeElement).toBe(page().getByRole('article', { name: 'Chữ ký 3' }));
  });

  it('names the issuer by its common name; the whole name stands in the technical details', async () => {
    const issuer = 'CN=CA G2, O=Ban Cơ yếu Chính phủ';
    const user = await verify(report('valid', { signatures: [signature({ signer: { ...signer, issuer } })] }));
    expect(page().getByText('CA G2')).toBeTruthy();
    expect(page().queryByText(issuer)).toBeNull();
    await user.click(page().getByRole('button', { name: 'Thông tin kỹ thuật' }));
    expect(page().getByText(issuer)).toBeTruthy();
  });

  it('says why a file cannot be read, as a sentence', async () => {
    const error = { code: 'pdf.empty', vi: 'Tệp rỗng (0 byte).', en: 'Empty.' } as const;
    await verify(report('indeterminate', { error }));
    expect(page().getByText('Tệp rỗng (0 byte).')).toBeTruthy();
  });

  it('folds technical details until they are asked for', async () => {
    const user = await verify(report('indeterminate', { signatures: [signature()] }));
    expect(page().queryByText('INDETERMINATE / TRY_LATER')).toBeNull();
    await user.click(page().getByRole('button', { name: 'Thông tin kỹ thuật' }));
    expect(page().getByText('INDETERMINATE / TRY_LATER')).toBeTruthy();
  });

  it('warns that the picture on the page is no proof, there where the page is shown', async () => {
    const user = await verify(report('valid'));
    await user.click(page().getByRole('tab', { name: 'Xem văn bản' }));
    expect(page().getByText('xem van-ban-1.pdf')).toBeTruthy();
    expect(page().getByText(/không phải là bằng chứng/)).toBeTruthy();
  });

  it('verifies anew when asked, and saves the result', async () => {
    kyso.answer('verification:save-report', () => true);
    const user = await verify(report('indeterminate'));
    kyso.answer('verification:run', () => report('valid'));
    await user.click(page().getByRole('button', { name: 'Kiểm tra lại' }));
    expect(await page().findByRole('heading', { name: 'Hợp lệ', level: 2 })).toBeTruthy();
    await user.click(page().getByRole('button', { name: 'Lưu kết quả kiểm tra…' }));
    expect(await page().findByText('Đã lưu kết quả kiểm tra.')).toBeTruthy();
  });

  it('speaks English after the switch, the sentences of the main process too', async () => {
    const user = await verify(report('indeterminate', { signatures: [signature()] }));
    await user.click(screen.getByRole('button', { name: 'English' }));
    expect(screen.getByText('No revocation information.')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Indeterminate', level: 2 })).toBeTruthy();
  });
});
