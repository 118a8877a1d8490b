import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileReport, SignatureDetails } from '../../../src/contracts/verification.js';
import { App } from '../../../src/renderer/app.js';
import { documentInfo, type FakeWindow, report, setUpKyso, show, signature } from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({
  PdfPreview: ({ name, end, page }: { name: string; end?: number; page?: number }) => (
    <p>{`xem ${name}: ${end ?? 'tất cả'}, trang ${page}`}</p>
  ),
}));

const signer = {
  commonName: 'Trần Văn Đức',
  organization: 'UBND tỉnh',
  serial: '0A',
  issuer: 'CN=CA G2',
  fingerprint: '5'.repeat(64),
};

const fingerprint = 'ab'.repeat(32);
const validity = { notBefore: '2025-01-01T00:00:00.000Z', notAfter: '2030-01-01T00:00:00.000Z' };
const details: SignatureDetails = {
  object: 52,
  subFilter: 'ETSI.CAdES.detached',
  byteRange: [0, 100, 300, 400],
  contents: { start: 100, end: 300 },
  signingCertificate: 'right',
  chain: [
    { ...validity, subject: 'CN=Trần Văn Đức', issuer: 'CN=CA G2', serial: '0a', fingerprint },
    { ...validity, subject: 'CN=CA G2', issuer: 'CN=Gốc', serial: '01', fingerprint: 'cd'.repeat(32) },
  ],
  timestamp: null,
  revocation: [
    {
      certificate: fingerprint,
      source: 'ocsp',
      status: 'good',
      why: null,
      thisUpdate: '2026-03-12T03:00:00.000Z',
      nextUpdate: '2026-03-13T03:00:00.000Z',
      revokedAt: null,
    },
  ],
};

const place = { x: 100, y: 700, width: 40, height: 14 };
/** The leader signed and numbered it on page 1, the office sealed it on page 2. */
const history: FileReport = report('indeterminate', {
  signatures: [
    signature({ field: 'So', coveredBytes: 700, signer: { ...signer, commonName: 'Lãnh đạo' } }),
    signature({ field: 'Dau', coveredBytes: 120_000, signer: { ...signer, commonName: 'Văn thư' } }),
  ],
  revisions: [
    { end: 700, signedBy: ['So'] },
    { end: 120_000, signedBy: ['Dau'] },
  ],
  marks: [
    { ...place, field: 'Dau', page: 2, kind: 'seal', text: null },
    { ...place, field: 'So', page: 1, kind: 'text', text: '3418/QĐ-UBND' },
  ],
});

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
    const unanswered = [{ url: 'http://crl.ca.gov.vn/g2.crl', detail: 'ENOTFOUND' }];
    const warnings = [{ code: 'server-silent', vi: 'Không tìm thấy máy chủ.', en: 'No server was found.' }];
    await verify(report('indeterminate', { signatures: [signature()], warnings, unanswered }));
    expect(page().getByText('http://crl.ca.gov.vn/g2.crl: ENOTFOUND')).toBeTruthy();
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
    const training = signature({
      reasons: [{ code: 'training-signature', vi: 'Chữ ký tập huấn.', en: 'Training.' }],
      trust: { scheme: 'training', anchor: null, revocation: 'unknown' },
    });
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

  it('shows the five things that the law wants, the headline with the scheme first', async () => {
    const proven = '2026-03-12T03:32:00.000Z';
    const good = signature({
      verdict: 'valid',
      reasons: [],
      timestamp: proven,
      provenTime: proven,
      timestampAuthority: 'Máy chủ cấp dấu thời gian 01',
      signer: { ...signer, issuer: 'CN=CA G2, O=Ban Cơ yếu Chính phủ' },
      trust: { scheme: 'official-duty', anchor: 'RootCA', revocation: 'good' },
    });
    await verify(report('valid', { signatures: [good] }));
    const card = within(page().getByRole('article', { name: 'Chữ ký 1' }));
    expect(page().getByRole('article').textContent).toMatch(/^Chứng thư công vụ – Ban Cơ yếu: Trần Văn Đức/);
    expect(card.getAllByRole('term').map(({ textContent }) => textContent)).toEqual([
      'Người ký',
      'Cơ quan cấp chứng thư số',
      'Thời điểm ký',
      'Tính toàn vẹn',
      'Hiệu lực chứng thư khi ký',
    ]);
    const [who, issuer, time, integrity, certificate] = card.getAllByRole('definition').map((one) => one.textContent);
    expect(who).toBe('Trần Văn Đức, UBND tỉnh');
    expect(issuer).toBe('CA G2');
    expect(time).toMatch(/Theo dấu thời gian của Máy chủ cấp dấu thời gian 01\.$/);
    expect(integrity).toBe('Nguyên vẹn, không bị sửa');
    expect(certificate).toMatch(/^Còn hiệu lực, không bị thu hồiXét tại .*dấu thời gian tin cậy/);
    expect(page().getByText('Có thể tiếp nhận. Lưu báo cáo kiểm tra cùng văn bản.')).toBeTruthy();
  });

  it('never shows a root that a user added like an official one', async () => {
    const own = signature({
      verdict: 'valid',
      reasons: [],
      trust: { scheme: 'user-added', anchor: 'Nội bộ', revocation: 'good' },
    });
    await verify(report('valid', { signatures: [own] }));
    expect(page().queryByText('Hợp lệ')).toBeNull();
    expect(page().getByRole('heading', { name: 'Hợp lệ (nguồn tự thêm)', level: 2 })).toBeTruthy();
    expect(page().getByText(/^Chỉ tiếp nhận nếu đơn vị đã quyết định tin nguồn/)).toBeTruthy();
  });

  it('opens technical details down to object, bytes, certificate and revocation answer when asked', async () => {
    const user = await verify(report('indeterminate', { signatures: [signature({ details })] }));
    expect(page().queryByText(/52 0 R/)).toBeNull();
    await user.click(page().getByRole('button', { name: 'Thông tin kỹ thuật' }));
    const tree = within(page().getByRole('tree', { name: 'Thông tin kỹ thuật' }));
    const lines = () => tree.getAllByRole('treeitem').map(({ textContent }) => textContent);
    expect(lines()).toContain('Đối tượng chữ ký: 52 0 R');
    expect(lines()).toContain('/Contents: byte 100 – 300 (200 byte)');
    await user.click(tree.getByText('Đường dẫn chứng thư (2)'));
    await user.click(tree.getByText('Trần Văn Đức'));
    expect(tree.getByText('ab'.repeat(32))).toBeTruthy();
    expect(lines()).toContainEqual(expect.stringMatching(/^OCSP: không bị thu hồi; phát hành/));
    await user.click(tree.getByText('Dữ liệu chữ ký (CMS)'));
    expect(tree.getByText('INDETERMINATE / TRY_LATER')).toBeTruthy();
  });

  it('says why a file cannot be read, as a sentence', async () => {
    const error = { code: 'pdf.empty', vi: 'Tệp rỗng (0 byte).', en: 'Empty.' } as const;
    await verify(report('indeterminate', { error }));
    expect(page().getByText('Tệp rỗng (0 byte).')).toBeTruthy();
  });

  it('warns that the picture on the page is no proof, there where the page is shown', async () => {
    const user = await verify(report('valid'));
    await user.click(page().getByRole('tab', { name: 'Văn bản theo lần ký' }));
    expect(page().getByText(/^xem van-ban-1.pdf/)).toBeTruthy();
    expect(page().getByText(/không phải là bằng chứng/)).toBeTruthy();
  });

  it('verifies anew when asked, and saves the result', async () => {
    kyso.answer('verification:save-report', () => true);
    const user = await verify(report('indeterminate'));
    kyso.answer('verification:run', () => report('valid'));
    await user.click(page().getByRole('button', { name: 'Kiểm tra lại' }));
    expect(await page().findByRole('heading', { name: 'Hợp lệ', level: 2 })).toBeTruthy();
    await user.click(page().getByRole('button', { name: 'Lưu báo cáo…' }));
    expect(await page().findByText('Đã lưu báo cáo kiểm tra.')).toBeTruthy();
  });

  it('goes from one signing to the next by the slider, and back to before it', async () => {
    const user = await verify(history);
    await user.click(page().getByRole('tab', { name: 'Văn bản theo lần ký' }));
    expect(page().getByText('xem van-ban-1.pdf: tất cả, trang 1')).toBeTruthy();
    expect(page().getByText(/^Bản 2\/2: Văn thư ký lúc/)).toBeTruthy();
    expect(
      within(page().getByRole('list', { name: 'Chỗ mới của bản này' })).getByText(/Con dấu · trang 2/),
    ).toBeTruthy();
    fireEvent.change(page().getByRole('slider', { name: 'Các bản theo lần ký' }), { target: { value: '1' } });
    expect(page().getByText('xem van-ban-1.pdf: 700, trang 1')).toBeTruthy();
    expect(page().getByText(/^Bản 1\/2: Lãnh đạo ký lúc/)).toBeTruthy();
    await user.click(page().getByRole('button', { name: 'Bản sau' }));
    expect(page().getByText('xem van-ban-1.pdf: tất cả, trang 2')).toBeTruthy();
    await user.click(page().getByRole('button', { name: 'Xem trước khi ký lần này' }));
    expect(page().getByText('xem van-ban-1.pdf: 700, trang 2')).toBeTruthy();
  });

  it('lists what number, date and seal say, and shows each where it was signed', async () => {
    const user = await verify(history);
    expect(page().getByRole('heading', { name: '2 ô số, ngày, dấu, chữ ký trên trang' })).toBeTruthy();
    await user.click(page().getByRole('button', { name: /3418\/QĐ-UBND/ }));
    expect(page().getByText('xem van-ban-1.pdf: 700, trang 1')).toBeTruthy();
  });

  it('tells why Adobe may say otherwise', async () => {
    await verify(history);
    expect(page().getByText(/^Adobe và phần mềm khác có thể báo khác/)).toBeTruthy();
    expect(
      page().getByText(/vì chứng thư gốc của Ban Cơ yếu Chính phủ không nằm trong danh sách tin cậy/),
    ).toBeTruthy();
  });

  it('filters a stack by verdict and searches it without marks', async () => {
    const verdicts = ['invalid', 'valid', 'valid', 'unsigned'] as const;
    kyso.answer('documents:choose', () => ({
      documents: verdicts.map((_, index) => documentInfo(index + 1, { name: `Quyết định điều động ${index + 1}.pdf` })),
      failures: [],
    }));
    kyso.answer('verification:run', (id) => report(verdicts[Number.parseInt(String(id), 16) - 1] ?? 'invalid'));
    const user = userEvent.setup();
    show(<App />);
    await user.click(screen.getByRole('button', { name: 'Kiểm tra' }));
    await user.click(page().getByRole('button', { name: 'Chọn văn bản…' }));
    expect(await page().findByText('4 văn bản: 1 không hợp lệ, 1 không có chữ ký, 2 hợp lệ')).toBeTruthy();
    const rows = () =>
      page()
        .queryAllByRole('button', { name: /^Quyết định/ })
        .map(({ title }) => title);
    expect(rows()).toHaveLength(4);
    await user.click(page().getByRole('button', { name: 'Hợp lệ 2' }));
    expect(rows()).toEqual(['Quyết định điều động 2.pdf', 'Quyết định điều động 3.pdf']);
    await user.type(page().getByRole('searchbox'), 'dieu dong 3');
    expect(rows()).toEqual(['Quyết định điều động 3.pdf']);
    await user.type(page().getByRole('searchbox'), '3');
    expect(page().getByText('Không có văn bản nào như vậy.')).toBeTruthy();
  });

  it('speaks English after the switch, the sentences of the main process too', async () => {
    const user = await verify(report('indeterminate', { signatures: [signature()] }));
    await user.click(screen.getByRole('button', { name: 'English' }));
    expect(screen.getByText('No revocation information.')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Indeterminate', level: 2 })).toBeTruthy();
  });
});
